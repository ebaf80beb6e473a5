/* io_conform.c - what io_region.h promises of a backend. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_conform.h"

#include "lib/presence.h"

enum { TRIES = 3, PAGE = 4096 };

/* The check underway. */
struct run {
	const struct io_region *io;
	const struct io_conform_spec *spec;
	bool passed;
	size_t off; /* of the first failure */
};

static const unsigned all_widths[] = {1, 2, 4, 8};
#define EACH_WIDTH(w, mask)                                                                        \
	for (unsigned w##_i = 0, w; w##_i < 4 && ((w) = all_widths[w##_i], 1); w##_i++)            \
		if ((mask) & (w))

static void expect(struct run *r, size_t off, bool ok)
{
	if (!ok && r->passed)
		r->off = off;
	r->passed &= ok;
}

static uint64_t ones(unsigned width)
{
	return UINT64_MAX >> (64 - 8 * width);
}

static void expect_refused(struct run *r, const struct io_region *io, size_t off, unsigned width,
                           enum pci_status st)
{
	uint64_t v = 0;

	expect(r, off, io_try_read(io, off, width, &v) == st && v == UINT64_MAX);
}

static void expect_value(struct run *r, const struct io_region *io, size_t off, unsigned width,
                         uint64_t expected)
{
	uint64_t v = ~expected;

	expect(r, off, io_try_read(io, off, width, &v) == PCI_OK && v == expected);
}

static void check_size(struct run *r)
{
	expect(r, SIZE_MAX, r->io->size == r->spec->size);
}

static void check_widths(struct run *r)
{
	expect(r, SIZE_MAX, r->io->widths == r->spec->widths);
}

static void check_id(struct run *r)
{
	expect_value(r, r->io, 0, 4, r->spec->id);
	expect_value(r, r->io, 0, 2, r->spec->id & 0xffff);
	expect_value(r, r->io, 2, 2, r->spec->id >> 16);
}

/* Whether the 8 bytes at off are the same by every width. */
static bool agree(const struct io_region *io, size_t off)
{
	uint64_t sum, first = 0;

	EACH_WIDTH(w, io->widths)
	{
		sum = 0;
		for (unsigned i = 0; i < 8; i += w) {
			uint64_t v;

			if (io_try_read(io, off + i, w, &v) != PCI_OK || v > ones(w))
				return false;
			sum |= v << 8 * i;
		}
		if (w == 1)
			first = sum;
		else if (sum != first)
			return false;
	}
	return true;
}

/* Every width returns the same bytes, in the low end of its value. */
static void check_agreement(struct run *r)
{
	size_t size = r->io->size;

	for (size_t off = 0; off + 8 <= size; off += 8) {
		bool ok = false;

		if (off == PAGE && size > 2 * PAGE)
			off = (size - PAGE) & ~(size_t)7;
		for (unsigned i = 0; i < TRIES && !ok; i++)
			ok = agree(r->io, off);
		expect(r, off, ok);
	}
}

static void check_ones(struct run *r)
{
	for (size_t off = r->spec->ones_from; off + 4 <= r->io->size; off += 4)
		expect_value(r, r->io, off, 4, UINT32_MAX);
}

/* The last bytes are reached, and none beyond; no sum of offset and width wraps. */
static void check_range(struct run *r)
{
	size_t size = r->io->size;
	uint64_t v;

	EACH_WIDTH(w, r->spec->widths)
	{
		expect(r, size - w, io_try_read(r->io, size - w, w, &v) == PCI_OK);
		expect_refused(r, r->io, size, w, PCI_ERANGE);
		expect_refused(r, r->io, size - w + 1, w, PCI_ERANGE);
		expect_refused(r, r->io, SIZE_MAX, w, PCI_ERANGE);
		expect_refused(r, r->io, SIZE_MAX - w + 1, w, PCI_ERANGE);
		if (r->spec->writes == IO_CONFORM_NO_WRITES)
			continue;
		expect(r, size, io_try_write(r->io, size, w, 0) == PCI_ERANGE);
		expect(r, SIZE_MAX, io_try_write(r->io, SIZE_MAX - w + 1, w, 0) == PCI_ERANGE);
	}
}

static void check_alignment(struct run *r)
{
	EACH_WIDTH(w, r->spec->widths)
	for (unsigned off = 1; off < w; off++) {
		expect_refused(r, r->io, off, w, PCI_EALIGN);
		if (r->spec->writes != IO_CONFORM_NO_WRITES)
			expect(r, off, io_try_write(r->io, off, w, 0) == PCI_EALIGN);
	}
}

static void check_other_widths(struct run *r)
{
	for (unsigned w = 0; w <= 17; w++)
		if ((w & (w - 1)) || !(r->spec->widths & w))
			expect_refused(r, r->io, 0, w, PCI_EWIDTH);
}

/* A part has the parent's bytes, its own end, and its parent's alignment. */
static void check_sub(struct run *r)
{
	struct io_region a = *r->io, b = a, odd = a;
	size_t size = r->io->size;
	uint64_t v;

	expect(r, 16, io_sub(r->io, 16, 32, &a) == PCI_OK && a.size == 32);
	expect(r, 24, io_sub(&a, 8, 8, &b) == PCI_OK && b.size == 8);
	for (unsigned i = 0; i < TRIES; i++)
		if (io_try_read(r->io, 24, 4, &v) == PCI_OK)
			break;
	expect_value(r, &a, 8, 4, v);
	expect_value(r, &b, 0, 4, v);
	expect_value(r, &b, 1, 1, v >> 8 & 0xff);
	expect_refused(r, &b, 8, 1, PCI_ERANGE);
	expect_refused(r, &b, SIZE_MAX - 7, 8, r->spec->widths & 8 ? PCI_ERANGE : PCI_EWIDTH);
	expect(r, 2, io_sub(r->io, 2, 16, &odd) == PCI_OK);
	expect_refused(r, &odd, 0, 4, PCI_EALIGN);
	expect_value(r, &odd, 0, 2, r->spec->id >> 16);
	expect(r, 4, io_try_read(&odd, 2, 4, &v) == PCI_OK);
	expect_value(r, r->io, 4, 4, v);
	expect(r, size, io_sub(r->io, size, 0, &b) == PCI_OK);
	expect_refused(r, &b, 0, 1, PCI_ERANGE);
	expect(r, size, io_sub(r->io, size, 1, &b) == PCI_ERANGE);
	expect(r, size, io_sub(r->io, 1, size, &b) == PCI_ERANGE);
	expect(r, SIZE_MAX, io_sub(r->io, SIZE_MAX, 1, &b) == PCI_ERANGE);
	expect(r, SIZE_MAX, io_sub(r->io, 1, SIZE_MAX, &b) == PCI_ERANGE);
}

static void check_typed(struct run *r)
{
	struct io_region odd, t;
	size_t size = r->io->size;
	uint8_t widths = r->spec->widths;
	bool mapped = r->io->map;

	expect(r, 0, io_make_typed(r->io, size, widths, false, &t) == PCI_OK);
	expect(r, 0, io_read_any(&t, 0, 4) == r->spec->id);
	expect(r, size, io_make_typed(r->io, size + 1, widths, false, &t) == PCI_ERANGE);
	expect(r, 0,
	       io_make_typed(r->io, 8, IO_MMIO, false, &t) ==
	               (widths == IO_MMIO ? PCI_OK : PCI_EWIDTH));
	expect(r, 0,
	       io_make_typed(r->io, 8, widths, true, &t) == (mapped ? PCI_OK : PCI_EUNMAPPED));
	expect(r, 2, io_sub(r->io, 2, 16, &odd) == PCI_OK);
	expect(r, 2, io_make_typed(&odd, 8, widths, false, &t) == PCI_EALIGN);
}

/* Registers of a Vendor ID and no more, to be asked for a presence. */
static enum pci_status stub_read(const struct io_region *io, size_t off, unsigned width,
                                 uint64_t *ret)
{
	(void)off;
	(void)width;
	*ret = *(const uint32_t *)io->ctx;
	return PCI_OK;
}

/* An all-ones value asks the presence and no other does; a loss is held. */
static void check_presence(struct run *r)
{
	static const struct io_ops ops = {stub_read, NULL};
	uint32_t id = UINT32_MAX;
	const struct io_region stub = {.ops = &ops, .ctx = &id, .size = 64, .widths = IO_CONFIG};
	struct pci_presence p;
	struct io_region io = *r->io;
	size_t at = r->spec->ones_from;

	pci_presence_init(&p, &stub);
	io.presence = &p;
	expect_value(r, &io, 0, 4, r->spec->id);
	if (at + 4 > io.size)
		return;
	expect(r, at, io_try_read(&io, at, 4, &(uint64_t){0}) == PCI_EGONE);
	expect_refused(r, &io, 0, 4, PCI_EGONE);
	if (r->spec->writes != IO_CONFORM_NO_WRITES)
		expect(r, 0, io_try_write32(&io, 0, r->spec->id) == PCI_EGONE);
	id = 0xffff0000 | PCI_VENDOR_RRS;
	expect(r, 0, pci_presence_recheck(&p) == PCI_ERETRY);
	expect(r, at, io_try_read(&io, at, 4, &(uint64_t){0}) == PCI_ERETRY);
	expect_value(r, &io, 0, 4, r->spec->id);
	id = 0x12345678;
	expect_value(r, &io, at, 4, UINT32_MAX);
}

static void check_read_only(struct run *r)
{
	EACH_WIDTH(w, r->spec->widths)
	expect(r, 0, io_try_write(r->io, 0, w, ~(uint64_t)r->spec->id) == PCI_EREADONLY);
	io_write_any(r->io, 0, 4, ~r->spec->id);
	expect_value(r, r->io, 0, 4, r->spec->id);
}

/* Bytes around the scratch register, by single bytes. */
static void snapshot(const struct run *r, uint8_t ret[24])
{
	for (unsigned i = 0; i < 24; i++)
		if (io_try_read8(r->io, r->spec->scratch - 8 + i, &ret[i]) != PCI_OK)
			ret[i] = 0;
}

/* A write changes its own bytes to its own value, and nothing else. */
static void write_one(struct run *r, unsigned at, unsigned width, uint64_t v)
{
	size_t off = r->spec->scratch + at;
	uint8_t before[24], after[24];

	snapshot(r, before);
	expect(r, off, io_try_write(r->io, off, width, v) == PCI_OK);
	expect_value(r, r->io, off, width, v & ones(width));
	snapshot(r, after);
	for (unsigned i = 0; i < 24; i++) {
		bool inside = i >= 8 + at && i < 8 + at + width;
		uint64_t expected = inside ? v >> 8 * (i - 8 - at) & 0xff : before[i];

		expect(r, r->spec->scratch - 8 + i, after[i] == expected);
	}
}

/* A part's byte 0 is not the whole's. */
static void write_part(struct run *r)
{
	size_t off = r->spec->scratch;
	struct io_region part = *r->io;

	expect(r, off, io_sub(r->io, off, 8, &part) == PCI_OK);
	expect(r, off + 4, io_try_write32(&part, 4, 0x76543210) == PCI_OK);
	expect_value(r, r->io, off + 4, 4, 0x76543210);
}

static void check_writes(struct run *r)
{
	uint8_t before[24];

	snapshot(r, before);
	EACH_WIDTH(w, r->spec->widths)
	for (unsigned at = 0; at < 8; at += w) {
		write_one(r, at, w, 0x1122334455667788);
		write_one(r, at, w, 0xfedcba9876543210);
		io_write_any(r->io, r->spec->scratch + at, w, UINT64_MAX);
		expect_value(r, r->io, r->spec->scratch + at, w, ones(w));
	}
	write_part(r);
	for (unsigned i = 0; i < 8; i++)
		write_one(r, i, 1, before[8 + i]);
}

struct check {
	const char *name;
	void (*run)(struct run *r);
};

static unsigned run_check(struct run *r, const struct check *c, io_conform_report report, void *ctx)
{
	r->passed = true;
	r->off = SIZE_MAX;
	c->run(r);
	report(ctx, c->name, r->passed, r->off);
	return !r->passed;
}

unsigned io_conform(const struct io_region *io, const struct io_conform_spec *spec,
                    io_conform_report report, void *ctx)
{
	static const struct check checks[] = {
		{"size", check_size},
		{"widths", check_widths},
		{"id", check_id},
		{"agreement of widths", check_agreement},
		{"all ones", check_ones},
		{"range", check_range},
		{"alignment", check_alignment},
		{"other widths", check_other_widths},
		{"sub-regions", check_sub},
		{"typed regions", check_typed},
		{"presence", check_presence},
	};
	static const struct check read_only = {"read-only", check_read_only};
	static const struct check writes = {"writes", check_writes};
	struct io_region plain = *io;
	struct run r = {.io = &plain, .spec = spec};
	unsigned failed = 0;

	plain.presence = NULL;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		failed += run_check(&r, &checks[i], report, ctx);
	if (spec->writes == IO_CONFORM_READ_ONLY)
		failed += run_check(&r, &read_only, report, ctx);
	if (spec->writes == IO_CONFORM_SCRATCH)
		failed += run_check(&r, &writes, report, ctx);
	return failed;
}

/* Other buses of the segment and this one of the next segment: those of no range are refused. */
static bool refuses_outside(const struct pci_access *a, struct pci_addr addr)
{
	uint8_t own = addr.bus;
	struct io_region io;

	for (unsigned bus = 0; bus < PCI_BUSES; bus++) {
		addr.bus = (uint8_t)bus;
		if (bus != own && !pci_reaches_bus(a, addr.segment, bus) &&
		    a->region(a, addr, &io) != PCI_ERANGE)
			return false;
	}
	addr.bus = own;
	addr.segment++;
	return pci_reaches_bus(a, addr.segment, addr.bus) || a->region(a, addr, &io) == PCI_ERANGE;
}

unsigned io_conform_access(const struct pci_access *a, struct pci_addr addr, uint32_t id,
                           io_conform_report report, void *ctx)
{
	struct pci_addr no_dev = addr, no_fn = addr;
	struct io_region io, other;
	bool ok = a->region(a, addr, &io) == PCI_OK;
	unsigned failed = !ok;
	uint32_t v;

	report(ctx, "region", ok, SIZE_MAX);
	if (!ok)
		return failed;
	no_dev.dev = (uint8_t)(addr.dev + PCI_DEVS);
	no_fn.fn = (uint8_t)(addr.fn + PCI_FNS);
	ok = a->region(a, no_dev, &other) == PCI_ERANGE &&
	     a->region(a, no_fn, &other) == PCI_ERANGE && refuses_outside(a, addr);
	report(ctx, "addresses outside", ok, SIZE_MAX);
	failed += !ok;
	ok = io.size == PCI_CONFIG_EXTENDED || io.size == PCI_CONFIG_NORMAL;
	ok &= io.widths == IO_CONFIG;
	report(ctx, "configuration space", ok, SIZE_MAX);
	failed += !ok;
	/* Another region made meanwhile is no business of the first one's. */
	addr.fn ^= 1;
	(void)a->region(a, addr, &other);
	ok = io_try_read32(&io, 0, &v) == PCI_OK && v == id;
	report(ctx, "one region among several", ok, SIZE_MAX);
	return failed + !ok;
}
