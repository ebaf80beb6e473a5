/* test_lspci.c - the application on machines of a test's. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/app_run.h"
#include "lib/test/block.h"
#include "lib/test/gpu_machine.h"
#include "lib/version.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char host_line[] = "00:00.0 0600: 8086:29c0\n";
static const char port_line[] = "00:01.0 0604: 1234:00bb\n";
static const char gpu_line[] = "01:00.0 0302: 10de:2330 (rev a1)\n";

static const char port_brief[] =
	"00:01.0 0604: 1234:00bb\n"
	"    Flags: fast devsel\n"
	"    Bus: primary=00, secondary=01, subordinate=01, sec-latency=0\n"
	"    Capabilities: [40] Express (10)\n\n";
static const char gpu_brief[] =
	"01:00.0 0302: 10de:2330 (rev a1)\n"
	"    Subsystem: 10de:16c1\n"
	"    Flags: memory, bus master, fast devsel, latency 0\n"
	"    Region 0: Memory at 4000000000 (64-bit, prefetchable) [size=128G]\n"
	"    Region 2: Memory at fe000000 (32-bit, non-prefetchable) [size=16M]\n"
	"    Expansion ROM at fd000000 [disabled]\n"
	"    Capabilities: [40] Power Management (01)\n"
	"    Capabilities: [48] MSI-X (11)\n"
	"    Capabilities: [60] Express (10)\n"
	"    Capabilities: [100 v2] Advanced Error Reporting (0001)\n"
	"    Capabilities: [180 v1] Address Translation Service (000f)\n"
	"    Capabilities: [200 v1] Single Root I/O Virtualization (0010)\n"
	"    Capabilities: [280 v1] Device Serial Number (0003)\n\n";

/* Without -v the text is what lspci -n prints: no line about the access method. */
static void test_lines(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "-n"), APP_OK);
	check_output(h, host_line, port_line, gpu_line);
	assert_int_equal(RUN(h), APP_OK);
	check_output(h, "00:00.0 Host bridge: Device 8086:29c0\n",
	             "00:01.0 PCI bridge: Device 1234:00bb\n",
	             "01:00.0 3D controller: Device 10de:2330 (rev a1)\n");
	host_free(h);
}

/* Where one function is in another segment, all addresses have theirs. */
static void test_segments(void **state)
{
	struct host *h = gpu_machine();
	const struct ecam_window two[] = {host_window(0, 0, 0, 0), host_window(7, 1, 1, 1)};
	const uint64_t tables[] = {0x9000};

	(void)state;
	host_mcfg(h, 0x9000, two, 2);
	host_xsdt(h, 0xa000, tables, 1);
	host_rsdp(h, 0xb000, 2, 0, 0xa000);
	h->rsdp[2] = 0xb000;
	assert_int_equal(RUN(h, "-n", "--all-buses"), APP_OK);
	assert_non_null(strstr(h->text, "\n0007:01:00.0 0302: 10de:2330 (rev a1)\n"));
	assert_non_null(strstr(h->text, "0000:00:00.0 0600: 8086:29c0\n"));
	assert_int_equal(RUN(h, "-ns", "0:0:", "--all-buses"), APP_OK);
	assert_non_null(strstr(h->text, "0000:00:00.0 0600: 8086:29c0\n"));
	assert_null(strstr(h->text, "0302"));
	assert_int_equal(RUN(h, "-ns7::", "--all-buses"), APP_OK);
	assert_null(strstr(h->text, "0600"));
	host_free(h);
}

static void test_brief(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "-nv", "-s", "0:1"), APP_OK);
	check_output(h, ecam_line, port_brief, "");
	assert_int_equal(RUN(h, "-nvs", "1:0.0"), APP_OK);
	check_output(h, ecam_line, gpu_brief, "");
	host_page(h, 1, 0, 0)[0x09] = 0x80;
	host_page(h, 1, 0, 0)[0x04] = 0x00;
	host_page(h, 1, 0, 0)[0x3c] = 0x0b;
	host_page(h, 1, 0, 0)[0x3d] = 0x02;
	assert_int_equal(RUN(h, "-vs", "1:0.0"), APP_OK);
	assert_non_null(strstr(h->text, "3D controller [0302]: 10de:2330 (rev a1) (prog-if 80)\n"));
	assert_non_null(strstr(h->text, "    Flags: fast devsel, IRQ 11\n"));
	host_free(h);
}

static void open_windows(uint8_t *cfg)
{
	put_le16(cfg + 0x1c, 0xf1e1);
	put_le32(cfg + 0x20, 0xfdf0fc00);
	put_le32(cfg + 0x24, 0x0001fff1);
	put_le32(cfg + 0x30, 0x00010001);
	put_le16(cfg_cap(cfg, 0x80, 0x0d) + 4, 0x1043);
	put_le16(cfg + 0x86, 0x1c62);
	put_le16(cfg + 0x3c, 0x0110);
	put_le16(cfg + 0x3e, 0x0003);
}

static void test_bridge(void **state)
{
	static const char windows[] = "    I/O behind bridge: 0001e000-0001ffff [size=8K]\n"
				      "    Memory behind bridge: fc000000-fdffffff [size=32M]\n";
	struct host *h = gpu_machine();
	const char *at;

	(void)state;
	open_windows(host_page(h, 0, 1, 0));
	assert_int_equal(RUN(h, "-v", "-s", "0:1"), APP_OK);
	assert_non_null(strstr(h->text, "    Subsystem: 1043:1c62\n"));
	assert_non_null(strstr(h->text, windows));
	assert_null(strstr(h->text, "Prefetchable"));
	assert_null(strstr(h->text, "BridgeCtl"));
	assert_int_equal(RUN(h, "-vv", "-s", "0:1"), APP_OK);
	assert_non_null(strstr(h->text, windows));
	assert_null(strstr(h->text, "Prefetchable"));
	assert_int_equal(RUN(h, "-vvv", "-s", "0:1"), APP_OK);
	assert_non_null(strstr(h->text, "behind bridge: fff00000-000fffff [disabled] [64-bit]\n"));
	at = strstr(h->text, "    Interrupt: pin A routed to IRQ 16\n");
	assert_non_null(at);
	at = strstr(at, "    Bus: primary=00, secondary=01, subordinate=01, sec-latency=0\n");
	assert_non_null(at);
	assert_null(strstr(at + 5, "Bus: primary"));
	at = strstr(at, "    Secondary status: ");
	assert_non_null(at);
	assert_non_null(strstr(at, "    BridgeCtl: Parity+ SERR+ NoISA- "));
	check_lines(h->text);
	host_free(h);
}

static void test_registers(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "-vvs1:"), APP_OK);
	assert_non_null(strstr(h->text, "    Control: I/O- Mem+ BusMaster+ "));
	assert_null(strstr(h->text, "Flags: bus master"));
	assert_non_null(strstr(h->text, "\n        LnkSta: Speed 16GT/s, Width x16, "));
	assert_non_null(strstr(h->text, "\n        Serial Number: 00-00-00-00-11-22-33-44\n"));
	check_lines(h->text);
	host_free(h);
}

static void test_selection(void **state)
{
	static const struct {
		const char *option, *value, *text;
	} cases[] = {
		{"-ns", "1:", gpu_line},
		{"-ns", "*:*.1", ""},
		{"-ns", ":1.0", port_line},
		{"-ns", "::1", port_line},
		{"-nd", "10de:", gpu_line},
		{"-nd", ":2330", gpu_line},
		{"-nd", "::03xx", gpu_line},
		{"-nd", "::0300", ""},
		{"-nd", "::6", ""},
		{"-nd", "8086:*", host_line},
		{"-nd", ":::1", ""},
		{"-nd", "::xx04", port_line},
		{"-nd", "1234:bb", port_line},
		{"-nd", "10de:2331", ""},
	};
	struct host *h = gpu_machine();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool none = !*cases[i].text;

		assert_int_equal(RUN(h, cases[i].option, cases[i].value),
		                 none ? APP_NOTFOUND : APP_OK);
		check_output(h, none ? "lspci: no such function\n" : cases[i].text, "", "");
	}
	assert_int_equal(RUN(h, "-s", "1:", "-d", "8086:"), APP_NOTFOUND);
	assert_int_equal(RUN(h, "-n", "-s", "0:", "-d", "8086:"), APP_OK);
	check_output(h, host_line, "", "");
	host_free(h);
}

/* Options together are the same options as apart, in any order. */
static void test_options_together(void **state)
{
	static const char *const same[][6] = {
		{"-n", "-v", "-v", "-v", "-s", "1:0.0"},
		{"-nvvv", "-s", "1:0.0"},
		{"-vvns", "1:0.0", "-v"},
		{"-s1:0.0", "-vnvv"},
		{"-vvvvns01:00.0"},
		{"-s", "0:", "-nvvvs", "1:0.0"},
	};
	struct host *h = gpu_machine();
	char *first = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(same); i++) {
		int argc = 0;

		while (argc < 6 && same[i][argc])
			argc++;
		assert_int_equal(app_run(h, app_main, argc, same[i]), APP_OK);
		if (!first)
			first = strdup(h->text);
		assert_string_equal(h->text, first);
	}
	free(first);
	host_free(h);
}

static void test_version_and_help(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->rsdp[2] = 0; /* neither needs a machine */
	assert_int_equal(RUN(h, "--version"), APP_OK);
	check_output(h, "lspci (pcikit) ", pci_version, "\n");
	assert_int_equal(RUN(h, "-vh"), APP_OK);
	assert_ptr_equal(strstr(h->text, "Usage: lspci "), h->text);
	assert_non_null(strstr(h->text, "--size-bars  with -v or --json measure BARs: WRITES "));
	check_lines(h->text);
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

static void test_usage(void **state)
{
	static const struct {
		const char *arg[3];
		const char *text;
	} bad[] = {
		{{"-k"}, "unknown option: -k"},
		{{"-nvk"}, "unknown option: -k"},
		{{"-:"}, "unknown option: -:"},
		{{"-"}, "unknown option: -"},
		{{"--"}, "unknown option: --"},
		{{"--jso"}, "unknown option: --jso"},
		{{"--jsonn"}, "unknown option: --jsonn"},
		{{"-v", "-s"}, "a value must follow: -s"},
		{{"-nvd"}, "a value must follow: -d"},
		{{"-F"}, "a value must follow: -F"},
		{{"-s", "0:20.0"}, "bad address: 0:20.0"},
		{{"-vs0x1"}, "bad address: 0x1"},
		{{"-s", "-v"}, "bad address: -v"},
		{{"-d", "10de"}, "bad ID: 10de"},
		{{"-d10dx:"}, "bad ID: 10dx:"},
		{{"00:1f.3"}, "one argument too many: 00:1f.3"},
		{{"-F", "f", "--size-bars"}, "a dump has nothing to measure: --size-bars"},
	};
	struct host *h = gpu_machine();

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		int argc = 0;

		while (argc < 3 && bad[i].arg[argc])
			argc++;
		assert_int_equal(app_run(h, app_main, argc, bad[i].arg), APP_USAGE);
		check_output(h, "lspci: ", bad[i].text, " (-h shows the options)\n");
	}
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

/* What -vvv reads besides what finding the functions takes: no dword twice. */
static void check_read_once(struct host *h, const char *option, unsigned least)
{
	static const char *const none[] = {"-s", "ff:1f.7"};
	struct counts scan, whole;
	unsigned reads = 0;

	count_reads(h, &scan, app_main, 2, none);
	count_reads(h, &whole, app_main, 1, &option);
	for (size_t i = 0; i < whole.size; i++) {
		if (whole.reads[i] > scan.reads[i] + 1)
			fail_msg("%s reads %zx %u times", option, i * 4,
			         whole.reads[i] - scan.reads[i]);
		reads += whole.reads[i] - scan.reads[i];
	}
	assert_in_range(reads, least, 4096);
	free(scan.reads);
	free(whole.reads);
	host_free(h);
}

static void test_read_once(void **state)
{
	struct host *deep = deep_machine();

	(void)state;
	check_read_once(gpu_machine(), "-vvv", 80);
	check_read_once(gpu_machine(), "--json", 80);
	check_read_once(gpu_machine(), "-v", 30);
	host_acpi(deep);
	check_read_once(deep, "-vvv", 50);
}

/* One line a function needs nothing but what the scan found. */
static void test_lines_read_nothing(void **state)
{
	struct host *h = gpu_machine();
	unsigned long reads;

	(void)state;
	assert_int_equal(RUN(h, "-s", "ff:1f.7"), APP_NOTFOUND);
	reads = h->fault.reads;
	assert_int_equal(RUN(h), APP_OK);
	assert_int_equal(h->fault.reads, reads);
	host_free(h);
}

static void test_unplug(void **state)
{
	(void)state;
	check_lost_underway(gpu_machine(), app_main, "-v");
	check_lost_underway(gpu_machine(), app_main, "-vvv");
	check_lost_underway(gpu_machine(), app_main, "--json");
}

/* A function lost while it was found is listed and marked, and so are those after it. */
static void test_lost_in_scan(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	put_le32(host_page(h, 0, 0, 0) + 8, UINT32_MAX);
	h->fault.mode = IO_FAULT_FAIL_READS;
	h->fault.at = 2;
	h->fault.count = 1;
	assert_int_equal(RUN(h, "-n"), APP_DEVICE);
	assert_non_null(strstr(h->text, "    incomplete: access failed\n"));
	assert_non_null(strstr(h->text, gpu_line));
	host_free(h);
}

static void test_out_of_memory(void **state)
{
	(void)state;
	check_out_of_memory(gpu_machine(), app_main, "-v", "lspci: out of memory\n");
}

/* The GPU's page as a dump: the first lines of it. */
static enum pci_status read_page(struct platform *p, const char *name,
                                 void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	const uint8_t *page = host_page((struct host *)p, 1, 0, 0);
	char line[64] = "01:00.0 3D controller\n";

	assert_string_equal(name, "x");
	feed(ctx, line, strlen(line));
	for (unsigned at = 0; at < 64; at += 16) {
		int n = snprintf(line, sizeof(line), "%02x:", at);

		for (unsigned i = 0; i < 16; i++)
			n += snprintf(line + n, sizeof(line) - (size_t)n, " %02x", page[at + i]);
		line[n++] = '\n';
		feed(ctx, line, (size_t)n);
	}
	return PCI_OK;
}

/* What this machine's firmware says of its BARs is not said of a dump's. */
static void test_dump_has_no_sizes(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->ops.read_file = read_page;
	assert_int_equal(RUN(h, "-vFx"), APP_OK);
	assert_non_null(strstr(h->text, "    Region 0: Memory at 4000000000 "));
	assert_null(strstr(h->text, "size="));
	assert_int_equal(h->fault.reads, 0);
	host_free(h);
}

/* The only option that writes puts everything back, and leaves the host bridge alone. */
static void test_size_bars(void **state)
{
	struct host *h = gpu_machine();
	static const char *const argv[] = {"-v", "--size-bars"};
	uint8_t *before = malloc(h->image.size);

	(void)state;
	memcpy(before, h->image.bytes, h->image.size);
	assert_int_equal(app_run(h, app_main, 2, argv), APP_OK);
	assert_true(h->fault.writes > 0);
	assert_memory_equal(before, h->image.bytes, h->image.size);
	assert_non_null(strstr(h->text, "    Sizes not measured: "));
	free(before);
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_brief),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_selection),
		cmocka_unit_test(test_options_together),
		cmocka_unit_test(test_version_and_help),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_read_once),
		cmocka_unit_test(test_lines_read_nothing),
		cmocka_unit_test(test_unplug),
		cmocka_unit_test(test_lost_in_scan),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_dump_has_no_sizes),
		cmocka_unit_test(test_size_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
