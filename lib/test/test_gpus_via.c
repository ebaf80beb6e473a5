/* test_gpus_via.c - ways to configuration space: one that is chosen, and all compared. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/regs.h"
#include "lib/test/app_run.h"
#include "lib/test/block.h"
#include "lib/test/gpu_machine.h"

#define EQUAL(method) "0 differences in 3 functions by " method "\n"

/* A machine whose PciIo shows another one of the same kind. */
struct two {
	struct host *h, *other;
};

static struct two two_machines(void)
{
	struct two t = {gpu_machine(), gpu_machine()};

	t.h->methods[ACCESS_PCI_IO] = t.other;
	return t;
}

static void free_two(struct two t)
{
	assert_int_equal(t.other->fault.writes, 0);
	host_free(t.h);
	host_free(t.other);
}

/* What is shown is what that method reads, and no other one is used. */
static void test_chosen(void **state)
{
	static const struct {
		const char *word, *line;
	} methods[] = {
		[ACCESS_ROOT_BRIDGE_IO] = {"rootbridge",
	                                   "RootBridgeIo: segment 0000, buses 00-01\n"},
		[ACCESS_PCI_IO] = {"pciio", "PciIo: segment 0000, buses 00-01\n"},
		[ACCESS_CF8] = {"cf8", "CF8: segment 0000, buses 00-01\n"},
	};
	struct host *h = gpu_machine(), *other = gpu_machine();

	(void)state;
	for (enum platform_access i = ACCESS_ROOT_BRIDGE_IO; i < ACCESS_END; i++) {
		h->methods[i] = other;
		assert_int_equal(RUN(h, "--via", methods[i].word), APP_OK);
		check_output(h, methods[i].line, gpu_text, "");
		assert_int_equal(h->fault.reads, 0);
		assert_int_equal(RUN(h, "--via", "ecam"), APP_OK);
		check_output(h, ecam_line, gpu_text, "");
		h->methods[i] = NULL;
	}
	assert_int_equal(other->fault.writes, 0);
	host_free(h);
	host_free(other);
}

static void test_absent(void **state)
{
	struct two t = two_machines();
	struct host *h = t.h;

	(void)state;
	assert_int_equal(RUN(h, "--via", "rootbridge"), APP_UNSUPPORTED);
	assert_string_equal(h->text, "gpus: no RootBridgeIo on this machine\n");
	assert_int_equal(RUN(h, "--via", "cf8"), APP_UNSUPPORTED);
	assert_string_equal(h->text, "gpus: no CF8 on this machine\n");
	assert_int_equal(RUN(h, "--via", "cf8", "--json"), APP_UNSUPPORTED);
	assert_non_null(strstr(h->text, "\"notes\":[\"gpus: no CF8 on this machine\"],"));
	h->no_memory_for_methods = true;
	assert_int_equal(RUN(h, "--via", "pciio"), APP_NOMEM);
	assert_string_equal(h->text, "gpus: out of memory\n");
	h->no_memory_for_methods = false;
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h->methods[ACCESS_ECAM] = t.other;
	h->rsdp[2] = 0;
	assert_int_equal(RUN(h, "--via", "ecam"), APP_UNSUPPORTED);
	assert_string_equal(h->text, "gpus: firmware has no ACPI tables, so there is no MCFG\n");
	h->ops.access = NULL;
	assert_int_equal(RUN(h, "--via", "pciio"), APP_UNSUPPORTED);
	assert_int_equal(RUN(h), APP_UNSUPPORTED);
	assert_int_equal(h->fault.reads + t.other->fault.reads, 0);
	free_two(t);
}

/* Where there is neither ECAM nor firmware the ports are taken, but never PciIo unasked. */
static void test_last_resort(void **state)
{
	struct two t = two_machines();

	(void)state;
	t.h->rsdp[2] = 0;
	assert_int_equal(RUN(t.h), APP_UNSUPPORTED);
	t.h->methods[ACCESS_CF8] = t.other;
	assert_int_equal(RUN(t.h), APP_OK);
	check_output(t.h, "CF8: segment 0000, buses 00-01 (no ACPI tables)\n", gpu_text, "");
	free_two(t);
}

static void test_usage(void **state)
{
	static const struct {
		const char *arg[4];
		const char *text;
	} bad[] = {
		{{"--via"}, "gpus: a value must follow: --via (-h shows the options)\n"},
		{{"--via", "zz"}, "gpus: no such way: zz (-h shows the options)\n"},
		{{"--via", ""}, "gpus: no such way:  (-h shows the options)\n"},
		{{"-F", "x", "--via", "cf8"}, "gpus: a dump (-F) is reached by itself: no --via\n"},
		{{"--cross-check", "-Fx"},
	         "gpus: a dump (-F) is reached by itself: no --cross-check\n"},
	};
	struct host *h = gpu_machine();

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int argc = 0;

		while (argc < 4 && bad[i].arg[argc])
			argc++;
		assert_int_equal(app_run(h, app_main, argc, bad[i].arg), APP_USAGE);
		assert_string_equal(h->text, bad[i].text);
	}
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

static void test_equal(void **state)
{
	struct two t = two_machines();
	struct host *h = t.h;

	(void)state;
	assert_int_equal(RUN(h, "--cross-check"), APP_OK);
	check_output(h, ecam_line, EQUAL("PciIo"), "");
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h->methods[ACCESS_CF8] = t.other;
	assert_int_equal(RUN(h, "--cross-check"), APP_OK);
	check_output(h, ecam_line, EQUAL("RootBridgeIo") EQUAL("PciIo") EQUAL("CF8"), "");
	assert_int_equal(RUN(h, "--cross-check", "--via", "cf8"), APP_OK);
	check_output(h, "CF8: segment 0000, buses 00-01\n",
	             EQUAL("ECAM") EQUAL("RootBridgeIo") EQUAL("PciIo"), "");
	h->rsdp[2] = 0;
	assert_int_equal(RUN(h, "--cross-check"), APP_OK);
	check_output(h, "RootBridgeIo: segment 0000, buses 00-01 (no ACPI tables)\n",
	             EQUAL("PciIo") EQUAL("CF8"), "");
	free_two(t);
}

static void test_nothing_to_compare(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "--cross-check"), APP_UNSUPPORTED);
	check_output(h, ecam_line, "gpus: no other way than ECAM to compare with\n", "");
	h->methods[ACCESS_CF8] = h;
	assert_int_equal(RUN(h, "--cross-check", "-s", "1f.0"), APP_NOTFOUND);
	check_output(h, ecam_line, "gpus: no function at that address\n", "");
	host_free(h);
}

/* Each dword by its offset, of the first 256 bytes and of the wanted functions. */
static void test_different(void **state)
{
	static const char lines[] = "0000:00:00.0 +00: ECAM 29c08086, PciIo 29c18086\n"
				    "0000:01:00.0 +3c: ECAM 00000000, PciIo 00000100\n"
				    "0000:01:00.0 +fc: ECAM 00000000, PciIo ff000000\n";
	struct two t = two_machines();

	(void)state;
	host_page(t.other, 0, 0, 0)[2] = 0xc1;
	host_page(t.other, 1, 0, 0)[0x3d] = 1;
	host_page(t.other, 1, 0, 0)[0xff] = 0xff;
	host_page(t.other, 1, 0, 0)[0x100] = 0xff;
	assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
	check_output(t.h, ecam_line, lines, "3 differences in 3 functions by PciIo\n");
	t.h->methods[ACCESS_CF8] = t.h;
	assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
	check_output(t.h, ecam_line, lines, "3 differences in 3 functions by PciIo\n" EQUAL("CF8"));
	t.h->methods[ACCESS_CF8] = NULL;
	assert_int_equal(RUN(t.h, "--cross-check", "-s", "0:0.0"), APP_DEVICE);
	check_output(t.h, ecam_line, "0000:00:00.0 +00: ECAM 29c08086, PciIo 29c18086\n",
	             "1 difference in 1 function by PciIo\n");
	assert_int_equal(RUN(t.h, "--cross-check", "-s", "0:1.0"), APP_OK);
	check_output(t.h, ecam_line, "0 differences in 1 function by PciIo\n", "");
	assert_int_equal(RUN(t.h, "--cross-check", "--json"), APP_DEVICE);
	assert_non_null(strstr(t.h->text, "\"0000:01:00.0 +3c: ECAM 00000000, PciIo 00000100\","
	                                  "\"0000:01:00.0 +fc: ECAM 00000000, PciIo ff000000\","
	                                  "\"3 differences in 3 functions by PciIo\"],"
	                                  "\"functions\":[],\"status\":7}\n"));
	free_two(t);
}

static void test_many_differences(void **state)
{
	struct two t = two_machines();
	char lines[1024] = "";

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		host_page(t.other, 0, 0, 0)[0xc0 + 4 * i] = 1;
	for (unsigned i = 0; i < 8; i++)
		sprintf(lines + strlen(lines),
		        "0000:00:00.0 +%02x: ECAM 00000000, PciIo 00000001\n", 0xc0 + 4 * i);
	assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
	check_output(t.h, ecam_line, lines,
	             "0000:00:00.0: and 2 more\n10 differences in 3 functions by PciIo\n");
	free_two(t);
}

/* A register that differs twice and not a third time is one that changes by itself. */
static void test_changing(void **state)
{
	struct two t = two_machines();
	unsigned long last;

	(void)state;
	assert_int_equal(RUN(t.h, "--cross-check"), APP_OK);
	last = t.other->fault.reads; /* of the GPU's register at fc */
	t.other->fault.mode = IO_FAULT_FLIP;
	t.other->fault.mask = 0x10;
	t.other->fault.at = last - 8;
	for (t.other->fault.count = 1; t.other->fault.count <= 3; t.other->fault.count++) {
		t.other->fault.reads = 0;
		if (t.other->fault.count < 3) {
			assert_int_equal(RUN(t.h, "--cross-check"), APP_OK);
			check_output(t.h, ecam_line, EQUAL("PciIo"), "");
			continue;
		}
		assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
		check_output(t.h, ecam_line, "0000:01:00.0 +dc: ECAM 00000000, PciIo 00000010\n",
		             "1 difference in 3 functions by PciIo\n");
	}
	free_two(t);
}

/* Functions that one of both has; those behind a bridge that leads elsewhere are looked at, too. */
static void test_seen_by_one(void **state)
{
	struct two t = two_machines();

	(void)state;
	host_function(t.other, 0, 31, 0, 0x29188086, 0x060100, 0);
	memset(host_page(t.other, 1, 0, 0), 0xff, 4096);
	assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
	check_output(t.h, ecam_line,
	             "0000:01:00.0: seen by ECAM, not by PciIo\n"
	             "0000:00:1f.0: seen by PciIo, not by ECAM\n",
	             "2 differences in 4 functions by PciIo\n");
	assert_int_equal(RUN(t.h, "--cross-check", "--via", "pciio"), APP_DEVICE);
	check_output(t.h, "PciIo: segment 0000, buses 00-01\n",
	             "0000:00:1f.0: seen by PciIo, not by ECAM\n"
	             "0000:01:00.0: seen by ECAM, not by PciIo\n",
	             "2 differences in 4 functions by ECAM\n");
	free_two(t);
	t = two_machines();
	host_page(t.other, 0, 1, 0)[0x19] = 0;
	host_page(t.other, 1, 0, 0)[0x40] = 9;
	assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
	check_output(t.h, ecam_line,
	             "0000:00:01.0 +18: ECAM 00010100, PciIo 00010000\n"
	             "0000:01:00.0 +40: ECAM 00034801, PciIo 00034809\n",
	             "2 differences in 3 functions by PciIo\n");
	free_two(t);
}

/* A bus that the other method does not reach says nothing about it. */
static void test_unreached(void **state)
{
	struct two t = two_machines();

	(void)state;
	t.other->window.buses.end = 0;
	host_page(t.other, 1, 0, 0)[0x40] = 9;
	assert_int_equal(RUN(t.h, "--cross-check"), APP_OK);
	check_output(t.h, ecam_line, "0 differences in 2 functions by PciIo\n",
	             "1 function not compared: on no bus of the other\n");
	free_two(t);
}

static void test_vanished(void **state)
{
	struct host *h = gpu_machine();
	unsigned long scan;

	(void)state;
	assert_int_equal(RUN(h, "-s", "1f.0"), APP_NOTFOUND);
	scan = h->fault.reads;
	h->methods[ACCESS_CF8] = h;
	h->fault.unplug_at = 2 * scan + 1;
	assert_int_equal(RUN(h, "--cross-check"), APP_DEVICE);
	check_output(h, ecam_line,
	             "0000:00:00.0: vanished while it was read\n"
	             "0000:00:01.0: vanished while it was read\n"
	             "0000:01:00.0: vanished while it was read\n",
	             "3 differences in 3 functions by CF8\n");
	host_free(h);
}

static size_t forbidden;

static void refuse(void *ctx, const struct io_trace_event *e)
{
	(void)ctx;
	assert_true(e->off + e->width <= forbidden || e->off >= forbidden + 4);
}

/* VirtIO's window on its own registers, which only one of both shows, is read by neither. */
static void test_noread(void **state)
{
	const unsigned at = 0xa0;
	struct two t = two_machines();
	struct host *hosts[] = {t.h, t.other};
	struct io_trace trace[2];
	uint8_t *cfg = host_page(t.other, 1, 0, 0);

	(void)state;
	cfg_cap(cfg, at, reg_id(pci_VNDR));
	cfg[at + reg_at(pci_VIRTIO, LENGTH)] = 20;
	cfg[at + reg_at(pci_VIRTIO, TYPE)] = 5;
	forbidden = (size_t)(cfg - t.other->image.bytes) + at + reg_at(pci_VIRTIOCFG, DATA);
	put_le32(t.other->image.bytes + forbidden, 0x12345678);
	for (unsigned i = 0; i < 2; i++) {
		struct io_region all = hosts[i]->ecam;

		put_le32(host_page(hosts[i], 1, 0, 0), 0x10501af4);
		io_trace_region(&trace[i], &all, refuse, NULL, &hosts[i]->ecam);
	}
	assert_int_equal(RUN(t.h, "--cross-check"), APP_DEVICE);
	assert_non_null(strstr(t.h->text, "0000:01:00.0 +a0: ECAM 00000000, PciIo 05"));
	assert_null(strstr(t.h->text, "+b0"));
	free_two(t);
}

static unsigned asked, stops_at;

static bool is_interrupted(struct platform *p)
{
	(void)p;
	return ++asked >= stops_at;
}

static void test_interrupted(void **state)
{
	struct two t = two_machines();
	enum app_status st;

	(void)state;
	t.h->ops.is_interrupted = is_interrupted;
	stops_at = 1000000;
	assert_int_equal(RUN(t.h, "--cross-check", "--json"), APP_OK);
	for (stops_at = asked; stops_at; stops_at--) {
		asked = 0;
		st = RUN(t.h, "--cross-check", "--json");
		assert_true(st == APP_ABORTED || stops_at > 5);
		assert_true(st == APP_OK ||
		            strstr(t.h->text, "\"interrupted\":true,\"status\":21}"));
	}
	free_two(t);
}

static void test_out_of_memory(void **state)
{
	struct two t = two_machines();

	(void)state;
	check_out_of_memory(t.h, app_main, "--cross-check", "out of memory");
	assert_int_equal(t.other->fault.writes, 0);
	host_free(t.other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chosen),        cmocka_unit_test(test_absent),
		cmocka_unit_test(test_last_resort),   cmocka_unit_test(test_usage),
		cmocka_unit_test(test_equal),         cmocka_unit_test(test_nothing_to_compare),
		cmocka_unit_test(test_different),     cmocka_unit_test(test_many_differences),
		cmocka_unit_test(test_changing),      cmocka_unit_test(test_seen_by_one),
		cmocka_unit_test(test_unreached),     cmocka_unit_test(test_vanished),
		cmocka_unit_test(test_noread),        cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
