/* test_cap.c - walking both chains of capabilities, however broken. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fmt.h"
#include "lib/pci_cap.h"
#include "lib/test/host.h"

enum { TEXT_MAX = 512 };

/* One function's bytes, read through a counter. */
struct fixture {
	uint8_t bytes[4096];
	struct io_image image;
	struct io_fault fault;
	struct io_region cfg;
};

static void init(struct fixture *f)
{
	struct io_region image;

	cfg_init(f->bytes, 0x11111234, 0x030000, 0);
	f->image = (struct io_image){f->bytes, sizeof(f->bytes), NULL, NULL};
	io_image_region(&f->image, IO_CONFIG, &image);
	io_fault_region(&f->fault, &image, &f->cfg);
}

static const char *const ends[] = {
	[PCI_WALK_END] = "end",     [PCI_WALK_LOOP] = "loop",   [PCI_WALK_ONES] = "ones",
	[PCI_WALK_RANGE] = "range", [PCI_WALK_ERROR] = "error",
};

/* A walk as "id@offset ... end", and the number of reads it took. */
static void walk(struct fixture *f, struct pci_walk *w, const char *expected, unsigned long reads)
{
	char text[TEXT_MAX] = "";
	struct pci_cap cap;
	size_t n = 0;

	while (pci_walk_next(w, &cap) && n < TEXT_MAX)
		n += fmt_string(text + n, TEXT_MAX - n, "%x@%x%s ", cap.id, cap.offset,
		                cap.version == 2 ? "v2" : "");
	if (n < TEXT_MAX)
		fmt_string(text + n, TEXT_MAX - n, "%s", ends[w->end]);
	assert_string_equal(text, expected);
	assert_false(pci_walk_next(w, &cap)); /* and stays so */
	assert_int_equal(f->fault.reads, reads);
}

static void check_std(struct fixture *f, const char *expected, unsigned long reads)
{
	struct pci_walk w;

	f->fault.reads = 0;
	pci_walk_std(&w, &f->cfg, f->bytes[0x0e] & 0x7f);
	walk(f, &w, expected, reads);
}

static void check_ext(struct fixture *f, const char *expected, unsigned long reads)
{
	struct pci_walk w;

	f->fault.reads = 0;
	pci_walk_ext(&w, &f->cfg);
	walk(f, &w, expected, reads);
}

static void test_std_order(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0x80, 0x01);
	cfg_cap(f.bytes, 0x40, 0x05); /* backward is legal */
	cfg_cap(f.bytes, 0xfc, 0x10);
	check_std(&f, "1@80 5@40 10@fc end", 2 + 3);
	f.bytes[0x06] = 0; /* no capability list, whatever the pointer says */
	check_std(&f, "end", 1);
	f.bytes[0x06] = 0x10;
	f.bytes[0x34] = 0;
	check_std(&f, "end", 2);
}

static void test_std_reserved_bits(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0x40, 0x01);
	cfg_cap(f.bytes, 0x50, 0x05);
	f.bytes[0x34] |= 3;
	f.bytes[0x41] |= 3;
	check_std(&f, "1@40 5@50 end", 2 + 2);
}

static void test_std_null_capability(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0x40, 0x00);
	cfg_cap(f.bytes, 0x48, 0x05);
	check_std(&f, "0@40 5@48 end", 2 + 2);
}

static void test_std_broken(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0x40, 0x01);
	cfg_cap(f.bytes, 0x50, 0x05);
	f.bytes[0x51] = 0x40;
	check_std(&f, "1@40 5@50 loop", 2 + 2);
	f.bytes[0x51] = 0x50;
	check_std(&f, "1@40 5@50 loop", 2 + 2);
	f.bytes[0x51] = 0x3c;
	check_std(&f, "1@40 5@50 range", 2 + 2);
	f.bytes[0x51] = 0x04;
	check_std(&f, "1@40 5@50 range", 2 + 2);
	f.bytes[0x51] = 0x60;
	put_le16(f.bytes + 0x60, 0xffff);
	check_std(&f, "1@40 5@50 ones", 2 + 3);
	put_le16(f.bytes + 0x60, 0x00ff); /* an ID of ff alone is a capability */
	check_std(&f, "1@40 5@50 ff@60 end", 2 + 3);
}

static void test_std_every_slot(void **state)
{
	struct fixture f;
	struct pci_caps c;

	(void)state;
	init(&f);
	for (unsigned at = 0x40; at < 0x100; at += 4)
		cfg_cap(f.bytes, (uint8_t)at, 0x09);
	f.bytes[0xfd] = 0x40;
	pci_caps_read(&c, &f.cfg, 0);
	assert_int_equal(c.std.end, PCI_WALK_LOOP);
	assert_int_equal(f.fault.reads, 2 + 48 + 1);
	assert_int_equal(c.count, 48);
}

static void test_cardbus(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	f.bytes[0x0e] = 2;
	cfg_cap(f.bytes, 0x80, 0x01);
	f.bytes[0x34] = 0x40; /* part of a window's limit there */
	check_std(&f, "1@80 end", 2 + 1);
}

static void test_ext_order(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	check_ext(&f, "end", 1); /* 0 at 100h: there is none */
	cfg_ext(f.bytes, 0x100, 0x0001, 2);
	cfg_ext(f.bytes, 0xffc, 0x0003, 1);
	cfg_ext(f.bytes, 0x200, 0x0010, 1);
	check_ext(&f, "1@100v2 3@ffc 10@200 end", 3);
	f.bytes[0x102] |= 0x30; /* the reserved bits of the link */
	check_ext(&f, "1@100v2 3@ffc 10@200 end", 3);
	f.cfg.size = 256;
	check_ext(&f, "end", 0);
}

static void test_ext_null_capability(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	cfg_ext(f.bytes, 0x100, 0x0000, 0);
	cfg_ext(f.bytes, 0x140, 0x0000, 2);
	cfg_ext(f.bytes, 0x180, 0x0003, 1);
	check_ext(&f, "0@100 0@140v2 3@180 end", 3);
	init(&f);
	put_le32(f.bytes + 0x100, 0x00020000); /* with a version it is one, although the last */
	check_ext(&f, "0@100v2 end", 1);
}

static void test_ext_broken(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	cfg_ext(f.bytes, 0x100, 0x0001, 1);
	cfg_ext(f.bytes, 0x140, 0x0003, 1);
	put_le16(f.bytes + 0x142, 0x1001);
	check_ext(&f, "1@100 3@140 loop", 2);
	put_le16(f.bytes + 0x142, 0x1401);
	check_ext(&f, "1@100 3@140 loop", 2);
	put_le16(f.bytes + 0x142, 0x0fc1);
	check_ext(&f, "1@100 3@140 range", 2);
	put_le16(f.bytes + 0x142, 0x0041);
	check_ext(&f, "1@100 3@140 range", 2);
	put_le16(f.bytes + 0x142, 0x2001);
	put_le32(f.bytes + 0x200, 0xffffffff);
	check_ext(&f, "1@100 3@140 ones", 3);
	f.cfg.size = 0x200; /* a link past the end */
	check_ext(&f, "1@100 3@140 range", 2);
	f.cfg.size = 0x202;
	check_ext(&f, "1@100 3@140 range", 2);
	f.cfg.size = 4096;
	put_le32(f.bytes + 0x100, 0xffffffff);
	check_ext(&f, "ones", 1);
	put_le32(f.bytes + 0x100, 0x0000ffff); /* ID ffff that leads nowhere, as ACRN shows */
	check_ext(&f, "end", 1);
}

static void test_ext_every_slot(void **state)
{
	struct fixture f;
	struct pci_caps c;

	(void)state;
	init(&f);
	f.cfg.size = 4096;
	for (unsigned at = 0x100; at < 0x1000; at += 4)
		put_le32(f.bytes + at, (at + 4) % 0x1000 << 20 | 0x1000b);
	put_le32(f.bytes + 0xffc, 0x1000u << 16 | 0x1000b);
	pci_caps_read(&c, &f.cfg, 0);
	assert_int_equal(c.ext.end, PCI_WALK_LOOP);
	assert_int_equal(c.count, 960);
	assert_int_equal(f.fault.reads, 1 + 960);
}

/* A failed read ends the walk with its status. */
static void test_failed_read(void **state)
{
	struct fixture f;
	struct pci_walk w;
	struct pci_cap cap;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0x40, 0x01);
	cfg_ext(f.bytes, 0x100, 0x0001, 1);
	f.image.size = 0x100;
	pci_walk_ext(&w, &f.cfg);
	assert_false(pci_walk_next(&w, &cap));
	assert_int_equal(w.end, PCI_WALK_ERROR);
	assert_int_equal(w.status, PCI_ERANGE);
	f.image.size = 4;
	pci_walk_std(&w, &f.cfg, 0);
	assert_false(pci_walk_next(&w, &cap));
	assert_int_equal(w.end, PCI_WALK_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_std_order),
		cmocka_unit_test(test_std_reserved_bits),
		cmocka_unit_test(test_std_null_capability),
		cmocka_unit_test(test_std_broken),
		cmocka_unit_test(test_std_every_slot),
		cmocka_unit_test(test_cardbus),
		cmocka_unit_test(test_ext_order),
		cmocka_unit_test(test_ext_null_capability),
		cmocka_unit_test(test_ext_broken),
		cmocka_unit_test(test_ext_every_slot),
		cmocka_unit_test(test_failed_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
