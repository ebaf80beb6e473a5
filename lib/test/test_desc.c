/* test_desc.c - what every line of the register tables must be. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/desc.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_table.h"

/* Of configuration space, and of a device. */
static const struct desc_table *table;
static const struct desc *begin, *end;

static const char *name(const struct desc *d)
{
	return desc_string(table, d->name);
}

static bool is_structure(const struct desc *d)
{
	return d->kind == DESC_BLOCK || d->kind == DESC_VARIANT;
}

/* The line behind a register's last. */
static const struct desc *end_of(const struct desc *d)
{
	for (d++; d < end && !is_structure(d) && d->kind != DESC_REG && d->kind != DESC_ARRAY; d++)
		;
	return d;
}

/* By offset; where a part or an array starts, they may start again. */
static void test_order_of_offsets(void **state)
{
	(void)state;
	for (const struct desc *d = begin; d < end; d++) {
		unsigned at = 0;

		if (!is_structure(d))
			continue;
		for (const struct desc *r = d + 1; r < desc_end(table, d); r++) {
			if (r->kind == DESC_ALWAYS || r->kind == DESC_ARRAY || r->kind == DESC_END)
				at = 0;
			if (r->kind != DESC_REG)
				continue;
			assert_in_range(desc_offset(r), at,
			                table == &pci_desc ? 0xfff : DESC_OFFSET_MAX);
			assert_int_equal(desc_offset(r) % (r->a > 32 ? 4u : r->a / 8u), 0);
			at = (unsigned)desc_offset(r) + r->a / 8u;
		}
	}
}

static void test_fields_lie_in_their_register(void **state)
{
	(void)state;
	for (const struct desc *r = begin; r < end; r++) {
		uint64_t used = 0;

		if (r->kind != DESC_REG)
			continue;
		for (const struct desc *f = r + 1; f < end_of(r); f++) {
			uint64_t mask;

			if (!desc_is_field(f))
				continue;
			assert_in_range(f->a, f->b, r->a - 1u);
			mask = UINT64_MAX >> (63 - f->a + f->b) << f->b;
			assert_int_equal((used & mask) != 0, f->kind == DESC_ALT);
			used |= mask;
		}
	}
}

static bool is_kind(const struct desc *d, enum desc_kind kind)
{
	return d->kind == kind || (kind == DESC_FIELD && desc_is_field(d));
}

/* Every pair of lines of a kind between two lines differs in its name. */
static void check_unique(const struct desc *from, const struct desc *to, enum desc_kind kind)
{
	for (const struct desc *a = from; a < to; a++)
		for (const struct desc *b = a + 1; b < to && is_kind(a, kind); b++)
			if (is_kind(b, kind))
				assert_string_not_equal(name(a), name(b));
}

static void test_names_are_unique(void **state)
{
	(void)state;
	check_unique(begin, end, DESC_BLOCK);
	check_unique(begin, end, DESC_VARIANT);
	check_unique(begin, end, DESC_ARRAY);
	for (const struct desc *d = begin; d < end; d++)
		if (d->kind == DESC_REG)
			check_unique(d + 1, end_of(d), DESC_FIELD);
}

static void test_ids_are_unique(void **state)
{
	(void)state;
	for (const struct desc *d = begin; d < end; d++)
		if (d->kind == DESC_BLOCK && d->a != DESC_RELATIVE)
			assert_ptr_equal(desc_find(table, (enum desc_block)d->a, d->arg), d);
}

/*
 * What refers to a register: aligned, its bits inside, and in no array that is not around it. A
 * count may ask the entries of its own array.
 */
static void test_references(void **state)
{
	unsigned depth = 0;

	(void)state;
	for (const struct desc *d = begin; d < end; d++) {
		unsigned where = DESC_WHERE(d->fmt), width = DESC_WIDTH(d->fmt);

		if (d->kind == DESC_ARRAY)
			depth++;
		if (d->kind == DESC_END)
			depth--;
		if (is_structure(d))
			assert_int_equal(depth, 0);
		assert_in_range(depth, 0, DESC_NESTING);
		if (is_structure(d) || d->kind == DESC_REG || desc_is_field(d) || !d->fmt)
			continue;
		assert_int_equal(d->off % (width == 8 ? 4 : width), 0);
		assert_in_range(d->a, d->b, 8u * width - 1);
		assert_true(where > DESC_NESTING || where <= depth);
	}
	assert_int_equal(depth, 0);
}

/* Each is of a relative block, which fits where it is. */
static void test_places(void **state)
{
	(void)state;
	for (const struct desc *d = begin; d < end; d++) {
		const struct desc *block = table->line + d->arg;

		if (!desc_is_place(d))
			continue;
		assert_in_range(d->arg, 0, d - begin);
		assert_int_equal(block->kind, DESC_BLOCK);
		assert_int_equal(block->a, DESC_RELATIVE);
		assert_int_equal(d[1].kind, DESC_START);
		assert_int_equal(d[2].kind, DESC_COUNT);
		assert_int_equal(d[3].kind, DESC_STRIDE);
		assert_int_equal(desc_distance(&d[3]), block->arg);
		assert_in_range(desc_size(block), 1, block->arg);
	}
}

/* Names of values: hex=name|hex=name, each value once and small enough for the field. */
static void test_values(void **state)
{
	(void)state;
	for (const struct desc *f = begin; f < end; f++) {
		unsigned named = 0, keys = 1;
		size_t n;

		if (!desc_is_field(f) ||
		    (f->fmt != FMT_ENUM && f->fmt != FMT_BITS && f->fmt != FMT_SPAN))
			continue;
		for (const char *s = desc_string(table, f->arg); *s; s++)
			keys += *s == '|';
		for (int v = 0; v <= (f->fmt != FMT_ENUM ? f->a - f->b : 255); v++) {
			const char *text = desc_value(table, f, (uint64_t)v, &n);

			if (!text)
				continue;
			named++;
			assert_in_range(n, 1, 60);
			if (f->fmt == FMT_ENUM)
				assert_in_range((uint64_t)v, 0, UINT64_MAX >> (63 - f->a + f->b));
		}
		assert_int_equal(named, keys);
	}
}

static void test_lookup(void **state)
{
	char buf[DESC_TITLE_MAX];
	const struct desc *f = desc_find_field(&pci_desc, "EXP", "LNKSTA", "WIDTH");

	(void)state;
	assert_non_null(f);
	assert_int_equal(f->a, 9);
	assert_int_equal(f->b, 4);
	assert_null(desc_find_field(&pci_desc, "EXP", "LNKSTA", "WIDT"));
	assert_null(desc_find_field(&pci_desc, "EXP", "LNKSTA", "WIDTHS"));
	assert_null(desc_find_field(&pci_desc, "PM", "LNKSTA", "WIDTH"));
	assert_null(desc_find(&pci_desc, DESC_EXT, 0xfff0));
	assert_int_equal(desc_size(desc_find(&pci_desc, DESC_HDR, DESC_HDR_COMMON)), 0x100);
	assert_int_equal(desc_size(desc_find(&pci_desc, DESC_STD, 0x11)), 0x0c);
	assert_string_equal(desc_title(&pci_desc, DESC_STD, 0x11, buf), "MSI-X");
	assert_string_equal(desc_title(&pci_desc, DESC_STD, 0xee, buf), "Capability ee");
	assert_string_equal(desc_title(&pci_desc, DESC_EXT, 0xfff0, buf), "Capability fff0");
}

static int run(const struct desc_table *t)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_of_offsets),
		cmocka_unit_test(test_fields_lie_in_their_register),
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_ids_are_unique),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_values),
	};

	table = t;
	begin = t->line;
	end = begin + t->count;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_lookup)};

	return run(&pci_desc) || run(&dev_desc) || cmocka_run_group_tests(tests, NULL, NULL);
}
