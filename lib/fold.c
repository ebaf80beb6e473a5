/* fold.c - a sink that folds long lines at their blanks. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fold.h"

#include "lib/bytes.h"

static void put(struct fold *f, const char *text, unsigned n)
{
	f->out->write(f->out, text, n);
	f->column += n;
}

static void end_line(struct fold *f)
{
	put(f, "\n", 1);
	f->column = f->blanks = 0;
}

/* The word that is underway goes to this line or the next. */
static void put_word(struct fold *f)
{
	unsigned blanks = f->blanks;

	if (!f->word_used)
		return;
	if (!f->column)
		f->indent = blanks;
	if (f->column && blanks && f->column + blanks + f->word_used > FOLD_COLUMNS) {
		end_line(f);
		blanks = f->indent + FOLD_HANG;
	}
	while (blanks--)
		put(f, " ", 1);
	put(f, f->word, f->word_used);
	f->blanks = f->word_used = 0;
}

/* Fold what is not known to be a short line. */
static void take(struct fold *f, const char *text, size_t n)
{
	for (; n--; text++) {
		if (*text == ' ' || *text == '\n' || f->word_used == FOLD_WORD_MAX)
			put_word(f);
		if (*text == ' ')
			f->blanks++;
		else if (*text == '\n')
			end_line(f);
		else
			f->word[f->word_used++] = *text;
	}
}

/* The rest of a line, or all of it, which needs no look at its words where it is short. */
static void take_line(struct fold *f, const char *text, size_t n)
{
	bool is_start = !f->column && !f->blanks && !f->word_used;

	if (is_start && n > 1 && n <= FOLD_COLUMNS + 1 && text[n - 2] != ' ')
		f->out->write(f->out, text, n);
	else
		take(f, text, n);
}

/* Keep n bytes of a line that has not ended. */
static void keep(struct fold *f, const char *text, size_t n)
{
	if (n > FOLD_LINE_MAX - f->used) {
		take(f, f->line, f->used);
		f->used = 0;
	}
	if (n > FOLD_LINE_MAX) {
		take(f, text, n);
		return;
	}
	__builtin_memcpy(f->line + f->used, text, n);
	f->used += (unsigned)n;
}

static void fold_write(struct sink *s, const char *text, size_t n)
{
	struct fold *f = (struct fold *)s;
	const char *end = text + n, *next;

	for (; text < end; text = next) {
		const char *eol = find_char(text, end, '\n');

		next = eol + (eol < end);
		if (eol < end && !f->used) {
			take_line(f, text, (size_t)(next - text));
			continue;
		}
		keep(f, text, (size_t)(next - text));
		if (eol == end)
			return;
		take_line(f, f->line, f->used);
		f->used = 0;
	}
}

void fold_init(struct fold *f, struct sink *out)
{
	*f = (struct fold){.sink = {fold_write}, .out = out};
}
