/* hex.h - hex digits. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_HEX_H
#define LIB_HEX_H

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

#ifdef __cplusplus
}
#endif
#endif
