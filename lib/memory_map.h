/* memory_map.h - what a memory map says of an address. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_MEMORY_MAP_H
#define LIB_MEMORY_MAP_H

#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One line of the map. Neither order nor gaps nor a size that wraps are taken for granted. */
struct memory_range {
	uint64_t base, size;
	enum platform_memory kind;
};

/* How much of size bytes at phys is of which kind. Start with all else 0, and add all ranges. */
struct memory_tally {
	uint64_t phys, size;
	uint64_t bytes[MEMORY_MIXED]; /* by kind */
};
void memory_tally_add(struct memory_tally *t, const struct memory_range *r);
enum platform_memory memory_tally_kind(const struct memory_tally *t);

/* platform_ops.memory_kind by a map in memory. */
enum platform_memory memory_map_kind(const struct memory_range *r, size_t count, uint64_t phys,
                                     uint64_t size);

#ifdef __cplusplus
}
#endif
#endif
