/* cpu.h - what the processor itself tells and does, aarch64; see lib/cpu.h. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_AARCH64_CPU_H
#define LIB_ARCH_AARCH64_CPU_H

#include "lib/arch/aarch64/paging.h"
#include "lib/io_region.h"

/* Arm ARM (DDI 0487J), C5.2 and D17.2. */
#define CPU_CURRENT_EL_2 UINT64_C(8)
#define CPU_HCR_EL2_E2H  (UINT64_C(1) << 34)

enum { CPU_HAS_PORTS = 0, CPU_IS_FRAGILE = 1 };

struct cpu_paging {
	struct paging_aarch64 tables;
};

#define CPU_READ_REGISTER(name, ret) __asm__ volatile("mrs %0, " #name : "=r"(ret))

static inline uint64_t cpu_read_desc(void *ctx, uint64_t phys)
{
	(void)ctx;
	return *(const volatile uint64_t *)(uintptr_t)phys;
}

/* Firmware runs at EL2 if there is one, else at EL1 (UEFI 2.10, 2.3.6). */
static inline void cpu_read_paging(struct cpu_paging *ret)
{
	struct paging_aarch64 *t = &ret->tables;
	uint64_t level, hcr;

	CPU_READ_REGISTER(CurrentEL, level);
	t->el2 = false;
	if (level == CPU_CURRENT_EL_2) {
		CPU_READ_REGISTER(sctlr_el2, t->sctlr);
		CPU_READ_REGISTER(tcr_el2, t->tcr);
		CPU_READ_REGISTER(ttbr0_el2, t->ttbr0);
		CPU_READ_REGISTER(hcr_el2, hcr);
		t->el2 = !(hcr & CPU_HCR_EL2_E2H);
	} else {
		CPU_READ_REGISTER(sctlr_el1, t->sctlr);
		CPU_READ_REGISTER(tcr_el1, t->tcr);
		CPU_READ_REGISTER(ttbr0_el1, t->ttbr0);
	}
	CPU_READ_REGISTER(id_aa64mmfr0_el1, t->mmfr0);
	t->read = cpu_read_desc;
	t->ctx = NULL;
}

PCI_MUST_CHECK static inline enum pci_status cpu_check_address(const struct cpu_paging *pg,
                                                               uint64_t phys, size_t size)
{
	return paging_aarch64_check(&pg->tables, phys, size);
}

#ifdef __cplusplus
extern "C" {
#endif
PCI_MUST_CHECK enum pci_status cpu_map(const struct cpu_paging *pg, uint64_t phys, size_t size,
                                       struct io_region *ret);
#ifdef __cplusplus
}
#endif

/* Ports are memory here, and where it is only the root bridge knows. */
PCI_MUST_CHECK static inline enum pci_status cpu_ports(uint64_t base, uint64_t size,
                                                       struct io_region *ret)
{
	(void)base;
	(void)size;
	__builtin_memset(ret, 0, sizeof(*ret));
	return PCI_EUNMAPPED;
}

/* Of the generic timer; isb, so that it is not read before what it times has been done. */
static inline uint64_t cpu_counter(void)
{
	uint64_t v;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(v) : : "memory");
	return v;
}

/* IRQ and FIQ. */
static inline void cpu_mask_interrupts(void)
{
	__asm__ volatile("msr daifset, #3" ::: "memory");
}

__attribute__((noreturn)) static inline void cpu_halt(void)
{
	for (;;)
		__asm__ volatile("msr daifset, #3\n\twfi" ::: "memory");
}

#endif
