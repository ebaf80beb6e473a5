/* address.c - whether an address may be touched, by this processor's translation tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/arch/aarch64/paging.h"

/* Arm ARM (DDI 0487J), C5.2 and D17.2. */
#define CURRENT_EL_2 UINT64_C(8)
#define HCR_EL2_E2H  (UINT64_C(1) << 34)

#define read_register(name)                                                                        \
	(__extension__({                                                                           \
		uint64_t v__;                                                                      \
		__asm__ volatile("mrs %0, " #name : "=r"(v__));                                    \
		v__;                                                                               \
	}))

static uint64_t read_desc(void *ctx, uint64_t phys)
{
	(void)ctx;
	return *(const volatile uint64_t *)(uintptr_t)phys;
}

/* Firmware runs at EL2 if there is one, else at EL1 (UEFI 2.10, 2.3.6). */
static const struct paging_aarch64 *paging_of(struct efi *efi)
{
	struct paging_aarch64 *pg;

	if (efi->paging)
		return efi->paging;
	pg = efi_alloc(efi, sizeof(*pg));
	if (!pg)
		return NULL;
	if (read_register(CurrentEL) == CURRENT_EL_2) {
		pg->sctlr = read_register(sctlr_el2);
		pg->tcr = read_register(tcr_el2);
		pg->ttbr0 = read_register(ttbr0_el2);
		pg->el2 = !(read_register(hcr_el2) & HCR_EL2_E2H);
	} else {
		pg->sctlr = read_register(sctlr_el1);
		pg->tcr = read_register(tcr_el1);
		pg->ttbr0 = read_register(ttbr0_el1);
	}
	pg->mmfr0 = read_register(id_aa64mmfr0_el1);
	pg->read = read_desc;
	efi->paging = pg;
	return pg;
}

const bool efi_is_fragile = true;

enum pci_status efi_check_address(struct efi *efi, uint64_t phys, size_t size)
{
	const struct paging_aarch64 *pg = paging_of(efi);

	return pg ? paging_aarch64_check(pg, phys, size) : PCI_ENOSPC;
}

/* Ports are memory here, where the root bridge has them. */
enum pci_status efi_ports(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	return efi_map(p, phys, size, ret);
}
