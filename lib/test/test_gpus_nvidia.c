/* test_gpus_nvidia.c - NVIDIA GPUs by BAR 0, and when nothing of that may be touched. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/test/bar_machine.h"

#define VALUES(name, text) static const char name##_values[] = text;
#define REG_DEF            "apps/gpus/nvidia_chip.def"
#include "lib/reg_pass.h"

enum {
	BOOT_0 = 0,
	BOOT_1 = 4,
	BOOT_42 = 0xa00,
	FSP_GH100 = 0x200bc,
	FB_OLD = 0x100ce0,
	PLM = 0x118128,
	GFW = 0x118234,
	FB = 0x1183a4,
	FSP_GB202 = 0xad00bc,
	FIREWALL = 0xaf8,
	FIREWALL_BIT = 1 << 20,
};

static struct bar_machine *new_machine(unsigned device)
{
	return bar_machine_new(app_main, device << 16 | 0x10de, 0x030200);
}

static void put(struct bar_machine *m, unsigned off, uint32_t v)
{
	put_le32(m->bar + off, v);
}

/* Of a chip from Turing on: BOOT_0 has another implementation, which does not count. */
static void put_chip(struct bar_machine *m, unsigned chip)
{
	memset(m->bar, 0, BAR_MACHINE_SIZE);
	if (chip < 0x160) {
		put(m, BOOT_0, chip << 20 | 0xa1);
		return;
	}
	put(m, BOOT_0, (chip & 0x1f0) << 20 | 0xf000b2);
	put(m, BOOT_42, chip << 20 | 0xa1 << 12);
}

/* Started: by each generation's own register; the others are left as they are. */
static void put_started(struct bar_machine *m, unsigned chip)
{
	unsigned arch = chip >> 4;

	put_chip(m, chip);
	put(m, FB, 24576);
	put(m, FB_OLD, 0x40000000 | 32 << 4 | 10);
	if (arch == 0x1b)
		put(m, FSP_GB202, 0xff);
	else if (arch == 0x18 || arch == 0x1a)
		put(m, FSP_GH100, 0xff);
	else {
		put(m, PLM, 1);
		put(m, GFW, 0x3ff);
	}
}

/* Every one of the table. */
static void test_chips(void **state)
{
	struct bar_machine *m = new_machine(0x2484);
	unsigned chip, count = 0;
	char name[16], line[32];

	(void)state;
	for (const char *s = nvidia_chip_values; sscanf(s, "%x=%15[^|]", &chip, name) == 2;
	     count++) {
		put_chip(m, chip);
		snprintf(line, sizeof(line), "\n    Chip: %s (%x, ", name, chip);
		bar_expect_not(m, "Identity: ");
		assert_non_null(strstr(m->h->text, line));
		assert_non_null(strstr(m->h->text, ", revision a1)\n"));
		if (!strchr(s, '|'))
			break;
		s = strchr(s, '|') + 1;
	}
	assert_int_equal(count + 1, 43);
	assert_string_equal(name, "GB20C");
	bar_machine_free(m);
}

static void test_names(void **state)
{
	struct bar_machine *m = new_machine(0x2484);

	(void)state;
	put_chip(m, 0x174);
	bar_expect(m, "Chip: GA104 (174, Ampere, revision a1)");
	put_chip(m, 0x134);
	bar_expect(m, "Chip: GP104 (134, Pascal, revision a1)");
	put_chip(m, 0x180);
	bar_expect(m, "Chip: GH100 (180, Hopper, revision a1)");
	put_chip(m, 0x1b2);
	bar_expect(m, "Chip: GB202 (1b2, Blackwell, revision a1)");
	put_chip(m, 0x0e4);
	bar_expect(m, "Chip: ? (0e4, ?, revision a1)");
	put_chip(m, 0x1c0);
	bar_expect(m, "Chip: ? (1c0, ?, revision a1)");

	/* An architecture that BOOT_0 has no bits for. */
	put(m, BOOT_0, 0x00000100);
	put(m, BOOT_42, 0x20400000);
	bar_expect(m, "Chip: ? (204, ?, revision 00)");

	/* BOOT_42 does not answer: what BOOT_0 has is better than nothing. */
	put_chip(m, 0x174);
	put(m, BOOT_42, 0xbadf5040);
	bar_expect(m, "Chip: ? (17f, Ampere, revision b2)");
	bar_machine_free(m);
}

static void test_memory(void **state)
{
	struct bar_machine *m = new_machine(0x2484);

	(void)state;
	put_started(m, 0x172);
	bar_expect(m, "Memory: 24576 MiB");
	put_started(m, 0x170);
	bar_expect(m, "Memory: 30720 MiB"); /* a sixteenth is for ECC */
	put(m, FB_OLD, 48 << 4 | 8);
	bar_expect(m, "Memory: 12288 MiB");
	put_started(m, 0x162);
	bar_expect(m, "Memory: 30720 MiB");
	put_started(m, 0x132);
	bar_expect(m, "Memory: 30720 MiB");
	put_started(m, 0x120);
	bar_expect_not(m, "Memory:");
	put_started(m, 0x1b2);
	put(m, FB, 0);
	bar_expect_not(m, "Memory:");
	put(m, FB, 0xbadf1100);
	bar_expect_not(m, "Memory:");
	bar_machine_free(m);
}

static void test_boot(void **state)
{
	static const struct {
		unsigned chip, reg;
	} cases[] = {{0x162, GFW},       {0x170, GFW},       {0x192, GFW},      {0x180, FSP_GH100},
	             {0x1a0, FSP_GH100}, {0x1b2, FSP_GB202}, {0x1b7, FSP_GB202}};
	struct bar_machine *m = new_machine(0x2484);

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_started(m, cases[i].chip);
		bar_expect(m, "Boot: complete");
		assert_non_null(strstr(m->h->text, "Memory: "));
		put(m, cases[i].reg, 0xfe);
		bar_expect(m, "Boot: not complete");
		assert_null(strstr(m->h->text, "Memory: ")); /* not yet the right one */
		put(m, cases[i].reg, 0xbadf4100);
		bar_expect_not(m, "Boot:");
		put(m, cases[i].reg, UINT32_MAX);
		bar_expect_not(m, "Boot:");
	}
	put_started(m, 0x174);
	put(m, PLM, 2);
	bar_expect_not(m, "Boot:");
	put_started(m, 0x134);
	bar_expect_not(m, "Boot:");
	bar_machine_free(m);
}

/* What is not behind BAR 0 now: said, and nothing else is read. */
static void test_no_answer(void **state)
{
	static const uint32_t values[] = {0, UINT32_MAX, 0xbadf1002, 0xbadf41ff};
	struct bar_machine *m = new_machine(0x2484);
	char line[40];

	(void)state;
	for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		put_started(m, 0x174);
		put(m, BOOT_0, values[i]);
		snprintf(line, sizeof(line), "Registers: no answer (%08x)", values[i]);
		bar_expect(m, line);
		assert_int_equal(m->reads, 1);
		assert_null(strstr(m->h->text, "Chip"));
	}
	bar_machine_free(m);
}

static void test_virtual(void **state)
{
	struct bar_machine *m = new_machine(0x2484);

	(void)state;
	put_started(m, 0x174);
	bar_expect_not(m, "vGPU");
	put(m, BOOT_1, 1 << 16);
	bar_expect(m, "vGPU: paravirtualized");
	put(m, BOOT_1, 2 << 16);
	bar_expect(m, "vGPU: virtual function");
	assert_null(strstr(m->h->text, "VBIOS"));
	bar_machine_free(m);
}

/* A reset is pending: nothing of BAR 0 is read until the bit falls, and for 4 s at most. */
static void test_firewall(void **state)
{
	struct bar_machine *m = new_machine(0x2901);

	(void)state;
	put_started(m, 0x1a0);
	bar_expect(m, "Chip: GB100 (1a0, Blackwell, revision a1)");
	assert_int_equal(m->h->clock_us, 0);
	put_le32(m->cfg + FIREWALL, FIREWALL_BIT);
	bar_expect(m, "Identity: timed out");
	assert_int_equal(m->reads, 0);
	assert_int_equal(m->h->clock_us, 4000000);
	m->falls_off = FIREWALL;
	m->falls_bits = FIREWALL_BIT;
	m->falls_us = 3999000;
	bar_expect(m, "Chip: GB100 (1a0, Blackwell, revision a1)");
	assert_in_range(m->h->clock_us, 3999000, 4000000);

	/* All ones have the bit, too: of one that is there, and of one that is not. */
	put_le32(m->cfg + FIREWALL, UINT32_MAX);
	bar_expect_lost(m, "Identity: access failed");
	assert_int_equal(m->h->clock_us, 0);
	assert_int_equal(m->reads, 0);
	bar_machine_free(m);
}

static void check_firewall(unsigned device, unsigned subsystem, bool has)
{
	struct bar_machine *m = new_machine(device);

	put_started(m, 0x1a0);
	put_le32(m->cfg + 0x2c, subsystem << 16 | 0x10de);
	put_le32(m->cfg + FIREWALL, FIREWALL_BIT);
	bar_expect(m, has ? "Identity: timed out" : "Boot: complete");
	assert_int_equal(m->reads == 0, has);
	bar_machine_free(m);
}

static void test_firewall_ids(void **state)
{
	(void)state;
	check_firewall(0x28ff, 1, false);
	check_firewall(0x2900, 1, true);
	check_firewall(0x29ff, 0x21ea, true);
	check_firewall(0x2a00, 1, false);
	check_firewall(0x317f, 1, false);
	check_firewall(0x3180, 1, true);
	check_firewall(0x327f, 1, true);
	check_firewall(0x3280, 1, false);
	check_firewall(0x2901, 0x21ea, false);
	check_firewall(0x2901, 0x21eb, true);
	check_firewall(0x2901, 0x21d6, true);
	check_firewall(0x2901, 0x21d7, false);
	check_firewall(0x2901, 0x21dd, false);
	check_firewall(0x2901, 0x21de, true);
}

/* Not even the firewall is waited for. */
static void check_untouched(struct bar_machine *m, const char *line)
{
	bar_expect(m, line);
	assert_int_equal(m->reads, 0);
	assert_int_equal(m->h->clock_us, 0);
}

static void test_untouched(void **state)
{
	struct bar_machine *m = new_machine(0x2901);
	static const char *const brief[] = {"-s", "1.0"};

	(void)state;
	put_started(m, 0x1a0);
	put_le32(m->cfg + FIREWALL, FIREWALL_BIT);
	assert_int_equal(bar_run(m, 2, brief), APP_OK);
	assert_int_equal(m->reads, 0);
	m->cfg[4] = 0;
	check_untouched(m, "Identity: decoding is off");
	m->cfg[4] = 2;
	m->cfg[0x44] = 3;
	check_untouched(m, "Identity: not in power state D0");
	m->cfg[0x44] = 0;
	m->h->records[0].bar.size = 8 << 20;
	check_untouched(m, "Identity: shorter than its registers");
	m->h->records[0].bar.base = 0x12340000; /* some other BAR */
	put_le32(m->cfg + 0x18, 0x12340000);
	check_untouched(m, "Identity: size not known");
	m->h->record_count = 0; /* not firmware's */
	put_le32(m->cfg + FIREWALL, 0);
	bar_expect(m, "Boot: complete");
	put_le32(m->cfg + 0x14, 0);
	check_untouched(m, "Identity: no address assigned");
	bar_machine_free(m);
}

/* Each read in turn fails, or is the one with which the GPU is gone. */
static void test_failures(void **state)
{
	static const char *const args[] = {"-v"};
	struct bar_machine *m = new_machine(0x2484);
	uint8_t cfg[4096];
	unsigned long reads;

	(void)state;
	put_started(m, 0x174);
	memcpy(cfg, m->cfg, sizeof(cfg));
	bar_expect(m, "Memory: 24576 MiB");
	reads = m->reads - 512; /* those of the window with the ROM */
	assert_int_equal(reads, 6);
	assert_int_equal(m->narrowest, 4);
	for (unsigned long n = 1; n <= reads; n++) {
		m->gone_at = 0;
		m->fails_at = n;
		bar_expect_lost(m, "Identity: access failed");
		assert_int_equal(strstr(m->h->text, "Chip: ") != NULL, n > 2);
		m->fails_at = 0;
		m->gone_at = n;
		assert_int_equal(bar_run(m, 1, args), APP_DEVICE);
		assert_non_null(strstr(m->h->text, "Identity: the device is gone\n"));
		assert_int_equal(m->reads, n);
		memcpy(m->cfg, cfg, sizeof(cfg));
	}
	bar_machine_free(m);
}

static void test_json(void **state)
{
	static const char *const args[] = {"-v", "--json"};
	struct bar_machine *m = new_machine(0x2484);

	(void)state;
	put_started(m, 0x174);
	assert_int_equal(bar_run(m, 2, args), APP_OK);
	assert_non_null(strstr(m->h->text,
	                       "\"identity\":{\"chip\":\"GA104 (174, Ampere, revision a1)\","
	                       "\"boot\":\"complete\",\"memory\":\"24576 MiB\"}"));
	m->cfg[4] = 0;
	assert_int_equal(bar_run(m, 2, args), APP_OK);
	assert_non_null(strstr(m->h->text, "\"identity\":{\"error\":\"decoding is off\"}"));
	bar_machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chips),     cmocka_unit_test(test_names),
		cmocka_unit_test(test_memory),    cmocka_unit_test(test_boot),
		cmocka_unit_test(test_no_answer), cmocka_unit_test(test_virtual),
		cmocka_unit_test(test_firewall),  cmocka_unit_test(test_firewall_ids),
		cmocka_unit_test(test_untouched), cmocka_unit_test(test_failures),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
