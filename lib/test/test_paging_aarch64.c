/* test_paging_aarch64.c - the check of translation tables, on tables made by hand. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/arch/aarch64/paging.h"

#define TABLE     UINT64_C(3)
#define PAGE      UINT64_C(0x403) /* accessed */
#define BLOCK     UINT64_C(0x401)
#define XN        (UINT64_C(3) << 53)
#define MMU_ON    UINT64_C(1)
#define BITS_48   UINT64_C(5) /* of IPS, PS and PARange */
#define BITS_52   UINT64_C(6)
#define IPS(n)    ((n) << 32)
#define PS(n)     ((n) << 16)
#define TG_4K     (UINT64_C(0) << 14)
#define TG_16K    (UINT64_C(2) << 14)
#define TG_64K    (UINT64_C(1) << 14)
#define TG_NONE   (UINT64_C(3) << 14)
#define EPD0      (UINT64_C(1) << 7)
#define DS        (UINT64_C(1) << 59)
#define T0SZ(va)  (UINT64_C(64) - (va))
#define CNP_ASID  UINT64_C(0x00aa000000000001) /* in TTBR0, no address */
#define BIT(n)    (UINT64_C(1) << (n))
#define TABLE_MAX 65536

/* Three tables of the largest granule, at 0, 64 and 128 KiB. */
static uint64_t memory[3][TABLE_MAX / 8];

static uint64_t read_desc(void *ctx, uint64_t phys)
{
	(void)ctx;
	assert_int_equal(phys % 8, 0);
	assert_true(phys < sizeof(memory));
	return memory[phys / TABLE_MAX][phys % TABLE_MAX / 8];
}

static uint64_t at(unsigned table)
{
	return (uint64_t)table * TABLE_MAX;
}

/* Table 2 is the first, so that a wrong base shows. */
static struct paging_aarch64 with(uint64_t tcr)
{
	__builtin_memset(memory, 0, sizeof(memory));
	return (struct paging_aarch64){
		.sctlr = MMU_ON,
		.tcr = tcr,
		.ttbr0 = at(2) | CNP_ASID,
		.mmfr0 = BITS_48,
		.read = read_desc,
	};
}

#define check paging_aarch64_check

/* Three levels of 39 bits: blocks of 1 GiB, one GiB of 2 MiB blocks, of which one is pages. */
static struct paging_aarch64 tables_4k(void)
{
	struct paging_aarch64 pg = with(IPS(BITS_48) | TG_4K | T0SZ(39));

	memory[2][0] = BLOCK;
	memory[2][1] = at(1) | TABLE;
	memory[2][3] = 2 * BIT(30) | BLOCK; /* leads elsewhere */
	for (unsigned i = 0; i < 512; i++) {
		memory[1][i] = (BIT(30) + i * BIT(21)) | BLOCK | XN;
		memory[0][i] = (BIT(30) + 5 * BIT(21) + i * BIT(12)) | PAGE;
	}
	memory[1][5] = at(0) | TABLE;
	memory[1][6] &= ~(BLOCK & PAGE); /* not valid, and never accessed */
	memory[0][9] = 0;
	memory[0][11] += BIT(12);
	memory[0][13] &= ~UINT64_C(2);     /* a block where none can be */
	memory[0][15] &= ~UINT64_C(0x400); /* never accessed */
	memory[0][17] |= BIT(47);
	return pg;
}

static void test_4k(void **state)
{
	struct paging_aarch64 pg = tables_4k();
	const uint64_t small = BIT(30) + 5 * BIT(21);

	(void)state;
	assert_int_equal(check(&pg, 0, 1), PCI_OK);
	assert_int_equal(check(&pg, 0, small + 9 * BIT(12)), PCI_OK);
	assert_int_equal(check(&pg, 0, small + 9 * BIT(12) + 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, small + 10 * BIT(12), BIT(12)), PCI_OK);
	for (unsigned i = 9; i <= 17; i += 2)
		assert_int_equal(check(&pg, small + i * BIT(12), 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, BIT(30) + 6 * BIT(21), 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, BIT(30) + 7 * BIT(21), BIT(30) - 7 * BIT(21)), PCI_OK);
	assert_int_equal(check(&pg, 2 * BIT(30), 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, 3 * BIT(30), 1), PCI_EUNMAPPED);
}

static void test_no_address(void **state)
{
	struct paging_aarch64 pg = tables_4k();

	(void)state;
	assert_int_equal(check(&pg, BIT(39) - 1, 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, BIT(39) - 1, 2), PCI_ERANGE);
	assert_int_equal(check(&pg, UINT64_MAX, 1), PCI_ERANGE);
	assert_int_equal(check(&pg, UINT64_MAX, 2), PCI_ERANGE);
	assert_int_equal(check(&pg, 1, UINT64_MAX), PCI_ERANGE);
	assert_int_equal(check(&pg, 0, 0), PCI_ERANGE);
	pg.mmfr0 = 0; /* 32 bits */
	assert_int_equal(check(&pg, BIT(32) - 1, 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, BIT(32), 1), PCI_ERANGE);
}

static void test_registers(void **state)
{
	struct paging_aarch64 pg = tables_4k();
	uint64_t tcr = pg.tcr;

	(void)state;
	pg.tcr = tcr | EPD0;
	assert_int_equal(check(&pg, 0, 1), PCI_EUNMAPPED);
	pg.tcr = tcr | TG_NONE;
	assert_int_equal(check(&pg, 0, 1), PCI_EUNMAPPED);
	pg.tcr = IPS(BITS_48) | TG_4K | T0SZ(49);
	assert_int_equal(check(&pg, 0, 1), PCI_EUNMAPPED);
	pg.tcr = PS(UINT64_C(0)) | TG_4K | T0SZ(39);
	pg.el2 = true;
	assert_int_equal(check(&pg, 0, 1), PCI_OK);
	assert_int_equal(check(&pg, BIT(32), 1), PCI_ERANGE);
	pg.tcr = PS(BITS_48) | TG_4K | T0SZ(39);
	assert_int_equal(check(&pg, BIT(32), 1), PCI_EUNMAPPED);
	pg.sctlr = 0; /* no translation */
	assert_int_equal(check(&pg, BIT(32), 1), PCI_OK);
	assert_int_equal(check(&pg, BIT(48), 1), PCI_ERANGE);
}

/* 48 bits: four levels of 4 KiB, the first of two entries of 16 KiB, the first of 64 entries. */
static void test_first_level(void **state)
{
	struct paging_aarch64 pg = with(IPS(BITS_48) | TG_4K | T0SZ(48));

	(void)state;
	memory[2][1] = at(1) | TABLE;
	memory[1][0] = BIT(39) | BLOCK;
	assert_int_equal(check(&pg, BIT(39), BIT(30)), PCI_OK);
	assert_int_equal(check(&pg, BIT(39), BIT(30) + 1), PCI_EUNMAPPED);
	memory[2][1] = BIT(39) | BLOCK; /* where none can be */
	assert_int_equal(check(&pg, BIT(39), 1), PCI_EUNMAPPED);

	/* 42 bits, the first table has 8 entries and lies inside of another's page. */
	pg = with(IPS(BITS_48) | TG_4K | T0SZ(42));
	pg.ttbr0 += 0x40;
	memory[2][8 + 7] = at(1) | TABLE;
	memory[1][511] = (BIT(42) - BIT(30)) | BLOCK;
	assert_int_equal(check(&pg, BIT(42) - BIT(30), BIT(30)), PCI_OK);
	assert_int_equal(check(&pg, BIT(42) - BIT(30) - 1, 1), PCI_EUNMAPPED);
}

static void test_16k(void **state)
{
	struct paging_aarch64 pg = with(IPS(BITS_48) | TG_16K | T0SZ(36));

	(void)state;
	memory[2][0] = BLOCK;
	memory[2][1] = at(1) | TABLE;
	memory[1][0] = BIT(25) | PAGE;
	memory[1][2] = (BIT(25) + BIT(15)) | PAGE;
	assert_int_equal(check(&pg, 0, BIT(25) + BIT(14)), PCI_OK);
	assert_int_equal(check(&pg, BIT(25) + BIT(14), 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, BIT(25) + BIT(15), BIT(14)), PCI_OK);

	pg = with(IPS(BITS_48) | TG_16K | T0SZ(47));
	memory[2][0] = BLOCK; /* 64 GiB: only with addresses of 52 bits */
	assert_int_equal(check(&pg, 0, 1), PCI_EUNMAPPED);
	pg.mmfr0 = BITS_52;
	pg.tcr = IPS(BITS_52) | DS | TG_16K | T0SZ(47);
	assert_int_equal(check(&pg, 0, BIT(36)), PCI_OK);
}

static void test_64k(void **state)
{
	struct paging_aarch64 pg = with(IPS(BITS_48) | TG_64K | T0SZ(42));

	(void)state;
	memory[2][0] = BLOCK;
	memory[2][1] = at(1) | TABLE;
	memory[1][0] = BIT(29) | PAGE;
	assert_int_equal(check(&pg, 0, BIT(29) + BIT(16)), PCI_OK);
	assert_int_equal(check(&pg, BIT(29) + BIT(16), 1), PCI_EUNMAPPED);
	memory[1][0] |= BIT(13); /* no address bit until they are 52 */
	assert_int_equal(check(&pg, BIT(29), 1), PCI_OK);
}

/* Each granule with three levels, as TCR_EL1 and TCR_EL2 have it; blocks in the first if may_block.
 */
static const struct granule {
	uint64_t tg;
	unsigned shift, va_bits;
	bool may_block;
} granules[] = {{TG_4K, 12, 39, true}, {TG_16K, 14, 47, false}, {TG_64K, 16, 48, false}};

/* What maps an address through tables 2, 1 and 0; *ret has the places of its entries. */
static struct paging_aarch64 mapped(const struct granule *g, bool el2, uint64_t addr,
                                    uint64_t *ret[3])
{
	struct paging_aarch64 pg =
		with((el2 ? PS(BITS_48) : IPS(BITS_48)) | g->tg | T0SZ(g->va_bits));
	const unsigned bits = g->shift - 3;

	pg.el2 = el2;
	for (unsigned above = 0; above < 3; above++)
		ret[above] = &memory[above][addr >> (g->shift + bits * above) & (BIT(bits) - 1)];
	*ret[2] = at(1) | TABLE;
	*ret[1] = at(0) | TABLE;
	*ret[0] = (addr & ~(BIT(g->shift) - 1)) | PAGE;
	return pg;
}

static void check_granule(const struct granule *g, bool el2)
{
	const uint64_t addr = BIT(38) - BIT(g->shift); /* the last entry of the last table */
	uint64_t *entry[3];

	for (unsigned above = 0; above < 3; above++) {
		struct paging_aarch64 pg = mapped(g, el2, addr, entry);
		const uint64_t size = BIT(g->shift + (g->shift - 3) * above);
		const bool may_block = above == 1 || (above == 2 && g->may_block);

		assert_int_equal(check(&pg, addr, BIT(g->shift)), PCI_OK);
		assert_int_equal(check(&pg, addr - 1, 1), PCI_EUNMAPPED);
		assert_int_equal(check(&pg, addr + BIT(g->shift) - 1, 2), PCI_EUNMAPPED);
		*entry[above] &= ~UINT64_C(1);
		assert_int_equal(check(&pg, addr, 1), PCI_EUNMAPPED);
		*entry[above] = (addr & ~(size - 1)) | BLOCK;
		assert_int_equal(check(&pg, addr & ~(size - 1), size),
		                 may_block ? PCI_OK : PCI_EUNMAPPED);
		*entry[above] &= ~(BLOCK ^ 1);
		assert_int_equal(check(&pg, addr, 1), PCI_EUNMAPPED);
		pg = mapped(g, el2, addr, entry);
		pg.el2 = !el2; /* the other layout: 32 bits of address */
		assert_int_equal(check(&pg, addr, 1), PCI_ERANGE);
	}
}

static void test_each_granule(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(granules) / sizeof(granules[0]); i++) {
		check_granule(&granules[i], false);
		check_granule(&granules[i], true);
	}
}

static void test_52_bits(void **state)
{
	struct paging_aarch64 pg = with(IPS(BITS_52) | TG_64K | T0SZ(52));
	const uint64_t high = BIT(51) | BIT(49);

	(void)state;
	pg.mmfr0 = BITS_52;
	memory[2][high >> 42] = BLOCK | 0xaU << 12;
	assert_int_equal(check(&pg, high, BIT(42)), PCI_OK);
	memory[2][high >> 42] = BLOCK | 0xeU << 12;
	assert_int_equal(check(&pg, high, 1), PCI_EUNMAPPED);
	pg.ttbr0 |= 1U << 2; /* bit 48 of the first table's address, which read_desc() lacks */
	pg.mmfr0 = BITS_48;
	assert_int_equal(check(&pg, BIT(47), 1), PCI_EUNMAPPED);
	assert_int_equal(check(&pg, BIT(48), 1), PCI_ERANGE);

	pg = with(IPS(BITS_52) | DS | TG_4K | T0SZ(52)); /* five levels */
	pg.mmfr0 = BITS_52;
	memory[2][high >> 48] = at(1) | TABLE;
	memory[1][(high >> 39) & 511] = BIT(49) | BLOCK | 2U << 8;
	assert_int_equal(check(&pg, high, BIT(39)), PCI_OK);
	assert_int_equal(check(&pg, high, BIT(39) + 1), PCI_EUNMAPPED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_4k),        cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_registers), cmocka_unit_test(test_first_level),
		cmocka_unit_test(test_16k),       cmocka_unit_test(test_64k),
		cmocka_unit_test(test_52_bits),   cmocka_unit_test(test_each_granule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
