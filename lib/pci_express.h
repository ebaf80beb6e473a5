/* pci_express.h - the PCI Express capability of a function, read once. PCIe Base 6.0, 7.5.3 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_EXPRESS_H
#define LIB_PCI_EXPRESS_H

#include "lib/pci_cap.h"
#include "lib/pci_func.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Registers as they are, for reg_field(): LNK* with has_link, SLT* with has_slot, *2 with has_2,
 * LNK*2 with both. 0 where they are not there.
 */
struct pci_express {
	uint8_t port_type; /* enum pci_port_type */
	bool has_link; /* there is a link at its primary side, or of a port at its secondary one */
	bool has_slot;
	bool has_2; /* version 2 or later */
	uint32_t devcap, lnkcap, sltcap, devcap2, lnkcap2;
	uint16_t devctl, devsta, lnkctl, lnksta, sltctl, sltsta, devctl2, lnkctl2, lnksta2;
};

/*
 * Read the capability cap. All or nothing: zeros with the status of the first access that fails,
 * or PCI_ERANGE where cap ends before what it says it has. Cost: each register once: 4, 3 with a
 * link, 3 with a slot, 2 of version 2 and 3 more with a link.
 */
PCI_MUST_CHECK enum pci_status pci_read_express(const struct io_region *cap,
                                                struct pci_express *ret);

/* Link speed codes (1 for 2.5 GT/s) that a link can have: bit n for n + 1, as in LNKCAP2. */
unsigned pci_link_speeds(const struct pci_express *e);

/* The highest of such a set, 0 for none. */
unsigned pci_highest_speed(unsigned speeds);

#ifdef __cplusplus
}
#endif
#endif
