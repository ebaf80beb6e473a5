/* platform.c - struct platform by UEFI's boot services. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

/* A console has 80; in the last column firmware may break the line, and again at its end. */
enum { EFI_COLUMNS = 79 };

struct efi_block {
	struct efi_block *next;
	uint64_t bytes[];
};

void *efi_pool(struct efi *efi, size_t size)
{
	void *p;

	if (!EFI_ERROR(efi->bs->AllocatePool(EfiLoaderData, size, &p)))
		return p;
	efi->platform.out_of_memory = true;
	return NULL;
}

void *efi_alloc(struct efi *efi, size_t size)
{
	struct efi_block *block =
		size <= SIZE_MAX - sizeof(*block) ? efi_pool(efi, sizeof(*block) + size) : NULL;

	if (!block)
		return NULL;
	block->next = efi->blocks;
	efi->blocks = block;
	return __builtin_memset(block->bytes, 0, size);
}

void efi_free_all(struct efi *efi)
{
	while (efi->blocks) {
		struct efi_block *block = efi->blocks;

		efi->blocks = block->next;
		efi->bs->FreePool(block);
	}
}

static void *alloc(struct platform *p, size_t size)
{
	return efi_alloc(efi_of(p), size);
}

void *efi_protocol(struct efi *efi, EFI_HANDLE handle, EFI_GUID guid)
{
	void *interface;

	return EFI_ERROR(efi->bs->HandleProtocol(handle, &guid, &interface)) ? NULL : interface;
}

EFI_HANDLE *efi_handles(struct efi *efi, EFI_GUID guid, UINTN *ret_count)
{
	EFI_HANDLE *handles;
	EFI_STATUS status;

	*ret_count = 0;
	status = efi->bs->LocateHandleBuffer(ByProtocol, &guid, NULL, ret_count, &handles);
	efi->platform.out_of_memory |= status == EFI_OUT_OF_RESOURCES;
	return EFI_ERROR(status) ? NULL : handles;
}

static void critical(struct platform *p, bool on)
{
	struct efi *efi = efi_of(p);

	if (on && !efi->criticals++)
		efi->tpl = efi->bs->RaiseTPL(TPL_HIGH_LEVEL);
	else if (!on && !--efi->criticals)
		efi->bs->RestoreTPL(efi->tpl);
}

static enum pci_status access(struct platform *p, enum platform_access which,
                              const struct pci_access **ret)
{
	switch (which) {
	case ACCESS_ROOT_BRIDGE_IO:
		return efi_root_bridge_access(p, ret);
	case ACCESS_PCI_IO:
		return efi_pci_io_access(p, ret);
	case ACCESS_CF8:
		return efi_cf8_access(p, ret);
	default:
		return PCI_ENOTFOUND;
	}
}

static void stall(struct platform *p, uint64_t us)
{
	efi_of(p)->bs->Stall((UINTN)us);
}

static const struct platform_ops ops = {
	.alloc = alloc,
	.rsdp = efi_rsdp,
	.memory = efi_memory,
	.map = efi_map,
	.memory_kind = efi_memory_kind,
	.root_buses = efi_root_buses,
	.root_windows = efi_root_windows,
	.ports = efi_ports,
	.stall = stall,
	.access = access,
	.read_file = efi_read_file,
	.read_data = efi_read_data,
	.open_output = efi_open_output,
	.close_output = efi_close_output,
	.page_break = efi_page_break,
	.is_interrupted = efi_is_interrupted,
	.progress = efi_progress,
	.bar_records = efi_bar_records,
	.critical = critical,
	.drives_console = efi_drives_console,
};

void efi_init(struct efi *efi, EFI_HANDLE image, EFI_SYSTEM_TABLE *st)
{
	*efi = (struct efi){
		.platform = {.ops = &ops,
	                     .out = &efi->console.sink,
	                     .is_fragile = CPU_IS_FRAGILE,
	                     .columns = EFI_COLUMNS},
		.image = image,
		.st = st,
		.bs = st->BootServices,
	};
	cpu_read_paging(&efi->paging);
	efi_console_init(&efi->console, st);
}

void efi_end(struct efi *efi)
{
	efi_progress_end(efi);
	efi_shell_end(efi);
	efi_free_all(efi);
}
