/* test_conform.c - the conformance suite over the backends that need no other program. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/dump_access.h"
#include "lib/io_trace.h"
#include "lib/test/conform.h"
#include "lib/test/host.h"

enum { SIZE = 4096, ONES = 0xe00, SCRATCH = 0x80 };

/* Bytes that differ from their neighbours, then all ones. */
static void fill(uint8_t *bytes)
{
	uint32_t x = 0x12345678;

	for (unsigned i = 0; i < SIZE; i++) {
		x = x * 1664525 + 1013904223;
		bytes[i] = i < ONES ? (uint8_t)(x >> 24) : 0xff;
	}
	put_le32(bytes, 0x22301234);
}

static struct io_conform_spec spec(const uint8_t *bytes, uint8_t widths,
                                   enum io_conform_writes writes)
{
	return (struct io_conform_spec){
		.size = SIZE,
		.widths = widths,
		.id = get_le32(bytes),
		.ones_from = ONES,
		.writes = writes,
		.scratch = SCRATCH,
	};
}

struct fixture {
	_Alignas(8) uint8_t bytes[SIZE];
	uint8_t writable[SIZE];
	struct io_image image;
	struct io_region io;
};

static void setup(struct fixture *f, uint8_t widths, bool writable)
{
	fill(f->bytes);
	memset(f->writable, 0xff, SIZE);
	f->image = (struct io_image){f->bytes, SIZE, writable ? f->writable : NULL, NULL};
	io_image_region(&f->image, widths, &f->io);
}

static void test_image(void **state)
{
	struct io_conform_spec s;
	struct fixture f;

	(void)state;
	setup(&f, IO_CONFIG, false);
	s = spec(f.bytes, IO_CONFIG, IO_CONFORM_READ_ONLY);
	assert_int_equal(conform("image", &f.io, &s), 12);
	setup(&f, IO_MMIO, false);
	s = spec(f.bytes, IO_MMIO, IO_CONFORM_READ_ONLY);
	conform("image of 64 bits", &f.io, &s);
	s.writes = IO_CONFORM_NO_WRITES;
	assert_int_equal(conform("image", &f.io, &s), 11);
}

static void test_writable_image(void **state)
{
	struct io_conform_spec s;
	struct fixture f, before;

	(void)state;
	setup(&f, IO_CONFIG, true);
	before = f;
	s = spec(f.bytes, IO_CONFIG, IO_CONFORM_SCRATCH);
	conform("writable image", &f.io, &s);
	assert_memory_equal(f.bytes, before.bytes, SIZE);
	setup(&f, IO_MMIO, true);
	s = spec(f.bytes, IO_MMIO, IO_CONFORM_SCRATCH);
	conform("writable image of 64 bits", &f.io, &s);
}

/* The bytes around the scratch register cannot be written, and are not. */
static void test_masks(void **state)
{
	struct io_conform_spec s;
	struct fixture f;

	(void)state;
	setup(&f, IO_CONFIG, true);
	memset(f.writable, 0, SIZE);
	memset(f.writable + SCRATCH, 0xff, 8);
	s = spec(f.bytes, IO_CONFIG, IO_CONFORM_SCRATCH);
	conform("image with masks", &f.io, &s);
}

static void test_mapped(void **state)
{
	struct io_conform_spec s;
	struct fixture f;

	(void)state;
	setup(&f, IO_MMIO, true);
	f.io = (struct io_region){.map = f.bytes, .size = SIZE, .widths = IO_MMIO};
	s = spec(f.bytes, IO_MMIO, IO_CONFORM_SCRATCH);
	conform("mapped", &f.io, &s);
	f.io.widths = IO_CONFIG;
	s = spec(f.bytes, IO_CONFIG, IO_CONFORM_SCRATCH);
	conform("mapped configuration space", &f.io, &s);
}

static void count_access(void *ctx, const struct io_trace_event *e)
{
	unsigned long *n = ctx;

	n[e->write]++;
	assert_true(e->st == PCI_OK || e->st == PCI_EREADONLY);
}

static void test_wrappers(void **state)
{
	unsigned long traced[2] = {0};
	struct io_conform_spec s;
	struct io_trace trace;
	struct io_fault fault;
	struct fixture f;
	struct io_region io, both;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		setup(&f, i == 1 ? IO_MMIO : IO_CONFIG, i < 2);
		s = spec(f.bytes, f.io.widths, i < 2 ? IO_CONFORM_SCRATCH : IO_CONFORM_READ_ONLY);
		io_trace_region(&trace, &f.io, count_access, traced, &io);
		conform("trace", &io, &s);
		io_fault_region(&fault, &f.io, &io);
		conform("fault", &io, &s);
		memset(traced, 0, sizeof(traced));
		io_fault_region(&fault, &f.io, &io);
		io_trace_region(&trace, &io, count_access, traced, &both);
		conform("trace of fault", &both, &s);
		assert_int_equal(fault.reads, traced[0]);
		assert_int_equal(fault.writes, traced[1]);
		assert_int_not_equal(traced[1], 0);
	}
}

/* A wrapper has the alignment of what it wraps. */
static void test_wrapped_alignment(void **state)
{
	struct io_region odd, io;
	struct io_trace trace;
	struct io_fault fault;
	unsigned long traced[2];
	struct fixture f;
	uint32_t v;

	(void)state;
	setup(&f, IO_CONFIG, false);
	assert_int_equal(io_sub(&f.io, 6, 64, &odd), PCI_OK);
	io_trace_region(&trace, &odd, count_access, traced, &io);
	assert_int_equal(io_try_read32(&io, 0, &v), PCI_EALIGN);
	assert_int_equal(io_try_read32(&io, 2, &v), PCI_OK);
	assert_int_equal(v, get_le32(f.bytes + 8));
	io_fault_region(&fault, &odd, &io);
	assert_int_equal(io_try_read32(&io, 0, &v), PCI_EALIGN);
	assert_int_equal(io_try_read32(&io, 2, &v), PCI_OK);
	assert_int_equal(v, get_le32(f.bytes + 8));
}

static void test_dump(void **state)
{
	static const struct pci_addr addr = {0, 3, 4, 1}, beyond = {0, 2, 32 + 4, 1};
	static const uint16_t sizes[] = {64, 256, 0xe00, 4096};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct dump_func func = {.addr = addr, .end = sizes[i]};
		struct dump_entry *entry, *sorted[1];
		struct io_conform_spec s;
		struct dump_access d;
		struct io_region io;

		fill(func.bytes);
		entry = malloc(dump_entry_size(&func));
		dump_access_init(&d);
		dump_access_add(&d, &func, entry);
		dump_access_finish(&d, sorted);
		s = spec(func.bytes, IO_CONFIG, IO_CONFORM_READ_ONLY);
		s.ones_from = sizes[i] < ONES ? sizes[i] : ONES;
		conform_access("dump", &d.access, addr, s.id);
		assert_int_equal(d.access.region(&d.access, addr, &io), PCI_OK);
		conform("dump", &io, &s);
		assert_int_equal(d.access.region(&d.access, beyond, &io), PCI_ERANGE);
		free(entry);
	}
}

/* Two windows, of which the second begins at a bus that is not 0. */
static void test_ecam(void **state)
{
	const struct pci_addr first = {0, 0, 2, 0}, second = {1, 8, 31, 7};
	struct host *h = host_new(3);
	const struct ecam_window windows[] = {host_window(0, 0, 1, 0), host_window(1, 8, 8, 2)};
	const struct ecam_mapper mapper = host_mapper(h);
	struct pci_bus_range buses[2];
	struct io_conform_spec s;
	struct io_region io;
	struct ecam e;

	(void)state;
	ecam_init(&e, windows, buses, 2, &mapper);
	fill(host_page(h, 0, 2, 0));
	fill(host_page(h, 2, 31, 7));
	put_le32(host_page(h, 2, 31, 7), 0x43219876);
	conform_access("ECAM", &e.access, first, 0x22301234);
	conform_access("ECAM", &e.access, second, 0x43219876);
	assert_int_equal(e.access.region(&e.access, second, &io), PCI_OK);
	s = spec(host_page(h, 2, 31, 7), IO_CONFIG, IO_CONFORM_READ_ONLY);
	conform("ECAM", &io, &s);
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image),    cmocka_unit_test(test_writable_image),
		cmocka_unit_test(test_masks),    cmocka_unit_test(test_mapped),
		cmocka_unit_test(test_wrappers), cmocka_unit_test(test_wrapped_alignment),
		cmocka_unit_test(test_dump),     cmocka_unit_test(test_ecam),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
