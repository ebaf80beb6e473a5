/* test_window.c - the windows of bridges. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_bar.h"
#include "lib/test/cfg.h"

static uint8_t cfg[PCI_CONFIG_EXTENDED];
static struct pci_window w[PCI_WINDOWS_MAX];

static void read_windows(unsigned layout, size_t known_bytes, size_t count, unsigned long reads)
{
	struct io_image image = {cfg, sizeof(cfg), NULL, NULL};
	struct io_region under, io;
	struct io_fault fault;
	size_t n;

	io_image_region(&image, IO_CONFIG, &under);
	io_fault_region(&fault, &under, &io);
	assert_int_equal(pci_read_windows(&io, layout, known_bytes, w, &n), PCI_OK);
	assert_int_equal(n, count);
	assert_int_equal(fault.reads, reads);
	for (unsigned long i = 1; i <= reads; i++) {
		io_fault_region(&fault, &under, &io);
		fault.at = i;
		fault.mode = IO_FAULT_FAIL_READS;
		assert_int_equal(pci_read_windows(&io, layout, known_bytes, w, &n), PCI_EIO);
	}
	assert_int_equal(pci_read_windows(&under, layout, known_bytes, w, &n), PCI_OK);
}

static void check(size_t i, enum pci_window_kind kind, uint64_t base, uint64_t limit)
{
	assert_int_equal(w[i].kind, kind);
	assert_int_equal(w[i].base, base);
	assert_int_equal(w[i].limit, limit);
	assert_int_equal(w[i].closed, limit < base);
}

static void test_bridge(void **state)
{
	(void)state;
	cfg_init(cfg, 0x12345678, 0x060400, 1);
	put_le16(cfg + 0x1c, 0xe0b0);
	put_le32(cfg + 0x20, 0xf1f0f110);
	put_le32(cfg + 0x24, 0xd1f0c000);
	put_le32(cfg + 0x28, 0x11111111); /* not of a narrow one */
	put_le32(cfg + 0x30, 0x22222222);
	read_windows(1, 4096, 3, 6);
	check(0, PCI_WINDOW_IO, 0xb000, 0xefff);
	check(1, PCI_WINDOW_MEMORY, 0xf1100000, 0xf1ffffff);
	check(2, PCI_WINDOW_PREFETCHABLE, 0xc0000000, 0xd1ffffff);
	for (int i = 0; i < 3; i++)
		assert_false(w[i].is_wide || w[i].zero || w[i].cut || w[i].base_type ||
		             w[i].limit_type);
}

static void test_wide(void **state)
{
	(void)state;
	cfg_init(cfg, 0x12345678, 0x060400, 1);
	put_le16(cfg + 0x1c, 0x01f1);
	put_le32(cfg + 0x20, 0x0000fff0);
	put_le32(cfg + 0x24, 0x00310001);
	put_le32(cfg + 0x28, 0x500);
	put_le32(cfg + 0x2c, 0x580);
	put_le32(cfg + 0x30, 0x00020001);
	read_windows(1, 4096, 3, 10);
	check(0, PCI_WINDOW_IO, 0x1f000, 0x20fff);
	check(1, PCI_WINDOW_MEMORY, 0xfff00000, 0xfffff);
	check(2, PCI_WINDOW_PREFETCHABLE, 0x50000000000, 0x580003fffff);
	assert_true(w[0].is_wide && w[2].is_wide && !w[1].is_wide);
	assert_int_equal(w[2].base_type, 1);
	put_le32(cfg + 0x28, 0xffffffff);
	put_le32(cfg + 0x24, 0x0001fff1);
	put_le32(cfg + 0x2c, 0);
	read_windows(1, 4096, 3, 10);
	check(2, PCI_WINDOW_PREFETCHABLE, 0xfffffffffff00000, 0xfffff);
}

/* Zeroes are a range of addresses like another; whether they mean one is not for registers to say.
 */
static void test_odd(void **state)
{
	(void)state;
	cfg_init(cfg, 0x12345678, 0x060400, 1);
	put_le32(cfg + 0x24, 0x00010001);
	read_windows(1, 4096, 3, 8);
	check(0, PCI_WINDOW_IO, 0, 0xfff);
	check(1, PCI_WINDOW_MEMORY, 0, 0xfffff);
	check(2, PCI_WINDOW_PREFETCHABLE, 0, 0xfffff);
	assert_true(w[0].zero && w[1].zero && w[2].zero && w[2].is_wide);
	put_le32(cfg + 0x2c, 1);
	put_le16(cfg + 0x1c, 0x0001); /* types that differ, and one that is reserved */
	put_le32(cfg + 0x20, 0x00130012);
	read_windows(1, 4096, 3, 8);
	check(0, PCI_WINDOW_IO, 0, 0xfff);
	assert_int_equal(w[0].base_type, 1);
	assert_int_equal(w[0].limit_type, 0);
	assert_false(w[0].is_wide);
	assert_int_equal(w[1].base_type, 2);
	assert_int_equal(w[1].limit_type, 3);
	check(1, PCI_WINDOW_MEMORY, 0x100000, 0x1fffff);
	check(2, PCI_WINDOW_PREFETCHABLE, 0, 0x1000fffff);
	assert_false(w[2].zero);
	read_windows(0, 4096, 0, 0);
	read_windows(3, 4096, 0, 0);
}

static void test_cut(void **state)
{
	(void)state;
	cfg_init(cfg, 0x12345678, 0x060400, 1);
	put_le16(cfg + 0x1c, 0x2111);
	put_le32(cfg + 0x24, 0x00310001);
	put_le32(cfg + 0x2c, 0x580);
	put_le32(cfg + 0x30, 0x00020001);
	read_windows(1, 0x30, 3, 8);
	assert_true(w[0].cut && !w[2].cut);
	check(0, PCI_WINDOW_IO, 0x1000, 0x2fff);
	check(2, PCI_WINDOW_PREFETCHABLE, 0, 0x580003fffff);
	read_windows(1, 0x20, 1, 2);
	read_windows(1, 0x10, 0, 0);
}

static void test_cardbus(void **state)
{
	(void)state;
	cfg_init(cfg, 0x12345678, 0x060700, 2);
	put_le32(cfg + 0x1c, 0xe0000000);
	put_le32(cfg + 0x20, 0xe3fff000);
	put_le32(cfg + 0x24, 0xe4001000);
	put_le32(cfg + 0x28, 0xe4000000);
	put_le32(cfg + 0x2c, 0xffff3000); /* 16 bits */
	put_le32(cfg + 0x30, 0x000030fc);
	put_le32(cfg + 0x34, 0x00013401);
	put_le32(cfg + 0x38, 0x000134fc);
	put_le16(cfg + 0x3e, 0x0100);
	read_windows(2, 4096, 4, 9);
	check(0, PCI_WINDOW_PREFETCHABLE, 0xe0000000, 0xe3ffffff);
	check(1, PCI_WINDOW_MEMORY, 0xe4001000, 0xe4000fff);
	check(2, PCI_WINDOW_IO, 0x3000, 0x30ff);
	check(3, PCI_WINDOW_IO, 0x13400, 0x134ff);
	assert_true(w[3].is_wide && !w[2].is_wide && !w[0].is_wide);
	put_le16(cfg + 0x3e, 0x0200);
	read_windows(2, 4096, 4, 9);
	check(0, PCI_WINDOW_MEMORY, 0xe0000000, 0xe3ffffff);
	check(1, PCI_WINDOW_PREFETCHABLE, 0xe4001000, 0xe4000fff);
	read_windows(2, 0x30, 2, 4);
	check(1, PCI_WINDOW_MEMORY, 0xe4001000, 0xe4000fff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bridge),  cmocka_unit_test(test_wide),
		cmocka_unit_test(test_odd),     cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cardbus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
