/* hexdump.c - bytes as lspci -x prints them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/hexdump.h"

#include "lib/line.h"

enum { BYTES = 16 };

void hexdump(struct sink *out, const uint8_t *bytes, size_t size)
{
	struct line l;

	line_init(&l, out);
	for (size_t i = 0; i < size; i++) {
		if (i % BYTES == 0) {
			line_hex(&l, (uint32_t)i, 2);
			line_char(&l, ':');
		}
		line_char(&l, ' ');
		line_hex(&l, bytes[i], 2);
		if (i % BYTES == BYTES - 1 || i == size - 1)
			line_end(&l);
	}
}
