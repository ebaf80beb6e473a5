/* paging.h - whether an address may be touched: the processor's page tables, read in software. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_X86_64_PAGING_H
#define LIB_ARCH_X86_64_PAGING_H

#include "lib/status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The page tables in use, and how to read them. */
struct paging_x86_64 {
	uint64_t cr3;
	unsigned levels;    /* 4, or 5 with CR4.LA57 */
	unsigned phys_bits; /* CPUID 80000008h, EAX[7:0] */
	uint64_t ignore;    /* bits of an entry that are no address: memory encryption's, or 0 */
	uint64_t (*read)(void *ctx, uint64_t phys); /* the 8 bytes of an entry */
	void *ctx;
};

/*
 * Check that each of size bytes at addr is mapped, and mapped at its own physical address, as
 * firmware does: PCI_ERANGE for an empty range, one that wraps, or one that leaves the physical
 * address width or the canonical lower half; PCI_EUNMAPPED where an access would fault or reach
 * another address. Only page tables are read, never addr.
 *
 * Cost: levels reads of memory for each page, or 2 MiB or 1 GiB leaf, of the range.
 */
PCI_MUST_CHECK enum pci_status paging_x86_64_check(const struct paging_x86_64 *pg, uint64_t addr,
                                                   uint64_t size);

#ifdef __cplusplus
}
#endif
#endif
