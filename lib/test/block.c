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
		assert_in_range(end - text, 0, 79);
		text = end + 1;
	}
}

static void put(uint8_t *bytes, unsigned width, uint32_t value)
{
	for (unsigned i = 0; i < width; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

const char *block_text(enum desc_block kind, uint16_t id, uint8_t exp_type, size_t size,
                       const struct reg *regs, size_t count)
{
	static char text[TEXT_MAX];
	uint8_t bytes[4096] = {0}, exp_bytes[0x3c] = {0x10, 0, 0x02}, header[0x40] = {0};
	struct io_image image = {bytes, size, NULL, NULL},
			exp_image = {exp_bytes, 0x3c, NULL, NULL},
			header_image = {header, sizeof(header), NULL, NULL};
	struct fmt_buffer out;
	struct io_region io, exp, config;
	struct decode d = {.table = &pci_desc, .io = &io, .detail = true};

	if (kind == DESC_EXT)
		put(bytes, 4, 1u << 16 | id);
	for (size_t i = 0; i < count; i++)
		put((regs[i].off < EXPRESS  ? bytes
		     : regs[i].off < HEADER ? exp_bytes
		                            : header) +
		            regs[i].off % EXPRESS,
		    regs[i].width, regs[i].value);
	fmt_buffer_init(&out, text, sizeof(text));
	io_image_region(&image, IO_CONFIG, &io);
	io_image_region(&header_image, IO_CONFIG, &config);
	d.config = kind == DESC_HDR ? &io : &config;
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

/* Append the flags that are set in a paragraph, as "bit=flag ". */
static size_t add_flags(const char *text, const char *paragraph, unsigned bit, char *buf,
                        size_t size)
{
	const char *word = strstr(text, paragraph);
	size_t used = 0, n;

	buf[0] = '\0';
	assert_non_null(word);
	for (word += strlen(paragraph); *word && (*word != '\n' || word[1] == ' '); word += n) {
		word += strspn(word, " \n");
		n = strcspn(word, " ,\n");
		if (n && word[n - 1] == '+')
			used += fmt_string(buf + used, size - used, "%s%u=%.*s",
			                   bit || used ? " " : "", bit, (int)n - 1, word);
		n += word[n] == ',';
	}
	return used;
}

void check_flags(const struct flags *f)
{
	char paragraph[80], found[TEXT_MAX] = "";
	size_t used = 0;

	fmt_string(paragraph, sizeof(paragraph), "%s:", f->paragraph);
	for (unsigned bit = 0; bit < 8 * f->width; bit++) {
		const struct reg regs[] = {{f->off, f->width, 1u << bit}, f->context};

		used += add_flags(block_text(f->kind, f->id, f->exp_type, 0x100, REGS(regs)),
		                  paragraph, bit, found + used, TEXT_MAX - used);
	}
	assert_string_equal(found + (*found == ' '), f->flags);
}
