/* volume.c - files and applications of the boot volume. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/replay/replay.h"
#include "lib/fmt.h"

static enum app_status fail(struct efi *efi, enum app_status st, const char *what, const char *name)
{
	fmt_print(efi->platform.out, "replay: %s: %s\n", name, what);
	return st;
}

enum app_status volume_read(struct efi *efi, const char *name, void *buf, size_t size)
{
	size_t bytes;
	CHAR16 *path = efi_path(efi, name, &bytes);
	EFI_FILE_HANDLE file = path ? efi_open_boot_file(efi, path) : NULL;
	UINTN used = size, more = 1;
	EFI_STATUS status;
	uint8_t byte;

	if (!file)
		return fail(efi, APP_NOTFOUND, "no such file on the boot volume", name);
	status = file->Read(file, &used, buf);
	if (!EFI_ERROR(status))
		status = file->Read(file, &more, &byte);
	file->Close(file);
	if (EFI_ERROR(status))
		return fail(efi, APP_DEVICE, "cannot be read", name);
	if (more)
		return fail(efi, APP_USAGE, "is larger than its buses", name);
	efi->bs->SetMem((uint8_t *)buf + used, size - used, 0xff);
	return APP_OK;
}

/* Bytes of a device path before its end node. */
static size_t path_length(const EFI_DEVICE_PATH *path)
{
	const uint8_t *p = (const uint8_t *)path;
	size_t n = 0;

	while (p[n] != END_DEVICE_PATH_TYPE)
		n += (size_t)(p[n + 2] | p[n + 3] << 8);
	return n;
}

static void put_node(uint8_t *p, uint8_t type, uint8_t subtype, size_t length)
{
	p[0] = type;
	p[1] = subtype;
	p[2] = (uint8_t)length;
	p[3] = (uint8_t)(length >> 8);
}

/* The device path of a file of the boot volume (UEFI 2.10, 10.3.5.4), or NULL. */
static EFI_DEVICE_PATH *device_path(struct efi *efi, const char *name)
{
	enum { NODE = 4 };
	EFI_HANDLE volume = efi_boot_volume(efi);
	const EFI_DEVICE_PATH *parent =
		volume ? efi_protocol(efi, volume, (EFI_GUID)EFI_DEVICE_PATH_PROTOCOL_GUID) : NULL;
	size_t n = parent ? path_length(parent) : 0, bytes;
	CHAR16 *file = efi_path(efi, name, &bytes);
	uint8_t *path;

	if (!parent || !file)
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

/* The arguments as one line that lib/args.h splits again, or NULL. None may hold a quote. */
static CHAR16 *line_of(struct efi *efi, const char *const *args, int count, size_t *ret_bytes)
{
	size_t size = 1, used = 0;
	char *line;

	for (int i = 0; i < count; i++)
		size += fmt_string(NULL, 0, "\"%s\" ", args[i]);
	line = efi_alloc(efi, size);
	for (int i = 0; line && i < count; i++)
		used += fmt_string(line + used, size - used, "\"%s\" ", args[i]);
	return line ? efi_to_ucs2(efi, line, ret_bytes) : NULL;
}

enum app_status volume_run(struct efi *efi, const char *name, const char *const *args, int count,
                           EFI_STATUS *ret)
{
	EFI_DEVICE_PATH *path = device_path(efi, name);
	size_t bytes;
	CHAR16 *line = line_of(efi, args, count, &bytes);
	EFI_LOADED_IMAGE *loaded;
	EFI_HANDLE image = NULL;
	UINTN exit_size;

	if (!path || !line)
		return fail(efi, APP_NOMEM, "no boot volume or no memory", name);
	if (EFI_ERROR(efi->bs->LoadImage(FALSE, efi->image, path, NULL, 0, &image)))
		return fail(efi, APP_NOTFOUND, "cannot be loaded from the boot volume", name);
	loaded = efi_protocol(efi, image, (EFI_GUID)EFI_LOADED_IMAGE_PROTOCOL_GUID);
	loaded->LoadOptions = line;
	loaded->LoadOptionsSize = (UINT32)bytes;
	*ret = efi->bs->StartImage(image, &exit_size, NULL);
	return APP_OK;
}
