/* test_io_fault.c - each kind of fault by itself: when it begins and ends, and what it does. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"

struct fixture {
	uint8_t bytes[16], writable[16];
	struct io_image image;
	struct io_fault fault;
	struct io_region io;
};

/* A fault from the second access on. */
static void arm(struct fixture *f, enum io_fault_mode mode, unsigned long count, uint64_t mask)
{
	static const uint8_t bytes[16] = {0x34, 0x12, 0x78, 0x56, 0x0f, 0xf0};
	struct io_region under;

	memcpy(f->bytes, bytes, sizeof(bytes));
	memset(f->writable, 0xff, sizeof(f->writable));
	f->image = (struct io_image){f->bytes, sizeof(f->bytes), f->writable, NULL};
	io_image_region(&f->image, IO_MMIO, &under);
	io_fault_region(&f->fault, &under, &f->io);
	f->fault.mode = mode;
	f->fault.at = 2;
	f->fault.count = count;
	f->fault.mask = mask;
}

static void expect_read(const struct fixture *f, size_t off, unsigned width, enum pci_status st,
                        uint64_t expected)
{
	uint64_t v;

	assert_int_equal(io_try_read(&f->io, off, width, &v), st);
	assert_true(v == expected);
}

static void test_bits(void **state)
{
	struct fixture f;

	(void)state;
	arm(&f, IO_FAULT_FLIP, 1, 0x81);
	expect_read(&f, 4, 1, PCI_OK, 0x0f);
	expect_read(&f, 4, 1, PCI_OK, 0x8e);
	expect_read(&f, 4, 1, PCI_OK, 0x0f);
	arm(&f, IO_FAULT_STICK_HIGH, 0, 0x8001);
	expect_read(&f, 0, 2, PCI_OK, 0x1234);
	expect_read(&f, 0, 2, PCI_OK, 0x9235);
	expect_read(&f, 0, 1, PCI_OK, 0x35);
	expect_read(&f, 0, 4, PCI_OK, 0x56789235);
	arm(&f, IO_FAULT_STICK_LOW, 2, 0x34);
	expect_read(&f, 0, 1, PCI_OK, 0x34);
	expect_read(&f, 0, 1, PCI_OK, 0x00);
	expect_read(&f, 0, 2, PCI_OK, 0x1200);
	expect_read(&f, 0, 1, PCI_OK, 0x34);
}

static void test_retry(void **state)
{
	struct fixture f;

	(void)state;
	arm(&f, IO_FAULT_RETRY, 5, 0);
	expect_read(&f, 0, 4, PCI_OK, 0x56781234);
	expect_read(&f, 0, 4, PCI_OK, 0xffff0001);
	expect_read(&f, 0, 2, PCI_OK, 0x0001);
	expect_read(&f, 1, 1, PCI_OK, 0x00);
	expect_read(&f, 2, 2, PCI_OK, 0xffff);
	assert_int_equal(io_try_write8(&f.io, 4, 1), PCI_OK);
	expect_read(&f, 4, 1, PCI_OK, 0x0f);
}

static void test_failures(void **state)
{
	struct fixture f;

	(void)state;
	arm(&f, IO_FAULT_FAIL_READS, 1, 0);
	expect_read(&f, 0, 2, PCI_OK, 0x1234);
	expect_read(&f, 0, 2, PCI_EIO, UINT64_MAX);
	expect_read(&f, 0, 2, PCI_OK, 0x1234);
	arm(&f, IO_FAULT_FAIL_READS, 0, 0);
	assert_int_equal(io_try_write8(&f.io, 8, 1), PCI_OK);
	assert_int_equal(io_try_write8(&f.io, 8, 2), PCI_OK);
	expect_read(&f, 8, 1, PCI_EIO, UINT64_MAX);
	assert_int_equal(f.bytes[8], 2);
	arm(&f, IO_FAULT_FAIL_WRITES, 2, 0);
	assert_int_equal(io_try_write8(&f.io, 8, 3), PCI_OK);
	assert_int_equal(io_try_write8(&f.io, 8, 4), PCI_EIO);
	expect_read(&f, 8, 1, PCI_OK, 3);
	assert_int_equal(io_try_write8(&f.io, 8, 5), PCI_OK);
	expect_read(&f, 8, 1, PCI_OK, 5);
	assert_int_equal(f.fault.reads, 2);
	assert_int_equal(f.fault.writes, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bits),
		cmocka_unit_test(test_retry),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
