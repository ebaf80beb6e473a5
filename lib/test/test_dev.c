/* test_dev.c - opening a function, and the size of its configuration space. */
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

/* The same through a cache: the dwords of a walk and the size are read once. */
static void test_cached(void **state)
{
	struct fixture f = machine(0x030000);
	struct io_cache cache;
	uint16_t id;

	(void)state;
	cfg_cap(f.cfg, 0x50, 0x10);
	assert_int_equal(pci_open(host_access(f.h), at, &f.dev), PCI_OK);
	pci_cache_config(&f.dev, &cache);
	assert_int_equal(f.dev.cfg.size, 256);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pci_size_config(&f.dev, &f.func), PCI_OK);
		assert_int_equal(f.dev.cfg.size, 4096);
		assert_int_equal(f.h->fault.reads, 4);
	}
	assert_int_equal(io_try_read16(&f.dev.cfg, 2, &id), PCI_OK);
	assert_int_equal(id, 0x4384);
	f.h->fault.unplug_at = 1;
	assert_int_equal(pci_presence_check(&f.dev.presence), PCI_EGONE);
	assert_int_equal(io_try_read16(&f.dev.cfg, 2, &id), PCI_EGONE);
	host_free(f.h);
}

static void expect_subsystem(struct fixture *f, unsigned layout, unsigned vendor, unsigned id)
{
	uint16_t got[2] = {1, 1};

	assert_int_equal(pci_read_subsystem(&f->dev.cfg, layout, &got[0], &got[1]), PCI_OK);
	assert_int_equal(got[0], vendor);
	assert_int_equal(got[1], id);
}

/* Each layout has it elsewhere; a bridge to PCI in a capability, or not at all. */
static void test_subsystem(void **state)
{
	struct fixture f = machine(0x060400);
	uint16_t vendor = 1, id = 1;

	(void)state;
	put_le32(f.cfg + 0x2c, 0x56781462);
	put_le32(f.cfg + 0x40, 0x9abc1043);
	assert_int_equal(pci_open(host_access(f.h), at, &f.dev), PCI_OK);
	expect_subsystem(&f, PCI_LAYOUT_NORMAL, 0x1462, 0x5678);
	expect_subsystem(&f, PCI_LAYOUT_CARDBUS, 0x1043, 0x9abc);
	expect_subsystem(&f, PCI_LAYOUT_BRIDGE, 0, 0);
	expect_subsystem(&f, 3, 0, 0);
	cfg_cap(f.cfg, 0x50, reg_id(pci_VNDR));
	expect_subsystem(&f, PCI_LAYOUT_BRIDGE, 0, 0);
	put_le32(cfg_cap(f.cfg, 0x60, (uint8_t)reg_id(pci_SSVID)) + 4, 0x43211025);
	expect_subsystem(&f, PCI_LAYOUT_BRIDGE, 0x1025, 0x4321);
	f.h->fault.reads = 0;
	f.h->fault.unplug_at = 1;
	assert_int_not_equal(pci_read_subsystem(&f.dev.cfg, PCI_LAYOUT_NORMAL, &vendor, &id),
	                     PCI_OK);
	assert_int_equal(vendor + id, 0);
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
		cmocka_unit_test(test_cached),
		cmocka_unit_test(test_subsystem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
