/* test_sriov.c - virtual functions: numbers, BARs, addresses. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_sriov.h"
#include "lib/test/cfg.h"

enum { OFFSET = 0x160, SIZE = 0x40, READS = 15 };

struct fixture {
	uint8_t bytes[SIZE];
	struct io_image image;
	struct io_fault fault;
	struct io_region cap;
};

/* Eight VFs from the function after next on, each other one; a BAR of 32 bits and two of 64. */
static void setup(struct fixture *f)
{
	struct io_region io;

	memset(f->bytes, 0, SIZE);
	put_le32(f->bytes, 0x00010010);
	put_le16(f->bytes + 0x08, 0x0019);
	put_le16(f->bytes + 0x0c, 9);
	put_le16(f->bytes + 0x0e, 8);
	put_le16(f->bytes + 0x10, 7);
	put_le16(f->bytes + 0x14, 2);
	put_le16(f->bytes + 0x16, 2);
	put_le16(f->bytes + 0x1a, 0x1234);
	put_le32(f->bytes + 0x1c, 0x553);
	put_le32(f->bytes + 0x20, 1);
	put_le32(f->bytes + 0x24, 0xfa000000);
	put_le32(f->bytes + 0x28, 0x0000000c);
	put_le32(f->bytes + 0x2c, 0x00000060);
	put_le32(f->bytes + 0x30, 0x4000000c);
	put_le32(f->bytes + 0x34, 0x00000070);
	f->image = (struct io_image){f->bytes, SIZE, NULL, NULL};
	io_image_region(&f->image, IO_CONFIG, &io);
	io_fault_region(&f->fault, &io, &f->cap);
}

static void test_read(void **state)
{
	struct pci_sriov s;
	struct fixture f;

	(void)state;
	setup(&f);
	assert_int_equal(pci_read_sriov(&f.cap, OFFSET, &s), PCI_OK);
	assert_int_equal(f.fault.reads, READS);
	assert_int_equal(s.initial_vfs, 9);
	assert_int_equal(s.total_vfs, 8);
	assert_int_equal(s.num_vfs, 7);
	assert_int_equal(s.vf_offset, 2);
	assert_int_equal(s.vf_stride, 2);
	assert_int_equal(s.vf_device, 0x1234);
	assert_int_equal(s.supported_pages, 0x553);
	assert_int_equal(s.system_page, 1);
	assert_true(s.enabled && s.memory_enabled && s.ari_hierarchy);
	assert_int_equal(s.bar_count, 4);
	assert_int_equal(s.bar[0].base, 0xfa000000);
	assert_int_equal(s.bar[1].base, 0x6000000000);
	assert_int_equal(s.bar[1].slot, 1);
	assert_int_equal(s.bar[1].reg, OFFSET + 0x28);
	assert_true(s.bar[1].is_64bit && s.bar[1].prefetchable);
	assert_int_equal(s.bar[2].base, 0x7040000000);
	assert_int_equal(s.bar[2].slot, 3);
	assert_int_equal(s.bar[3].base, 0);
	assert_int_equal(s.bar[3].slot, 5);
	put_le16(f.bytes + 0x08, 0);
	assert_int_equal(pci_read_sriov(&f.cap, OFFSET, &s), PCI_OK);
	assert_false(s.enabled || s.memory_enabled || s.ari_hierarchy);
}

/* Whichever access fails, nothing is said; and a capability that is cut short is no capability. */
static void test_failures(void **state)
{
	struct pci_sriov s, none = {0};
	struct io_region cut;
	struct fixture f;

	(void)state;
	setup(&f);
	f.fault.mode = IO_FAULT_FAIL_READS;
	f.fault.count = 1;
	for (f.fault.at = 1; f.fault.at <= READS; f.fault.at++) {
		memset(&s, 0xa5, sizeof(s));
		f.fault.reads = 0;
		assert_int_equal(pci_read_sriov(&f.cap, OFFSET, &s), PCI_EIO);
		assert_memory_equal(&s, &none, sizeof(s));
	}
	f.fault.mode = IO_FAULT_NONE;
	for (size_t size = 0; size < SIZE; size += 4) {
		assert_int_equal(io_sub(&f.cap, 0, size, &cut), PCI_OK);
		assert_int_equal(pci_read_sriov(&cut, OFFSET, &s), PCI_ERANGE);
	}
}

static void check_bars(unsigned off, uint32_t value, enum pci_status st, unsigned slot)
{
	struct pci_sriov s;
	struct fixture f;
	unsigned at = 99;

	setup(&f);
	put_le32(f.bytes + 0x24 + off, value);
	assert_int_equal(pci_read_sriov(&f.cap, OFFSET, &s), PCI_OK);
	assert_int_equal(pci_sriov_check_bars(&s, &at), st);
	if (st != PCI_OK)
		assert_int_equal(at, slot);
}

static void test_bars(void **state)
{
	(void)state;
	check_bars(0, 0xfa000000, PCI_OK, 0);
	check_bars(0, 0, PCI_OK, 0);
	check_bars(0, 0x0000e001, PCI_EPORTS, 0);
	check_bars(0, 0xfa000006, PCI_ECORRUPT, 0);
	check_bars(4, 0x0000000e, PCI_ECORRUPT, 1);
	check_bars(0x14, 0xfb000000, PCI_OK, 0);
	check_bars(0x14, 0xfb000004, PCI_ECORRUPT, 5);
	check_bars(0x14, 0x0000e001, PCI_EPORTS, 5);
}

static void check_vf(const struct pci_sriov *s, struct pci_addr pf, unsigned n, unsigned bus,
                     unsigned dev, unsigned fn)
{
	struct pci_addr a;

	assert_int_equal(pci_sriov_vf(s, pf, n, &a), PCI_OK);
	assert_int_equal(a.segment, pf.segment);
	assert_int_equal(a.bus, bus);
	assert_int_equal(a.dev, dev);
	assert_int_equal(a.fn, fn);
}

static void test_addresses(void **state)
{
	struct pci_sriov s = {.total_vfs = 300, .vf_offset = 4, .vf_stride = 1};
	const struct pci_addr pf = {.segment = 7, .bus = 0x65}, last = {.bus = 0xff};
	struct pci_addr a;

	(void)state;
	check_vf(&s, pf, 1, 0x65, 0, 4);
	check_vf(&s, pf, 5, 0x65, 1, 0);
	check_vf(&s, pf, 252, 0x65, 31, 7);
	check_vf(&s, pf, 253, 0x66, 0, 0);
	assert_int_equal(pci_sriov_vf(&s, pf, 0, &a), PCI_EINVAL);
	assert_int_equal(pci_sriov_vf(&s, pf, 301, &a), PCI_EINVAL);
	check_vf(&s, last, 252, 0xff, 31, 7);
	assert_int_equal(pci_sriov_vf(&s, last, 253, &a), PCI_ERANGE);
	s.vf_stride = 0xffff;
	assert_int_equal(pci_sriov_vf(&s, pf, 300, &a), PCI_ERANGE);
	s.vf_stride = 0;
	check_vf(&s, pf, 1, 0x65, 0, 4);
	assert_int_equal(pci_sriov_vf(&s, pf, 2, &a), PCI_ECORRUPT);
	s.vf_offset = 0;
	assert_int_equal(pci_sriov_vf(&s, pf, 1, &a), PCI_ECORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
