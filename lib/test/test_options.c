/* test_options.c - words with values, numbers, pairs and addresses among an application's
 * arguments. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/options.h"
#include "lib/test/host.h"

enum { MODE = OPTION_WORDS, PLAIN };

/* Options over these arguments, of a machine whose text tells what was said. */
static struct options options(struct host *h, int argc, const char *const *argv)
{
	static const struct option_word words[] = {{"mode", MODE, true}, {"plain", PLAIN}, {0}};

	h->platform.argc = argc;
	h->platform.argv = argv;
	h->text[0] = '\0';
	h->length = 0;
	return (struct options){&h->platform, "app", "v", words, .next = 0};
}

static void test_words(void **state)
{
	static const char *const args[] = {"--plain", "--mode", "--plain", "-v", "--mode"};
	struct host *h = host_new(1);
	struct options o = options(h, 5, args);

	(void)state;
	assert_int_equal(options_next(&o), PLAIN);
	assert_int_equal(options_next(&o), MODE);
	assert_string_equal(o.value, "--plain");
	assert_int_equal(options_next(&o), 'v');
	assert_int_equal(options_next(&o), OPTION_BAD);
	assert_string_equal(h->text, "app: a value must follow: --mode (-h shows the options)\n");
	host_free(h);
}

static void check_number(struct host *h, const char *text, bool ok, unsigned value)
{
	struct options o = options(h, 0, NULL);
	unsigned v = 0;

	o.value = text;
	assert_int_equal(options_number(&o, "bad seconds", 3, 4294967295u, &v), ok);
	assert_int_equal(h->length == 0, ok);
	if (ok)
		assert_int_equal(v, value);
	else
		assert_non_null(strstr(h->text, "app: bad seconds: "));
}

static void test_number(void **state)
{
	struct host *h = host_new(1);

	(void)state;
	check_number(h, "3", true, 3);
	check_number(h, "0010", true, 10);
	check_number(h, "4294967295", true, 4294967295u);
	check_number(h, "4294967296", false, 0);
	check_number(h, "99999999999999999999", false, 0);
	check_number(h, "2", false, 0);
	check_number(h, "", false, 0);
	check_number(h, "-3", false, 0);
	check_number(h, "0x10", false, 0);
	check_number(h, " 5", false, 0);
	check_number(h, "5 ", false, 0);
	check_number(h, "5s", false, 0);
	host_free(h);
}

static void test_pair(void **state)
{
	static const char *const bad[] = {"",          "640",      "640x",         "x480",
	                                  "640X480",   "63x64",    "64x63",        "1025x64",
	                                  "64x1025",   "640x480x", "-1x64",        "640x-64",
	                                  "640 x 480", "640x480 ", "4294967360x64"};
	struct host *h = host_new(1);
	struct options o = options(h, 0, NULL);
	unsigned x, y;

	(void)state;
	o.value = "640x1024";
	assert_true(options_pair(&o, "bad mode", 64, 1024, &x, &y));
	assert_int_equal(x, 640);
	assert_int_equal(y, 1024);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		o = options(h, 0, NULL);
		o.value = bad[i];
		assert_false(options_pair(&o, "bad mode", 64, 1024, &x, &y));
		assert_non_null(strstr(h->text, "app: bad mode: "));
	}
	host_free(h);
}

static void test_address(void **state)
{
	struct host *h = host_new(1);
	struct options o = options(h, 0, NULL);
	struct pci_match any = PCI_MATCH_ANY, m;

	(void)state;
	assert_true(pci_match_addr(&any, (struct pci_addr){0xffff, 255, 31, 7}));
	assert_true(pci_match_addr(&any, (struct pci_addr){0}));
	o.value = "2.1";
	assert_true(options_address(&o, &m));
	assert_true(pci_match_addr(&m, (struct pci_addr){0, 9, 2, 1}));
	assert_false(pci_match_addr(&m, (struct pci_addr){0, 9, 2, 0}));
	o.value = "02:00.8";
	assert_false(options_address(&o, &m));
	assert_string_equal(h->text, "app: bad address: 02:00.8 (-h shows the options)\n");
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_pair),
		cmocka_unit_test(test_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
