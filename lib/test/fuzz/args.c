/* args.c - the input is a line of UEFI text, split into arguments and converted. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/args.h"

#include <stdlib.h>
#include <string.h>

#include "lib/test/fuzz/fuzz.h"

/* UTF-8 of UCS-2 decodes to as many characters, and none of them is a surrogate. */
static size_t characters(const char *text)
{
	struct utf8 u = {0};
	size_t count = 0;

	for (; *text; text++) {
		uint32_t codes[2];
		size_t n = utf8_decode(&u, (uint8_t)*text, codes);

		for (size_t i = 0; i < n; i++)
			claim(codes[i] <= 0xffff && (codes[i] < 0xd800 || codes[i] > 0xdfff));
		count += n;
	}
	claim(!u.missing);
	return count;
}

static enum pci_status split(const uint16_t *line, size_t n, size_t text_size, size_t max)
{
	struct args a = {.text_size = text_size, .max = max};
	enum pci_status st;
	size_t used = 0;

	a.text = malloc(text_size ? text_size : 1);
	a.argv = calloc(max ? max : 1, sizeof(*a.argv));
	st = args_split(&a, line, n);
	claim(st == PCI_OK || a.count == 0);
	claim(a.count <= max);
	for (size_t i = 0; i < a.count; i++) {
		claim(a.argv[i] >= a.text && a.argv[i] < a.text + text_size);
		claim(characters(a.argv[i]) <= n);
		used += strlen(a.argv[i]) + 1;
	}
	claim(used <= text_size);
	free(a.text);
	free(a.argv);
	return st;
}

static void convert(const uint16_t *line, size_t n)
{
	size_t need = utf8_from_ucs2(NULL, 0, line, n);

	claim(need <= UTF8_PER_UCS2 * n);
	for (size_t size = 1; size <= need + 1; size += 1 + need / 8) {
		char *buf = malloc(size);

		claim(utf8_from_ucs2(buf, size, line, n) == need);
		(void)characters(buf);
		free(buf);
	}
}

static void decode(const uint8_t *bytes, size_t n)
{
	struct utf8 u = {0};

	for (size_t i = 0; i < n; i++) {
		uint32_t codes[2];
		size_t count = utf8_decode(&u, bytes[i], codes);

		claim(count <= 2);
		for (size_t k = 0; k < count; k++)
			claim(codes[k] <= 0x10ffff && (codes[k] < 0xd800 || codes[k] > 0xdfff));
	}
}

/* Storage for the second try, then the line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size < 2 ? 0 : (size - 2) / 2;
	enum pci_status enough, small;
	uint16_t *line;

	if (size < 2)
		return 0;
	line = malloc(n ? 2 * n : 1);
	memcpy(line, data + 2, 2 * n);
	enough = split(line, n, ARGS_TEXT(n), ARGS_COUNT(n));
	claim(enough == PCI_OK || enough == PCI_EINVAL);
	small = split(line, n, data[0], data[1]);
	claim(small == enough || small == PCI_ENOSPC);
	convert(line, n);
	decode(data, size);
	free(line);
	return 0;
}
