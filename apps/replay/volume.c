/* volume.c - files and applications of the boot volume. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/replay/replay.h"
#include "lib/args.h"
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

enum app_status volume_run(struct efi *efi, const char *name, const char *const *args, int count,
                           EFI_STATUS *ret)
{
	size_t size = args_join(NULL, 0, args, count) + 1;
	char *line = efi_alloc(efi, size);
	EFI_HANDLE image;

	if (!line)
		return fail(efi, APP_NOMEM, "no memory", name);
	args_join(line, size, args, count);
	if (EFI_ERROR(efi_load_app(efi, name, &image)))
		return fail(efi, APP_NOTFOUND, "cannot be loaded from the boot volume", name);
	*ret = efi_start_app(efi, image, line);
	return APP_OK;
}
