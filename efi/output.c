/* output.c - the application's output in a file. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

static struct efi *efi_of_output(struct sink *s)
{
	return (struct efi *)(void *)((char *)s - offsetof(struct efi, output.sink));
}

static enum pci_status status_of(EFI_STATUS status)
{
	if (status == EFI_WRITE_PROTECTED || status == EFI_ACCESS_DENIED)
		return PCI_EREADONLY;
	return status == EFI_VOLUME_FULL || status == EFI_OUT_OF_RESOURCES ? PCI_ENOSPC : PCI_EIO;
}

/* Nothing is lost: what the file does not take goes to the console. */
static void flush(struct efi *efi)
{
	struct efi_output *out = &efi->output;
	UINTN n = out->used;
	EFI_STATUS status;

	if (out->status == PCI_OK && n) {
		status = efi_write_file(&out->file, &n, out->text);
		if (EFI_ERROR(status))
			n = 0;
		if (n < out->used)
			out->status = EFI_ERROR(status) ? status_of(status) : PCI_ENOSPC;
	} else {
		n = 0;
	}
	if (n < out->used)
		efi->console.sink.write(&efi->console.sink, out->text + n, out->used - n);
	out->used = 0;
}

static void write(struct sink *s, const char *text, size_t n)
{
	struct efi *efi = efi_of_output(s);
	struct efi_output *out = &efi->output;

	for (size_t i = 0; i < n; i++) {
		out->text[out->used++] = text[i];
		if (out->used == sizeof(out->text))
			flush(efi);
	}
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

/* A file is not truncated when it is opened: what there is of that name is deleted first. */
static EFI_STATUS create(struct efi *efi, const char *name, struct efi_file *ret)
{
	const UINT64 mode = EFI_FILE_MODE_READ | EFI_FILE_MODE_WRITE;
	EFI_STATUS status = efi_open_file(efi, name, mode, ret);

	if (!EFI_ERROR(status) && is_directory(efi, ret)) {
		efi_close_file(ret);
		return EFI_ACCESS_DENIED;
	}
	if (!EFI_ERROR(status)) {
		status = efi_delete_file(ret); /* closes it, too */
		if (status == EFI_WARN_DELETE_FAILURE)
			status = EFI_ACCESS_DENIED;
		if (EFI_ERROR(status))
			return status;
	}
	return efi_open_file(efi, name, mode | EFI_FILE_MODE_CREATE, ret);
}

enum pci_status efi_open_output(struct platform *p, const char *name, struct sink **ret)
{
	struct efi *efi = efi_of(p);
	EFI_STATUS status = create(efi, name, &efi->output.file);

	if (EFI_ERROR(status))
		return status_of(status);
	efi->output.sink.write = write;
	efi->output.is_open = true;
	*ret = &efi->output.sink;
	return PCI_OK;
}

enum pci_status efi_close_output(struct platform *p)
{
	struct efi *efi = efi_of(p);
	EFI_STATUS status;

	flush(efi);
	status = efi_close_file(&efi->output.file);
	efi->output.is_open = false;
	if (efi->output.status == PCI_OK && EFI_ERROR(status))
		return status_of(status);
	return efi->output.status;
}
