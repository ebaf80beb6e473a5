/* output.c - the application's output in a file. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

enum pci_status efi_file_status(EFI_STATUS status)
{
	switch (status) {
	case EFI_SUCCESS:
		return PCI_OK;
	case EFI_WRITE_PROTECTED:
	case EFI_ACCESS_DENIED:
		return PCI_EREADONLY;
	case EFI_VOLUME_FULL:
	case EFI_OUT_OF_RESOURCES:
		return PCI_ENOSPC;
	case EFI_NOT_FOUND:
		return PCI_ENOTFOUND;
	default:
		return PCI_EIO;
	}
}

static enum pci_status put(struct file_sink *s, const char *text, size_t *n)
{
	const struct efi_output *out = (const struct efi_output *)(const void *)s;
	UINTN done = *n;
	EFI_STATUS status = efi_write_file(&out->file, &done, text);

	*n = EFI_ERROR(status) ? 0 : done;
	return EFI_ERROR(status) ? efi_file_status(status) : PCI_OK;
}

/* An error counts as one: what it is cannot be told, and will not be deleted. */
static bool is_directory(struct efi *efi, const struct efi_file *f)
{
	EFI_GUID guid = EFI_FILE_INFO_ID;
	EFI_FILE_HANDLE file = f->handle;
	uint64_t bytes[(sizeof(EFI_FILE_INFO) + 1024) / 8];
	EFI_FILE_INFO *info = (void *)bytes;
	UINTN n = sizeof(bytes);
	bool is;

	if (!f->shell)
		return EFI_ERROR(file->GetInfo(file, &guid, &n, info)) ||
		       info->Attribute & EFI_FILE_DIRECTORY;
	info = f->shell->GetFileInfo(f->handle);
	if (!info)
		return true;
	is = info->Attribute & EFI_FILE_DIRECTORY;
	efi->bs->FreePool(info);
	return is;
}

/* Delete a file that is there, for none is truncated when it is opened. */
static enum pci_status delete_old(struct efi *efi, const char *name)
{
	EFI_STATUS status;
	struct efi_file f;

	if (EFI_ERROR(efi_open_file(efi, name, EFI_FILE_MODE_READ | EFI_FILE_MODE_WRITE, &f)))
		return PCI_OK; /* and if it is there, making it says why not */
	if (is_directory(efi, &f)) {
		efi_close_file(&f);
		return PCI_EINVAL;
	}
	status = efi_delete_file(&f); /* closes it, too */
	return status == EFI_WARN_DELETE_FAILURE ? PCI_EREADONLY : efi_file_status(status);
}

enum pci_status efi_open_output(struct platform *p, const char *name, struct sink **ret)
{
	struct efi *efi = efi_of(p);
	struct efi_output *out = &efi->output;
	const UINT64 mode = EFI_FILE_MODE_READ | EFI_FILE_MODE_WRITE | EFI_FILE_MODE_CREATE;
	enum pci_status st = delete_old(efi, name);

	if (st == PCI_OK)
		st = efi_file_status(efi_open_file(efi, name, mode, &out->file));
	if (st != PCI_OK)
		return st;
	file_sink_init(&out->sink, &efi->console.sink, put);
	out->is_open = true;
	*ret = &out->sink.sink;
	return PCI_OK;
}

enum pci_status efi_close_output(struct platform *p)
{
	struct efi_output *out = &efi_of(p)->output;
	enum pci_status st = file_sink_end(&out->sink);
	enum pci_status closed = efi_file_status(efi_close_file(&out->file));

	out->is_open = false;
	return st == PCI_OK ? closed : st;
}
