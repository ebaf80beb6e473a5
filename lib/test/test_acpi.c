/* test_acpi.c - from the RSDP to MCFG windows, on good tables and on bad ones. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/mcfg.h"
#include "lib/test/host.h"

static const struct ecam_window one = {0xe0000000, {0, 0, 0xff}, 0};

static const void *memory_at(void *ctx, uint64_t phys, size_t size)
{
	struct host *h = ctx;

	return h->ops.memory(&h->platform, phys, size);
}

static enum pci_status open_acpi(struct host *h, struct acpi *a)
{
	const struct acpi_memory memory = {memory_at, h};

	return acpi_open(a, &memory, h->rsdp[2], h->rsdp[1]);
}

/* The status of the whole way, with room for 4 windows. */
static enum pci_status read_windows(struct host *h, struct ecam_window ret[4], size_t *count)
{
	struct mcfg_report report;
	struct mcfg_entry e[4];
	struct acpi a;
	enum pci_status st = open_acpi(h, &a);

	*count = 0;
	if (st == PCI_OK)
		st = mcfg_read(&a, e, 4, count, &report);
	for (size_t i = 0; i < *count && i < 4; i++)
		ret[i] = e[i].window;
	return st == PCI_OK && report.corrupt ? PCI_ECORRUPT : st;
}

/* A machine with an RSDP of revision 2, whose XSDT has a good MCFG, and an RSDT with another. */
struct tables {
	struct host *h;
	uint8_t *rsdp, *xsdt, *rsdt, *mcfg;
};

static struct tables two_roots(void)
{
	const struct ecam_window other = {0xd0000000, {0, 0, 0x7f}, 0};
	const uint64_t in_xsdt[] = {0x9000, HOST_MCFG};
	const uint32_t in_rsdt[] = {0x4000};
	struct tables t = {.h = host_new(1)};

	host_table(t.h, 0x9000, "FACP", 244);
	t.mcfg = host_mcfg(t.h, HOST_MCFG, &one, 1);
	host_mcfg(t.h, 0x4000, &other, 1);
	t.xsdt = host_xsdt(t.h, HOST_XSDT, in_xsdt, 2);
	t.rsdt = host_rsdt(t.h, 0x5000, in_rsdt, 1);
	t.rsdp = host_rsdp(t.h, HOST_RSDP, 2, 0x5000, HOST_XSDT);
	t.h->rsdp[2] = HOST_RSDP;
	return t;
}

/* Which of the two MCFG was found, by its window; 0 for none. */
static uint64_t found(struct tables *t, enum pci_status expected)
{
	struct ecam_window w[4];
	size_t count;

	assert_int_equal(read_windows(t->h, w, &count), expected);
	return count ? w[0].base : 0;
}

static void test_rsdp_of_either_guid(void **state)
{
	struct tables t = two_roots();

	(void)state;
	assert_int_equal(found(&t, PCI_OK), 0xe0000000);
	t.h->rsdp[1] = HOST_RSDP;
	t.h->rsdp[2] = 0;
	assert_int_equal(found(&t, PCI_OK), 0xe0000000);
	t.h->rsdp[2] = 0x666000; /* not mapped: the other one is tried */
	assert_int_equal(found(&t, PCI_OK), 0xe0000000);
	t.h->rsdp[1] = 0;
	found(&t, PCI_EUNMAPPED);
	t.h->rsdp[2] = 0;
	found(&t, PCI_ENOTFOUND);
	host_free(t.h);
}

static void test_rsdp_checks(void **state)
{
	struct tables t = two_roots();

	(void)state;
	t.rsdp[35]++; /* the second checksum: its XSDT is not trusted */
	assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	t.rsdp[35]--;
	t.rsdp[9]++; /* the first one */
	host_checksum(t.rsdp, 36, 32);
	found(&t, PCI_ECORRUPT);
	t.rsdp[9]--;
	memcpy(t.rsdp, "RSD PTR!", 8);
	host_checksum(t.rsdp, 20, 8);
	found(&t, PCI_ECORRUPT);
	host_free(t.h);
}

static void test_rsdp_revision(void **state)
{
	struct tables t = two_roots();

	(void)state;
	t.rsdp[15] = 0; /* revision 0 has no XSDT, whatever stands there */
	host_checksum(t.rsdp, 20, 8);
	host_checksum(t.rsdp, 36, 32);
	assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	t.rsdp[15] = 6;
	host_checksum(t.rsdp, 20, 8);
	host_checksum(t.rsdp, 36, 32);
	assert_int_equal(found(&t, PCI_OK), 0xe0000000);
	put_le32(t.rsdp + 20, 20); /* too short to have an XSDT */
	host_checksum(t.rsdp, 36, 32);
	assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	host_free(t.h);
}

/* A revision 2 that is only mapped as far as revision 1 goes. */
static void test_rsdp_half_mapped(void **state)
{
	struct tables t = two_roots();
	uint8_t *p = host_rsdp(t.h, 0x7000, 0, 0x5000, 0);

	(void)state;
	p[15] = 2;
	host_checksum(p, 20, 8);
	t.h->rsdp[2] = 0x7000;
	assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	host_free(t.h);
}

static void test_xsdt_else_rsdt(void **state)
{
	struct tables t = two_roots();

	(void)state;
	t.xsdt[0] = 'Y';
	assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	t.rsdt[0] = 'Q';
	found(&t, PCI_ECORRUPT);
	host_free(t.h);
}

static void test_root_lengths(void **state)
{
	static const uint32_t bad[] = {0, 35, 0x1000001, 0x80000000, 0xffffffff};
	struct tables t = two_roots();

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_le32(t.xsdt + 4, bad[i]);
		assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	}
	put_le32(t.xsdt + 4, 36 + 17); /* one byte more than is mapped */
	assert_int_equal(found(&t, PCI_OK), 0xd0000000);
	put_le32(t.xsdt + 4, 36 + 15); /* the second entry is cut */
	found(&t, PCI_ENOTFOUND);
	put_le32(t.xsdt + 4, 36);
	found(&t, PCI_ENOTFOUND);
	host_free(t.h);
}

static void test_table_lengths(void **state)
{
	static const uint32_t bad[] = {0, 35, 61, 0x1000001, 0xffffffff};
	struct tables t = two_roots();

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_le32(t.mcfg + 4, bad[i]);
		assert_int_equal(found(&t, PCI_ECORRUPT), 0);
	}
	host_free(t.h);
}

/* No table has 16 MiB, even where so much is mapped. */
static void test_huge_table(void **state)
{
	struct tables t = two_roots();
	struct acpi_table table;
	struct acpi a;

	(void)state;
	host_table(t.h, 0x10000000, "MCFG", 0x1000001);
	put_le64(t.xsdt + 36, 0x10000000);
	assert_int_equal(open_acpi(t.h, &a), PCI_OK);
	assert_int_equal(acpi_find(&a, "MCFG", 0, &table), PCI_ECORRUPT);
	assert_int_equal(acpi_find(&a, "MCFG", 1, &table), PCI_OK);
	host_free(t.h);
}

static void test_unmapped_tables_are_passed_over(void **state)
{
	const uint64_t tables[] = {0, 0x666000, HOST_MCFG};
	struct tables t = two_roots();

	(void)state;
	host_xsdt(t.h, 0x6000, tables, 3);
	host_rsdp(t.h, 0x7000, 2, 0, 0x6000);
	t.h->rsdp[2] = 0x7000;
	assert_int_equal(found(&t, PCI_OK), 0xe0000000);
	host_free(t.h);
}

/* Nothing of ACPI need be aligned: the XSDT's entries never are. UBSan watches. */
static void test_unaligned(void **state)
{
	const uint64_t tables[] = {0x6001};
	struct tables t = two_roots();

	(void)state;
	host_mcfg(t.h, 0x6001, &one, 1);
	host_xsdt(t.h, 0x7003, tables, 1);
	host_rsdp(t.h, 0x8005, 2, 0, 0x7003);
	t.h->rsdp[2] = 0x8005;
	assert_int_equal(found(&t, PCI_OK), 0xe0000000);
	host_free(t.h);
}

static void test_table_checksum_is_told(void **state)
{
	struct tables t = two_roots();
	struct acpi_table table;
	struct acpi a;

	(void)state;
	assert_int_equal(open_acpi(t.h, &a), PCI_OK);
	assert_int_equal(acpi_find(&a, "MCFG", 0, &table), PCI_OK);
	assert_int_equal(table.size, 60);
	assert_true(table.checksum_ok);
	t.mcfg[59]++;
	assert_int_equal(acpi_find(&a, "MCFG", 0, &table), PCI_OK);
	assert_false(table.checksum_ok);
	assert_int_equal(acpi_find(&a, "MCFG", 1, &table), PCI_ENOTFOUND);
	host_free(t.h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rsdp_of_either_guid),
		cmocka_unit_test(test_rsdp_checks),
		cmocka_unit_test(test_rsdp_revision),
		cmocka_unit_test(test_rsdp_half_mapped),
		cmocka_unit_test(test_xsdt_else_rsdt),
		cmocka_unit_test(test_root_lengths),
		cmocka_unit_test(test_table_lengths),
		cmocka_unit_test(test_huge_table),
		cmocka_unit_test(test_unmapped_tables_are_passed_over),
		cmocka_unit_test(test_unaligned),
		cmocka_unit_test(test_table_checksum_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
