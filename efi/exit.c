/* exit.c - leave firmware. UEFI 2.10, 7.4.6 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

enum { TRIES = 8 };

/* An address of nothing, on x86 none at all: NULL is memory, and a call of what is there may run.
 */
#define GONE ((void *)(uintptr_t)UINT64_C(0x5a5a5a5a5a5a5a5a))

static void copy_map(const struct efi_memory_map *map, struct memory_range *ret)
{
	for (size_t i = 0; i < efi_memory_ranges(map); i++)
		ret[i] = efi_memory_range(map, i);
}

/* All that could lead back. st stays for its runtime services, which live on. */
static void forget(struct efi *efi)
{
	efi->bs = GONE;
	efi->shell = efi->console.shell = GONE;
	efi->platform.ops = GONE;
	efi->platform.out = GONE;
}

/*
 * Handlers of the event may allocate, and the key is stale. After the first call only memory
 * services may be used, which is all that a new map takes.
 */
enum pci_status efi_exit(struct efi *efi, struct memory_range *ret_map, size_t max,
                         struct efi_exited *ret)
{
	struct efi_memory_map map;
	EFI_STATUS status = EFI_INVALID_PARAMETER;

	efi_console_flush(&efi->console);
	for (ret->tries = 0; status == EFI_INVALID_PARAMETER && ret->tries < TRIES;) {
		if (!efi_read_memory_map(efi, &map))
			break;
		ret->count = efi_memory_ranges(&map);
		if (ret->count > max) {
			efi_free_memory_map(efi, &map);
			break;
		}
		ret->tries++;
		status = efi->bs->ExitBootServices(efi->image, map.key);
		if (EFI_ERROR(status))
			efi_free_memory_map(efi, &map);
	}
	if (EFI_ERROR(status))
		return ret->tries ? PCI_EIO : PCI_ENOSPC;
	copy_map(&map, ret_map);
	forget(efi);
	return PCI_OK;
}
