/* decode.h - walk the registers of a block by the tables, as text or JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DECODE_H
#define LIB_DECODE_H

#include "lib/desc.h"
#include "lib/io_region.h"
#include "lib/json.h"
#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DECODE_NO_TYPE = 0xff };

/* What is decoded. */
struct decode {
	const struct desc_table *table;
	const struct desc *block;   /* a line of the table */
	const struct io_region *io; /* where it lies: a capability, a header */
	uint8_t exp_type;           /* PCI Express device/port type, or DECODE_NO_TYPE */
};

/* A register that is there: index counts those of a repeated group, 0 elsewhere. */
struct decode_reg {
	const struct decode *d;
	const struct desc *line;
	unsigned index;
	size_t offset;     /* in the block */
	uint64_t value;    /* where st is PCI_OK */
	uint64_t previous; /* value of the register visited before it */
	enum pci_status st;
};

/*
 * Whoever is told. wants() says whether a register is to be read at all; reg() comes before its
 * fields and reg_end() after them; field() has the field's bits, shifted down. st is PCI_ERANGE
 * for a register beyond the region, with no fields; another failure is the last that is told.
 */
struct decode_visitor {
	bool (*wants)(void *ctx, const struct decode *d, const struct desc *line);
	void (*reg)(void *ctx, const struct decode_reg *r);
	void (*field)(void *ctx, const struct decode_reg *r, const struct desc *f, uint64_t v);
	void (*reg_end)(void *ctx, const struct decode_reg *r);
};

/*
 * Visit the registers of the block that are there, in the table's order. Reads each that is wanted
 * once, and once more each that a condition asks for. A status other than PCI_OK: an access failed
 * (PCI_EGONE among others) and the walk ended.
 */
PCI_MUST_CHECK enum pci_status decode_walk(const struct decode *d, const struct decode_visitor *v,
                                           void *ctx);

/*
 * The meaning of a field's bits as text, such as "16GT/s" or "128"; without its token. r is the
 * register it was read from.
 */
void decode_value(struct sink *out, const struct decode_reg *r, const struct desc *f, uint64_t v);

/*
 * As text: a paragraph for each register with a token, `Token: field field`, its first line
 * indented by indent columns and others by 4 more, no line over 79. A failure is said there.
 */
PCI_MUST_CHECK enum pci_status decode_text(const struct decode *d, struct sink *out,
                                           unsigned indent);

/*
 * As JSON: members of the object that is open, one for each register, by its name (with the index
 * where there are several): {"raw":"0x...","FIELD":value,...}. A value is true or false for a flag,
 * a number where the bits mean one, an array of strings where each bit means something, else a
 * string.
 */
PCI_MUST_CHECK enum pci_status decode_json(const struct decode *d, struct json *j);

#ifdef __cplusplus
}
#endif
#endif
