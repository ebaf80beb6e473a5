/* paging.c - whether an address may be touched: the processor's page tables, read in software. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/arch/x86_64/paging.h"

/* Intel SDM, volume 3, 4.5: entries of 4-level and 5-level paging. */
#define ENTRY_PRESENT (UINT64_C(1) << 0)
#define ENTRY_LEAF    (UINT64_C(1) << 7)
#define ENTRY_ADDRESS UINT64_C(0x000ffffffffff000)
#define ENTRY_PAT     (UINT64_C(1) << 12) /* in a large leaf; else part of the address */

enum { PAGE_SHIFT = 12, INDEX_BITS = 9, ENTRY_SIZE = 8, LARGEST_LEAF_LEVEL = 3 };

static uint64_t low_bits(unsigned n)
{
	return (UINT64_C(1) << n) - 1;
}

/* The address that an identity mapping can reach last: physical, and in the lower half. */
static uint64_t last_address(const struct paging_x86_64 *pg)
{
	unsigned lower_half = PAGE_SHIFT + INDEX_BITS * pg->levels - 1;

	return low_bits(pg->phys_bits < lower_half ? pg->phys_bits : lower_half);
}

/* Look at one entry; level 1 is the last. A reserved bit that is set makes the access fault. */
static enum pci_status entry_address(const struct paging_x86_64 *pg, uint64_t entry, uint64_t *ret)
{
	entry &= ~pg->ignore;
	*ret = entry & ENTRY_ADDRESS;
	if (!(entry & ENTRY_PRESENT) || *ret & ~low_bits(pg->phys_bits))
		return PCI_EUNMAPPED;
	return PCI_OK;
}

/* Check the leaf that maps addr; *ret_end is the last byte it maps. */
static enum pci_status check_leaf(const struct paging_x86_64 *pg, uint64_t addr, uint64_t *ret_end)
{
	uint64_t table = pg->cr3 & ENTRY_ADDRESS & low_bits(pg->phys_bits) & ~pg->ignore;

	for (unsigned level = pg->levels; level > 0; level--) {
		unsigned shift = PAGE_SHIFT + INDEX_BITS * (level - 1);
		uint64_t index = addr >> shift & low_bits(INDEX_BITS);
		uint64_t entry = pg->read(pg->ctx, table + index * ENTRY_SIZE);
		enum pci_status st = entry_address(pg, entry, &table);

		if (st != PCI_OK)
			return st;
		if (level > 1 && !(entry & ENTRY_LEAF))
			continue;
		if (level > LARGEST_LEAF_LEVEL)
			return PCI_EUNMAPPED;
		if (level > 1)
			table &= ~ENTRY_PAT;
		*ret_end = addr | low_bits(shift);
		return table == (addr & ~low_bits(shift)) ? PCI_OK : PCI_EUNMAPPED;
	}
	return PCI_EUNMAPPED;
}

enum pci_status paging_x86_64_check(const struct paging_x86_64 *pg, uint64_t addr, uint64_t size)
{
	uint64_t last = addr + size - 1;

	if (size == 0 || last < addr || last > last_address(pg))
		return PCI_ERANGE;
	for (;;) {
		uint64_t end;
		enum pci_status st = check_leaf(pg, addr, &end);

		if (st != PCI_OK || end >= last)
			return st;
		addr = end + 1;
	}
}
