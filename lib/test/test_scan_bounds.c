/* test_scan_bounds.c - bridges that lie, windows that overlap, arrays that are too small. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/scan.h"

enum { ID = 0x11111234, NIC = 0x020000 };

static struct host *machine(unsigned buses)
{
	struct host *h = host_new(buses);

	h->roots[0] = (struct pci_bus_range){0, 0, (uint8_t)(buses - 1)};
	h->root_count = 1;
	return h;
}

/* Each bus at most once, so that reads are bounded by slots and functions. */
static void check(struct host *h, const char *found, const char *notes)
{
	struct scan s;

	scan_host(h, &s);
	assert_string_equal(s.found, found);
	assert_string_equal(s.notes, notes);
	assert_in_range(s.reads, 0, 32 * (h->image.size >> 20) + 8 * s.count);
}

static void test_loop(void **state)
{
	struct host *h = machine(3);

	(void)state;
	host_bridge(h, 0, 1, 0, 1, 2);
	host_bridge(h, 1, 0, 0, 2, 2);
	host_bridge(h, 2, 0, 0, 1, 2);
	host_bridge(h, 2, 1, 0, 2, 2); /* its own bus */
	check(h, "00:01.0 01:00.0<-00:01.0 02:00.0<-01:00.0 02:01.0<-01:00.0",
	      "02:00.0 taken 01;02:01.0 taken 02;");
	host_free(h);
}

static void test_two_bridges_to_one_bus(void **state)
{
	struct host *h = machine(2);

	(void)state;
	host_bridge(h, 0, 1, 0, 1, 1);
	host_bridge(h, 0, 2, 0, 1, 1);
	host_function(h, 1, 0, 0, ID, NIC, 0);
	check(h, "00:01.0 00:02.0 01:00.0<-00:01.0", "00:02.0 taken 01;");
	host_free(h);
}

static void test_bridge_to_a_root_bus(void **state)
{
	struct host *h = machine(2);

	(void)state;
	h->roots[1] = (struct pci_bus_range){0, 1, 1};
	h->root_count = 2;
	host_bridge(h, 0, 1, 0, 1, 1);
	host_function(h, 1, 0, 0, ID, NIC, 0);
	check(h, "00:01.0 01:00.0", "00:01.0 taken 01;");
	host_free(h);
}

static void test_unusable_bus_numbers(void **state)
{
	struct host *h = machine(3);

	(void)state;
	host_bridge(h, 0, 1, 0, 0, 0);
	host_bridge(h, 0, 2, 0, 0, 255);
	host_bridge(h, 0, 3, 0, 2, 1);   /* swapped: the secondary bus is looked at */
	host_bridge(h, 0, 4, 0, 8, 255); /* outside of the window */
	host_function(h, 2, 0, 0, ID, NIC, 0);
	check(h, "00:01.0 00:02.0 00:03.0 00:04.0 02:00.0<-00:03.0",
	      "00:01.0 none 00;00:02.0 none 00;00:03.0 none 02;00:04.0 outside 08;");
	host_free(h);
}

/* A CardBus bridge has its bus numbers in the same place. */
static void test_cardbus(void **state)
{
	struct host *h = machine(2);
	uint8_t *cfg = host_function(h, 0, 1, 0, ID, 0x060700, 2);

	(void)state;
	cfg[0x19] = cfg[0x1a] = 1;
	host_function(h, 1, 0, 0, ID, NIC, 0);
	check(h, "00:01.0 01:00.0<-00:01.0", "");
	host_free(h);
}

static void test_unmapped_bus(void **state)
{
	struct host *h = machine(3);

	(void)state;
	host_bridge(h, 0, 1, 0, 1, 1);
	host_bridge(h, 0, 2, 0, 2, 2);
	host_function(h, 2, 0, 0, ID, NIC, 0);
	h->window.buses.end = 7;
	host_bridge(h, 0, 3, 0, 7, 7);
	check(h, "00:01.0 00:02.0 00:03.0 02:00.0<-00:02.0", "07:00.0 unmapped 07;");
	host_free(h);
}

static void test_no_room(void **state)
{
	struct host *h = machine(2);
	struct pci_func funcs[3];
	struct pci_scan s = {
		.access = host_access(h),
		.roots = h->roots,
		.root_count = 1,
		.funcs = funcs,
		.max = 2,
	};

	(void)state;
	memset(funcs, 0x55, sizeof(funcs));
	host_function(h, 0, 0, 0, ID, NIC, 0);
	host_bridge(h, 0, 1, 0, 1, 1);
	host_function(h, 0, 2, 0, ID, NIC, 0);
	host_function(h, 1, 0, 0, ID, NIC, 0);
	assert_int_equal(pci_scan(&s), PCI_ENOSPC);
	assert_int_equal(s.count, 4);
	assert_int_equal(funcs[1].addr.dev, 1);
	assert_int_equal(funcs[2].vendor, 0x5555);
	s.max = 0;
	s.funcs = NULL;
	assert_int_equal(pci_scan(&s), PCI_ENOSPC);
	assert_int_equal(s.count, 4);
	host_free(h);
}

static void scan_windows(struct host *h, const struct ecam_window *w, size_t n, const char *found)
{
	const struct ecam_mapper mapper = host_mapper(h);
	struct pci_bus_range buses[3];
	struct scan s;
	struct ecam e;

	ecam_init(&e, w, buses, n, &mapper);
	scan_access(h, &e.access, &s);
	assert_string_equal(s.found, found);
	assert_string_equal(s.notes, "");
}

static void test_overlapping_windows(void **state)
{
	struct host *h = machine(4);
	const struct ecam_window w[] = {host_window(0, 0, 1, 0), host_window(0, 0, 3, 0),
	                                host_window(0, 1, 3, 0)};

	(void)state;
	for (unsigned bus = 0; bus < 4; bus++)
		host_function(h, bus, 0, 0, ID, NIC, 0);
	scan_windows(h, w, 3, "00:00.0");
	h->root_count = 0;
	scan_windows(h, w, 3, "00:00.0 01:00.0 02:00.0 03:00.0");
	host_free(h);
}

static void test_segments(void **state)
{
	struct host *h = machine(4);
	const struct ecam_window w[] = {host_window(0, 0, 1, 0), host_window(1, 0, 1, 2)};
	const struct ecam_mapper mapper = host_mapper(h);
	struct pci_bus_range buses[2];
	struct scan s;
	struct ecam e;

	(void)state;
	host_bridge(h, 0, 1, 0, 1, 1);
	host_function(h, 1, 0, 0, ID, NIC, 0);
	host_bridge(h, 2, 1, 0, 1, 1);
	host_function(h, 3, 0, 0, ID, NIC, 0);
	ecam_init(&e, w, buses, 2, &mapper);
	scan_access(h, &e.access, &s);
	assert_string_equal(s.found, "00:01.0 01:00.0<-00:01.0 00:01.0 01:00.0<-00:01.0");
	assert_int_equal(s.funcs[3].addr.segment, 1);
	assert_int_equal(s.funcs[3].parent, 2);
	host_free(h);
}

/* 256 buses, each with 32 multifunction devices of 8: every function there can be. */
static void test_full_segment(void **state)
{
	enum { ALL = 65536, PLAIN = ALL - 255 };
	struct pci_func *funcs = calloc(ALL, sizeof(*funcs));
	struct host *h = host_new(256);
	struct pci_scan s = {.access = host_access(h), .funcs = funcs, .max = ALL};

	(void)state;
	assert_non_null(funcs);
	for (unsigned i = 0; i < ALL; i++)
		host_function(h, i >> 8, i >> 3 & 31, i & 7, ID, NIC, 0x80);
	for (unsigned bus = 0; bus < 255; bus++) { /* one chain of bridges through all buses */
		host_bridge(h, bus, 31, 7, (uint8_t)(bus + 1), 255);
		host_page(h, bus, 31, 7)[0x0e] = 0x81;
	}
	assert_int_equal(pci_scan(&s), PCI_OK);
	assert_int_equal(s.count, ALL);
	assert_int_equal(h->fault.reads, 3 * PLAIN + 5 * 255);
	assert_int_equal(funcs[ALL - 1].parent, 254 * 256 + 255);
	free(funcs);
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loop),
		cmocka_unit_test(test_two_bridges_to_one_bus),
		cmocka_unit_test(test_bridge_to_a_root_bus),
		cmocka_unit_test(test_unusable_bus_numbers),
		cmocka_unit_test(test_cardbus),
		cmocka_unit_test(test_unmapped_bus),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_overlapping_windows),
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_full_segment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
