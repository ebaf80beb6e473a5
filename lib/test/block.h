/* block.h - one block of registers in a test, and its text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_BLOCK_H
#define LIB_TEST_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "lib/decode.h"

struct reg {
	unsigned off, width;
	uint32_t value;
};
enum {
	NO_TYPE = 0xff,
	EXPRESS = 0x1000, /* added to off: in the PCI Express capability that the function has */
	HEADER = 0x2000,  /* in its configuration header */
};
#define REGS(array) (array), sizeof(array) / sizeof((array)[0])

/*
 * The text of a block of size bytes that holds these registers, else 0; of a function whose PCI
 * Express capability is of that type (or of none) and version 2; an extended capability's version
 * is 1. Lines are checked.
 */
const char *block_text(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                       const struct reg *regs, size_t count);

/* What it must be. */
void check_text(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                const struct reg *regs, size_t count, const char *expected);

/* The names of the registers it must have, and no others. */
void check_registers(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                     const struct reg *regs, size_t count, const char *expected);

/*
 * A register whose paragraph shows flags: which bit sets which, as "0=CorrErr 4=RlxdOrd". Bits that
 * are not listed set none. context is another register that has to have a value, width 0 for none.
 */
struct flags {
	enum desc_block kind;
	uint16_t id;
	uint8_t exp_type;
	unsigned off, width;
	const char *paragraph, *flags;
	struct reg context;
};

/* Set each bit alone. */
void check_flags(const struct flags *f);

/* No line of text is longer than 79 columns, and the last one ends. */
void check_lines(const char *text);

#endif
