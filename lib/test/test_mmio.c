/* test_mmio.c - mmio reads and writes what was asked for, and nothing else. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/mmio_machine.h"

static void test_read(void **state)
{
	struct host *h = mmio_machine(app_main);

	(void)state;
	mmio_check(h, "0:3.0 bar2+500 2", APP_OK, "bar2+500: 0xb0c5\n", "500/2:b0c5 ");
	mmio_check(h, "0000:00:03.0 bar2+0x500 0x1", APP_OK, "bar2+500: 0xc5\n", "500/1:c5 ");
	mmio_check(h, "3.0 bar2", APP_OK, "bar2+0: 0x03020100\n", "0/4:3020100 ");
	mmio_check(h, "3.0 bar2+8 8", APP_OK, "bar2+8: 0x0f0e0d0c0b0a0908\n",
	           "8/8:f0e0d0c0b0a0908 ");
	mmio_check(h, "3.0 bar2+ffc", APP_OK, "bar2+ffc: 0x0f0e0d0c\n", "ffc/4:f0e0d0c ");
	mmio_check(h, "3.0 bar2+600", APP_OK, "bar2+600: 0xffffffff\n", "600/4:ffffffff ");
	mmio_check(h, "3.0 bar2+7e 2 3", APP_OK, "bar2+0000007e: 7f7e 8180 8382\n",
	           "7e/2:7f7e 80/2:8180 82/2:8382 ");
	mmio_check(h, "3.0 bar2+10 8 3", APP_OK,
	           "bar2+00000010: 1716151413121110 1f1e1d1c1b1a1918\n"
	           "bar2+00000020: 2726252423222120\n",
	           "10/8:1716151413121110 18/8:1f1e1d1c1b1a1918 20/8:2726252423222120 ");
	assert_int_equal(mmio_run(h, "3.0 bar2 1 1000"), APP_OK);
	assert_null(strstr(h->text, "bar2+00001000"));
	assert_non_null(strstr(h->text, "\nbar2+00000ff0: 00 01 02 03 04 05 06 07 08 09 0a 0b"));
	host_free(h);
}

/* A BAR of 128 GiB: where it is, and where nothing is mapped. */
static void test_high(void **state)
{
	struct host *h = mmio_machine(app_main);

	(void)state;
	mmio_check(h, "3.0 bar4+1200000010", APP_OK, "bar4+1200000010: 0x33323130\n",
	           "2010/4:33323130 ");
	mmio_check(h, "3.0 bar4+1200000010 1 2", APP_OK, "bar4+1200000010: 30 31\n",
	           "2010/1:30 2011/1:31 ");
	mmio_check_refused(h, "3.0 bar4", APP_DEVICE, "bar4: address not mapped");
	mmio_check_refused(h, "3.0 bar4+1fffffffff 1", APP_DEVICE,
	                   "bar4+1fffffffff: address not mapped");
	mmio_check_refused(h, "3.0 bar4+1fffffffff 2", APP_USAGE,
	                   "bar4+1fffffffff: outside the region of 2000000000 bytes");
	mmio_check_refused(h, "3.0 bar4+ffffffffffffffff 1 ffffffffffffffff", APP_USAGE,
	                   "bar4+ffffffffffffffff: outside the region of 2000000000 bytes");
	host_free(h);
}

static void test_ports(void **state)
{
	struct host *h = mmio_machine(app_main);

	(void)state;
	mmio_check(h, "3.0 bar1+4 2", APP_OK, "bar1+4: 0x1514\n", "1004/2:1514 ");
	mmio_check(h, "3.0 bar1 1 --write 7f", APP_OK, "bar1+0: 0x10 -> 0x7f\n",
	           "1000/1:10 1000/1=7f 1000/1:7f ");
	mmio_check_refused(h, "3.0 bar1 8", APP_USAGE, "bar1: access width not available here");
	mmio_check_refused(h, "3.0 bar1+20 1", APP_USAGE,
	                   "bar1+20: outside the region of 20 bytes");
	put_le16(mmio_config(h) + 4, 2);
	mmio_check_refused(h, "3.0 bar1", APP_DEVICE,
	                   "bar1: decoding is off: --enable switches it on meanwhile");
	mmio_check(h, "3.0 bar1+4 1 --enable", APP_OK, "bar1+4: 0x14\n",
	           "cfg+4/2=3 1004/1:14 cfg+4/2=2 ");
	h->ops.ports = NULL;
	mmio_check_refused(h, "3.0 bar1", APP_DEVICE, "bar1: I/O ports, not memory");
	host_free(h);
}

static void test_config(void **state)
{
	struct host *h = mmio_machine(app_main);

	(void)state;
	mmio_check(h, "3.0 config", APP_OK, "config+0: 0x10501af4\n", "");
	mmio_check(h, "3.0 cfg+2 2", APP_OK, "config+2: 0x1050\n", "");
	mmio_check(h, "3.0 config+104", APP_OK, "config+104: 0x11223344\n", "");
	mmio_check(h, "3.0 config+ffc 1 4", APP_OK, "config+00000ffc: 00 00 00 00\n", "");
	mmio_check(h, "3.0 config+50 4 4", APP_OK,
	           "config+00000050: 05147009 00000000 00000000 "
	           "00000000\n",
	           "");
	mmio_check(h, "3.0 config+c 1 --write 40", APP_OK, "config+c: 0x00 -> 0x40\n",
	           "cfg+c/1=40 ");
	mmio_check(h, "3.0 config 2 --write 0", APP_OK,
	           "config+0: 0x1af4 -> 0x0000\nconfig+0: reads back 0x1af4\n", "cfg+0/2=0 ");
	mmio_check_refused(h, "3.0 config+0 8", APP_USAGE,
	                   "config+0: access width not available here");
	mmio_check_refused(h, "3.0 config+1000 1", APP_USAGE,
	                   "config+1000: outside the region of 1000 bytes");
	mmio_check_refused(h, "0.0 config+102", APP_USAGE, "config+102: misaligned");
	host_free(h);
}

/* The dword at 60 of the VirtIO window, whose reading reads what the window is on. */
static void test_side_effects(void **state)
{
	static const char refused[] = "not read: reading it has side effects (--force reads it)";
	static const struct {
		const char *where, *rest;
	} hit[] = {{"config+60", ""},  {"config+60", "1"},
	           {"config+63", "1"}, {"config+60", "4 --write 1"},
	           {"cfg+50", "4 5"},  {"config", "1 61"}};
	struct host *h = mmio_machine(app_main);
	char line[64], text[128];

	(void)state;
	for (unsigned i = 0; i < sizeof(hit) / sizeof(hit[0]); i++) {
		snprintf(line, sizeof(line), "3.0 %s %s", hit[i].where, hit[i].rest);
		snprintf(text, sizeof(text), "%s: %s", hit[i].where, refused);
		mmio_check_refused(h, line, APP_USAGE, text);
	}
	mmio_check(h, "3.0 config+64", APP_OK, "config+64: 0x00000000\n", "");
	mmio_check(h, "3.0 config+60 --force", APP_OK, "config+60: 0x00000000\n", "");
	mmio_check(h, "3.0 config+60 --write 1 --no-read", APP_OK, "config+60: -> 0x00000001\n",
	           "cfg+60/4=1 ");
	host_free(h);
}

static void test_write(void **state)
{
	struct host *h = mmio_machine(app_main);

	(void)state;
	mmio_check(h, "3.0 bar2+700 2 --write beef", APP_OK, "bar2+700: 0x7170 -> 0xbeef\n",
	           "700/2:7170 700/2=beef 700/2:beef ");
	mmio_check(h, "3.0 bar2+700 --write 12345678", APP_OK,
	           "bar2+700: 0x7372beef -> 0x12345678\nbar2+700: reads back 0x73725678\n",
	           "700/4:7372beef 700/4=12345678 700/4:73725678 ");
	mmio_check(h, "3.0 --write 1 bar2+704 1 --no-read", APP_OK, "bar2+704: -> 0x01\n",
	           "704/1=1 ");
	mmio_check(h, "3.0 bar2+708 8 --write ffffffffffffffff", APP_OK,
	           "bar2+708: 0x7f7e7d7c7b7a7978 -> 0xffffffffffffffff\n"
	           "bar2+708: reads back 0x7f7e7d7c7b7affff\n",
	           "708/8:7f7e7d7c7b7a7978 708/8=ffffffffffffffff 708/8:7f7e7d7c7b7affff ");
	mmio_check_refused(h, "3.0 bar2+1000 --write 1", APP_USAGE,
	                   "bar2+1000: outside the region of 1000 bytes");
	mmio_check_refused(h, "3.0 bar2+701 2 --write 1", APP_USAGE, "bar2+701: misaligned");
	h->has_console = true;
	h->console = (struct pci_addr){0, 0, 3, 0};
	mmio_check(h, "3.0 bar2+704 1 --write 2", APP_OK,
	           "mmio: 3.0 drives the console\nbar2+704: 0x01 -> 0x02\n",
	           "704/1:1 704/1=2 704/1:2 ");
	mmio_check(h, "3.0 bar2+704 1 --enable", APP_OK, "bar2+704: 0x02\n", "704/1:2 ");
	host_free(h);
}

static void test_json(void **state)
{
	static const struct {
		const char *line, *member, *status;
		enum app_status st;
	} cases[] = {
		{"3.0 bar2+500 2 2",
	         "\"place\":\"bar2\",\"offset\":\"0x500\",\"width\":2,"
	         "\"values\":[\"0xb0c5\",\"0x5352\"],\"status\":\"ok\"}]",
	         "\"status\":0}\n", APP_OK},
		{"3.0 bar2+700 --write 12345678",
	         "\"width\":4,\"old\":\"0x73727170\",\"new\":\"0x12345678\","
	         "\"read_back\":\"0x73725678\",\"status\":\"ok\"}]",
	         "\"status\":0}\n", APP_OK},
		{"3.0 bar2+700 2 --write 1", "\"new\":\"0x0001\",\"status\":\"ok\"}]",
	         "\"status\":0}\n", APP_OK},
		{"3.0 bar0", "\"mmio: bar0: no address assigned\"],\"functions\":[]",
	         "\"status\":14}\n", APP_NOTFOUND},
		{"8.0 bar0", "\"mmio: 8.0: no such function\"],\"functions\":[]",
	         "\"status\":14}\n", APP_NOTFOUND},
	};
	struct host *h = mmio_machine(app_main);
	char line[64];

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(line, sizeof(line), "%s --json", cases[i].line);
		assert_int_equal(mmio_run(h, line), cases[i].st);
		assert_ptr_equal(strstr(h->text, "{\"pcikit\":"), h->text);
		assert_non_null(strstr(h->text, cases[i].member));
		assert_string_equal(h->text + h->length - strlen(cases[i].status), cases[i].status);
	}
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),         cmocka_unit_test(test_high),
		cmocka_unit_test(test_ports),        cmocka_unit_test(test_config),
		cmocka_unit_test(test_side_effects), cmocka_unit_test(test_write),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
