/* paging.h - whether an address may be touched: translation tables read in software, aarch64. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_AARCH64_PAGING_H
#define LIB_ARCH_AARCH64_PAGING_H

#include "lib/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The registers of the exception level in use, as they are, and how to read the tables. */
struct paging_aarch64 {
	uint64_t sctlr, tcr, ttbr0;
	uint64_t mmfr0; /* ID_AA64MMFR0_EL1 */
	bool el2;       /* tcr is TCR_EL2 while HCR_EL2.E2H is 0, which has another layout */
	uint64_t (*read)(void *ctx, uint64_t phys); /* the 8 bytes of a descriptor */
	void *ctx;
};

/*
 * Check that each of size bytes at addr is mapped, and mapped at its own physical address, as
 * firmware does: PCI_ERANGE for an empty range, one that wraps, or one that leaves the physical
 * address width or what TTBR0 translates; PCI_EUNMAPPED where an access would fault or reach
 * another address. Only tables are read, never addr. Granules of 4, 16 and 64 KiB, addresses of 52
 * bits by LPA and LPA2; not 128-bit descriptors (FEAT_D128). With the MMU off all is mapped.
 *
 * Cost: at most five reads of memory for each page or block of the range.
 */
PCI_MUST_CHECK enum pci_status paging_aarch64_check(const struct paging_aarch64 *pg, uint64_t addr,
                                                    uint64_t size);

#ifdef __cplusplus
}
#endif
#endif
