/* test_uefi_data.c - what UEFI hands over: command lines, 16-bit text, resource descriptors. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/args.h"
#include "lib/resource.h"
#include "lib/utf.h"

/* Units of a line: a byte each, but ff is a lone surrogate. */
static uint16_t *make_line(const char *in, size_t n)
{
	uint16_t *line = malloc(n * 2 + !n);

	for (size_t i = 0; i < n; i++)
		line[i] = (uint8_t)in[i] == 0xff ? 0xd800 : (uint8_t)in[i];
	return line;
}

/* Split with exactly so much storage, so that the sanitizer sees a byte too many. */
static enum pci_status split(const uint16_t *line, size_t n, size_t text_size, size_t max,
                             char out[300])
{
	struct args a = {.text_size = text_size, .max = max};
	enum pci_status st;

	a.text = malloc(text_size + !text_size);
	a.argv = malloc(max * sizeof(*a.argv) + !max);
	st = args_split(&a, line, n);
	*out = '\0';
	for (size_t i = 0; i < a.count; i++)
		sprintf(out + strlen(out), "[%s]", a.argv[i]);
	free(a.text);
	free(a.argv);
	return st;
}

static const struct {
	const char *in;
	size_t n;
	enum pci_status st;
	const char *want;
} lines[] = {
#define LINE(in, st, want)                                                                         \
	{                                                                                          \
		in, sizeof(in) - 1, st, want                                                       \
	}
	LINE("", PCI_OK, ""),
	LINE("  ", PCI_OK, ""),
	LINE("a", PCI_OK, "[a]"),
	LINE(" a\tb  c ", PCI_OK, "[a][b][c]"),
	LINE("\"a b\" c", PCI_OK, "[a b][c]"),
	LINE("a\"b c\"d", PCI_OK, "[ab cd]"),
	LINE("\"\"", PCI_OK, "[]"),
	LINE("\"\" \"\"", PCI_OK, "[][]"),
	LINE("\"a b", PCI_OK, "[a b]"),
	LINE("\"", PCI_OK, "[]"),
	LINE("a \" \"", PCI_OK, "[a][ ]"),
	LINE("^\"a ^\" b", PCI_OK, "[\"a][\"][b]"),
	LINE("\"a^\" b\" \"^^\"", PCI_OK, "[a\" b][^]"),
	LINE("a^ b ^^^^ ^-^v", PCI_OK, "[a b][^^][-v]"),
	LINE("a ^ b", PCI_OK, "[a][ b]"),
	LINE("a^", PCI_OK, "[a^]"),
	LINE("\"^", PCI_OK, "[^]"),
	LINE("^\xff^\xe9", PCI_OK, "[\xef\xbf\xbd\xc3\xa9]"),
	LINE("^\n", PCI_EINVAL, ""),
	LINE("a b c d e f", PCI_OK, "[a][b][c][d][e][f]"),
	LINE("\xe9 \xff", PCI_OK, "[\xc3\xa9][\xef\xbf\xbd]"),
	LINE("a\0b", PCI_OK, "[a]"),
	LINE("a\1b", PCI_EINVAL, ""),
	LINE("a\n", PCI_EINVAL, ""),
#undef LINE
};

static void test_args(void **state)
{
	char out[300];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		size_t n = lines[i].n;
		uint16_t *line = make_line(lines[i].in, n);

		assert_int_equal(split(line, n, ARGS_TEXT(n), ARGS_COUNT(n), out), lines[i].st);
		assert_string_equal(out, lines[i].want);
		for (size_t size = 0; size < ARGS_TEXT(n); size++)
			(void)split(line, n, size, ARGS_COUNT(n), out);
		for (size_t max = 0; max < ARGS_COUNT(n); max++)
			(void)split(line, n, ARGS_TEXT(n), max, out);
		free(line);
	}
	assert_int_equal(split((const uint16_t[]){'a', ' ', 'b'}, 3, 2, 3, out), PCI_ENOSPC);
	assert_int_equal(split((const uint16_t[]){'a', ' ', 'b'}, 3, 9, 1, out), PCI_ENOSPC);
}

/* What is joined is split into the same again. */
static void test_args_join(void **state)
{
	static const char *const words[] = {"a", "", "b c", "-s", "1^\"0"};
	char buf[64], out[300];
	size_t n = args_join(buf, sizeof(buf), words, 5);
	uint16_t *line = make_line(buf, n);

	(void)state;
	assert_string_equal(buf, "a \"\" \"b c\" -s \"1^^^\"0\"");
	assert_int_equal(split(line, n, ARGS_TEXT(n), ARGS_COUNT(n), out), PCI_OK);
	assert_string_equal(out, "[a][][b c][-s][1^\"0]");
	free(line);
	assert_int_equal(args_join(buf, 5, words, 5), n);
	assert_string_equal(buf, "a \"\"");
	assert_int_equal(args_join(buf, 5, words, 0), 0);
	assert_string_equal(buf, "");
}

static void test_from_ucs2(void **state)
{
	static const uint16_t text[] = {'a', 0xe9, 0x20ac, 0xd800, 'z'};
	char buf[20];

	(void)state;
	assert_int_equal(utf8_from_ucs2(buf, sizeof(buf), text, 5), 10);
	assert_string_equal(buf, "a\xc3\xa9\xe2\x82\xac\xef\xbf\xbdz");
	assert_int_equal(utf8_from_ucs2(buf, 3, text, 5), 10); /* never half a character */
	assert_string_equal(buf, "a");
	assert_int_equal(utf8_from_ucs2(buf, 5, text, 5), 10);
	assert_string_equal(buf, "a\xc3\xa9");
}

static size_t encode(uint32_t c, uint8_t ret[4])
{
	static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		ret[i] = (uint8_t)(0x80 | (c & 0x3f));
	ret[0] = (uint8_t)(lead[n] | c);
	return n;
}

static void test_decode_all(void **state)
{
	struct utf8 u = {0};
	uint32_t out[2];
	uint8_t s[4];

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		size_t n = encode(c, s);

		for (size_t i = 0; i < n; i++)
			assert_int_equal(utf8_decode(&u, s[i], out), i == n - 1);
		assert_int_equal(out[0], c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	}
}

static void test_decode_broken(void **state)
{
	static const uint8_t in[] = {0xc0, 0x80, 0xe2, 'a', 0xe2, 0xe2, 0x82, 0xac, 0x80, 0xff};
	static const uint32_t want[] = {0xfffd, 0xfffd, 'a', 0xfffd, 0x20ac, 0xfffd, 0xfffd};
	struct utf8 u = {0};
	uint32_t out[2], got[20];
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(in); i++) {
		size_t n = utf8_decode(&u, in[i], out);

		for (size_t k = 0; k < n; k++)
			got[count++] = out[k];
	}
	assert_int_equal(count, sizeof(want) / sizeof(want[0]));
	assert_memory_equal(got, want, sizeof(want));
}

/* A bus and an I/O descriptor, a small one between them, and the end tag. */
static const uint8_t descriptors[] = {
	0x8a, 0x2b, 0,    2,    [14] = 3, [22] = 9, [30] = 1,    [38] = 7, [46] = 0x22,
	1,    2,    0x8a, 0x2b, 0,        1,        [95] = 0x79, 0,
};

static void test_resources(void **state)
{
	struct resource r[4];
	uint8_t wrong[sizeof(descriptors)];

	(void)state;
	assert_int_equal(resource_list(descriptors, sizeof(descriptors), r, 4), 2);
	assert_int_equal(r[0].type, RESOURCE_BUS);
	assert_int_equal(r[0].min, 3);
	assert_int_equal(r[0].max, 9);
	assert_int_equal(r[0].translation, 1);
	assert_int_equal(r[0].length, 7);
	assert_int_equal(r[1].type, RESOURCE_IO);
	assert_int_equal(resource_list(descriptors, sizeof(descriptors), r, 1), 1);
	memcpy(wrong, descriptors, sizeof(wrong));
	wrong[1] = 0x2a; /* a length that is no QWORD descriptor's */
	assert_int_equal(resource_list(wrong, sizeof(wrong), r, 4), 0);
}

static void test_resources_cut(void **state)
{
	struct resource r[4];

	(void)state;
	for (size_t n = 0; n <= 95; n++) {
		uint8_t *copy = malloc(n + !n);

		memcpy(copy, descriptors, n);
		assert_int_equal(resource_list(copy, n, r, 4), n >= 95 ? 2 : n >= 46 ? 1 : 0);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_args),          cmocka_unit_test(test_args_join),
		cmocka_unit_test(test_from_ucs2),     cmocka_unit_test(test_decode_all),
		cmocka_unit_test(test_decode_broken), cmocka_unit_test(test_resources),
		cmocka_unit_test(test_resources_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
