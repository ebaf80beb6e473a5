/* start.c - run another application, from where this one came. UEFI 2.10, 7.4 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/file_path.h"

enum { NODE = 4 };

static void put_node(uint8_t *p, uint8_t type, uint8_t subtype, size_t length)
{
	p[0] = type;
	p[1] = subtype;
	p[2] = (uint8_t)length;
	p[3] = (uint8_t)(length >> 8);
}

/* The device path of a file there (UEFI 2.10, 10.3.5.4), or NULL. */
static EFI_DEVICE_PATH *device_path(struct efi *efi, const char *name)
{
	EFI_HANDLE volume = efi_boot_volume(efi);
	const void *parent =
		volume ? efi_protocol(efi, volume, (EFI_GUID)EFI_DEVICE_PATH_PROTOCOL_GUID) : NULL;
	size_t n = parent ? device_path_length(parent) : 0, bytes;
	CHAR16 *file = efi_path(efi, name, &bytes);
	uint8_t *path;

	if (!parent || !file || NODE + bytes > UINT16_MAX)
		return NULL;
	path = efi_alloc(efi, n + NODE + bytes + NODE);
	if (!path)
		return NULL;
	__builtin_memcpy(path, parent, n);
	put_node(path + n, MEDIA_DEVICE_PATH, MEDIA_FILEPATH_DP, NODE + bytes);
	__builtin_memcpy(path + n + NODE, file, bytes);
	put_node(path + n + NODE + bytes, END_DEVICE_PATH_TYPE, END_ENTIRE_DEVICE_PATH_SUBTYPE,
	         NODE);
	return (EFI_DEVICE_PATH *)(void *)path;
}

/* Firmware makes an image of what it refuses as well, which cannot be started. */
static EFI_STATUS load(struct efi *efi, const char *path, const struct efi_bytes *file,
                       EFI_HANDLE *ret)
{
	EFI_DEVICE_PATH *where = device_path(efi, path);
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	*ret = NULL;
	if (where)
		status = efi->bs->LoadImage(FALSE, efi->image, where, file->bytes, file->size, ret);
	if (EFI_ERROR(status) && *ret)
		efi->bs->UnloadImage(*ret);
	return status;
}

/* From a server it comes by ourselves, for firmware would ask DHCP what to load. */
static EFI_STATUS load_path(struct efi *efi, const char *path, EFI_HANDLE *ret)
{
	struct efi_bytes file = {0};
	EFI_STATUS status;

	if (!efi_boot_server(efi))
		return load(efi, path, &file, ret);
	status = efi_fetch(efi, path, &file);
	if (EFI_ERROR(status))
		return status;
	status = load(efi, path, &file, ret);
	efi->bs->FreePool(file.bytes);
	return status;
}

EFI_STATUS efi_load_app(struct efi *efi, const char *name, EFI_HANDLE *ret)
{
	EFI_STATUS status = EFI_NOT_FOUND;

	for (unsigned i = 0; i < EFI_DATA_PLACES && status == EFI_NOT_FOUND; i++) {
		const char *path = efi_data_path(efi, name, i);

		if (path)
			status = load_path(efi, path, ret);
	}
	return status;
}

EFI_STATUS efi_start_app(struct efi *efi, EFI_HANDLE image, const char *arguments)
{
	EFI_LOADED_IMAGE *loaded = efi_loaded(efi, image);
	size_t bytes;
	CHAR16 *line = efi_to_ucs2(efi, arguments, &bytes);
	UINTN exit_size;

	if (!loaded || !line || bytes > UINT32_MAX) {
		efi->bs->UnloadImage(image);
		return EFI_OUT_OF_RESOURCES;
	}
	loaded->LoadOptions = line;
	loaded->LoadOptionsSize = (UINT32)bytes;
	efi_console_flush(&efi->console);
	return efi->bs->StartImage(image, &exit_size, NULL);
}
