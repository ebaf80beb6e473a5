/* test_dev.c - opening a function, the size of its configuration space, its BARs. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_dev.h"
#include "lib/regs.h"
#include "lib/test/host.h"

static const struct pci_addr at = {0, 0, 1, 0};

/* A machine with one function, and what a scan would know of it. */
struct fixture {
	struct host *h;
	uint8_t *cfg;
	struct pci_func func;
	struct pci_dev dev;
};

static struct fixture machine(uint32_t class_code)
{
	struct fixture f = {.h = host_new(1)};

	f.cfg = host_function(f.h, 0, at.dev, at.fn, 0x43841002, class_code, 0);
	f.func = (struct pci_func){
		.addr = at, .vendor = 0x1002, .device = 0x4384, .class_code = class_code};
	return f;
}

static void test_open(void **state)
{
	struct fixture f = machine(0x030000);
	const struct pci_access *access = host_access(f.h);

	(void)state;
	assert_int_equal(pci_open(access, at, &f.dev), PCI_OK);
	assert_int_equal(f.dev.cfg.size, 256);
	assert_int_equal(f.dev.reach, 4096);
	assert_ptr_equal(f.dev.cfg.presence, &f.dev.presence);
	assert_int_equal(f.h->fault.reads, 0);
	assert_int_equal(pci_open(access, (struct pci_addr){0, 9, 0, 0}, &f.dev), PCI_ERANGE);
	f.h->window.base = 0x666000;
	assert_int_equal(pci_open(host_access(f.h), at, &f.dev), PCI_EUNMAPPED);
	host_free(f.h);
}

/* The size that is found, and the reads it takes. */
static void check_size(struct fixture *f, size_t size, unsigned long reads)
{
	assert_int_equal(pci_open(host_access(f->h), at, &f->dev), PCI_OK);
	f->h->fault.reads = 0;
	assert_int_equal(pci_size_config(&f->dev, &f->func), PCI_OK);
	assert_int_equal(f->dev.cfg.size, size);
	assert_int_equal(f->h->fault.reads, reads);
}

static void test_size_of_express(void **state)
{
	struct fixture f = machine(0x030000);

	(void)state;
	check_size(&f, 256, 1); /* Status: no capabilities */
	cfg_cap(f.cfg, 0x40, 0x01);
	check_size(&f, 256, 3);
	cfg_cap(f.cfg, 0x50, 0x10);
	cfg_cap(f.cfg, 0x90, 0x05);
	check_size(&f, 4096, 2 + 2 + 1); /* 0 at 100h is an empty list */
	put_le32(f.cfg + 0x100, 0x10001);
	check_size(&f, 4096, 2 + 2 + 1);
	put_le32(f.cfg + 0x100, 0xffffffff);
	check_size(&f, 256, 2 + 2 + 1 + 1); /* and one to see that it is still there */
	f.func.no_extended = true;
	check_size(&f, 256, 0);
	host_free(f.h);
}

static void test_size_of_host_bridge(void **state)
{
	struct fixture f = machine(0x060000);

	(void)state;
	check_size(&f, 4096, 1);
	put_le32(f.cfg + 0x100, 0xffffffff);
	check_size(&f, 256, 2);
	f.func.no_extended = true;
	check_size(&f, 256, 0);
	host_free(f.h);
}

static void test_size_of_pcix(void **state)
{
	struct fixture f = machine(0x020000);
	uint8_t *cap = cfg_cap(f.cfg, 0x40, 0x07);

	(void)state;
	check_size(&f, 256, 2 + 1 + 1);
	put_le32(cap + 4, 0x3fffffff);
	check_size(&f, 256, 2 + 1 + 1);
	put_le32(cap + 4, 0x40000000);
	check_size(&f, 4096, 2 + 1 + 1 + 1);
	put_le32(cap + 4, 0x80000000);
	check_size(&f, 4096, 2 + 1 + 1 + 1);
	host_free(f.h);
}

static void test_size_of_alias(void **state)
{
	struct fixture f = machine(0x0c0500);

	(void)state;
	cfg_cap(f.cfg, 0x40, 0x10);
	for (size_t off = 0x100; off < 0x1000; off += 0x100)
		memcpy(f.cfg + off, f.cfg, 0x100);
	check_size(&f, 256, 3 + 15);
	put_le32(f.cfg + 0xf00, 0); /* a header that only looks like the ID */
	check_size(&f, 4096, 3 + 15);
	put_le32(f.cfg + 0x200, 0);
	check_size(&f, 4096, 3 + 2);
	host_free(f.h);
}

/* A loss on the way is a status, not 256 bytes. */
static void test_size_of_lost(void **state)
{
	struct fixture f = machine(0x030000);

	(void)state;
	cfg_cap(f.cfg, 0x40, 0x01);
	cfg_cap(f.cfg, 0x50, 0x10);
	for (unsigned long n = 1; n <= 5; n++) {
		assert_int_equal(pci_open(host_access(f.h), at, &f.dev), PCI_OK);
		f.h->fault.reads = 0;
		f.h->fault.unplug_at = n;
		assert_int_equal(pci_size_config(&f.dev, &f.func), PCI_EGONE);
		assert_int_equal(f.dev.cfg.size, 256);
	}
	host_free(f.h);
}

/* A method that reaches 256 bytes, as ports 0xcf8 do. */
static void test_size_is_what_the_method_reaches(void **state)
{
	struct fixture f = machine(0x060000);

	(void)state;
	assert_int_equal(pci_open(host_access(f.h), at, &f.dev), PCI_OK);
	f.dev.reach = 256;
	assert_int_equal(pci_size_config(&f.dev, &f.func), PCI_OK);
	assert_int_equal(f.dev.cfg.size, 256);
	assert_int_equal(f.h->fault.reads, 0);
	host_free(f.h);
}

static void test_typed_config(void **state)
{
	struct fixture f = machine(0x060000);
	pci_extended_config extended;
	pci_normal_config normal;

	(void)state;
	assert_int_equal(pci_open(host_access(f.h), at, &f.dev), PCI_OK);
	assert_int_equal(io_typed(&f.dev.cfg, &normal), PCI_OK);
	assert_int_equal(io_field(&normal, ID, VENDOR), 0x1002);
	assert_int_equal(io_typed(&f.dev.cfg, &extended), PCI_ERANGE);
	assert_int_equal(pci_size_config(&f.dev, &f.func), PCI_OK);
	assert_int_equal(io_typed(&f.dev.cfg, &extended), PCI_OK);
	assert_int_equal(io_field(&extended, ID, DEVICE), 0x4384);
	host_free(f.h);
}

static size_t read_bars(struct fixture *f, unsigned layout, const struct pci_bar_record *r,
                        size_t n, struct pci_bar bars[PCI_BARS_MAX], unsigned long reads)
{
	size_t count;

	assert_int_equal(pci_open(host_access(f->h), at, &f->dev), PCI_OK);
	f->h->fault.reads = 0;
	assert_int_equal(pci_read_bars(&f->dev.cfg, layout, r, n, bars, &count), PCI_OK);
	assert_int_equal(f->h->fault.reads, reads);
	return count;
}

static void check_bar(const struct pci_bar *b, unsigned slot, uint64_t base, uint64_t size)
{
	assert_int_equal(b->slot, slot);
	assert_int_equal(b->base, base);
	assert_int_equal(b->size, size);
}

static void test_bars(void **state)
{
	const struct pci_bar_record records[] = {
		{0x3800000000, 0x800000000}, {0xfe000000, 0x1000000}, {0xe000, 0x80}};
	struct fixture f = machine(0x030000);
	struct pci_bar b[PCI_BARS_MAX];

	(void)state;
	put_le32(f.cfg + 0x10, 0xfe000000);
	put_le32(f.cfg + 0x14, 0x0000000c);
	put_le32(f.cfg + 0x18, 0x00000038);
	put_le32(f.cfg + 0x20, 0x0000e001);
	put_le32(f.cfg + 0x24, 0x000a0002);
	put_le32(f.cfg + 0x30, 0xfd000001);
	assert_int_equal(read_bars(&f, 0, records, 3, b, 7), 5);
	check_bar(&b[0], 0, 0xfe000000, 0x1000000);
	assert_false(b[0].io || b[0].is_64bit || b[0].prefetchable || b[0].below_1m || b[0].broken);
	check_bar(&b[1], 1, 0x3800000000, 0x800000000);
	assert_true(b[1].is_64bit && b[1].prefetchable && !b[1].broken);
	check_bar(&b[2], 4, 0xe000, 0x80);
	assert_true(b[2].io);
	check_bar(&b[3], 5, 0xa0000, 0); /* no record */
	assert_true(b[3].below_1m && !b[3].is_64bit);
	check_bar(&b[4], PCI_BAR_ROM, 0xfd000000, 0);
	assert_true(b[4].enabled);
	put_le32(f.cfg + 0x30, 0xfd000000);
	assert_int_equal(read_bars(&f, 0, NULL, 0, b, 7), 5);
	assert_false(b[4].enabled);
	check_bar(&b[0], 0, 0xfe000000, 0);
	host_free(f.h);
}

static void test_odd_bars(void **state)
{
	struct fixture f = machine(0x030000);
	const struct pci_bar_record none = {0, 0x1000};
	struct pci_bar b[PCI_BARS_MAX];

	(void)state;
	assert_int_equal(read_bars(&f, 0, NULL, 0, b, 7), 0);
	put_le32(f.cfg + 0x10, 0xffffffff); /* no BAR and no ROM has all bits set */
	put_le32(f.cfg + 0x30, 0xffffffff);
	assert_int_equal(read_bars(&f, 0, NULL, 0, b, 9), 0); /* presence is asked for each */
	put_le32(f.cfg + 0x30, 0);
	put_le32(f.cfg + 0x10, 0x00000004); /* 64 bits, not assigned */
	put_le32(f.cfg + 0x18, 0x00000001); /* I/O, not assigned */
	put_le32(f.cfg + 0x1c, 0xfe000006); /* a reserved type is one register */
	put_le32(f.cfg + 0x20, 0xfd000000);
	put_le32(f.cfg + 0x24, 0xfc00000c); /* no register left for its upper half */
	put_le32(f.cfg + 0x28, 0x12345678); /* CardBus CIS, not a BAR */
	put_le32(f.cfg + 0x30, 0x00000001); /* a ROM without an address */
	assert_int_equal(read_bars(&f, 0, &none, 1, b, 7), 5);
	check_bar(&b[0], 0, 0, 0);
	assert_true(b[0].is_64bit);
	check_bar(&b[1], 2, 0, 0);
	check_bar(&b[2], 3, 0xfe000000, 0);
	assert_true(b[2].broken && !b[2].is_64bit);
	check_bar(&b[3], 4, 0xfd000000, 0);
	check_bar(&b[4], 5, 0xfc000000, 0);
	assert_true(b[4].broken && b[4].is_64bit);
	host_free(f.h);
}

static void test_bridge_bars(void **state)
{
	struct fixture f = machine(0x060400);
	struct pci_bar b[PCI_BARS_MAX];

	(void)state;
	put_le32(f.cfg + 0x10, 0x0000000c);
	put_le32(f.cfg + 0x14, 0x00000040);
	put_le32(f.cfg + 0x18, 0x00ff0100); /* bus numbers */
	put_le32(f.cfg + 0x30, 0xffffffff); /* I/O windows, not a ROM */
	put_le32(f.cfg + 0x38, 0xfd000001);
	assert_int_equal(read_bars(&f, 1, NULL, 0, b, 3), 2);
	check_bar(&b[0], 0, 0x4000000000, 0);
	check_bar(&b[1], PCI_BAR_ROM, 0xfd000000, 0);
	assert_int_equal(read_bars(&f, 2, NULL, 0, b, 0), 0);
	assert_int_equal(read_bars(&f, 5, NULL, 0, b, 0), 0);
	put_le32(f.cfg + 0x14, 0x0000000c);
	assert_int_equal(read_bars(&f, 1, NULL, 0, b, 3), 2);
	put_le32(f.cfg + 0x10, 0);
	assert_int_equal(read_bars(&f, 1, NULL, 0, b, 3), 2);
	check_bar(&b[0], 1, 0, 0);
	assert_true(b[0].broken); /* the second slot is the last one of a bridge */
	host_free(f.h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_size_of_express),
		cmocka_unit_test(test_size_of_host_bridge),
		cmocka_unit_test(test_size_of_pcix),
		cmocka_unit_test(test_size_of_alias),
		cmocka_unit_test(test_size_of_lost),
		cmocka_unit_test(test_size_is_what_the_method_reaches),
		cmocka_unit_test(test_typed_config),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_odd_bars),
		cmocka_unit_test(test_bridge_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
