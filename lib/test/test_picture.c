/* test_picture.c - the test picture and its letters, by another description. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/font.h"
#include "lib/io_fault.h"
#include "lib/picture.h"

enum { WHITE = 0xffffff };

static const struct pci_addr addr = {0, 0, 2, 0};

/* Draw into memory of exactly that size, so that a dot beyond it is found. To be freed. */
static uint32_t *draw(unsigned width, unsigned height)
{
	uint32_t *pixels = calloc((size_t)width * height, 4), *line = calloc(width, 4);
	const struct io_region io = {
		.map = (uint8_t *)pixels, .size = (size_t)width * height * 4, .widths = IO_MMIO};

	assert_int_equal(picture_draw(&io, width, height, addr, line), PCI_OK);
	free(line);
	return pixels;
}

static void test_layout(void **state)
{
	enum { W = 800, H = 600 };
	static const uint32_t bars[] = {0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
	                                0xff00ff, 0xff0000, 0x0000ff, 0x000000};
	uint32_t *p = draw(W, H);

	(void)state;
	for (unsigned i = 0; i < W; i++)
		assert_true(p[i] == WHITE && p[(H - 1) * W + i] == WHITE);
	for (unsigned i = 0; i < H; i++)
		assert_true(p[i * W] == WHITE && p[i * W + W - 1] == WHITE);
	for (unsigned i = 1; i <= 16; i++) {
		assert_int_equal(p[16 * W + i], 0xff0000);
		assert_int_equal(p[16 * W + W - 1 - i], 0x00ff00);
		assert_int_equal(p[(H - 17) * W + i], 0x0000ff);
		assert_int_equal(p[(H - 17) * W + W - 1 - i], 0xffff00);
	}
	for (unsigned i = 1; i < W - 1; i++)
		assert_true(p[100 * W + i] == bars[i / 100] && p[399 * W + i] == bars[i / 100]);
	for (unsigned i = 2; i < W - 1; i++) {
		assert_int_equal(p[450 * W + i] % 0x010101, 0);
		assert_in_range(p[450 * W + i] / 0x010101, p[450 * W + i - 1] / 0x010101, 255);
		assert_true(p[400 * W + i] == p[450 * W + i] && p[499 * W + i] == p[450 * W + i]);
		assert_int_equal(p[500 * W + i] ^ p[500 * W + i - 1], WHITE);
	}
	assert_int_equal(p[450 * W + 1], 0);
	assert_int_equal(p[450 * W + W - 2], 0xfefefe);
	free(p);
}

/* The text that is in the middle, where each letter's dots are scale pixels wide and high. */
static void find_text(const uint32_t *p, unsigned width, unsigned left, unsigned top,
                      unsigned scale, const char *text)
{
	for (unsigned y = 0; y < FONT_HEIGHT * scale; y++)
		for (unsigned x = 0; x < strlen(text) * FONT_WIDTH * scale; x++)
			assert_int_equal(p[(top + y) * width + left + x],
			                 font_dot(text, x / scale, y / scale) ? WHITE : 0);
}

/* 12 letters of 6 dots and a margin of 2 around are 76 dots: at 640, 4 pixels each is 304. */
static void test_text(void **state)
{
	uint32_t *p = draw(640, 480);

	(void)state;
	find_text(p, 640, (640 - 304) / 2 + 8, (480 - 80) / 2 + 8, 4, "640x480");
	find_text(p, 640, (640 - 304) / 2 + 8, (480 - 80) / 2 + 8 + 32, 4, "0000:00:02.0");
	free(p);
	p = draw(152, 64);
	find_text(p, 152, 38 + 2, 22 + 2, 1, "152x64");
	find_text(p, 152, 38 + 2, 22 + 10, 1, "0000:00:02.0");
	free(p);
}

/* No size is too small; the larger ones have no text where it would be more than half. */
static void test_sizes(void **state)
{
	(void)state;
	for (unsigned width = 1; width < 160; width += 3)
		for (unsigned height = 1; height < 60; height += 2)
			free(draw(width, height));
}

static void test_failure(void **state)
{
	uint32_t pixels[64 * 64], line[64];
	const struct io_region io = {
		.map = (uint8_t *)pixels, .size = sizeof(pixels), .widths = IO_MMIO};
	struct io_region faulty;
	struct io_fault fault;

	(void)state;
	io_fault_region(&fault, &io, &faulty);
	fault.mode = IO_FAULT_FAIL_WRITES;
	fault.at = 65;
	assert_int_equal(picture_draw(&faulty, 64, 64, addr, line), PCI_EIO);
	assert_int_equal(fault.writes, 65);
	assert_int_equal(picture_draw(&io, 64, 65, addr, line), PCI_ERANGE);
}

/* Each letter of ASCII has dots, all others none, and no two are alike. */
static void test_letters(void **state)
{
	uint8_t seen[256][FONT_HEIGHT] = {0};

	(void)state;
	for (unsigned c = 1; c < 256; c++) {
		const char text[] = {(char)c, '\0'};

		for (unsigned y = 0; y < FONT_HEIGHT; y++)
			for (unsigned x = 0; x < FONT_WIDTH; x++)
				seen[c][y] = (uint8_t)(seen[c][y] << 1 | font_dot(text, x, y));
		assert_false(font_dot(text, 0, FONT_HEIGHT));
		assert_false(font_dot(text, FONT_WIDTH, 0));
		for (unsigned other = ' '; other < c; other++)
			if (c > ' ' && c < 0x7f)
				assert_memory_not_equal(seen[c], seen[other], FONT_HEIGHT);
			else
				assert_memory_equal(seen[c], seen[' '], FONT_HEIGHT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),  cmocka_unit_test(test_text),
		cmocka_unit_test(test_sizes),   cmocka_unit_test(test_failure),
		cmocka_unit_test(test_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
