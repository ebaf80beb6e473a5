/* block.c - one block of registers in a test, and its text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/block.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fmt.h"
#include "lib/io_image.h"

enum { TEXT_MAX = 1 << 15 };

void check_lines(const char *text)
{
	while (*text) {
		const char *end = strchr(text, '\n');

		assert_non_null(end);
		assert_in_range(end - text, 1, 79);
		text = end + 1;
	}
}

const char *block_text(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                       const struct reg *regs, size_t count)
{
	static char text[TEXT_MAX];
	uint8_t bytes[4096] = {0}, exp_bytes[0x3c] = {0x10, 0, 0x02};
	struct io_image image = {bytes, size, NULL, NULL},
			exp_image = {exp_bytes, 0x3c, NULL, NULL};
	struct fmt_buffer out;
	struct io_region io, exp;
	struct decode d = {.table = &pci_desc, .io = &io, .config = &io, .detail = true};

	for (size_t i = 0; i < count; i++)
		for (unsigned byte = 0; byte < regs[i].width; byte++)
			bytes[regs[i].off + byte] = (uint8_t)(regs[i].value >> 8 * byte);
	fmt_buffer_init(&out, text, sizeof(text));
	io_image_region(&image, IO_CONFIG, &io);
	if (kind == DESC_STD && id == 0x10)
		memcpy(exp_bytes, bytes, sizeof(exp_bytes));
	exp_bytes[2] = (uint8_t)((exp_bytes[2] & 15) | exp_type << 4);
	io_image_region(&exp_image, IO_CONFIG, &exp);
	d.express = exp_type == NO_TYPE ? NULL : &exp;
	assert_int_equal(decode_find(&d, kind, id), PCI_OK);
	assert_int_equal(decode_text(&d, &out.sink, 0), PCI_OK);
	assert_in_range(out.used, 0, TEXT_MAX - 1);
	check_lines(text);
	return text;
}

void check_text(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                const struct reg *regs, size_t count, const char *expected)
{
	assert_string_equal(block_text(kind, id, exp_type, size, regs, count), expected);
}

void check_registers(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                     const struct reg *regs, size_t count, const char *expected)
{
	const char *line = block_text(kind, id, exp_type, size, regs, count);
	char names[TEXT_MAX] = "";
	size_t n = 0;

	for (; *line; line = strchr(line, '\n') + 1)
		if (*line != ' ')
			n += fmt_string(names + n, TEXT_MAX - n, "%s%.*s", n ? " " : "",
			                (int)strcspn(line, ":"), line);
	assert_string_equal(names, expected);
}
