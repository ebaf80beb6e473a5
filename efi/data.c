/* data.c - files that come with the application, from the volume or the server that it is of. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/file_path.h"
#include "lib/fmt.h"

enum { UNITS_MAX = 1024, DIRECTORY_MAX = UTF8_PER_UCS2 * UNITS_MAX + 1 };

/* The directory that the application is in on its volume, with what ends it. */
static void volume_directory(struct efi *efi, char ret[DIRECTORY_MAX])
{
	const EFI_LOADED_IMAGE *image = efi_loaded(efi, efi->image);
	CHAR16 units[UNITS_MAX];
	size_t n = image && image->FilePath ? file_path_directory(image->FilePath, units, UNITS_MAX)
	                                    : 0;

	utf8_from_ucs2(ret, DIRECTORY_MAX, units, n);
}

const char *efi_data_path(struct efi *efi, const char *name, unsigned place)
{
	const struct dhcp_boot *boot = efi_boot_server(efi);
	char directory[DIRECTORY_MAX], *path;
	size_t size;

	if (place == EFI_IN_ROOT)
		return name;
	if (boot)
		fmt_string(directory, sizeof(directory), "%.*s", (int)dhcp_directory(boot->file),
		           boot->file);
	else
		volume_directory(efi, directory);
	if (!directory[0])
		return NULL;
	size = fmt_string(NULL, 0, "%s%s", directory, name) + 1;
	path = efi_alloc(efi, size);
	if (path)
		fmt_string(path, size, "%s%s", directory, name);
	return path;
}

static enum pci_status read_fetched(struct efi *efi, const char *path,
                                    void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	struct efi_bytes file;
	EFI_STATUS status = efi_fetch(efi, path, &file);

	if (EFI_ERROR(status))
		return efi_file_status(status);
	feed(ctx, file.bytes, file.size);
	efi->bs->FreePool(file.bytes);
	return PCI_OK;
}

static enum pci_status open_stored(struct efi *efi, const char *path, EFI_FILE_HANDLE *ret)
{
	size_t bytes;
	CHAR16 *units = efi_path(efi, path, &bytes);

	if (!units)
		return PCI_ENOSPC;
	*ret = efi_open_boot_file(efi, units);
	return *ret ? PCI_OK : PCI_ENOTFOUND;
}

static enum pci_status read_stored(struct efi *efi, const char *path,
                                   void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	EFI_FILE_HANDLE file = NULL;
	enum pci_status st = open_stored(efi, path, &file);
	const struct efi_file f = {.handle = file};

	return st == PCI_OK ? efi_read_opened(efi, &f, feed, ctx) : st;
}

enum pci_status efi_read_data(struct platform *p, const char *name,
                              void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	struct efi *efi = efi_of(p);
	enum pci_status st = PCI_ENOTFOUND;

	for (unsigned i = 0; i < EFI_DATA_PLACES && st == PCI_ENOTFOUND; i++) {
		const char *path = efi_data_path(efi, name, i);

		if (path)
			st = efi_boot_server(efi) ? read_fetched(efi, path, feed, ctx)
			                          : read_stored(efi, path, feed, ctx);
	}
	return st;
}

static bool is_stored(struct efi *efi, const char *path)
{
	EFI_FILE_HANDLE file;

	if (open_stored(efi, path, &file) != PCI_OK)
		return false;
	file->Close(file);
	return true;
}

bool efi_has_data(struct efi *efi, const char *name)
{
	for (unsigned i = 0; i < EFI_DATA_PLACES; i++) {
		const char *path = efi_data_path(efi, name, i);

		if (path &&
		    (efi_boot_server(efi) ? efi_can_fetch(efi, path) : is_stored(efi, path)))
			return true;
	}
	return false;
}
