/* address.c - whether an address may be touched, by this processor's page tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <cpuid.h>

#include "efi/efi.h"
#include "lib/arch/x86_64/paging.h"
#include "lib/arch/x86_64/port.h"

/* Intel SDM, volume 2, CPUID; AMD APM, volume 3, E.4.17. */
#define LEAF_FEATURES      1U
#define LEAF_ADDRESS_SIZES 0x80000008U
#define LEAF_ENCRYPTION    0x8000001fU
#define ECX_HYPERVISOR     (1U << 31)
#define EAX_SEV            (1U << 1)
#define EBX_C_BIT          0x3fU
#define CR4_LA57           (UINT64_C(1) << 12)

enum { DEFAULT_PHYS_BITS = 36 };

static uint64_t read_entry(void *ctx, uint64_t phys)
{
	(void)ctx;
	return *(const volatile uint64_t *)(uintptr_t)phys;
}

static uint64_t read_cr3(void)
{
	uint64_t v;

	__asm__ volatile("mov %%cr3, %0" : "=r"(v));
	return v;
}

static uint64_t read_cr4(void)
{
	uint64_t v;

	__asm__ volatile("mov %%cr4, %0" : "=r"(v));
	return v;
}

static unsigned phys_bits(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(LEAF_ADDRESS_SIZES, &a, &b, &c, &d) ? a & 0xff : DEFAULT_PHYS_BITS;
}

/* In a guest with encrypted memory one bit of an entry says so and is no part of the address. */
static uint64_t encryption_bit(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(LEAF_FEATURES, &a, &b, &c, &d) || !(c & ECX_HYPERVISOR))
		return 0;
	if (!__get_cpuid(LEAF_ENCRYPTION, &a, &b, &c, &d) || !(a & EAX_SEV))
		return 0;
	return UINT64_C(1) << (b & EBX_C_BIT);
}

/* Asked once: a CPUID costs a hypervisor more than the walk. */
static const struct paging_x86_64 *paging_of(struct efi *efi)
{
	struct paging_x86_64 *pg;

	if (efi->paging)
		return efi->paging;
	pg = efi_alloc(efi, sizeof(*pg));
	if (!pg)
		return NULL;
	pg->cr3 = read_cr3();
	pg->levels = read_cr4() & CR4_LA57 ? 5 : 4;
	pg->phys_bits = phys_bits();
	pg->ignore = encryption_bit();
	pg->read = read_entry;
	return efi->paging = pg;
}

const bool efi_is_fragile = false;

enum pci_status efi_check_address(struct efi *efi, uint64_t phys, size_t size)
{
	const struct paging_x86_64 *pg = paging_of(efi);

	return pg ? paging_x86_64_check(pg, phys, size) : PCI_ENOSPC;
}

enum pci_status efi_ports(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	(void)p;
	return port_region(phys, size, ret);
}
