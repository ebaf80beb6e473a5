/* test_pci_ids_size.c - pci.ids files out of order, and with more than there can be. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/ids_file.h"

/* A file of n lines that line() writes, up to 1 KiB each. */
static char *make_file(size_t n, size_t (*line)(char *text, size_t i), size_t *ret_size)
{
	size_t size = 0, room = 0;
	char *text = NULL;

	for (size_t i = 0; i < n; i++) {
		if (room - size < 1024) {
			room = room * 2 + 4096;
			text = realloc(text, room);
		}
		size += line(text + size, i);
	}
	*ret_size = size;
	return text;
}

/* Every vendor once, in an order that is none; each is named by its number. */
static size_t shuffled_vendor(char *text, size_t i)
{
	unsigned v = (unsigned)(i * 40503 + 12345) & 0xffff;

	return (size_t)sprintf(text, "%04x  %x\n", v, v);
}

/* Every device of vendor 0, backwards, and each a second time. */
static size_t backward_device(char *text, size_t i)
{
	unsigned d = 0xffff - ((unsigned)(i - 1) & 0xffff);

	return (size_t)(i ? sprintf(text, "\t%04x  %x%s\n", d, d, i > 0x10000 ? " again" : "")
	                  : sprintf(text, "0000  V\n"));
}

static void test_order(void **state)
{
	struct pci_ids *ids = malloc(sizeof(*ids));
	size_t size;
	char *text = make_file(0x10000, shuffled_vendor, &size), want[8];
	struct ids_file f;

	(void)state;
	ids_file_init(&f, text, size);
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	assert_int_equal(ids->count, 0x10000);
	for (unsigned v = 0; v < 0x10000; v++) {
		struct pci_name name = pci_ids_vendor(ids, (uint16_t)v);

		assert_int_equal(name.size, sprintf(want, "%x", v));
		assert_memory_equal(name.text, want, name.size);
	}
	free(text);
	f.text = text = make_file(0x20001, backward_device, &f.size);
	f.piece = 4096;
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	assert_int_equal(ids->count, 0x10001);
	assert_int_equal(ids->skipped, 0x10000);
	for (unsigned d = 0; d < 0x10000; d++) {
		struct pci_name name = pci_ids_device(ids, 0, (uint16_t)d);

		assert_int_equal(name.size, sprintf(want, "%x", d));
		assert_memory_equal(name.text, want, name.size);
	}
	ids_file_free(&f);
	free(text);
	free(ids);
}

/* Names that do not fit into a whole number in a block: 65 in each of 256. */
static size_t long_vendor(char *text, size_t i)
{
	memset(text, 'a' + (int)(i % 26), 1006);
	memcpy(text,
	       (char[]){"0123456789abcdef"[i >> 12], "0123456789abcdef"[i >> 8 & 15],
	                "0123456789abcdef"[i >> 4 & 15], "0123456789abcdef"[i & 15], ' ', ' '},
	       6);
	text[1006] = '\n';
	return 1007;
}

static size_t vendor_or_device(char *text, size_t i)
{
	size_t v = i / 0x10001, d = i % 0x10001;

	return (size_t)(d ? sprintf(text, "\t%04zx  D\n", d - 1) : sprintf(text, "%04zx  V\n", v));
}

static void test_too_much(void **state)
{
	enum { KEPT = 256 * 65, LINES = KEPT + 100 };
	struct pci_ids *ids = malloc(sizeof(*ids));
	struct ids_file f;
	size_t size;
	char *text = make_file(LINES, long_vendor, &size);

	(void)state;
	ids_file_init(&f, text, size);
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	assert_int_equal(ids->count, KEPT);
	assert_int_equal(ids->skipped, LINES - KEPT);
	for (size_t i = 0; i < LINES; i++) {
		struct pci_name name = pci_ids_vendor(ids, (uint16_t)i);

		assert_int_equal(name.size, i < KEPT ? 1000 : 0);
		for (size_t k = 0; k < name.size; k++)
			assert_true(name.text[k] == 'a' + (char)(i % 26));
	}
	free(text);
	f.text = text = make_file((1 << 20) + 1000, vendor_or_device, &f.size);
	f.piece = f.size;
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	assert_int_equal(ids->count, 1 << 20);
	assert_int_equal(ids->skipped, 1000);
	assert_int_equal(pci_ids_device(ids, 14, 0xffff).size, 1);
	assert_null(pci_ids_device(ids, 15, 0xfff0).text);
	assert_null(pci_ids_device(ids, 15, 0xffff).text);
	ids_file_free(&f);
	free(text);
	free(ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
