/* dump.h - read the text of lspci -x, -xxx or -xxxx, piece by piece. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DUMP_H
#define LIB_DUMP_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DUMP_LINE = 16, DUMP_LINE_MAX = 128 };

/* One function of a dump. Bytes that the dump lacks are ff. */
struct dump_func {
	struct pci_addr addr;
	uint16_t have; /* bytes from the start that are there without a gap */
	uint8_t bytes[PCI_CONFIG_EXTENDED];
};

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
	uint8_t lines[PCI_CONFIG_EXTENDED / DUMP_LINE / 8]; /* a bit per line of 16 bytes */
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
