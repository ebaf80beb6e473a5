/* memory_map.c - what firmware's memory map says of an address. UEFI 2.10, 7.2.3 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

static enum platform_memory kind_of(UINT32 type)
{
	switch (type) {
	case EfiReservedMemoryType:
	case EfiUnusableMemory:
		return MEMORY_RESERVED;
	case EfiMemoryMappedIO:
	case EfiMemoryMappedIOPortSpace:
		return MEMORY_MMIO;
	default:
		return MEMORY_RAM;
	}
}

static EFI_STATUS get_map(struct efi *efi, struct efi_memory_map *map)
{
	UINT32 version;

	return efi->bs->GetMemoryMap(&map->size, (void *)map->bytes, &map->key, &map->step,
	                             &version);
}

bool efi_read_memory_map(struct efi *efi, struct efi_memory_map *ret)
{
	EFI_STATUS status;

	*ret = (struct efi_memory_map){0};
	status = get_map(efi, ret);
	for (int tries = 0; status == EFI_BUFFER_TOO_SMALL && tries < 4; tries++) {
		ret->size += 8 * ret->step; /* the allocation may add to it */
		efi_free_memory_map(efi, ret);
		ret->bytes = efi_pool(efi, ret->size);
		if (!ret->bytes)
			return false;
		status = get_map(efi, ret);
	}
	if (!EFI_ERROR(status) && ret->step >= sizeof(EFI_MEMORY_DESCRIPTOR))
		return true;
	efi_free_memory_map(efi, ret);
	return false;
}

void efi_free_memory_map(struct efi *efi, struct efi_memory_map *map)
{
	if (map->bytes)
		efi->bs->FreePool(map->bytes);
	map->bytes = NULL;
}

size_t efi_memory_ranges(const struct efi_memory_map *map)
{
	return map->size / map->step;
}

struct memory_range efi_memory_range(const struct efi_memory_map *map, size_t i)
{
	const EFI_MEMORY_DESCRIPTOR *d = (const void *)(map->bytes + i * map->step);

	return (struct memory_range){
		.base = d->PhysicalStart,
		.size = d->NumberOfPages * EFI_PAGE_SIZE,
		.kind = kind_of(d->Type),
	};
}

enum platform_memory efi_memory_kind(struct platform *p, uint64_t phys, uint64_t size)
{
	struct memory_tally tally = {.phys = phys, .size = size};
	struct efi *efi = efi_of(p);
	struct efi_memory_map map;

	if (!efi_read_memory_map(efi, &map))
		return MEMORY_UNKNOWN;
	for (size_t i = 0; i < efi_memory_ranges(&map); i++) {
		const struct memory_range r = efi_memory_range(&map, i);

		memory_tally_add(&tally, &r);
	}
	efi_free_memory_map(efi, &map);
	return memory_tally_kind(&tally);
}
