/* test_fold.c - lines folded at their blanks. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fmt.h"
#include "lib/fold.h"

#define TEN    "123456789 "
#define EIGHTY "12345678901234567890123456789012345678901234567890123456789012345678901234567890"

#define SEVENTY_ONE_LINE TEN TEN TEN TEN TEN TEN "123456789"
#define SEVENTY          SEVENTY_ONE_LINE " "

/* What comes out, whether the text comes in one piece or by the character. */
static void check(const char *text, const char *expected)
{
	char out[512];
	struct fmt_buffer b;
	struct fold f;

	fmt_buffer_init(&b, out, sizeof(out));
	fold_init(&f, &b.sink);
	fmt_print(&f.sink, "%s", text);
	assert_string_equal(out, expected);
	fmt_buffer_init(&b, out, sizeof(out));
	for (const char *c = text; *c; c++)
		f.sink.write(&f.sink, c, 1);
	assert_string_equal(out, expected);
}

static void test_short_lines(void **state)
{
	(void)state;
	check("", "");
	check("\n\n", "\n\n");
	check("a  b\n  c\n", "a  b\n  c\n");
	check("a \n b  \n", "a\n b\n");
	check(TEN TEN TEN TEN TEN TEN TEN "12345678\n", TEN TEN TEN TEN TEN TEN TEN "12345678\n");
	check(TEN TEN TEN TEN TEN TEN TEN "123456789\n", TEN TEN TEN TEN TEN TEN TEN "123456789\n");
}

static void test_long_lines(void **state)
{
	(void)state;
	check(TEN TEN TEN TEN TEN TEN TEN "1234567890 x\n",
	      TEN TEN TEN TEN TEN TEN "123456789\n    1234567890 x\n");
	check("  a " TEN TEN TEN TEN TEN TEN TEN "  1234567 y\nz\n",
	      "  a " TEN TEN TEN TEN TEN TEN "123456789\n      1234567 y\nz\n");
	check("ab\n " TEN TEN TEN TEN TEN TEN TEN "123456789\n",
	      "ab\n " TEN TEN TEN TEN TEN TEN "123456789\n     123456789\n");
}

/* Longer than what is kept of a line that comes in pieces. */
static void test_longer_lines(void **state)
{
	(void)state;
	check(" " SEVENTY SEVENTY SEVENTY "x\n",
	      " " SEVENTY_ONE_LINE "\n     " SEVENTY_ONE_LINE "\n     " SEVENTY_ONE_LINE " x\n");
	check(" " SEVENTY SEVENTY SEVENTY "\na \n",
	      " " SEVENTY_ONE_LINE "\n     " SEVENTY_ONE_LINE "\n     " SEVENTY_ONE_LINE "\na\n");
}

/* A word that no line has room for is not lost. */
static void test_long_words(void **state)
{
	(void)state;
	check(EIGHTY "\n", EIGHTY "\n");
	check("a " EIGHTY " b\n", "a\n    " EIGHTY "\n    b\n");
	check(EIGHTY EIGHTY "\n", EIGHTY EIGHTY "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_lines),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_longer_lines),
		cmocka_unit_test(test_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
