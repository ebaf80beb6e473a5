/* test_json.c - JSON that a console's lines have room for. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/decode.h"
#include "lib/fmt.h"
#include "lib/io_image.h"
#include "lib/json.h"

enum { TEXT_MAX = 4096, COLUMNS = 20 };

static char text[TEXT_MAX];
static struct fmt_buffer out;

static struct json begin(unsigned columns)
{
	struct json j;

	fmt_buffer_init(&out, text, sizeof(text));
	json_init(&j, &out.sink, columns);
	return j;
}

static const char *string(unsigned columns, const char *value)
{
	struct json j = begin(columns);

	json_string(&j, NULL, value);
	json_end(&j);
	return text;
}

static void test_escapes(void **state)
{
	(void)state;
	assert_string_equal(string(0, "fs0:\\a \"b\""), "\"fs0:\\\\a \\\"b\\\"\"\n");
	assert_string_equal(string(0, "a\\b"), "\"a\\\\b\"\n");
	assert_string_equal(string(0, "a\"b"), "\"a\\\"b\"\n");
	assert_string_equal(string(0, "\t\x7f\xc3\xa9"), "\"\\u0009\\u007f\\u00e9\"\n");
	assert_string_equal(string(0, "\xf0\x9f\x98\x80"), "\"\\ud83d\\ude00\"\n");
}

/* Lines end between tokens; a comma stays with what is before it. */
static void test_lines(void **state)
{
	struct json j = begin(COLUMNS);

	(void)state;
	json_begin_object(&j, NULL);
	json_string(&j, "name", "0123456789");
	json_number(&j, "n", 12345);
	json_begin_array(&j, "a");
	json_null(&j, NULL);
	json_bool(&j, NULL, true);
	json_end_array(&j);
	json_hex(&j, "h", 0x1f, 4);
	json_end_object(&j);
	json_end(&j);
	assert_string_equal(text, "{\"name\":\n\"0123456789\",\"n\":\n12345,\"a\":[null,\ntrue],"
	                          "\"h\":\"0x001f\"}\n");
}

/* What fills a line to its end, the comma's place left, is whole; more is cut. */
static void test_long_strings(void **state)
{
	(void)state;
	assert_string_equal(string(COLUMNS, "0123456789abcdefg"), "\"0123456789abcdefg\"\n");
	assert_string_equal(string(COLUMNS, "0123456789abcdefgh"), "\"0123456789abcdefg\"\n");
	assert_string_equal(string(COLUMNS, "0123456789a\x01g"), "\"0123456789a\\u0001\"\n");
	assert_string_equal(string(COLUMNS, "0123456789ab\x01g"), "\"0123456789ab\"\n");
	assert_string_equal(string(COLUMNS, "0123456789abcdef\"g"), "\"0123456789abcdef\"\n");
	assert_string_equal(string(COLUMNS, "01234\xf0\x9f\x98\x80"), "\"01234\\ud83d\\ude00\"\n");
	assert_string_equal(string(COLUMNS, "012345\xf0\x9f\x98\x80"), "\"012345\"\n");
}

static void test_no_lines(void **state)
{
	char value[300];

	(void)state;
	memset(value, 'x', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	assert_int_equal(strlen(string(0, value)), 255 + 1);
	assert_int_equal(strlen(string(1000, value)), 255 + 1);
}

/* Each bit that is set is a text of its own: a string of all would be too long for a line. */
static void test_bits(void **state)
{
	uint8_t rebar[12] = {0x15, 0, 1, 0, 0xf0, 0xff, 0xff, 0xff, 0x20};
	struct io_image image = {.bytes = rebar, .size = sizeof(rebar)};
	struct decode d = {.table = &pci_desc, .block = desc_find(&pci_desc, DESC_EXT, 0x15)};
	struct json j = begin(79);
	struct io_region io;

	(void)state;
	io_image_region(&image, IO_CONFIG, &io);
	d.io = &io;
	json_begin_object(&j, NULL);
	assert_int_equal(decode_json(&d, &j), PCI_OK);
	json_end_object(&j);
	json_end(&j);
	assert_non_null(strstr(text, "\"SIZES\":[\"1M\",\"2M\","));
	assert_non_null(strstr(text, "\"SIZES_HI\":[]"));
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		assert_true(strchr(line, '\n') - line <= 79);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),      cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long_strings), cmocka_unit_test(test_no_lines),
		cmocka_unit_test(test_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
