/* utf.c - UTF-8 to and from the 16-bit characters of UEFI. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/utf.h"

#include <stdbool.h>

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

static uint32_t finished(const struct utf8 *u)
{
	bool ok = u->code >= u->least && u->code <= 0x10ffff && !is_surrogate(u->code);

	return ok ? u->code : UTF_REPLACEMENT;
}

static void begin(struct utf8 *u, uint8_t missing, uint32_t bits, uint32_t least)
{
	u->missing = missing;
	u->code = bits;
	u->least = least;
}

size_t utf8_decode(struct utf8 *u, uint8_t byte, uint32_t ret[2])
{
	size_t n = 0;

	if (u->missing && (byte & 0xc0) == 0x80) {
		u->code = u->code << 6 | (byte & 0x3f);
		if (--u->missing == 0)
			ret[n++] = finished(u);
		return n;
	}
	if (u->missing)
		ret[n++] = UTF_REPLACEMENT;
	u->missing = 0;
	if (byte < 0x80)
		ret[n++] = byte;
	else if ((byte & 0xe0) == 0xc0)
		begin(u, 1, byte & 0x1f, 0x80);
	else if ((byte & 0xf0) == 0xe0)
		begin(u, 2, byte & 0x0f, 0x800);
	else if ((byte & 0xf8) == 0xf0)
		begin(u, 3, byte & 0x07, 0x10000);
	else
		ret[n++] = UTF_REPLACEMENT;
	return n;
}

static bool is_printable(uint32_t code)
{
	return code >= 0x20 && (code < 0x7f || code > 0x9f) && code != UTF_REPLACEMENT;
}

size_t utf8_printable(const char *text, size_t n)
{
	struct utf8 decoder = {0};
	uint32_t codes[2];

	for (size_t i = 0; i < n; i++)
		if (utf8_decode(&decoder, (uint8_t)text[i], codes))
			return is_printable(codes[0]) ? i + 1 : 0;
	return 0;
}

static size_t encode(uint16_t unit, char ret[UTF8_PER_UCS2])
{
	uint32_t code = is_surrogate(unit) ? (uint32_t)UTF_REPLACEMENT : unit;

	if (code < 0x80) {
		ret[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		ret[0] = (char)(0xc0 | code >> 6);
		ret[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	ret[0] = (char)(0xe0 | code >> 12);
	ret[1] = (char)(0x80 | (code >> 6 & 0x3f));
	ret[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

size_t utf8_from_ucs2(char *buf, size_t size, const uint16_t *text, size_t n)
{
	size_t need = 0, used = 0;

	for (size_t i = 0; i < n; i++) {
		char c[UTF8_PER_UCS2];
		size_t len = encode(text[i], c);

		if (used == need && used + len < size) {
			for (size_t k = 0; k < len; k++)
				buf[used++] = c[k];
		}
		need += len;
	}
	if (size)
		buf[used] = '\0';
	return need;
}
