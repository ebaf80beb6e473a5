/* pci.c - addresses as text, and what a method reaches. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci.h"

#include "lib/fmt.h"

const char *pci_addr_format(char buf[PCI_ADDR_MAX], struct pci_addr addr)
{
	fmt_string(buf, PCI_ADDR_MAX, "%04x:%02x:%02x.%x", addr.segment, addr.bus, addr.dev,
	           addr.fn);
	return buf;
}

bool pci_reaches_bus(const struct pci_access *a, uint32_t segment, unsigned bus)
{
	for (size_t i = 0; i < a->bus_count; i++)
		if (pci_has_bus(&a->buses[i], segment, bus))
			return true;
	return false;
}
