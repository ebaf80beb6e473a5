/* pci.h - addresses, bus ranges and the numbers that every PCI program needs. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_H
#define LIB_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Vendor IDs that are none, class codes without their low byte, base classes, sizes in bytes. */
enum {
	PCI_VENDOR_NULL = 0x0000,
	PCI_VENDOR_RRS = 0x0001, /* PCIe Base 6.0, 2.3.1 */
	PCI_VENDOR_NONE = 0xffff,

	PCI_CLASS_VGA = 0x0300,
	PCI_CLASS_BRIDGE_HOST = 0x0600,
	PCI_BASE_CLASS_DISPLAY = 0x03,
	PCI_BASE_CLASS_ACCELERATOR = 0x12,

	PCI_CONFIG_NORMAL = 256,
	PCI_CONFIG_EXTENDED = 4096,

	PCI_BUSES = 256,
	PCI_DEVS = 32,
	PCI_FNS = 8,
};

/*
 * One function: segment (PCI Firmware 3.3, 4.1.2), bus, device, function. Firmware's segments have
 * 16 bits; Linux gives what it finds behind Intel's VMD one from 10000 on. copy is 0 everywhere but
 * for the second function of a dump with one address (1), the third (2), and so on.
 */
struct pci_addr {
	uint32_t segment;
	uint8_t bus, dev, fn;
	uint32_t copy;
};

/* Buses start to end, inclusive, of one segment. */
struct pci_bus_range {
	uint32_t segment;
	uint8_t start, end;
};

/* Whether a bus of a segment is among them. */
static inline bool pci_has_bus(const struct pci_bus_range *r, uint32_t segment, unsigned bus)
{
	return r->segment == segment && r->start <= bus && bus <= r->end;
}

/* Whether both are the same function. */
static inline bool pci_addr_equal(struct pci_addr a, struct pci_addr b)
{
	return a.segment == b.segment && a.bus == b.bus && a.dev == b.dev && a.fn == b.fn &&
	       a.copy == b.copy;
}

/* Write ssss:bb:dd.f, always with the segment, of which there may be 8 digits. Returns buf. */
enum { PCI_ADDR_MAX = 20 };
const char *pci_addr_format(char buf[PCI_ADDR_MAX], struct pci_addr addr);

/*
 * Where configuration space comes from. region() makes the whole space that the method reaches at
 * addr (4096 bytes by ECAM) without touching the device: PCI_ERANGE where the method has no such
 * bus, or knows functions one by one and not this one, PCI_EUNMAPPED where its address must not be
 * touched. buses are those that the method reaches; where two ranges overlap the first one counts.
 * The region has no presence: pci_open() (lib/pci_dev.h) gives it one. The method outlives its
 * regions.
 */
struct pci_access {
	enum pci_status (*region)(const struct pci_access *a, struct pci_addr addr,
	                          struct io_region *ret);
	const struct pci_bus_range *buses;
	size_t bus_count;
};

/* Whether a bus is among those that the method reaches. */
bool pci_reaches_bus(const struct pci_access *a, uint32_t segment, unsigned bus);

#ifdef __cplusplus
}
#endif
#endif
