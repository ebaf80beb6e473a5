/* dump.h - read the text of lspci -x and of other hex dumps, piece by piece. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DUMP_H
#define LIB_DUMP_H

#include "lib/dump_line.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Which lines of 16 bytes of a function are there, a bit each. The last one may be short. */
struct dump_lines {
	uint8_t bit[PCI_CONFIG_EXTENDED / DUMP_LINE / 8];
};

/* One function of a dump, of which there may be an address and not one byte. */
struct dump_func {
	struct pci_addr addr; /* its copy is 0 */
	bool assumed;         /* the dump has bytes and no address: 0000:00:00.0 */
	size_t line;          /* of the address, or of the first bytes; from 1 */
	struct dump_lines lines;
	uint16_t end;                       /* of the last byte that is there, 0 for none */
	uint8_t bytes[PCI_CONFIG_EXTENDED]; /* up to end, ff where the dump has none */
};

/*
 * Where what is there without a gap from offset from on ends: from itself where nothing is. end is
 * that of the function.
 */
size_t dump_known(const struct dump_lines *lines, size_t end, size_t from);

/*
 * Reads text in pieces of any size and tells of each function when its last line is past. For the
 * lines that it takes see dump_parse_line(); any other line is ignored. What stands before them is
 * not looked at: blanks, marks of quoting (>), characters that are not ASCII. The text is ASCII or
 * UTF-8, or UTF-16 with a mark of its byte order.
 *
 * Bytes without any address are those of 0000:00:00.0, if there are 64, 256 or 4096, each once,
 * and nothing else. Of a function with a gap in its header only what is before that is kept.
 * Holds one function, and no more text than the start of one line.
 */
struct dump_reader {
	void (*func)(void *ctx, const struct dump_func *f);
	/* A line (from 1) that looks like data and cannot be taken; it is left out. */
	void (*problem)(void *ctx, size_t line, const char *what);
	void *ctx;

	/* the reader's own */
	enum { DUMP_NOTHING_YET, DUMP_IN_FUNC, DUMP_IN_REFUSED } state;
	bool twice;      /* bytes of the function were given twice */
	size_t line;     /* that is read */
	size_t repeat;   /* the line of a repeat that goes on, or 0 */
	size_t bytes_at; /* the last line that had 16 bytes and a wide offset, */
	uint32_t after;  /* and where they ended */
	enum { DUMP_START, DUMP_BYTE, DUMP_UTF16_LITTLE, DUMP_UTF16_BIG } encoding;
	uint8_t half; /* a byte that waits for another */
	bool has_half;
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
