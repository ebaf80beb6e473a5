/* test_io_region.c - fallible access, sub-regions, mapped regions and images. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_image.h"

enum { SIZE = 64 };
static const unsigned widths[] = {1, 2, 4, 8};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* An image whose byte n is n, all of it writable. */
struct fixture {
	uint8_t bytes[SIZE], writable[SIZE], w1c[SIZE];
	struct io_image img;
	struct io_region io;
};

static void fixture_init(struct fixture *f, uint8_t region_widths)
{
	for (uint8_t i = 0; i < SIZE; i++)
		f->bytes[i] = i;
	memset(f->writable, 0xff, SIZE);
	memset(f->w1c, 0, SIZE);
	f->img = (struct io_image){f->bytes, SIZE, f->writable, f->w1c};
	io_image_region(&f->img, region_widths, &f->io);
}

static uint64_t expected_at(size_t off, unsigned width)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < width; i++)
		v |= (uint64_t)(uint8_t)(off + i) << 8 * i;
	return v;
}

/* A read and a write are refused alike, the read stores all ones and nothing is written. */
static void assert_refused(const struct io_region *io, size_t off, unsigned width,
                           enum pci_status st)
{
	uint64_t v = 0;

	assert_int_equal(io_try_read(io, off, width, &v), st);
	assert_true(v == UINT64_MAX);
	assert_int_equal(io_try_write(io, off, width, 0x5a5a5a5a5a5a5a5a), st);
}

static void assert_untouched(const struct fixture *f)
{
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(f->bytes[i], i);
}

static void test_every_offset(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, IO_MMIO);
	for (size_t w = 0; w < COUNT(widths); w++)
		for (size_t off = 0; off < SIZE + 16; off++) {
			uint64_t v;

			if (off + widths[w] > SIZE) {
				assert_refused(&f.io, off, widths[w], PCI_ERANGE);
			} else if (off % widths[w]) {
				assert_refused(&f.io, off, widths[w], PCI_EALIGN);
			} else {
				assert_int_equal(io_try_read(&f.io, off, widths[w], &v), PCI_OK);
				assert_true(v == expected_at(off, widths[w]));
			}
		}
	assert_untouched(&f);
}

static void test_range_overflow(void **state)
{
	static const size_t offs[] = {SIZE,
	                              SIZE_MAX,
	                              SIZE_MAX - 1,
	                              SIZE_MAX - 3,
	                              SIZE_MAX - 7,
	                              SIZE_MAX - SIZE + 1,
	                              SIZE_MAX / 2 + 1};
	struct fixture f;
	struct io_region sub;

	(void)state;
	fixture_init(&f, IO_MMIO);
	assert_int_equal(io_sub(&f.io, 8, 8, &sub), PCI_OK);
	for (size_t w = 0; w < COUNT(widths); w++)
		for (size_t i = 0; i < COUNT(offs); i++) {
			assert_refused(&f.io, offs[i], widths[w], PCI_ERANGE);
			assert_refused(&sub, offs[i], widths[w], PCI_ERANGE);
		}
	assert_untouched(&f);
}

static void test_widths(void **state)
{
	static const unsigned wrong[] = {0, 3, 5, 6, 7, 9, 15, 16, 32, 256, UINT32_MAX};
	struct fixture f;

	(void)state;
	fixture_init(&f, IO_MMIO);
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_refused(&f.io, 0, wrong[i], PCI_EWIDTH);
	for (unsigned mask = 0; mask <= IO_MMIO; mask++) {
		fixture_init(&f, (uint8_t)mask);
		for (size_t w = 0; w < COUNT(widths); w++) {
			uint64_t v;

			if (mask & widths[w])
				assert_int_equal(io_try_read(&f.io, 0, widths[w], &v), PCI_OK);
			else
				assert_refused(&f.io, 0, widths[w], PCI_EWIDTH);
		}
		assert_untouched(&f);
	}
}

static void test_config_has_no_64_bit(void **state)
{
	struct fixture f;
	uint64_t v = 0;

	(void)state;
	fixture_init(&f, IO_CONFIG);
	assert_int_equal(io_try_read64(&f.io, 0, &v), PCI_EWIDTH);
	assert_true(v == UINT64_MAX);
	assert_int_equal(io_try_write64(&f.io, 0, 0), PCI_EWIDTH);
	assert_untouched(&f);
}

/* What counts is the address: in a region that starts at an odd byte even offsets are misaligned.
 */
static void test_alignment_is_of_the_address(void **state)
{
	struct fixture f;
	struct io_region odd;
	uint64_t v;

	(void)state;
	fixture_init(&f, IO_MMIO);
	assert_int_equal(io_sub(&f.io, 3, 32, &odd), PCI_OK);
	for (size_t w = 1; w < COUNT(widths); w++) {
		size_t good = widths[w] - 3 % widths[w];

		assert_refused(&odd, 0, widths[w], PCI_EALIGN);
		assert_refused(&odd, widths[w], widths[w], PCI_EALIGN);
		assert_int_equal(io_try_read(&odd, good, widths[w], &v), PCI_OK);
		assert_true(v == expected_at(3 + good, widths[w]));
	}
	assert_int_equal(io_try_read(&odd, 0, 1, &v), PCI_OK);
	assert_int_equal(v, 3);
	assert_untouched(&f);
}

static void test_sub_regions(void **state)
{
	struct fixture f;
	struct io_region a, b, untouched;
	uint64_t v;

	(void)state;
	fixture_init(&f, IO_MMIO);
	assert_int_equal(io_sub(&f.io, 16, 32, &a), PCI_OK);
	assert_int_equal(io_sub(&a, 8, 8, &b), PCI_OK);
	assert_int_equal(b.size, 8);
	assert_int_equal(io_try_read(&b, 4, 4, &v), PCI_OK);
	assert_int_equal(v, expected_at(16 + 8 + 4, 4));
	assert_refused(&b, 8, 1, PCI_ERANGE);

	assert_int_equal(io_sub(&a, 32, 0, &b), PCI_OK);
	assert_refused(&b, 0, 1, PCI_ERANGE);
	b = untouched = a;
	assert_int_equal(io_sub(&a, 33, 0, &b), PCI_ERANGE);
	assert_int_equal(io_sub(&a, 0, 33, &b), PCI_ERANGE);
	assert_int_equal(io_sub(&a, 32, 1, &b), PCI_ERANGE);
	assert_int_equal(io_sub(&a, SIZE_MAX, 1, &b), PCI_ERANGE);
	assert_int_equal(io_sub(&a, 1, SIZE_MAX, &b), PCI_ERANGE);
	assert_int_equal(io_sub(&a, SIZE_MAX, SIZE_MAX, &b), PCI_ERANGE);
	assert_memory_equal(&b, &untouched, sizeof(b));
}

static void test_wrappers_have_their_width(void **state)
{
	struct fixture f;
	uint8_t v8;
	uint16_t v16;
	uint32_t v32;
	uint64_t v64;

	(void)state;
	fixture_init(&f, IO_MMIO);
	assert_int_equal(io_try_read8(&f.io, 8, &v8), PCI_OK);
	assert_int_equal(v8, expected_at(8, 1));
	assert_int_equal(io_try_read16(&f.io, 8, &v16), PCI_OK);
	assert_int_equal(v16, expected_at(8, 2));
	assert_int_equal(io_try_read32(&f.io, 8, &v32), PCI_OK);
	assert_int_equal(v32, expected_at(8, 4));
	assert_int_equal(io_try_read64(&f.io, 8, &v64), PCI_OK);
	assert_true(v64 == expected_at(8, 8));

	assert_int_equal(io_try_read8(&f.io, SIZE, &v8), PCI_ERANGE);
	assert_int_equal(v8, UINT8_MAX);
	assert_int_equal(io_try_read16(&f.io, SIZE, &v16), PCI_ERANGE);
	assert_int_equal(v16, UINT16_MAX);
	assert_int_equal(io_try_read32(&f.io, SIZE, &v32), PCI_ERANGE);
	assert_int_equal(v32, UINT32_MAX);

	assert_int_equal(io_try_write8(&f.io, 0, 0xa0), PCI_OK);
	assert_int_equal(io_try_write16(&f.io, 2, 0xb1b0), PCI_OK);
	assert_int_equal(io_try_write32(&f.io, 4, 0xc3c2c1c0), PCI_OK);
	assert_int_equal(io_try_write64(&f.io, 8, 0xd7d6d5d4d3d2d1d0), PCI_OK);
	assert_memory_equal(f.bytes,
	                    "\xa0\1\xb0\xb1\xc0\xc1\xc2\xc3\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7", 16);
	assert_int_equal(f.bytes[16], 16);
}

/* A write changes its writable bits, clears its W1C bits where they are 1, and leaves the rest. */
static void test_image_masks(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, IO_MMIO);
	memcpy(f.bytes, "\xff\x00\xaa\x55", 4);
	memcpy(f.writable, "\xf0\xf0\x00\x0f", 4);
	memcpy(f.w1c, "\x0c\x0c\xf0\xf0", 4);
	assert_int_equal(io_try_write32(&f.io, 0, 0x1c5c3934), PCI_OK);
	assert_memory_equal(f.bytes, "\x3b\x30\xaa\x4c", 4);
	assert_int_equal(f.bytes[4], 4);

	f.img.w1c = NULL;
	assert_int_equal(io_try_write8(&f.io, 0, 0xff), PCI_OK);
	assert_int_equal(f.bytes[0], 0xfb);
	f.img.w1c = f.w1c;
	f.img.writable = NULL;
	assert_int_equal(io_try_write8(&f.io, 0, 0xff), PCI_OK);
	assert_int_equal(f.bytes[0], 0xf3);
}

static void test_read_only(void **state)
{
	struct fixture f;
	struct io_region io;

	(void)state;
	fixture_init(&f, IO_CONFIG);
	f.img.writable = f.img.w1c = NULL;
	io_image_region(&f.img, IO_CONFIG, &io);
	assert_int_equal(io_try_write32(&io, 0, 0), PCI_EREADONLY);
	assert_int_equal(io_try_write32(&io, SIZE, 0), PCI_ERANGE);
	assert_int_equal(io_try_write32(&io, 2, 0), PCI_EALIGN);
	io_write_any(&io, 0, 4, 0);
	assert_untouched(&f);
}

/* A region may be made larger than its image: the backend still stays inside its bytes. */
static void test_image_bounds(void **state)
{
	struct fixture f;
	uint64_t v = 0;

	(void)state;
	fixture_init(&f, IO_MMIO);
	f.img.size = 6;
	assert_int_equal(io_try_read(&f.io, 4, 4, &v), PCI_ERANGE);
	assert_true(v == UINT64_MAX);
	assert_int_equal(io_try_write32(&f.io, 4, 0), PCI_ERANGE);
	assert_int_equal(io_try_read(&f.io, 4, 2, &v), PCI_OK);
	f.io.base = SIZE_MAX - 3;
	assert_int_equal(io_try_read(&f.io, 0, 4, &v), PCI_ERANGE);
	assert_true(v == UINT64_MAX);
	assert_untouched(&f);
}

static enum pci_status failing_read(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t *ret)
{
	(void)io;
	(void)off;
	(void)width;
	*ret = 0x1234;
	return PCI_EIO;
}

static enum pci_status failing_write(const struct io_region *io, size_t off, unsigned width,
                                     uint64_t val)
{
	(void)io;
	(void)off;
	(void)width;
	(void)val;
	return PCI_EIO;
}

static void test_backend_errors(void **state)
{
	static const struct io_ops ops = {failing_read, failing_write};
	const struct io_region io = {.ops = &ops, .size = 16, .widths = IO_MMIO};
	uint16_t v16 = 0;

	(void)state;
	for (size_t w = 0; w < COUNT(widths); w++) {
		assert_refused(&io, 0, widths[w], PCI_EIO);
		assert_true(io_read_any(&io, 0, widths[w]) == UINT64_MAX);
	}
	assert_int_equal(io_try_read16(&io, 0, &v16), PCI_EIO);
	assert_int_equal(v16, UINT16_MAX);
}

/* No device, only memory: a mapped region needs no backend. */
static void test_mapped(void **state)
{
	_Alignas(8) uint8_t memory[SIZE + 8];
	const struct io_region io = {.map = memory, .size = SIZE, .widths = IO_MMIO};
	struct io_region odd;
	uint64_t v;

	(void)state;
	for (size_t i = 0; i < sizeof(memory); i++)
		memory[i] = (uint8_t)i;
	for (size_t w = 0; w < COUNT(widths); w++) {
		assert_int_equal(io_try_read(&io, 8, widths[w], &v), PCI_OK);
		assert_true(v == expected_at(8, widths[w]));
		assert_refused(&io, SIZE, widths[w], PCI_ERANGE);
		assert_true(io_read_any(&io, 8, widths[w]) == expected_at(8, widths[w]));
	}
	assert_int_equal(io_sub(&io, 5, 32, &odd), PCI_OK);
	assert_refused(&odd, 0, 4, PCI_EALIGN);
	assert_int_equal(io_try_read(&odd, 3, 4, &v), PCI_OK);
	assert_int_equal(v, expected_at(8, 4));

	assert_int_equal(io_try_write32(&odd, 3, 0xa3a2a1a0), PCI_OK);
	assert_int_equal(io_try_write16(&io, 12, 0xb1b0), PCI_OK);
	io_write_any(&io, 15, 1, 0xc0);
	assert_memory_equal(memory + 7, "\x07\xa0\xa1\xa2\xa3\xb0\xb1\x0e\xc0\x10", 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_offset),
		cmocka_unit_test(test_range_overflow),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_config_has_no_64_bit),
		cmocka_unit_test(test_alignment_is_of_the_address),
		cmocka_unit_test(test_sub_regions),
		cmocka_unit_test(test_wrappers_have_their_width),
		cmocka_unit_test(test_image_masks),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_image_bounds),
		cmocka_unit_test(test_backend_errors),
		cmocka_unit_test(test_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
