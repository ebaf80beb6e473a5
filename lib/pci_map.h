/* pci_map.h - a function's BAR as registers. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_MAP_H
#define LIB_PCI_MAP_H

#include "lib/pci_bar.h"
#include "lib/pci_dev.h"
#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

struct pci_dma_ops;

/* A function in use, and the platform it is used on. What it points at is the caller's. */
struct pci_device {
	struct platform *platform;
	const struct pci_func *func;
	struct pci_dev *dev; /* opened; regions of its BARs share its presence */

	/* Of a driver's device (lib/pci_driver.h), else NULL. */
	const struct pci_dma_ops *dma;
	void *state;
	uint8_t dma_bits; /* of an address that the device can put on the bus; 0: 32 */
};

/*
 * Which BAR: by slot, 0 to 5, as lspci's regions are numbered; or by logical index, where a 64-bit
 * BAR takes one number and two slots, as drivers and UEFI count (a slot that is empty counts).
 */
#define PCI_BAR_SLOT(n)    ((unsigned)(n))
#define PCI_BAR_LOGICAL(n) ((unsigned)(n) | 1u << 8)

/* The expansion ROM, of no known size: for PCI_MAP_UNSIZED. Nobody sets its own enable bit. */
#define PCI_BAR_EXPANSION (1u << 16)

enum pci_map_flags {
	/*
	 * WRITES TO THE DEVICE: where decoding of memory, or of I/O, is off in Command, switch it
	 * on until pci_unmap_bar(). On real firmware that of a GPU without a driver often is off.
	 */
	PCI_MAP_ENABLE = 1,
	PCI_MAP_PORTS = 2, /* a BAR of I/O ports is wanted, not of memory */
	PCI_MAP_UNSIZED =
		4, /* one whose size nobody knows will do: it is as long as is asked for */
};

/* A BAR in use. The caller's storage, moved freely; the device is not, until pci_unmap_bar(). */
struct pci_mapping {
	const struct pci_device *device;
	struct pci_bar bar; /* size 0: not known, with PCI_MAP_UNSIZED */
	uint64_t cpu;       /* the processor's address of its first byte; of ports, the bus's */
	uint16_t enabled;   /* bits of Command that were switched on */
};

/*
 * Find the BAR and see that it can be used, before anything of it is touched:
 *   PCI_ENOTFOUND    there is no such slot, or it is the upper half of another BAR
 *   PCI_EUNASSIGNED  not implemented, or without an address; where a 32-bit BAR reads 0 nobody
 *                    can tell which
 *   PCI_ECORRUPT     of a reserved type, or wraps
 *   PCI_EPORTS, PCI_EMEMORY   the other of I/O and memory
 *   PCI_ENOSIZE      its size is in no record of the platform's; pci_size_bars() measures
 *   PCI_EPOWER       the function is not in D0 (PCI PM 1.2, 3.2.4)
 *   PCI_EUNMAPPED    the root bridge translates addresses, and none of its windows contains it
 *   PCI_EDECODE      Command has its decoding off, and PCI_MAP_ENABLE is not given or cannot
 *                    switch it on; or it is off in the entry of Enhanced Allocation, or in the
 *                    ROM's own register
 * or the status of a failed access. After PCI_EDECODE pci_bar_region() tells all the same what
 * could be reached. A fixed BAR of Enhanced Allocation is found by its slot, too. Cost: the BARs
 * (7 reads), two walks of the standard capabilities, PMCSR, Command; with Enhanced Allocation that
 * one's. PCI_MAP_ENABLE: a write of Command and a read of it, if it was off.
 */
PCI_MUST_CHECK enum pci_status pci_open_bar(const struct pci_device *device, unsigned index,
                                            unsigned flags, struct pci_mapping *ret);

/*
 * Make *ret size bytes of the BAR from off on, with the function's presence: PCI_ERANGE where they
 * are not all inside, PCI_ERAM where the platform has RAM, and what platform_ops.map says of their
 * address.
 */
PCI_MUST_CHECK enum pci_status pci_bar_region(const struct pci_mapping *m, uint64_t off,
                                              size_t size, struct io_region *ret);

/*
 * The end of what pci_open_bar() and pci_map_bar() began: decoding is again as it was. BARs of one
 * function end in the reverse order, since the first one switched it on for all. The status of a
 * failed access, after which it can be tried again; when it is done a second time does nothing.
 */
enum pci_status pci_unmap_bar(struct pci_mapping *m);

/*
 * pci_map_bar(device, index, flags, &mapping, &regs): make the typed region regs (x_mmio; for ports
 * the x_region of a PORTS block) the whole BAR, in one call: pci_open_bar(), and PCI_ESHORT where
 * the BAR is shorter than the registers, and what pci_bar_region() and io_typed() say, before
 * decoding is looked at. After a failure there is nothing to unmap.
 */
#define pci_map_bar(device, index, flags, mapping, dst)                                            \
	pci_map_typed(device, index, flags, sizeof((dst)->layout->bytes__), io_widths(dst),        \
	              io_is_mapped(dst), mapping, &(dst)->io)
PCI_MUST_CHECK enum pci_status pci_map_typed(const struct pci_device *device, unsigned index,
                                             unsigned flags, size_t size, uint8_t widths,
                                             bool mapped, struct pci_mapping *mapping,
                                             struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
