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

/* The arguments as one line that lib/args.h splits again, or NULL. None may hold a quote. */
static char *line_of(struct efi *efi, const char *const *args, int count)
{
	size_t size = 1, used = 0;
	char *line;

	for (int i = 0; i < count; i++)
		size += fmt_string(NULL, 0, "\"%s\" ", args[i]);
	line = efi_alloc(efi, size);
	for (int i = 0; line && i < count; i++)
		used += fmt_string(line + used, size - used, "\"%s\" ", args[i]);
	return line;
}

enum app_status volume_run(struct efi *efi, const char *name, const char *const *args, int count,
                           EFI_STATUS *ret)
{
	char *line = line_of(efi, args, count);
	EFI_HANDLE image;

	if (!line)
		return fail(efi, APP_NOMEM, "no memory", name);
	if (EFI_ERROR(efi_load_app(efi, name, &image)))
		return fail(efi, APP_NOTFOUND, "cannot be loaded from the boot volume", name);
	*ret = efi_start_app(efi, image, line);
	return APP_OK;
}
