/* test_scan.c - which functions a scan finds, and how many reads that takes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/scan.h"

enum { ID = 0x11111234, NIC = 0x020000 };

/* Firmware names bus 0, so that one bus is 32 reads and not every bus is scanned. */
static struct host *machine(unsigned buses)
{
	struct host *h = host_new(buses);

	h->roots[0] = (struct pci_bus_range){0, 0, (uint8_t)(buses - 1)};
	h->root_count = 1;
	return h;
}

static void check(struct host *h, const char *found, const char *notes, unsigned long reads)
{
	struct scan s;

	scan_host(h, &s);
	assert_string_equal(s.found, found);
	assert_string_equal(s.notes, notes);
	assert_int_equal(s.status, PCI_OK);
	if (reads)
		assert_int_equal(s.reads, reads);
	assert_int_equal(h->fault.writes, 0);
}

static void test_absent_patterns(void **state)
{
	static const uint32_t ids[] = {0xffffffff, 0x0000ffff, 0xffff0000,
	                               0x00000000, 0xffff0001, 0x12340001};
	struct host *h = machine(1);

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		put_le32(host_page(h, 0, i, 0), ids[i]);
	check(h, "", "00:03.0 null 00;00:04.0 retry 00;00:05.0 retry 00;", 32);
	host_function(h, 0, 6, 0, 0xffff1234, NIC, 0); /* a device ID of ffff is one */
	check(h, "00:06.0", "00:03.0 null 00;00:04.0 retry 00;00:05.0 retry 00;", 34);
	host_free(h);
}

static void test_what_is_read(void **state)
{
	struct host *h = machine(1);
	struct scan s;

	(void)state;
	host_function(h, 0, 0, 0, 0x56781234, 0x0c0330, 0)[8] = 0xa1;
	host_function(h, 0, 1, 0, ID, NIC, 0x05);
	scan_host(h, &s);
	assert_int_equal(s.funcs[0].vendor, 0x1234);
	assert_int_equal(s.funcs[0].device, 0x5678);
	assert_int_equal(s.funcs[0].class_code, 0x0c0330);
	assert_int_equal(s.funcs[0].revision, 0xa1);
	assert_int_equal(s.funcs[0].layout, 0);
	assert_int_equal(s.funcs[0].port_type, PCI_NO_PORT);
	assert_int_equal(s.funcs[0].parent, PCI_NO_PARENT);
	assert_int_equal(s.funcs[1].layout, 5);
	host_free(h);
}

static void test_multifunction(void **state)
{
	struct host *h = machine(1);

	(void)state;
	host_function(h, 0, 1, 0, ID, NIC, 0x80);
	host_function(h, 0, 1, 2, ID, NIC, 0);
	host_function(h, 0, 1, 7, ID, NIC, 0x80);
	host_function(h, 0, 2, 0, ID, NIC, 0); /* has no others, whatever answers there */
	host_function(h, 0, 2, 1, ID, NIC, 0x80);
	host_function(h, 0, 3, 1, ID, NIC, 0x80); /* no function 0 */
	/* one for each slot, two more for each of four functions, seven other functions */
	check(h, "00:01.0 00:01.2 00:01.7 00:02.0", "", 32 + 4 * 2 + 7);
	host_free(h);
}

/* A root port whose Express capability is the third of its chain. */
static uint8_t *root_port(struct host *h, unsigned dev, uint8_t secondary, uint8_t subordinate)
{
	uint8_t *cfg = host_bridge(h, 0, dev, 0, secondary, subordinate);

	cfg_cap(cfg, 0x40, 0x01);
	cfg_cap(cfg, 0x50, 0x05);
	return cfg_express(cfg, 0x60, PCI_PORT_ROOT, 2);
}

/* ID, class, header type, buses; Status, pointer, three headers, Flags, DevCtl2. */
enum { ROOT_PORT_READS = 11 };

static void test_only_device_0_behind_a_link(void **state)
{
	struct host *h = machine(4);
	uint8_t *bridge;

	(void)state;
	root_port(h, 1, 1, 3);
	host_function(h, 1, 1, 0, ID, NIC, 0); /* a ghost, as some controllers show */
	check(h, "00:01.0", "", 31 + ROOT_PORT_READS + 1);

	bridge = host_bridge(h, 1, 0, 0, 2, 3);
	cfg_express(bridge, 0x40, PCI_PORT_UPSTREAM, 2);
	bridge = host_bridge(h, 2, 5, 0, 3, 3);
	cfg_express(bridge, 0x40, PCI_PORT_DOWNSTREAM, 2);
	host_function(h, 3, 0, 0, ID, NIC, 0);
	host_function(h, 3, 1, 0, ID, NIC, 0); /* a ghost */
	/* the upstream port: 4, Status, pointer, header, Flags; the downstream port DevCtl2 too */
	check(h, "00:01.0 01:00.0<-00:01.0 02:05.0<-01:00.0 03:00.0<-02:05.0", "",
	      31 + ROOT_PORT_READS + 8 + 31 + 9 + 3);
	host_free(h);
}

/* A bridge without capabilities costs its four and Status. */
static void test_conventional_bridges(void **state)
{
	struct host *h = machine(4);

	(void)state;
	host_bridge(h, 0, 3, 0, 1, 3);
	host_bridge(h, 1, 31, 0, 2, 2);
	host_bridge(h, 1, 30, 0, 3, 3);
	host_function(h, 2, 31, 0, ID, NIC, 0);
	host_function(h, 3, 0, 0, ID, NIC, 0);
	check(h,
	      "00:03.0 01:1e.0<-00:03.0 01:1f.0<-00:03.0 02:1f.0<-01:1f.0 "
	      "03:00.0<-01:1e.0",
	      "", 4 * 32 + 3 * 4 + 2 * 2);
	host_free(h);
}

static void test_roots_of_firmware(void **state)
{
	struct host *h = machine(4);

	(void)state;
	host_function(h, 0, 0, 0, ID, NIC, 0);
	host_function(h, 1, 0, 0, ID, NIC, 0); /* no bridge leads there */
	host_function(h, 2, 4, 0, ID, NIC, 0);
	h->roots[0].end = 1;
	h->roots[1] = (struct pci_bus_range){0, 2, 3};
	h->roots[2] = (struct pci_bus_range){7, 3, 3};
	h->root_count = 3;
	check(h, "00:00.0 02:04.0", "", 2 * 32 + 2 * 2);
	h->roots[2] = h->roots[1]; /* named twice */
	check(h, "00:00.0 02:04.0", "", 2 * 32 + 2 * 2);
	host_free(h);
}

static void test_every_bus_without_firmware(void **state)
{
	struct host *h = machine(4);

	(void)state;
	host_bridge(h, 0, 1, 0, 1, 2); /* covers bus 2 */
	host_function(h, 2, 0, 0, ID, NIC, 0);
	host_function(h, 3, 0, 0, ID, NIC, 0);
	h->root_count = 0;
	check(h, "00:01.0 03:00.0", "", 3 * 32 + 4 + 2);
	h->roots[0].segment = 1; /* firmware does not know this segment */
	h->root_count = 1;
	check(h, "00:01.0 03:00.0", "", 3 * 32 + 4 + 2);
	host_free(h);
}

static void ari(uint8_t *cfg, uint8_t next)
{
	put_le16(cfg_ext(cfg, 0x100, 0x0001, 1) + 4, 0);
	cfg_ext(cfg, 0x140, 0x000e, 1)[5] = next;
}

/* A root port that forwards ARI, and functions 0, 9 and 11 in a chain. */
static struct host *ari_machine(void)
{
	struct host *h = machine(2);

	root_port(h, 1, 1, 1)[0x28] = 0x20;
	ari(host_function(h, 1, 0, 0, ID, NIC, 0), 9);
	ari(host_function(h, 1, 1, 1, ID, NIC, 0), 11);
	ari(host_function(h, 1, 1, 3, ID, NIC, 0), 0);
	host_function(h, 1, 0, 1, ID, NIC, 0); /* not in the chain */
	return h;
}

static void test_ari(void **state)
{
	struct host *h = ari_machine();

	(void)state;
	/* each: ID, class, header type; two extended headers and the ARI capability's next */
	check(h, "00:01.0 01:00.0<-00:01.0 01:01.1<-00:01.0 01:01.3<-00:01.0", "",
	      31 + ROOT_PORT_READS + 3 * (3 + 3));
	ari(host_page(h, 1, 1, 1), 9); /* a chain that does not grow stops */
	check(h, "00:01.0 01:00.0<-00:01.0 01:01.1<-00:01.0", "", 0);
	ari(host_page(h, 1, 1, 1), 1);
	check(h, "00:01.0 01:00.0<-00:01.0 01:01.1<-00:01.0", "", 0);
	ari(host_page(h, 1, 1, 1), 12); /* nothing there */
	check(h, "00:01.0 01:00.0<-00:01.0 01:01.1<-00:01.0", "", 0);
	host_free(h);
}

static void test_ari_needs_both_ends(void **state)
{
	struct host *h = ari_machine();

	(void)state;
	put_le16(host_page(h, 1, 0, 0) + 0x140, 0x000d); /* function 0 has ACS, not ARI */
	check(h, "00:01.0 01:00.0<-00:01.0", "", 0);
	host_page(h, 1, 0, 0)[0x0e] = 0x80;
	check(h, "00:01.0 01:00.0<-00:01.0 01:00.1<-00:01.0", "", 0);
	put_le16(host_page(h, 1, 0, 0) + 0x140, 0x000e);
	host_page(h, 0, 1, 0)[0x60 + 0x28] = 0; /* the port does not forward */
	check(h, "00:01.0 01:00.0<-00:01.0 01:00.1<-00:01.0", "", 0);
	host_page(h, 0, 1, 0)[0x60 + 0x28] = 0x20;
	host_page(h, 0, 1, 0)[0x62] = 0x41; /* version 1 has no DevCtl2 */
	check(h, "00:01.0 01:00.0<-00:01.0 01:00.1<-00:01.0", "", 0);
	host_free(h);
}

/* Whether what is behind a bridge on bus 1 may have extended configuration space. */
static bool passes_extended(struct host *h)
{
	struct scan s;

	scan_host(h, &s);
	assert_int_equal(s.count, 3);
	assert_int_equal(s.funcs[2].addr.bus, 2);
	assert_false(s.funcs[0].no_extended);
	return !s.funcs[2].no_extended;
}

static void test_no_extended_is_inherited(void **state)
{
	struct host *h = machine(3);
	uint8_t *bridge, *pcix;

	(void)state;
	root_port(h, 1, 1, 2);
	host_function(h, 2, 0, 0, ID, NIC, 0);
	bridge = host_bridge(h, 1, 0, 0, 2, 2);
	assert_false(passes_extended(h));
	cfg_express(bridge, 0x40, PCI_PORT_PCIE_TO_PCI, 1);
	assert_false(passes_extended(h));
	pcix = cfg_cap(bridge, 0x60, 0x07); /* behind the Express capability */
	assert_false(passes_extended(h));
	put_le32(pcix + 4, 0x40000000); /* mode 2 */
	assert_true(passes_extended(h));
	put_le32(pcix + 4, 0x80000000);
	assert_true(passes_extended(h));
	put_le32(pcix + 4, 0x3fffffff);
	assert_false(passes_extended(h));
	put_le32(pcix + 4, 0x40000000);
	host_page(h, 0, 1, 0)[0x62] = 0x72; /* the bridge above does not pass them either */
	assert_false(passes_extended(h));
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absent_patterns),
		cmocka_unit_test(test_what_is_read),
		cmocka_unit_test(test_multifunction),
		cmocka_unit_test(test_only_device_0_behind_a_link),
		cmocka_unit_test(test_conventional_bridges),
		cmocka_unit_test(test_roots_of_firmware),
		cmocka_unit_test(test_every_bus_without_firmware),
		cmocka_unit_test(test_ari),
		cmocka_unit_test(test_ari_needs_both_ends),
		cmocka_unit_test(test_no_extended_is_inherited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
