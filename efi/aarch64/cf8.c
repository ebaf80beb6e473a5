/* cf8.c - configuration space through ports: this architecture has none. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

enum pci_status efi_cf8_access(struct platform *p, const struct pci_access **ret)
{
	(void)p;
	(void)ret;
	return PCI_ENOTFOUND;
}
