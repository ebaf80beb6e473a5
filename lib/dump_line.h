/* dump_line.h - what one line of a dump of configuration space says. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DUMP_LINE_H
#define LIB_DUMP_LINE_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DUMP_LINE = 16, DUMP_LINE_MAX = 256 };

enum dump_kind {
	DUMP_TEXT,       /* nothing of ours */
	DUMP_ADDRESS,    /* a function begins */
	DUMP_NO_ADDRESS, /* one that no function can have */
	DUMP_BYTES,
	DUMP_NO_BYTES, /* looks like bytes and cannot be taken */
	DUMP_REPEAT,   /* hexdump's and xxd's: lines like the one before are left out */
	DUMP_OFFSET,   /* and the offset behind the last byte */
};

/* A line; what its kind does not speak of is not set. */
struct dump_line {
	enum dump_kind kind;
	const char *what; /* of those that cannot be taken: why, in a few words */
	struct pci_addr addr;
	uint32_t offset;
	unsigned count; /* of bytes, 1 to 16 */
	bool wide;      /* an offset of 7 digits or more, as tools for files write it */
	uint8_t bytes[DUMP_LINE];
};

/*
 * Look at n characters of a line, without what stands before (blanks and marks of quoting) and
 * without its end: DUMP_LINE_MAX of them are enough. Addresses:
 *
 *   [ssss:]bb:dd.f text                   lspci; also alone, and with a colon behind
 *   ssss:bb:dd.f/bb:dd.f text             lspci -PP: the last one
 *   /sys/.../ssss:bb:dd.f[/config]        the same, as sysfs has it
 *   PCI Segment ss Bus bb Device dd Func ff   the UEFI shell's pci
 *
 * Bytes, each with any column of text two blanks behind them:
 *
 *   000: 00 11 22 ... ff                  lspci, xxd -g1, the UEFI shell's ("77-88" in the middle)
 *   00000000: 0011 2233 ... eeff          xxd
 *   00000000  00 11 ... 77  88 ... ff     hexdump -C
 *
 * Other layouts of hexdump, od and xxd do not say in which order the bytes of a group are.
 */
void dump_parse_line(const char *text, size_t n, struct dump_line *ret);

#ifdef __cplusplus
}
#endif
#endif
