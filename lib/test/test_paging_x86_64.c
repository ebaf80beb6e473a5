/* test_paging_x86_64.c - the page-table check, on tables made by hand. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/arch/x86_64/paging.h"

#define PRESENT    UINT64_C(3) /* and writable */
#define LEAF       UINT64_C(0x83)
#define PAT        (UINT64_C(1) << 12)
#define NO_EXECUTE (UINT64_C(1) << 63)
#define RESERVED   (UINT64_C(1) << 45)
#define GIB        UINT64_C(0x40000000)
#define MIB2       UINT64_C(0x200000)
#define KIB4       UINT64_C(0x1000)

/*
 * Table 1 is the top. 0-1 GiB is one leaf; the second GiB is leaves of 2 MiB, but its sixth
 * 2 MiB are pages of 4 KiB of which the tenth is absent and the twelfth leads elsewhere, and its
 * seventh has a reserved bit. Table 5 is the top of five levels.
 */
enum { TOP = 1, SECOND, LARGE, SMALL, TOP5, TABLES };
static uint64_t memory[TABLES * 512];
static const uint64_t small = GIB + 5 * MIB2;

static uint64_t read_entry(void *ctx, uint64_t phys)
{
	(void)ctx;
	assert_int_equal(phys % 8, 0);
	assert_true(phys / 8 < TABLES * 512);
	return memory[phys / 8];
}

static uint64_t *entry(unsigned table, unsigned index)
{
	return &memory[table * 512 + index];
}

static struct paging_x86_64 make_tables(void)
{
	*entry(TOP, 0) = SECOND * KIB4 | PRESENT;
	*entry(SECOND, 0) = LEAF;
	*entry(SECOND, 1) = LARGE * KIB4 | PRESENT;
	for (unsigned i = 0; i < 512; i++) {
		*entry(LARGE, i) = (GIB + i * MIB2) | LEAF | (i & 1 ? PAT : 0);
		*entry(SMALL, i) = (small + i * KIB4) | PRESENT;
	}
	*entry(LARGE, 7) |= NO_EXECUTE;
	*entry(LARGE, 5) = SMALL * KIB4 | PRESENT;
	*entry(LARGE, 6) |= RESERVED;
	*entry(SMALL, 9) = 0;
	*entry(SMALL, 11) += KIB4;
	*entry(TOP5, 0) = TOP * KIB4 | PRESENT;
	return (struct paging_x86_64){
		.cr3 = TOP * KIB4 | 0x18, .levels = 4, .phys_bits = 40, .read = read_entry};
}

static void test_leaves(void **state)
{
	struct paging_x86_64 pg = make_tables();

	(void)state;
	assert_int_equal(paging_x86_64_check(&pg, 0, 1), PCI_OK);
	assert_int_equal(paging_x86_64_check(&pg, 0, GIB), PCI_OK);
	assert_int_equal(paging_x86_64_check(&pg, 0, small + 9 * KIB4), PCI_OK);
	assert_int_equal(paging_x86_64_check(&pg, small + 10 * KIB4, KIB4), PCI_OK);
	assert_int_equal(paging_x86_64_check(&pg, GIB + 7 * MIB2, GIB - 7 * MIB2), PCI_OK);
}

static void test_not_mapped(void **state)
{
	struct paging_x86_64 pg = make_tables();

	(void)state;
	assert_int_equal(paging_x86_64_check(&pg, small + 9 * KIB4, 1), PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, 0, small + 9 * KIB4 + 1), PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, small + 11 * KIB4, 1), PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, small + 12 * KIB4 - 1, 2), PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, GIB + 7 * MIB2, GIB - 7 * MIB2 + 1),
	                 PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, (UINT64_C(1) << 40) - 1, 1), PCI_EUNMAPPED);
}

static void test_reserved_bit(void **state)
{
	struct paging_x86_64 pg = make_tables();

	(void)state;
	assert_int_equal(paging_x86_64_check(&pg, GIB + 6 * MIB2, 1), PCI_EUNMAPPED);
	pg.ignore = RESERVED; /* as the bit of encrypted memory */
	assert_int_equal(paging_x86_64_check(&pg, GIB + 6 * MIB2, 1), PCI_OK);
}

static void test_no_address(void **state)
{
	struct paging_x86_64 pg = make_tables();

	(void)state;
	assert_int_equal(paging_x86_64_check(&pg, (UINT64_C(1) << 40) - 1, 2), PCI_ERANGE);
	assert_int_equal(paging_x86_64_check(&pg, UINT64_C(1) << 40, 1), PCI_ERANGE);
	assert_int_equal(paging_x86_64_check(&pg, UINT64_MAX, 1), PCI_ERANGE);
	assert_int_equal(paging_x86_64_check(&pg, UINT64_MAX, 2), PCI_ERANGE);
	assert_int_equal(paging_x86_64_check(&pg, KIB4, UINT64_MAX), PCI_ERANGE);
	assert_int_equal(paging_x86_64_check(&pg, 0, 0), PCI_ERANGE);
	pg.phys_bits = 52; /* more than four levels reach: the canonical hole */
	assert_int_equal(paging_x86_64_check(&pg, (UINT64_C(1) << 47) - 1, 1), PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, UINT64_C(1) << 47, 1), PCI_ERANGE);
}

static void test_five_levels(void **state)
{
	struct paging_x86_64 pg = make_tables();

	(void)state;
	pg.cr3 = TOP5 * KIB4;
	pg.levels = 5;
	pg.phys_bits = 52;
	assert_int_equal(paging_x86_64_check(&pg, UINT64_C(1) << 47, 1), PCI_EUNMAPPED);
	assert_int_equal(paging_x86_64_check(&pg, UINT64_C(1) << 52, 1), PCI_ERANGE);
	assert_int_equal(paging_x86_64_check(&pg, KIB4, KIB4), PCI_OK);
	*entry(TOP5, 0) |= LEAF; /* a leaf where none can be */
	assert_int_equal(paging_x86_64_check(&pg, KIB4, KIB4), PCI_EUNMAPPED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leaves),       cmocka_unit_test(test_not_mapped),
		cmocka_unit_test(test_reserved_bit), cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_five_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
