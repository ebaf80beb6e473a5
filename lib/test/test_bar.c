/* test_bar.c - the BARs of a function: header, ROM, virtual functions, Enhanced Allocation. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_ea.h"
#include "lib/test/cfg.h"

/* A function made of bytes, and what was read of it. */
struct fixture {
	uint8_t cfg[PCI_CONFIG_EXTENDED];
	struct io_image image;
	struct io_fault fault;
	struct io_region io;
	struct pci_caps caps;
	struct pci_bar_source src;
	struct pci_bars bars;
};

static void setup(struct fixture *f, unsigned layout)
{
	struct io_region io;

	cfg_init(f->cfg, 0x43841002, 0x030000, (uint8_t)layout);
	f->image = (struct io_image){f->cfg, sizeof(f->cfg), NULL, NULL};
	io_image_region(&f->image, IO_CONFIG, &io);
	io_fault_region(&f->fault, &io, &f->io);
	f->src = (struct pci_bar_source){.cfg = &f->io, .layout = layout, .known_bytes = 4096};
}

static void read_bars(struct fixture *f, size_t count, unsigned long reads)
{
	f->fault.reads = 0;
	assert_int_equal(pci_read_bars(&f->src, &f->bars), PCI_OK);
	assert_int_equal(f->bars.count, count);
	assert_int_equal(f->fault.reads, reads);
}

/* The same with capabilities. */
static void read_all(struct fixture *f, size_t count, unsigned long reads)
{
	pci_caps_read(&f->caps, &f->io, f->src.layout);
	f->src.caps = &f->caps;
	read_bars(f, count, reads);
}

static const struct pci_bar *check(const struct fixture *f, size_t i, enum pci_bar_kind kind,
                                   unsigned slot, unsigned reg, uint64_t base, uint64_t size)
{
	const struct pci_bar *b = &f->bars.bar[i];

	assert_in_range(i, 0, f->bars.count - 1);
	assert_int_equal(b->kind, kind);
	assert_int_equal(b->slot, slot);
	assert_int_equal(b->reg, reg);
	assert_int_equal(b->base, base);
	assert_int_equal(b->size, size);
	return b;
}

static void test_header(void **state)
{
	const struct pci_bar_record records[] = {
		{0x3800000000, 0x800000000}, {0xfe000000, 0x1000000}, {0xe000, 0x80}};
	const struct pci_bar *b;
	struct fixture f;

	(void)state;
	setup(&f, 0);
	f.src.records = records;
	f.src.record_count = 3;
	put_le32(f.cfg + 0x10, 0xfe000000);
	put_le32(f.cfg + 0x14, 0x0000000c);
	put_le32(f.cfg + 0x18, 0x00000038);
	put_le32(f.cfg + 0x20, 0x0000e001);
	put_le32(f.cfg + 0x24, 0x000a0002);
	put_le32(f.cfg + 0x30, 0xfd000001);
	read_bars(&f, 5, 7);
	b = check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0xfe000000, 0x1000000);
	assert_false(b->io || b->is_64bit || b->prefetchable || b->below_1m || b->broken);
	b = check(&f, 1, PCI_BAR_HEADER, 1, 0x14, 0x3800000000, 0x800000000);
	assert_true(b->is_64bit && b->prefetchable && !b->broken && !b->cut);
	assert_true(check(&f, 2, PCI_BAR_HEADER, 4, 0x20, 0xe000, 0x80)->io);
	b = check(&f, 3, PCI_BAR_HEADER, 5, 0x24, 0xa0000, 0); /* no record */
	assert_true(b->below_1m && !b->is_64bit);
	assert_true(check(&f, 4, PCI_BAR_ROM, 0, 0x30, 0xfd000000, 0)->enabled);
	assert_ptr_equal(pci_find_bar(&f.bars, PCI_BAR_HEADER, 4), &f.bars.bar[2]);
	assert_null(pci_find_bar(&f.bars, PCI_BAR_HEADER, 2));
	assert_null(pci_find_bar(&f.bars, PCI_BAR_VF, 0));
	put_le32(f.cfg + 0x30, 0xfd000000);
	f.src.record_count = 0;
	read_bars(&f, 5, 7);
	assert_false(f.bars.bar[4].enabled);
	check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0xfe000000, 0);
}

static void test_odd(void **state)
{
	const struct pci_bar_record none = {0, 0x1000};
	struct fixture f;

	(void)state;
	setup(&f, 0);
	read_bars(&f, 0, 7);
	put_le32(f.cfg + 0x10, 0xffffffff); /* no BAR and no ROM has all bits set */
	put_le32(f.cfg + 0x30, 0xffffffff);
	read_bars(&f, 0, 7);
	put_le32(f.cfg + 0x10, 0x00000004); /* 64 bits, not assigned */
	put_le32(f.cfg + 0x18, 0x00000001); /* I/O, not assigned */
	put_le32(f.cfg + 0x1c, 0xfe000006); /* a reserved type is one register */
	put_le32(f.cfg + 0x20, 0xfd000000);
	put_le32(f.cfg + 0x24, 0xfc00000c); /* no register left for its upper half */
	put_le32(f.cfg + 0x28, 0x12345678); /* CardBus CIS, not a BAR */
	put_le32(f.cfg + 0x30, 0x00000001); /* a ROM without an address */
	f.src.records = &none;
	f.src.record_count = 1;
	read_bars(&f, 5, 7);
	assert_true(check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0, 0)->is_64bit);
	check(&f, 1, PCI_BAR_HEADER, 2, 0x18, 0, 0);
	assert_true(check(&f, 2, PCI_BAR_HEADER, 3, 0x1c, 0xfe000000, 0)->broken);
	assert_false(f.bars.bar[2].is_64bit);
	check(&f, 3, PCI_BAR_HEADER, 4, 0x20, 0xfd000000, 0);
	assert_true(check(&f, 4, PCI_BAR_HEADER, 5, 0x24, 0xfc000000, 0)->broken);
	assert_true(f.bars.bar[4].is_64bit);
	put_le32(f.cfg + 0x14, 0xffffffff); /* an upper half may have them all */
	read_bars(&f, 5, 7);
	check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0xffffffff00000000, 0);
}

static void test_bridge(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, 1);
	put_le32(f.cfg + 0x10, 0x0000000c);
	put_le32(f.cfg + 0x14, 0x00000040);
	put_le32(f.cfg + 0x18, 0x00ff0100); /* bus numbers */
	put_le32(f.cfg + 0x30, 0xffffffff); /* I/O windows, not a ROM */
	put_le32(f.cfg + 0x38, 0xfd000001);
	read_bars(&f, 2, 3);
	check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0x4000000000, 0);
	check(&f, 1, PCI_BAR_ROM, 0, 0x38, 0xfd000000, 0);
	f.src.layout = PCI_LAYOUT_CARDBUS;
	put_le32(f.cfg + 0x10, 0xfa000000);
	read_bars(&f, 1, 1);
	check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0xfa000000, 0);
	f.src.layout = 5;
	read_bars(&f, 0, 0);
	f.src.layout = 1;
	put_le32(f.cfg + 0x10, 0);
	put_le32(f.cfg + 0x14, 0x0000000c);
	read_bars(&f, 2, 3);
	check(&f, 0, PCI_BAR_HEADER, 1, 0x14, 0, 0);
	assert_true(f.bars.bar[0].broken); /* the second slot is the last one of a bridge */
}

/* A dump that ends between the halves, or before a register. */
static void test_cut(void **state)
{
	const struct pci_bar_record record = {0xfe000000, 0x1000};
	struct fixture f;

	(void)state;
	setup(&f, 0);
	f.src.records = &record;
	f.src.record_count = 1;
	memset(f.cfg + 0x20, 0xff, sizeof(f.cfg) - 0x20);
	put_le32(f.cfg + 0x10, 0xfe000000);
	put_le32(f.cfg + 0x1c, 0xfe000004);
	f.src.known_bytes = 0x20;
	read_bars(&f, 2, 4);
	check(&f, 0, PCI_BAR_HEADER, 0, 0x10, 0xfe000000, 0x1000);
	check(&f, 1, PCI_BAR_HEADER, 3, 0x1c, 0xfe000000, 0); /* the record may be another's */
	assert_true(f.bars.bar[1].cut && f.bars.bar[1].is_64bit);
	f.src.known_bytes = 0x1f;
	read_bars(&f, 1, 3);
	assert_false(f.bars.bar[0].cut);
	f.src.known_bytes = 0x24;
	read_bars(&f, 2, 5);
	assert_false(f.bars.bar[1].cut);
	f.src.known_bytes = 0;
	read_bars(&f, 0, 0);
}

/* Firmware's records are of none of these, even where a base is the same. */
static void test_virtual_functions(void **state)
{
	const struct pci_bar_record record = {0xfe000000, 0x1000};
	struct fixture f;
	uint8_t *cap;

	(void)state;
	setup(&f, 0);
	cap = cfg_ext(f.cfg, 0x100, 0x0010, 1);
	f.src.records = &record;
	f.src.record_count = 1;
	put_le32(f.cfg + 0x30, 0xfe000000);
	put_le32(cap + 0x24, 0xfe000000);
	put_le32(cap + 0x30, 0x0000000c);
	put_le32(cap + 0x34, 0x00000070);
	put_le32(cap + 0x38, 0xfd000004); /* no upper half */
	put_le32(cap + 0x3c, 0x12345678); /* migration, not a BAR */
	read_all(&f, 4, 7 + 6);
	check(&f, 0, PCI_BAR_ROM, 0, 0x30, 0xfe000000, 0);
	check(&f, 1, PCI_BAR_VF, 0, 0x124, 0xfe000000, 0);
	assert_true(check(&f, 2, PCI_BAR_VF, 3, 0x130, 0x7000000000, 0)->prefetchable);
	assert_true(check(&f, 3, PCI_BAR_VF, 5, 0x138, 0xfd000000, 0)->broken);
	f.src.known_bytes = 0x134;
	read_bars(&f, 3, 7 + 4);
	assert_true(check(&f, 2, PCI_BAR_VF, 3, 0x130, 0, 0)->cut);
	put_le32(cap, 0x13810010); /* a capability right behind it leaves no room */
	put_le32(f.cfg + 0x138, 0x00010001);
	f.src.known_bytes = 4096;
	read_all(&f, 1, 7);
}

/* The dwords of an entry: header of size, BEI and properties; then the rest. */
static uint8_t *add_entry(uint8_t *p, unsigned bei, unsigned primary, unsigned secondary,
                          const uint32_t *dwords, unsigned n)
{
	put_le32(p, 0x80000000 | secondary << 16 | primary << 8 | bei << 4 | n);
	for (unsigned i = 0; i < n; i++)
		put_le32(p + 4 + 4 * i, dwords[i]);
	return p + 4 + 4 * n;
}

#define ENTRY(p, bei, primary, secondary, ...)                                                     \
	add_entry(p, bei, primary, secondary, (const uint32_t[]){__VA_ARGS__},                     \
	          sizeof((const uint32_t[]){__VA_ARGS__}) / 4)

static void test_ea_widths(void **state)
{
	struct fixture f;
	uint8_t *p;

	(void)state;
	setup(&f, 0);
	p = cfg_cap(f.cfg, 0x40, 0x14);
	p[2] = 6;
	p = ENTRY(p + 4, 0, 0, 0xff, 0xfe000000, 0x00000ffc);
	p = ENTRY(p, 1, 1, 0xff, 0xfe000002, 0x000ffffc, 0x38);
	p = ENTRY(p, 2, 2, 0xff, 0x0000e000, 0x0000003e, 0);
	p = ENTRY(p, 4, 3, 0xff, 0x00000002, 0xfffffffe, 0x12, 0x3);
	p = ENTRY(p, 8, 0, 0xff, 0xfd000000, 0x0000fffc, 0x666); /* larger than it need be */
	p = ENTRY(p, 5, 0, 0xff, 0xfc000000, 0x00000ffc);
	f.cfg[0x40 + 4 + 3] = 0; /* not enabled */
	read_all(&f, 6, 7 + 1 + 3 + 4 + 4 + 5 + 4 + 3);
	assert_int_equal(f.bars.ea_status, PCI_OK);
	assert_false(check(&f, 0, PCI_BAR_HEADER, 0, 0x44, 0xfe000000, 0x1000)->enabled);
	check(&f, 1, PCI_BAR_HEADER, 1, 0x50, 0x38fe000000, 0x100000);
	assert_true(f.bars.bar[1].ea && f.bars.bar[1].is_64bit && f.bars.bar[1].prefetchable);
	assert_true(f.bars.bar[1].enabled && !f.bars.bar[1].io);
	assert_true(check(&f, 2, PCI_BAR_HEADER, 2, 0x60, 0xe000, 0x40)->io);
	check(&f, 3, PCI_BAR_HEADER, 4, 0x70, 0x1200000000, 0x400000000);
	assert_false(check(&f, 4, PCI_BAR_ROM, 0, 0x84, 0xfd000000, 0x10000)->broken);
	check(&f, 5, PCI_BAR_HEADER, 5, 0x94, 0xfc000000, 0x1000);
}

/* Which BAR, and which of two properties. */
static void test_ea_properties(void **state)
{
	struct fixture f;
	uint8_t *p;

	(void)state;
	setup(&f, 1);
	p = cfg_cap(f.cfg, 0x40, 0x14);
	p[2] = 9;
	p = ENTRY(p + 8, 6, 6, 0xff, 0xe0000000, 0x0ffffffc);
	p = ENTRY(p, 6, 7, 0xff, 0x00002000, 0x00000ffc);
	p = ENTRY(p, 9, 3, 4, 0xd0000000, 0x00003ffc);
	p = ENTRY(p, 0xe, 4, 0xff, 0xd1000000, 0x00003ffc);
	p = ENTRY(p, 7, 0x42, 1, 0xc0000000, 0x00000ffc); /* unknown: the second is for that */
	p = ENTRY(p, 0, 0x42, 0xff, 0xc1000000, 0x00000ffc);
	p = ENTRY(p, 0, 0xff, 0, 0xc2000000, 0x00000ffc);
	p = ENTRY(p, 0, 0xfd, 0, 0xc3000000, 0x00000ffc);
	p = ENTRY(p, 0xf, 0, 0xff, 0xfffff000, 0x00001ffc);
	read_all(&f, 6, 3 + 1 + 9 * 3);
	assert_int_equal(f.bars.ea_status, PCI_OK);
	check(&f, 0, PCI_BAR_BEHIND, 0, 0x48, 0xe0000000, 0x10000000);
	assert_true(f.bars.bar[0].prefetchable && !f.bars.bar[0].io);
	assert_true(check(&f, 1, PCI_BAR_BEHIND, 0, 0x54, 0x2000, 0x1000)->io);
	assert_true(check(&f, 2, PCI_BAR_VF, 0, 0x60, 0xd0000000, 0x4000)->prefetchable);
	assert_false(check(&f, 3, PCI_BAR_VF, 5, 0x6c, 0xd1000000, 0x4000)->prefetchable);
	assert_true(check(&f, 4, PCI_BAR_OTHER, 0, 0x78, 0xc0000000, 0x1000)->prefetchable);
	check(&f, 5, PCI_BAR_OTHER, 0, 0xa8, 0xfffff000, 0x2000);
	assert_true(f.bars.bar[5].broken); /* beyond 4 GB */
	assert_false(f.bars.bar[4].broken);
}

/* What cannot be right ends the list; what was before it stays. */
static void test_ea_corrupt(void **state)
{
	struct fixture f;
	uint8_t *p, *second;

	(void)state;
	setup(&f, 0);
	p = cfg_cap(f.cfg, 0x40, 0x14);
	p[2] = 63;
	second = ENTRY(p + 4, 0, 0, 0xff, 0xfe000000, 0x00000ffc);
	read_all(&f, 1, 7 + 1 + 3 + 1); /* zeroes: an entry without a base */
	assert_int_equal(f.bars.ea_status, PCI_ECORRUPT);
	ENTRY(second, 1, 0, 0xff, 0xfd000002, 0x00000ffc); /* no room for its upper half */
	read_all(&f, 1, 7 + 1 + 3 + 3);
	assert_int_equal(f.bars.ea_status, PCI_ECORRUPT);
	ENTRY(second, 1, 0, 0xff, 0xfd000000, 0x00000ffe);
	read_all(&f, 1, 7 + 1 + 3 + 3);
	assert_int_equal(f.bars.ea_status, PCI_ECORRUPT);
	for (uint8_t *q = p + 4; q + 12 <= f.cfg + 0x100;) /* as many as fit, and then one more */
		q = ENTRY(q, 0, 0, 0xff, 0xfe000000, 0x00000ffc);
	read_all(&f, PCI_EA_MAX, 7 + 1 + 3 * PCI_EA_MAX + 1);
	assert_int_equal(f.bars.ea_status, PCI_ECORRUPT);
	cfg_cap(f.cfg, 0x50, 0x09); /* another capability ends it */
	read_all(&f, 1, 7 + 1 + 3);
	assert_int_equal(f.bars.ea_status, PCI_ECORRUPT);
	f.src.known_bytes = 0x4c;
	read_bars(&f, 0, 7 + 1 + 2);
	assert_int_equal(f.bars.ea_status, PCI_ERANGE);
	f.src.known_bytes = 0x41;
	read_bars(&f, 0, 7);
	assert_int_equal(f.bars.ea_status, PCI_ERANGE);
	memset(p + 2, 0, 2);
	f.src.known_bytes = 4096;
	read_all(&f, 0, 7 + 1);
	assert_int_equal(f.bars.ea_status, PCI_OK);
}

/* More than any capability has room for, from who does not bound it. */
static void test_ea_bound(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, 0);
	f.cfg[2] = 63;
	for (unsigned i = 0; i < 63; i++)
		ENTRY(f.cfg + 4 + 12 * i, 0, 0, 0xff, 0xfe000000, 0x00000ffc);
	f.bars.count = 0;
	assert_int_equal(pci_read_ea(&f.io, 0, 0, &f.bars), PCI_OK);
	assert_int_equal(f.bars.count, PCI_BARS_MAX);
}

/* Every read that fails is the outcome; what was read before stands. */
static void test_failures(void **state)
{
	struct fixture f;
	uint8_t *p;

	(void)state;
	setup(&f, 0);
	p = cfg_cap(f.cfg, 0x40, 0x14);
	p[2] = 1;
	ENTRY(p + 4, 0, 0, 0xff, 0xfe000000, 0x00000ffc);
	put_le32(cfg_ext(f.cfg, 0x100, 0x0010, 1) + 0x24, 0xfe000004);
	put_le32(f.cfg + 0x14, 0xfe000004);
	read_all(&f, 3, 7 + 6 + 4);
	for (unsigned long n = 1; n <= 17; n++) {
		f.fault.mode = IO_FAULT_FAIL_READS;
		f.fault.reads = 0;
		f.fault.at = n;
		assert_int_equal(pci_read_bars(&f.src, &f.bars), PCI_EIO);
		assert_int_equal(f.bars.count, (n > 3) + (n > 9));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_odd),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_virtual_functions),
		cmocka_unit_test(test_ea_widths),
		cmocka_unit_test(test_ea_properties),
		cmocka_unit_test(test_ea_corrupt),
		cmocka_unit_test(test_ea_bound),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
