/* test_selftest.c - the application that checks backends, on backends that are good and bad. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/gpu_machine.h"

static void test_good(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(app_main(&h->platform), APP_OK);
	assert_string_equal(h->text, "ECAM: segment 0000, buses 00-01, at 80000000 (reserved)\n"
	                             "ECAM: 3 functions, 112 passed, 0 failed\n"
	                             "112 passed, 0 failed\n");
	host_free(h);
	h = gpu_machine();
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h;
	assert_int_equal(app_main(&h->platform), APP_OK);
	assert_non_null(strstr(h->text, "RootBridgeIo: 3 functions, 112 passed, 0 failed\n"
	                                "ECAM and RootBridgeIo: 3 functions, 3 passed, 0 failed\n"
	                                "227 passed, 0 failed\n"));
	assert_int_equal(h->fault.writes, 0);
	h->rsdp[2] = 0;
	h->length = 0;
	assert_int_equal(app_main(&h->platform), APP_OK);
	assert_string_equal(h->text, "RootBridgeIo: segment 0000, buses 00-01 (no ACPI tables)\n"
	                             "RootBridgeIo: 3 functions, 112 passed, 0 failed\n"
	                             "112 passed, 0 failed\n");
	host_free(h);
}

/* A line whose width differs by its bits, and none at all. */
static void test_bad(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->fault.mode = IO_FAULT_STICK_HIGH;
	h->fault.at = 1000;
	h->fault.mask = 0x1000;
	assert_int_equal(app_main(&h->platform), APP_DEVICE);
	assert_non_null(strstr(h->text, "ECAM: 0000:00:00.0: agreement of widths: failed at "));
	host_free(h);
	h = gpu_machine();
	h->rsdp[2] = 0;
	assert_int_equal(app_main(&h->platform), APP_UNSUPPORTED);
	assert_string_equal(h->text,
	                    "selftest: firmware has no ACPI tables, so there is no MCFG\n");
	host_free(h);
}

/* All that there is, and what two of them show differently. */
static void test_disagreement(void **state)
{
	struct host *h = gpu_machine(), *other = gpu_machine();

	(void)state;
	h->methods[ACCESS_PCI_IO] = other;
	h->methods[ACCESS_CF8] = h;
	host_page(other, 1, 0, 0)[0xabc] = 1;
	assert_int_equal(app_main(&h->platform), APP_DEVICE);
	assert_string_equal(h->text, "ECAM: segment 0000, buses 00-01, at 80000000 (reserved)\n"
	                             "ECAM: 3 functions, 112 passed, 0 failed\n"
	                             "PciIo: 3 functions, 112 passed, 0 failed\n"
	                             "ECAM and PciIo: 0000:01:00.0: agreement: failed at abc\n"
	                             "ECAM and PciIo: 3 functions, 2 passed, 1 failed\n"
	                             "CF8: 3 functions, 112 passed, 0 failed\n"
	                             "ECAM and CF8: 3 functions, 3 passed, 0 failed\n"
	                             "341 passed, 1 failed\n");
	host_free(h);
	host_free(other);
}

/* A pci-testdev on bus 0, below a root bridge that translates. */
static struct host *testdev_machine(uint8_t **ret_memory)
{
	static const char *const argv[] = {"bars"};
	static const struct pci_bus_range buses = {0, 0, 1};
	struct host *h = gpu_machine();
	uint8_t *cfg = host_function(h, 0, 2, 0, 0x00051b36, 0xff0000, 0);

	put_le32(cfg + 0x10, 0x7e000000);
	put_le32(cfg + 0x14, 0x00001001);
	host_writable(h, cfg, 4, 0x0007);
	h->records[h->record_count++] = (struct host_record){{0, 0, 2, 0}, {0x7e000000, 0x1000}};
	h->records[h->record_count++] = (struct host_record){{0, 0, 2, 0}, {0x1000, 0x100}};
	h->windows[h->window_count++] =
		(struct host_window_of){buses, {false, 0x7e000000, 0x100000, 0x8007e000000}};
	*ret_memory = host_memory(h, 0x8007e000000, 0x1000);
	host_ports(h, 0x1000, 0x100);
	h->platform.argc = 1;
	h->platform.argv = argv;
	return h;
}

static void test_bars(void **state)
{
	uint8_t *memory;
	struct host *h = testdev_machine(&memory);

	(void)state;
	assert_int_equal(app_main(&h->platform), APP_OK);
	assert_string_equal(
		h->text,
		"window: 0000:00-01: memory 7e000000-7e0fffff at 8007e000000\n"
		"0000:00:02.0: BAR 0: memory 7e000000 at 8007e000000, 15 passed, 0 failed\n"
		"0000:00:02.0: BAR 1: ports 1000 at 1000, 15 passed, 0 failed\n"
		"2 BARs, 30 passed, 0 failed\n");
	assert_int_equal(h->fault.writes, 4);
	assert_int_equal(h->clock_us, 2 * 20000);
	h->length = 0;
	memory[2] = 0x5a;
	h->record_count--;
	assert_int_equal(app_main(&h->platform), APP_DEVICE);
	assert_non_null(strstr(h->text, "\nid: failed at 0\n"));
	assert_non_null(strstr(h->text, "\npoll: failed\n"));
	assert_non_null(strstr(h->text, "0000:00:02.0: BAR 1: size not known\n"));
	host_free(h);
}

/* Nothing that is known, and a machine of which nothing is. */
static void test_no_bars(void **state)
{
	uint8_t *memory;
	struct host *h = testdev_machine(&memory);

	(void)state;
	put_le32(host_page(h, 0, 2, 0), 0x00061b36);
	h->ops.root_windows = NULL;
	assert_int_equal(app_main(&h->platform), APP_NOTFOUND);
	assert_string_equal(h->text, "0 BARs, 0 passed, 0 failed\n");
	assert_int_equal(h->fault.writes, 0);
	h->rsdp[2] = 0;
	assert_int_equal(app_main(&h->platform), APP_UNSUPPORTED);
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),         cmocka_unit_test(test_bad),
		cmocka_unit_test(test_disagreement), cmocka_unit_test(test_bars),
		cmocka_unit_test(test_no_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
