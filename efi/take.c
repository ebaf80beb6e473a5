/* take.c - a device out of the hands of firmware's drivers, and back. UEFI 2.10, 7.3 and 14.4 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/regs.h"

#include "efi/take.h"

enum {
	COMMAND = reg_at(pci_HDR, COMMAND),
	KEEP = EFI_OPEN_PROTOCOL_BY_DRIVER | EFI_OPEN_PROTOCOL_EXCLUSIVE
};

/*
 * Whether a driver manages the function; who only looks at PciIo does not count. Where nobody can
 * tell it is taken to be so.
 */
static bool has_driver(const struct efi_taken *t)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;
	EFI_OPEN_PROTOCOL_INFORMATION_ENTRY *entries;
	UINTN n;
	bool found = false;

	if (EFI_ERROR(t->efi->bs->OpenProtocolInformation(t->handle, &guid, &entries, &n)))
		return true;
	for (UINTN i = 0; i < n && !found; i++)
		found = entries[i].Attributes & EFI_OPEN_PROTOCOL_BY_DRIVER;
	t->efi->bs->FreePool(entries);
	return found;
}

/* With all that is below; which handles firmware has is another matter afterwards. */
static EFI_STATUS reconnect(struct efi_taken *t)
{
	efi_forget_functions(t->efi);
	if (!t->had_driver)
		return EFI_SUCCESS;
	return t->efi->bs->ConnectController(t->handle, NULL, NULL, TRUE);
}

/*
 * What DisconnectController() returns does not tell whether all drivers are gone: one that refuses
 * counts for nothing beside another that does not. Opening it tells; it tries once more, too.
 */
static EFI_STATUS disconnect(struct efi_taken *t)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;
	struct efi *efi = t->efi;
	void *io;

	efi_console_flush(&efi->console);
	efi_forget_functions(efi);
	efi->bs->DisconnectController(t->handle, NULL, NULL);
	return efi->bs->OpenProtocol(t->handle, &guid, &io, efi->image, t->handle, KEEP);
}

static void close(struct efi_taken *t)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;

	t->efi->bs->CloseProtocol(t->handle, &guid, t->efi->image, t->handle);
}

static bool read_state(struct efi_taken *t)
{
	EFI_PCI_IO_PROTOCOL *io = t->io;

	return !EFI_ERROR(io->Attributes(io, EfiPciIoAttributeOperationGet, 0, &t->attributes)) &&
	       !EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint16, COMMAND, 1, &t->command));
}

/* PciIo compares with its own record of attributes only: what was written past it stays. */
static enum pci_status restore_state(struct efi_taken *t)
{
	EFI_PCI_IO_PROTOCOL *io = t->io;
	UINT16 command;

	if (EFI_ERROR(io->Attributes(io, EfiPciIoAttributeOperationSet, t->attributes, NULL)) ||
	    EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint16, COMMAND, 1, &command)))
		return PCI_EIO;
	if (command == UINT16_MAX)
		return PCI_EGONE;
	if (command != t->command &&
	    EFI_ERROR(io->Pci.Write(io, EfiPciIoWidthUint16, COMMAND, 1, &t->command)))
		return PCI_EIO;
	return PCI_OK;
}

enum pci_status efi_take(struct platform *p, struct pci_addr addr, struct efi_taken *ret)
{
	struct efi *efi = efi_of(p);
	const struct efi_pci_function *f = efi_find_function(efi, addr);
	EFI_STATUS status;

	*ret = (struct efi_taken){0};
	if (!f)
		return PCI_ENOTFOUND;
	*ret = (struct efi_taken){
		.efi = efi,
		.handle = f->handle,
		.io = f->io,
		.console_closed = efi->console.closed,
	};
	ret->had_driver = has_driver(ret);
	status = disconnect(ret);
	if (!EFI_ERROR(status) && read_state(ret))
		return PCI_OK;
	if (!EFI_ERROR(status))
		close(ret);
	(void)reconnect(ret);
	ret->handle = NULL;
	return status == EFI_ACCESS_DENIED || status == EFI_ALREADY_STARTED ? PCI_EBUSY : PCI_EIO;
}

/*
 * A console that comes back has no cursor, whatever the others have. And with no other one it may
 * have looked as if there was none.
 */
static void restore_console(struct efi_taken *t)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *out = t->efi->st->ConOut;

	if (out)
		out->EnableCursor(out, out->Mode->CursorVisible);
	t->efi->console.closed = t->console_closed;
}

enum pci_status efi_give_back(struct efi_taken *t)
{
	enum pci_status st;

	if (!t->handle)
		return PCI_OK;
	efi_console_flush(&t->efi->console);
	st = restore_state(t);
	close(t);
	if (EFI_ERROR(reconnect(t)) && st == PCI_OK)
		st = PCI_ENOTFOUND;
	restore_console(t);
	t->handle = NULL;
	return st;
}
