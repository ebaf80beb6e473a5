/* fuzz.c - claims, and text that can be looked at. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, ROOM = 4096 };

void fuzz_claim(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "claim does not hold: %s\n", what);
	abort();
}

struct block {
	struct block *next;
	max_align_t bytes[];
};
static struct block *blocks;
static size_t allocs_left;
static bool failed;

void fuzz_alloc_limit(size_t limit)
{
	allocs_left = limit;
	failed = false;
}

void *fuzz_alloc(struct platform *p, size_t size)
{
	struct block *b = allocs_left ? calloc(1, sizeof(*b) + size) : NULL;

	(void)p;
	if (!b) {
		failed = true;
		return NULL;
	}
	allocs_left--;
	b->next = blocks;
	blocks = b;
	return b->bytes;
}

bool fuzz_alloc_failed(void)
{
	return failed;
}

void fuzz_free_all(void)
{
	while (blocks) {
		struct block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
}

static void text_write(struct sink *s, const char *text, size_t n)
{
	struct fuzz_text *t = (struct fuzz_text *)s;

	if (t->room - t->size < n) {
		t->room = t->room * 2 + n + ROOM;
		t->bytes = realloc(t->bytes, t->room);
		if (!t->bytes)
			abort();
	}
	if (n)
		memcpy(t->bytes + t->size, text, n);
	t->size += n;
}

void fuzz_text_init(struct fuzz_text *t)
{
	*t = (struct fuzz_text){.sink = {text_write}};
}

void fuzz_text_free(struct fuzz_text *t)
{
	free(t->bytes);
}

void fuzz_claim_lines(const struct fuzz_text *t, size_t columns)
{
	size_t column = 0;

	for (size_t i = 0; i < t->size; i++) {
		char c = t->bytes[i];

		column = c == '\n' ? 0 : column + 1;
		if (column > columns || (c != '\n' && (c < ' ' || c > '~')))
			fprintf(stderr, "%.*s\n", (int)column, t->bytes + i + 1 - column);
		claim(c == '\n' || (c >= ' ' && c <= '~'));
		claim(column <= columns);
	}
	claim(column == 0);
}

/* A reader of JSON that takes no more than the grammar: RFC 8259. */
struct reader {
	const char *s, *end;
	unsigned depth;
};

static char peek(struct reader *r)
{
	while (r->s < r->end && (*r->s == ' ' || *r->s == '\n'))
		r->s++;
	return r->s < r->end ? *r->s : '\0';
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != c)
		return false;
	r->s++;
	return true;
}

static void read_string(struct reader *r)
{
	claim(take(r, '"'));
	for (; r->s < r->end && *r->s != '"'; r->s++) {
		claim(*r->s >= ' ' && *r->s <= '~');
		if (*r->s != '\\')
			continue;
		r->s++;
		claim(r->s < r->end && strchr("\"\\/bfnrtu", *r->s) && *r->s);
		for (int i = 0; *r->s == 'u' && i < 4; i++)
			claim(r->end - r->s > 5 && strchr("0123456789abcdefABCDEF", r->s[1 + i]));
	}
	claim(take(r, '"'));
}

static void read_word(struct reader *r)
{
	const char *start = r->s;
	size_t n;

	while (r->s < r->end && strchr("-0123456789aeflnrstu", *r->s))
		r->s++;
	n = (size_t)(r->s - start);
	claim(n &&
	      (strspn(start, "0123456789") >= n || (n == 4 && !memcmp(start, "true", 4)) ||
	       (n == 5 && !memcmp(start, "false", 5)) || (n == 4 && !memcmp(start, "null", 4))));
	claim(*start != '0' || n == 1);
}

static void read_value(struct reader *r)
{
	char open = peek(r), close = open == '{' ? '}' : ']';

	claim(++r->depth < DEPTH_MAX);
	if (open == '"') {
		read_string(r);
	} else if (open != '{' && open != '[') {
		read_word(r);
	} else {
		r->s++;
		while (!take(r, close)) {
			if (open == '{') {
				read_string(r);
				claim(take(r, ':'));
			}
			read_value(r);
			claim(take(r, ',') ? peek(r) != close : peek(r) == close);
		}
	}
	r->depth--;
}

void fuzz_claim_json(const struct fuzz_text *t)
{
	struct reader r = {t->bytes, t->bytes + t->size, 0};

	read_value(&r);
	claim(peek(&r) == '\0' && r.s == r.end);
}
