/* fold.c - a sink that folds long lines at their blanks. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fold.h"

#include "lib/fmt.h"

/* The word that is held goes out, to this line or the next. */
static void put_word(struct fold *f)
{
	if (!f->used)
		return;
	if (!f->column)
		f->indent = f->blanks;
	if (f->column && f->blanks && f->column + f->blanks + f->used > FOLD_COLUMNS) {
		fmt_print(f->out, "\n");
		f->column = 0;
		f->blanks = f->indent + FOLD_HANG;
	}
	fmt_print(f->out, "%*s%.*s", (int)f->blanks, "", (int)f->used, f->word);
	f->column += f->blanks + f->used;
	f->blanks = f->used = 0;
}

static void put(struct fold *f, char c)
{
	if (c == ' ' || c == '\n')
		put_word(f);
	if (c == ' ') {
		f->blanks++;
	} else if (c == '\n') {
		fmt_print(f->out, "\n");
		f->column = f->blanks = 0;
	} else {
		if (f->used == FOLD_WORD_MAX)
			put_word(f);
		f->word[f->used++] = c;
	}
}

static void fold_write(struct sink *s, const char *text, size_t n)
{
	struct fold *f = (struct fold *)s;

	while (n--)
		put(f, *text++);
}

void fold_init(struct fold *f, struct sink *out)
{
	*f = (struct fold){.sink = {fold_write}, .out = out};
}
