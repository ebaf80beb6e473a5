/* presence.h - whether a function is still there; told apart from a register that is all ones. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PRESENCE_H
#define LIB_PRESENCE_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One per function, in the caller's storage and not moved while regions point at it: the
 * function's configuration, capability and BAR regions share it.
 */
struct pci_presence {
	struct io_region cfg; /* where the Vendor ID is read */
	bool gone;            /* a loss, held until pci_presence_recheck() */
};

/*
 * Watch the function whose configuration space is *cfg. For a virtual function give its physical
 * function's: a live VF's own Vendor ID reads ffff (PCIe Base 6.0, 9.3.4.1.1).
 */
void pci_presence_init(struct pci_presence *p, const struct io_region *cfg);

/*
 * Ask the device, with one read of the Vendor ID: PCI_OK, PCI_EGONE (ffff, or a loss held),
 * PCI_ERETRY (0001: PCIe Base 6.0, 2.3.1, RRS software visibility; not held). Of a record, such
 * as a dump, it is PCI_OK: all ones there are what was answered.
 */
PCI_MUST_CHECK enum pci_status pci_presence_check(struct pci_presence *p);

/* Forget a loss that was held, e.g. after a reset, and ask again. */
PCI_MUST_CHECK enum pci_status pci_presence_recheck(struct pci_presence *p);

#ifdef __cplusplus
}
#endif
#endif
