/* test_rebar.c - BARs whose size can be chosen. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_rebar.h"
#include "lib/test/cfg.h"

enum { SIZE = 0x34 };

struct fixture {
	uint8_t bytes[SIZE];
	struct io_image image;
	struct io_fault fault;
	struct io_region cap;
};

/* BAR 0 of 256 MiB that can have up to 16 GiB, BAR 2 of 32 MiB that can have no other size. */
static void setup(struct fixture *f)
{
	struct io_region io;

	memset(f->bytes, 0, SIZE);
	put_le32(f->bytes, 0x00010015);
	put_le32(f->bytes + 4, 0x7f << 12);
	put_le32(f->bytes + 8, 2 << 5 | 8 << 8);
	put_le32(f->bytes + 12, 1 << 9);
	put_le32(f->bytes + 16, 2 | 7 << 5 | 5 << 8);
	f->image = (struct io_image){f->bytes, SIZE, NULL, NULL};
	io_image_region(&f->image, IO_CONFIG, &io);
	io_fault_region(&f->fault, &io, &f->cap);
}

static void test_read(void **state)
{
	struct pci_rebar r[PCI_REBAR_MAX];
	struct fixture f;
	size_t n;

	(void)state;
	setup(&f);
	assert_int_equal(pci_read_rebar(&f.cap, r, &n), PCI_OK);
	assert_int_equal(f.fault.reads, 4);
	assert_int_equal(n, 2);
	assert_int_equal(r[0].slot, 0);
	assert_int_equal(r[0].current, 8);
	assert_int_equal(r[0].possible, 0x7f00);
	assert_int_equal(r[1].slot, 2);
	assert_int_equal(r[1].current, 5);
	assert_int_equal(r[1].possible, 0x20);
	assert_true(pci_rebar_is_possible(&r[0], 8) && pci_rebar_is_possible(&r[0], 14));
	assert_false(pci_rebar_is_possible(&r[0], 7) || pci_rebar_is_possible(&r[0], 15));
	assert_int_equal(pci_rebar_next(&r[0]), 9);
	assert_int_equal(pci_rebar_next(&r[1]), 5);
	assert_int_equal(pci_rebar_bytes(8), 256 << 20);
	assert_int_equal(pci_rebar_bytes(44), 0);
	put_le32(f.bytes + 8, 2 << 5 | 63 << 8 | 0xffffu << 16);
	assert_int_equal(pci_read_rebar(&f.cap, r, &n), PCI_OK);
	assert_int_equal(r[0].current, 63);
	assert_int_equal(r[0].possible, UINT64_C(0xffff0007f00));
	assert_false(pci_rebar_is_possible(&r[0], 63));
	assert_int_equal(pci_rebar_next(&r[0]), 63);
	assert_true(pci_rebar_is_possible(&r[0], 43));
	assert_false(pci_rebar_is_possible(&r[0], 27));
}

static void check_count(unsigned count, size_t size, enum pci_status st, size_t expected)
{
	struct pci_rebar r[PCI_REBAR_MAX];
	struct io_region cut;
	struct fixture f;
	size_t n = 99;

	setup(&f);
	put_le32(f.bytes + 8, count << 5);
	assert_int_equal(io_sub(&f.cap, 0, size, &cut), PCI_OK);
	assert_int_equal(pci_read_rebar(&cut, r, &n), st);
	assert_int_equal(n, expected);
}

static void test_counts(void **state)
{
	(void)state;
	check_count(0, SIZE, PCI_ECORRUPT, 0);
	check_count(1, SIZE, PCI_OK, 1);
	check_count(6, SIZE, PCI_OK, 6);
	check_count(7, SIZE, PCI_ECORRUPT, 0);
	check_count(1, 0x0c, PCI_OK, 1);
	check_count(2, 0x0c, PCI_ERANGE, 0);
	check_count(1, 0x08, PCI_ERANGE, 0);
	check_count(6, 0x30, PCI_ERANGE, 0);
}

static void test_failures(void **state)
{
	struct pci_rebar r[PCI_REBAR_MAX];
	struct fixture f;
	size_t n;

	(void)state;
	setup(&f);
	f.fault.mode = IO_FAULT_FAIL_READS;
	f.fault.count = 1;
	for (f.fault.at = 1; f.fault.at <= 4; f.fault.at++) {
		f.fault.reads = 0;
		n = 99;
		assert_int_equal(pci_read_rebar(&f.cap, r, &n), PCI_EIO);
		assert_int_equal(n, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
