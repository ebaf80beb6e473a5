/* test_machine_one.c - the one function that an application is for, and what it ends with. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/machine.h"
#include "lib/test/host.h"

static const struct pci_id_match bochs = {0x11111234, UINT32_MAX};

/* A bridge to bus 1, a display there, and two on bus 0. */
static struct host *machine(void)
{
	struct host *h = host_new(2);

	host_acpi(h);
	host_function(h, 0, 0, 0, 0x29c08086, 0x060000, 0);
	host_bridge(h, 0, 1, 0, 1, 1);
	host_function(h, 0, 2, 0, 0x11111234, 0x038000, 0);
	host_function(h, 0, 3, 0, 0x11111234, 0x030000, 0);
	host_function(h, 0, 4, 0, 0x11e81234, 0x00ff00, 0);
	host_function(h, 1, 0, 0, 0x11111234, 0x038000, 0);
	return h;
}

static enum app_status find(struct host *h, const char *at, struct pci_addr *ret)
{
	struct pci_match match = PCI_MATCH_ANY;
	const struct pci_func *f;
	struct machine m;
	enum app_status st;

	h->text[0] = '\0';
	h->length = 0;
	if (at)
		assert_int_equal(pci_match_parse(at, &match), PCI_OK);
	machine_init(&m, &h->platform, "app", NULL, NULL);
	st = machine_open_one(&m, &bochs, &match, "display", &f);
	if (st == APP_OK)
		*ret = f->addr;
	return st;
}

static void test_one(void **state)
{
	struct host *h = machine();
	struct pci_addr addr;

	(void)state;
	assert_int_equal(find(h, "01:", &addr), APP_OK);
	assert_int_equal(addr.bus, 1);
	assert_int_equal(find(h, "0:3.0", &addr), APP_OK);
	assert_int_equal(addr.dev, 3);
	assert_string_equal(h->text, "");
	assert_int_equal(h->fault.writes, 0);
	host_free(h);
}

static void test_none(void **state)
{
	struct host *h = machine();
	struct pci_addr addr;

	(void)state;
	assert_int_equal(find(h, "0:4.0", &addr), APP_NOTFOUND);
	assert_string_equal(h->text, "app: no display found\n");
	assert_int_equal(find(h, "5:", &addr), APP_NOTFOUND);
	h->platform.out_of_memory = true;
	assert_int_equal(find(h, "5:", &addr), APP_NOMEM);
	assert_string_equal(h->text, "app: out of memory\n");
	h->rsdp[1] = h->rsdp[2] = 0;
	assert_int_equal(find(h, NULL, &addr), APP_UNSUPPORTED);
	assert_string_equal(h->text, "app: firmware has no ACPI tables, so there is no MCFG\n");
	host_free(h);
}

static void test_several(void **state)
{
	struct host *h = machine();
	struct pci_addr addr;

	(void)state;
	assert_int_equal(find(h, NULL, &addr), APP_USAGE);
	assert_string_equal(h->text, "0000:00:02.0: display\n0000:00:03.0: display\n"
	                             "0000:01:00.0: display\n"
	                             "app: 3 of them, give the address of one\n");
	host_free(h);
}

static void test_end(void **state)
{
	static const struct {
		enum pci_status st;
		enum app_status app;
		const char *text;
	} known[] = {
		{PCI_OK, APP_OK, ""},
		{PCI_EINVAL, APP_USAGE, "app: it: invalid value\n"},
		{PCI_ENOSPC, APP_USAGE, "app: it: no space left\n"},
		{PCI_ESTOPPED, APP_ABORTED, "app: it: stopped by the user\n"},
		{PCI_EGONE, APP_DEVICE, "app: it: the device is gone\n"},
		{PCI_EBUSY, APP_DEVICE, "app: it: in use\n"},
		{PCI_ENOTFOUND, APP_DEVICE, "app: it: not found\n"},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct host *h = host_new(1);
		struct machine m;

		machine_init(&m, &h->platform, "app", NULL, NULL);
		assert_int_equal(machine_end(&m, "it", known[i].st), known[i].app);
		assert_string_equal(h->text, known[i].text);
		h->platform.out_of_memory = true;
		assert_int_equal(machine_end(&m, "it", known[i].st),
		                 known[i].app == APP_OK || known[i].app == APP_ABORTED
		                         ? known[i].app
		                         : APP_NOMEM);
		host_free(h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
