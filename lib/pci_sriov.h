/* pci_sriov.h - the virtual functions that a function can have. PCIe Base 6.0, 9.3.3 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_SRIOV_H
#define LIB_PCI_SRIOV_H

#include "lib/pci_bar.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the capability says; VF offset and stride may change with NumVFs, which nobody set. */
struct pci_sriov {
	uint16_t initial_vfs, total_vfs, num_vfs;
	uint16_t vf_offset, vf_stride; /* routing IDs */
	uint16_t vf_device;
	uint32_t supported_pages, system_page; /* bit n: 4 KiB << n */
	bool enabled, memory_enabled, ari_hierarchy;
	size_t bar_count; /* by logical index: a pair counts once, a register of 0 too */
	struct pci_bar bar[PCI_BAR_SLOTS]; /* base is the first VF's; 0: none, or not assigned */
};

/*
 * Read the capability cap, which starts at offset of configuration space. All or nothing: the
 * status of the first access that fails, PCI_ERANGE where cap is too short. BARs are decoded as
 * they are, refused are none: see pci_sriov_check_bars(). Cost: each register once, 15 reads.
 */
PCI_MUST_CHECK enum pci_status pci_read_sriov(const struct io_region *cap, size_t offset,
                                              struct pci_sriov *ret);

/*
 * Whether the BARs are what the specification allows of VFs (9.3.3.14): PCI_EPORTS for I/O ports,
 * PCI_ECORRUPT for a reserved type and for 64 bits in the last slot. *ret_slot is where.
 */
PCI_MUST_CHECK enum pci_status pci_sriov_check_bars(const struct pci_sriov *s, unsigned *ret_slot);

/*
 * Make *ret the address of the n-th virtual function, from 1, of the one at pf (9.2.1.2):
 * PCI_EINVAL beyond TotalVFs, PCI_ECORRUPT with an offset of 0 or, beyond the first, a stride of 0,
 * PCI_ERANGE where bus numbers end. No access.
 */
PCI_MUST_CHECK enum pci_status pci_sriov_vf(const struct pci_sriov *s, struct pci_addr pf,
                                            unsigned n, struct pci_addr *ret);

#ifdef __cplusplus
}
#endif
#endif
