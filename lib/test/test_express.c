/* test_express.c - the PCI Express capability, by type and version. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_express.h"
#include "lib/test/cfg.h"

enum { SIZE = 0x3c, SLOT = 0x100 };

struct fixture {
	uint8_t bytes[SIZE];
	struct io_image image;
	struct io_fault fault;
	struct io_region cap;
};

/* Every register holds its own offset in each byte. */
static void setup(struct fixture *f, unsigned flags)
{
	struct io_region io;

	for (unsigned i = 0; i < SIZE; i++)
		f->bytes[i] = (uint8_t)(i & ~1u);
	put_le16(f->bytes, 0x0010);
	put_le16(f->bytes + 2, (uint16_t)flags);
	f->image = (struct io_image){f->bytes, SIZE, NULL, NULL};
	io_image_region(&f->image, IO_CONFIG, &io);
	io_fault_region(&f->fault, &io, &f->cap);
}

static void check(unsigned type, unsigned version, unsigned slot, bool link, bool has_slot,
                  unsigned long reads)
{
	struct pci_express e, none;
	bool two = version >= 2;
	struct fixture f;

	setup(&f, type << 4 | version | slot);
	assert_int_equal(pci_read_express(&f.cap, &e), PCI_OK);
	assert_int_equal(f.fault.reads, reads);
	assert_int_equal(e.port_type, type);
	assert_int_equal(e.has_link, link);
	assert_int_equal(e.has_slot, has_slot);
	assert_int_equal(e.has_2, two);
	assert_int_equal(e.devcap, 0x06060404);
	assert_int_equal(e.devctl, 0x0808);
	assert_int_equal(e.devsta, 0x0a0a);
	assert_int_equal(e.lnkcap, link ? 0x0e0e0c0c : 0);
	assert_int_equal(e.lnkctl, link ? 0x1010 : 0);
	assert_int_equal(e.lnksta, link ? 0x1212 : 0);
	assert_int_equal(e.sltcap, has_slot ? 0x16161414 : 0);
	assert_int_equal(e.sltctl, has_slot ? 0x1818 : 0);
	assert_int_equal(e.sltsta, has_slot ? 0x1a1a : 0);
	assert_int_equal(e.devcap2, two ? 0x26262424 : 0);
	assert_int_equal(e.devctl2, two ? 0x2828 : 0);
	assert_int_equal(e.lnkcap2, two && link ? 0x2e2e2c2c : 0);
	assert_int_equal(e.lnkctl2, two && link ? 0x3030 : 0);
	assert_int_equal(e.lnksta2, two && link ? 0x3232 : 0);
	memset(&none, 0, sizeof(none));
	f.fault.mode = IO_FAULT_FAIL_READS;
	f.fault.count = 1;
	for (f.fault.at = 1; f.fault.at <= reads; f.fault.at++) {
		f.fault.reads = 0;
		memset(&e, 0xa5, sizeof(e));
		assert_int_equal(pci_read_express(&f.cap, &e), PCI_EIO);
		assert_memory_equal(&e, &none, sizeof(e));
	}
}

static void test_parts(void **state)
{
	(void)state;
	check(PCI_PORT_ENDPOINT, 1, 0, true, false, 7);
	check(PCI_PORT_ENDPOINT, 2, 0, true, false, 12);
	check(PCI_PORT_ENDPOINT, 2, SLOT, true, false, 12);
	check(PCI_PORT_RC_ENDPOINT, 1, 0, false, false, 4);
	check(PCI_PORT_RC_ENDPOINT, 2, SLOT, false, false, 6);
	check(PCI_PORT_RC_EVENT, 2, 0, false, false, 6);
	check(PCI_PORT_ROOT, 2, SLOT, true, true, 15);
	check(PCI_PORT_ROOT, 2, 0, true, false, 12);
	check(PCI_PORT_DOWNSTREAM, 1, SLOT, true, true, 10);
	check(PCI_PORT_UPSTREAM, 2, SLOT, true, false, 12);
	check(PCI_PORT_PCI_TO_PCIE, 2, SLOT, true, true, 15);
}

static void test_cut(void **state)
{
	struct pci_express e;
	struct io_region cut;
	struct fixture f;

	(void)state;
	setup(&f, PCI_PORT_ENDPOINT << 4 | 2);
	for (size_t size = 0; size < 0x34; size += 4) {
		assert_int_equal(io_sub(&f.cap, 0, size, &cut), PCI_OK);
		assert_int_equal(pci_read_express(&cut, &e), PCI_ERANGE);
	}
	assert_int_equal(io_sub(&f.cap, 0, 0x34, &cut), PCI_OK);
	assert_int_equal(pci_read_express(&cut, &e), PCI_OK);
}

static void test_speeds(void **state)
{
	struct pci_express e = {.lnkcap = 0x103};

	(void)state;
	assert_int_equal(pci_link_speeds(&e), 7);
	e.lnkcap2 = 0x1e;
	assert_int_equal(pci_link_speeds(&e), 0xf);
	assert_int_equal(pci_highest_speed(0xf), 4);
	e.lnkcap2 = 0x800001fe;
	assert_int_equal(pci_link_speeds(&e), 0x7f);
	e.lnkcap2 = 0x10;
	assert_int_equal(pci_link_speeds(&e), 8);
	assert_int_equal(pci_highest_speed(8), 4);
	e = (struct pci_express){0};
	assert_int_equal(pci_highest_speed(pci_link_speeds(&e)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_speeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
