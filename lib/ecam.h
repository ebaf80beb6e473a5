/* ecam.h - configuration space as memory. PCIe Base 6.0, 7.2.2 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ECAM_H
#define LIB_ECAM_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 4 KiB for each function, 1 MiB for each bus. */
struct ecam_window {
	uint64_t base; /* physical address of bus 0, even where buses.start > 0 */
	struct pci_bus_range buses;
	uint8_t dwords; /* of regions in it: IO_DWORD_READS, IO_DWORD_WRITES */
};

/* Physical address of a function's page; PCI_ERANGE outside the window's buses or the top. */
PCI_MUST_CHECK enum pci_status ecam_address(const struct ecam_window *w, struct pci_addr addr,
                                            uint64_t *ret);

/* Make registers at a physical address a region, untouched; as platform_ops.map. */
struct ecam_mapper {
	enum pci_status (*map)(void *ctx, uint64_t phys, size_t size, struct io_region *ret);
	void *ctx;
};

/* An access method over windows; the caller keeps all three where they are. */
struct ecam {
	struct pci_access access; /* first: pci_access is the ecam */
	const struct ecam_window *windows;
	struct ecam_mapper mapper;
};

/*
 * Set up *e over count windows; buses is storage for as many ranges. Of windows that overlap the
 * first one answers. No window is mapped before a function in it is asked for.
 */
void ecam_init(struct ecam *e, const struct ecam_window *windows, struct pci_bus_range *buses,
               size_t count, const struct ecam_mapper *mapper);

#ifdef __cplusplus
}
#endif
#endif
