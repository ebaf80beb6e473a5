/* test_mcfg.c - MCFG entries: good ones, bad ones and why, and real tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/mcfg.h"
#include "lib/test/host.h"

enum { MAX = 16 };

static const void *memory_at(void *ctx, uint64_t phys, size_t size)
{
	struct host *h = ctx;

	return h->ops.memory(&h->platform, phys, size);
}

/* What a machine with these MCFG tables has. */
struct found {
	struct mcfg_entry e[MAX];
	struct mcfg_report report;
	size_t count;
	enum pci_status st;
};

static struct found read_tables(struct host *h, size_t tables, size_t max)
{
	static const uint64_t at[] = {HOST_MCFG, HOST_MCFG + 0x400, HOST_MCFG + 0x800};
	const struct acpi_memory memory = {memory_at, h};
	struct found f = {0};
	struct acpi a;

	host_xsdt(h, HOST_XSDT, at, tables);
	host_rsdp(h, HOST_RSDP, 2, 0, HOST_XSDT);
	assert_int_equal(acpi_open(&a, &memory, HOST_RSDP, 0), PCI_OK);
	f.st = mcfg_read(&a, f.e, max, &f.count, &f.report);
	return f;
}

static const struct ecam_window three[] = {
	{0xe0000000, {0, 0, 0x0f}, 0},
	{0x4000000000, {1, 0x10, 0x1f}, 0},
	{0x5000000000, {0xffff, 0, 0xff}, 0},
};

static void test_tables_are_merged(void **state)
{
	struct host *h = host_new(1);
	struct found f;

	(void)state;
	host_mcfg(h, HOST_MCFG, three, 2);
	host_mcfg(h, HOST_MCFG + 0x400, three, 0);
	host_mcfg(h, HOST_MCFG + 0x800, three + 2, 1)[9] ^= 0xff; /* the checksum */
	f = read_tables(h, 3, MAX);
	assert_int_equal(f.st, PCI_OK);
	assert_int_equal(f.count, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(f.e[i].window.base, three[i].base);
		assert_int_equal(f.e[i].window.buses.segment, three[i].buses.segment);
		assert_int_equal(f.e[i].window.buses.start, three[i].buses.start);
		assert_int_equal(f.e[i].window.buses.end, three[i].buses.end);
		assert_int_equal(f.e[i].fault, MCFG_GOOD);
		assert_int_equal(f.e[i].kind, MCFG_PLAIN);
	}
	assert_int_equal(f.report.tables, 3);
	assert_int_equal(f.report.empty, 1);
	assert_int_equal(f.report.checksums, 1);
	host_free(h);
}

/* A bad table spoils only itself. */
static void test_bad_table_among_good_ones(void **state)
{
	struct host *h = host_new(1);
	struct found f;

	(void)state;
	host_mcfg(h, HOST_MCFG, three, 1);
	put_le32(host_mcfg(h, HOST_MCFG + 0x400, three + 1, 1) + 4, 8);
	host_mcfg(h, HOST_MCFG + 0x800, three + 2, 1);
	f = read_tables(h, 3, MAX);
	assert_int_equal(f.st, PCI_OK);
	assert_int_equal(f.report.corrupt, 1);
	assert_int_equal(f.count, 2);
	assert_int_equal(f.e[1].window.base, three[2].base);
	host_free(h);
}

static void test_no_room(void **state)
{
	struct host *h = host_new(1);
	struct found f;

	(void)state;
	host_mcfg(h, HOST_MCFG, three, 2);
	host_mcfg(h, HOST_MCFG + 0x400, three + 2, 1);
	f = read_tables(h, 2, 1);
	assert_int_equal(f.st, PCI_ENOSPC);
	assert_int_equal(f.count, 3);
	assert_int_equal(f.e[0].window.base, three[0].base);
	assert_int_equal(f.e[1].window.base, 0);
	host_free(h);
}

/* Parse one table whose length is size. */
static struct found parse(const struct ecam_window *w, size_t n, uint32_t size)
{
	struct host *h = host_new(1);
	struct acpi_table t = {host_mcfg(h, HOST_MCFG, w, n), size, true};
	struct found f = {0};

	mcfg_parse(&t, f.e, MAX, &f.count, &f.report);
	host_free(h);
	return f;
}

static void test_sizes(void **state)
{
	static const struct {
		uint32_t size;
		unsigned count, corrupt, truncated, empty;
	} cases[] = {
		{36, 0, 1, 0, 0}, {43, 0, 1, 0, 0}, {44, 0, 0, 0, 1}, {45, 0, 0, 1, 0},
		{59, 0, 0, 1, 0}, {60, 1, 0, 0, 0}, {75, 1, 0, 1, 0}, {76, 2, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct found f = parse(three, 2, cases[i].size);

		assert_int_equal(f.count, cases[i].count);
		assert_int_equal(f.report.corrupt, cases[i].corrupt);
		assert_int_equal(f.report.truncated, cases[i].truncated);
		assert_int_equal(f.report.empty, cases[i].empty);
	}
}

static void test_faults(void **state)
{
	static const struct ecam_window w[] = {
		{0, {0, 0, 0xff}, 0},
		{0xe0000000, {0, 0x10, 0x0f}, 0},
		{UINT64_MAX - 0xfffff, {0, 0, 0}, 0}, /* its last byte is the last there is */
		{UINT64_MAX - 0xffffe, {0, 1, 1}, 0},
		{UINT64_MAX - 0xfffff, {0, 0, 1}, 0},
		{0xe0000000, {0, 0x10, 0x1f}, 0},
		{0xe0000000, {0, 0x10, 0x1f}, 0},
		{0xe0000000, {1, 0x10, 0x1f}, 0}, /* another segment */
		{0xf0000000, {0, 0x10, 0x11}, 0}, /* buses of the one above */
		{0xf0000000, {0, 0x1f, 0x20}, 0}, /* one of them is new */
		{0xf0000000, {0, 0x1e, 0x20}, 0}, /* two windows together have them */
	};
	static const enum mcfg_fault faults[] = {
		MCFG_NO_BASE,   MCFG_BACKWARDS, MCFG_GOOD,    MCFG_TOP,  MCFG_TOP,     MCFG_GOOD,
		MCFG_DUPLICATE, MCFG_GOOD,      MCFG_COVERED, MCFG_GOOD, MCFG_COVERED,
	};
	struct found f = parse(w, 11, 44 + 11 * 16);

	(void)state;
	assert_int_equal(f.count, 11);
	for (unsigned i = 0; i < 11; i++)
		assert_string_equal(mcfg_strfault(f.e[i].fault), mcfg_strfault(faults[i]));
}

/* A table of nothing but entries is bounded, and takes no time worth mention. */
static void test_too_many(void **state)
{
	enum { COUNT = MCFG_ENTRIES_MAX + 9 };
	static struct ecam_window w[COUNT];
	static struct mcfg_entry e[COUNT];
	struct host *h = host_new(1);
	struct mcfg_report report = {0};
	struct acpi_table t;
	size_t count = 0;

	(void)state;
	for (unsigned i = 0; i < COUNT; i++)
		w[i] = (struct ecam_window){0xe0000000, {(uint16_t)i, 0, 0xff}, 0};
	t = (struct acpi_table){host_mcfg(h, HOST_MCFG, w, COUNT), 44 + COUNT * 16, true};
	mcfg_parse(&t, e, COUNT, &count, &report);
	assert_int_equal(count, MCFG_ENTRIES_MAX);
	assert_int_equal(report.excess, 9);
	assert_int_equal(e[MCFG_ENTRIES_MAX - 1].fault, MCFG_GOOD);
	host_free(h);
}

/* The kind of a segment in a table with these names. */
static enum mcfg_kind kind(const char *oem, uint32_t revision, uint16_t segment, char name[16])
{
	const struct ecam_window w = {0xe0000000, {segment, 0, 0}, 0};
	struct host *h = host_new(1);
	struct acpi_table t = {host_mcfg(h, HOST_MCFG, &w, 1), 60, true};
	struct found f = {0};
	uint8_t *bytes = (uint8_t *)(uintptr_t)t.bytes;

	memcpy(bytes + 10, oem, 14);
	put_le32(bytes + 24, revision);
	mcfg_parse(&t, f.e, MAX, &f.count, &f.report);
	strcpy(name, f.report.oem);
	host_free(h);
	return f.e[0].kind;
}

static void test_known_platforms(void **state)
{
	char name[16];

	(void)state;
	assert_int_equal(kind("AmpereAltra   ", 1, 15, name), MCFG_DWORD_READS);
	assert_string_equal(name, "Ampere Altra");
	assert_int_equal(kind("AmpereAltra   ", 2, 15, name), MCFG_PLAIN);
	assert_string_equal(name, "");
	assert_int_equal(kind("AmpereAltra   ", 1, 16, name), MCFG_PLAIN);
	assert_int_equal(kind("QCOM  QDF2432 ", 1, 0, name), MCFG_DWORDS);
	assert_int_equal(kind("QCOM  QCOMEDK2", 1, 0, name), MCFG_PLAIN);
	assert_int_equal(kind("CAVIUMTHUNDERX", 1, 10, name), MCFG_SPECIAL);
	assert_int_equal(kind("CAVIUMTHUNDERX", 1, 0, name), MCFG_PLAIN);
	assert_int_equal(kind("CAVIUMTHUNDERX", 2, 0, name), MCFG_SPECIAL);
	assert_int_equal(kind("AMAZONGRAVITON", 0, 0, name), MCFG_SPECIAL);
	assert_int_equal(kind("\x01\x02OEM TABLE\x80  ", 0, 0, name), MCFG_PLAIN);
}

static size_t unhex(const char *text, uint8_t *ret, size_t max)
{
	unsigned byte;
	size_t n = 0;

	for (; n < max && sscanf(text + 2 * n, "%2x", &byte) == 1; n++)
		ret[n] = (uint8_t)byte;
	return n;
}

/* One line of the collection: source, name, good or bad, entries, bytes. */
static void check_real_table(char *line)
{
	const char *fields[5] = {0};
	static uint8_t bytes[8192];
	struct acpi_table t = {.bytes = bytes, .checksum_ok = true};
	struct found f = {0};
	char text[1024] = "";

	for (unsigned i = 0; i < 5; i++)
		fields[i] = strsep(&line, "\t");
	assert_non_null(fields[4]);
	t.size = unhex(fields[4], bytes, sizeof(bytes));
	assert_in_range(t.size, ACPI_HEADER_SIZE, sizeof(bytes) - 1);
	mcfg_parse(&t, f.e, MAX, &f.count, &f.report);
	assert_in_range(f.count, 0, MAX);
	for (size_t i = 0; i < f.count; i++)
		sprintf(text + strlen(text), "%s%x:%02x-%02x@%llx", i ? " " : "",
		        f.e[i].window.buses.segment, f.e[i].window.buses.start,
		        f.e[i].window.buses.end, (unsigned long long)f.e[i].window.base);
	assert_string_equal(text, fields[3]);
}

static void test_real_tables(void **state)
{
	FILE *file = fopen("../shared/mcfg/tables.tsv", "r");
	static char line[32768];
	unsigned count = 0;

	(void)state;
	if (!file) {
		print_message("no ../shared/mcfg/tables.tsv: real tables not tested\n");
		skip();
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line != '#') {
			check_real_table(line);
			count++;
		}
	}
	fclose(file);
	assert_in_range(count, 100, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables_are_merged),
		cmocka_unit_test(test_bad_table_among_good_ones),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_known_platforms),
		cmocka_unit_test(test_real_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
