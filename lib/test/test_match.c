/* test_match.c - filters of functions: by address, and by IDs and class. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_match.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		struct pci_match match;
	} cases[] = {
		{"0", {-1, -1, 0, -1}},
		{"1f", {-1, -1, 0x1f, -1}},
		{"1F", {-1, -1, 0x1f, -1}},
		{"1f.3", {-1, -1, 0x1f, 3}},
		{"00:1f", {-1, 0, 0x1f, -1}},
		{"00:1f.3", {-1, 0, 0x1f, 3}},
		{"0:1.2", {-1, 0, 1, 2}},
		{"ff:1f.7", {-1, 0xff, 0x1f, 7}},
		{"0000:00:1f.3", {0, 0, 0x1f, 3}},
		{"0000:00:1f", {0, 0, 0x1f, -1}},
		{"ABCD:eF:0.0", {0xabcd, 0xef, 0, 0}},
		{"ffff:ff:1f.7", {0xffff, 0xff, 0x1f, 7}},
		{"10000:e1:0.0", {0x10000, 0xe1, 0, 0}},
		{"ffffffff:0:0.0", {0xffffffff, 0, 0, 0}},
		{"ffffffff::", {0xffffffff, -1, -1, -1}},
		{"00000001:000000ab:00000001.00000002", {1, 0xab, 1, 2}},
		{"00 1f", {-1, 0, 0x1f, -1}},
		{"00 1f 03", {-1, 0, 0x1f, 3}},
		{"  a   b   1", {-1, 0xa, 0xb, 1}},
		{" 1f.3", {-1, -1, 0x1f, 3}},
		/* parts that are absent, or say so */
		{"", {-1, -1, -1, -1}},
		{"*", {-1, -1, -1, -1}},
		{":", {-1, -1, -1, -1}},
		{"::", {-1, -1, -1, -1}},
		{".", {-1, -1, -1, -1}},
		{"::.", {-1, -1, -1, -1}},
		{"*:*:*.*", {-1, -1, -1, -1}},
		{"0:", {-1, 0, -1, -1}},
		{".3", {-1, -1, -1, 3}},
		{"*.3", {-1, -1, -1, 3}},
		{"1f.", {-1, -1, 0x1f, -1}},
		{"1f.*", {-1, -1, 0x1f, -1}},
		{":1f", {-1, -1, 0x1f, -1}},
		{"5:.3", {-1, 5, -1, 3}},
		{"5:*.3", {-1, 5, -1, 3}},
		{"1::", {1, -1, -1, -1}},
		{"1:2:", {1, 2, -1, -1}},
		{"1::1f", {1, -1, 0x1f, -1}},
		{"1:*:*.*", {1, -1, -1, -1}},
		{":2:1f.3", {-1, 2, 0x1f, 3}},
		{"*:2:1f.3", {-1, 2, 0x1f, 3}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct pci_match *want = &cases[i].match;
		struct pci_match m;

		if (pci_match_parse(cases[i].text, &m) != PCI_OK)
			fail_msg("'%s' is refused", cases[i].text);
		if (m.segment != want->segment || m.bus != want->bus || m.dev != want->dev ||
		    m.fn != want->fn)
			fail_msg("'%s' is %d:%d:%d.%d", cases[i].text, (int)m.segment, m.bus, m.dev,
			         m.fn);
	}
}

static void test_parse_refuses(void **state)
{
	static const char *const cases[] = {
		/* no number where one must be */
		"x",
		"1x",
		"xxxxxxxx",
		"**",
		"*1",
		"1*",
		"* *",
		"0 *",
		"* 0",
		"-1",
		"+1",
		"00:1f..3",
		"0000::00:1f.3",
		"0x1f",
		"1f.x",
		"g0:0.0",
		"00:1g.0",
		/* a part that is too large */
		"20",
		"00:20.0",
		"00:1f.8",
		"00:1f.10",
		"100:00.0",
		"7fff:7fff:0.0",
		"0:0:7fff.0",
		"ffff",
		"00:ffff.0",
		"00:00.ffff",
		"ffff:0.0",
		"0:ffffffff:0.0",
		"0:0:ffffffff.0",
		"0:0:0.ffffffff",
		"0:0:0.80000000",
		"100000000:0:0.0",
		"000000000",
		"0:0:0.100000000",
		"0:0:100000000",
		"0:80000000:0.0",
		"0:10000:0.0",
		"0:0:10000.0",
		"0:0:0.10000",
		/* parts too many, or in the wrong order */
		"0:0:0:0",
		"0:0:0:0.0",
		"0.0.0",
		"0.0:0",
		"0:0.0:0",
		"0:0:0.0.0",
		"0:0:0.0:0",
		/* blanks where they do not belong */
		"0 ",
		"00:1f.3 ",
		"00 1f ",
		"00 1f 3 ",
		"00: 1f",
		"00 :1f",
		"00:1f 3",
		"00 1f.3",
		"00 1f:3",
		"0000 00 1f 3",
		"0:0:1f 3",
		"00\t1f",
		"00 1f 08",
		"00 20",
		"100 0",
		"00\n",
		"00,1f",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pci_match m;

		if (pci_match_parse(cases[i], &m) != PCI_EINVAL)
			fail_msg("'%s' is taken as %d:%d:%d.%d", cases[i], (int)m.segment, m.bus,
			         m.dev, m.fn);
	}
}

/* What one writes the other one reads, and it matches that function only. */
static void test_round_trip(void **state)
{
	static const uint32_t segments[] = {0, 1, 0xffff, 0x10000, 0xffffffff};
	char buf[PCI_ADDR_MAX];

	(void)state;
	for (size_t s = 0; s < COUNT(segments); s++)
		for (unsigned n = 0; n <= 0xffff; n += 7) {
			struct pci_addr a = {segments[s], (uint8_t)(n >> 8), n >> 3 & 0x1f, n & 7};
			struct pci_addr b = a;
			struct pci_match m;

			assert_int_equal(pci_match_parse(pci_addr_format(buf, a), &m), PCI_OK);
			assert_true(pci_match_addr(&m, a) && pci_addr_equal(a, b));
			b.segment ^= 1;
			assert_false(pci_match_addr(&m, b) || pci_addr_equal(a, b));
			b = a;
			b.bus ^= 1;
			assert_false(pci_match_addr(&m, b) || pci_addr_equal(a, b));
			b = a;
			b.dev ^= 1;
			assert_false(pci_match_addr(&m, b) || pci_addr_equal(a, b));
			b = a;
			b.fn ^= 1;
			assert_false(pci_match_addr(&m, b) || pci_addr_equal(a, b));
		}
}

static void test_absent_parts_match_any(void **state)
{
	static const struct pci_addr a = {0xffff, 0xff, 0x1f, 7};
	static const char *const matching[] = {"1f", "1f.7", "ff:1f", "ff:1f.7", "ffff:ff:1f"};

	(void)state;
	for (size_t i = 0; i < COUNT(matching); i++) {
		struct pci_match m;

		assert_int_equal(pci_match_parse(matching[i], &m), PCI_OK);
		assert_true(pci_match_addr(&m, a));
	}
	assert_true(pci_match_addr(&(struct pci_match){-1, -1, -1, -1}, a));
}

static const struct pci_func gpu = {.vendor = 0x10de, .device = 0x2330, .class_code = 0x030201};

static void test_ids(void **state)
{
	static const struct {
		const char *text;
		bool matches;
	} cases[] = {
		{":", true},
		{"*:*", true},
		{"*:*:*:*", true},
		{"10de:", true},
		{"10DE:*", true},
		{"10df:", false},
		{"de:", false},
		{":2330", true},
		{":330", false},
		{"10de:2330", true},
		{"10de:2331", false},
		{"2330:10de", false},
		{"000010de:00002330", true},
		{"::0302", true},
		{"::302", true},
		{"::0300", false},
		{"::03xx", true},
		{"::3XX", true},
		{"::xx02", true},
		{"::xxxx", true},
		{"::04xx", false},
		{"::03", false},
		{"::*:01", true},
		{":::1", true},
		{":::0", false},
		{"10de::0302:01", true},
		{"10de:2330:03xx:02", false},
		{"10de:2330:", true},
		{"10de:2330::", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pci_id_match m;

		if (pci_id_match_parse(cases[i].text, &m) != PCI_OK)
			fail_msg("'%s' is refused", cases[i].text);
		if (pci_id_match_func(&m, &gpu) != cases[i].matches)
			fail_msg("'%s' is wrong", cases[i].text);
	}
}

static void test_ids_refused(void **state)
{
	static const char *const cases[] = {
		"",          "*",        "10de",       "10de.2330", "10de 2330",  "10de:2330 ",
		"g:",        ":g",       "10000:",     ":10000",    "::10000",    ":::100",
		"10dx:",     ":xxxx",    ":::x",       "0x10de:",   "*0:",        "::03**",
		"1:2:3:4:5", "1:2:3:4:", "123456789:", "1:2.3",     "1:2:3.4",    "-1:",
		"1: 2",      " 1:2",     "1:2:3:4.",   ":::*x",     "10de:2330,",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pci_id_match m;

		if (pci_id_match_parse(cases[i], &m) != PCI_EINVAL)
			fail_msg("'%s' is taken", cases[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),      cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_absent_parts_match_any),
		cmocka_unit_test(test_ids),        cmocka_unit_test(test_ids_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
