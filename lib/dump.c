/* dump.c - read the text of lspci -x and of other hex dumps, piece by piece. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/dump.h"

#include "lib/bytes.h"

enum { HEADER = 64, LINES = PCI_CONFIG_EXTENDED / DUMP_LINE, UNITS = 256 };

static bool has_line(const struct dump_lines *l, size_t n)
{
	return l->bit[n / 8] >> n % 8 & 1;
}

static void set_line(struct dump_lines *l, size_t n, bool is_there)
{
	uint8_t bit = (uint8_t)(1u << n % 8);

	l->bit[n / 8] = (uint8_t)(is_there ? l->bit[n / 8] | bit : l->bit[n / 8] & ~bit);
}

size_t dump_known(const struct dump_lines *lines, size_t end, size_t from)
{
	size_t n = from / DUMP_LINE;

	while (n < LINES && has_line(lines, n))
		n += n % 8 == 0 && lines->bit[n / 8] == 0xff ? 8 : 1;
	n = n * DUMP_LINE < end ? n * DUMP_LINE : end;
	return n > from ? n : from;
}

/* Bytes beyond the end: what is between is a gap, and a short line before it is none. */
static void extend(struct dump_func *f, size_t off)
{
	if (off == f->end)
		return;
	if (f->end % DUMP_LINE)
		set_line(&f->lines, f->end / DUMP_LINE, false);
	__builtin_memset(f->bytes + f->end, 0xff, off - f->end);
	f->end = (uint16_t)off;
}

/* Bytes of which some are there, or might have been. */
static bool agrees(const struct dump_func *f, size_t off, const uint8_t *bytes, size_t n)
{
	size_t common = n < f->end - off ? n : f->end - off;

	return !has_line(&f->lines, off / DUMP_LINE) ||
	       !__builtin_memcmp(f->bytes + off, bytes, common);
}

static const char *keep_bytes(struct dump_reader *r, size_t off, const uint8_t *bytes, size_t n)
{
	struct dump_func *f = &r->cur;

	if (off >= PCI_CONFIG_EXTENDED || n > PCI_CONFIG_EXTENDED - off ||
	    (off % DUMP_LINE && off != f->end))
		return "offset out of place";
	if (off < f->end) {
		r->twice = true;
		if (!agrees(f, off, bytes, n))
			return "not the bytes that were there before";
	} else {
		extend(f, off);
	}
	__builtin_memcpy(f->bytes + off, bytes, n);
	if (off + n < f->end && n < DUMP_LINE) /* too few for a line that others are behind */
		return NULL;
	set_line(&f->lines, off / DUMP_LINE, true);
	set_line(&f->lines, (off + n - 1) / DUMP_LINE, true);
	if (off + n > f->end)
		f->end = (uint16_t)(off + n);
	return NULL;
}

/* The lines that a repeat stands for, up to offset to. */
static void end_repeat(struct dump_reader *r, uint32_t to)
{
	const char *what = NULL;
	uint8_t line[DUMP_LINE];

	if (!r->repeat)
		return;
	if (to <= r->after || to > PCI_CONFIG_EXTENDED)
		what = "a repeat without an end";
	else
		__builtin_memcpy(line, r->cur.bytes + r->after - DUMP_LINE, DUMP_LINE);
	for (; !what && r->after < to; r->after += DUMP_LINE)
		what = keep_bytes(r, r->after, line, DUMP_LINE);
	if (what)
		r->problem(r->ctx, r->repeat, what);
	r->repeat = 0;
}

static const char *take_bytes(struct dump_reader *r, const struct dump_line *l)
{
	const char *what;

	end_repeat(r, l->offset);
	what = keep_bytes(r, l->offset, l->bytes, l->count);
	if (!what && l->wide && l->count == DUMP_LINE && l->offset % DUMP_LINE == 0) {
		r->bytes_at = r->line;
		r->after = l->offset + l->count;
	}
	return what;
}

/* Whether bytes without an address are all of one function. */
static bool is_one_function(const struct dump_reader *r, size_t known)
{
	return !r->twice && known == r->cur.end &&
	       (known == HEADER || known == PCI_CONFIG_NORMAL || known == PCI_CONFIG_EXTENDED);
}

static void finish(struct dump_reader *r, bool at_end)
{
	struct dump_func *f = &r->cur;
	size_t known;

	if (r->state != DUMP_IN_FUNC)
		return;
	end_repeat(r, 0);
	known = dump_known(&f->lines, f->end, 0);
	if (f->assumed && !(at_end && is_one_function(r, known))) {
		r->problem(r->ctx, f->line, "bytes of no function");
		return;
	}
	if (known < HEADER && known < f->end) {
		r->problem(r->ctx, f->line, "bytes behind a gap in the header");
		f->end = (uint16_t)known;
	}
	r->func(r->ctx, f);
}

static void begin(struct dump_reader *r, const struct dump_line *l)
{
	struct dump_func *f = &r->cur;

	finish(r, false);
	r->state = l->kind == DUMP_NO_ADDRESS ? DUMP_IN_REFUSED : DUMP_IN_FUNC;
	r->twice = false;
	r->bytes_at = 0;
	f->addr = l->addr;
	f->assumed = l->kind == DUMP_BYTES;
	f->line = r->line;
	f->end = 0;
	f->lines = (struct dump_lines){{0}};
}

/* What a line says of the function at hand; returns what is wrong, or NULL. */
static const char *take_data(struct dump_reader *r, const struct dump_line *l)
{
	if (r->state == DUMP_IN_REFUSED || l->kind == DUMP_NO_BYTES)
		return r->state == DUMP_IN_REFUSED ? NULL : l->what;
	if (l->kind == DUMP_BYTES)
		return take_bytes(r, l);
	if (l->kind == DUMP_OFFSET)
		end_repeat(r, l->offset);
	if (l->kind == DUMP_REPEAT && r->bytes_at && r->bytes_at == r->line - 1)
		r->repeat = r->line;
	return NULL;
}

static bool is_before_line(char c)
{
	return c == ' ' || c == '\t' || c == '>' || (uint8_t)c >= 0x80;
}

static void take_line(struct dump_reader *r, const char *text, const char *end)
{
	const char *what;
	struct dump_line l;

	r->line++;
	while (text < end && is_before_line(*text))
		text++;
	dump_parse_line(text, end - text < DUMP_LINE_MAX ? (size_t)(end - text) : DUMP_LINE_MAX,
	                &l);
	if (l.kind == DUMP_ADDRESS || l.kind == DUMP_NO_ADDRESS ||
	    (l.kind == DUMP_BYTES && r->state == DUMP_NOTHING_YET))
		begin(r, &l);
	what = l.kind == DUMP_NO_ADDRESS ? l.what : take_data(r, &l);
	if (what)
		r->problem(r->ctx, r->line, what);
}

/* A part of a line; what is behind the room for one says nothing. */
static void keep_text(struct dump_reader *r, const char *text, const char *end)
{
	while (!r->used && text < end && is_before_line(*text))
		text++;
	while (text < end && r->used < DUMP_LINE_MAX)
		r->text[r->used++] = *text++;
}

static void feed_bytes(struct dump_reader *r, const char *text, size_t n)
{
	const char *end = text + n, *eol;

	for (; text < end; text = eol + 1) {
		eol = find_char(text, end, '\n');
		if (eol < end && !r->used) {
			take_line(r, text, eol);
			continue;
		}
		keep_text(r, text, eol);
		if (eol == end)
			return;
		take_line(r, r->text, r->text + r->used);
		r->used = 0;
	}
}

static void feed_utf16(struct dump_reader *r, const char *text, size_t n)
{
	char ascii[UNITS] = "";
	size_t used = 0;

	for (; n--; text++) {
		unsigned second = (uint8_t)*text, first = r->half;
		unsigned unit =
			r->encoding == DUMP_UTF16_BIG ? first << 8 | second : second << 8 | first;

		r->half = (uint8_t)second;
		r->has_half = !r->has_half;
		if (r->has_half)
			continue;
		ascii[used++] = unit < 0x80 ? (char)unit : '\x80';
		if (used == UNITS) {
			feed_bytes(r, ascii, used);
			used = 0;
		}
	}
	feed_bytes(r, ascii, used);
}

/* The first two bytes may say that it is UTF-16. Returns how many bytes of text were used. */
static size_t start(struct dump_reader *r, const char *text)
{
	uint8_t byte = (uint8_t)*text;

	if (!r->has_half) {
		r->has_half = byte >= 0xfe;
		r->half = byte;
		r->encoding = r->has_half ? DUMP_START : DUMP_BYTE;
		return r->has_half;
	}
	r->has_half = false;
	if ((r->half ^ byte) == 1) /* feff */
		r->encoding = byte == 0xfe ? DUMP_UTF16_LITTLE : DUMP_UTF16_BIG;
	else
		r->encoding = DUMP_BYTE; /* no byte that begins a line was lost: it is not ASCII */
	return r->encoding != DUMP_BYTE;
}

void dump_begin(struct dump_reader *r)
{
	r->state = DUMP_NOTHING_YET;
	r->encoding = DUMP_START;
	r->has_half = false;
	r->line = r->repeat = 0;
	r->used = 0;
}

void dump_feed(struct dump_reader *r, const char *text, size_t n)
{
	while (n && r->encoding == DUMP_START) {
		size_t used = start(r, text);

		text += used;
		n -= used;
	}
	if (r->encoding == DUMP_BYTE)
		feed_bytes(r, text, n);
	else if (n)
		feed_utf16(r, text, n);
}

void dump_end(struct dump_reader *r)
{
	if (r->used) {
		take_line(r, r->text, r->text + r->used);
		r->used = 0;
	}
	finish(r, true);
	r->state = DUMP_NOTHING_YET;
}
