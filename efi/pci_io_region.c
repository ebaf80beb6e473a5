/* pci_io_region.c - configuration space of one function, through its own protocol. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

/* UEFI 2.10, 14.4: what lies beyond the function's space is EFI_UNSUPPORTED. */
static enum pci_status status_of(EFI_STATUS status, size_t at)
{
	if (!EFI_ERROR(status))
		return PCI_OK;
	if (status == EFI_UNSUPPORTED && at >= PCI_CONFIG_NORMAL)
		return PCI_ERANGE;
	return PCI_EIO;
}

static enum pci_status config_read(const struct io_region *region, size_t off, unsigned width,
                                   uint64_t *ret)
{
	EFI_PCI_IO_PROTOCOL *io = region->ctx;
	size_t at = region->base + off;
	EFI_STATUS status;

	*ret = 0; /* firmware fills its low bytes */
	status = io->Pci.Read(io, efi_width(width), (UINT32)at, 1, ret);
	return status_of(status, at);
}

/* Fenced, because a write may have moved what the next access goes to. */
static enum pci_status config_write(const struct io_region *region, size_t off, unsigned width,
                                    uint64_t val)
{
	EFI_PCI_IO_PROTOCOL *io = region->ctx;
	size_t at = region->base + off;
	EFI_STATUS status = io->Pci.Write(io, efi_width(width), (UINT32)at, 1, &val);

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return status_of(status, at);
}

static bool reads_nothing(EFI_PCI_IO_PROTOCOL *io, UINT32 at)
{
	UINT32 none;

	return !EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint32, at, 0, &none));
}

/*
 * As of a root bridge: no dwords at all are a question that touches nothing. Not of register 0:
 * edk2 looks at the last byte, which is the one before.
 */
void efi_pci_io_region(EFI_PCI_IO_PROTOCOL *io, struct io_region *ret)
{
	static const struct io_ops ops = {config_read, config_write};
	bool is_short = reads_nothing(io, PCI_CONFIG_NORMAL / 2) &&
	                !reads_nothing(io, PCI_CONFIG_EXTENDED / 2);

	*ret = (struct io_region){
		.ops = &ops,
		.ctx = io,
		.size = is_short ? PCI_CONFIG_NORMAL : PCI_CONFIG_EXTENDED,
		.widths = IO_CONFIG,
	};
}
