/* test_pci_name.c - what lspci calls what it does not know, and all else. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_name.h"
#include "lib/test/ids_file.h"

/*
 * What lspci 3.9.0 prints, found by giving it this file and dumps of made-up functions;
 * test_names.py does it again wherever there is an lspci.
 */
static const char file[] =
	"1111  VendA\n\t0001  DevA\n\t\t2222 0003  Board\n\t\t4444 0003  Board4\n"
	"2222  VendB\n\t0001  DevB\nC 01  Mass\n\t01  IDEx\n\t\t80  Pi80\n"
	"C 02  Net\n\t00  Eth\n\t\t05  Pi05\n";

struct name {
	enum { CLASS, VENDOR, DEVICE, BOTH, SUBVENDOR, SUBDEVICE, SUBSYSTEM, PROG_IF } kind;
	uint32_t class_code;
	struct pci_subsystem s;
	const char *text, *numbers, *both; /* without -n, with -n, with -nn */
};

static const struct name known[] = {
	{CLASS, 0x020000, {0}, "Eth", "0200", "Eth [0200]"},
	{CLASS, 0x020900, {0}, "Net [0209]", "0209", "Net [0209]"},
	{CLASS, 0x050900, {0}, "Class 0509", "0509", "Class [0509]"},
	{VENDOR, 0, {0x1111, 0, 0, 0}, "VendA", "1111", "VendA [1111]"},
	{VENDOR, 0, {0x00ab, 0, 0, 0}, "Vendor 00ab", "00ab", "Vendor [00ab]"},
	{DEVICE, 0, {0x1111, 1, 0, 0}, "DevA", "0001", "DevA [0001]"},
	{DEVICE, 0, {0x1111, 9, 0, 0}, "Device 0009", "0009", "Device [0009]"},
	{DEVICE, 0, {0x9999, 1, 0, 0}, "Device 0001", "0001", "Device [0001]"},
	{BOTH, 0, {0x1111, 1, 0, 0}, "VendA DevA", "1111:0001", "VendA DevA [1111:0001]"},
	{BOTH, 0, {0x1111, 9, 0, 0}, "VendA Device 0009", "1111:0009", "VendA Device [1111:0009]"},
	{BOTH, 0, {0x9999, 1, 0, 0}, "Device 9999:0001", "9999:0001", "Device [9999:0001]"},
	{SUBVENDOR, 0, {0x1111, 1, 0x2222, 3}, "VendB", "2222", "VendB [2222]"},
	{SUBVENDOR,
         0,
         {0x1111, 1, 0x4444, 3},
         "Unknown vendor 4444",
         "4444",
         "Unknown vendor [4444]"},
	{SUBDEVICE, 0, {0x1111, 1, 0x2222, 3}, "Board", "0003", "Board [0003]"},
	{SUBDEVICE, 0, {0x1111, 1, 0x4444, 3}, "Board4", "0003", "Board4 [0003]"},
	{SUBDEVICE, 0, {0x1111, 1, 0x2222, 1}, "Device 0001", "0001", "Device [0001]"},
	{SUBDEVICE, 0, {0x2222, 1, 0x2222, 1}, "DevB", "0001", "DevB [0001]"},
	{SUBSYSTEM,
         0,
         {0x1111, 1, 0x2222, 3},
         "VendB Board",
         "2222:0003",
         "VendB Board [2222:0003]"},
	{SUBSYSTEM,
         0,
         {0x1111, 1, 0x2222, 9},
         "VendB Device 0009",
         "2222:0009",
         "VendB Device [2222:0009]"},
	{SUBSYSTEM,
         0,
         {0x1111, 1, 0x4444, 3},
         "Device 4444:0003",
         "4444:0003",
         "Device [4444:0003]"},
	{SUBSYSTEM, 0, {0x1111, 1, 0x1111, 1}, "VendA DevA", "1111:0001", "VendA DevA [1111:0001]"},
	{PROG_IF, 0x020005, {0}, "Pi05", "Pi05", "Pi05"},
	{PROG_IF, 0x020006, {0}, NULL, NULL, NULL},
	{PROG_IF, 0x010180, {0}, "Pi80", "Pi80", "Pi80"},
	{PROG_IF, 0x010100, {0}, "", "", ""},
	{PROG_IF,
         0x01010f,
         {0},
         "SecP SecO PriP PriO",
         "SecP SecO PriP PriO",
         "SecP SecO PriP PriO"},
	{PROG_IF, 0x010185, {0}, "Master SecO PriO", "Master SecO PriO", "Master SecO PriO"},
	{PROG_IF, 0x010110, {0}, NULL, NULL, NULL},
	{PROG_IF, 0x010190, {0}, NULL, NULL, NULL},
	{PROG_IF, 0x010685, {0}, NULL, NULL, NULL},
};

/* Without a file. */
static const struct name built_in[] = {
	{CLASS, 0x020000, {0}, "Ethernet controller", "0200", "Ethernet controller [0200]"},
	{CLASS, 0x020900, {0}, "Network controller [0209]", "0209", "Network controller [0209]"},
	{CLASS, 0x028000, {0}, "Network controller", "0280", "Network controller [0280]"},
	{CLASS, 0x200000, {0}, "Class 2000", "2000", "Class [2000]"},
	{VENDOR, 0, {0x1111, 0, 0, 0}, "Vendor 1111", "1111", "Vendor [1111]"},
	{BOTH, 0, {0x1111, 1, 0, 0}, "Device 1111:0001", "1111:0001", "Device [1111:0001]"},
	{SUBSYSTEM,
         0,
         {0x1111, 1, 0x1111, 1},
         "Device 1111:0001",
         "1111:0001",
         "Device [1111:0001]"},
	{PROG_IF, 0x010181, {0}, "Master PriO", "Master PriO", "Master PriO"},
	{PROG_IF, 0x010801, {0}, NULL, NULL, NULL},
};

static const char *name_of(const struct pci_namer *n, const struct name *c, char *buf, size_t size)
{
	switch (c->kind) {
	case CLASS:
		return pci_name_class(n, (uint16_t)(c->class_code >> 8), buf, size);
	case VENDOR:
		return pci_name_vendor(n, c->s.vendor, buf, size);
	case DEVICE:
		return pci_name_device(n, c->s.vendor, c->s.device, buf, size);
	case BOTH:
		return pci_name_both(n, c->s.vendor, c->s.device, buf, size);
	case SUBVENDOR:
		return pci_name_subvendor(n, c->s.subvendor, buf, size);
	case SUBDEVICE:
		return pci_name_subdevice(n, &c->s, buf, size);
	case SUBSYSTEM:
		return pci_name_subsystem(n, &c->s, buf, size);
	default:
		return pci_name_prog_if(n, c->class_code, buf, size);
	}
}

static void assert_names(const struct pci_ids *ids, const struct name *c, size_t count)
{
	char buf[PCI_NAME_MAX];

	for (; count--; c++) {
		const char *const want[] = {c->text, c->numbers, c->both};

		for (int style = PCI_NAME_TEXT; style <= PCI_NAME_BOTH; style++) {
			const struct pci_namer n = {ids, (enum pci_name_style)style};
			const char *got = name_of(&n, c, buf, sizeof(buf));

			if (want[style])
				assert_string_equal(got, want[style]);
			else
				assert_null(got);
		}
	}
}

static struct pci_ids *load(struct ids_file *f, const char *text)
{
	struct pci_ids *ids = malloc(sizeof(*ids));

	ids_file_init(f, text, strlen(text));
	assert_int_equal(ids_file_load(f, ids, "x"), PCI_OK);
	return ids;
}

static void test_names(void **state)
{
	struct ids_file f;
	struct pci_ids *ids = load(&f, file);

	(void)state;
	assert_names(ids, known, sizeof(known) / sizeof(known[0]));
	ids_file_free(&f);
	*ids = (struct pci_ids){0};
	assert_names(ids, built_in, sizeof(built_in) / sizeof(built_in[0]));
	free(ids);
}

/* Each kind in each size: the same text, whole or cut, never behind the size. */
static void test_cut(void **state)
{
	char whole[PCI_NAME_MAX];
	struct ids_file f;
	struct pci_ids *ids = load(&f, file);
	const struct pci_namer namer = {ids, PCI_NAME_BOTH};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!name_of(&namer, &known[i], whole, sizeof(whole)))
			continue;
		for (size_t size = 1; size <= strlen(whole) + 1; size++) {
			char *cut = malloc(size);
			size_t kept = size > 4 ? size - 4 : 0;

			name_of(&namer, &known[i], cut, size);
			if (size > strlen(whole))
				kept = strlen(whole);
			else if (size >= 4)
				assert_string_equal(cut + kept, "...");
			assert_memory_equal(cut, whole, kept);
			assert_true(strlen(cut) < size);
			free(cut);
		}
	}
	ids_file_free(&f);
	free(ids);
}

/* No character is cut in two. */
static void test_cut_utf8(void **state)
{
	static const char *const want[] = {"...",
	                                   "a...",
	                                   "a...",
	                                   "a\xc3\xbc...",
	                                   "a\xc3\xbc...",
	                                   "a\xc3\xbc...",
	                                   "a\xc3\xbc\xe2\x82\xac\x62\x63\x64"};
	struct ids_file f;
	struct pci_ids *ids = load(&f, "1111  a\xc3\xbc\xe2\x82\xac"
	                               "bcd\n");
	const struct pci_namer n = {ids, PCI_NAME_TEXT};
	char buf[16];

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_string_equal(pci_name_vendor(&n, 0x1111, buf, i + 4), want[i]);
	ids_file_free(&f);
	free(ids);
}

static void test_has_subsystem(void **state)
{
	(void)state;
	assert_false(pci_has_subsystem(&(struct pci_subsystem){1, 1, 0, 5}));
	assert_false(pci_has_subsystem(&(struct pci_subsystem){1, 1, 0xffff, 5}));
	assert_true(pci_has_subsystem(&(struct pci_subsystem){0, 0, 0x1111, 0}));
	assert_true(pci_has_subsystem(&(struct pci_subsystem){0, 0, 0x1111, 0xffff}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cut_utf8),
		cmocka_unit_test(test_has_subsystem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
