/* test_port.c - which I/O ports can be a region. None is touched. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/arch/x86_64/port.h"

static void test_bounds(void **state)
{
	static const struct {
		uint64_t port, size;
		enum pci_status st;
	} cases[] = {
		{0, 0x10000, PCI_OK},        {0xfff8, 8, PCI_OK},
		{0xffff, 0, PCI_OK},         {0xfff8, 9, PCI_ERANGE},
		{0x10000, 0, PCI_ERANGE},    {0x10000, 1, PCI_ERANGE},
		{0, 0x10001, PCI_ERANGE},    {1, UINT64_MAX, PCI_ERANGE},
		{UINT64_MAX, 2, PCI_ERANGE}, {0x100000060, 1, PCI_ERANGE},
	};
	struct io_region io;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(port_region(cases[i].port, cases[i].size, &io), cases[i].st);
		assert_int_equal(io.size, cases[i].st == PCI_OK ? cases[i].size : 0);
	}
}

/* Ports have no access of 64 bits, and none across the end. */
static void test_accesses(void **state)
{
	struct io_region io;
	uint64_t v;

	(void)state;
	assert_int_equal(port_region(0x61, 7, &io), PCI_OK);
	assert_int_equal(io.widths, IO_8 | IO_16 | IO_32);
	assert_int_equal(io_try_read(&io, 7, 1, &v), PCI_ERANGE);
	assert_int_equal(io_try_read(&io, 0, 8, &v), PCI_EWIDTH);
	assert_int_equal(io_try_write(&io, 0, 8, 0), PCI_EWIDTH);
	assert_int_equal(io_try_read(&io, 0, 2, &v), PCI_EALIGN); /* of the port */
	assert_int_equal(io_try_read(&io, 1, 4, &v), PCI_EALIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_accesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
