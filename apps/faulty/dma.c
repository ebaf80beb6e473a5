/* dma.c - lend a device memory behind what it can address, by efi/dma.c; firmware copies it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/faulty/faulty.h"
#include "efi/driver.h"
#include "lib/fmt.h"

/* Memory of a machine with 4 GiB or more, beyond what a device of 32 bits has. */
#define HOST UINT64_C(0x140000000)

enum { SIZE = 6000, PAGES = 2, SHIFT_4G = 32 };

static bool is_filled(const uint8_t *p, uint8_t with)
{
	for (size_t i = 0; i < SIZE; i++)
		if (p[i] != with)
			return false;
	return true;
}

/* What the device would see, or write: firmware has it at the same address. */
static uint8_t *as_device(const struct pci_dma *dma)
{
	return (uint8_t *)(uintptr_t)dma->device.bus;
}

static const char *lend(struct pci_device *d, uint8_t *host, enum pci_dma_direction direction)
{
	const bool is_out = direction == PCI_DMA_TO_DEVICE;
	struct pci_dma dma;
	enum pci_status st;
	bool arrived = true;

	__builtin_memset(host, 1, SIZE);
	st = pci_dma_map(d, host, SIZE, direction, &dma);
	if (st != PCI_OK)
		return pci_strstatus(st);
	if (as_device(&dma) == host || dma.device.bus >> SHIFT_4G)
		return "at a wrong address";
	if (is_out)
		arrived = is_filled(as_device(&dma), 1);
	else
		__builtin_memset(as_device(&dma), 2, SIZE);
	st = pci_dma_unmap(d, &dma);
	if (st != PCI_OK)
		return pci_strstatus(st);
	return arrived && is_filled(host, is_out ? 1 : 2) ? "arrived" : "lost";
}

enum app_status faulty_dma(struct efi *efi, EFI_PCI_IO_PROTOCOL *io)
{
	EFI_PHYSICAL_ADDRESS at = HOST;
	struct efi_device e = {.io = io};
	uint8_t *host;

	if (EFI_ERROR(efi->bs->AllocatePages(AllocateAddress, EfiBootServicesData, PAGES, &at)))
		return APP_NOMEM;
	host = (uint8_t *)(uintptr_t)at;
	efi_init(&e.efi, efi->image, efi->st);
	efi_pci_io_region(io, &e.dev.cfg);
	pci_open_config(&e.dev);
	e.device = (struct pci_device){&e.efi.platform, &e.func, &e.dev, &efi_dma_ops};
	fmt_print(efi->platform.out, "to the device: %s\n",
	          lend(&e.device, host, PCI_DMA_TO_DEVICE));
	fmt_print(efi->platform.out, "from the device: %s\n",
	          lend(&e.device, host, PCI_DMA_FROM_DEVICE));
	efi_dma_end(&e);
	efi_end(&e.efi);
	(void)efi->bs->FreePages(at, PAGES);
	return APP_OK;
}
