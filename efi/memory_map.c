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

/* The map as it is now, to be given to FreePool; NULL when firmware gives none. */
static char *read_map(struct efi *efi, UINTN *ret_size, UINTN *ret_step)
{
	EFI_MEMORY_DESCRIPTOR *map = NULL;
	EFI_STATUS status;
	UINT32 version;
	UINTN key;

	*ret_size = 0;
	status = efi->bs->GetMemoryMap(ret_size, map, &key, ret_step, &version);
	for (int tries = 0; status == EFI_BUFFER_TOO_SMALL && tries < 4; tries++) {
		*ret_size += 8 * *ret_step; /* the allocation may add to it */
		if (map)
			efi->bs->FreePool(map);
		if (EFI_ERROR(efi->bs->AllocatePool(EfiLoaderData, *ret_size, (void **)&map)))
			return NULL;
		status = efi->bs->GetMemoryMap(ret_size, map, &key, ret_step, &version);
	}
	if (EFI_ERROR(status) || *ret_step < sizeof(*map)) {
		if (map)
			efi->bs->FreePool(map);
		return NULL;
	}
	return (char *)map;
}

/* How many bytes of a range lie in a descriptor. */
static uint64_t overlap(const EFI_MEMORY_DESCRIPTOR *d, uint64_t phys, uint64_t size)
{
	uint64_t start = d->PhysicalStart, end = start + d->NumberOfPages * EFI_PAGE_SIZE;
	uint64_t low = phys > start ? phys : start;
	uint64_t high = phys + size < end ? phys + size : end;

	return end > start && high > low ? high - low : 0;
}

enum platform_memory efi_memory_kind(struct platform *p, uint64_t phys, uint64_t size)
{
	uint64_t bytes[MEMORY_MIXED] = {0}, listed = 0;
	struct efi *efi = efi_of(p);
	UINTN map_size, step;
	char *map = read_map(efi, &map_size, &step);

	for (UINTN at = 0; map && at + step <= map_size; at += step) {
		const EFI_MEMORY_DESCRIPTOR *d = (const void *)(map + at);
		uint64_t n = overlap(d, phys, size);

		bytes[kind_of(d->Type)] += n;
		listed += n;
	}
	if (map)
		efi->bs->FreePool(map);
	if (!listed)
		return MEMORY_NOT_LISTED;
	for (unsigned kind = 0; kind < MEMORY_MIXED; kind++)
		if (bytes[kind] == size)
			return (enum platform_memory)kind;
	return MEMORY_MIXED;
}
