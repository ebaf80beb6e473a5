/* hex.h - hex digits. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_HEX_H
#define LIB_HEX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The value of a hex digit of either case, or -1. */
static inline int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Read a hex number of at most that value, with or without 0x before it; return what is behind it,
 * or NULL where there is none.
 */
static inline const char *hex_number(const char *text, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;
	const char *s;

	if (text[0] == '0' && (text[1] | 0x20) == 'x' && hex_digit(text[2]) >= 0)
		text += 2;
	for (s = text; hex_digit(*s) >= 0; s++) {
		unsigned digit = (unsigned)hex_digit(*s);

		if (v > max >> 4 || (v << 4 | digit) > max)
			return NULL;
		v = v << 4 | digit;
	}
	*ret = v;
	return s == text ? NULL : s;
}

#ifdef __cplusplus
}
#endif
#endif
