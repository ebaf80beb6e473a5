/* pci_rebar.h - BARs whose size can be chosen. PCIe Base 6.0, 7.8.6 and 7.8.7 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_REBAR_H
#define LIB_PCI_REBAR_H

#include "lib/pci_cap.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PCI_REBAR_MAX = 6 };

/* One BAR. Sizes are exponents of 1 MiB: 0 is 1 MiB, 8 is 256 MiB. */
struct pci_rebar {
	uint8_t slot;      /* of the header's, or of the VFs' BARs */
	uint8_t current;   /* size */
	uint64_t possible; /* a bit for each size: 44 bits */
};

/*
 * Read the capability cap, Resizable BAR or VF Resizable BAR, which are laid out alike:
 * PCI_ECORRUPT for a number of BARs that is 0 or over 6, PCI_ERANGE where cap ends before they do;
 * all or nothing. Cost: two reads for each BAR.
 */
PCI_MUST_CHECK enum pci_status
pci_read_rebar(const struct io_region *cap, struct pci_rebar ret[PCI_REBAR_MAX], size_t *ret_count);

/* Whether the size that it has is one that it says it can have: on some cards it is not. */
bool pci_rebar_is_possible(const struct pci_rebar *r, unsigned size);

/* The next larger size that is possible, or the current one where there is none. */
unsigned pci_rebar_next(const struct pci_rebar *r);

static inline uint64_t pci_rebar_bytes(unsigned size)
{
	return size < 44 ? UINT64_C(1) << (20 + size) : 0;
}

#ifdef __cplusplus
}
#endif
#endif
