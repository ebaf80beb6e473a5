/* test_map_enable.c - decoding switched on for a BAR, and off; and what is lost meanwhile. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_cache.h"
#include "lib/test/map.h"

/* One write, of one bit; and one that takes it back, whatever else was changed meanwhile. */
static void check_enable(unsigned slot, unsigned flags, uint16_t bit)
{
	struct map_fixture *f = map_fixture();
	uint16_t old = 0x0543 & (uint16_t)~bit;

	put_le16(f->cfg + 4, old);
	assert_int_equal(map_bar(f, slot, flags), PCI_EDECODE);
	assert_int_equal(f->writes, 0);
	assert_int_equal(map_bar(f, slot, flags | PCI_MAP_ENABLE), PCI_OK);
	assert_int_equal(f->writes, 1);
	assert_int_equal(get_le16(f->cfg + 4), old | bit);
	f->cfg[4] |= 0x04; /* a driver's: bus mastering */
	f->before[4] |= 0x04;
	assert_int_equal(pci_unmap_bar(&f->m), PCI_OK);
	assert_int_equal(f->h->fault.writes, 2);
	assert_true(map_is_untouched(f));
	assert_int_equal(pci_unmap_bar(&f->m), PCI_OK);
	assert_int_equal(f->h->fault.writes, 2);
	map_end(f);
}

static void test_enable(void **state)
{
	struct pci_mapping second;
	struct map_fixture *f;

	(void)state;
	check_enable(PCI_BAR_SLOT(0), 0, 2);
	check_enable(PCI_BAR_SLOT(3), PCI_MAP_PORTS, 1);
	f = map_fixture();
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), PCI_MAP_ENABLE), PCI_OK); /* on already */
	assert_int_equal(pci_unmap_bar(&f->m), PCI_OK);
	assert_int_equal(f->h->fault.writes, 0);
	put_le16(f->cfg + 4, 0);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), PCI_MAP_ENABLE), PCI_OK);
	assert_int_equal(pci_open_bar(&f->device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &second),
	                 PCI_OK);
	assert_int_equal(pci_unmap_bar(&second), PCI_OK);
	assert_int_equal(f->cfg[4], 2); /* for the first one */
	assert_int_equal(pci_unmap_bar(&f->m), PCI_OK);
	assert_int_equal(f->cfg[4], 0);
	map_end(f);
}

/* A bit that stays 0; and configuration space that cannot be written. */
static void test_enable_refused(void **state)
{
	struct map_fixture *f = map_fixture();

	(void)state;
	put_le16(f->cfg + 4, 1);
	host_writable(f->h, f->cfg, 4, 0x057d);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), PCI_MAP_ENABLE), PCI_EDECODE);
	assert_true(map_is_untouched(f));
	assert_int_equal(f->m.enabled, 0);
	f->h->image.writable = NULL;
	io_image_region(&f->h->image, IO_MMIO, &f->h->fault.under);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), PCI_MAP_ENABLE), PCI_EREADONLY);
	assert_true(map_is_untouched(f));
	map_end(f);
}

/* What is cached is not what the write left behind. */
static void test_cached(void **state)
{
	static struct io_cache cache;
	struct map_fixture *f = map_fixture();
	uint32_t v;

	(void)state;
	put_le16(f->cfg + 4, 0);
	host_writable(f->h, f->cfg, 4, 0x057d);
	map_open(f);
	pci_cache_config(&f->dev, &cache);
	assert_int_equal(io_try_read32(&f->dev.cfg, 4, &v), PCI_OK);
	assert_int_equal(pci_map_bar(&f->device, PCI_BAR_SLOT(0), PCI_MAP_ENABLE, &f->m, &f->regs),
	                 PCI_EDECODE);
	map_end(f);
}

/* Accesses of a BAR's life with PCI_MAP_ENABLE, counted from 1, and those that write. */
enum { SWITCH_ON = 7 + 2 * 3 + 1 + 2, SWITCH_OFF = SWITCH_ON + 3, LIFE = SWITCH_OFF };

struct loss {
	enum io_fault_mode mode;
	unsigned long count; /* of accesses, 0 for all after */
	enum pci_status st;
};

/* Whether anybody can notice: a write into nothing does not say so. */
static bool is_noticed(const struct loss *l, unsigned long n)
{
	for (unsigned long k = n; k <= LIFE && (!l->count || k < n + l->count); k++) {
		bool writes = k == SWITCH_ON || k == SWITCH_OFF;

		if (writes == (l->mode == IO_FAULT_FAIL_WRITES))
			return true;
	}
	return false;
}

/* A true status, no more accesses than without it, and Command as it was where that can be. */
static void check_loss(const struct loss *l, unsigned long n)
{
	bool is_gone = l->mode == IO_FAULT_UNPLUG || l->mode == IO_FAULT_RETRY;
	struct map_fixture *f = map_fixture();
	enum pci_status st, back = PCI_OK;

	put_le16(f->cfg + 4, 0x0401);
	map_open(f);
	f->h->fault.mode = l->mode;
	f->h->fault.at = n;
	f->h->fault.count = l->count;
	st = pci_map_bar(&f->device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &f->m, &f->regs);
	if (st == PCI_OK)
		back = pci_unmap_bar(&f->m);
	assert_in_range(f->h->fault.reads + f->h->fault.writes, n, LIFE + 1);
	assert_int_equal(st == PCI_OK ? back : st, is_noticed(l, n) ? l->st : PCI_OK);
	if (back != PCI_OK && l->count)
		assert_int_equal(pci_unmap_bar(&f->m), PCI_OK);
	if (!is_gone && (back == PCI_OK || l->count))
		assert_true(map_is_untouched(f));
	map_end(f);
}

/* With each access in turn the device is gone, or asks to retry, or accesses fail. */
static void test_lost(void **state)
{
	static const struct loss losses[] = {
		{IO_FAULT_UNPLUG, 0, PCI_EGONE},    {IO_FAULT_RETRY, 0, PCI_ERETRY},
		{IO_FAULT_FAIL_READS, 0, PCI_EIO},  {IO_FAULT_FAIL_READS, 1, PCI_EIO},
		{IO_FAULT_FAIL_WRITES, 0, PCI_EIO}, {IO_FAULT_FAIL_WRITES, 1, PCI_EIO},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++)
		for (unsigned long n = 1; n <= LIFE; n++)
			check_loss(&losses[i], n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enable),
		cmocka_unit_test(test_enable_refused),
		cmocka_unit_test(test_cached),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
