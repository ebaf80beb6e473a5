/* pci_func.h - what is known of a function after a first look. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_FUNC_H
#define LIB_PCI_FUNC_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PCI_NO_PARENT UINT32_MAX

/* Device/port types, PCIe Base 6.0, 7.5.3.2 */
enum pci_port_type {
	PCI_PORT_ENDPOINT = 0,
	PCI_PORT_LEGACY_ENDPOINT = 1,
	PCI_PORT_ROOT = 4,
	PCI_PORT_UPSTREAM = 5,
	PCI_PORT_DOWNSTREAM = 6,
	PCI_PORT_PCIE_TO_PCI = 7,
	PCI_PORT_PCI_TO_PCIE = 8,
	PCI_PORT_RC_ENDPOINT = 9,
	PCI_PORT_RC_EVENT = 10,
	PCI_NO_PORT = 0xff, /* no PCI Express capability was looked for, or found */
};

/* Header layouts, PCIe Base 6.0, 7.5.1.1.9 */
enum pci_layout { PCI_LAYOUT_NORMAL = 0, PCI_LAYOUT_BRIDGE = 1, PCI_LAYOUT_CARDBUS = 2 };

/* A function as a scan found it: values read once, with no tie to the device. */
struct pci_func {
	struct pci_addr addr;
	uint16_t vendor, device;
	uint32_t class_code; /* base class, subclass, programming interface: 24 bits */
	uint8_t revision;
	uint8_t layout; /* enum pci_layout, or another number */
	bool multifunction;
	bool gone;              /* it could not be read to its end; the rest may be all ones */
	bool no_extended;       /* a bridge above passes no extended configuration requests */
	enum pci_status status; /* why, PCI_EGONE among others; else PCI_OK */
	uint32_t parent;        /* index of the bridge above, or PCI_NO_PARENT */

	/* Of bridges only. */
	uint8_t port_type; /* enum pci_port_type */
	uint8_t secondary, subordinate;
	bool passes_extended; /* extended configuration requests reach what is behind it */
	bool forwards_ari;    /* and device and function there are one number of 8 bits */
};

/* Whether buses are behind it. */
static inline bool pci_is_bridge(const struct pci_func *f)
{
	return f->layout == PCI_LAYOUT_BRIDGE || f->layout == PCI_LAYOUT_CARDBUS;
}

/* Whether it answers nothing but ones: in a dump, of one that was gone then. */
static inline bool pci_is_all_ones(const struct pci_func *f)
{
	return f->vendor == PCI_VENDOR_NONE && f->device == 0xffff && f->class_code == 0xffffff &&
	       f->revision == 0xff;
}

/* Whether what is behind a bridge is a link, on which there is device 0 alone. */
static inline bool pci_is_link_above(const struct pci_func *f)
{
	return f->port_type == PCI_PORT_ROOT || f->port_type == PCI_PORT_DOWNSTREAM;
}

/*
 * Fill *ret from the function's configuration space, whose dword of IDs is id; parent and
 * no_extended are left to the caller. cfg must have a presence, by which a loss underway is told
 * and marked. Cost: class (twice if all ones) and header type; for a bridge its bus numbers,
 * Status, pointer and headers down to its PCI Express capability, that one's Flags and, of a root
 * or switch downstream port, DevCtl2; of a bridge to PCI all headers and its PCI-X Status.
 */
void pci_func_read(struct pci_func *ret, struct pci_addr addr, uint32_t id,
                   const struct io_region *cfg);

/*
 * Fill ret with the functions at these addresses, which are sorted, whatever they answer: a list
 * in place of a scan, for a dump. Parents are found by bus numbers.
 */
void pci_list(const struct pci_access *access, const struct pci_addr *addrs, size_t count,
              struct pci_func *ret);

#ifdef __cplusplus
}
#endif
#endif
