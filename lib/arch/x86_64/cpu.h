/* cpu.h - what the processor itself tells and does, x86_64; see lib/cpu.h. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_X86_64_CPU_H
#define LIB_ARCH_X86_64_CPU_H

#include "lib/arch/x86_64/paging.h"
#include "lib/arch/x86_64/port.h"

/* Intel SDM, volume 2, CPUID; AMD APM, volume 3, E.4.17. */
#define CPU_LEAF_FEATURES      1U
#define CPU_LEAF_EXTENDED      0x80000000U /* says the last one, as 0 does for those below */
#define CPU_LEAF_ADDRESS_SIZES 0x80000008U
#define CPU_LEAF_ENCRYPTION    0x8000001fU
#define CPU_ECX_HYPERVISOR     (1U << 31)
#define CPU_EAX_SEV            (1U << 1)
#define CPU_EBX_C_BIT          0x3fU
#define CPU_CR4_LA57           (UINT64_C(1) << 12)
#define CPU_DEFAULT_PHYS_BITS  36U

enum { CPU_HAS_PORTS = 1, CPU_IS_FRAGILE = 0 };

struct cpu_paging {
	struct paging_x86_64 tables;
};

struct cpu_id {
	uint32_t a, b, c, d;
};

static inline struct cpu_id cpu_id_leaf(uint32_t leaf)
{
	struct cpu_id id;

	__asm__ volatile("cpuid"
	                 : "=a"(id.a), "=b"(id.b), "=c"(id.c), "=d"(id.d)
	                 : "a"(leaf), "c"(0));
	return id;
}

/* False where the processor has no such leaf: it would answer with another one's. */
static inline bool cpu_id(uint32_t leaf, struct cpu_id *ret)
{
	if (cpu_id_leaf(leaf & CPU_LEAF_EXTENDED).a < leaf)
		return false;
	*ret = cpu_id_leaf(leaf);
	return true;
}

/* In a guest with encrypted memory one bit of an entry says so and is no part of the address. */
static inline uint64_t cpu_encryption_bit(void)
{
	struct cpu_id id;

	if (!cpu_id(CPU_LEAF_FEATURES, &id) || !(id.c & CPU_ECX_HYPERVISOR))
		return 0;
	if (!cpu_id(CPU_LEAF_ENCRYPTION, &id) || !(id.a & CPU_EAX_SEV))
		return 0;
	return UINT64_C(1) << (id.b & CPU_EBX_C_BIT);
}

static inline uint64_t cpu_read_entry(void *ctx, uint64_t phys)
{
	(void)ctx;
	return *(const volatile uint64_t *)(uintptr_t)phys;
}

static inline void cpu_read_paging(struct cpu_paging *ret)
{
	struct paging_x86_64 *t = &ret->tables;
	struct cpu_id id;
	uint64_t cr4;

	__asm__ volatile("mov %%cr3, %0" : "=r"(t->cr3));
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	t->levels = cr4 & CPU_CR4_LA57 ? 5 : 4;
	t->phys_bits = cpu_id(CPU_LEAF_ADDRESS_SIZES, &id) ? id.a & 0xff : CPU_DEFAULT_PHYS_BITS;
	t->ignore = cpu_encryption_bit();
	t->read = cpu_read_entry;
	t->ctx = NULL;
}

PCI_MUST_CHECK static inline enum pci_status cpu_check_address(const struct cpu_paging *pg,
                                                               uint64_t phys, size_t size)
{
	return paging_x86_64_check(&pg->tables, phys, size);
}

PCI_MUST_CHECK static inline enum pci_status cpu_ports(uint64_t base, uint64_t size,
                                                       struct io_region *ret)
{
	return port_region(base, size, ret);
}

/* Fenced, so that it is not read before what it times has been done (Intel SDM 2, RDTSC). */
static inline uint64_t cpu_counter(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void cpu_mask_interrupts(void)
{
	__asm__ volatile("cli" ::: "memory");
}

__attribute__((noreturn)) static inline void cpu_halt(void)
{
	for (;;)
		__asm__ volatile("cli\n\thlt" ::: "memory");
}

#endif
