/* pci_io.c - what firmware's PCI bus driver knows: functions, BARs, and whose the console is. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/resource.h"

bool efi_pci_locate(EFI_PCI_IO_PROTOCOL *io, struct pci_addr *ret)
{
	UINTN segment, bus, dev, fn;

	if (EFI_ERROR(io->GetLocation(io, &segment, &bus, &dev, &fn)))
		return false;
	if (segment > UINT16_MAX || bus >= PCI_BUSES || dev >= PCI_DEVS || fn >= PCI_FNS)
		return false;
	*ret = (struct pci_addr){(uint16_t)segment, (uint8_t)bus, (uint8_t)dev, (uint8_t)fn};
	return true;
}

/* List the functions once, so that asking for each costs no search of firmware's handles. */
static void find_functions(struct efi *efi)
{
	UINTN n;
	EFI_HANDLE *handles = efi_handles(efi, (EFI_GUID)EFI_PCI_IO_PROTOCOL_GUID, &n);

	efi->functions_known = true;
	if (!handles)
		return;
	efi->functions = efi_alloc(efi, n * sizeof(*efi->functions));
	for (UINTN i = 0; i < n && efi->functions; i++) {
		struct efi_pci_function *f = &efi->functions[efi->function_count];

		f->handle = handles[i];
		f->io = efi_protocol(efi, f->handle, (EFI_GUID)EFI_PCI_IO_PROTOCOL_GUID);
		if (f->io && efi_pci_locate(f->io, &f->addr))
			efi->function_count++;
	}
	efi->bs->FreePool(handles);
}

const struct efi_pci_function *efi_find_function(struct efi *efi, struct pci_addr addr)
{
	if (!efi->functions_known)
		find_functions(efi);
	for (size_t i = 0; i < efi->function_count; i++)
		if (pci_addr_equal(efi->functions[i].addr, addr))
			return &efi->functions[i];
	return NULL;
}

/* An access method over the functions. */
struct pci_io_access {
	struct pci_access access; /* first: the pci_access is the pci_io_access */
	struct efi *efi;
};

static enum pci_status pci_io_region(const struct pci_access *access, struct pci_addr addr,
                                     struct io_region *ret)
{
	const struct pci_io_access *a = (const struct pci_io_access *)access;
	const struct efi_pci_function *f = efi_find_function(a->efi, addr);

	if (!f)
		return PCI_ERANGE;
	efi_pci_io_region(f->io, ret);
	return PCI_OK;
}

/* Its buses are those of the other one. */
enum pci_status efi_pci_io_access(struct platform *p, const struct pci_access **ret)
{
	struct efi *efi = efi_of(p);
	const struct pci_access *bridges;
	struct pci_io_access *a;
	enum pci_status st;

	if (!efi->functions_known)
		find_functions(efi);
	if (!efi->function_count)
		return PCI_ENOTFOUND;
	st = efi_root_bridge_access(p, &bridges);
	if (st != PCI_OK)
		return st;
	a = efi_alloc(efi, sizeof(*a));
	if (!a)
		return PCI_ENOSPC;
	*a = (struct pci_io_access){*bridges, efi};
	a->access.region = pci_io_region;
	*ret = &a->access;
	return PCI_OK;
}

void efi_forget_functions(struct efi *efi)
{
	efi->functions_known = false;
	efi->function_count = 0;
}

/*
 * The answer holds the processor's address; what the BAR holds is that plus the translation
 * (UEFI 2.10, 14.4.2: host address = device address - translation).
 */
static bool read_bar(struct efi *efi, EFI_PCI_IO_PROTOCOL *io, UINT8 index,
                     struct pci_bar_record *ret)
{
	struct resource res;
	void *descriptors = NULL;
	size_t n;

	if (EFI_ERROR(io->GetBarAttributes(io, index, NULL, &descriptors)) || !descriptors)
		return false;
	n = resource_list(descriptors, RESOURCE_BYTES, &res, 1);
	efi->bs->FreePool(descriptors);
	if (n == 0 || res.type == RESOURCE_BUS || res.length == 0)
		return false;
	ret->base = res.min + res.translation;
	ret->size = res.length;
	return true;
}

size_t efi_bar_records(struct platform *p, struct pci_addr addr,
                       struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	struct efi *efi = efi_of(p);
	const struct efi_pci_function *f = efi_find_function(efi, addr);
	size_t n = 0;

	for (UINT8 index = 0; f && index < PCI_BAR_RECORDS; index++)
		if (read_bar(efi, f->io, index, &ret[n]))
			n++;
	return n;
}

/* Whether the way to the handle leads through the function at addr, as the last PCI function. */
static bool is_reached_by(struct efi *efi, EFI_HANDLE handle, struct pci_addr addr)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;
	EFI_DEVICE_PATH *path = efi_protocol(efi, handle, (EFI_GUID)EFI_DEVICE_PATH_PROTOCOL_GUID);
	EFI_PCI_IO_PROTOCOL *io;
	struct pci_addr at;

	if (!path || EFI_ERROR(efi->bs->LocateDevicePath(&guid, &path, &handle)))
		return false;
	io = efi_protocol(efi, handle, guid);
	return io && efi_pci_locate(io, &at) && pci_addr_equal(at, addr);
}

bool efi_drives_console(struct platform *p, struct pci_addr addr)
{
	static const EFI_GUID guids[] = {EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID,
	                                 EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL_GUID};
	struct efi *efi = efi_of(p);
	bool found = false;

	for (unsigned i = 0; i < 2 && !found; i++) {
		UINTN n;
		EFI_HANDLE *handles = efi_handles(efi, guids[i], &n);

		for (UINTN k = 0; handles && k < n && !found; k++)
			found = is_reached_by(efi, handles[k], addr);
		if (handles)
			efi->bs->FreePool(handles);
	}
	return found;
}
