/* test_decode_length.c - what a declared length ends, and what detail adds. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fmt.h"
#include "lib/io_image.h"
#include "lib/test/block.h"

/* A length beyond the room of the capability does not make it larger: the next one lies there. */
static void test_room(void **state)
{
	uint32_t words[16] = {0x0001000b, 0xfff00001, 0x11, 0x22, 0x33};
	struct io_image image = {(uint8_t *)words, sizeof(words), NULL, NULL};
	struct io_region all, io;
	struct decode d = {.table = &pci_desc, .io = &io, .config = &all, .detail = true};
	char text[4096];
	struct fmt_buffer out;

	(void)state;
	io_image_region(&image, IO_CONFIG, &all);
	assert_int_equal(io_sub(&all, 0, 0x10, &io), PCI_OK);
	fmt_buffer_init(&out, text, sizeof(text));
	assert_int_equal(decode_find(&d, DESC_EXT, 0x0b), PCI_OK);
	assert_int_equal(decode_text(&d, &out.sink, 0), PCI_OK);
	assert_string_equal(text, "VSEC: ID=0001, Rev=0, Len=fff\nData: 08: 00000011 00000022\n");
}

/* Raw dwords and what stands there for each lane are detail. */
static void test_without_detail(void **state)
{
	static const struct {
		uint16_t id;
		uint32_t header, dvsec;
		const char *text;
	} cases[] = {
		{0x0b, 0x0100000b, 0, "Data:"},
		{0x23, 0x010010de, 0x1234, "Data:"},
		{0x23, 0x10001014, 0xf000, " rates:"},
		{0x26, 0, 0, "LaneEqu:"},
		{0x27, 0, 0, "Lane 0"},
		{0x2a, 0, 0, "LaneEqu:"},
		{0x2b, 0, 0, "AltProtoSelEn"},
		{0x2d, 0, 0, "Shadow instances:"},
		{0x31, 0, 0, "LaneEqu:"},
		{0x33, 0, 0, "FlitPmLtssm:"},
		{0x39, 0, 0, "LaneEqu:"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t words[64] = {0x10000u | cases[i].id, cases[i].header, cases[i].dvsec};
		uint32_t link[15] = {0x00020010, 0, 0, 0x40};
		struct io_image image = {(uint8_t *)words, sizeof(words), NULL, NULL};
		struct io_image express = {(uint8_t *)link, sizeof(link), NULL, NULL};
		struct io_region io, exp;
		struct decode d = {.table = &pci_desc, .io = &io, .config = &io, .express = &exp};
		char text[4096];
		struct fmt_buffer out;

		io_image_region(&image, IO_CONFIG, &io);
		io_image_region(&express, IO_CONFIG, &exp);
		assert_int_equal(decode_find(&d, DESC_EXT, cases[i].id), PCI_OK);
		for (d.detail = false;; d.detail = true) {
			fmt_buffer_init(&out, text, sizeof(text));
			assert_int_equal(decode_text(&d, &out.sink, 0), PCI_OK);
			assert_int_equal(strstr(text, cases[i].text) != NULL, d.detail);
			if (d.detail)
				break;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_without_detail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
