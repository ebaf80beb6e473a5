/* test_fmt.c - our formatting beside libc's, and where it is cut. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fmt.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Formats are data here, which the compiler does not like to see. */
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat"

/* The same arguments through both; the texts and lengths are equal. */
#define assert_like_libc(...)                                                                      \
	do {                                                                                       \
		char ours[300], theirs[300];                                                       \
		size_t n_ours = fmt_string(ours, sizeof(ours), __VA_ARGS__);                       \
		int n_theirs = snprintf(theirs, sizeof(theirs), __VA_ARGS__);                      \
		assert_string_equal(ours, theirs);                                                 \
		assert_int_equal(n_ours, n_theirs);                                                \
	} while (0)

/* Everything that may stand between % and the length. */
static const char *const prefixes[] = {"",   "1",   "2",   "5",    "20",   "25",   "64",  "200",
                                       "-",  "-5",  "-20", "-200", "0",    "01",   "02",  "05",
                                       "08", "016", "020", "025",  "0200", "-020", "0-20"};

static const char *make_format(char buf[64], const char *prefix, const char *conversion)
{
	snprintf(buf, 64, "%%%s%s", prefix, conversion);
	return buf;
}

static const int64_t values[] = {
	0,
	1,
	-1,
	9,
	10,
	-10,
	15,
	16,
	99,
	100,
	127,
	128,
	-128,
	-129,
	255,
	256,
	0x7fff,
	0x8000,
	-0x8000,
	0xffff,
	0x10000,
	INT32_MAX,
	INT32_MIN,
	UINT32_MAX,
	INT64_MAX,
	INT64_MIN,
	-12345678,
	123456789,
	0x1234567890abcdef,
	-999999999999,
};

static void test_numbers(void **state)
{
	static const char lengths[][3] = {"hh", "h", "", "l", "ll", "z"};
	static const char types[] = "dux";

	(void)state;
	for (size_t p = 0; p < COUNT(prefixes); p++)
		for (size_t l = 0; l < COUNT(lengths); l++)
			for (size_t t = 0; types[t]; t++)
				for (size_t v = 0; v < COUNT(values); v++) {
					char conversion[24], f[64];

					snprintf(conversion, sizeof(conversion), "%s%c", lengths[l],
					         types[t]);
					make_format(f, prefixes[p], conversion);
					if (l < 3)
						assert_like_libc(f, (int)values[v]);
					else
						assert_like_libc(f, (long long)values[v]);
				}
}

static void test_characters_and_strings(void **state)
{
	static const char *const texts[] = {"", "a", "pci", "0123456789012345678901234567890",
	                                    "é→"};
	char f[64];

	(void)state;
	for (size_t p = 0; p < COUNT(prefixes); p++) {
		if (strchr(prefixes[p], '0') == prefixes[p] || strstr(prefixes[p], "-0"))
			continue; /* the 0 flag with c and s is undefined in C */
		for (size_t t = 0; t < COUNT(texts); t++) {
			assert_like_libc(make_format(f, prefixes[p], "s"), texts[t]);
			assert_like_libc(make_format(f, prefixes[p], ".0s"), texts[t]);
			assert_like_libc(make_format(f, prefixes[p], ".s"), texts[t]);
			assert_like_libc(make_format(f, prefixes[p], ".2s"), texts[t]);
			assert_like_libc(make_format(f, prefixes[p], ".100s"), texts[t]);
			for (int n = -2; n < 8; n++)
				assert_like_libc(make_format(f, prefixes[p], ".*s"), n, texts[t]);
		}
		for (int c = 1; c < 256; c++)
			assert_like_libc(make_format(f, prefixes[p], "c"), c);
	}
}

/* A precision is a bound: what lies behind it is not read. */
static void test_precision_bounds_the_read(void **state)
{
	const char text[3] = {'a', 'b', 'c'};
	const char *volatile null = NULL;
	char buf[16];

	(void)state;
	assert_int_equal(fmt_string(buf, sizeof(buf), "%.*s|%.3s", 2, text, text), 6);
	assert_string_equal(buf, "ab|abc");
	fmt_string(buf, sizeof(buf), "%s", null);
	assert_string_equal(buf, "(null)");
	fmt_string(buf, sizeof(buf), "%.3s", null);
	assert_string_equal(buf, "(nu");
}

static void test_width_from_arguments(void **state)
{
	(void)state;
	for (int width = -30; width <= 30; width++) {
		assert_like_libc("%*d|%d", width, -42, 7);
		assert_like_libc("%0*x|%d", width, 42, 7);
		assert_like_libc("%-*u|%d", width, 42, 7);
		assert_like_libc("%*s|%d", width, "pci", 7);
		assert_like_libc("%*.*s|%d", width, 2, "pci", 7);
		assert_like_libc("%*c|%d", width, 'x', 7);
	}
}

/* Every argument is taken with its own size, also once the registers of the call are used up. */
static void test_many_arguments(void **state)
{
	(void)state;
	assert_like_libc("%d %lld %s %zu %hhx %c %lu %hx %llx %d %s %u %%", -1, -2LL, "three",
	                 (size_t)-4, 0x1ff, '6', 7UL, 0x12345, UINT64_MAX - 9ULL, INT_MIN, "eleven",
	                 12U);
	assert_like_libc("%04x:%02x:%02x.%x", 0x1, 0xab, 0x1f, 7);
	assert_like_libc("plain");
	assert_like_libc("100%% %d%%", 5);
}

/* Not declared like printf: the formats here are wrong on purpose. */
static void assert_prints(const char *expected, const char *format, ...)
{
	char buf[64];
	struct fmt_buffer b;
	va_list ap;

	fmt_buffer_init(&b, buf, sizeof(buf));
	va_start(ap, format);
	fmt_vprint(&b.sink, format, ap);
	va_end(ap);
	assert_string_equal(buf, expected);
	assert_int_equal(b.used, strlen(expected));
}

/* What is no conversion of ours prints itself; the arguments that follow are not shifted. */
static void test_unknown_conversions(void **state)
{
	static const char *const unknown[] = {"%q",  "%X",  "%o",   "%i",  "%p",  "%n",
	                                      "%f",  "%5y", "%-5y", "%lq", "%zQ", "%.3k",
	                                      "% d", "%+d", "%#x",  "%jd", "%\n"};
	char format[16], expected[16];

	(void)state;
	for (size_t i = 0; i < COUNT(unknown); i++) {
		snprintf(format, sizeof(format), "%s|%%d", unknown[i]);
		snprintf(expected, sizeof(expected), "%s|42", unknown[i]);
		assert_prints(expected, format, 42);
	}
	assert_prints("50%", "50%", 42);
	assert_prints("%5", "%5", 42);
	assert_prints("%-05.3ll", "%-05.3ll", 42);
	assert_prints("%", "%%");
	assert_prints("", "");
}

/* Cut text is the start of the whole, ends in a zero, and nothing behind size is touched. */
static void test_truncation(void **state)
{
	static const char whole[] = "00:1f.3 [  +42] 0000beef pcikit";

	(void)state;
	for (size_t size = 0; size <= sizeof(whole) + 2; size++) {
		char buf[sizeof(whole) + 8];

		memset(buf, '#', sizeof(buf));
		assert_int_equal(fmt_string(buf, size, "%02x:%02x.%x [%5s] %08x %s", 0, 0x1f, 3,
		                            "+42", 0xbeefU, "pcikit"),
		                 sizeof(whole) - 1);
		if (size) {
			size_t n = size < sizeof(whole) ? size - 1 : sizeof(whole) - 1;

			assert_memory_equal(buf, whole, n);
			assert_int_equal(buf[n], '\0');
		}
		for (size_t i = size; i < sizeof(buf); i++)
			assert_int_equal(buf[i], '#');
	}
	assert_int_equal(fmt_string(NULL, 0, "%d", 12345), 5);
}

static void test_buffer_goes_on(void **state)
{
	struct fmt_buffer b;
	char buf[8];

	(void)state;
	memset(buf, '#', sizeof(buf));
	fmt_buffer_init(&b, buf, sizeof(buf));
	assert_string_equal(buf, "");
	fmt_print(&b.sink, "%d", 123);
	assert_string_equal(buf, "123");
	fmt_print(&b.sink, "%s", "45678");
	assert_string_equal(buf, "1234567");
	fmt_print(&b.sink, "9");
	assert_string_equal(buf, "1234567");
	assert_int_equal(b.used, 9);
}

static void test_sizes(void **state)
{
	static const struct {
		unsigned long long bytes;
		const char *text;
	} cases[] = {
		{0, "0"},
		{1, "1"},
		{64, "64"},
		{1000, "1000"},
		{1023, "1023"},
		{1024, "1K"},
		{1025, "1025"},
		{1536, "1536"},
		{4096, "4K"},
		{1023 << 10, "1023K"},
		{1 << 20, "1M"},
		{(1 << 20) + 1024, "1025K"},
		{16 << 20, "16M"},
		{2ULL << 30, "2G"},
		{80ULL << 30, "80G"},
		{3ULL << 40, "3T"},
		{1ULL << 50, "1P"},
		{1ULL << 60, "1E"},
		{1ULL << 63, "8E"},
		{ULLONG_MAX, "18446744073709551615"},
		{ULLONG_MAX - 1023, "18014398509481983K"},
	};
	char buf[FMT_SIZE_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_ptr_equal(fmt_size(buf, cases[i].bytes), buf);
		assert_string_equal(buf, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_characters_and_strings),
		cmocka_unit_test(test_precision_bounds_the_read),
		cmocka_unit_test(test_width_from_arguments),
		cmocka_unit_test(test_many_arguments),
		cmocka_unit_test(test_unknown_conversions),
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_buffer_goes_on),
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
