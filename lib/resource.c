/* resource.c - ACPI resource descriptors, as UEFI's PCI protocols hand them out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/resource.h"

#include "lib/bytes.h"

/* ACPI 6.5, 6.4.2 and 6.4.3: tags, and where an address space descriptor has its parts. */
enum {
	TAG_LARGE = 0x80,
	TAG_SMALL_LENGTH = 0x07,
	TAG_END = 0x79,
	TAG_QWORD = 0x8a,
	LARGE_HEADER = 3,
	OFF_LENGTH = 1,
	OFF_TYPE = 3,
	OFF_MIN = 14,
	OFF_MAX = 22,
	OFF_TRANSLATION = 30,
	OFF_SIZE = 38,
};

/* Return the size of the descriptor at at, 0 for the end or when left bytes do not hold it. */
static size_t descriptor_size(const uint8_t *at, size_t left)
{
	size_t size;

	if (left < 1 || at[0] == TAG_END)
		return 0;
	if (!(at[0] & TAG_LARGE))
		size = 1 + (size_t)(at[0] & TAG_SMALL_LENGTH);
	else if (left < LARGE_HEADER)
		return 0;
	else
		size = LARGE_HEADER + get_le16(at + OFF_LENGTH);
	return size <= left ? size : 0;
}

size_t resource_list(const void *descriptors, size_t size, struct resource *ret, size_t max)
{
	const uint8_t *at = descriptors;
	size_t n = 0, step;

	while (n < max && (step = descriptor_size(at, size)) != 0) {
		if (at[0] == TAG_QWORD && step != RESOURCE_BYTES)
			break;
		if (at[0] == TAG_QWORD)
			ret[n++] = (struct resource){
				.type = at[OFF_TYPE],
				.min = get_le64(at + OFF_MIN),
				.max = get_le64(at + OFF_MAX),
				.translation = get_le64(at + OFF_TRANSLATION),
				.length = get_le64(at + OFF_SIZE),
			};
		at += step;
		size -= step;
	}
	return n;
}
