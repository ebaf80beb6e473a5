/* test_lspci_via.c - lspci through a chosen method, and all methods compared. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/app_run.h"
#include "lib/test/gpu_machine.h"

static const char gpu[] = "01:00.0 0302: 10de:2330 (rev a1)\n",
		  both[] = "00:00.0 0600: 8086:29c0\n00:01.0 0604: 1234:00bb\n";

/* Without -v no line says how, but where it cannot be. */
static void test_chosen(void **state)
{
	struct host *h = gpu_machine(), *other = gpu_machine();

	(void)state;
	h->methods[ACCESS_CF8] = other;
	memset(host_page(h, 1, 0, 0), 0xff, 4096);
	assert_int_equal(RUN(h, "-n", "--via", "cf8"), APP_OK);
	check_output(h, both, gpu, "");
	assert_int_equal(RUN(h, "-n"), APP_OK);
	check_output(h, both, "", "");
	assert_int_equal(RUN(h, "-nvs1:", "--via", "cf8"), APP_OK);
	assert_ptr_equal(strstr(h->text, "CF8: segment 0000, buses 00-01\n"), h->text);
	assert_int_equal(RUN(h, "-n", "--via", "pciio"), APP_UNSUPPORTED);
	check_output(h, "lspci: no PciIo on this machine\n", "", "");
	host_free(h);
	host_free(other);
}

/* What is compared is said in any form, and is what -s and -d choose. */
static void test_cross_check(void **state)
{
	struct host *h = gpu_machine(), *other = gpu_machine();

	(void)state;
	h->methods[ACCESS_PCI_IO] = other;
	assert_int_equal(RUN(h, "--cross-check"), APP_OK);
	check_output(h, ecam_line, "0 differences in 3 functions by PciIo\n", "");
	host_page(other, 0, 1, 0)[0x50] = 1;
	host_page(other, 1, 0, 0)[0x04] = 7;
	assert_int_equal(RUN(h, "-tn", "--cross-check", "-d", "10de:"), APP_DEVICE);
	check_output(h, ecam_line, "0000:01:00.0 +04: ECAM 00100006, PciIo 00100007\n",
	             "1 difference in 1 function by PciIo\n");
	assert_int_equal(RUN(h, "--cross-check", "-d", "1af4:"), APP_NOTFOUND);
	check_output(h, ecam_line, "lspci: no such function\n", "");
	assert_int_equal(other->fault.writes, 0);
	host_free(h);
	host_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chosen),
		cmocka_unit_test(test_cross_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
