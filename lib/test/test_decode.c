/* test_decode.c - decoding what is cut short, reserved, repeated or gone. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fmt.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_scan.h"
#include "lib/presence.h"
#include "lib/test/block.h"
#include "lib/test/host.h"

enum { TEXT_MAX = 1 << 16 };

static const char *text_of(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                           unsigned off, unsigned width, uint32_t value)
{
	const struct reg reg = {off, width, value};

	return block_text(kind, id, exp_type, size, &reg, 1);
}

static void test_reserved_values(void **state)
{
	(void)state;
	assert_non_null(
		strstr(text_of(DESC_HDR, 0, NO_TYPE, 256, 6, 2, 0x0600), "DEVSEL=reserved 3"));
	assert_non_null(strstr(text_of(DESC_STD, 0x10, 0, 0x3c, 2, 2, 0xf2), "reserved f"));
	assert_non_null(strstr(text_of(DESC_STD, 0x10, 0, 0x3c, 0x0c, 4, 7), "Speed reserved 7"));
	assert_non_null(strstr(text_of(DESC_STD, 0x10, 0, 0x3c, 4, 4, 0xf3 << 18), "reserved f3"));
	assert_non_null(strstr(text_of(DESC_STD, 0x10, 0, 0x3c, 4, 4, 0xf2 << 18), "300W"));
	assert_non_null(strstr(text_of(DESC_STD, 0x10, 0, 0x3c, 4, 4, 6), "MaxPayload reserved 6"));
	assert_non_null(
		strstr(text_of(DESC_EXT, 0x15, NO_TYPE, 12, 8, 4, 0x3f20), "reserved 2^83"));
	assert_non_null(
		strstr(text_of(DESC_EXT, 0x18, NO_TYPE, 8, 4, 2, 0x1c05), "5 in reserved scale 7"));
}

/* What a capability has no room for is said, once. */
static void test_beyond_the_region(void **state)
{
	const char *text;

	(void)state;
	assert_string_equal(text_of(DESC_STD, 0x11, NO_TYPE, 8, 4, 4, 0x2002),
	                    "Control: Enable- Count=1, Masked-\n"
	                    "Vector table: BAR=2, offset=00002000\n"
	                    "PBA: beyond the end of the capability\n");
	assert_string_equal(text_of(DESC_STD, 0x11, NO_TYPE, 2, 0, 1, 0x11),
	                    "CTL: beyond the end of the capability\n");
	text = text_of(DESC_EXT, 0x0f, NO_TYPE, 7, 4, 2, 0);
	assert_non_null(strstr(text, "CTL: beyond the end"));
	/* a version 2 Express capability in too little room; conditions beyond it do not hold */
	text = strstr(text_of(DESC_STD, 0x10, 4, 0x2c, 2, 2, 0x142), "beyond");
	assert_non_null(text);
	assert_null(strstr(text + 1, "beyond"));
}

static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

static void test_repetition(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 8; n++) { /* 7 is not valid, but the room is there */
		const char *text = text_of(DESC_EXT, 0x15, NO_TYPE, 0x40, 8, 4, n << 5);

		assert_int_equal(count(text, "ReBARCap"), n);
		assert_int_equal(count(text, "ReBARCtl"), n);
	}
	/* seven of them in the room of one */
	assert_int_equal(count(text_of(DESC_EXT, 0x15, NO_TYPE, 12, 8, 4, 7 << 5), "beyond"), 1);
}

/* Whatever stands in the registers, a block's text has lines of 79 columns at most. */
static void test_any_bytes(void **state)
{
	static char text[TEXT_MAX];
	uint32_t bytes[64];
	struct io_image image = {(uint8_t *)bytes, sizeof(bytes), NULL, NULL};
	struct fmt_buffer out;
	struct io_region io;
	struct decode d = {&pci_desc, NULL, NULL, &io, &io, &io, true};

	(void)state;
	srand(1);
	io_image_region(&image, IO_CONFIG, &io);
	for (unsigned i = 0; i < 40; i++) {
		for (unsigned j = 0; j < 64; j++)
			bytes[j] = i ? (uint32_t)rand() ^ (uint32_t)rand() << 16 : 0xffffffff;
		for (size_t n = 0; n < pci_desc.count; n++) {
			if (pci_desc.line[n].kind != DESC_BLOCK &&
			    pci_desc.line[n].kind != DESC_VARIANT)
				continue;
			fmt_buffer_init(&out, text, sizeof(text));
			d.block = &pci_desc.line[n];
			assert_int_equal(decode_text(&d, &out.sink, i % 3 * 4), PCI_OK);
			assert_in_range(out.used, 0, TEXT_MAX - 1);
			check_lines(text);
		}
	}
}

/* A function with one capability at 40h, or 100h, that can be unplugged. */
struct fixture {
	uint8_t cfg[4096];
	struct io_image image;
	struct io_fault fault;
	struct io_region all, cap;
	struct pci_presence presence;
	char text[TEXT_MAX];
};

static enum pci_status decode(struct fixture *f, const struct desc *block, unsigned long unplug_at)
{
	struct fmt_buffer out;
	const struct decode d = {&pci_desc, block, NULL, &f->cap, &f->all, &f->cap, true};

	fmt_buffer_init(&out, f->text, sizeof(f->text));
	f->presence.gone = false;
	f->fault.reads = 0;
	f->fault.unplug_at = unplug_at;
	return decode_text(&d, &out.sink, 4);
}

/*
 * The device vanishes with each access in turn: a status and a line say so, and what stands
 * before it is what the whole text has.
 */
static void check_unplug(struct fixture *f, const struct desc *block)
{
	static char whole[TEXT_MAX];
	unsigned long reads;

	assert_int_equal(decode(f, block, 0), PCI_OK);
	memcpy(whole, f->text, sizeof(whole));
	reads = f->fault.reads;
	for (unsigned long n = 1; n <= reads; n++) {
		const char *end;

		assert_int_equal(decode(f, block, n), PCI_EGONE);
		end = strstr(f->text, "the device is gone\n");
		assert_non_null(end);
		assert_string_equal(end, "the device is gone\n");
		while (end > f->text && end[-1] != '\n')
			end--;
		if (end > f->text)
			end--; /* the register before may lack its last fields */
		assert_memory_equal(f->text, whole, (size_t)(end - f->text));
	}
}

static void test_gone_at_every_read(void **state)
{
	static struct fixture f;
	struct io_region image;

	(void)state;
	f.image = (struct io_image){f.cfg, sizeof(f.cfg), NULL, NULL};
	io_image_region(&f.image, IO_CONFIG, &image);
	for (size_t i = 0; i < pci_desc.count; i++) {
		const struct desc *block = &pci_desc.line[i];
		bool ext = block->a == DESC_EXT;

		if (block->kind != DESC_BLOCK && block->kind != DESC_VARIANT)
			continue;
		cfg_init(f.cfg, 0x11111234, 0x030000, 0);
		put_le16(f.cfg + 0x42, 0x0342); /* Express: root port with a slot; MSI masked */
		put_le32(f.cfg + 0x108, 0x40);  /* Resizable BAR: two */
		io_fault_region(&f.fault, &image, &f.all);
		pci_presence_init(&f.presence, &f.all);
		f.all.presence = &f.presence;
		assert_int_equal(io_sub(&f.all,
		                        block->a == DESC_HDR ? 0
		                        : ext                ? 0x100
		                                             : 0x40,
		                        block->a == DESC_HDR ? 256 : 0x60, &f.cap),
		                 PCI_OK);
		check_unplug(&f, block);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reserved_values),    cmocka_unit_test(test_beyond_the_region),
		cmocka_unit_test(test_repetition),         cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_gone_at_every_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
