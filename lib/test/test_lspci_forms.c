/* test_lspci_forms.c - what the forms of lspci for programs cost, and what -x does not read. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/app_run.h"
#include "lib/test/gpu_machine.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { GPU = 1 << 20, DOE = 0x300, DOE_WRITE = DOE + 0x10, PAGE = 4096 };

/* The GPU with a mailbox, whose write register is for a driver. */
static struct host *doe_machine(void)
{
	struct host *h = gpu_machine();
	uint8_t *gpu = host_page(h, 1, 0, 0);

	cfg_ext(gpu, DOE, 0x002e, 1);
	put_le32(gpu + DOE_WRITE, 0x12345678);
	return h;
}

/* Reads of each dword that come on top of those that find the functions; to be freed. */
static uint8_t *extra_reads(struct host *h, const char *form)
{
	static const char *const none[] = {"-s", "ff:1f.7"};
	struct counts scan, whole;

	count_reads(h, &scan, app_main, 2, none);
	count_reads(h, &whole, app_main, 1, &form);
	for (size_t i = 0; i < whole.size; i++)
		whole.reads[i] = (uint8_t)(whole.reads[i] - scan.reads[i]);
	free(scan.reads);
	return whole.reads;
}

static unsigned sum(const uint8_t *reads, size_t at, size_t size)
{
	unsigned n = 0;

	for (size_t i = at / 4; i < (at + size) / 4; i++)
		n += reads[i];
	return n;
}

/* What a line tells was found before; names come from a file. */
static void test_lines_read_nothing(void **state)
{
	static const char *const forms[] = {"-n", "-nn", "-t", "-tv", "-P", "-nPP", "-D"};

	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct host *h = doe_machine();
		uint8_t *reads = extra_reads(h, forms[i]);

		assert_int_equal(sum(reads, 0, h->ecam.size), 0);
		free(reads);
		host_free(h);
	}
}

/* The subsystem is all that -mm adds: one dword of the GPU's. */
static void test_machine_reads_subsystem(void **state)
{
	struct host *h = doe_machine();
	uint8_t *reads = extra_reads(h, "-nmm");

	(void)state;
	assert_non_null(strstr(h->text, "01:00.0 \"0302\" \"10de\" \"2330\" -ra1 -p00 \"10de\" "
	                                "\"16c1\"\n"));
	assert_int_equal(sum(reads, GPU, PAGE), 1);
	assert_int_equal(reads[(GPU + 0x2c) / 4], 1);
	free(reads);
	host_free(h);
}

/* Of size bytes of the GPU each dword is read once, and what is beyond them not at all. */
static void check_hex_reads(const char *form, size_t size)
{
	struct host *h = doe_machine();
	uint8_t *reads = extra_reads(h, form);

	for (size_t at = 0; at < PAGE; at += 4)
		if (reads[(GPU + at) / 4] != (at < size && at != DOE_WRITE))
			fail_msg("%s reads %zx %u times", form, at, reads[(GPU + at) / 4]);
	free(reads);
	host_free(h);
}

static void test_hex_reads(void **state)
{
	(void)state;
	check_hex_reads("-nx", 64);
	check_hex_reads("-nxxx", 256);
	check_hex_reads("-nxxxx", 4096);
	check_hex_reads("-nmmx", 64);
	check_hex_reads("-nmmxxxx", 4096);
	check_hex_reads("-vvvxxxx", 4096);
}

/* The lines of a page's size bytes; what only a driver reads is ff. */
static void format_page(const uint8_t *page, size_t size, char *text)
{
	for (size_t i = 0; i < size; i++) {
		bool noread = i >= DOE_WRITE && i < DOE_WRITE + 4;

		if (i % 16 == 0)
			text += sprintf(text, "%s%02zx:", i ? "\n" : "", i);
		text += sprintf(text, " %02x", noread ? 0xff : page[i]);
	}
	strcpy(text, "\n");
}

static void test_hex_bytes(void **state)
{
	struct host *h = doe_machine();
	char text[PAGE * 4];
	const char *at;

	(void)state;
	assert_int_equal(RUN(h, "-nxxxxs1:"), APP_OK);
	format_page(host_page(h, 1, 0, 0), PAGE, text);
	at = strstr(h->text, "00: ");
	assert_memory_equal(at, text, strlen(text));
	assert_string_equal(at + strlen(text),
	                    "    not read: 4 bytes at 310, which only a driver reads\n\n");
	assert_int_equal(RUN(h, "-nxxxs1:"), APP_OK);
	format_page(host_page(h, 1, 0, 0), 256, text);
	assert_string_equal(strstr(h->text, "00: "), strcat(text, "\n"));
	host_free(h);
}

static char *captured;

static enum pci_status read_captured(struct platform *p, const char *name,
                                     void (*feed)(void *ctx, const char *bytes, size_t n),
                                     void *ctx)
{
	(void)p;
	assert_string_equal(name, "x");
	feed(ctx, captured, strlen(captured));
	return PCI_OK;
}

/* A -xxxx that was captured tells the same as the machine, and prints itself again. */
static void test_captured(void **state)
{
	static const char *const forms[] = {"-n", "", "-t", "-nmm", "-nPP"};
	struct host *h = doe_machine();

	(void)state;
	h->ops.read_file = read_captured;
	assert_int_equal(RUN(h, "-nxxxx"), APP_OK);
	captured = strdup(h->text);
	for (size_t i = 0; i < COUNT(forms); i++) {
		const char *form = *forms[i] ? forms[i] : "-D";
		char *live;

		assert_int_equal(RUN(h, form), APP_OK);
		live = strdup(h->text);
		assert_int_equal(RUN(h, form, "-Fx"), APP_OK);
		assert_string_equal(h->text, live);
		free(live);
	}
	assert_int_equal(RUN(h, "-nxxxx", "-s1:", "-Fx"), APP_OK);
	assert_null(strstr(h->text, "not read"));
	assert_non_null(strstr(h->text, "\n310: ff ff ff ff 00 "));
	free(captured);
	host_free(h);
}

static void test_unplug(void **state)
{
	(void)state;
	check_lost_underway(doe_machine(), app_main, "-nx");
	check_lost_underway(doe_machine(), app_main, "-nxxx");
	check_lost_underway(doe_machine(), app_main, "-nmm");
	check_lost_underway(doe_machine(), app_main, "-nvmm");
}

/* What was lost while functions were found is in the tree, and said below it. */
static void test_lost_in_tree(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	put_le32(host_page(h, 0, 0, 0) + 8, UINT32_MAX);
	h->fault.mode = IO_FAULT_FAIL_READS;
	h->fault.at = 2;
	h->fault.count = 1;
	assert_int_equal(RUN(h, "-tvn"), APP_DEVICE);
	assert_string_equal(strchr(h->text, '\n') + 1, /* a note of the scan's comes first */
	                    "-[0000:00]-+-00.0  8086:29c0\n"
	                    "           \\-01.0-[01]----00.0  10de:2330\n"
	                    "    incomplete: 0000:00:00.0: access failed\n");
	host_free(h);
}

static void test_out_of_memory(void **state)
{
	(void)state;
	check_out_of_memory(gpu_machine(), app_main, "-tv", "lspci: out of memory\n");
}

/* A platform without a list of resources: regions have no sizes, and nothing else is missing. */
static void test_no_records(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->ops.bar_records = NULL;
	assert_int_equal(RUN(h, "-v", "-s1:0.0"), APP_OK);
	assert_non_null(strstr(h->text, "Region 0: Memory at 4000000000 (64-bit, prefetchable)\n"));
	assert_null(strstr(h->text, "size="));
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_read_nothing),
		cmocka_unit_test(test_machine_reads_subsystem),
		cmocka_unit_test(test_hex_reads),
		cmocka_unit_test(test_hex_bytes),
		cmocka_unit_test(test_captured),
		cmocka_unit_test(test_unplug),
		cmocka_unit_test(test_lost_in_tree),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_no_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
