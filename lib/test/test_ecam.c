/* test_ecam.c - addresses in the windows of ECAM, and regions there. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/ecam.h"
#include "lib/test/host.h"

static void test_address(void **state)
{
	const struct ecam_window w = {0xe0000000, {2, 0x10, 0x1f}, 0};
	uint64_t phys;

	(void)state;
	/* the base is bus 0's, although the window starts at bus 10 */
	assert_int_equal(ecam_address(&w, (struct pci_addr){2, 0x10, 0, 0}, &phys), PCI_OK);
	assert_int_equal(phys, 0xe1000000);
	assert_int_equal(ecam_address(&w, (struct pci_addr){2, 0x1f, 31, 7}, &phys), PCI_OK);
	assert_int_equal(phys, 0xe1fff000);
	assert_int_equal(ecam_address(&w, (struct pci_addr){2, 0x0f, 0, 0}, &phys), PCI_ERANGE);
	assert_int_equal(ecam_address(&w, (struct pci_addr){2, 0x20, 0, 0}, &phys), PCI_ERANGE);
	assert_int_equal(ecam_address(&w, (struct pci_addr){1, 0x10, 0, 0}, &phys), PCI_ERANGE);
	assert_int_equal(ecam_address(&w, (struct pci_addr){2, 0x10, 32, 0}, &phys), PCI_ERANGE);
	assert_int_equal(ecam_address(&w, (struct pci_addr){2, 0x10, 0, 8}, &phys), PCI_ERANGE);
}

static void test_address_at_the_top(void **state)
{
	const struct ecam_window w = {UINT64_MAX - 0xfffff, {0, 0, 1}, 0};
	uint64_t phys;

	(void)state;
	assert_int_equal(ecam_address(&w, (struct pci_addr){0, 0, 31, 7}, &phys), PCI_OK);
	assert_int_equal(phys, UINT64_MAX - 0xfff);
	assert_int_equal(ecam_address(&w, (struct pci_addr){0, 1, 0, 0}, &phys), PCI_ERANGE);
}

/* Two windows, the second of another segment with its buses from 20h on. */
static void test_region(void **state)
{
	struct host *h = host_new(2);
	struct ecam_window w[] = {
		host_window(0, 0, 0, 0),
		host_window(1, 0x20, 0x20, 1),
		{0x666000, {3, 0, 0}, 0} /* not mapped */
	};
	const struct ecam_mapper mapper = host_mapper(h);
	struct pci_bus_range buses[3];
	struct io_region cfg;
	struct ecam e;
	uint32_t id;
	uint64_t v;

	(void)state;
	host_function(h, 0, 1, 2, 0x11111234, 0, 0);
	host_function(h, 1, 1, 2, 0x22221234, 0, 0);
	w[1].dwords = IO_DWORD_READS;
	ecam_init(&e, w, buses, 3, &mapper);
	assert_int_equal(e.access.region(&e.access, (struct pci_addr){1, 0x20, 1, 2}, &cfg), 0);
	assert_int_equal(h->fault.reads, 0);
	assert_int_equal(cfg.size, 4096);
	assert_int_equal(cfg.widths, IO_8 | IO_16 | IO_32);
	assert_int_equal(cfg.dwords, IO_DWORD_READS);
	assert_int_equal(io_try_read64(&cfg, 0, &v), PCI_EWIDTH);
	assert_int_equal(io_try_read32(&cfg, 0, &id), PCI_OK);
	assert_int_equal(id, 0x22221234);
	assert_int_equal(e.access.region(&e.access, (struct pci_addr){0, 0, 1, 2}, &cfg), PCI_OK);
	assert_int_equal(cfg.dwords, 0);
	assert_int_equal(io_try_read32(&cfg, 0, &id), PCI_OK);
	assert_int_equal(id, 0x11111234);
	assert_int_equal(e.access.region(&e.access, (struct pci_addr){1, 0, 1, 2}, &cfg),
	                 PCI_ERANGE);
	assert_int_equal(e.access.region(&e.access, (struct pci_addr){3, 0, 0, 0}, &cfg),
	                 PCI_EUNMAPPED);
	host_free(h);
}

/* A backend that refuses all but whole dwords, as the hardware would. */
static uint32_t dwords[2];

static enum pci_status dword_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	assert_int_equal(width, 4);
	*ret = dwords[(io->base + off) / 4];
	return PCI_OK;
}

static enum pci_status dword_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	assert_int_equal(width, 4);
	dwords[(io->base + off) / 4] = (uint32_t)val;
	return PCI_OK;
}

static void test_dwords_only(void **state)
{
	static const struct io_ops ops = {dword_read, dword_write};
	struct io_region io = {.ops = &ops,
	                       .size = 8,
	                       .widths = IO_CONFIG,
	                       .dwords = IO_DWORD_READS | IO_DWORD_WRITES},
			 sub;
	uint16_t half;
	uint8_t byte;

	(void)state;
	dwords[1] = 0x44332211;
	assert_int_equal(io_try_read8(&io, 7, &byte), PCI_OK);
	assert_int_equal(byte, 0x44);
	assert_int_equal(io_sub(&io, 6, 2, &sub), PCI_OK); /* starts within a dword */
	assert_int_equal(io_try_read16(&sub, 0, &half), PCI_OK);
	assert_int_equal(half, 0x4433);
	assert_int_equal(io_try_write8(&sub, 0, 0xaa), PCI_OK);
	assert_int_equal(dwords[1], 0x44aa2211);
	assert_int_equal(io_try_write16(&io, 4, 0xbbcc), PCI_OK);
	assert_int_equal(dwords[1], 0x44aabbcc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_address_at_the_top),
		cmocka_unit_test(test_region),
		cmocka_unit_test(test_dwords_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
