/* file.c - files by the shell's paths, or on the volume that the program was loaded from. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/progress.h"

enum { PIECE = 64 * 1024 };

static size_t length(const char *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

CHAR16 *efi_to_ucs2(struct efi *efi, const char *text, size_t *ret_bytes)
{
	CHAR16 *buf = efi_alloc(efi, (length(text) + 1) * sizeof(*buf));
	struct utf8 decoder = {0};
	size_t n = 0;

	for (; buf && *text; text++) {
		uint32_t codes[2];
		size_t count = utf8_decode(&decoder, (uint8_t)*text, codes);

		for (size_t i = 0; i < count; i++)
			buf[n++] = codes[i] > 0xffff ? '?' : (CHAR16)codes[i];
	}
	*ret_bytes = (n + 1) * sizeof(*buf);
	return buf;
}

CHAR16 *efi_path(struct efi *efi, const char *name, size_t *ret_bytes)
{
	CHAR16 *path = efi_to_ucs2(efi, name, ret_bytes);

	for (CHAR16 *c = path; c && *c; c++)
		if (*c == '/')
			*c = '\\';
	return path;
}

EFI_HANDLE efi_boot_volume(struct efi *efi)
{
	const EFI_LOADED_IMAGE *image = efi_loaded(efi, efi->image);

	return image ? image->DeviceHandle : NULL;
}

static EFI_STATUS open_boot_file(struct efi *efi, CHAR16 *path, UINT64 mode, EFI_FILE_HANDLE *ret)
{
	EFI_HANDLE volume = efi_boot_volume(efi);
	EFI_FILE_IO_INTERFACE *fs =
		volume ? efi_protocol(efi, volume, (EFI_GUID)EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID)
		       : NULL;
	EFI_FILE_HANDLE root;
	EFI_STATUS status;

	if (!fs || EFI_ERROR(fs->OpenVolume(fs, &root)))
		return EFI_NOT_FOUND;
	status = root->Open(root, ret, path, mode, 0);
	root->Close(root);
	return status;
}

EFI_FILE_HANDLE efi_open_boot_file(struct efi *efi, CHAR16 *path)
{
	EFI_FILE_HANDLE file;

	return EFI_ERROR(open_boot_file(efi, path, EFI_FILE_MODE_READ, &file)) ? NULL : file;
}

EFI_STATUS efi_open_file(struct efi *efi, const char *name, UINT64 mode, struct efi_file *ret)
{
	size_t bytes;
	CHAR16 *path = efi_path(efi, name, &bytes);

	if (!path)
		return EFI_OUT_OF_RESOURCES;
	ret->shell = efi_shell(efi);
	if (ret->shell)
		return ret->shell->OpenFileByName(path, &ret->handle, mode);
	return open_boot_file(efi, path, mode, (EFI_FILE_HANDLE *)&ret->handle);
}

static EFI_STATUS read_piece(const struct efi_file *f, UINTN *n, void *piece)
{
	EFI_FILE_HANDLE file = f->handle;

	return f->shell ? f->shell->ReadFile(f->handle, n, piece) : file->Read(file, n, piece);
}

EFI_STATUS efi_write_file(const struct efi_file *f, UINTN *n, const void *bytes)
{
	EFI_FILE_HANDLE file = f->handle;
	void *p = (void *)(uintptr_t)bytes; /* the specification's IN OUT, but it is only read */

	return f->shell ? f->shell->WriteFile(f->handle, n, p) : file->Write(file, n, p);
}

EFI_STATUS efi_delete_file(const struct efi_file *f)
{
	EFI_FILE_HANDLE file = f->handle;

	return f->shell ? f->shell->DeleteFile(f->handle) : file->Delete(file);
}

EFI_STATUS efi_close_file(const struct efi_file *f)
{
	EFI_FILE_HANDLE file = f->handle;

	return f->shell ? f->shell->CloseFile(f->handle) : file->Close(file);
}

static enum pci_status read_all(struct efi *efi, const struct efi_file *f,
                                void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	char *piece = efi_alloc(efi, PIECE);
	unsigned long long done = 0;
	UINTN n = PIECE;

	if (!piece)
		return PCI_ENOSPC;
	while (n) {
		n = PIECE;
		progress(&efi->platform, "reading: %llu KiB", done / 1024);
		if (efi_is_interrupted(&efi->platform))
			return PCI_ESTOPPED;
		if (EFI_ERROR(read_piece(f, &n, piece)) || n > PIECE)
			return PCI_EIO;
		feed(ctx, piece, n);
		done += n;
	}
	return PCI_OK;
}

enum pci_status efi_read_opened(struct efi *efi, const struct efi_file *f,
                                void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	enum pci_status st = read_all(efi, f, feed, ctx);

	efi_close_file(f);
	return st;
}

enum pci_status efi_read_file(struct platform *p, const char *name,
                              void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	struct efi *efi = efi_of(p);
	EFI_STATUS status;
	struct efi_file f = {.shell = efi_shell(efi)};

	if (name[0] == '-' && !name[1] && f.shell) {
		f.handle = efi->from_shell->StdIn;
		return read_all(efi, &f, feed, ctx);
	}
	status = efi_open_file(efi, name, EFI_FILE_MODE_READ, &f);
	if (EFI_ERROR(status))
		return status == EFI_OUT_OF_RESOURCES ? PCI_ENOSPC : PCI_ENOTFOUND;
	return efi_read_opened(efi, &f, feed, ctx);
}
