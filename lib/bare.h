/* bare.h - a platform that goes on where firmware ended, by what firmware said before. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_BARE_H
#define LIB_BARE_H

#include "lib/cpu.h"
#include "lib/memory_map.h"
#include "lib/pci_func.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The BARs of a function as the other platform's own list had them. */
struct bare_record {
	struct pci_addr addr;
	size_t count;
	struct pci_bar_record bar[PCI_BAR_RECORDS];
};

/* The windows of a root bridge, by the first of its buses. */
struct bare_root {
	size_t count;
	struct pci_root_window window[PCI_ROOT_WINDOWS_MAX];
};

/*
 * Its operations are made of the processor, and of copies: nothing leads back to the platform that
 * was asked. It has no files, no user and no way to configuration space but ECAM. Not moved while
 * it is in use.
 */
struct bare {
	/* First: the platform is its bare. The caller sets out, and what follows, before its use.
	 */
	struct platform platform;
	struct cpu_paging paging;       /* by cpu_read_paging() */
	const struct memory_range *map; /* what memory_kind() says */
	size_t map_count;

	uint8_t *arena; /* what alloc() gives: nothing is ever given back */
	size_t size, used;
	uint64_t ticks_per_ms; /* of cpu_counter(), 0 where it cannot be told: no stall */
	uint64_t rsdp[2];      /* of revision 1, and 2 and later */
	struct pci_bus_range *roots;
	struct bare_root *root_windows; /* of each of roots */
	struct bare_record *records;
	size_t root_count, record_count;
};

/*
 * Make *ret out of size bytes of memory that stay the caller's, of any content, and of what the
 * platform p says: of its tables, its roots, and the BARs of count functions. For 10 ms p stalls:
 * so the counter's rate is measured. PCI_ENOSPC where memory is short.
 */
PCI_MUST_CHECK enum pci_status bare_init(struct bare *ret, struct platform *p,
                                         const struct pci_func *funcs, size_t count, void *memory,
                                         size_t size);

#ifdef __cplusplus
}
#endif
#endif
