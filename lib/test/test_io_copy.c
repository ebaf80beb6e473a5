/* test_io_copy.c - many registers at once: which accesses, what is refused, what is lost. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_copy.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/io_trace.h"
#include "lib/presence.h"

enum { SIZE = 64 };
static const unsigned widths[] = {1, 2, 4, 8};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* An image whose byte n is n, writable, and through wrappers that count and list accesses. */
struct fixture {
	_Alignas(8) uint8_t bytes[SIZE];
	uint8_t writable[SIZE];
	struct io_image img;
	struct io_fault fault;
	struct io_trace trace;
	struct io_region image, faulty, io;
	uint32_t id;
	struct pci_presence presence;
	unsigned id_reads;
	struct io_trace_event seen[SIZE];
	size_t count;
};

static void see(void *ctx, const struct io_trace_event *e)
{
	struct fixture *f = ctx;

	f->seen[f->count++ % SIZE] = *e;
}

static enum pci_status read_id(const struct io_region *io, size_t off, unsigned width,
                               uint64_t *ret)
{
	struct fixture *f = io->ctx;

	(void)off;
	(void)width;
	f->id_reads++;
	*ret = f->id;
	return PCI_OK;
}

static void reset(struct fixture *f)
{
	for (uint8_t i = 0; i < SIZE; i++)
		f->bytes[i] = i;
	f->count = f->id_reads = 0;
	f->fault.reads = f->fault.writes = 0;
	f->fault.mode = IO_FAULT_NONE;
	f->presence.gone = false;
	f->id = 0x11111234;
}

static struct fixture *fixture(void)
{
	static const struct io_ops ops = {read_id, NULL};
	static struct fixture f;
	struct io_region cfg = {.ops = &ops, .ctx = &f, .size = 64, .widths = IO_CONFIG};

	memset(&f, 0, sizeof(f));
	memset(f.writable, 0xff, SIZE);
	f.img = (struct io_image){f.bytes, SIZE, f.writable, NULL};
	io_image_region(&f.img, IO_MMIO, &f.image);
	io_fault_region(&f.fault, &f.image, &f.faulty);
	io_trace_region(&f.trace, &f.faulty, see, &f, &f.io);
	pci_presence_init(&f.presence, &cfg);
	f.io.presence = &f.presence;
	reset(&f);
	return &f;
}

/* The bytes from off on are there, each access once and in order. */
static void check_in(struct fixture *f, size_t off, unsigned width, size_t size)
{
	uint8_t buf[SIZE + 1];

	reset(f);
	memset(buf, 0x5a, sizeof(buf));
	assert_int_equal(io_copy_in(&f->io, off, width, buf, size), PCI_OK);
	assert_memory_equal(buf, f->bytes + off, size);
	assert_int_equal(buf[size], 0x5a);
	assert_int_equal(f->count, size / width);
	for (size_t i = 0; i < f->count; i++) {
		assert_false(f->seen[i].write);
		assert_int_equal(f->seen[i].off, off + i * width);
		assert_int_equal(f->seen[i].width, width);
	}
	assert_int_equal(f->id_reads, 0);
}

static void check_out(struct fixture *f, size_t off, unsigned width, size_t size)
{
	uint8_t buf[SIZE];

	reset(f);
	for (uint8_t i = 0; i < SIZE; i++)
		buf[i] = 0x80 | i;
	assert_int_equal(io_copy_out(&f->io, off, width, buf, size), PCI_OK);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(f->bytes[i], i < off || i >= off + size ? i : buf[i - off]);
	assert_int_equal(f->count, size / width);
	for (size_t i = 0; i < f->count; i++) {
		assert_true(f->seen[i].write);
		assert_int_equal(f->seen[i].off, off + i * width);
		assert_int_equal(f->seen[i].width, width);
	}
}

static void test_all(void **state)
{
	struct fixture *f = fixture();

	(void)state;
	for (size_t w = 0; w < COUNT(widths); w++)
		for (size_t off = 0; off <= SIZE; off += widths[w])
			for (size_t size = 0; size <= SIZE - off; size += widths[w]) {
				check_in(f, off, widths[w], size);
				check_out(f, off, widths[w], size);
			}
}

static void check_refused(struct fixture *f, size_t off, unsigned width, size_t size,
                          enum pci_status st)
{
	uint8_t buf[2 * SIZE] = {0};

	reset(f);
	f->presence.gone = st == PCI_EGONE;
	assert_int_equal(io_copy_in(&f->io, off, width, buf, size), st);
	for (size_t i = 0; i < sizeof(buf); i++)
		assert_int_equal(buf[i], i < size ? 0xff : 0);
	assert_int_equal(io_copy_out(&f->io, off, width, buf, size), st);
	assert_int_equal(f->count, 0);
	assert_int_equal(f->id_reads, 0);
}

/* Nothing is touched, and what was to be read is all ones. */
static void test_refused(void **state)
{
	struct fixture *f = fixture();
	uint8_t none = 0x5a;

	(void)state;
	for (size_t w = 0; w < COUNT(widths); w++) {
		unsigned width = widths[w];

		check_refused(f, 0, width, SIZE + width, PCI_ERANGE);
		check_refused(f, SIZE, width, width, PCI_ERANGE);
		check_refused(f, SIZE - width, width, 2 * width, PCI_ERANGE);
		check_refused(f, SIZE + 1, width, 0, PCI_ERANGE);
		check_refused(f, SIZE_MAX, width, 0, PCI_ERANGE);
		check_refused(f, SIZE_MAX - width + 1, width, 2 * width, PCI_ERANGE);
		check_refused(f, 0, width, SIZE, PCI_EGONE);
		for (unsigned i = 1; i < width; i++) {
			check_refused(f, i, width, width, PCI_EALIGN);
			check_refused(f, 0, width, width + i, PCI_ERANGE);
		}
	}
	check_refused(f, 0, 0, 8, PCI_EWIDTH);
	check_refused(f, 0, 3, 6, PCI_EWIDTH);
	check_refused(f, 0, 16, 16, PCI_EWIDTH);
	f->io.widths = IO_CONFIG;
	check_refused(f, 0, 8, 8, PCI_EWIDTH);
	reset(f);
	assert_int_equal(io_copy_in(&f->io, 0, 0, &none, 0), PCI_OK); /* no bytes by no width */
	assert_int_equal(io_copy_out(&f->io, SIZE, 0, &none, 0), PCI_OK);
	assert_int_equal(none, 0x5a);
}

/* Whole accesses of ones are asked about once, at the end. */
static void test_ones(void **state)
{
	struct fixture *f = fixture();
	uint8_t buf[SIZE];

	(void)state;
	memset(f->bytes + 8, 0xff, 24);
	assert_int_equal(io_copy_in(&f->io, 0, 4, buf, SIZE), PCI_OK);
	assert_memory_equal(buf, f->bytes, SIZE);
	assert_int_equal(f->id_reads, 1);
	reset(f);
	memset(f->bytes + 9, 0xff, 6); /* none is whole */
	assert_int_equal(io_copy_in(&f->io, 0, 8, buf, SIZE), PCI_OK);
	assert_int_equal(f->id_reads, 0);
	f->id = UINT32_MAX;
	assert_int_equal(io_copy_in(&f->io, 0, 2, buf, SIZE), PCI_EGONE); /* some are */
	assert_int_equal(f->id_reads, 1);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(buf[i], 0xff);
	reset(f);
	f->bytes[5] = 0xff;
	f->id = 0xffff0001;
	assert_int_equal(io_copy_in(&f->io, 0, 1, buf, SIZE), PCI_ERETRY);
	f->io.presence = NULL;
	assert_int_equal(io_copy_in(&f->io, 0, 1, buf, SIZE), PCI_OK);
	assert_memory_equal(buf, f->bytes, SIZE);
}

/* The device goes with the n-th access, or that fails. */
static void test_lost(void **state)
{
	struct fixture *f = fixture();
	uint8_t buf[SIZE];

	(void)state;
	for (unsigned n = 1; n <= SIZE / 4; n++) {
		reset(f);
		f->fault.mode = IO_FAULT_UNPLUG;
		f->fault.at = n;
		f->id = UINT32_MAX;
		assert_int_equal(io_copy_in(&f->io, 0, 4, buf, SIZE), PCI_EGONE);
		for (size_t i = 0; i < SIZE; i++)
			assert_int_equal(buf[i], 0xff);
		assert_int_equal(io_copy_out(&f->io, 0, 4, buf, SIZE), PCI_EGONE); /* held */
		assert_int_equal(f->fault.writes, 0);
		reset(f);
		f->fault.mode = IO_FAULT_FAIL_READS;
		assert_int_equal(io_copy_in(&f->io, 0, 4, buf, SIZE), PCI_EIO);
		assert_int_equal(f->count, n);
		for (size_t i = 0; i < SIZE; i++)
			assert_int_equal(buf[i], 0xff);
		reset(f);
		f->fault.mode = IO_FAULT_FAIL_WRITES;
		assert_int_equal(io_copy_out(&f->io, 0, 4, buf, SIZE), PCI_EIO);
		assert_int_equal(f->count, n);
	}
}

/* Where only dwords are carried: narrower reads are made of them, and writes put back the rest. */
static void test_dwords(void **state)
{
	struct fixture *f = fixture();
	uint8_t buf[SIZE];

	(void)state;
	f->io.dwords = IO_DWORD_READS | IO_DWORD_WRITES;
	assert_int_equal(io_copy_in(&f->io, 1, 1, buf, 6), PCI_OK);
	assert_memory_equal(buf, f->bytes + 1, 6);
	assert_int_equal(f->count, 6);
	for (size_t i = 0; i < f->count; i++)
		assert_int_equal(f->seen[i].width, 4);
	memset(buf, 0xaa, SIZE);
	assert_int_equal(io_copy_out(&f->io, 2, 2, buf, 4), PCI_OK);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(f->bytes[i], i >= 2 && i < 6 ? 0xaa : i);
	for (size_t i = 6; i < f->count; i++)
		assert_int_equal(f->seen[i].width, 4);
}

/* The same where the region is mapped: through pointers, and again by dwords. */
static void test_mapped(void **state)
{
	struct fixture *f = fixture();
	struct io_region io = {.map = f->bytes, .size = SIZE, .widths = IO_MMIO};
	uint8_t buf[SIZE];

	(void)state;
	for (size_t w = 0; w < COUNT(widths); w++) {
		reset(f);
		assert_int_equal(io_copy_in(&io, 8, widths[w], buf, SIZE - 8), PCI_OK);
		assert_memory_equal(buf, f->bytes + 8, SIZE - 8);
		memset(buf, 0xa0 + (int)w, SIZE);
		assert_int_equal(io_copy_out(&io, 8, widths[w], buf, SIZE - 16), PCI_OK);
		for (size_t i = 0; i < SIZE; i++)
			assert_int_equal(f->bytes[i], i < 8 || i >= SIZE - 8 ? i : 0xa0 + w);
	}
	reset(f);
	io.dwords = IO_DWORD_READS | IO_DWORD_WRITES;
	assert_int_equal(io_copy_in(&io, 3, 1, buf, 2), PCI_OK);
	assert_memory_equal(buf, f->bytes + 3, 2);
	io.presence = &f->presence;
	memset(f->bytes, 0xff, 4);
	f->id = UINT32_MAX;
	assert_int_equal(io_copy_in(&io, 0, 4, buf, 8), PCI_EGONE);
	assert_int_equal(f->id_reads, 1);
	io.map++;
	f->presence.gone = false;
	assert_int_equal(io_copy_in(&io, 0, 2, buf, 8), PCI_EALIGN);
	assert_int_equal(io_copy_in(&io, 1, 2, buf, 8), PCI_EGONE);
}

static void test_read_only(void **state)
{
	struct fixture *f = fixture();
	struct io_region io;
	uint8_t buf[SIZE] = {0};

	(void)state;
	f->img.writable = NULL;
	io_image_region(&f->img, IO_MMIO, &io);
	assert_int_equal(io_copy_out(&io, 0, 4, buf, SIZE), PCI_EREADONLY);
	assert_int_equal(f->bytes[1], 1);
	assert_int_equal(io_copy_in(&io, 0, 4, buf, SIZE), PCI_OK);
	assert_memory_equal(buf, f->bytes, SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),       cmocka_unit_test(test_refused),
		cmocka_unit_test(test_ones),      cmocka_unit_test(test_lost),
		cmocka_unit_test(test_dwords),    cmocka_unit_test(test_mapped),
		cmocka_unit_test(test_read_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
