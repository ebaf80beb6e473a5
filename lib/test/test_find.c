/* test_find.c - one capability as a region of its own. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_cap.h"
#include "lib/test/host.h"

struct fixture {
	uint8_t bytes[4096];
	struct io_image image;
	struct io_region cfg;
};

static void init(struct fixture *f)
{
	cfg_init(f->bytes, 0x111110de, 0x030000, 0);
	f->image = (struct io_image){f->bytes, sizeof(f->bytes), NULL, NULL};
	io_image_region(&f->image, IO_CONFIG, &f->cfg);
}

static void check_region(const struct pci_caps *c, size_t index, size_t base, size_t size)
{
	struct io_region io = {0};

	assert_int_equal(pci_caps_region(c, &c->cap[index], &io), PCI_OK);
	assert_int_equal(io.base, base);
	assert_int_equal(io.size, size);
}

/* A region ends at the next capability above, which may come anywhere in the chain. */
static void test_sizes_out_of_order(void **state)
{
	struct fixture f;
	struct pci_caps c;
	struct io_region io;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0xc0, 0x10);
	cfg_cap(f.bytes, 0x40, 0x01);
	cfg_cap(f.bytes, 0x48, 0x05);
	cfg_ext(f.bytes, 0x100, 0x0001, 1);
	cfg_ext(f.bytes, 0x300, 0x0003, 1);
	cfg_ext(f.bytes, 0x200, 0x0010, 1);
	pci_caps_read(&c, &f.cfg, 0);
	assert_int_equal(c.count, 6);
	check_region(&c, 0, 0xc0, 0x40); /* not into extended space */
	check_region(&c, 1, 0x40, 0x08);
	check_region(&c, 2, 0x48, 0x78);
	check_region(&c, 3, 0x100, 0x100);
	check_region(&c, 4, 0x300, 0xd00);
	check_region(&c, 5, 0x200, 0x100);
	assert_int_equal(pci_walk_region(&c.ext, 0x1000, &io), PCI_ERANGE);
	assert_int_equal(pci_walk_region(&c.std, 0x100, &io), PCI_ERANGE);
	assert_int_equal(pci_walk_region(&c.ext, SIZE_MAX, &io), PCI_ERANGE);
	assert_int_equal(pci_caps_find(&c, PCI_CAP_EXT, 0x0003, &io), PCI_OK);
	assert_int_equal(io.base, 0x300);
	assert_int_equal(pci_caps_find(&c, PCI_CAP_STD, 0x0003, &io), PCI_ENOTFOUND);
}

static void test_find_by_type(void **state)
{
	struct fixture f;
	pci_SRIOV_region sriov;
	pci_MSIX_region msix;
	pci_DSN_region dsn;

	(void)state;
	init(&f);
	put_le16(cfg_cap(f.bytes, 0x50, 0x11) + 2, 0x8003);
	put_le16(cfg_ext(f.bytes, 0x100, 0x0010, 1) + 0x0e, 62);
	assert_int_equal(pci_find(&f.cfg, &msix), PCI_OK);
	assert_int_equal(io_field(&msix, CTL, TABLE_SIZE), 3);
	assert_int_equal(pci_find(&f.cfg, &sriov), PCI_OK);
	assert_int_equal(io_read(&sriov, TOTAL_VFS), 62);
	assert_int_equal(pci_find(&f.cfg, &dsn), PCI_ENOTFOUND);
	f.cfg.size = 256;
	assert_int_equal(pci_find(&f.cfg, &sriov), PCI_ENOTFOUND);
}

static void test_too_small_for_its_type(void **state)
{
	struct fixture f;
	pci_SRIOV_region sriov;
	pci_MSIX_region msix;

	(void)state;
	init(&f);
	cfg_cap(f.bytes, 0x50, 0x11);
	cfg_cap(f.bytes, 0x58, 0x05);
	cfg_ext(f.bytes, 0x100, 0x0010, 1);
	cfg_ext(f.bytes, 0x13c, 0x0003, 1);
	assert_int_equal(pci_find(&f.cfg, &msix), PCI_ERANGE);
	assert_int_equal(pci_find(&f.cfg, &sriov), PCI_ERANGE);
	f.bytes[0x51] = 0; /* nothing in the way now */
	assert_int_equal(pci_find(&f.cfg, &msix), PCI_OK);
}

static void test_nth(void **state)
{
	struct fixture f;
	pci_VSEC_region vsec;

	(void)state;
	init(&f);
	cfg_ext(f.bytes, 0x100, 0x000b, 1);
	cfg_ext(f.bytes, 0x200, 0x0003, 1);
	put_le32(cfg_ext(f.bytes, 0x140, 0x000b, 1) + 4, 0x12345678);
	assert_int_equal(pci_find_nth(&f.cfg, &vsec, 1), PCI_OK);
	assert_int_equal(vsec.io.base, 0x140);
	assert_int_equal(io_read(&vsec, HEADER), 0x12345678);
	assert_int_equal(pci_find_nth(&f.cfg, &vsec, 2), PCI_ENOTFOUND);
}

/* What comes after it in the chain does not matter, even where it loops. */
static void test_found_before_the_chain_breaks(void **state)
{
	struct fixture f;
	pci_DSN_region dsn;

	(void)state;
	init(&f);
	cfg_ext(f.bytes, 0x100, 0x0003, 1);
	put_le16(f.bytes + 0x102, 0x1001);
	assert_int_equal(pci_find(&f.cfg, &dsn), PCI_OK);
}

static void test_vsec(void **state)
{
	struct fixture f;
	struct io_region io;

	(void)state;
	init(&f);
	put_le32(cfg_ext(f.bytes, 0x100, 0x000b, 1) + 4, 0x01010002); /* ID 2, 10h bytes */
	put_le32(cfg_ext(f.bytes, 0x200, 0x000b, 1) + 4, 0x02810003); /* ID 3, 28h bytes */
	put_le32(cfg_ext(f.bytes, 0x300, 0x000b, 1) + 4, 0xfff10003);
	put_le32(cfg_ext(f.bytes, 0x400, 0x000b, 1) + 4, 0x00410003); /* less than its header */
	assert_int_equal(pci_find_vsec(&f.cfg, 0x10de, 3, 0, &io), PCI_OK);
	assert_int_equal(io.base, 0x200);
	assert_int_equal(io.size, 0x28);
	assert_int_equal(pci_find_vsec(&f.cfg, 0x10de, 3, 1, &io), PCI_OK);
	assert_int_equal(io.base, 0x300);
	assert_int_equal(io.size, 0x100); /* the next capability is before its end */
	assert_int_equal(pci_find_vsec(&f.cfg, 0x10de, 3, 2, &io), PCI_OK);
	assert_int_equal(io.size, 0xc00);
	assert_int_equal(pci_find_vsec(&f.cfg, 0x10de, 3, 3, &io), PCI_ENOTFOUND);
	assert_int_equal(pci_find_vsec(&f.cfg, 0x10de, 4, 0, &io), PCI_ENOTFOUND);
	assert_int_equal(pci_find_vsec(&f.cfg, 0x1002, 3, 0, &io), PCI_ENOTFOUND);
}

static void test_dvsec(void **state)
{
	struct fixture f;
	struct io_region io;
	uint8_t *cap;

	(void)state;
	init(&f);
	cap = cfg_ext(f.bytes, 0x100, 0x0023, 1); /* CXL's ID 8, of another vendor */
	put_le32(cap + 4, 0x02410de1);
	put_le16(cap + 8, 8);
	cap = cfg_ext(f.bytes, 0x180, 0x0023, 1);
	put_le32(cap + 4, 0x02411e98);
	put_le16(cap + 8, 5);
	cap = cfg_ext(f.bytes, 0x200, 0x0023, 1);
	put_le32(cap + 4, 0x02411e98);
	put_le16(cap + 8, 8);
	assert_int_equal(pci_find_dvsec(&f.cfg, 0x1e98, 8, 0, &io), PCI_OK);
	assert_int_equal(io.base, 0x200);
	assert_int_equal(io.size, 0x24);
	assert_int_equal(pci_find_dvsec(&f.cfg, 0x1e98, 8, 1, &io), PCI_ENOTFOUND);
	assert_int_equal(pci_find_dvsec(&f.cfg, 0x1e98, 7, 0, &io), PCI_ENOTFOUND);
}

/* At the very end of the space there is no room for the second header. */
static void test_dvsec_at_the_end(void **state)
{
	struct fixture f;
	struct io_region io;

	(void)state;
	init(&f);
	cfg_ext(f.bytes, 0x100, 0x0003, 1);
	put_le16(cfg_ext(f.bytes, 0xffc, 0x0023, 1) + 2, 0x1801);
	put_le32(f.bytes + 0x180, 0x00010023);
	put_le32(f.bytes + 0x184, 0x00c11e98);
	assert_int_equal(pci_find_dvsec(&f.cfg, 0x1e98, 0, 0, &io), PCI_OK);
	assert_int_equal(io.base, 0x180);
	assert_int_equal(io.size, 0x0c);
	put_le32(f.bytes + 0xffc, 0x1801000b);
	put_le16(f.bytes + 0x182, 1);
	assert_int_equal(pci_find_vsec(&f.cfg, 0x10de, 0xffff, 0, &io), PCI_ENOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes_out_of_order),
		cmocka_unit_test(test_find_by_type),
		cmocka_unit_test(test_too_small_for_its_type),
		cmocka_unit_test(test_nth),
		cmocka_unit_test(test_found_before_the_chain_breaks),
		cmocka_unit_test(test_vsec),
		cmocka_unit_test(test_dvsec),
		cmocka_unit_test(test_dvsec_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
