/* pci_group.h - which functions can reach each other's memory, and so cannot be parted. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_GROUP_H
#define LIB_PCI_GROUP_H

#include "lib/pci_cap.h"
#include "lib/pci_func.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of each function, what its Access Control Services say. PCIe Base 6.0, 6.12 and 7.7.11 */
struct pci_isolation {
	uint8_t port_type; /* enum pci_port_type; PCI_NO_PORT for a conventional function */
	bool has_acs;
	uint16_t acs_cap, acs_ctl; /* the registers */
};

/*
 * Read it of a function with these capabilities, whose PCI Express capability says port_type
 * (PCI_NO_PORT without). Cost: the two registers of ACS, where there is any.
 */
PCI_MUST_CHECK enum pci_status pci_read_isolation(const struct pci_caps *caps, uint8_t port_type,
                                                  struct pci_isolation *ret);

/*
 * Whether the function keeps requests apart: source validation, request and completion redirection
 * and upstream forwarding are on, or are not there to be needed: a port has to have them; a
 * function alone in its device has nobody to reach. Never a conventional one or a bridge to PCI.
 */
bool pci_is_isolated(const struct pci_func *f, const struct pci_isolation *iso);

/*
 * Put each of count functions, which are sorted and whose parents are known, into ret[i]: the index
 * of the first one of its group. The groups are those of Linux's IOMMU code without its list of
 * devices that are better than they say: behind a bridge to PCI all share its requester ID; below a
 * port that is not isolated, or has one like that above, all is one with the port; and functions of
 * one device that are not isolated are one. No access.
 */
void pci_group(const struct pci_func *f, const struct pci_isolation *iso, size_t count,
               uint32_t *ret);

#ifdef __cplusplus
}
#endif
#endif
