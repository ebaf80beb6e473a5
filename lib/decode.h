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

/*
 * What is decoded, and what its conditions may ask. The caller sets table (&pci_desc), io, config,
 * express and detail, all of which it keeps; decode_find() the rest.
 */
struct decode {
	const struct desc_table *table;
	const struct desc *block;        /* a line of the table */
	const struct desc *variant;      /* shown after it, or NULL */
	const struct io_region *io;      /* where it lies: a capability, a header */
	const struct io_region *config;  /* the function's configuration space, or NULL */
	const struct io_region *express; /* its PCI Express capability, or NULL */
	bool detail;                     /* long tables and raw dwords too */
};

/*
 * Choose the block for a kind and ID, and of its variants the last whose conditions hold. Reads
 * what those ask about, but nothing where the block has no variant. PCI_ENOTFOUND: an unknown ID.
 */
PCI_MUST_CHECK enum pci_status decode_find(struct decode *d, enum desc_block kind, uint16_t id);

/*
 * The same of a device's own registers: make *ret the block of that kind (DESC_MMIO) and ID, of a
 * table that lib/reg_table.h made, in region io, which must outlive it. Then decode_text(ret, ...)
 * and decode_json(ret, ...) print it, each access as wide as its register.
 */
PCI_MUST_CHECK enum pci_status decode_device(const struct desc_table *t, enum desc_block kind,
                                             uint16_t id, const struct io_region *io,
                                             struct decode *ret);

/* The title of what is decoded: the variant's, else the block's. */
const char *decode_title(const struct decode *d);

/* A register that is there. */
struct decode_reg {
	const struct decode *d;
	const struct desc *line;
	size_t offset;  /* in d->io */
	uint64_t value; /* where st is PCI_OK */
	enum pci_status st;
};

/*
 * An array, a place of a relative block (an array of one), or a run of raw dwords; line may also be
 * the DESC_KNOWN that does not hold.
 */
struct decode_array {
	const struct decode *d;
	const struct desc *line;
	unsigned index; /* of the entry, or of the dword */
	unsigned depth; /* 0: in the block, 1: in an entry of another */
	size_t offset;  /* of the entry or dword in d->io */
	uint32_t value; /* of the dword, where st is PCI_OK */
	enum pci_status st;
};

/*
 * Whoever is told. wants() says whether a register is to be read at all; reg() comes before its
 * fields and reg_end() after them; field() has the field's bits, shifted down. st is PCI_ERANGE
 * for a register beyond the region, with no fields, and PCI_ENOREAD for one that nothing but a
 * driver reads; another failure is the last that is told. begin() comes before the first entry of
 * an array and before the first raw dword, end() after the last; an array without any is not told.
 * All but wants() and reg() may be NULL.
 */
struct decode_visitor {
	bool (*wants)(void *ctx, const struct decode *d, const struct desc *line);
	void (*reg)(void *ctx, const struct decode_reg *r);
	void (*field)(void *ctx, const struct decode_reg *r, const struct desc *f, uint64_t v);
	void (*reg_end)(void *ctx, const struct decode_reg *r);
	void (*begin)(void *ctx, const struct decode_array *a);
	void (*entry)(void *ctx, const struct decode_array *a);
	void (*entry_end)(void *ctx, const struct decode_array *a);
	void (*raw)(void *ctx, const struct decode_array *a);
	void (*end)(void *ctx, const struct decode_array *a);
};

/*
 * Visit the registers that are there, in the table's order. Reads each that is wanted, and each
 * that a condition or a count asks for, once and with its own width; in a block, place or entry
 * that has more than eight which are asked for, the others are read each time. So is what is asked
 * of the function's configuration space and PCI Express, and by CALC and ONLY (a region that
 * remembers makes that free: lib/io_cache.h). A status other than PCI_OK: an access failed
 * (PCI_EGONE among others) and the walk ended.
 */
PCI_MUST_CHECK enum pci_status decode_walk(const struct decode *d, const struct decode_visitor *v,
                                           void *ctx);

/*
 * Set the bit of each dword of the function's configuration space that must not be read, for those
 * who copy it: ret has a bit for each of its 1024 dwords, io is a region inside d->config.
 */
PCI_MUST_CHECK enum pci_status decode_noread(const struct decode *d, uint32_t ret[32]);

/* How many entries, for enum desc_calc. entry is where the array around it is, cap without one. */
PCI_MUST_CHECK enum pci_status decode_calc(enum desc_calc which, const struct decode *d,
                                           const struct io_region *entry, uint64_t *ret);

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
 * As JSON: members of the object that is open, one for each register, by its name:
 * {"raw":"0x...","FIELD":value,...}. A value is true or false for a flag, a number where the bits
 * mean one, an array of strings where each bit means something, else a string. An array of the
 * table is an array of objects, by its name; so are entries of a relative block, which is an object
 * where it lies alone. Raw dwords are {"offset":n,"dwords":["0x..."]}.
 */
PCI_MUST_CHECK enum pci_status decode_json(const struct decode *d, struct json *j);

#ifdef __cplusplus
}
#endif
#endif
