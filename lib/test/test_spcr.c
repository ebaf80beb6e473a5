/* test_spcr.c - the console that the SPCR table names, by good tables and by bad ones. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/spcr.h"
#include "lib/test/host.h"

enum { SIZE = 80, SPCR = 0x6000, REVISION = 8, KIND = 36, GAS = 40, ADDRESS = 44 };

/* space, bits, offset, access size of a Generic Address Structure */
struct gas {
	uint8_t space, bits, shift, access;
};
static const struct gas port_8 = {1, 8, 0, 0}, memory_8 = {0, 8, 0, 1};

static void fill(uint8_t bytes[SIZE], unsigned revision, uint8_t kind, struct gas gas,
                 uint64_t base)
{
	memset(bytes, 0, SIZE);
	memcpy(bytes, "SPCR", 4);
	put_le32(bytes + 4, SIZE);
	bytes[REVISION] = (uint8_t)revision;
	bytes[KIND] = kind;
	bytes[GAS] = gas.space;
	bytes[GAS + 1] = gas.bits;
	bytes[GAS + 2] = gas.shift;
	bytes[GAS + 3] = gas.access;
	put_le64(bytes + ADDRESS, base);
	host_checksum(bytes, SIZE, 9);
}

static enum pci_status parse(unsigned revision, uint8_t kind, struct gas gas, uint64_t base,
                             struct uart_place *ret)
{
	uint8_t bytes[SIZE];
	const struct acpi_table t = {bytes, SIZE, true};

	fill(bytes, revision, kind, gas, base);
	return spcr_parse(&t, ret);
}

static void assert_place(const struct uart_place *at, struct uart_place want)
{
	assert_int_equal(at->model, want.model);
	assert_int_equal(at->ports, want.ports);
	assert_int_equal(at->base, want.base);
	assert_int_equal(at->distance, want.distance);
	assert_int_equal(at->width, want.width);
}

static void test_kinds(void **state)
{
	struct uart_place at;

	(void)state;
	for (unsigned revision = 1; revision <= 4; revision++) {
		assert_int_equal(parse(revision, 0, port_8, 0x3f8, &at), PCI_OK);
		assert_place(&at, (struct uart_place)UART_COM1);
		assert_int_equal(parse(revision, 1, port_8, 0x2f8, &at), PCI_OK);
		assert_place(&at, (struct uart_place){UART_16550, true, 0x2f8, 1, 1});
	}
	assert_int_equal(parse(2, 0x12, memory_8, 0xfe001000, &at), PCI_OK);
	assert_place(&at, (struct uart_place){UART_16550, false, 0xfe001000, 1, 1});
	for (uint8_t kind = 3; kind <= 0xe; kind = kind == 3 ? 0xd : kind + 1) {
		assert_int_equal(parse(2, kind, memory_8, 0x9000000, &at), PCI_OK);
		assert_place(&at, (struct uart_place){UART_PL011, false, 0x9000000, 1, 4});
	}
}

/* All kinds and revisions: what is not named above is not known. */
static void test_unknown_kinds(void **state)
{
	struct uart_place at;

	(void)state;
	for (unsigned kind = 0; kind <= 0xff; kind++) {
		bool old = kind <= 1;
		bool known = old || kind == 3 || kind == 0xd || kind == 0xe || kind == 0x12;

		assert_int_equal(parse(1, (uint8_t)kind, memory_8, 0x1000, &at),
		                 old ? PCI_OK : PCI_ENOTFOUND);
		assert_int_equal(parse(4, (uint8_t)kind, memory_8, 0x1000, &at),
		                 known ? PCI_OK : PCI_ENOTFOUND);
	}
	for (unsigned space = 2; space <= 0xff; space++)
		assert_int_equal(parse(2, 0, (struct gas){(uint8_t)space, 8, 0, 1}, 0x1000, &at),
		                 PCI_ENOTFOUND);
}

/* Registers of a byte or of more, and accesses; and no console. */
static void test_layouts(void **state)
{
	static const struct {
		struct gas gas;
		uint8_t distance, width;
	} known[] = {
		{{0, 8, 0, 0}, 1, 1},  {{0, 0, 0, 0}, 1, 1},  {{0, 8, 0, 1}, 1, 1},
		{{0, 32, 0, 1}, 4, 1}, {{0, 32, 0, 3}, 4, 4}, {{0, 32, 0, 0}, 4, 4},
		{{0, 8, 0, 3}, 4, 4},  {{0, 0, 0, 3}, 4, 4},  {{0, 16, 0, 2}, 2, 2},
		{{0, 16, 0, 1}, 2, 1}, {{1, 32, 0, 1}, 4, 1},
	};
	static const struct gas bad[] = {
		{0, 8, 1, 1},  {0, 8, 0, 4},   {0, 8, 0, 255}, {0, 64, 0, 1},
		{0, 24, 0, 1}, {0, 255, 0, 1}, {0, 7, 0, 1},
	};
	struct uart_place at;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_int_equal(parse(2, 0, known[i].gas, 0x1000, &at), PCI_OK);
		assert_int_equal(at.distance, known[i].distance);
		assert_int_equal(at.width, known[i].width);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse(2, 0, bad[i], 0x1000, &at), PCI_EINVAL);
	assert_int_equal(parse(2, 3, port_8, 0x1000, &at), PCI_EINVAL); /* no PL011 has ports */
	assert_int_equal(parse(2, 0, port_8, 0, &at), PCI_EUNASSIGNED);
}

/* Each length, in memory of just so much: the sanitizer sees a byte too many. */
static void test_truncated(void **state)
{
	struct uart_place at;
	uint8_t bytes[SIZE];

	(void)state;
	fill(bytes, 2, 0, port_8, 0x3f8);
	for (size_t size = ACPI_HEADER_SIZE; size <= SIZE; size++) {
		struct acpi_table t = {.size = size, .checksum_ok = true};
		uint8_t *copy = malloc(size);

		memcpy(copy, bytes, size);
		t.bytes = copy;
		assert_int_equal(spcr_parse(&t, &at), size < 52 ? PCI_ECORRUPT : PCI_OK);
		free(copy);
	}
}

/* A whole machine's: which console, and COM1 where the table is none to go by. */
static void test_find(void **state)
{
	const uint64_t with[] = {HOST_MCFG, SPCR}, without[] = {HOST_MCFG};
	struct host *h = host_new(1);
	struct uart_place at;
	uint8_t *spcr;

	(void)state;
	assert_int_equal(spcr_find(&h->platform, &at), PCI_ENOTFOUND);
	assert_place(&at, (struct uart_place)UART_COM1);
	host_acpi(h);
	assert_int_equal(spcr_find(&h->platform, &at), PCI_ENOTFOUND);
	spcr = host_table(h, SPCR, "SPCR", SIZE);
	fill(spcr, 2, 3, memory_8, 0x9000000);
	host_xsdt(h, 0x7000, with, 2);
	host_rsdp(h, 0x8000, 2, 0, 0x7000);
	h->rsdp[2] = 0x8000;
	assert_int_equal(spcr_find(&h->platform, &at), PCI_OK);
	assert_place(&at, (struct uart_place){UART_PL011, false, 0x9000000, 1, 4});
	spcr[SIZE - 1]++;
	assert_int_equal(spcr_find(&h->platform, &at), PCI_ECORRUPT);
	assert_place(&at, (struct uart_place)UART_COM1);
	put_le32(spcr + 4, SIZE + 1); /* not all of it is mapped */
	assert_int_equal(spcr_find(&h->platform, &at), PCI_ECORRUPT);
	put_le32(spcr + 4, 51);
	host_checksum(spcr, 51, 9);
	assert_int_equal(spcr_find(&h->platform, &at), PCI_ECORRUPT);
	host_xsdt(h, 0xa000, without, 1);
	host_rsdp(h, 0xb000, 2, 0, 0xa000);
	h->rsdp[2] = 0xb000;
	assert_int_equal(spcr_find(&h->platform, &at), PCI_ENOTFOUND);
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),   cmocka_unit_test(test_unknown_kinds),
		cmocka_unit_test(test_layouts), cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
