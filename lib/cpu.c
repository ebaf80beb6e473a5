/* cpu.c - memory and registers at their own addresses, checked before they are first touched. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/cpu.h"

const void *cpu_memory(const struct cpu_paging *pg, uint64_t phys, size_t size)
{
	if (cpu_check_address(pg, phys, size) != PCI_OK)
		return NULL;
	return (const void *)(uintptr_t)phys;
}

enum pci_status cpu_map(const struct cpu_paging *pg, uint64_t phys, size_t size,
                        struct io_region *ret)
{
	enum pci_status st = cpu_check_address(pg, phys, size);

	*ret = (struct io_region){0};
	if (st != PCI_OK)
		return st;
	ret->map = (volatile uint8_t *)(uintptr_t)phys;
	ret->size = size;
	ret->widths = IO_MMIO;
	return PCI_OK;
}
