/* volume.c - files and applications of the boot volume. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <efi.h>
#include <efiprot.h>
#include <efishellintf.h>

#include "apps/replay/replay.h"
#include "lib/args.h"
#include "lib/fmt.h"

static enum app_status fail(struct efi *efi, enum app_status st, const char *what, const char *name)
{
	fmt_print(efi->platform.out, "replay: %s: %s\n", name, what);
	return st;
}

enum app_status volume_read(struct efi *efi, const char *name, void *buf, size_t size, size_t *ret)
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
		return fail(efi, APP_USAGE, "is larger than it may be", name);
	*ret = used;
	return APP_OK;
}

/* Bytes that become load options, behind one that is none of them. */
struct options {
	uint8_t *bytes;
	size_t size;
};
enum { OPTIONS_MAX = 1 << 18 };

static void add_bytes(void *ctx, const char *bytes, size_t n)
{
	struct options *o = ctx;

	if (n > OPTIONS_MAX - o->size)
		n = OPTIONS_MAX - o->size;
	__builtin_memcpy(o->bytes + 1 + o->size, bytes, n);
	o->size += n;
}

static EFI_STATUS start_with_file(struct efi *efi, EFI_HANDLE image, const char *file)
{
	struct options o = {efi_alloc(efi, OPTIONS_MAX + 1), 0};
	EFI_LOADED_IMAGE *loaded = efi_loaded(efi, image);
	UINTN exit_size;

	if (!o.bytes || efi_read_data(&efi->platform, file, add_bytes, &o) != PCI_OK) {
		efi->bs->UnloadImage(image);
		return EFI_LOAD_ERROR;
	}
	loaded->LoadOptions = o.bytes + 1;
	loaded->LoadOptionsSize = (UINT32)o.size;
	return efi->bs->StartImage(image, &exit_size, NULL);
}

static EFI_STATUS start_image(struct efi *efi, const struct start *s, EFI_HANDLE image,
                              const char *line)
{
	struct ascii ascii;
	EFI_STATUS status;

	if (s->ascii)
		ascii_begin(&ascii, efi->st);
	status = s->options ? start_with_file(efi, image, s->options)
	                    : efi_start_app(efi, image, line);
	if (s->ascii)
		ascii_end(&ascii, efi->st);
	return status;
}

static CHAR16 **words_of(struct efi *efi, const struct start *s)
{
	CHAR16 **words = efi_alloc(efi, (size_t)(s->count + 1) * sizeof(*words));
	size_t bytes;

	for (int i = 0; words && i <= s->count; i++) {
		words[i] = efi_to_ucs2(efi, i ? s->args[i - 1] : s->name, &bytes);
		if (!words[i])
			return NULL;
	}
	return words;
}

/* With the words on its handle, which lives on until they are taken away. */
static EFI_STATUS start_by_interface(struct efi *efi, const struct start *s, EFI_HANDLE image,
                                     const char *line)
{
	EFI_SHELL_INTERFACE shell = {.Argc = (UINTN)s->count + 1, .Argv = words_of(efi, s)};
	EFI_GUID guid = SHELL_INTERFACE_PROTOCOL_GUID;
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	if (!shell.Argv || EFI_ERROR(efi->bs->InstallProtocolInterface(
				   &image, &guid, EFI_NATIVE_INTERFACE, &shell))) {
		efi->bs->UnloadImage(image);
		return status;
	}
	status = start_image(efi, s, image, line);
	efi->bs->UninstallProtocolInterface(image, &guid, &shell);
	return status;
}

enum app_status volume_run(struct efi *efi, const struct start *s, EFI_STATUS *ret)
{
	size_t size = args_join(NULL, 0, s->args, s->count) + 1;
	char *line = efi_alloc(efi, size);
	EFI_HANDLE image;

	if (!line)
		return fail(efi, APP_NOMEM, "no memory", s->name);
	args_join(line, size, s->args, s->count);
	if (EFI_ERROR(efi_load_app(efi, s->name, &image)))
		return fail(efi, APP_NOTFOUND, "cannot be loaded from the boot volume", s->name);
	*ret = (s->interface ? start_by_interface : start_image)(efi, s, image, line);
	return APP_OK;
}
