/* paging.c - whether an address may be touched: translation tables read in software, aarch64. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/arch/aarch64/paging.h"

/* Arm ARM (DDI 0487J), D8.3: VMSAv8-64 descriptors. */
#define DESC_VALID  (UINT64_C(1) << 0)
#define DESC_TABLE  (UINT64_C(1) << 1) /* in the last level: page, and the only kind */
#define DESC_ACCESS (UINT64_C(1) << 10)

/* The same, D17.2: SCTLR_ELx, TCR_EL1 and TCR_EL2, TTBR0_ELx, ID_AA64MMFR0_EL1. */
#define SCTLR_M       (UINT64_C(1) << 0)
#define TCR_T0SZ      0x3fU
#define TCR_EPD0      (UINT64_C(1) << 7)
#define TCR_TG0(tcr)  ((tcr) >> 14 & 3)
#define TCR_EL1_IPS   32
#define TCR_EL2_PS    16
#define TCR_EL1_DS    59
#define TCR_EL2_DS    32
#define MMFR0_PARANGE 0xfU

enum {
	DESC_SIZE = 8,
	SMALLEST_TABLE_52 = 64, /* where TTBR0 holds address bits 51:48 in 5:2 */
	T0SZ_MAX = 48,
	SIZE_52 = 6, /* of PARange and IPS: 52 bits */
};

/* How an address is translated, decoded from the registers. */
struct walk {
	unsigned shift;     /* of a page */
	unsigned va_bits;   /* that TTBR0 translates */
	unsigned phys_bits; /* of an output address */
	unsigned levels;
	unsigned block_levels; /* levels above the last one that may hold blocks */
	bool lpa;              /* 64 KiB and 52 bits: address bits 51:48 are in 15:12 */
	bool lpa2;             /* 4 or 16 KiB and 52 bits: address bits 51:50 are in 9:8 */
};

static uint64_t low_bits(unsigned n)
{
	return (UINT64_C(1) << n) - 1;
}

/* Bits of a physical address, by the code that PARange and IPS share; more is for others. */
static unsigned phys_bits(unsigned code)
{
	static const uint8_t bits[] = {32, 36, 40, 42, 44, 48, 52};

	return bits[code < SIZE_52 ? code : SIZE_52];
}

static unsigned parange(const struct paging_aarch64 *pg)
{
	return pg->mmfr0 & MMFR0_PARANGE;
}

/* Decode the registers; false if no walk succeeds with them, or none that is understood. */
static bool decode(const struct paging_aarch64 *pg, struct walk *w)
{
	static const uint8_t shifts[] = {12, 16, 14, 0}; /* by TG0 */
	unsigned output = pg->tcr >> (pg->el2 ? TCR_EL2_PS : TCR_EL1_IPS) & 7;
	bool ds = pg->tcr >> (pg->el2 ? TCR_EL2_DS : TCR_EL1_DS) & 1;
	unsigned t0sz = pg->tcr & TCR_T0SZ;
	unsigned bits;

	*w = (struct walk){.shift = shifts[TCR_TG0(pg->tcr)], .va_bits = 64 - t0sz};
	if (!w->shift || t0sz > T0SZ_MAX || (!pg->el2 && pg->tcr & TCR_EPD0))
		return false;
	if (output > parange(pg))
		output = parange(pg);
	w->lpa = w->shift == 16 && output >= SIZE_52;
	w->lpa2 = w->shift != 16 && ds;
	w->phys_bits = phys_bits(output);
	if (w->phys_bits > 48 && !w->lpa && !w->lpa2)
		w->phys_bits = 48;
	if (w->va_bits > (w->shift == 16 || w->lpa2 ? 52 : 48) || w->va_bits <= w->shift)
		return false;
	bits = w->shift - 3;
	w->levels = (w->va_bits - w->shift + bits - 1) / bits;
	w->block_levels = (w->shift == 12 ? 2U : 1U) + (w->lpa || w->lpa2);
	return true;
}

/* The address that a descriptor holds, which is aligned as a page is. */
static uint64_t desc_address(const struct walk *w, uint64_t desc)
{
	uint64_t address = desc & low_bits(w->lpa2 ? 50 : 48) & ~low_bits(w->shift);

	if (w->lpa)
		address |= (desc >> 12 & 0xf) << 48;
	if (w->lpa2)
		address |= (desc >> 8 & 3) << 50;
	return address;
}

/* The first table: it may be smaller than a page, and is aligned to its size. */
static uint64_t first_table(const struct walk *w, uint64_t ttbr0)
{
	unsigned index_bits = w->va_bits - w->shift - (w->shift - 3) * (w->levels - 1);
	uint64_t size = (uint64_t)DESC_SIZE << index_bits;

	if (!w->lpa && !w->lpa2)
		return ttbr0 & low_bits(48) & ~(size - 1);
	if (size < SMALLEST_TABLE_52)
		size = SMALLEST_TABLE_52;
	return (ttbr0 & low_bits(48) & ~(size - 1)) | (ttbr0 >> 2 & 0xf) << 48;
}

/* Check the page or block that maps addr; *ret_end is the last byte it maps. */
static enum pci_status check_leaf(const struct paging_aarch64 *pg, const struct walk *w,
                                  uint64_t addr, uint64_t *ret_end)
{
	uint64_t table = first_table(w, pg->ttbr0);

	for (unsigned above = w->levels; above-- > 0;) {
		unsigned shift = w->shift + (w->shift - 3) * above;
		uint64_t index = addr >> shift & low_bits(w->shift - 3);
		uint64_t desc = pg->read(pg->ctx, table + index * DESC_SIZE);

		table = desc_address(w, desc);
		if (!(desc & DESC_VALID) || table & ~low_bits(w->phys_bits))
			return PCI_EUNMAPPED;
		if (above && desc & DESC_TABLE)
			continue;
		if (above > w->block_levels || !(above || desc & DESC_TABLE) ||
		    !(desc & DESC_ACCESS))
			return PCI_EUNMAPPED;
		*ret_end = addr | low_bits(shift);
		return (table ^ addr) >> shift ? PCI_EUNMAPPED : PCI_OK;
	}
	return PCI_EUNMAPPED;
}

enum pci_status paging_aarch64_check(const struct paging_aarch64 *pg, uint64_t addr, uint64_t size)
{
	uint64_t last = addr + size - 1;
	struct walk w;

	if (size == 0 || last < addr || last >> phys_bits(parange(pg)))
		return PCI_ERANGE;
	if (!(pg->sctlr & SCTLR_M))
		return PCI_OK;
	if (!decode(pg, &w))
		return PCI_EUNMAPPED;
	if (last >> w.va_bits || last >> w.phys_bits)
		return PCI_ERANGE;
	for (;;) {
		uint64_t end;
		enum pci_status st = check_leaf(pg, &w, addr, &end);

		if (st != PCI_OK || end >= last)
			return st;
		addr = end + 1;
	}
}
