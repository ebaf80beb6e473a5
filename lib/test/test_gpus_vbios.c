/* test_gpus_vbios.c - a GPU's ROM, by its register and by NVIDIA's window. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/bar_machine.h"

enum { PROM = 0x300000, PROM_SIZE = 1 << 20, BLOCK = 512, LEAST = 2048, DATA = 0x40 };

static uint8_t *put_image(uint8_t *rom, unsigned code_type, unsigned blocks, bool last)
{
	memset(rom, 0, (size_t)blocks * BLOCK);
	put_le16(rom, 0xaa55);
	put_le16(rom + 0x18, DATA);
	memcpy(rom + DATA, "PCIR", 4);
	put_le16(rom + DATA + 0x10, (uint16_t)blocks);
	rom[DATA + 0x14] = (uint8_t)code_type;
	rom[DATA + 0x15] = last ? 0x80 : 0;
	return rom + (size_t)blocks * BLOCK;
}

static uint8_t *put_efi(uint8_t *rom, unsigned machine, unsigned blocks, bool last)
{
	uint8_t *end = put_image(rom, 3, blocks, last);

	put_le32(rom + 4, 0x0ef1);
	put_le16(rom + 10, (uint16_t)machine);
	return end;
}

/* 100 KiB of PC with a version, 60 of EFI, 20 of NVIDIA's own: 180 KiB. */
static void put_rom(uint8_t *rom)
{
	uint8_t *efi = put_image(rom, 0, 200, false);

	memcpy(rom + 0x1234, "\rVersion 94.04.3A.40.D5 \n", 25);
	put_image(put_efi(efi, 0x8664, 120, false), 0xe0, 40, true);
}

/* An Ampere, whose window with the ROM is all ones so far. */
static struct bar_machine *nvidia_machine(void)
{
	struct bar_machine *m = bar_machine_new(app_main, 0x248410de, 0x030000);

	put_le32(m->bar, 0x174000a1);
	memset(m->bar + PROM, 0xff, PROM_SIZE);
	return m;
}

/* Reads of the window beside those of registers, which there are fewer of. */
static unsigned long window_bytes(const struct bar_machine *m)
{
	return m->reads / (LEAST / 4) * LEAST;
}

static void test_window(void **state)
{
	static const char *const args[] = {"-v", "--json"};
	struct bar_machine *m = nvidia_machine();

	(void)state;
	put_rom(m->bar + PROM);
	bar_expect(m, "VBIOS: 94.04.3A.40.D5, images PC, EFI (x86-64), extended");
	assert_int_equal(window_bytes(m), 256 << 10);
	assert_int_equal(m->narrowest, 4);
	assert_int_equal(m->rom_reads, 0);
	assert_int_equal(bar_run(m, 2, args), APP_OK);
	assert_non_null(strstr(m->h->text,
	                       "\"rom\":{\"status\":\"ok\",\"version\":\"94.04.3A.40.D5\","
	                       "\"images\":\"PC, EFI (x86-64), extended\","
	                       "\"efi\":true}"));
	bar_machine_free(m);
}

static void test_none(void **state)
{
	static const uint8_t fills[] = {0xff, 0x00, 0x55, 0xaa};
	struct bar_machine *m = nvidia_machine();

	(void)state;
	for (unsigned i = 0; i < sizeof(fills); i++) {
		memset(m->bar + PROM, fills[i], PROM_SIZE);
		bar_expect(m, "VBIOS: not found");
		assert_int_equal(window_bytes(m), LEAST);
	}
	for (unsigned i = 0; i < PROM_SIZE; i += 4)
		put_le32(m->bar + PROM + i, 0xbadf5040);
	bar_expect(m, "VBIOS: not found");
	assert_int_equal(window_bytes(m), LEAST);
	bar_machine_free(m);
}

/* Whatever is wrong with it, the window is the end. */
static void test_wrong(void **state)
{
	struct bar_machine *m = nvidia_machine();
	uint8_t *rom = m->bar + PROM;

	(void)state;
	put_rom(rom);
	put_le16(rom + (100 << 10), 0);
	bar_expect(m, "VBIOS: 94.04.3A.40.D5, images PC, no EFI image, corrupt data");
	assert_int_equal(window_bytes(m), PROM_SIZE);
	put_rom(rom);
	put_le16(rom + (100 << 10) + DATA + 0x10, 0xffff);
	bar_expect(m, "VBIOS: 94.04.3A.40.D5, images PC, EFI (x86-64), cut short");
	assert_int_equal(window_bytes(m), PROM_SIZE);
	put_image(rom, 0, 2048, false);
	bar_expect(m, "VBIOS: images PC, no EFI image, cut short");
	put_image(rom, 0x17, 4, true);
	bar_expect(m, "VBIOS: images unknown, no EFI image");
	assert_int_equal(window_bytes(m), LEAST);
	put_efi(rom, 0x1234, 4, true);
	bar_expect(m, "VBIOS: images EFI (unknown)");

	/* Many: not all are in the line, and the walk goes on. */
	for (unsigned i = 0; i < 100; i++)
		put_image(rom + i * BLOCK, 0x70, 1, i == 99);
	bar_expect(m, "VBIOS: images NBSI, NBSI, NBSI, NBSI, NBSI, NBSI, NBSI, NBSI, NBSI, NBSI,\n"
	              "        NBSI, no EFI image");
	assert_int_equal(window_bytes(m), 64 << 10);
	bar_machine_free(m);
}

/* NVIDIA's header in front, whose directory is beyond what is read first. */
static void test_nvgi(void **state)
{
	struct bar_machine *m = nvidia_machine();
	uint8_t *rom = m->bar + PROM;

	(void)state;
	memset(rom, 0, PROM_SIZE);
	memcpy(rom, "NVGI", 4);
	put_le32(rom + 4, 0x10 << 16 | 3 << 8);
	put_le32(rom + 8, 0x20);
	put_le32(rom + 0x20, 0x8000);
	memcpy(rom + 0x9000, "RFRD", 4);
	put_le32(rom + 0x9008, 0x10000);
	put_rom(rom + 0x10000);
	bar_expect(m, "VBIOS: 94.04.3A.40.D5, images PC, EFI (x86-64), extended");
	put_le32(rom + 4, 0x10 << 16 | 9 << 8);
	bar_expect(m, "VBIOS: corrupt data");
	bar_machine_free(m);
}

/* By its own register, of any vendor: only where it is enabled already. */
static void test_register(void **state)
{
	struct bar_machine *m = bar_machine_new(app_main, 0x73bf1002, 0x030000);

	(void)state;
	put_efi(put_image(m->rom, 0, 100, false), 0xaa64, 20, true);
	memcpy(m->rom + 0x400, "113-D4120900-101", 17);
	bar_expect_not(m, "VBIOS");
	assert_int_equal(m->rom_reads, 0);
	m->cfg[0x30] |= 1;
	bar_expect(m, "VBIOS: 113-D4120900-101, images PC, EFI (AArch64)");
	assert_int_equal(m->highest_rom, 64 << 10);
	assert_int_equal(m->narrowest, 4);
	m->cfg[4] = 0;
	bar_expect_not(m, "VBIOS");
	assert_int_equal(m->rom_reads, 0);
	m->cfg[4] = 2;
	m->cfg[0x44] = 3;
	bar_expect_not(m, "VBIOS");
	assert_int_equal(m->rom_reads, 0);
	bar_machine_free(m);
}

/* Its size is not known, but it is aligned to that. */
static void test_alignment(void **state)
{
	struct bar_machine *m = bar_machine_new(app_main, 0x73bf1002, 0x030000);
	uint8_t *rom;

	(void)state;
	put_image(m->rom, 0, 1, false);
	put_le16(m->rom + DATA + 0x10, 0xffff);
	m->cfg[0x30] |= 1;
	bar_expect(m, "VBIOS: images PC, no EFI image, cut short");
	assert_int_equal(m->highest_rom, 512 << 10);

	/* More than there can be of it. */
	rom = host_memory(m->h, 0xf8400000, 4 << 20);
	put_image(rom, 0, 1, false);
	put_le16(rom + DATA + 0x10, 0xffff);
	put_le32(m->cfg + 0x30, 0xf8400001);
	bar_expect(m, "VBIOS: images PC, no EFI image, cut short");
	bar_machine_free(m);
}

/* Where both are, the register is the one; what it has is no less than the window's. */
static void test_both(void **state)
{
	struct bar_machine *m = nvidia_machine();

	(void)state;
	put_rom(m->bar + PROM);
	put_efi(m->rom, 0x8664, 4, true);
	m->cfg[0x30] |= 1;
	bar_expect(m, "VBIOS: images EFI (x86-64)");
	bar_machine_free(m);
}

static void test_failures(void **state)
{
	static const char *const args[] = {"-v"};
	struct bar_machine *m = nvidia_machine();
	unsigned long registers;

	(void)state;
	bar_expect(m, "VBIOS: not found");
	registers = m->reads - LEAST / 4;
	put_rom(m->bar + PROM);
	m->fails_at = registers + 1000;
	bar_expect_lost(m, "VBIOS: images PC, no EFI image, access failed");
	assert_int_equal(m->reads, registers + 1000);
	m->fails_at = 0;
	m->h->alloc_fails_at = 0;
	assert_int_equal(bar_run(m, 1, args), APP_OK);
	m->h->alloc_fails_at = m->h->allocs;
	assert_int_equal(bar_run(m, 1, args), APP_NOMEM);
	assert_non_null(strstr(m->h->text, "VBIOS: no space left\n"));
	assert_non_null(strstr(m->h->text, "gpus: out of memory, this is incomplete\n"));
	assert_int_equal(m->reads, registers);
	m->h->alloc_fails_at = 0;
	m->gone_at = registers + 7;
	assert_int_equal(bar_run(m, 1, args), APP_DEVICE);
	assert_non_null(strstr(m->h->text, "VBIOS: the device is gone\n"));
	bar_machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_window),   cmocka_unit_test(test_none),
		cmocka_unit_test(test_wrong),    cmocka_unit_test(test_nvgi),
		cmocka_unit_test(test_register), cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_both),     cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
