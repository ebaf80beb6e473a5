/* memory_map.c - what a memory map says of an address. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/memory_map.h"

/* The size, cut where it would wrap. */
static uint64_t without_wrap(uint64_t phys, uint64_t size)
{
	return size < UINT64_MAX - phys ? size : UINT64_MAX - phys;
}

static uint64_t overlap(const struct memory_range *r, uint64_t phys, uint64_t size)
{
	uint64_t end = phys + without_wrap(phys, size);
	uint64_t r_end = r->base + without_wrap(r->base, r->size);
	uint64_t low = phys > r->base ? phys : r->base;
	uint64_t high = end < r_end ? end : r_end;

	return high > low ? high - low : 0;
}

void memory_tally_add(struct memory_tally *t, const struct memory_range *r)
{
	if (r->kind < MEMORY_MIXED)
		t->bytes[r->kind] += overlap(r, t->phys, t->size);
}

enum platform_memory memory_tally_kind(const struct memory_tally *t)
{
	uint64_t listed = 0;

	for (unsigned kind = 0; kind < MEMORY_MIXED; kind++) {
		if (t->size && t->bytes[kind] == t->size)
			return (enum platform_memory)kind;
		listed += t->bytes[kind];
	}
	return listed ? MEMORY_MIXED : MEMORY_NOT_LISTED;
}

enum platform_memory memory_map_kind(const struct memory_range *r, size_t count, uint64_t phys,
                                     uint64_t size)
{
	struct memory_tally t = {.phys = phys, .size = size};

	while (count--)
		memory_tally_add(&t, r++);
	return memory_tally_kind(&t);
}
