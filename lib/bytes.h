/* bytes.h - little-endian numbers, names and characters in bytes of any alignment. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_BYTES_H
#define LIB_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number in the 2, 4 or 8 bytes at p. */
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

/* Whether two texts are equal. */
static inline bool same_text(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return *a == *b;
}

/*
 * Where the first c between text and end is, or end. Eight characters at a time, for most of them
 * are others.
 */
static inline const char *find_char(const char *text, const char *end, char c)
{
	const uint64_t ones = UINT64_MAX / 0xff;
	uint64_t v;

	for (; end - text >= 8; text += 8) {
		__builtin_memcpy(&v, text, 8);
		v ^= ones * (uint8_t)c;
		if ((v - ones) & ~v & ones << 7) /* one of its bytes is 0 */
			break;
	}
	while (text < end && *text != c)
		text++;
	return text;
}

#endif
