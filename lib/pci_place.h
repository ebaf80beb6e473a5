/* pci_place.h - registers of a function as people name them: bar2+500, config+40. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_PLACE_H
#define LIB_PCI_PLACE_H

#include "lib/pci_map.h"
#include "lib/pci_view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* So many registers of width bytes each, one after the other. */
struct pci_place {
	const char *name; /* "bar0" to "bar5", by slot, or "config" */
	unsigned slot;    /* of the BAR, or PCI_PLACE_CONFIG */
	uint64_t offset;
	unsigned width;
	uint64_t count;
};
enum { PCI_PLACE_CONFIG = PCI_BAR_SLOTS };

/*
 * Parse WHERE [WIDTH [COUNT]], all hex, the rest NULL. WHERE is barN+OFFSET, config+OFFSET or
 * cfg+OFFSET, without +OFFSET the first register; WIDTH is 1, 2, 4 or 8 and 4 without, COUNT is 1
 * without. PCI_EINVAL for anything else, and in *ret_bad the word that is wrong.
 */
PCI_MUST_CHECK enum pci_status pci_place_parse(const char *const words[3], struct pci_place *ret,
                                               const char **ret_bad);

enum pci_place_flags {
	PCI_PLACE_UNSIZED = 1, /* also a BAR whose size nobody knows */
	PCI_PLACE_NOREAD = 2,  /* also configuration space that nothing but a driver reads */
};

/* Registers that were found. The caller's storage, large, not moved while it is in use. */
struct pci_place_regs {
	struct io_region io; /* those of the place, and no more */
	uint64_t size;       /* of the BAR or of configuration space; 0: not known */
	struct pci_dev dev;
	struct pci_device device;
	struct pci_mapping mapping; /* of the BAR, which may be I/O ports */
	struct pci_view view;       /* of configuration space */
};

/*
 * Find the registers of place in f, a function of m's, and see that each can be accessed, before
 * any of them is. Besides what pci_open_bar(), pci_bar_region() and io_check() say, in this order:
 *   PCI_ERANGE     they are not all inside
 *   PCI_ENOTFOUND  a dump lacks them, or has no such BAR
 *   PCI_ENOREAD    one is marked so in lib/regs, and it is no dump
 *   PCI_EUNMAPPED  the processor does not reach them
 *   PCI_EDECODE    all is well but for that: pci_place_enable() helps
 * Nothing is written. Cost: that of pci_open_bar(), or of pci_view_read_caps().
 */
PCI_MUST_CHECK enum pci_status pci_place_find(const struct pci_place *place, struct machine *m,
                                              const struct pci_func *f, unsigned flags,
                                              struct pci_place_regs *ret);

/* WRITES Command: switch the BAR's decoding on until pci_unmap_bar(&r->mapping). */
PCI_MUST_CHECK enum pci_status pci_place_enable(struct pci_place_regs *r);

#ifdef __cplusplus
}
#endif
#endif
