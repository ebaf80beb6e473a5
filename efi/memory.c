/* memory.c - physical memory and registers, as this processor's own tables have them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

/* Firmware maps at its own address whatever it maps (UEFI 2.10, 2.3.4); it need not map all. */
const void *efi_memory(struct platform *p, uint64_t phys, size_t size)
{
	return cpu_memory(&efi_of(p)->paging, phys, size);
}

enum pci_status efi_map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	return cpu_map(&efi_of(p)->paging, phys, size, ret);
}

enum pci_status efi_ports(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	return cpu_ports(&efi_of(p)->paging, phys, size, ret);
}
