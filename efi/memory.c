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

/*
 * Where ports are memory firmware need not say at which address: AAVMF's root bridge lists ports 0
 * and following, untranslated, and knows that they are at 3eff0000.
 */
enum pci_status efi_ports(struct platform *p, struct pci_addr addr, uint64_t base, size_t size,
                          struct io_region *ret)
{
	return CPU_HAS_PORTS ? cpu_ports(base, size, ret)
	                     : efi_root_bridge_ports(efi_of(p), addr, base, size, ret);
}
