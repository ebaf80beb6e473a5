/* dump.h - read the text of lspci -x, -xxx or -xxxx, piece by piece. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DUMP_H
#define LIB_DUMP_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DUMP_LINE = 16, DUMP_LINE_MAX = 128 };

/* Which lines of 16 bytes of a function are there, a bit each. */
struct dump_lines {
	uint8_t bit[PCI_CONFIG_EXTENDED / DUMP_LINE / 8];
};

/* One function of a dump, of which there is the first line at least. */
struct dump_func {
	struct pci_addr addr;
	struct dump_lines lines;
	uint16_t end;                       /* of the last line that is there */
	uint8_t bytes[PCI_CONFIG_EXTENDED]; /* ff where the dump has none */
};

/* Where what is there without a gap from offset from on ends: from itself where nothing is. */
size_t dump_known(const struct dump_lines *lines, size_t from);

/*
 * Reads text in pieces of any size and tells of each function when its last line is past. A line
 * that starts with an address begins a function; lines of an offset and bytes belong to it; any
 * other line is ignored. Holds one function, and no more text than the start of one line.
 */
struct dump_reader {
	void (*func)(void *ctx, const struct dump_func *f);
	/* A line (from 1) that looks like data and cannot be taken; it is left out. */
	void (*problem)(void *ctx, unsigned long line, const char *what);
	void *ctx;

	/* the reader's own */
	bool in_func;
	unsigned long line;
	size_t used; /* of text; what is beyond its end is dropped */
	char text[DUMP_LINE_MAX];
	struct dump_func cur;
};

/* Start with func, problem and ctx set; feed all text; then end, which tells the last function. */
void dump_begin(struct dump_reader *r);
void dump_feed(struct dump_reader *r, const char *text, size_t n);
void dump_end(struct dump_reader *r);

#ifdef __cplusplus
}
#endif
#endif
