/* line.h - text put together piece by piece, and written at once. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_LINE_H
#define LIB_LINE_H

#include <stdint.h>

#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { LINE_ROOM = 512 };

/*
 * For what is printed a hundred thousand times, where fmt.h, which reads a format and writes each
 * piece of it, takes most of the time. What does not fit is written underway, nothing is lost.
 */
struct line {
	struct sink *out;
	size_t used;
	char text[LINE_ROOM];
};

/* Start with nothing; out gets the text. */
static inline void line_init(struct line *l, struct sink *out)
{
	l->out = out;
	l->used = 0;
}

/* Write what there is. */
void line_flush(struct line *l);

/* Append a character, or a text up to its end. */
static inline void line_char(struct line *l, char c)
{
	if (l->used == LINE_ROOM)
		line_flush(l);
	l->text[l->used++] = c;
}

void line_string(struct line *l, const char *text);

/* At least so many digits of a number, small letters. */
void line_hex(struct line *l, uint32_t v, unsigned digits);

/* The same character n times. */
void line_fill(struct line *l, char c, size_t n);

/* The end of a line, and everything up to it is written. */
void line_end(struct line *l);

#ifdef __cplusplus
}
#endif
#endif
