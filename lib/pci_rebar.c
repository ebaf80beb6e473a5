/* pci_rebar.c - BARs whose size can be chosen. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_rebar.h"

enum { FIRST = 0x04, STEP = 0x08, SIZES_OF_CAP = 28, SIZES = 44 };

static enum pci_status read_entry(const struct io_region *cap, unsigned i, struct pci_rebar *ret,
                                  unsigned *ret_count)
{
	pci_REBARENT_region entry;
	struct io_region io;
	uint32_t sizes, ctl;
	enum pci_status st = io_sub(cap, FIRST + i * STEP, STEP, &io);

	if (st == PCI_OK)
		st = io_typed(&io, &entry);
	if (st == PCI_OK)
		st = io_try_reg(&entry, CAP, &sizes);
	if (st == PCI_OK)
		st = io_try_reg(&entry, CTL, &ctl);
	if (st != PCI_OK)
		return st;
	*ret_count = reg_field(pci_REBARENT_CTL, NBAR, ctl);
	*ret = (struct pci_rebar){
		.slot = (uint8_t)reg_field(pci_REBARENT_CTL, BAR_IDX, ctl),
		.current = (uint8_t)reg_field(pci_REBARENT_CTL, BAR_SIZE, ctl),
		.possible = reg_field(pci_REBARENT_CAP, SIZES, sizes) |
	                    (uint64_t)reg_field(pci_REBARENT_CTL, SIZES_HI, ctl) << SIZES_OF_CAP,
	};
	return PCI_OK;
}

/* The first entry says how many there are. */
enum pci_status pci_read_rebar(const struct io_region *cap, struct pci_rebar ret[PCI_REBAR_MAX],
                               size_t *ret_count)
{
	unsigned count = 0, ignored;
	enum pci_status st = read_entry(cap, 0, &ret[0], &count);

	*ret_count = 0;
	if (st == PCI_OK && (!count || count > PCI_REBAR_MAX))
		st = PCI_ECORRUPT;
	for (unsigned i = 1; i < count && st == PCI_OK; i++)
		st = read_entry(cap, i, &ret[i], &ignored);
	if (st == PCI_OK)
		*ret_count = count;
	return st;
}

bool pci_rebar_is_possible(const struct pci_rebar *r, unsigned size)
{
	return size < SIZES && r->possible >> size & 1;
}

unsigned pci_rebar_next(const struct pci_rebar *r)
{
	for (unsigned size = r->current + 1u; size < SIZES; size++)
		if (pci_rebar_is_possible(r, size))
			return size;
	return r->current;
}
