/* test_gpus_fault.c - each kind of fault with each access of gpus: it ends, and says the truth. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/app_run.h"
#include "lib/test/gpu_machine.h"

enum { COLUMNS = 79 };

/* A fault, and the status that must be said; PCI_OK where nobody can know. */
struct kind {
	enum io_fault_mode mode;
	unsigned long count;
	uint64_t mask;
	enum pci_status tells;
};

static const struct kind kinds[] = {
	{IO_FAULT_UNPLUG, 0, 0, PCI_EGONE},           {IO_FAULT_RETRY, 0, 0, PCI_ERETRY},
	{IO_FAULT_FAIL_READS, 0, 0, PCI_EIO},         {IO_FAULT_FAIL_READS, 1, 0, PCI_EIO},
	{IO_FAULT_FLIP, 1, 0xffffffff, PCI_OK},       {IO_FAULT_FLIP, 0, 0x55555555, PCI_OK},
	{IO_FAULT_STICK_HIGH, 0, 0x00f00000, PCI_OK}, {IO_FAULT_STICK_HIGH, 0, 0xffff0000, PCI_OK},
	{IO_FAULT_STICK_HIGH, 0, 0xfffffffe, PCI_OK}, {IO_FAULT_STICK_LOW, 0, 0x0000ff00, PCI_OK},
	{IO_FAULT_STICK_LOW, 0, 0xffff0000, PCI_OK},  {IO_FAULT_STICK_LOW, 0, 0xffffffff, PCI_OK},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), BITS = 3 * 32 };

/* Those, and each bit inverted once, and stuck at either value. */
static struct kind kind_of(size_t k)
{
	static const enum io_fault_mode bits[] = {IO_FAULT_FLIP, IO_FAULT_STICK_HIGH,
	                                          IO_FAULT_STICK_LOW};
	size_t bit = k - KINDS;

	if (k < KINDS)
		return kinds[k];
	return (struct kind){bits[bit / 32], bits[bit / 32] == IO_FAULT_FLIP,
	                     UINT64_C(1) << bit % 32, PCI_OK};
}

/* The GPU with all that --check looks at, and nothing wrong with it: no finding is as good. */
static struct host *machine(void)
{
	struct host *h = gpu_machine();
	uint8_t *port = host_page(h, 0, 1, 0), *gpu = host_page(h, 1, 0, 0), *cap;

	put_le16(cfg_ext(port, 0x100, 0x000d, 1) + 4, 0x1d);
	put_le16(port + 0x106, 0x1d);
	cfg_ext(port, 0x140, 0x0001, 2);
	cap = gpu + 0x200; /* SR-IOV */
	put_le16(cap + 0x14, 1);
	put_le16(cap + 0x16, 1);
	put_le32(cap + 0x24, 0xc);
	put_le32(cap + 0x28, 0x50);
	cap = cfg_ext(gpu, 0x300, 0x0015, 1);
	put_le32(cap + 4, 0x1000);
	put_le32(cap + 8, 8 << 8 | 1 << 5);
	return h;
}

static enum app_status run(struct host *h, const char *const *words, int count,
                           const struct kind *k, unsigned long n)
{
	h->fault.mode = k->mode;
	h->fault.at = n;
	h->fault.count = k->count;
	h->fault.mask = k->mask;
	return app_run(h, app_main, count, words);
}

/* Lines that a person can read, the last one ended. */
static void check_form(const struct host *h)
{
	size_t column = 0;

	assert_true(h->length);
	for (size_t i = 0; i < h->length; i++) {
		char c = h->text[i];

		assert_true(c == '\n' || (c >= ' ' && c <= '~'));
		column = c == '\n' ? 0 : column + 1;
		assert_in_range(column, 0, COLUMNS);
	}
	assert_int_equal(column, 0);
}

/* What a scan cannot read it notes, for a slot may be empty; no function of it that is read fails.
 */
static void check_scan(const struct host *h, enum app_status st)
{
	assert_true(st == APP_OK || st == APP_DEVICE || st == APP_NOTFOUND);
	assert_true(strstr(h->text, ": cannot be read") || strstr(h->text, ": is not ready") ||
	            strstr(h->text, ": the device is gone") || st == APP_NOTFOUND);
}

/* Later it is said, and no success; what was found before stays found. */
static void check_truth(const struct host *h, enum app_status st, enum pci_status tells)
{
	assert_int_equal(st, APP_DEVICE);
	assert_non_null(strstr(h->text, "\n0000:01:00.0 "));
	assert_non_null(strstr(h->text, pci_strstatus(tells)));
}

/*
 * A fault may show capabilities that are not there, one in each dword at most, and each costs what
 * there is in it: no more than every dword of the two functions and the scan once more, and an ID
 * for each that is all ones.
 */
static void check_cost(const struct host *h, unsigned long reads)
{
	assert_in_range(h->fault.reads, 1, 2 * (reads + 4 * 1024));
}

static void check_faults(const char *const *words, int count)
{
	static const struct kind none = {IO_FAULT_NONE, 0, 0, PCI_OK};
	static const char *const nothing[] = {"-s", "ff:1f.7"};
	struct host *h = machine();
	unsigned long scan, reads;

	assert_int_equal(run(h, nothing, 2, &none, 0), APP_NOTFOUND);
	scan = h->fault.reads;
	assert_int_equal(run(h, words, count, &none, 0), APP_OK);
	reads = h->fault.reads;
	assert_true(reads > scan);
	for (unsigned long n = 1; n <= reads; n++)
		for (size_t k = 0; k < KINDS + BITS; k++) {
			const struct kind kind = kind_of(k);
			enum app_status st = run(h, words, count, &kind, n);

			assert_int_equal(h->fault.writes, 0);
			check_form(h);
			check_cost(h, reads);
			if (kind.tells != PCI_OK && n <= scan)
				check_scan(h, st);
			else if (kind.tells != PCI_OK)
				check_truth(h, st, kind.tells);
			else
				assert_true(st == APP_OK || st == APP_DEVICE || st == APP_NOTFOUND);
		}
	host_free(h);
}

static void test_verbose(void **state)
{
	static const char *const words[] = {"-v"};

	(void)state;
	check_faults(words, 1);
}

static void test_check(void **state)
{
	static const char *const words[] = {"--check"};

	(void)state;
	check_faults(words, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verbose),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
