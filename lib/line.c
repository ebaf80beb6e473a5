/* line.c - text put together piece by piece, and written at once. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/line.h"

void line_flush(struct line *l)
{
	if (l->used)
		l->out->write(l->out, l->text, l->used);
	l->used = 0;
}

void line_string(struct line *l, const char *text)
{
	while (*text)
		line_char(l, *text++);
}

void line_hex(struct line *l, uint32_t v, unsigned digits)
{
	while (digits < 8 && v >> 4 * digits)
		digits++;
	while (digits--)
		line_char(l, "0123456789abcdef"[v >> 4 * digits & 0xf]);
}

void line_fill(struct line *l, char c, size_t n)
{
	while (n--)
		line_char(l, c);
}

void line_end(struct line *l)
{
	line_char(l, '\n');
	line_flush(l);
}
