/* memory.c - physical memory and registers, checked before they are first touched. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

/* Firmware maps at its own address whatever it maps (UEFI 2.10, 2.3.4); it need not map all. */
const void *efi_memory(struct platform *p, uint64_t phys, size_t size)
{
	if (efi_check_address(efi_of(p), phys, size) != PCI_OK)
		return NULL;
	return (const void *)(uintptr_t)phys;
}

enum pci_status efi_map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	enum pci_status st = efi_check_address(efi_of(p), phys, size);

	*ret = (struct io_region){0};
	if (st != PCI_OK)
		return st;
	ret->map = (volatile uint8_t *)(uintptr_t)phys;
	ret->size = size;
	ret->widths = IO_MMIO;
	return PCI_OK;
}
