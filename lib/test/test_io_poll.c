/* test_io_poll.c - waiting for a register: how long, how often, and what ends it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_poll.h"
#include "lib/presence.h"
#include "lib/test/map.h"

enum { READY = 0x80, BUSY = 0x01 };

/* A register that changes with the read at, and a Vendor ID. */
struct device {
	struct host *h;
	unsigned long reads, at, id_reads;
	uint64_t before, after; /* at, and from then on */
	enum pci_status st;     /* of all reads */
	uint32_t id;
	struct pci_presence presence;
	struct io_region reg, cfg;
};

static enum pci_status read_reg(const struct io_region *io, size_t off, unsigned width,
                                uint64_t *ret)
{
	struct device *d = io->ctx;

	(void)off;
	(void)width;
	*ret = ++d->reads < d->at ? d->before : d->after;
	return d->st;
}

static enum pci_status read_id(const struct io_region *io, size_t off, unsigned width,
                               uint64_t *ret)
{
	struct device *d = io->ctx;

	(void)off;
	(void)width;
	d->id_reads++;
	*ret = d->id;
	return PCI_OK;
}

static struct device *device(uint64_t before, unsigned long at, uint64_t after)
{
	static const struct io_ops reg_ops = {read_reg, NULL}, id_ops = {read_id, NULL};
	static struct device d;

	d = (struct device){
		.h = host_new(1), .at = at, .before = before, .after = after, .id = 0x11111234};
	d.reg = (struct io_region){
		.ops = &reg_ops, .ctx = &d, .size = 64, .presence = &d.presence, .widths = IO_MMIO};
	d.cfg = (struct io_region){.ops = &id_ops, .ctx = &d, .size = 64, .widths = IO_CONFIG};
	pci_presence_init(&d.presence, &d.cfg);
	return &d;
}

/* Of 32 bits at 8. */
static enum pci_status poll(struct device *d, uint64_t mask, uint64_t value, uint64_t timeout_us,
                            uint64_t *ret)
{
	return io_poll_at(&d->h->platform, &d->reg, 8, 4, mask, value, timeout_us, ret);
}

/* A poll of its own device, and what it cost. */
struct expected {
	uint64_t before, after, mask, value;
	unsigned long at;
	enum pci_status st;
	uint64_t last;
	unsigned long reads, id_reads;
	uint64_t waited_us;
};

static void test_values(void **state)
{
	static const struct expected cases[] = {
		{0x12, READY | 2, READY, READY, 1, PCI_OK, READY | 2, 1, 0, 0},
		{0x12, READY | 2, READY, READY, 2, PCI_OK, READY | 2, 2, 0, 1},
		{0x12, READY | 2, READY, READY, 4, PCI_OK, READY | 2, 4, 0, 1 + 2 + 4},
		{0x12, READY | 2, READY, READY, 13, PCI_OK, READY | 2, 13, 0, 1023 + 2 * 1000},
		{BUSY | 2, 2, BUSY, 0, 3, PCI_OK, 2, 3, 0, 1 + 2},
		{0x12, 0x34, 0xff, 0x34, 2, PCI_OK, 0x34, 2, 0, 1},
		{BUSY, 0, BUSY, 0, 2, PCI_OK, 0, 2, 1, 1}, /* 0: is it there? */
		{0x12, UINT32_MAX, READY, READY, 3, PCI_OK, UINT32_MAX, 3, 1, 3},
		{0x12, 0x12, READY, READY, 1, PCI_ETIMEDOUT, 0x12, 15, 1, 5000},
		{0, 0, READY, READY, 1, PCI_ETIMEDOUT, 0, 15, 1, 5000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct expected *e = &cases[i];
		struct device *d = device(e->before, e->at, e->after);
		uint64_t last = 0x5a;

		assert_int_equal(poll(d, e->mask, e->value, 5000, &last), e->st);
		assert_int_equal(last, e->last);
		assert_int_equal(d->reads, e->reads);
		assert_int_equal(d->id_reads, e->id_reads);
		assert_int_equal(d->h->clock_us, e->waited_us);
		host_free(d->h);
	}
}

/* It waits as long as was asked for and no longer, and reads as often as the header says. */
static void test_bounds(void **state)
{
	static const uint64_t timeouts[] = {0,    1,    2,    3,    9,    1000,    1022,
	                                    1023, 1024, 1999, 2023, 2024, 1000000, 100000000};
	uint64_t last;

	(void)state;
	for (size_t i = 0; i < sizeof(timeouts) / sizeof(timeouts[0]); i++) {
		struct device *d = device(1, 1, 1);

		assert_int_equal(poll(d, READY, READY, timeouts[i], &last), PCI_ETIMEDOUT);
		assert_int_equal(d->h->clock_us, timeouts[i]);
		assert_in_range(d->reads, 1, 11 + timeouts[i] / 1000);
		assert_in_range(d->id_reads, 1 + timeouts[i] / 101000, 1 + timeouts[i] / 100000);
		d->reads = 0;
		d->h->ops.stall = NULL; /* no clock: as many reads */
		d->reg.presence = NULL; /* nobody to ask */
		assert_int_equal(poll(d, READY, READY, timeouts[i], &last), PCI_ETIMEDOUT);
		assert_in_range(d->reads, 1, 11 + timeouts[i] / 1000);
		assert_int_equal(d->h->clock_us, timeouts[i]);
		host_free(d->h);
	}
}

/* The time-out is looked at after the last wait: a device that was in time is not late. */
static void test_last_moment(void **state)
{
	struct device *d = device(1, 6, READY);
	uint64_t last;

	(void)state;
	assert_int_equal(poll(d, READY, READY, 1 + 2 + 4 + 8 + 5, &last), PCI_OK);
	assert_int_equal(d->h->clock_us, 20);
	d->reads = 0;
	assert_int_equal(poll(d, READY, READY, 1 + 2 + 4 + 8, &last), PCI_ETIMEDOUT);
	host_free(d->h);
}

/* A loss, by what the register reads then, ends it: at once where that is all ones. */
static void test_lost(void **state)
{
	static const struct {
		uint64_t lost, value; /* awaited under READY */
		uint32_t id;
		enum pci_status st;
		unsigned long reads;
	} cases[] = {
		{UINT32_MAX, READY, UINT32_MAX, PCI_EGONE, 3},
		{UINT32_MAX, 0, UINT32_MAX, PCI_EGONE, 3},
		{UINT32_MAX, READY, 0xffff0001, PCI_ERETRY, 3},
		{0, READY, UINT32_MAX, PCI_EGONE, 15},
		{0, 0, UINT32_MAX, PCI_EGONE, 3}, /* no success */
		{0, 0, 0xffff0001, PCI_ERETRY, 3},
		{0x12, READY, UINT32_MAX, PCI_EGONE, 15},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct device *d = device(cases[i].value ? 2 : READY, 3, cases[i].lost);
		uint64_t last;

		d->id = cases[i].id;
		assert_int_equal(poll(d, READY, cases[i].value, 5000, &last), cases[i].st);
		assert_int_equal(d->reads, cases[i].reads);
		assert_int_equal(d->id_reads, 1);
		d->reads = 0;
		if (cases[i].st != PCI_EGONE) {
			host_free(d->h);
			continue;
		}
		assert_int_equal(poll(d, READY, READY, 5000, &last), PCI_EGONE); /* it is held */
		assert_int_equal(d->reads + d->id_reads, 1);
		host_free(d->h);
	}
}

/* One that reads 0 then is missed a tenth of a second later, not at the end of a long wait. */
static void test_lost_long_before(void **state)
{
	struct device *d = device(0, 1, 0);
	uint64_t last;

	(void)state;
	d->id = UINT32_MAX;
	assert_int_equal(poll(d, READY, READY, 10000000, &last), PCI_EGONE);
	assert_in_range(d->h->clock_us, 100000, 101000);
	host_free(d->h);
}

static unsigned times_shown;

static void show_progress(struct platform *p, const char *line)
{
	(void)p;
	assert_string_equal(line, "waiting for a device");
	times_shown++;
}

/* As often as the device is asked whether it is there. */
static void test_progress(void **state)
{
	struct device *d = device(0, 0, 0);
	uint64_t last;

	(void)state;
	d->h->ops.progress = show_progress;
	d->h->platform.wants_progress = true;
	assert_int_equal(poll(d, READY, READY, 90000, &last), PCI_ETIMEDOUT);
	assert_int_equal(times_shown, 0);
	assert_int_equal(poll(d, READY, READY, 1000000, &last), PCI_ETIMEDOUT);
	assert_in_range(times_shown, 9, 10);
	host_free(d->h);
}

static void test_failures(void **state)
{
	struct device *d = device(0, 1, READY);
	uint64_t last = 0;

	(void)state;
	d->st = PCI_EIO;
	assert_int_equal(poll(d, READY, READY, 5000, &last), PCI_EIO);
	assert_int_equal(last, UINT64_MAX);
	assert_int_equal(d->reads, 1);
	d->st = PCI_OK;
	assert_int_equal(io_poll_at(&d->h->platform, &d->reg, 64, 4, 1, 1, 5000, &last),
	                 PCI_ERANGE);
	assert_int_equal(io_poll_at(&d->h->platform, &d->reg, 2, 4, 1, 1, 5000, &last), PCI_EALIGN);
	assert_int_equal(io_poll_at(&d->h->platform, &d->reg, 0, 3, 1, 1, 5000, &last), PCI_EWIDTH);
	assert_int_equal(d->reads, 1);
	assert_int_equal(d->h->clock_us, 0);
	host_free(d->h);
}

/* By the name of a field: of a width, mask and place of its own. */
static void test_typed(void **state)
{
	struct device *d = device(0x1234, 3, 0x88);
	dev_MMIO_region regs;
	unsigned n = 2;

	(void)state;
	assert_int_equal(io_typed(&d->reg, &regs), PCI_OK);
	assert_int_equal(io_poll(&d->h->platform, &regs, STATUS, MODE, n++, 5000), PCI_OK);
	assert_int_equal(d->reads, 3);
	assert_int_equal(n, 3);
	assert_int_equal(io_poll(&d->h->platform, &regs, STATUS, MODE, 3, 0), PCI_ETIMEDOUT);
	assert_int_equal(io_poll(&d->h->platform, &regs, QWORD, ALL, 0x88, 0), PCI_OK);
	assert_int_equal(io_poll(&d->h->platform, &regs, FIXED, LOW, 8, 0), PCI_OK);
	host_free(d->h);
}

/* Where reads of what is gone are 0, as in QEMU: a BAR's region over the host's, and its count. */
static enum pci_status read_zero(const struct io_region *io, size_t off, unsigned width,
                                 uint64_t *ret)
{
	struct host *h = io->ctx;
	enum pci_status st = io_try_read(&h->ecam, io->base + off, width, ret);

	if (h->fault.unplug_at && h->fault.reads + h->fault.writes >= h->fault.unplug_at)
		*ret = 0;
	return st;
}

static enum pci_status write_zero(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t val)
{
	struct host *h = io->ctx;

	return io_try_write(&h->ecam, io->base + off, width, val);
}

static enum pci_status map_zero(struct platform *p, uint64_t phys, size_t size,
                                struct io_region *ret)
{
	static const struct io_ops ops = {read_zero, write_zero};

	*ret = (struct io_region){
		.ops = &ops, .ctx = p, .base = phys - HOST_ECAM, .size = size, .widths = IO_MMIO};
	return PCI_OK;
}

/* The BAR is a page of the ECAM's image, so that one counter has all accesses. */
static struct map_fixture *counted(unsigned long unplug_at, bool zero)
{
	struct map_fixture *f = map_fixture();
	uint8_t *bar = host_page(f->h, 0, 8, 0);

	put_le32(f->cfg + 0x18, (uint32_t)HOST_ECAM + 0x40000);
	map_record(f, HOST_ECAM + 0x40000, LOW_SIZE);
	put_le16(f->cfg + 4, 0);
	memset(bar, 0, LOW_SIZE);
	put_le16(bar + 0x10, 0x7008); /* MODE 2, neither DONE nor ERROR */
	put_le32(bar + 0x08, 0x00550000);
	host_writable(f->h, bar, 0x08, UINT32_MAX);
	map_open(f);
	f->h->fault.unplug_at = unplug_at;
	if (zero)
		f->h->ops.map = map_zero;
	return f;
}

/* What a driver does: map, command, wait for what comes and for what goes away, result, unmap. */
static enum pci_status drive(struct map_fixture *f)
{
	struct platform *p = &f->h->platform;
	uint32_t result = 0;
	enum pci_status st, end;

	st = pci_map_bar(&f->device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &f->m, &f->regs);
	if (st != PCI_OK)
		return st;
	io_write(&f->regs, DWORD, 0x00aa0001);
	st = io_poll(p, &f->regs, STATUS, MODE, 2, 3000);
	if (st == PCI_OK)
		st = io_poll(p, &f->regs, STATUS, DONE, 0, 3000);
	if (st == PCI_OK)
		st = io_try_reg(&f->regs, DWORD, &result);
	if (st == PCI_OK && result != 0x00aa0001)
		st = io_poll(p, &f->regs, DWORD, MIDDLE, 0xaa, 0); /* a 0 that is a loss */
	end = pci_unmap_bar(&f->m);
	return st == PCI_OK ? end : st;
}

/* With each access in turn: it ends, soon, with the right word. */
static void check_unplug(bool zero)
{
	struct map_fixture *f = counted(0, zero);
	unsigned long accesses;

	assert_int_equal(drive(f), PCI_OK);
	assert_true(map_is_untouched(f));
	accesses = f->h->fault.reads + f->h->fault.writes;
	assert_in_range(accesses, 20, 30);
	map_end(f);
	for (unsigned long n = 1; n <= accesses; n++) {
		f = counted(n, zero);
		/* What the last access writes nobody reads. */
		assert_int_equal(drive(f), n < accesses ? PCI_EGONE : PCI_OK);
		assert_in_range(f->h->fault.reads + f->h->fault.writes, n, n + 20);
		assert_in_range(f->h->clock_us, 0, 6000);
		map_end(f);
	}
}

static void test_unplug(void **state)
{
	(void)state;
	check_unplug(false);
	check_unplug(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),           cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_last_moment),      cmocka_unit_test(test_lost),
		cmocka_unit_test(test_lost_long_before), cmocka_unit_test(test_progress),
		cmocka_unit_test(test_failures),         cmocka_unit_test(test_typed),
		cmocka_unit_test(test_unplug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
