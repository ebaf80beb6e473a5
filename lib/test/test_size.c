/* test_size.c - sizes of BARs measured: what they are, and that everything is put back. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/io_trace.h"
#include "lib/pci_dev.h"
#include "lib/pci_size.h"
#include "lib/test/host.h"

/* Of a GPU's 13 registers, of which two read all ones; Command; SR-IOV's control. */
enum { ACCESSES = 5 * 13 + 2 * 2 + 5 + 1 };

static const struct pci_addr at = {0, 0, 1, 0};

struct fixture {
	struct host *h;
	uint8_t *cfg, before[PCI_CONFIG_EXTENDED];
	struct pci_func func;
	struct pci_dev dev;
	struct pci_caps caps;
	struct pci_bar_source src;
	struct pci_bars bars;
};

static void put(struct fixture *f, unsigned off, uint32_t value, uint32_t writable)
{
	put_le32(f->cfg + off, value);
	host_writable(f->h, f->cfg, off, writable);
}

/* A function without BARs, whose Command can be written. */
static struct fixture *gpu(uint8_t layout, uint32_t class_code)
{
	static struct fixture f;

	f = (struct fixture){.h = host_new(1)};
	f.cfg = host_function(f.h, 0, at.dev, at.fn, 0x43841002, class_code, layout);
	put(&f, 0x04, 0x0010040f, 0x057f);
	f.func = (struct pci_func){
		.addr = at, .class_code = class_code, .vendor = 0x1002, .layout = layout};
	return &f;
}

/* A BAR of each sort, a ROM, and SR-IOV. */
static void add_bars(struct fixture *f)
{
	put(f, 0x10, 0xfe000000, 0xff000000); /* 16 MB */
	put(f, 0x14, 0x0000000c, 0x00000000); /* 32 GB, prefetchable */
	put(f, 0x18, 0x00000038, 0xfffffff8);
	put(f, 0x1c, 0x0000e001, 0x0000ff80); /* 128 ports of 64 KB */
	put(f, 0x20, 0x00000004, 0xfffff000); /* 4 KB of 64 bits, not assigned */
	put(f, 0x24, 0x00000000, 0xffffffff);
	put(f, 0x30, 0x00000001, 0xffff8001); /* 32 KB, enabled and not assigned */
	cfg_ext(f->cfg, 0x100, 0x0010, 1);
	put(f, 0x108, 0x00000000, 0x0000001f);
	put(f, 0x124, 0xfd000000, 0xffffc000); /* 16 KB each */
	put(f, 0x130, 0x00000000, 0xffff0000); /* not assigned */
	put(f, 0x134, 0x0000000c, 0xfffe0000);
	put(f, 0x138, 0x00000001, 0xffffffff);
}

static enum pci_status size_bars(struct fixture *f)
{
	memcpy(f->before, f->cfg, sizeof(f->before));
	assert_int_equal(pci_open(host_access(f->h), at, &f->dev), PCI_OK);
	f->dev.cfg.size = 4096;
	pci_caps_read(&f->caps, &f->dev.cfg, f->func.layout);
	f->src = (struct pci_bar_source){
		.cfg = &f->dev.cfg,
		.layout = f->func.layout,
		.known_bytes = 4096,
		.caps = &f->caps,
	};
	assert_int_equal(pci_read_bars(&f->src, &f->bars), PCI_OK);
	f->h->fault.reads = f->h->fault.writes = 0;
	f->h->critical_writes = f->h->criticals = 0;
	return pci_size_bars(&f->h->platform, &f->func, &f->src, &f->bars);
}

static bool is_restored(const struct fixture *f)
{
	return !memcmp(f->cfg, f->before, sizeof(f->before));
}

static const struct pci_bar *check(const struct fixture *f, size_t i, enum pci_bar_kind kind,
                                   unsigned slot, uint64_t base, uint64_t size)
{
	const struct pci_bar *b = &f->bars.bar[i];

	assert_int_equal(b->kind, kind);
	assert_int_equal(b->slot, slot);
	assert_int_equal(b->base, base);
	assert_int_equal(b->size, size);
	return b;
}

static void check_gpu(const struct fixture *f)
{
	assert_int_equal(f->bars.count, 8);
	check(f, 0, PCI_BAR_HEADER, 0, 0xfe000000, 0x1000000);
	assert_true(check(f, 1, PCI_BAR_HEADER, 1, 0x3800000000, 0x800000000)->is_64bit);
	assert_true(check(f, 2, PCI_BAR_HEADER, 3, 0xe000, 0x80)->io);
	assert_true(check(f, 3, PCI_BAR_HEADER, 4, 0, 0x1000)->is_64bit);
	assert_true(check(f, 4, PCI_BAR_ROM, 0, 0, 0x8000)->enabled); /* had no address: new */
	check(f, 5, PCI_BAR_VF, 0, 0xfd000000, 0x4000);
	assert_false(check(f, 6, PCI_BAR_VF, 3, 0, 0x10000)->is_64bit); /* new */
	check(f, 7, PCI_BAR_VF, 4, 0x100000000, 0x20000);
}

static void test_sizes(void **state)
{
	struct fixture *f = gpu(0, 0x030000);

	(void)state;
	add_bars(f);
	assert_int_equal(size_bars(f), PCI_OK);
	assert_true(is_restored(f));
	check_gpu(f);
	assert_int_equal(f->h->criticals, 1);
	assert_false(f->h->is_critical);
	assert_int_equal(f->h->critical_writes, f->h->fault.writes);
	assert_int_equal(f->h->fault.writes + f->h->fault.reads, ACCESSES);
	host_free(f->h);
}

/* What is written, and when: nothing but these registers, and they with decoding off. */
static void see_write(void *ctx, const struct io_trace_event *e)
{
	struct fixture *f = ctx;
	bool rom = e->off == 0x30, restores = e->value == get_le32(f->before + (e->off & ~3u));

	if (!e->write)
		return;
	assert_true(f->h->is_critical);
	if (e->off == 0x04) {
		assert_int_equal(e->width, 2);
		assert_true(e->value == 0x040f || e->value == 0x040c);
		return;
	}
	assert_true((e->off >= 0x10 && e->off < 0x28) || rom ||
	            (e->off >= 0x124 && e->off < 0x13c));
	assert_int_equal(e->width, 4);
	assert_true(restores || e->value == (rom ? 0xfffff800 : 0xffffffff));
	assert_int_equal(f->cfg[4] & 3, 0);
}

static void test_accesses(void **state)
{
	struct fixture *f = gpu(0, 0x030000);
	struct io_region under, io;
	struct io_trace trace;

	(void)state;
	add_bars(f);
	assert_int_equal(size_bars(f), PCI_OK);
	under = f->dev.cfg;
	under.presence = NULL;
	io_trace_region(&trace, &under, see_write, f, &io);
	f->src.cfg = &io;
	assert_int_equal(pci_size_bars(&f->h->platform, &f->func, &f->src, &f->bars), PCI_OK);
	assert_int_equal(f->bars.count, 8); /* and none twice */
	assert_true(is_restored(f));
	host_free(f->h);
}

/* Through a cache the device is asked all the same. */
static void test_cached(void **state)
{
	struct fixture *f = gpu(0, 0x030000);
	struct io_cache cache;
	uint32_t v;

	(void)state;
	add_bars(f);
	assert_int_equal(size_bars(f), PCI_OK);
	pci_cache_config(&f->dev, &cache);
	for (unsigned off = 0; off < 0x140; off += 4)
		assert_int_equal(io_try_read32(&f->dev.cfg, off, &v), PCI_OK);
	assert_int_equal(pci_read_bars(&f->src, &f->bars), PCI_OK);
	assert_int_equal(f->bars.count, 6);
	assert_int_equal(pci_size_bars(&f->h->platform, &f->func, &f->src, &f->bars), PCI_OK);
	assert_int_equal(f->bars.count, 8);
	check(f, 0, PCI_BAR_HEADER, 0, 0xfe000000, 0x1000000);
	assert_true(is_restored(f));
	assert_int_equal(io_try_read32(&f->dev.cfg, 0x10, &v), PCI_OK);
	assert_int_equal(v, 0xfe000000);
	host_free(f->h);
}

static void test_refused(void **state)
{
	struct fixture *f = gpu(0, 0x060000);
	enum pci_status st;

	(void)state;
	add_bars(f);
	assert_int_equal(size_bars(f), PCI_EBUSY); /* a host bridge */
	assert_int_equal(f->h->fault.reads + f->h->fault.writes + f->h->criticals, 0);
	f->func.class_code = 0x030000;
	f->h->has_console = true;
	f->h->console = at;
	assert_int_equal(size_bars(f), PCI_EBUSY);
	assert_int_equal(f->h->fault.reads + f->h->fault.writes + f->h->criticals, 0);
	f->h->console.fn = 1;
	assert_int_equal(size_bars(f), PCI_OK);
	f->h->ops.critical = NULL;
	f->h->ops.drives_console = NULL;
	assert_int_equal(size_bars(f), PCI_OK);
	host_writable(f->h, f->cfg, 0x04, 0x057d); /* memory cannot be switched off */
	st = size_bars(f);
	assert_int_equal(st, PCI_EREADONLY);
	assert_true(is_restored(f));
	assert_int_equal(f->bars.count, 6);
	assert_int_equal(f->bars.bar[0].size, 0);
	host_free(f->h);
}

/* Nothing of it can be written, as in a dump. */
static void test_read_only(void **state)
{
	struct fixture *f = gpu(0, 0x030000);

	(void)state;
	add_bars(f);
	f->h->image.writable = NULL;
	io_image_region(&f->h->image, IO_MMIO, &f->h->fault.under);
	assert_int_equal(size_bars(f), PCI_EREADONLY);
	assert_true(is_restored(f));
	assert_int_equal(f->bars.count, 6);
	host_free(f->h);
}

/* Those of VFs only while these do not answer there. */
static void test_virtual_functions(void **state)
{
	struct fixture *f = gpu(0, 0x030000);

	(void)state;
	add_bars(f);
	put(f, 0x108, 0x00000009, 0x0000001f);
	assert_int_equal(size_bars(f), PCI_OK);
	assert_true(is_restored(f));
	assert_int_equal(f->bars.count, 7);
	check(f, 0, PCI_BAR_HEADER, 0, 0xfe000000, 0x1000000);
	check(f, 5, PCI_BAR_VF, 0, 0xfd000000, 0);
	check(f, 6, PCI_BAR_VF, 4, 0x100000000, 0);
	assert_int_equal(f->h->fault.writes + f->h->fault.reads, 5 * 7 + 2 + 5 + 1);
	host_free(f->h);
}

static void test_odd(void **state)
{
	struct fixture *f = gpu(1, 0x060400);

	(void)state;
	put(f, 0x10, 0xfe000000, 0x00000000); /* does not change: no size to be had */
	put(f, 0x14, 0xfd000006, 0xfff00000); /* a reserved type, one register */
	put(f, 0x38, 0x00000000, 0xffff0001);
	put(f, 0x30, 0x00000000, 0xffffffff); /* not a ROM here */
	assert_int_equal(size_bars(f), PCI_OK);
	assert_true(is_restored(f));
	assert_int_equal(f->bars.count, 3);
	check(f, 0, PCI_BAR_HEADER, 0, 0xfe000000, 0);
	assert_true(check(f, 1, PCI_BAR_HEADER, 1, 0xfd000000, 0x100000)->broken);
	assert_false(check(f, 2, PCI_BAR_ROM, 0, 0, 0x10000)->enabled);
	put(f, 0x10, 0xffffffff, 0xffffffff); /* nobody knows what that is */
	put(f, 0x14, 0x00000000, 0x00000000);
	put(f, 0x04, 0x00100000, 0x00000000); /* decoding was off, and cannot be on */
	assert_int_equal(size_bars(f), PCI_OK);
	assert_true(is_restored(f));
	assert_int_equal(f->bars.count, 1);
	assert_int_equal(f->h->fault.writes, 2 + 2 * 2);
	host_free(f->h);
}

/* An address that is fixed has a size already, and its register is not found by its slot. */
static void test_ea(void **state)
{
	struct fixture *f = gpu(0, 0x030000);
	uint8_t *cap = cfg_cap(f->cfg, 0x40, 0x14);

	(void)state;
	cap[2] = 1;
	put_le32(cap + 4, 0x80ff0002);
	put_le32(cap + 8, 0xfe000000);
	put_le32(cap + 12, 0x00000ffc);
	put(f, 0x10, 0x00000000, 0xfff00000); /* should be 0 for good */
	put(f, 0x14, 0x00000000, 0xfff00000);
	assert_int_equal(size_bars(f), PCI_OK);
	assert_int_equal(f->bars.count, 3);
	check(f, 0, PCI_BAR_HEADER, 0, 0, 0x100000);
	check(f, 1, PCI_BAR_HEADER, 1, 0, 0x100000);
	assert_true(check(f, 2, PCI_BAR_HEADER, 0, 0xfe000000, 0x1000)->ea);
	host_free(f->h);
}

/* The fault comes with access n, for count ACCESSES; 0 for all after. */
static enum pci_status run_fault(struct fixture *f, enum io_fault_mode mode, unsigned long n,
                                 unsigned long count)
{
	struct io_fault *fault = &f->h->fault;
	enum pci_status st;

	fault->mode = IO_FAULT_NONE;
	assert_int_equal(size_bars(f), PCI_OK); /* all is well before */
	assert_true(is_restored(f));
	assert_int_equal(pci_read_bars(&f->src, &f->bars), PCI_OK);
	fault->reads = fault->writes = f->h->critical_writes = 0;
	fault->mode = mode;
	fault->at = n;
	fault->count = count;
	st = pci_size_bars(&f->h->platform, &f->func, &f->src, &f->bars);
	fault->mode = IO_FAULT_NONE;
	assert_false(f->h->is_critical);
	assert_int_equal(f->h->critical_writes, fault->writes);
	if (st != PCI_OK) {
		assert_int_equal(f->bars.count, 6); /* as they were */
		for (size_t i = 0; i < f->bars.count; i++)
			assert_int_equal(f->bars.bar[i].size, 0);
	}
	return st;
}

/* A size is right; only a write that was lost, and nobody told, can make it another. */
static void check_known(const struct fixture *f, const struct pci_bars *good,
                        enum io_fault_mode mode)
{
	assert_in_range(f->bars.count, 6, good->count);
	for (size_t i = 0; i < f->bars.count; i++) {
		const struct pci_bar *b = &f->bars.bar[i], *g;

		g = pci_find_bar(good, b->kind, b->slot);
		assert_non_null(g);
		assert_int_equal(b->base, g->base);
		if (mode != IO_FAULT_UNPLUG && mode != IO_FAULT_RETRY)
			assert_int_equal(b->size, g->size);
	}
}

/* One access, or two, go wrong anywhere: what was written is put back all the same. */
static void test_faults(void **state)
{
	static const enum io_fault_mode modes[] = {IO_FAULT_UNPLUG, IO_FAULT_RETRY,
	                                           IO_FAULT_FAIL_READS, IO_FAULT_FAIL_WRITES};
	struct fixture *f = gpu(0, 0x030000);
	struct pci_bars good;

	(void)state;
	add_bars(f);
	assert_int_equal(size_bars(f), PCI_OK);
	good = f->bars;
	for (unsigned m = 0; m < 4; m++)
		for (unsigned long n = 1; n <= ACCESSES; n++)
			for (unsigned long count = 1; count <= 2; count++) {
				if (run_fault(f, modes[m], n, count) == PCI_OK)
					check_known(f, &good, modes[m]);
				assert_true(is_restored(f));
			}
	host_free(f->h);
}

/* It is gone for good: that is the outcome, whatever comes when. */
static void test_gone(void **state)
{
	struct fixture *f = gpu(0, 0x030000);

	(void)state;
	add_bars(f);
	for (unsigned long n = 1; n <= ACCESSES; n++) {
		assert_int_equal(run_fault(f, IO_FAULT_UNPLUG, n, 0), PCI_EGONE);
		assert_in_range(f->h->fault.reads + f->h->fault.writes, n, ACCESSES + 10);
		memcpy(f->cfg, f->before, sizeof(f->before));
	}
	host_free(f->h);
}

/* Nothing can be read, or written, any more: an error, and what could be written was. */
static void test_fails(void **state)
{
	struct fixture *f = gpu(0, 0x030000);

	(void)state;
	add_bars(f);
	for (unsigned long n = 1; n < ACCESSES; n++) {
		assert_int_equal(run_fault(f, IO_FAULT_FAIL_READS, n, 0), PCI_EIO);
		assert_true(is_restored(f));
		if (n == ACCESSES - 1)
			break; /* the last write, with a read after it */
		assert_int_equal(run_fault(f, IO_FAULT_FAIL_WRITES, n, 0), PCI_EIO);
		memcpy(f->cfg, f->before, sizeof(f->before));
	}
	host_free(f->h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),     cmocka_unit_test(test_accesses),
		cmocka_unit_test(test_cached),    cmocka_unit_test(test_refused),
		cmocka_unit_test(test_read_only), cmocka_unit_test(test_virtual_functions),
		cmocka_unit_test(test_odd),       cmocka_unit_test(test_ea),
		cmocka_unit_test(test_faults),    cmocka_unit_test(test_gone),
		cmocka_unit_test(test_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
