/* test_unplug.c - the machine vanishes with each access of a scan, a walk, a decode. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_bar.h"
#include "lib/pci_dev.h"
#include "lib/test/gpu_machine.h"
#include "lib/test/scan.h"

static bool is_same(const struct pci_func *a, const struct pci_func *b)
{
	return a->vendor == b->vendor && a->device == b->device && a->class_code == b->class_code &&
	       a->revision == b->revision && a->layout == b->layout &&
	       a->multifunction == b->multifunction && a->no_extended == b->no_extended &&
	       a->port_type == b->port_type && a->secondary == b->secondary &&
	       a->subordinate == b->subordinate;
}

static const struct pci_func *find(const struct scan *s, struct pci_addr addr)
{
	for (size_t i = 0; i < s->count; i++)
		if (pci_addr_equal(s->funcs[i].addr, addr))
			return &s->funcs[i];
	return NULL;
}

/* A listed function is as it was, or marked and noted. Nothing is found after a loss. */
static void check_scan(struct host *h, size_t functions)
{
	struct scan whole, s;
	size_t listed = 0;

	h->fault.unplug_at = 0;
	scan_host(h, &whole);
	assert_int_equal(whole.count, functions);
	assert_string_equal(whole.notes, "");
	for (unsigned long n = 1; n <= whole.reads; n++) {
		size_t gone = 0;

		h->fault.unplug_at = n;
		scan_host(h, &s);
		assert_in_range(s.count, listed, functions);
		listed = s.count - (s.count && s.funcs[s.count - 1].gone);
		for (size_t i = 0; i < s.count; i++) {
			const struct pci_func *f = &s.funcs[i];

			gone += f->gone;
			assert_non_null(find(&whole, f->addr));
			assert_true(f->gone || is_same(f, find(&whole, f->addr)));
		}
		assert_in_range(gone, 0, 1);
		assert_int_equal(strstr(s.notes, "gone") != NULL, gone);
		assert_in_range(s.reads, 1, whole.reads + 32 * 6 + 2);
	}
	h->fault.unplug_at = 0;
}

static void test_scan(void **state)
{
	struct host *h = deep_machine();

	(void)state;
	check_scan(h, 8);
	host_free(h);
	h = gpu_machine();
	check_scan(h, 3);
	host_free(h);
}

/* All that a walk, the size and the BARs say of a function, as bytes to compare. */
struct facts {
	size_t size, caps;
	struct pci_cap cap[16];
	struct pci_bars bars;
	size_t windows;
	struct pci_window window[PCI_WINDOWS_MAX];
};

static enum pci_status inspect(struct host *h, const struct pci_func *func, struct facts *ret)
{
	struct pci_bar_source src = {.layout = func->layout, .known_bytes = SIZE_MAX};
	struct pci_dev dev;
	static struct pci_caps caps;
	enum pci_status st;

	memset(ret, 0, sizeof(*ret));
	assert_int_equal(pci_open(host_access(h), func->addr, &dev), PCI_OK);
	st = pci_size_config(&dev, func);
	if (st != PCI_OK)
		return st;
	ret->size = dev.cfg.size;
	pci_caps_read(&caps, &dev.cfg, func->layout);
	if (caps.std.end == PCI_WALK_ERROR || caps.ext.end == PCI_WALK_ERROR)
		return PCI_EGONE;
	assert_int_equal(caps.std.end, PCI_WALK_END);
	assert_int_equal(caps.ext.end, PCI_WALK_END);
	ret->caps = caps.count;
	assert_in_range(caps.count, 0, 16);
	memcpy(ret->cap, caps.cap, caps.count * sizeof(caps.cap[0]));
	src.cfg = &dev.cfg;
	src.caps = &caps;
	st = pci_read_bars(&src, &ret->bars);
	if (st != PCI_OK)
		return st;
	return pci_read_windows(&dev.cfg, func->layout, SIZE_MAX, ret->window, &ret->windows);
}

/* Either PCI_EGONE comes out, or the loss came after the last read. */
static void check_inspect(struct host *h, const struct pci_func *func)
{
	struct facts whole, facts;
	unsigned long reads;

	h->fault.reads = 0;
	assert_int_equal(inspect(h, func, &whole), PCI_OK);
	reads = h->fault.reads;
	for (unsigned long n = 1; n <= reads; n++) {
		h->fault.reads = 0;
		h->fault.unplug_at = n;
		assert_int_equal(inspect(h, func, &facts), PCI_EGONE);
		assert_in_range(h->fault.reads, 1, reads + 1);
	}
	h->fault.unplug_at = 0;
	assert_int_equal(inspect(h, func, &facts), PCI_OK);
	assert_int_equal(facts.size, whole.size);
	assert_int_equal(facts.caps, whole.caps);
	assert_int_equal(facts.bars.count, whole.bars.count);
	assert_int_equal(facts.windows, whole.windows);
}

static void test_inspect(void **state)
{
	struct host *machines[] = {deep_machine(), gpu_machine()};
	struct scan s;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		scan_host(machines[i], &s);
		for (size_t f = 0; f < s.count; f++)
			check_inspect(machines[i], &s.funcs[f]);
		host_free(machines[i]);
	}
}

/* A search ends with the status too, whether it would have found something or not. */
static void test_find(void **state)
{
	static const uint16_t ids[] = {0x0001, 0x0003, 0x0010, 0x00ff};
	struct host *h = gpu_machine();
	struct pci_dev dev;
	struct io_region io;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		enum pci_status whole;
		unsigned long reads;

		assert_int_equal(pci_open(host_access(h), (struct pci_addr){0, 1, 0, 0}, &dev), 0);
		dev.cfg.size = 4096;
		h->fault.unplug_at = 0;
		h->fault.reads = 0;
		whole = pci_find_id(&dev.cfg, PCI_CAP_EXT, ids[i], 0, &io);
		assert_int_equal(whole, i < 3 ? PCI_OK : PCI_ENOTFOUND);
		reads = h->fault.reads;
		for (unsigned long n = 1; n <= reads; n++) {
			enum pci_status st;

			h->fault.reads = 0;
			h->fault.unplug_at = n;
			dev.presence.gone = false;
			st = pci_find_id(&dev.cfg, PCI_CAP_EXT, ids[i], 0, &io);
			assert_true(st == PCI_EGONE || (st == PCI_OK && whole == PCI_OK));
		}
	}
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_inspect),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
