/* pci_dev.h - a function in use: its configuration space, and its BARs. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_DEV_H
#define LIB_PCI_DEV_H

#include "lib/pci_scan.h"
#include "lib/platform.h"
#include "lib/presence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The caller's storage; not moved while it is in use, since its regions point at its presence. */
struct pci_dev {
	struct io_region cfg; /* 256 bytes, until pci_size_config() finds more */
	struct pci_presence presence;
	size_t reach; /* what the access method reaches */
};

/* Open the function at addr, untouched. The status of access->region(). */
PCI_MUST_CHECK enum pci_status pci_open(const struct pci_access *access, struct pci_addr addr,
                                        struct pci_dev *ret);

/*
 * Find the size of its configuration space and make dev->cfg that size: 4096 for a host bridge, a
 * PCI Express function or a PCI-X one in mode 2, if the dword at 0x100 is neither all ones nor an
 * alias of the first 256 bytes and no bridge above stands in the way; else 256. Cost: Status,
 * pointer and headers down to the PCI Express capability (not for a host bridge), and one read at
 * 0x100; 15 more for a device that aliases.
 */
PCI_MUST_CHECK enum pci_status pci_size_config(struct pci_dev *dev, const struct pci_func *f);

/* A base address register, or two of them. PCIe Base 6.0, 7.5.1.2.1 */
struct pci_bar {
	uint8_t slot; /* of its (low) register, PCI_BAR_ROM for the expansion ROM */
	bool io, is_64bit, prefetchable, below_1m;
	bool enabled;  /* of the ROM: its own enable bit */
	bool broken;   /* a reserved type, or 64 bits in the last slot */
	uint64_t base; /* bus address; 0: not assigned */
	uint64_t size; /* bytes, 0: not known */
};
enum { PCI_BAR_ROM = 6, PCI_BARS_MAX = 7 };

/*
 * Read the BARs that are there into ret, by slot; *ret_count is how many. A slot that reads 0 is
 * left out: it is not implemented, or not assigned and nobody can tell. So is one of all ones,
 * which no BAR holds: kernels take it for 0, and a dump that ends before it reads so. Sizes come
 * from records (platform_ops.bar_records), which are found by base; nothing is written. Cost: one
 * read per register: 7 for a normal header, 3 for a bridge, none otherwise.
 */
PCI_MUST_CHECK enum pci_status pci_read_bars(const struct io_region *cfg, unsigned layout,
                                             const struct pci_bar_record *records,
                                             size_t record_count, struct pci_bar ret[PCI_BARS_MAX],
                                             size_t *ret_count);

#ifdef __cplusplus
}
#endif
#endif
