/* test_memory_map.c - what a memory map says of an address. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/memory_map.h"

/* Out of order, with a gap below 3000, and a line that would wrap. */
static const struct memory_range map[] = {
	{0x8000, 0x1000, MEMORY_MMIO},
	{0x3000, 0x1000, MEMORY_RESERVED},
	{0x0, 0x2000, MEMORY_RAM},
	{0x4000, 0x1000, MEMORY_RESERVED},
	{0x5000, 0x1000, MEMORY_RAM},
	{0x6000, 0, MEMORY_MMIO},
	{UINT64_MAX - 0xfff, UINT64_MAX, MEMORY_MMIO},
};

static void test_kinds(void **state)
{
	static const struct {
		uint64_t phys, size;
		enum platform_memory kind;
	} known[] = {
		{0x0, 0x2000, MEMORY_RAM},
		{0x1fff, 1, MEMORY_RAM},
		{0x2000, 0x1000, MEMORY_NOT_LISTED},
		{0x1fff, 2, MEMORY_MIXED},         /* its end is not listed */
		{0x3000, 0x2000, MEMORY_RESERVED}, /* two lines of one kind */
		{0x3800, 0x1000, MEMORY_RESERVED},
		{0x4800, 0x1000, MEMORY_MIXED},
		{0x8fff, 1, MEMORY_MMIO},
		{0x9000, UINT64_MAX, MEMORY_MIXED},
		{0x6000, 0x100, MEMORY_NOT_LISTED},
		{0x0, 0, MEMORY_NOT_LISTED},
		{UINT64_MAX - 0xfff, 0x800, MEMORY_MMIO},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(memory_map_kind(map, sizeof(map) / sizeof(map[0]), known[i].phys,
		                                 known[i].size),
		                 known[i].kind);
	assert_int_equal(memory_map_kind(NULL, 0, 0x1000, 0x1000), MEMORY_NOT_LISTED);
}

/* A kind that is none counts for nothing, and writes nowhere. */
static void test_bad_kind(void **state)
{
	const struct memory_range bad = {0, 0x1000, MEMORY_MIXED};

	(void)state;
	assert_int_equal(memory_map_kind(&bad, 1, 0, 0x1000), MEMORY_NOT_LISTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_bad_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
