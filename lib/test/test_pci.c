/* test_pci.c - addresses as text, and the words for a status. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void test_format(void **state)
{
	static const struct {
		struct pci_addr addr;
		const char *text;
	} cases[] = {
		{{0, 0, 0, 0}, "0000:00:00.0"},
		{{0, 0, 0x1f, 3}, "0000:00:1f.3"},
		{{0xffff, 0xff, 0x1f, 7}, "ffff:ff:1f.7"},
		{{0x12, 0xa, 0xb, 1}, "0012:0a:0b.1"},
		{{0x10000, 0xe1, 0, 0}, "10000:e1:00.0"},
		{{0xffffffff, 0xff, 0xff, 0xff}, "ffffffff:ff:ff.ff"}, /* nonsense, but it fits */
	};
	char buf[PCI_ADDR_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_ptr_equal(pci_addr_format(buf, cases[i].addr), buf);
		assert_string_equal(buf, cases[i].text);
	}
}

static void test_status_texts(void **state)
{
	static const enum pci_status all[] = {
#define STATUS(name, text) name,
		PCI_STATUS_LIST(STATUS)
#undef STATUS
	};

	(void)state;
	assert_int_equal(PCI_OK, 0);
	assert_string_equal(pci_strstatus(PCI_OK), "success");
	assert_string_equal(pci_strstatus(PCI_EGONE), "the device is gone");
	for (size_t i = 0; i < COUNT(all); i++) {
		assert_true(pci_strstatus(all[i])[0] != '\0');
		assert_string_not_equal(pci_strstatus(all[i]), "unknown status");
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(pci_strstatus(all[i]), pci_strstatus(all[j]));
	}
	assert_string_equal(pci_strstatus((enum pci_status)COUNT(all)), "unknown status");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_status_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
