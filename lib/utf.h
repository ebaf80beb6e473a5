/* utf.h - UTF-8 to and from the 16-bit characters of UEFI. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_UTF_H
#define LIB_UTF_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* U+FFFD, which stands for what is no text. */
enum { UTF_REPLACEMENT = 0xfffd };

/* A decoder that is given one byte at a time; starts zeroed. */
struct utf8 {
	uint32_t code, least;
	uint8_t missing; /* bytes that a sequence still needs */
};

/*
 * Decode the next byte, into none, one or two code points; return how many. What is no UTF-8
 * (overlong, surrogate, above 10ffff, cut short) becomes UTF_REPLACEMENT.
 */
size_t utf8_decode(struct utf8 *u, uint8_t byte, uint32_t ret[2]);

/*
 * The bytes of the character that n bytes of text start with; 0 if they start with no UTF-8, or
 * with a control character.
 */
size_t utf8_printable(const char *text, size_t n);

/*
 * Convert n UCS-2 units into size bytes of UTF-8, cut between characters and always terminated if
 * size > 0; return the length needed, at most UTF8_PER_UCS2 * n. A surrogate is no character of
 * UCS-2 and becomes UTF_REPLACEMENT.
 */
enum { UTF8_PER_UCS2 = 3 };
size_t utf8_from_ucs2(char *buf, size_t size, const uint16_t *text, size_t n);

#ifdef __cplusplus
}
#endif
#endif
