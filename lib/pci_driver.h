/* pci_driver.h - a driver of PCI devices, wherever it runs: a match table and three functions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_DRIVER_H
#define LIB_PCI_DRIVER_H

#include "lib/pci_map.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An address as a device has it. Not a pointer, nor a number that could be taken for one. */
struct pci_dma_addr {
	uint64_t bus;
};

enum pci_dma_direction {
	PCI_DMA_FROM_DEVICE,
	PCI_DMA_TO_DEVICE,
	PCI_DMA_BOTH, /* what alloc() gives */
};

/* Memory that the device reads or writes by itself. The caller's storage, moved freely. */
struct pci_dma {
	struct io_region mem;       /* as the processor has it; see pci_dma_host() */
	struct pci_dma_addr device; /* what the device is told */
	void *mapping, *pages;      /* of the platform, as the next two */
	size_t page_count;
	bool is_low; /* not of the bus's memory, where none was low enough */
};

/* The same as a pointer; NULL where the processor that runs this does not see it (lib/test). */
static inline void *pci_dma_host(const struct pci_dma *dma)
{
	return (void *)(uintptr_t)dma->mem.map;
}

/*
 * How a platform has it; drivers call the functions below. alloc() makes size bytes of zeros that
 * both sides may use at any time, aligned to a page, at an address of d->dma_bits bits. map() lends
 * the device memory of the caller's, in one direction, until unmap(), after which the processor may
 * look at what the device wrote there; it may be less than size (PCI_ENOSPC: nothing is mapped
 * then). Both switch bus mastering on where it is off. PCI_ENOSPC without memory, PCI_EIO else.
 * free() and unmap() end it: PCI_EIO when data did not arrive.
 */
struct pci_dma_ops {
	enum pci_status (*alloc)(struct pci_device *d, size_t size, struct pci_dma *ret);
	enum pci_status (*map)(struct pci_device *d, void *host, size_t size,
	                       enum pci_dma_direction direction, struct pci_dma *ret);
	enum pci_status (*unmap)(struct pci_device *d, struct pci_dma *dma);
	void (*free)(struct pci_device *d, struct pci_dma *dma);
};

/*
 * The same for drivers, on any platform: PCI_ENOSPC also where there is no DMA, and when the device
 * cannot address what the platform gave, which is given back then. A device of fewer than 32 bits
 * sets d->dma_bits before: what it cannot address it may well cut off, and write elsewhere. The
 * ends of what is not there, or has ended, do nothing.
 */
PCI_MUST_CHECK enum pci_status pci_dma_alloc(struct pci_device *d, size_t size,
                                             struct pci_dma *ret);
PCI_MUST_CHECK enum pci_status pci_dma_map(struct pci_device *d, void *host, size_t size,
                                           enum pci_dma_direction direction, struct pci_dma *ret);
enum pci_status pci_dma_unmap(struct pci_device *d, struct pci_dma *dma);
void pci_dma_free(struct pci_device *d, struct pci_dma *dma);

/* Whether the device can address size bytes there. */
bool pci_dma_reaches(const struct pci_device *d, struct pci_dma_addr at, size_t size);

/* What a driver matches; a list ends with vendor 0. */
struct pci_driver_id {
	uint16_t vendor, device;
};

struct pci_driver {
	const char *name;        /* as people call it: "edu sample driver" */
	const char *device_name; /* and what it drives: "QEMU edu" */
	uint32_t version;        /* the higher one is preferred where two drivers match */
	const struct pci_driver_id *ids;
	size_t state_size; /* bytes of d->state, zeroed before start() */

	/*
	 * Whether a device that matches is one for this driver after all: PCI_OK, or why not. It
	 * only looks. May be NULL: all are.
	 */
	enum pci_status (*probe)(struct pci_device *d);

	/* Begin; after a failure nothing is left behind, and stop() is not called. */
	enum pci_status (*start)(struct pci_device *d);

	/* End what start() began, also of a device that is gone. */
	void (*stop)(struct pci_device *d);
};

/* The driver of a program that is one. */
extern const struct pci_driver pci_driver;

/* Whether a function with this Vendor and Device ID is in the driver's list. */
bool pci_driver_matches(const struct pci_driver *driver, uint16_t vendor, uint16_t device);

#ifdef __cplusplus
}
#endif
#endif
