/* test_dhcp.c - the boot server and file in answers by DHCP, also in ones that lie. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/dhcp.h"

enum { SIADDR = 20, SNAME = 44, FILE_AT = 108, COOKIE = 236, OPTIONS = 240, SIZE = 548 };

struct packet {
	uint8_t bytes[SIZE];
	size_t n; /* of its options, OPTIONS included */
};

static struct packet answer(const char *file, unsigned server)
{
	struct packet p = {.n = OPTIONS};

	memcpy(p.bytes + COOKIE, (uint8_t[]){99, 130, 83, 99}, 4);
	memcpy(p.bytes + FILE_AT, file, strlen(file));
	memcpy(p.bytes + SIADDR, (uint8_t[]){10, 0, 2, (uint8_t)server}, server ? 4 : 0);
	return p;
}

static void add(struct packet *p, unsigned code, const char *data, size_t n)
{
	p->bytes[p->n] = (uint8_t)code;
	p->bytes[p->n + 1] = (uint8_t)n;
	memcpy(p->bytes + p->n + 2, data, n);
	p->n += 2 + n;
}

/* From memory that ends where the answer does. */
static enum pci_status read(const struct packet *p, struct dhcp_boot *ret)
{
	uint8_t *bytes = malloc(p->n);
	enum pci_status st;

	memcpy(bytes, p->bytes, p->n);
	memset(ret, 0xff, sizeof(*ret));
	st = dhcp_read_boot(bytes, p->n, ret);
	free(bytes);
	return st;
}

static void assert_boot(const struct packet *p, const char *file, unsigned server)
{
	struct dhcp_boot boot;

	assert_int_equal(read(p, &boot), PCI_OK);
	assert_string_equal(boot.file, file);
	assert_memory_equal(boot.server, ((uint8_t[]){10, 0, 2, (uint8_t)server}), 4);
}

static void assert_none(const struct packet *p, enum pci_status want)
{
	struct dhcp_boot boot;

	assert_int_equal(read(p, &boot), want);
}

static void test_fields(void **state)
{
	struct packet p = answer("EFI/BOOT/BOOTX64.EFI", 2);
	char longest[129];

	(void)state;
	assert_boot(&p, "EFI/BOOT/BOOTX64.EFI", 2);
	memset(longest, 'x', 128);
	longest[128] = '\0';
	p = answer(longest, 2);
	assert_boot(&p, longest, 2);
}

static void test_options(void **state)
{
	struct packet p = answer("of the field", 0);
	char longest[256];

	(void)state;
	add(&p, 54, "\12\0\2\7", 4);
	assert_boot(&p, "of the field", 7);
	add(&p, 67, "b.efi\0rest", 10);
	assert_boot(&p, "b.efi", 7);
	add(&p, 67, "second", 6);
	assert_boot(&p, "b.efi", 7);
	p.bytes[SIADDR] = 10, p.bytes[SIADDR + 2] = 2, p.bytes[SIADDR + 3] = 9;
	assert_boot(&p, "b.efi", 9);
	memset(longest, 'x', 255);
	longest[255] = '\0';
	p = answer("", 2);
	add(&p, 67, longest, 255);
	assert_boot(&p, longest, 2);
}

static void test_padding_and_end(void **state)
{
	struct packet p = answer("a.efi", 2);

	(void)state;
	memset(p.bytes + p.n, 0, 3);
	p.n += 3;
	add(&p, 67, "b.efi", 5);
	assert_boot(&p, "b.efi", 2);
	p = answer("a.efi", 2);
	p.bytes[p.n++] = 255;
	add(&p, 67, "b.efi", 5);
	assert_boot(&p, "a.efi", 2);
}

/* Options in the fields for names: the file's first, and neither is a name then. */
static void test_overload(void **state)
{
	struct packet p = answer("\103\5c.efi\377", 2);

	(void)state;
	memcpy(p.bytes + SNAME, "\103\5d.efi\66\4\12\0\2\5", 14);
	add(&p, 52, "\2", 1);
	assert_boot(&p, "d.efi", 2);
	p.bytes[p.n - 1] = 3;
	assert_boot(&p, "c.efi", 2);
	memset(p.bytes + SIADDR, 0, 4);
	assert_boot(&p, "c.efi", 5);
	p.bytes[p.n - 1] = 1;
	assert_none(&p, PCI_ENOTFOUND);
	p = answer("e.efi", 2);
	add(&p, 52, "\1", 1);
	assert_none(&p, PCI_ENOTFOUND);
	add(&p, 67, "b.efi", 5);
	assert_boot(&p, "b.efi", 2);
}

static void test_nothing_there(void **state)
{
	struct packet p = answer("", 2);

	(void)state;
	assert_none(&p, PCI_ENOTFOUND);
	add(&p, 67, "", 0);
	assert_none(&p, PCI_ENOTFOUND);
	p = answer("a.efi", 0);
	assert_none(&p, PCI_ENOTFOUND);
	add(&p, 54, "\12\0\2", 3);
	assert_none(&p, PCI_ENOTFOUND);
}

static void test_cut_and_other(void **state)
{
	struct packet p = answer("a.efi", 2);

	(void)state;
	p.bytes[p.n] = 67;
	p.n += 1; /* without a length */
	assert_boot(&p, "a.efi", 2);
	p.bytes[p.n] = 5;
	p.n += 5; /* one byte of five is missing */
	assert_boot(&p, "a.efi", 2);
	p.n = OPTIONS - 1;
	assert_none(&p, PCI_ECORRUPT);
	p.n = OPTIONS;
	p.bytes[COOKIE + 3]++;
	assert_none(&p, PCI_ECORRUPT);
}

static void test_directory(void **state)
{
	(void)state;
	assert_int_equal(dhcp_directory(""), 0);
	assert_int_equal(dhcp_directory("a.efi"), 0);
	assert_int_equal(dhcp_directory("/a.efi"), 1);
	assert_int_equal(dhcp_directory("boot/x64/a.efi"), 9);
	assert_int_equal(dhcp_directory("boot\\x64\\a.efi"), 9);
	assert_int_equal(dhcp_directory("boot/"), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),          cmocka_unit_test(test_options),
		cmocka_unit_test(test_padding_and_end), cmocka_unit_test(test_overload),
		cmocka_unit_test(test_nothing_there),   cmocka_unit_test(test_cut_and_other),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
