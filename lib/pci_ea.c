/* pci_ea.c - Enhanced Allocation: addresses that are fixed. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_ea.h"

/* PCIe Base 6.0, tables 7-122 and 7-123 */
enum {
	BEI_BAR_LAST = 5,
	BEI_BEHIND = 6,
	BEI_ROM = 8,
	BEI_VF = 9,
	BEI_VF_LAST = 14,
};
enum {
	PREFETCHABLE = 1,
	IO = 2,
	VF_PREFETCHABLE = 3,
	BEHIND_PREFETCHABLE = 6,
	BEHIND_IO = 7, /* the last one that is a range to use */
	MEM_UNAVAILABLE = 0xfd,
};

/* An entry's dwords, 0 where it has none. */
enum { HEADER, BASE, MAX_OFFSET, HIGH, ENTRY_DWORDS = 5 };

/* Which of its two properties an entry has: the second is for who does not know the first. */
static unsigned properties(uint32_t header)
{
	unsigned first = reg_field(pci_EAENT_ENTRY, PP, header);

	if (first > BEHIND_IO && first < MEM_UNAVAILABLE)
		return reg_field(pci_EAENT_ENTRY, SP, header);
	return first;
}

static void set_kind(struct pci_bar *b, unsigned bei)
{
	b->kind = bei <= BEI_BAR_LAST                   ? PCI_BAR_HEADER
	          : bei == BEI_BEHIND                   ? PCI_BAR_BEHIND
	          : bei == BEI_ROM                      ? PCI_BAR_ROM
	          : bei >= BEI_VF && bei <= BEI_VF_LAST ? PCI_BAR_VF
	                                                : PCI_BAR_OTHER;
	b->slot = (uint8_t)(b->kind == PCI_BAR_HEADER ? bei
	                    : b->kind == PCI_BAR_VF   ? bei - BEI_VF
	                                              : 0);
}

/* False for an entry that is not available. */
static bool decode(const uint32_t dw[ENTRY_DWORDS], struct pci_bar *b)
{
	unsigned p = properties(dw[HEADER]), high = HIGH;
	uint64_t last = dw[MAX_OFFSET] | 3;

	*b = (struct pci_bar){
		.ea = true,
		.io = p == IO || p == BEHIND_IO,
		.is_64bit = reg_field(pci_EAENT_BASE, BASE64, dw[BASE]),
		.prefetchable =
			p == PREFETCHABLE || p == VF_PREFETCHABLE || p == BEHIND_PREFETCHABLE,
		.enabled = reg_field(pci_EAENT_ENTRY, ENABLE, dw[HEADER]),
		.base = dw[BASE] & reg_mask(pci_EAENT_BASE, BASE),
	};
	set_kind(b, reg_field(pci_EAENT_ENTRY, BEI, dw[HEADER]));
	if (b->is_64bit)
		b->base |= (uint64_t)dw[high++] << 32;
	if (reg_field(pci_EAENT_MAX_OFFSET, OFF64, dw[MAX_OFFSET]))
		last |= (uint64_t)dw[high] << 32;
	b->size = last + 1;
	b->broken = last > (b->is_64bit ? UINT64_MAX : UINT32_MAX) - b->base || !b->size;
	return p <= BEHIND_IO;
}

/* Read the entry at *at of cap, and move *at to the next one. */
static enum pci_status read_entry(const struct io_region *cap, size_t *at,
                                  uint32_t dw[ENTRY_DWORDS])
{
	enum pci_status st = io_try_read32(cap, *at, &dw[HEADER]);
	unsigned size = reg_field(pci_EAENT_ENTRY, ES, dw[HEADER]), need;

	for (unsigned i = 1; i < ENTRY_DWORDS; i++) {
		dw[i] = 0;
		if (st == PCI_OK && i <= size)
			st = io_try_read32(cap, *at + 4 * i, &dw[i]);
	}
	need = 2 + reg_field(pci_EAENT_BASE, BASE64, dw[BASE]) +
	       reg_field(pci_EAENT_MAX_OFFSET, OFF64, dw[MAX_OFFSET]);
	*at += 4 * (1 + size);
	return st == PCI_OK && size < need ? PCI_ECORRUPT : st;
}

enum pci_status pci_read_ea(const struct io_region *cap, size_t offset, unsigned layout,
                            struct pci_bars *bars)
{
	/* A bridge has fixed bus numbers first. */
	size_t at = sizeof(union pci_EA) + (layout == PCI_LAYOUT_BRIDGE ? 4 : 0), start = at;
	uint32_t dw[ENTRY_DWORDS];
	enum pci_status st;
	uint16_t flags;
	unsigned n;

	st = reg_try_read(cap, pci_EA, FLAGS, &flags);
	n = st == PCI_OK ? reg_field(pci_EA_FLAGS, NUM_ENTRIES, flags) : 0;
	for (; n && st == PCI_OK && bars->count < PCI_BARS_MAX; n--, start = at) {
		struct pci_bar *b = &bars->bar[bars->count];

		st = read_entry(cap, &at, dw);
		if (st == PCI_OK && decode(dw, b)) {
			b->reg = (uint16_t)(offset + start);
			bars->count++;
		}
	}
	return st;
}
