/* test_line.c - lines put together, and bytes in hex. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/hexdump.h"
#include "lib/line.h"

/* What was written, and in how many pieces. */
struct text {
	struct sink sink;
	size_t used;
	unsigned writes;
	char text[4 * LINE_ROOM];
};

static void text_write(struct sink *s, const char *text, size_t n)
{
	struct text *t = (struct text *)s;

	assert_in_range(n, 1, sizeof(t->text) - t->used - 1);
	memcpy(t->text + t->used, text, n);
	t->used += n;
	t->text[t->used] = '\0';
	t->writes++;
}

static void test_line(void **state)
{
	struct text t = {.sink = {text_write}};
	struct line l;

	(void)state;
	line_init(&l, &t.sink);
	line_string(&l, "a ");
	line_hex(&l, 0xf, 4);
	line_char(&l, ' ');
	line_hex(&l, 0x12345, 4);
	line_hex(&l, UINT32_MAX, 2);
	line_hex(&l, 0, 1);
	line_fill(&l, '-', 3);
	assert_int_equal(t.writes, 0);
	line_end(&l);
	assert_string_equal(t.text, "a 000f 12345ffffffff0---\n");
	assert_int_equal(t.writes, 1);
	line_flush(&l);
	assert_int_equal(t.writes, 1);
}

/* More than there is room for is written underway, in order. */
static void test_long(void **state)
{
	struct text t = {.sink = {text_write}};
	struct line l;

	(void)state;
	line_init(&l, &t.sink);
	line_fill(&l, 'x', LINE_ROOM - 1);
	line_string(&l, "yz");
	line_fill(&l, '.', LINE_ROOM - 1);
	line_end(&l);
	assert_int_equal(t.used, 2 * LINE_ROOM + 1);
	assert_string_equal(strchr(t.text, 'y') + 2 + LINE_ROOM - 1, "\n");
}

static void test_hexdump(void **state)
{
	struct text t = {.sink = {text_write}};
	uint8_t bytes[0x112];

	(void)state;
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 3);
	hexdump(&t.sink, bytes, 18);
	assert_string_equal(t.text, "00: 00 03 06 09 0c 0f 12 15 18 1b 1e 21 24 27 2a 2d\n"
	                            "10: 30 33\n");
	hexdump(&t.sink, bytes, sizeof(bytes));
	assert_string_equal(strstr(t.text, "\n110"), "\n110: 30 33\n");
	t.used = t.writes = 0;
	hexdump(&t.sink, bytes, 0);
	assert_int_equal(t.writes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_hexdump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
