/* test_pci_tree.c - functions on buses, bridges above them, and what bridges claim wrongly. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_tree.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DEVICE(...)                                                                                \
	{                                                                                          \
		.addr = {__VA_ARGS__, .copy = 0}, .class_code = 0x020000                           \
	}
#define BRIDGE(from, to, ...)                                                                      \
	{                                                                                          \
		.addr = {__VA_ARGS__, .copy = 0}, .class_code = 0x060400,                          \
		.layout = PCI_LAYOUT_BRIDGE, .secondary = from, .subordinate = to                  \
	}

/* Exactly as much storage as is said, so that a sanitizer sees what is beyond. */
static void build(struct pci_tree *t, const struct pci_func *funcs, size_t count)
{
	pci_tree_build(t, funcs, count, malloc(pci_tree_size(funcs, count)));
}

/* The path of function i has these bridges. */
static void check_path(const struct pci_tree *t, uint32_t i, unsigned count, uint32_t a, uint32_t b)
{
	uint32_t above[PCI_TREE_DEPTH];
	unsigned n;

	assert_int_equal(pci_tree_path(t, i, above, &n), PCI_OK);
	assert_int_equal(n, count);
	if (count > 0)
		assert_int_equal(above[0], a);
	if (count > 1)
		assert_int_equal(above[1], b);
}

static void test_path(void **state)
{
	static const struct pci_func funcs[] = {
		DEVICE(0, 0, 0, 0),       BRIDGE(1, 2, 0, 0, 1, 0), BRIDGE(2, 2, 0, 1, 0, 0),
		DEVICE(0, 1, 1, 0),       DEVICE(0, 2, 0, 0),       DEVICE(0, 2, 0, 1),
		BRIDGE(1, 1, 5, 0, 3, 0), DEVICE(5, 1, 0, 0),       DEVICE(0x10000, 1, 0, 0),
	};
	struct pci_tree t;

	(void)state;
	build(&t, funcs, COUNT(funcs));
	check_path(&t, 0, 0, 0, 0);
	check_path(&t, 3, 1, 1, 0);
	check_path(&t, 5, 2, 1, 2);
	check_path(&t, 7, 1, 6, 0);
	check_path(&t, 8, 0, 0, 0);
	assert_int_equal(t.buses[t.nodes[4].on].count, 2);
	assert_int_equal(t.nodes[2].below, t.nodes[4].on);
	pci_tree_mark(&t, 5);
	assert_true(t.nodes[1].is_marked && t.nodes[2].is_marked && t.nodes[5].is_marked);
	assert_true(t.buses[0].is_marked);
	assert_false(t.nodes[0].is_marked || t.nodes[4].is_marked || t.nodes[6].is_marked);
	free(t.nodes);
}

/* Of bridges that claim a bus the last one has it, and only class 06 leads anywhere. */
static void test_claims(void **state)
{
	struct pci_func funcs[] = {
		BRIDGE(1, 5, 0, 0, 1, 0), BRIDGE(2, 3, 0, 0, 2, 0), BRIDGE(9, 8, 0, 0, 3, 0),
		BRIDGE(4, 4, 0, 0, 4, 0), DEVICE(0, 3, 0, 0),       DEVICE(0, 4, 0, 0),
		DEVICE(0, 5, 0, 0),       DEVICE(0, 9, 0, 0),
	};
	struct pci_tree t;

	(void)state;
	funcs[3].class_code = 0x020000;
	build(&t, funcs, COUNT(funcs));
	check_path(&t, 4, 1, 1, 0);
	check_path(&t, 5, 1, 0, 0);
	check_path(&t, 6, 1, 0, 0);
	check_path(&t, 7, 0, 0, 0);
	assert_int_equal(t.nodes[3].below, PCI_TREE_NONE);
	assert_int_equal(t.buses[t.nodes[0].below].bus, 1); /* empty, and there */
	assert_int_equal(t.buses[t.buses[t.nodes[0].below].next].bus, 4);
	free(t.nodes);
}

static void test_circle(void **state)
{
	static const struct pci_func funcs[] = {BRIDGE(0, 0, 0, 0, 1, 0), DEVICE(0, 0, 2, 0),
	                                        BRIDGE(2, 2, 1, 1, 0, 0), BRIDGE(1, 1, 1, 2, 0, 0),
	                                        BRIDGE(0, 255, 2, 0, 0, 0)};
	uint32_t above[PCI_TREE_DEPTH];
	struct pci_tree t;
	unsigned n;

	(void)state;
	build(&t, funcs, COUNT(funcs));
	check_path(&t, 1, 0, 0, 0); /* bus 0 of segment 0 is a root, whoever claims it */
	for (uint32_t i = 2; i < COUNT(funcs); i++) {
		assert_int_equal(pci_tree_path(&t, i, above, &n), PCI_ENOTFOUND);
		assert_int_equal(n, 0);
		pci_tree_mark(&t, i);
	}
	free(t.nodes);
}

/* As deep as there are buses. */
static void test_deep(void **state)
{
	struct pci_func funcs[PCI_BUSES];
	uint32_t above[PCI_TREE_DEPTH];
	struct pci_tree t;
	unsigned n;

	(void)state;
	for (unsigned bus = 0; bus < PCI_BUSES; bus++)
		funcs[bus] =
			(struct pci_func)BRIDGE((uint8_t)(bus + 1), 255, 0, (uint8_t)bus, 0, 0);
	funcs[255].class_code = 0x020000;
	build(&t, funcs, COUNT(funcs));
	assert_int_equal(pci_tree_path(&t, 255, above, &n), PCI_OK);
	assert_int_equal(n, 255);
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(above[i], i);
	free(t.nodes);
}

static void test_nothing(void **state)
{
	struct pci_tree t;

	(void)state;
	build(&t, NULL, 0);
	assert_int_equal(t.bus_count, 1);
	pci_tree_mark_all(&t);
	assert_true(t.buses[0].is_marked);
	free(t.nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path),    cmocka_unit_test(test_claims),
		cmocka_unit_test(test_circle),  cmocka_unit_test(test_deep),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
