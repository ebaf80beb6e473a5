/* pci.c - addresses as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci.h"

#include "lib/fmt.h"

const char *pci_addr_format(char buf[PCI_ADDR_MAX], struct pci_addr addr)
{
	fmt_string(buf, PCI_ADDR_MAX, "%04x:%02x:%02x.%x", addr.segment, addr.bus, addr.dev,
	           addr.fn);
	return buf;
}
