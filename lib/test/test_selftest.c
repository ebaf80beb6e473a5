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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_disagreement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
