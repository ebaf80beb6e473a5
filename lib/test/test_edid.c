/* test_edid.c - the base block of a monitor's EDID: QEMU's, a real layout, and broken ones. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/edid.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"

enum { VENDOR = 8, TIMING = 0x36, SUM = 127 };

/* ACR 0x0b16, 3840 x 2160; a byte behind the start, so that nothing is aligned. */
struct monitor {
	uint8_t bytes[1 + EDID_BYTES];
	struct io_image image;
	struct io_region io;
};

static void sum(uint8_t *bytes)
{
	bytes[SUM] = 0;
	for (unsigned i = 0; i < SUM; i++)
		bytes[SUM] = (uint8_t)(bytes[SUM] - bytes[i]);
}

static uint8_t *plug(struct monitor *m)
{
	static const uint8_t start[] = {0,    0xff, 0xff, 0xff, 0xff, 0xff,
	                                0xff, 0,    0x04, 0x72, 0x16, 0x0b};
	static const uint8_t timing[] = {0x4d, 0xd0, 0x00, 0xa0, 0xf0, 0x70, 0x3e, 0x80};

	*m = (struct monitor){.image = {m->bytes, sizeof(m->bytes), NULL, NULL}};
	memcpy(m->bytes + 1, start, sizeof(start));
	memcpy(m->bytes + 1 + TIMING, timing, sizeof(timing));
	sum(m->bytes + 1);
	io_image_region(&m->image, IO_8, &m->io);
	return m->bytes + 1;
}

static void expect_corrupt(struct monitor *m)
{
	struct edid e;

	assert_int_equal(edid_read(&m->io, 1, &e), PCI_ECORRUPT);
	assert_string_equal(e.vendor, "???");
	assert_int_equal(e.product, 0);
	assert_int_equal(e.xres + e.yres, 0);
}

static void test_whole(void **state)
{
	struct monitor m;
	struct edid e;
	uint8_t *bytes = plug(&m);

	(void)state;
	assert_int_equal(edid_read(&m.io, 1, &e), PCI_OK);
	assert_string_equal(e.vendor, "ACR");
	assert_int_equal(e.product, 0x0b16);
	assert_int_equal(e.xres, 3840);
	assert_int_equal(e.yres, 2160);
	bytes[TIMING] = bytes[TIMING + 1] = 0;
	sum(bytes);
	assert_int_equal(edid_read(&m.io, 1, &e), PCI_OK);
	assert_string_equal(e.vendor, "ACR");
	assert_int_equal(e.xres + e.yres, 0);
}

/* Every bit counts; where the sum is made right again, header and vendor still do. */
static void test_corrupt(void **state)
{
	struct monitor m;

	(void)state;
	for (unsigned bit = 0; bit < 8 * EDID_BYTES; bit++) {
		plug(&m)[bit / 8] ^= (uint8_t)(1 << bit % 8);
		expect_corrupt(&m);
	}
	for (unsigned bit = 0; bit < 64; bit++) {
		uint8_t *bytes = plug(&m);

		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		sum(bytes);
		expect_corrupt(&m);
	}
}

static void test_vendor(void **state)
{
	static const struct {
		uint8_t high, low;
		const char *vendor;
	} known[] = {
		{0x49, 0x14, "RHT"}, {0x04, 0x21, "AAA"}, {0x6b, 0x5a, "ZZZ"}, {0x10, 0xac, "DEL"},
		{0x00, 0x21, NULL},  {0x04, 0x01, NULL},  {0x04, 0x20, NULL},  {0x6f, 0x5a, NULL},
		{0x6b, 0x7a, NULL},  {0x6b, 0x5b, NULL},
	};
	struct monitor m;
	struct edid e;

	(void)state;
	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		uint8_t *bytes = plug(&m);

		bytes[VENDOR] = known[i].high;
		bytes[VENDOR + 1] = known[i].low;
		sum(bytes);
		if (!known[i].vendor) {
			expect_corrupt(&m);
			continue;
		}
		assert_int_equal(edid_read(&m.io, 1, &e), PCI_OK);
		assert_string_equal(e.vendor, known[i].vendor);
	}
}

/* A byte at a time, each once; and what cannot be read. */
static void test_access(void **state)
{
	struct io_fault fault;
	struct io_region io;
	struct monitor m;
	struct edid e;

	(void)state;
	plug(&m);
	io_fault_region(&fault, &m.io, &io);
	assert_int_equal(edid_read(&io, 1, &e), PCI_OK);
	assert_int_equal(fault.reads, EDID_BYTES);
	assert_int_equal(fault.writes, 0);
	fault.mode = IO_FAULT_FAIL_READS;
	fault.at = fault.reads + EDID_BYTES;
	assert_int_equal(edid_read(&io, 1, &e), PCI_EIO);
	assert_string_equal(e.vendor, "???");
	assert_int_equal(edid_read(&m.io, 2, &e), PCI_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_vendor),
		cmocka_unit_test(test_access),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
