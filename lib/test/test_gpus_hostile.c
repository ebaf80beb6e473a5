/* test_gpus_hostile.c - what hardware and tables say that is not true, and what is listed then. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/test/app_run.h"
#include "lib/test/gpu_machine.h"

/* Where nothing else finds a function either the table is not to blame; one that is, is a finding.
 */
static void test_window_in_a_hole(void **state)
{
	struct host *h = gpu_machine();
	uint8_t *hole = host_memory(h, 0x4000000000, 2 << 20), *mcfg;

	(void)state;
	mcfg = (uint8_t *)(uintptr_t)h->ops.memory(&h->platform, HOST_MCFG, 60);
	put_le64(mcfg + 44, 0x4000000000);
	host_checksum(mcfg, 60, 9);
	memset(hole, 0xff, 2 << 20);
	assert_int_equal(RUN(h), APP_NOTFOUND);
	check_output(h, "ECAM: segment 0000, buses 00-01, at 4000000000 (reserved)\n",
	             "gpus: no display controller and no accelerator found\n", "");
	assert_int_equal(RUN(h, "--via", "ecam"), APP_NOTFOUND);
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h;
	assert_int_equal(RUN(h, "--via", "ecam"), APP_NOTFOUND);
	assert_int_equal(RUN(h, "--check", "--only", "NO_ECAM,MCFG_BAD"), APP_DEVICE);
	assert_non_null(strstr(h->text, "warning MCFG_BAD: the MCFG table leads to no function\n"));
	assert_non_null(strstr(h->text, "warning NO_ECAM: configuration space by RootBridgeIo\n"));
	host_free(h);
}

/* Thousands of one kind leave room for those of another, and are counted. */
static void test_many_notes(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	for (unsigned i = 8; i < 32; i++)
		host_function(h, 0, i, 0, i == 31 ? 0x00000001 : 0, 0, 0);
	assert_int_equal(RUN(h), APP_OK);
	assert_non_null(strstr(h->text, "\n0000:00:17.0: answers 0000:0000, not listed\n"));
	assert_null(strstr(h->text, "\n0000:00:18.0: "));
	assert_non_null(strstr(h->text, "\n0000:00:1f.0: is not ready (retry status), not listed\n"
	                                "and 7 more notes\n"));
	host_free(h);
}

static void test_unknown_header(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	host_function(h, 1, 0, 0, 0x233010de, 0x030200, 0x7f);
	assert_int_equal(RUN(h), APP_OK);
	assert_non_null(strstr(h->text, "\n    Header type 7f is not known\n"));
	assert_int_equal(RUN(h, "--json"), APP_OK);
	assert_non_null(strstr(h->text, "\"unknown_header_type\":\"0x7f\""));
	host_function(h, 1, 0, 0, 0x233010de, 0x030200, 2);
	assert_int_equal(RUN(h), APP_OK);
	assert_null(strstr(h->text, "not known"));
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_window_in_a_hole),
		cmocka_unit_test(test_many_notes),
		cmocka_unit_test(test_unknown_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
