/* dma.c - memory that a device reads and writes, by PciIo. UEFI 2.10, 14.4 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/driver.h"
#include "lib/regs.h"

enum { PAGE = 4096, WORD_BITS = 32 };

static enum pci_status status_of(EFI_STATUS status)
{
	return !EFI_ERROR(status)                                          ? PCI_OK
	       : status == EFI_OUT_OF_RESOURCES || status == EFI_NOT_FOUND ? PCI_ENOSPC
	                                                                   : PCI_EIO;
}

static struct efi_device *device_of(struct pci_device *d)
{
	return efi_container_of(d, struct efi_device, device);
}

static enum pci_status read_master(const struct efi_device *e, bool *ret)
{
	uint16_t command;
	enum pci_status st = reg_try_read(&e->dev.cfg, pci_HDR, COMMAND, &command);

	*ret = st == PCI_OK && reg_field(pci_HDR_COMMAND, MASTER, command);
	return st;
}

/*
 * By the protocol, which may have bridges above to see to; but whether it is on, and was, is what
 * the device says.
 */
static enum pci_status enable_master(struct efi_device *e)
{
	bool on;
	enum pci_status st = read_master(e, &on);

	if (st != PCI_OK || on)
		return st;
	if (EFI_ERROR(e->io->Attributes(e->io, EfiPciIoAttributeOperationEnable,
	                                EFI_PCI_IO_ATTRIBUTE_BUS_MASTER, NULL)))
		return PCI_EIO;
	e->is_master = true;
	st = read_master(e, &on);
	return st == PCI_OK && !on ? PCI_EIO : st;
}

void efi_dma_end(struct efi_device *e)
{
	if (e->is_master)
		(void)e->io->Attributes(e->io, EfiPciIoAttributeOperationDisable,
		                        EFI_PCI_IO_ATTRIBUTE_BUS_MASTER, NULL);
	e->is_master = false;
}

/* Map all of it or nothing, at an address that the device can have. */
static enum pci_status map_all(struct efi_device *e, EFI_PCI_IO_PROTOCOL_OPERATION operation,
                               void *host, size_t size, struct pci_dma *ret)
{
	EFI_PHYSICAL_ADDRESS at;
	UINTN n = size;
	EFI_STATUS status = e->io->Map(e->io, operation, host, &n, &at, &ret->mapping);

	if (EFI_ERROR(status))
		return status_of(status);
	ret->device = (struct pci_dma_addr){at};
	ret->mem = (struct io_region){.map = host, .size = size, .widths = IO_MMIO};
	if (n >= size && pci_dma_reaches(&e->device, ret->device, size))
		return PCI_OK;
	(void)e->io->Unmap(e->io, ret->mapping);
	return PCI_ENOSPC;
}

static void free_pages(struct efi_device *e, const struct pci_dma *dma)
{
	if (dma->is_low)
		(void)e->efi.bs->FreePages((uintptr_t)dma->pages, dma->page_count);
	else
		(void)e->io->FreeBuffer(e->io, dma->page_count, dma->pages);
}

/*
 * The bus's memory is below 4 GiB and no lower. What a device of fewer bits needs is asked of the
 * platform, which may not be memory that the bus can share (behind an IOMMU): then Map() says so.
 */
static EFI_STATUS alloc_pages(struct efi_device *e, struct pci_dma *dma)
{
	EFI_PHYSICAL_ADDRESS at = (UINT64_C(1) << e->device.dma_bits % WORD_BITS) - 1;
	EFI_STATUS status;

	if (!dma->is_low)
		return e->io->AllocateBuffer(e->io, AllocateAnyPages, EfiBootServicesData,
		                             dma->page_count, &dma->pages, 0);
	status = e->efi.bs->AllocatePages(AllocateMaxAddress, EfiBootServicesData, dma->page_count,
	                                  &at);
	dma->pages = (void *)(uintptr_t)at;
	return status;
}

static enum pci_status alloc_mapped(struct efi_device *e, size_t size, bool is_low,
                                    struct pci_dma *ret)
{
	enum pci_status st;

	*ret = (struct pci_dma){.page_count = size / PAGE + !!(size % PAGE), .is_low = is_low};
	st = status_of(alloc_pages(e, ret));
	if (st != PCI_OK)
		return st;
	st = map_all(e, EfiPciIoOperationBusMasterCommonBuffer, ret->pages, ret->page_count * PAGE,
	             ret);
	if (st != PCI_OK)
		free_pages(e, ret);
	return st;
}

static enum pci_status dma_alloc(struct pci_device *d, size_t size, struct pci_dma *ret)
{
	struct efi_device *e = device_of(d);
	enum pci_status st = enable_master(e);

	if (st == PCI_OK && size > SIZE_MAX - PAGE)
		st = PCI_ENOSPC;
	if (st == PCI_OK)
		st = alloc_mapped(e, size, false, ret);
	if (st == PCI_ENOSPC && d->dma_bits && d->dma_bits < WORD_BITS)
		st = alloc_mapped(e, size, true, ret);
	if (st != PCI_OK) {
		*ret = (struct pci_dma){0};
		return st;
	}
	__builtin_memset(ret->pages, 0, ret->page_count * PAGE);
	ret->mem.size = size;
	return PCI_OK;
}

static void dma_free(struct pci_device *d, struct pci_dma *dma)
{
	struct efi_device *e = device_of(d);

	(void)e->io->Unmap(e->io, dma->mapping);
	free_pages(e, dma);
}

static enum pci_status dma_map(struct pci_device *d, void *host, size_t size,
                               enum pci_dma_direction direction, struct pci_dma *ret)
{
	struct efi_device *e = device_of(d);
	EFI_PCI_IO_PROTOCOL_OPERATION operation = direction == PCI_DMA_TO_DEVICE
	                                                  ? EfiPciIoOperationBusMasterRead
	                                                  : EfiPciIoOperationBusMasterWrite;
	enum pci_status st = enable_master(e);

	if (st == PCI_OK)
		st = map_all(e, operation, host, size, ret);
	if (st != PCI_OK)
		*ret = (struct pci_dma){0};
	return st;
}

/* What bridges still hold is written to memory first. */
static enum pci_status dma_unmap(struct pci_device *d, struct pci_dma *dma)
{
	struct efi_device *e = device_of(d);
	EFI_STATUS flushed = e->io->Flush(e->io), status = e->io->Unmap(e->io, dma->mapping);

	return EFI_ERROR(flushed) || EFI_ERROR(status) ? PCI_EIO : PCI_OK;
}

const struct pci_dma_ops efi_dma_ops = {
	.alloc = dma_alloc,
	.map = dma_map,
	.unmap = dma_unmap,
	.free = dma_free,
};
