/* pci_driver.c - what every driver needs of its platform: matching, and memory for DMA. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_driver.h"

enum { DMA_BITS = 32, MAX_BITS = 64 };

bool pci_driver_matches(const struct pci_driver *driver, uint16_t vendor, uint16_t device)
{
	for (const struct pci_driver_id *id = driver->ids; id->vendor; id++)
		if (id->vendor == vendor && id->device == device)
			return true;
	return false;
}

bool pci_dma_reaches(const struct pci_device *d, struct pci_dma_addr at, size_t size)
{
	unsigned bits = d->dma_bits ? d->dma_bits : DMA_BITS;
	uint64_t last = bits < MAX_BITS ? (UINT64_C(1) << bits) - 1 : UINT64_MAX;

	return size && at.bus <= last && size - 1 <= last - at.bus;
}

enum pci_status pci_dma_alloc(struct pci_device *d, size_t size, struct pci_dma *ret)
{
	enum pci_status st;

	*ret = (struct pci_dma){0};
	if (!size)
		return PCI_EINVAL;
	st = d->dma ? d->dma->alloc(d, size, ret) : PCI_ENOSPC;
	if (st != PCI_OK || pci_dma_reaches(d, ret->device, size))
		return st;
	pci_dma_free(d, ret);
	return PCI_ENOSPC;
}

enum pci_status pci_dma_map(struct pci_device *d, void *host, size_t size,
                            enum pci_dma_direction direction, struct pci_dma *ret)
{
	enum pci_status st;

	*ret = (struct pci_dma){0};
	if (!size || direction == PCI_DMA_BOTH)
		return PCI_EINVAL;
	st = d->dma ? d->dma->map(d, host, size, direction, ret) : PCI_ENOSPC;
	if (st != PCI_OK || pci_dma_reaches(d, ret->device, size))
		return st;
	(void)pci_dma_unmap(d, ret);
	return PCI_ENOSPC;
}

enum pci_status pci_dma_unmap(struct pci_device *d, struct pci_dma *dma)
{
	enum pci_status st = dma->mem.size ? d->dma->unmap(d, dma) : PCI_OK;

	*dma = (struct pci_dma){0};
	return st;
}

void pci_dma_free(struct pci_device *d, struct pci_dma *dma)
{
	if (dma->mem.size)
		d->dma->free(d, dma);
	*dma = (struct pci_dma){0};
}
