/* test_bare.c - a platform made of what another said. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bare.h"
#include "lib/test/host.h"

enum { SIZE = 4096 };

static const struct pci_func funcs[] = {
	{.addr = {0, 0, 1, 0}}, {.addr = {0, 0, 2, 0}}, {.addr = {1, 0, 2, 0}}};
static const struct pci_root_window window = {false, 0x1000, 0x2000, 0x91000};
static uint64_t stalled;

/* Of the root bridge of segment 0 alone. */
static size_t root_windows(struct platform *p, struct pci_addr addr,
                           struct pci_root_window ret[PCI_ROOT_WINDOWS_MAX])
{
	(void)p;
	if (addr.segment)
		return 0;
	ret[0] = window;
	return 1;
}

static void stall(struct platform *p, uint64_t us)
{
	(void)p;
	stalled += us;
}

static struct host *machine(void)
{
	struct host *h = host_new(1);

	stalled = 0;
	h->ops.root_windows = root_windows;
	h->ops.stall = stall;
	h->rsdp[1] = 0x1000;
	h->rsdp[2] = 0x2000;
	h->roots[0] = (struct pci_bus_range){0, 0, 3};
	h->roots[1] = (struct pci_bus_range){1, 2, 9};
	h->root_count = 2;
	h->records[0] = (struct host_record){{0, 0, 1, 0}, {0xfe000000, 0x1000}};
	h->records[1] = (struct host_record){{0, 0, 1, 0}, {0xc0000000, 0x100000}};
	h->records[2] = (struct host_record){{1, 0, 2, 0}, {0xfd000000, 0x2000}};
	h->record_count = 3;
	return h;
}

/* The host is changed and freed before anything is asked: what is said are copies. */
static void test_copies(void **state)
{
	static const struct memory_range map[] = {{0x1000, 0x1000, MEMORY_RESERVED}};
	struct pci_bar_record bars[PCI_BAR_RECORDS];
	struct pci_root_window windows[PCI_ROOT_WINDOWS_MAX];
	struct pci_bus_range roots[4];
	struct host *h = machine();
	struct platform *p;
	struct bare b;
	uint8_t *memory = malloc(SIZE);
	size_t n;

	(void)state;
	assert_int_equal(bare_init(&b, &h->platform, funcs, 3, memory, SIZE), PCI_OK);
	assert_true(stalled > 0);
	memset(&h->ops, 0xff, sizeof(h->ops));
	memset(h->records, 0xff, sizeof(h->records));
	host_free(h);
	p = &b.platform;
	assert_int_equal(p->ops->rsdp(p, 1), 0x1000);
	assert_int_equal(p->ops->rsdp(p, 2), 0x2000);
	assert_int_equal(p->ops->root_buses(p, NULL, 0, &n), PCI_OK);
	assert_int_equal(n, 2);
	assert_int_equal(p->ops->root_buses(p, roots, 1, &n), PCI_OK);
	assert_int_equal(n, 2);
	assert_int_equal(p->ops->root_buses(p, roots, 4, &n), PCI_OK);
	assert_int_equal(roots[1].end, 9);
	assert_int_equal(p->ops->root_windows(p, funcs[2].addr, windows), 0);
	assert_int_equal(p->ops->root_windows(p, (struct pci_addr){0, 4, 0, 0, 0}, windows), 0);
	assert_int_equal(p->ops->root_windows(p, (struct pci_addr){0, 3, 0, 0, 0}, windows), 1);
	assert_memory_equal(&windows[0], &window, sizeof(window));
	assert_int_equal(p->ops->bar_records(p, funcs[0].addr, bars), 2);
	assert_int_equal(bars[1].size, 0x100000);
	assert_int_equal(p->ops->bar_records(p, funcs[1].addr, bars), 0);
	assert_int_equal(p->ops->bar_records(p, funcs[2].addr, bars), 1);
	assert_int_equal(bars[0].base, 0xfd000000);
	assert_int_equal(p->ops->bar_records(p, (struct pci_addr){9, 9, 9, 1}, bars), 0);
	assert_int_equal(p->ops->memory_kind(p, 0x1000, 0x1000), MEMORY_NOT_LISTED);
	b.map = map;
	b.map_count = 1;
	assert_int_equal(p->ops->memory_kind(p, 0x1000, 0x1000), MEMORY_RESERVED);
	free(memory);
}

/* A platform that knows nothing of its roots, and has no clock. */
static void test_nothing_known(void **state)
{
	struct host *h = host_new(1);
	struct pci_root_window windows[PCI_ROOT_WINDOWS_MAX];
	uint8_t memory[64];
	struct bare b;
	size_t n;

	(void)state;
	h->ops.stall = NULL;
	assert_int_equal(bare_init(&b, &h->platform, NULL, 0, memory, sizeof(memory)), PCI_OK);
	assert_int_equal(b.platform.ops->root_buses(&b.platform, NULL, 0, &n), PCI_ENOTFOUND);
	assert_int_equal(b.platform.ops->root_windows(&b.platform, funcs[0].addr, windows), 0);
	assert_int_equal(n, 0);
	assert_int_equal(b.ticks_per_ms, 0);
	b.platform.ops->stall(&b.platform, UINT64_MAX); /* or it would last for ever */
	host_free(h);
}

/* Aligned, zeroed, inside, apart; and no byte more than there is. */
static void test_alloc(void **state)
{
	struct host *h = host_new(1);
	uint8_t *memory = malloc(SIZE + 1), *end = memory + SIZE + 1;
	uint8_t *last = memory;
	struct platform *p;
	struct bare b;

	(void)state;
	memset(memory, 0xa5, SIZE + 1);
	assert_int_equal(bare_init(&b, &h->platform, NULL, 0, memory + 1, SIZE), PCI_OK);
	p = &b.platform;
	for (size_t size = 1; size < 40; size++) {
		uint8_t *got = p->ops->alloc(p, size);

		assert_non_null(got);
		assert_int_equal((uintptr_t)got % 16, 0);
		assert_true(got > last && got + size <= end);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(got[i], 0);
		memset(got, 0xff, size);
		last = got + size - 1;
	}
	assert_null(p->ops->alloc(p, SIZE));
	assert_null(p->ops->alloc(p, SIZE_MAX));
	assert_null(p->ops->alloc(p, SIZE_MAX - 15));
	assert_non_null(p->ops->alloc(p, b.size - b.used - 15));
	while (p->ops->alloc(p, 1))
		assert_true(b.used <= b.size);
	free(memory);
	host_free(h);
}

/* With each size of memory from none on: never a byte outside, and in the end enough. */
static void test_no_memory(void **state)
{
	struct host *h = machine();
	enum pci_status st = PCI_ENOSPC;

	(void)state;
	for (size_t size = 0; st != PCI_OK; size++) {
		uint8_t *memory = malloc(size + !size);
		struct bare b;

		assert_true(size < SIZE);
		st = bare_init(&b, &h->platform, funcs, 3, memory, size);
		assert_true(st == PCI_OK || st == PCI_ENOSPC);
		free(memory);
	}
	host_free(h);
}

/* As many ticks as the rate says, and not fewer; by the counter itself. */
static void test_stall(void **state)
{
	struct host *h = host_new(1);
	uint8_t memory[64];
	struct bare b;
	uint64_t start;

	(void)state;
	assert_int_equal(bare_init(&b, &h->platform, NULL, 0, memory, sizeof(memory)), PCI_OK);
	b.ticks_per_ms = 100000;
	for (uint64_t us = 1; us < 20000; us *= 7) {
		start = cpu_counter();
		b.platform.ops->stall(&b.platform, us);
		assert_true(cpu_counter() - start >= us * 100);
	}
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies), cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_alloc),  cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_stall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
