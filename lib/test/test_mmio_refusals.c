/* test_mmio_refusals.c - what mmio does not do, and what it says then. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/mmio_machine.h"

static void test_enable(void **state)
{
	static const char off[] = "bar2+500: decoding is off: --enable switches it on meanwhile";
	struct host *h = mmio_machine(app_main);

	(void)state;
	put_le16(mmio_config(h) + 4, 0x0405);
	mmio_check_refused(h, "3.0 bar2+500 2", APP_DEVICE, off);
	mmio_check_refused(h, "3.0 bar2+500 2 --write 1", APP_DEVICE, off);
	mmio_check(h, "3.0 bar2+500 2 --enable", APP_OK, "bar2+500: 0xb0c5\n",
	           "cfg+4/2=407 500/2:b0c5 cfg+4/2=405 ");
	mmio_check(h, "3.0 bar2+704 1 --enable --write 5", APP_OK, "bar2+704: 0x74 -> 0x05\n",
	           "cfg+4/2=407 704/1:74 704/1=5 704/1:5 cfg+4/2=405 ");
	mmio_check_refused(h, "3.0 bar2+1000 2 --enable", APP_USAGE,
	                   "bar2+1000: outside the region of 1000 bytes");
	mmio_check_refused(h, "3.0 bar2+501 2 --enable", APP_USAGE, "bar2+501: misaligned");
	mmio_check_refused(h, "3.0 bar4 --enable", APP_DEVICE, "bar4: address not mapped");
	h->has_console = true;
	h->console = (struct pci_addr){0, 0, 3, 0};
	mmio_check(h, "3.0 bar2+500 2 --enable", APP_OK,
	           "mmio: 3.0 drives the console\nbar2+500: 0xb0c5\n",
	           "cfg+4/2=407 500/2:b0c5 cfg+4/2=405 ");
	h->fault.mode = IO_FAULT_STICK_LOW; /* it cannot be switched on */
	h->fault.mask = 2;
	mmio_check(h, "3.0 bar2+500 2 --enable", APP_DEVICE,
	           "mmio: 3.0 drives the console\nmmio: bar2+500: decoding is off\n",
	           "cfg+4/2=407 cfg+4/2=405 ");
	host_free(h);
}

/* What is wrong with the function or its BAR. */
static void test_refusals(void **state)
{
	struct host *h = mmio_machine(app_main);
	uint8_t *cfg = mmio_config(h);

	(void)state;
	mmio_check_refused(h, "7:0.0 bar0", APP_NOTFOUND, "7:0.0: no such function");
	mmio_check_refused(h, "1:3.0:0.0 bar0", APP_USAGE,
	                   "bad address: 1:3.0:0.0 (-h shows the options)");
	mmio_check_refused(h, "*:*.* bar0", APP_USAGE, "*:*.*: 2 functions, name one");
	mmio_check_refused(h, "3.0 bar0+8", APP_NOTFOUND, "bar0+8: no address assigned");
	mmio_check_refused(h, "3.0 bar3", APP_NOTFOUND, "bar3: no address assigned");
	mmio_check_refused(h, "3.0 bar5", APP_NOTFOUND, "bar5: not found");
	cfg[0x44] = 3;
	mmio_check_refused(h, "3.0 bar2 --enable", APP_DEVICE, "bar2: not in power state D0");
	mmio_check(h, "3.0 config+44 1", APP_OK, "config+44: 0x03\n", "");
	cfg[0x44] = 0;
	h->record_count = 0;
	mmio_check_refused(h, "3.0 bar2", APP_DEVICE, "bar2: size not known (--force goes on)");
	mmio_check(h, "3.0 bar2+500 2 --force", APP_OK, "bar2+500: 0xb0c5\n", "500/2:b0c5 ");
	mmio_check_refused(h, "3.0 bar4+1200100000 --force", APP_DEVICE,
	                   "bar4+1200100000: address not mapped");
	mmio_check_refused(h, "3.0 bar4+ffffffffffffff00 --force", APP_DEVICE,
	                   "bar4+ffffffffffffff00: address not mapped");
	put_le32(cfg + 0x18, (uint32_t)MMIO_LOW | 6);
	mmio_check_refused(h, "3.0 bar2", APP_DEVICE, "bar2: corrupt data");
	host_free(h);
}

static void test_usage(void **state)
{
	static const char *const bad[][2] = {
		{"", "missing: BDF"},
		{"3.0", "missing: WHERE"},
		{"zz bar0", "bad address: zz"},
		{"3.0 rom", "bad place, width or count: rom"},
		{"3.0 bar6", "bad place, width or count: bar6"},
		{"3.0 bar", "bad place, width or count: bar"},
		{"3.0 bar2+", "bad place, width or count: bar2+"},
		{"3.0 bar2+5x", "bad place, width or count: bar2+5x"},
		{"3.0 bar2+0x", "bad place, width or count: bar2+0x"},
		{"3.0 bar2-4", "bad place, width or count: bar2-4"},
		{"3.0 bar2+10000000000000000", "bad place, width or count: bar2+10000000000000000"},
		{"3.0 bar2 3", "bad place, width or count: 3"},
		{"3.0 bar2 10", "bad place, width or count: 10"},
		{"3.0 bar2 0", "bad place, width or count: 0"},
		{"3.0 bar2 4 0", "bad place, width or count: 0"},
		{"3.0 bar2 4 4000000000000000", "bad place, width or count: 4000000000000000"},
		{"3.0 bar2 4 4 4", "one argument too many: 4"},
		{"3.0 bar2 -w 4", "unknown option: -w"},
		{"3.0 bar2 --write", "a value must follow: --write"},
		{"3.0 bar2 1 --write 100", "no number of that width: 100"},
		{"3.0 bar2 8 --write 10000000000000000",
	         "no number of that width: 10000000000000000"},
		{"3.0 bar2 --write -1", "no number of that width: -1"},
		{"3.0 bar2 4 2 --write 1", "one register at a time: --write"},
		{"3.0 bar2 --no-read", "only with --write: --no-read"},
		{"-F x 3.0 bar2", "a dump has config alone: bar2"},
		{"-F x 3.0 config --write 1", "a dump is read-only: --write"},
	};
	struct host *h = mmio_machine(app_main);
	char text[128];

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "%s (-h shows the options)", bad[i][1]);
		mmio_check_refused(h, bad[i][0], APP_USAGE, text);
	}
	assert_int_equal(mmio_run(h, "-h"), APP_OK);
	assert_ptr_equal(strstr(h->text, "Usage: mmio BDF WHERE"), h->text);
	assert_int_equal(mmio_run(h, "3.0 --version"), APP_OK);
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

static unsigned calls_left;

static bool is_interrupted(struct platform *p)
{
	(void)p;
	if (!calls_left)
		return true;
	calls_left--;
	return false;
}

/*
 * The user stops it: lines that are whole, and a last one that says so, or JSON that is whole; and
 * decoding is again as it was.
 */
static void check_interrupted(const char *line, const char *last)
{
	struct host *h = mmio_machine(app_main);
	unsigned stopped = 0;
	char *whole;

	h->ops.is_interrupted = is_interrupted;
	calls_left = 100000;
	put_le16(mmio_config(h) + 4, 0x0101);
	assert_int_equal(mmio_run(h, line), APP_OK);
	whole = strdup(h->text);
	for (unsigned n = 0, calls = 100000 - calls_left; n <= calls; n++) {
		size_t end;

		calls_left = n;
		if (mmio_run(h, line) == APP_OK) {
			assert_string_equal(h->text, whole);
			continue;
		}
		end = h->length - strlen(last);
		assert_string_equal(h->text + end, last);
		if (*last != ']')
			assert_int_equal(strncmp(h->text, whole, end), 0);
		assert_int_equal(mmio_config(h)[4], 1);
		stopped++;
	}
	assert_true(stopped > 10);
	free(whole);
	host_free(h);
}

static void test_interrupted(void **state)
{
	(void)state;
	check_interrupted("3.0 bar2 4 60 --enable", "mmio: interrupted, this is incomplete\n");
	check_interrupted("3.0 bar2 4 60 --enable --json",
	                  "],\"interrupted\":true,\"status\":21}\n");
}

/* Whether all that is no note, nor what ends it, is the beginning of whole. */
static bool is_beginning(const char *text, const char *whole)
{
	for (size_t n; *text; text += n + 1) {
		n = strcspn(text, "\n");
		if (!strncmp(text, "mmio: ", 6) || strstr(text, "vanished"))
			continue;
		if (strncmp(text, whole, n))
			return false;
		whole += n + (whole[n] == '\n');
	}
	return true;
}

/* Lost at each access in turn: that is said, no value is made up, and it comes to an end. */
static void check_unplug(const char *line, const char *whole)
{
	struct host *h = mmio_machine(app_main);
	const bool enable = strstr(line, "--enable");
	unsigned long accesses, unseen = 0;

	put_le16(mmio_config(h) + 4, enable ? 0 : 3);
	assert_int_equal(mmio_run(h, line), APP_OK);
	assert_string_equal(h->text, whole);
	accesses = h->fault.reads + h->fault.writes;
	for (unsigned long n = 1; n <= accesses; n++) {
		enum app_status st;

		host_free(h);
		h = mmio_machine(app_main);
		put_le16(mmio_config(h) + 4, enable ? 0 : 3);
		h->fault.unplug_at = n;
		st = mmio_run(h, line);
		assert_true(is_beginning(h->text, whole));
		assert_in_range(h->fault.reads + h->fault.writes, 1, accesses + 10);
		if (st == APP_OK) { /* the last write, that of Command, which is not read back */
			assert_string_equal(h->text, whole);
			assert_int_equal(n, accesses);
			unseen++;
			continue;
		}
		assert_true(st == APP_DEVICE || st == APP_NOTFOUND);
		assert_non_null(strstr(h->text, st == APP_DEVICE ? "the device is gone\n"
		                                                 : "no such function\n"));
	}
	assert_int_equal(unseen, enable);
	host_free(h);
}

/* Decoding cannot be switched off again, which is worth more than a line about a value. */
static void test_stays_on(void **state)
{
	struct host *h = mmio_machine(app_main);

	(void)state;
	put_le16(mmio_config(h) + 4, 0);
	assert_int_equal(mmio_run(h, "3.0 bar2+500 2 --enable"), APP_OK);
	h->fault.at = h->fault.reads + h->fault.writes;
	h->fault.mode = IO_FAULT_FAIL_WRITES;
	mmio_check(h, "3.0 bar2+500 2 --enable", APP_DEVICE,
	           "bar2+500: 0xb0c5\nmmio: bar2+500: decoding stays on: access failed\n",
	           "cfg+4/2=2 500/2:b0c5 cfg+4/2=0 ");
	assert_int_equal(mmio_config(h)[4], 2);
	host_free(h);
}

static void test_unplug(void **state)
{
	(void)state;
	check_unplug("3.0 bar2+500 2 --enable", "bar2+500: 0xb0c5\n");
	check_unplug("3.0 bar2+10 4 6 --enable",
	             "bar2+00000010: 13121110 17161514 1b1a1918 1f1e1d1c\n"
	             "bar2+00000020: 23222120 27262524\n");
	check_unplug("3.0 bar2+700 2 --enable --write 1", "bar2+700: 0x7170 -> 0x0001\n");
	check_unplug("3.0 bar2+700 2 --enable --write 1 --no-read", "bar2+700: -> 0x0001\n");
	check_unplug("3.0 bar2+700 2 --write 1 --no-read", "bar2+700: -> 0x0001\n");
	check_unplug("3.0 config+100 4 2", "config+00000100: 00010003 11223344\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enable),   cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_usage),    cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_stays_on), cmocka_unit_test(test_unplug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
