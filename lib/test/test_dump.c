/* test_dump.c - lines of dumps, one by one; that bytes arrive as they are. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/dump.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BYTES    "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff"
#define UPPER    "00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF"
#define GROUPS   "0011 2233 4455 6677 8899 aabb ccdd eeff"
#define SPACED   "00 11 22 33 44 55 66 77  88 99 aa bb cc dd ee ff"

/* From memory that ends where the text does. */
static struct dump_line parse(const char *text)
{
	size_t n = strlen(text);
	struct dump_line l;
	char *copy = malloc(n + !n);

	memcpy(copy, text, n);
	dump_parse_line(copy, n, &l);
	free(copy);
	return l;
}

static void test_bytes(void **state)
{
	static const struct {
		const char *text;
		uint32_t offset;
		unsigned count;
	} cases[] = {
		{"00: " BYTES, 0, 16},
		{"f0: " BYTES " \t\r", 0xf0, 16},
		{"ff0: " UPPER, 0xff0, 16},
		{"0000FF0: " BYTES, 0xff0, 16},
		{"ffffffff: " BYTES, 0xffffffff, 16},
		{"00: " BYTES " text", 0, 16},
		{"00: " BYTES " 0123", 0, 16},
		{"00: " BYTES "  00 11", 0, 16},
		{"00: 00", 0, 1},
		{"10: 00 11 22 33 44 55 66 77", 0x10, 8},
		{"10: 00 11 22 33 44 55 66 77  88 is text", 0x10, 8},
		{"10: 00 11  text", 0x10, 2},
		{"10: 00 11\ttext", 0x10, 2},
		{"00000000: " GROUPS "  ................", 0, 16},
		{"00000000:   " GROUPS, 0, 16},
		{"0000010: 0011 2233 44         ..\"3D", 0x10, 5},
		{"00000010: 00                  .", 0x10, 1},
		{"00000000  " SPACED "  |................|", 0, 16},
		{"00000000  00 11 22 33 44 55 66 77                           |........|", 0, 8},
		{"00000000  00 11 22                                          |..\"|", 0, 3},
		{"00000000: 00 11 22 33 44 55 66 77-88 99 AA BB CC DD EE FF  *...............*", 0,
	         16},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dump_line l = parse(cases[i].text);

		if (l.kind != DUMP_BYTES)
			fail_msg("'%s' is %d", cases[i].text, l.kind);
		assert_int_equal(l.offset, cases[i].offset);
		assert_int_equal(l.count, cases[i].count);
		for (unsigned k = 0; k < l.count; k++)
			assert_int_equal(l.bytes[k], k * 0x11);
	}
}

static void test_addresses(void **state)
{
	static const struct {
		const char *text;
		struct pci_addr addr;
	} cases[] = {
		{"00:1f.3", {0, 0, 0x1f, 3}},
		{"FF:1F.7 text", {0, 0xff, 0x1f, 7}},
		{"01:00.0:", {0, 1, 0, 0}},
		{"0001:02:03.4\ttext", {1, 2, 3, 4}},
		{"10000:e1:00.0 text", {0x10000, 0xe1, 0, 0}},
		{"ffffffff:00:00.0", {0xffffffff, 0, 0, 0}},
		{"00:01.0/01:00.0/02:00.1 text", {0, 2, 0, 1}},
		{"0003:00:01.0/01:00.0 text", {3, 1, 0, 0}},
		{"/sys/bus/pci/devices/0000:01:00.0", {0, 1, 0, 0}},
		{"/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/config", {0, 1, 0, 0}},
		{"/sys/devices/pci0000:00/0000:00:01.0/config:", {0, 0, 1, 0}},
		{"PCI Segment 00 Bus 02 Device 1F Func 07 [EFI 02001F0700]", {0, 2, 0x1f, 7}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dump_line l = parse(cases[i].text);

		if (l.kind != DUMP_ADDRESS || !pci_addr_equal(l.addr, cases[i].addr))
			fail_msg("'%s' is %d", cases[i].text, l.kind);
	}
}

static void test_others(void **state)
{
	static const struct {
		const char *text;
		enum dump_kind kind;
	} cases[] = {
		{"*", DUMP_REPEAT},
		{"* \r", DUMP_REPEAT},
		{"00001000", DUMP_OFFSET},
		{"00000100 ", DUMP_OFFSET},
		{"00:20.0", DUMP_NO_ADDRESS},
		{"00:00.8 text", DUMP_NO_ADDRESS},
		{"00:01.0/00.0 text", DUMP_NO_ADDRESS},
		{"00:20.0/00:01.0 text", DUMP_NO_ADDRESS},
		{"PCI Segment 00 Bus 100 Device 00 Func 00", DUMP_NO_ADDRESS},
		{"00: 00 1", DUMP_NO_BYTES},
		{"00: 00 11x", DUMP_NO_BYTES},
		{"00: 00 11 text", DUMP_NO_BYTES},
		{"00: " BYTES " 00", DUMP_NO_BYTES},
		{"00: " BYTES "0", DUMP_NO_BYTES},
		{"00: 00 11-22 33", DUMP_NO_BYTES},
		{"00: 00-11 22 33", DUMP_TEXT},
		{"00: 00 11 22 33 44 55 66 77-88-99", DUMP_NO_BYTES},
		{"00000000: 00112233 44556677", DUMP_NO_BYTES},
		{"00000000: 0011 22 33", DUMP_NO_BYTES},
		{"0000000 1100 3322 5544 7766", DUMP_NO_BYTES},
		{"00000000 00 11 22 33", DUMP_NO_BYTES},
		{"", DUMP_TEXT},
		{"text", DUMP_TEXT},
		{"**", DUMP_TEXT},
		{"* text", DUMP_TEXT},
		{"0: 00 11", DUMP_TEXT},
		{"000000000: 00 11", DUMP_TEXT},
		{"00:", DUMP_TEXT},
		{"00: ", DUMP_TEXT},
		{"00: 1", DUMP_TEXT},
		{"00: text", DUMP_TEXT},
		{"00: 0011", DUMP_TEXT},
		{"00:00 11", DUMP_TEXT},
		{"12:30 at noon", DUMP_TEXT},
		{"2026 11 23", DUMP_TEXT},
		{"20261123", DUMP_OFFSET},
		{"0:1f.3", DUMP_TEXT},
		{"00:1f", DUMP_TEXT},
		{"00:1f.", DUMP_TEXT},
		{"00:1f.33", DUMP_TEXT},
		{"00:1f.3, text", DUMP_TEXT},
		{"00:1f.3: text", DUMP_TEXT},
		{"000:00:1f.3", DUMP_TEXT},
		{"000000000:00:1f.3", DUMP_TEXT},
		{"/sys/bus/pci/devices/0000:01:00.0/resource", DUMP_TEXT},
		{"/sys/bus/pci/devices/0000:01:00.0/config/x", DUMP_TEXT},
		{"/config", DUMP_TEXT},
		{"PCI Segment 00 Bus 00 Device 00", DUMP_TEXT},
		{"PCI Segment  Bus 00 Device 00 Func 00", DUMP_TEXT},
		{"PCI", DUMP_TEXT},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dump_line l = parse(cases[i].text);

		if (l.kind != cases[i].kind)
			fail_msg("'%s' is %d", cases[i].text, l.kind);
	}
}

/* What a reader told. */
struct told {
	struct dump_func func[2];
	unsigned funcs;
	char problems[256];
};

static void keep(void *ctx, const struct dump_func *f)
{
	struct told *t = ctx;

	assert_true(t->funcs < COUNT(t->func));
	t->func[t->funcs++] = *f;
}

static void problem(void *ctx, size_t line, const char *what)
{
	struct told *t = ctx;
	size_t used = strlen(t->problems);

	snprintf(t->problems + used, sizeof(t->problems) - used, "%zu: %s\n", line, what);
}

/* In pieces of so many bytes. */
static void read_pieces(const char *text, size_t n, size_t piece, struct told *t)
{
	struct dump_reader *r = calloc(1, sizeof(*r));

	*t = (struct told){0};
	*r = (struct dump_reader){.func = keep, .problem = problem, .ctx = t};
	dump_begin(r);
	for (; n > piece; n -= piece, text += piece)
		dump_feed(r, text, piece);
	dump_feed(r, text, n);
	dump_end(r);
	free(r);
}

static void read_text(const char *text, struct told *t)
{
	read_pieces(text, strlen(text), SIZE_MAX, t);
}

/* Bytes of a function in any order; what is known of it ends at the first gap. */
static void test_known(void **state)
{
	static struct told t;
	const struct dump_func *f = &t.func[0];

	(void)state;
	read_text("00:00.0\n30: " BYTES "\n00: " BYTES "\n10: " BYTES "\n20: " BYTES "\n60: " BYTES
	          "\nff0: 00 11\nff2: 22",
	          &t);
	assert_string_equal(t.problems, "");
	assert_int_equal(t.funcs, 1);
	assert_int_equal(f->line, 1);
	assert_int_equal(f->end, 0xff3);
	assert_int_equal(dump_known(&f->lines, f->end, 0), 0x40);
	assert_int_equal(dump_known(&f->lines, f->end, 0x33), 0x40);
	assert_int_equal(dump_known(&f->lines, f->end, 0x40), 0x40);
	assert_int_equal(dump_known(&f->lines, f->end, 0x64), 0x70);
	assert_int_equal(dump_known(&f->lines, f->end, 0xff0), 0xff3);
	assert_int_equal(dump_known(&f->lines, f->end, 0x1000), 0x1000);
	for (size_t i = 0; i < f->end; i++)
		assert_int_equal(f->bytes[i], i < 0x40 || (i >= 0x60 && i < 0x70) || i >= 0xff0
		                                      ? i % 16 * 0x11
		                                      : 0xff);
}

/* A short line is the end, or there is a gap behind it. */
static void test_short_lines(void **state)
{
	static struct told t;
	const struct dump_func *f = &t.func[0];

	(void)state;
	read_text("00:00.0\n00: 00 11\n02: 22 33 44\n00: " BYTES "\n08: 88\n", &t);
	assert_string_equal(t.problems, "5: offset out of place\n");
	assert_int_equal(f->end, 16);
	assert_int_equal(dump_known(&f->lines, f->end, 0), 16);
	read_text("00:00.0\n00: " BYTES "\n10: 00\n20: " BYTES "\n", &t);
	assert_string_equal(t.problems, "1: bytes behind a gap in the header\n");
	assert_int_equal(f->end, 16);
	read_text("00:00.0\n00: " BYTES "\n10: 00\n10: 12\n10: 00 11 22\n", &t);
	assert_string_equal(t.problems, "4: not the bytes that were there before\n");
	assert_int_equal(f->end, 0x13);
	read_text("00:00.0\n30: " BYTES "\n00: 00\n10: " BYTES "\n20: " BYTES "\n", &t);
	assert_string_equal(t.problems, "1: bytes behind a gap in the header\n");
	assert_int_equal(f->end, 0);
}

/* hexdump -C leaves lines out that are as the one before. */
static void test_repeats(void **state)
{
	static struct told t;
	const struct dump_func *f = &t.func[0];

	(void)state;
	read_text("00:00.0\n00000000  " SPACED "\n*\n00000040\n", &t);
	assert_string_equal(t.problems, "");
	assert_int_equal(f->end, 0x40);
	for (size_t i = 0; i < 0x40; i++)
		assert_int_equal(f->bytes[i], i % 16 * 0x11);
	read_text("00:00.0\n00000000  " SPACED "\n*\n00000030  00 11\n", &t);
	assert_string_equal(t.problems, "");
	assert_int_equal(f->end, 0x32);
	assert_int_equal(f->bytes[0x2f], 0xff);
	read_text("00:00.0\n00000000  " SPACED "\n*\n", &t);
	assert_string_equal(t.problems, "3: a repeat without an end\n");
	assert_int_equal(f->end, 16);
	read_text("00:00.0\n00000000  " SPACED "\n*\n00001001\n", &t);
	assert_string_equal(t.problems, "3: a repeat without an end\n");
	read_text("00:00.0\n00000000  " SPACED "\n\n*\n00000040\n", &t);
	assert_string_equal(t.problems, ""); /* of no line before it: not a repeat */
	assert_int_equal(f->end, 16);
}

/* They are a function if they are all of one. */
static void test_no_address(void **state)
{
	static struct told t;

	(void)state;
	read_text("00: " BYTES "\n10: " BYTES "\n20: " BYTES "\n30: " BYTES "\n", &t);
	assert_string_equal(t.problems, "");
	assert_int_equal(t.funcs, 1);
	assert_true(t.func[0].assumed);
	assert_int_equal(t.func[0].end, 0x40);
	read_text("00: " BYTES "\n10: " BYTES "\n", &t);
	assert_string_equal(t.problems, "1: bytes of no function\n");
	read_text("text\n00: " BYTES "\n00:01.0\n00: " BYTES "\n", &t);
	assert_string_equal(t.problems, "2: bytes of no function\n");
	assert_int_equal(t.funcs, 1);
	assert_int_equal(t.func[0].addr.dev, 1);
}

/* What is behind an address that cannot be is not the function's before. */
static void test_refused(void **state)
{
	static struct told t;

	(void)state;
	read_text("00:01.0\n00: " BYTES "\n00:20.0\n10: " BYTES "\n00:02.0\n00: 00 11\n", &t);
	assert_memory_equal(t.problems, "3: ", 3);
	assert_null(strstr(t.problems, "4: "));
	assert_int_equal(t.funcs, 2);
	assert_int_equal(t.func[0].end, 16);
	assert_int_equal(t.func[1].addr.dev, 2);
	assert_int_equal(t.func[1].end, 2);
	read_text("00:01.0\n1000: 00\n", &t);
	assert_string_equal(t.problems, "2: offset out of place\n");
}

/* Of either byte order, cut anywhere; a character that is not ASCII may be before a line, too. */
static void test_utf16(void **state)
{
	static const char text[] =
		"\xe9"
		"00:01.0\r\n00: " BYTES "\r\n10: " BYTES "\r\n20: " BYTES "\r\n30: " BYTES
		"\r\n40: " BYTES "\r\n50: " BYTES "\r\n60: 00\r\n";
	static struct told t;
	char wide[2 * sizeof(text)];

	(void)state;
	for (unsigned low = 0; low < 2; low++) {
		wide[low] = '\xfe';
		wide[!low] = '\xff';
		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			wide[2 + 2 * i + low] = '\0';
			wide[2 + 2 * i + !low] = text[i];
		}
		for (size_t piece = 1; piece <= sizeof(wide); piece++) {
			read_pieces(wide, sizeof(wide), piece, &t);
			assert_string_equal(t.problems, "");
			assert_int_equal(t.funcs, 1);
			assert_int_equal(t.func[0].addr.dev, 1);
			assert_int_equal(t.func[0].line, 1);
			assert_int_equal(t.func[0].end, 0x61);
			assert_int_equal(t.func[0].bytes[0x5f], 0xff);
		}
	}
	read_pieces("\xff\xfdx\n00:01.0\n", 12, 1, &t);
	assert_int_equal(t.funcs, 1); /* no mark: bytes, of which the first line is text */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),       cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_others),      cmocka_unit_test(test_known),
		cmocka_unit_test(test_short_lines), cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_no_address),  cmocka_unit_test(test_refused),
		cmocka_unit_test(test_utf16),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
