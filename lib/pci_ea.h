/* pci_ea.h - Enhanced Allocation: addresses that are fixed. PCIe Base 6.0, 7.8.5 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_EA_H
#define LIB_PCI_EA_H

#include "lib/pci_bar.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Add the entries of the capability cap, which starts at offset of configuration space, to *bars;
 * those that are not available are left out. PCI_ERANGE when cap ends before its list does,
 * PCI_ECORRUPT at an entry whose size cannot hold what it says it has: the entries before stay.
 * Cost: the number of entries, and each dword of them.
 */
PCI_MUST_CHECK enum pci_status pci_read_ea(const struct io_region *cap, size_t offset,
                                           unsigned layout, struct pci_bars *bars);

#ifdef __cplusplus
}
#endif
#endif
