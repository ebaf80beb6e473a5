/* test_gpus.c - the application on a machine of a test's. */
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
#include "lib/test/block.h"
#include "lib/test/gpu_machine.h"
#include "lib/version.h"

static void test_what_is_shown(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	assert_int_equal(RUN(h, "-a"), APP_OK);
	check_output(h, ecam_line, bridges_text, gpu_text);
	assert_int_equal(RUN(h, "-v"), APP_OK);
	check_output(h, ecam_line, gpu_text_verbose, "");
	assert_int_equal(RUN(h, "--all-buses"), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	host_free(h);
}

static void test_selection(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "-s", "1:0.0"), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	assert_int_equal(RUN(h, "01", "00"), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	assert_int_equal(RUN(h, "01", "00", "00"), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	assert_int_equal(RUN(h, "1", "0", "0", "-v"), APP_OK);
	check_output(h, ecam_line, gpu_text_verbose, "");
	assert_int_equal(RUN(h, "-vs1:"), APP_OK);
	check_output(h, ecam_line, gpu_text_verbose, "");
	assert_int_equal(RUN(h, "-s", "00:20"), APP_USAGE);
	assert_int_equal(RUN(h, "-s", "0:1"), APP_OK);
	assert_non_null(strstr(h->text, "0000:00:01.0 PCI bridge"));
	assert_null(strstr(h->text, "0000:00:00.0"));
	assert_int_equal(RUN(h, "1", "1"), APP_NOTFOUND);
	check_output(h, ecam_line, "gpus: no function at that address\n", "");
	host_function(h, 1, 0, 0, 0x74a11002, 0x120000, 0);
	assert_int_equal(RUN(h), APP_OK);
	assert_non_null(strstr(h->text, "0000:01:00.0 Processing accelerators [1200]"));
	host_function(h, 1, 0, 0, 0x11111234, 0x020000, 0);
	assert_int_equal(RUN(h), APP_NOTFOUND);
	check_output(h, ecam_line, "gpus: no display controller and no accelerator found\n", "");
	host_free(h);
}

static void test_version_and_help(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->rsdp[2] = 0; /* neither needs a machine */
	assert_int_equal(RUN(h, "--version"), APP_OK);
	check_output(h, "gpus (pcikit) ", pci_version, "\n");
	assert_int_equal(RUN(h, "-v", "-h"), APP_OK);
	assert_ptr_equal(strstr(h->text, "Usage: gpus [-a]"), h->text);
	check_lines(h->text);
	assert_int_equal(RUN(h, "--help"), APP_OK);
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

static void test_usage(void **state)
{
	static const struct {
		const char *arg[4];
		const char *text;
	} bad[] = {
		{{"-x"}, "gpus: unknown option: -x (-h shows the options)\n"},
		{{"-"}, "gpus: unknown option: - (-h shows the options)\n"},
		{{"-avx"}, "gpus: unknown option: -x (-h shows the options)\n"},
		{{"--"}, "gpus: unknown option: -- (-h shows the options)\n"},
		{{"-a", "-s"}, "gpus: a value must follow: -s (-h shows the options)\n"},
		{{"-s", "zz"}, "gpus: bad address: zz (-h shows the options)\n"},
		{{"-s", "0:20.0"}, "gpus: bad address: 0:20.0 (-h shows the options)\n"},
		{{"1", "0", "8"}, "gpus: bad address: 1 0 8 (-h shows the options)\n"},
		{{"1", "0", "0", "0"}, "gpus: one argument too many: 0 (-h shows the options)\n"},
		{{"1", "-s", "2"}, "gpus: two addresses: 1 (-h shows the options)\n"},
	};
	struct host *h = gpu_machine();

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int argc = 0;

		while (argc < 4 && bad[i].arg[argc])
			argc++;
		assert_int_equal(app_run(h, app_main, argc, bad[i].arg), APP_USAGE);
		assert_string_equal(h->text, bad[i].text);
	}
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

/* One line and a status, whatever firmware's tables are. */
static void check_refused(struct host *h, const char *line)
{
	assert_int_equal(RUN(h), APP_UNSUPPORTED);
	assert_string_equal(h->text, line);
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

static uint8_t *table(struct host *h, uint64_t phys)
{
	return (uint8_t *)(uintptr_t)h->ops.memory(&h->platform, phys, 1);
}

static void test_bad_tables(void **state)
{
	const uint64_t none[] = {0};
	struct host *h = gpu_machine();

	(void)state;
	h->rsdp[2] = 0;
	check_refused(h, "gpus: firmware has no ACPI tables, so there is no MCFG\n");
	h = gpu_machine();
	h->rsdp[2] = 0x666000;
	check_refused(h, "gpus: the ACPI tables are not in mapped memory\n");
	h = gpu_machine();
	table(h, HOST_RSDP)[0] = 'X';
	check_refused(h, "gpus: the ACPI root tables are corrupt\n");
	h = gpu_machine();
	table(h, HOST_MCFG)[0] = 'X';
	check_refused(h, "gpus: no MCFG table: this machine describes no ECAM\n");
	h = gpu_machine();
	put_le32(table(h, HOST_MCFG) + 4, 50);
	check_refused(h, "gpus: the MCFG table is truncated or corrupt\n");
	h = gpu_machine();
	put_le32(table(h, HOST_MCFG) + 4, 44);
	check_refused(h, "gpus: the MCFG table is empty\n");
	h = gpu_machine();
	put_le64(table(h, HOST_MCFG) + 44, 0x4000000000);
	host_checksum(table(h, HOST_MCFG), 60, 9);
	check_refused(h, "ECAM: segment 0000, buses 00-01, at 4000000000, not used: not mapped\n");
	h = gpu_machine();
	h->memory_kind = MEMORY_RAM;
	check_refused(h, "ECAM: segment 0000, buses 00-01, at 80000000, not used: in RAM\n");
	h = gpu_machine();
	memcpy(table(h, HOST_MCFG) + 10, "CAVIUMTHUNDERX\2\0\0\0", 18);
	host_checksum(table(h, HOST_MCFG), 60, 9);
	check_refused(h, "MCFG: CAVIUM THUNDERX has ECAM of its own kind\n"
	                 "ECAM: segment 0000, buses 00-01, at 80000000, not used: no plain ECAM\n");
	h = gpu_machine();
	host_xsdt(h, 0x9000, none, 1);
	put_le64(table(h, HOST_RSDP) + 24, 0x9000);
	host_checksum(table(h, HOST_RSDP), 36, 32);
	check_refused(h, "gpus: no MCFG table: this machine describes no ECAM\n");
}

/* Windows and root bridges that do not belong together; what is in a window is listed all the same.
 */
static void test_cross_report(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->roots[0].end = 0x20;
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, ecam_line, "root bridge: segment 0000, buses 00-20, no ECAM from 02 on\n",
	             gpu_text);
	h->roots[0] = (struct pci_bus_range){1, 0, 1};
	assert_int_equal(RUN(h), APP_OK);
	check_output(h,
	             "ECAM: segment 0000, buses 00-01, at 80000000 (reserved, no root bridge)\n"
	             "root bridge: segment 0001, buses 00-01, no ECAM from 00 on\n",
	             gpu_text, "");
	h->roots[1] = (struct pci_bus_range){0, 0, 1};
	h->root_count = 2;
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, ecam_line, "root bridge: segment 0001, buses 00-01, no ECAM from 00 on\n",
	             gpu_text);
	assert_int_equal(RUN(h, "--check", "--only", "MCFG_BAD"), APP_DEVICE);
	assert_non_null(strstr(h->text, "warning MCFG_BAD: root bridge: segment 0001, buses "));
	h->root_count = 0; /* firmware that knows none */
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	host_free(h);
}

static void check_fallback(struct host *h, const char *before, const char *why)
{
	char line[128];

	snprintf(line, sizeof(line), "RootBridgeIo: segment 0000, buses 00-01 (%s)\n", why);
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h;
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, before, line, gpu_text);
	h->no_memory_for_methods = true;
	assert_int_equal(RUN(h), APP_NOMEM);
	check_output(h, before, "gpus: out of memory\n", "");
	host_free(h);
}

/* Where there is no ECAM firmware's own services are used, and why is said. */
static void test_fallback(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->rsdp[2] = 0;
	check_fallback(h, "", "no ACPI tables");
	h = gpu_machine();
	h->rsdp[2] = 0x666000;
	check_fallback(h, "", "ACPI tables not mapped");
	h = gpu_machine();
	table(h, HOST_RSDP)[0] = 'X';
	check_fallback(h, "", "ACPI tables corrupt");
	h = gpu_machine();
	table(h, HOST_MCFG)[0] = 'X';
	check_fallback(h, "", "no MCFG");
	h = gpu_machine();
	put_le32(table(h, HOST_MCFG) + 4, 50);
	check_fallback(h, "", "MCFG truncated or corrupt");
	h = gpu_machine();
	put_le32(table(h, HOST_MCFG) + 4, 44);
	check_fallback(h, "", "MCFG empty");
	h = gpu_machine();
	put_le64(table(h, HOST_MCFG) + 44, 0x4000000000);
	host_checksum(table(h, HOST_MCFG), 60, 9);
	check_fallback(h, "ECAM: segment 0000, buses 00-01, at 4000000000, not used: not mapped\n",
	               "no usable ECAM window");
	h = gpu_machine();
	put_le64(table(h, HOST_MCFG) + 44, 0x4000000000);
	host_checksum(table(h, HOST_MCFG), 60, 9);
	memset(host_memory(h, 0x4000000000, 2 << 20), 0xff, 2 << 20);
	check_fallback(h, "ECAM: segment 0000, buses 00-01, at 4000000000 (reserved)\n",
	               "no function by ECAM");
	h = gpu_machine();
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h; /* not where there is ECAM */
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, ecam_line, gpu_text, "");
	host_free(h);
}

/* A table that is cut within its second entry: the first one is used, and that is said. */
static void test_truncated_mcfg(void **state)
{
	struct host *h = gpu_machine();
	const struct ecam_window two[] = {h->window, h->window};
	const uint64_t tables[] = {0x9000};

	(void)state;
	put_le32(host_mcfg(h, 0x9000, two, 2) + 4, 70);
	put_le64(table(h, HOST_XSDT) + 36, tables[0]);
	assert_int_equal(RUN(h), APP_OK);
	check_output(h,
	             "MCFG: wrong checksum, used all the same\n"
	             "MCFG: ends within an entry, using the whole ones\n",
	             ecam_line, gpu_text);
	host_free(h);
}

/* Where a read of nothing may fault, only what firmware knows is looked at. */
static void test_fragile(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->platform.is_fragile = true;
	h->root_count = 0;
	assert_int_equal(RUN(h), APP_NOTFOUND);
	check_output(h, ecam_line,
	             "0000:00:00.0: no root bridge known here, not scanned "
	             "(see --all-buses)\n",
	             "gpus: no display controller and no accelerator found\n");
	assert_int_equal(h->fault.reads, 0);
	assert_int_equal(RUN(h, "--all-buses"), APP_OK);
	host_free(h);
}

/* Each allocation fails in turn. Without memory for the list of roots every bus is scanned. */
static void test_out_of_memory(void **state)
{
	struct host *h = gpu_machine();
	unsigned allocs;

	(void)state;
	assert_int_equal(RUN(h), APP_OK);
	allocs = h->allocs;
	for (unsigned n = 1; n <= allocs; n++) {
		enum app_status st;
		const char *line;

		h->alloc_fails_at = n;
		st = RUN(h);
		line = strstr(h->text, "gpus: out of memory\n");
		assert_int_equal(st, APP_NOMEM);
		assert_non_null(line);
		assert_string_equal(line, "gpus: out of memory\n");
	}
	host_free(h);
}

/* Whether text has this line, of n bytes. */
static bool has_line(const char *text, const char *line, size_t n)
{
	for (; *text; text = strchr(text, '\n') + 1)
		if (strcspn(text, "\n") == n && !strncmp(text, line, n))
			return true;
	return false;
}

/* Lines that only a loss makes; the one before such a line may lack its end. */
static bool tells_of_loss(const char *line, size_t n)
{
	static const char *const words[] = {"the device is gone", "vanished while",
	                                    "Unassigned class [ffff]", "gpus: no display"};

	for (unsigned i = 0; i < 4; i++) {
		const char *at = strstr(line, words[i]);

		if (at && at < line + n)
			return true;
	}
	return false;
}

/* All is there, or a line tells what was lost; and what is said is true. */
static void check_lost(const struct host *h, enum app_status st, const char *whole)
{
	bool lost = st != APP_OK;

	if (!lost)
		assert_string_equal(h->text, whole);
	else if (st == APP_DEVICE)
		assert_string_equal(h->text + h->length - 35,
		                    "    incomplete: the device is gone\n");
	else
		assert_int_equal(st, APP_NOTFOUND);
	if (strstr(h->text, "0000:01:00.0: vanished"))
		assert_int_equal(st, APP_DEVICE);
	for (const char *line = h->text; *line;) {
		size_t n = strcspn(line, "\n");
		const char *next = line + n + 1;

		if (!tells_of_loss(line, n) && !tells_of_loss(next, strcspn(next, "\n")))
			assert_true(has_line(whole, line, n));
		line = next;
	}
}

static void check_unplug(const char *option)
{
	struct host *h = gpu_machine();
	unsigned long reads;
	char *whole;

	assert_int_equal(RUN(h, option), APP_OK);
	whole = strdup(h->text);
	reads = h->fault.reads;
	for (unsigned long n = 1; n <= reads; n++) {
		enum app_status st;

		h->fault.unplug_at = n;
		st = RUN(h, option);
		check_lost(h, st, whole);
		assert_int_not_equal(st, APP_OK);
		assert_in_range(h->fault.reads, 1, reads + 100);
	}
	free(whole);
	host_free(h);
}

static void test_unplug(void **state)
{
	(void)state;
	check_unplug("--all-buses");
	check_unplug("-v");
	check_unplug("-a");
}

/* A Bochs display without capabilities, whose registers are behind the buses of the ECAM. */
static struct host *bochs_machine(void)
{
	struct host *h = host_new(2);
	uint8_t *cfg = host_function(h, 0, 1, 0, 0x11111234, 0x038000, 0);
	const uint64_t base = HOST_ECAM + 0x100000;

	h->window.buses.end = 0;
	host_acpi(h);
	cfg[4] = 2;
	put_le32(cfg + 0x18, (uint32_t)base);
	h->records[0] = (struct host_record){{0, 0, 1, 0}, {base, 0x1000}};
	h->record_count = 1;
	put_le16(h->image.bytes + 0x100500, 0xb0c5);
	return h;
}

static void test_bochs(void **state)
{
	static const char id[] = "    Bochs DISPI ID: b0c5\n";
	struct host *h = bochs_machine();
	unsigned long reads;

	(void)state;
	assert_int_equal(RUN(h, "-v"), APP_OK);
	assert_non_null(strstr(h->text, id));
	reads = h->fault.reads;
	for (unsigned long n = 1; n <= reads; n++) {
		h->fault.unplug_at = n;
		assert_int_not_equal(RUN(h, "-v"), APP_OK);
		assert_true(!strstr(h->text, "DISPI ID") || strstr(h->text, id));
	}
	h->fault.unplug_at = 0;
	host_page(h, 0, 1, 0)[4] = 0;
	assert_int_equal(RUN(h, "-v"), APP_OK);
	assert_non_null(strstr(h->text, "    Identity: decoding is off\n"));
	h->records[0].bar.size = 0x400;
	assert_int_equal(RUN(h, "-v"), APP_OK);
	assert_non_null(strstr(h->text, "    Identity: shorter than its registers\n"));
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_shown),    cmocka_unit_test(test_selection),
		cmocka_unit_test(test_version_and_help), cmocka_unit_test(test_usage),
		cmocka_unit_test(test_bad_tables),       cmocka_unit_test(test_cross_report),
		cmocka_unit_test(test_fallback),         cmocka_unit_test(test_truncated_mcfg),
		cmocka_unit_test(test_fragile),          cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_unplug),           cmocka_unit_test(test_bochs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
