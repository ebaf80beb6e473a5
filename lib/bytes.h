/* bytes.h - little-endian numbers and names in bytes of any alignment. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_BYTES_H
#define LIB_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t get_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t get_le32(const uint8_t *p)
{
	return get_le16(p) | (uint32_t)get_le16(p + 2) << 16;
}

static inline uint64_t get_le64(const uint8_t *p)
{
	return get_le32(p) | (uint64_t)get_le32(p + 4) << 32;
}

/* Whether n bytes are those of a text. */
static inline bool same_bytes(const uint8_t *bytes, const char *text, size_t n)
{
	return __builtin_memcmp(bytes, text, n) == 0;
}

#endif
