/* test_rom.c - expansion ROMs, whole, cut and wrong. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_rom.h"
#include "lib/test/cfg.h"

enum { BLOCK = 512, DATA = 0x40, TEXT = 0x80 };

/* An image of so many blocks at rom, whose data structure is at DATA. */
static uint8_t *put_image(uint8_t *rom, unsigned code_type, unsigned blocks, bool last)
{
	memset(rom, 0, (size_t)blocks * BLOCK);
	put_le16(rom, 0xaa55);
	put_le16(rom + 0x18, DATA);
	memcpy(rom + DATA, "PCIR", 4);
	put_le16(rom + DATA + 0x04, 0x10de);
	put_le16(rom + DATA + 0x06, 0x2484);
	put_le16(rom + DATA + 0x0d, 0x0000);
	rom[DATA + 0x0f] = 0x03;
	put_le16(rom + DATA + 0x10, (uint16_t)blocks);
	put_le16(rom + DATA + 0x12, 0x0102);
	rom[DATA + 0x14] = (uint8_t)code_type;
	rom[DATA + 0x15] = last ? 0x80 : 0x7f;
	return rom + (size_t)blocks * BLOCK;
}

static void put_efi(uint8_t *rom, unsigned machine, unsigned compression)
{
	put_le32(rom + 0x04, 0x0ef1);
	put_le16(rom + 0x08, 11);
	put_le16(rom + 0x0a, (uint16_t)machine);
	put_le16(rom + 0x0c, (uint16_t)compression);
}

/* A PC image of 2 blocks, an EFI one of 1, an extended one of 1; 4 blocks. */
static void put_three(uint8_t *rom)
{
	uint8_t *efi = put_image(rom, PCI_ROM_PC, 2, false);
	uint8_t *ext = put_image(efi, PCI_ROM_EFI, 1, false);

	put_efi(efi, 0x8664, 1);
	put_image(ext, PCI_ROM_EXTENDED, 1, true);
	memcpy(ext + DATA, "NPDS", 4);
}

/* Exactly as much storage as is said, so that a sanitizer sees what is beyond. */
static uint8_t *copy(const uint8_t *rom, size_t size)
{
	uint8_t *p = malloc(size ? size : 1);

	assert_non_null(p);
	memcpy(p, rom, size);
	return p;
}

static void check_three(const uint8_t *rom, size_t size, size_t first)
{
	struct pci_rom_image i;
	size_t at = 0;

	assert_int_equal(pci_rom_first(rom, size, &at), PCI_OK);
	assert_int_equal(at, first);
	assert_int_equal(pci_rom_next(rom, size, &at, &i), PCI_OK);
	assert_int_equal(i.offset, first);
	assert_int_equal(i.size, 2 * BLOCK);
	assert_int_equal(i.vendor, 0x10de);
	assert_int_equal(i.device, 0x2484);
	assert_int_equal(i.class_code, 0x030000);
	assert_int_equal(i.code_type, PCI_ROM_PC);
	assert_int_equal(i.code_revision, 0x0102);
	assert_false(i.is_last || i.is_cut || i.has_efi);
	assert_int_equal(pci_rom_next(rom, size, &at, &i), PCI_OK);
	assert_int_equal(i.offset, first + 2 * BLOCK);
	assert_int_equal(i.code_type, PCI_ROM_EFI);
	assert_true(i.has_efi && i.is_compressed);
	assert_int_equal(i.machine, 0x8664);
	assert_int_equal(i.subsystem, 11);
	assert_int_equal(pci_rom_next(rom, size, &at, &i), PCI_OK);
	assert_int_equal(i.code_type, PCI_ROM_EXTENDED);
	assert_true(i.is_last);
	assert_int_equal(pci_rom_next(rom, size, &at, &i), PCI_ENOTFOUND);
}

static void test_images(void **state)
{
	uint8_t rom[4 * BLOCK];
	struct pci_rom_image i;
	size_t at = 0;

	(void)state;
	put_three(rom);
	check_three(rom, sizeof(rom), 0);
	put_efi(rom + 2 * BLOCK, 0xaa64, 0);
	at = 2 * BLOCK;
	assert_int_equal(pci_rom_next(rom, sizeof(rom), &at, &i), PCI_OK);
	assert_int_equal(i.machine, 0xaa64);
	assert_false(i.is_compressed);
	put_le32(rom + 2 * BLOCK + 4, 0x0ef2);
	at = 2 * BLOCK;
	assert_int_equal(pci_rom_next(rom, sizeof(rom), &at, &i), PCI_OK);
	assert_false(i.has_efi);
	assert_int_equal(i.machine, 0);
}

/* A ROM of any size: no byte beyond it is read, and the walk ends. */
static void test_cut(void **state)
{
	uint8_t rom[4 * BLOCK];

	(void)state;
	put_three(rom);
	for (size_t size = 0; size <= sizeof(rom); size++) {
		char version[PCI_ROM_VERSION_MAX];
		uint8_t *p = copy(rom, size);
		struct pci_rom_image i;
		enum pci_status st;
		unsigned n = 0;
		size_t at;

		st = pci_rom_first(p, size, &at);
		assert_int_equal(st, size < 2 ? PCI_ENOTFOUND : PCI_OK);
		while (st == PCI_OK && (st = pci_rom_next(p, size, &at, &i)) == PCI_OK) {
			assert_int_equal(i.is_cut, i.offset + i.size > size);
			assert_false(pci_rom_version(p, size, &i, version));
			n++;
		}
		if (size < DATA + 0x18)
			assert_int_equal(n, 0);
		else if (size <= 2 * BLOCK)
			assert_int_equal(n, 1);
		free(p);
	}
}

static void check_bad(size_t off, unsigned value, enum pci_status st)
{
	uint8_t rom[4 * BLOCK], *p;
	struct pci_rom_image i;
	size_t at = 0;

	put_three(rom);
	put_le16(rom + off, (uint16_t)value);
	p = copy(rom, sizeof(rom));
	assert_int_equal(pci_rom_next(p, sizeof(rom), &at, &i), st);
	free(p);
}

static void test_bad(void **state)
{
	(void)state;
	check_bad(0, 0xaa55, PCI_OK);
	check_bad(0, 0x55aa, PCI_ECORRUPT);
	check_bad(0, 0xffff, PCI_ECORRUPT);
	check_bad(0x18, 0, PCI_ECORRUPT);
	check_bad(0x18, 0xffff, PCI_ECORRUPT);
	check_bad(0x18, 4 * BLOCK - 0x17, PCI_ECORRUPT);
	check_bad(DATA, 0, PCI_ECORRUPT);
	check_bad(DATA + 0x10, 0, PCI_ECORRUPT);
	check_bad(DATA + 0x10, 0xffff, PCI_OK);
}

static void check_version(const char *text, size_t at, const char *expected)
{
	char version[PCI_ROM_VERSION_MAX];
	struct pci_rom_image i;
	uint8_t rom[2 * BLOCK], *p;
	size_t offset = 0;

	put_image(rom, PCI_ROM_PC, 2, true);
	memcpy(rom + at, text, strlen(text));
	p = copy(rom, sizeof(rom));
	assert_int_equal(pci_rom_next(p, sizeof(rom), &offset, &i), PCI_OK);
	assert_int_equal(pci_rom_version(p, sizeof(rom), &i, version), expected != NULL);
	if (expected)
		assert_string_equal(version, expected);
	free(p);
}

static void test_version(void **state)
{
	(void)state;
	check_version("VersioN 1.2.3.4.5", TEXT, NULL);
	check_version("Version 94.04.3A.40.D5 ", TEXT, "94.04.3A.40.D5");
	check_version("113-D1990103-O09", TEXT, "113-D1990103-O09");
	check_version("Version 1 Version 90.20", TEXT, "90.20");
	check_version("113- Version 90.20", TEXT, "90.20");
	check_version("Version 94.04", 2 * BLOCK - 13, "94.04");
	check_version("Version ", 2 * BLOCK - 8, NULL);
	check_version("Version 0123456789abcdef0123456789abcdef0123456789abcdef0123", TEXT,
	              "0123456789abcdef0123456789abcdef0123456789abcde");
}

/* NVIDIA's header in front, of each version; wherever it points, no byte outside is read. */
static void put_nvgi(uint8_t *rom, unsigned version, uint32_t image)
{
	memset(rom, 0, 2 * BLOCK + 4096);
	memcpy(rom, "NVGI", 4);
	put_le32(rom + 4, 0x10 << 16 | version << 8);
	put_le32(rom + 8, 0x20);
	if (version < 3) {
		put_le32(rom + 0x14, image);
		return;
	}
	put_le32(rom + 0x20, 0x100);
	memcpy(rom + 0x100 + 4096, "RFRD", 4);
	put_le32(rom + 0x100 + 4096 + 8, image);
}

static void check_nvgi(unsigned version, uint32_t image, size_t off, uint32_t value,
                       enum pci_status st)
{
	uint8_t rom[6 * BLOCK + 4096], *p;
	size_t at;

	put_nvgi(rom, version, image);
	put_three(rom + 2 * BLOCK + 4096);
	if (off)
		put_le32(rom + off, value);
	p = copy(rom, sizeof(rom));
	assert_int_equal(pci_rom_first(p, sizeof(rom), &at), st);
	if (st == PCI_OK)
		check_three(p, sizeof(rom), 2 * BLOCK + 4096);
	free(p);
}

static void test_nvgi(void **state)
{
	const uint32_t image = 2 * BLOCK + 4096, end = image + 4 * BLOCK;

	(void)state;
	check_nvgi(1, image, 0, 0, PCI_OK);
	check_nvgi(2, image, 0, 0, PCI_OK);
	check_nvgi(3, image, 0, 0, PCI_OK);
	check_nvgi(0, image, 0, 0, PCI_ECORRUPT);
	check_nvgi(4, image, 0, 0, PCI_ECORRUPT);
	check_nvgi(1, end, 0, 0, PCI_ECORRUPT);
	check_nvgi(3, UINT32_MAX, 0, 0, PCI_ECORRUPT);
	check_nvgi(1, image, 4, 0x7fff0100, PCI_ECORRUPT);
	check_nvgi(3, image, 8, 0xfffff, PCI_ECORRUPT);
	check_nvgi(3, image, 0x20, UINT32_MAX, PCI_ECORRUPT);
	check_nvgi(3, image, 0x20, end - 4096 - 11, PCI_ECORRUPT);
	check_nvgi(3, image, 0x1100, 0, PCI_ECORRUPT);
}

/* In the middle one of three, whose own word is that it is the last and has 1 block. */
static void check_npde(size_t at, unsigned blocks, unsigned indicator, unsigned size, bool last)
{
	uint8_t rom[4 * BLOCK], *p, *efi = rom + 2 * BLOCK;
	struct pci_rom_image i;
	size_t offset = 2 * BLOCK;

	put_three(rom);
	put_le16(efi + DATA + 0x0a, 0x1c);
	efi[DATA + 0x15] = 0x80;
	memcpy(efi + at, "NPDE", 4);
	put_le16(efi + at + 8, (uint16_t)blocks);
	efi[at + 0x0a] = (uint8_t)indicator;
	p = copy(rom, sizeof(rom));
	assert_int_equal(pci_rom_next(p, sizeof(rom), &offset, &i), PCI_OK);
	assert_int_equal(i.size, size);
	assert_int_equal(i.is_last, last);
	assert_int_equal(offset, last || i.is_cut ? sizeof(rom) : 2 * BLOCK + size);
	free(p);
}

/* What NVIDIA says itself counts; where it lies outside there is none. */
static void test_npde(void **state)
{
	uint8_t rom[BLOCK], *p;
	struct pci_rom_image i;
	size_t at;

	(void)state;
	check_npde(0x60, 1, 0, BLOCK, false);
	check_npde(0x60, 2, 0, 2 * BLOCK, false);
	check_npde(0x60, 3, 0, 3 * BLOCK, false);
	check_npde(0x60, 1, 0x80, BLOCK, true);
	check_npde(0x60, 0, 0, BLOCK, true);
	check_npde(0x5c, 2, 0, BLOCK, true);
	put_image(rom, PCI_ROM_EXTENDED, 1, true);
	for (unsigned length = 0; length < 0xffff; length += 0x10) {
		put_le16(rom + DATA + 0x0a, (uint16_t)length);
		memcpy(rom + BLOCK - 4, "NPDE", 4);
		p = copy(rom, sizeof(rom));
		at = 0;
		assert_int_equal(pci_rom_next(p, sizeof(rom), &at, &i), PCI_OK);
		assert_true(i.is_last && i.size == BLOCK);
		free(p);
	}
	put_le16(rom, 0x4e56);
	at = 0;
	assert_int_equal(pci_rom_next(rom, sizeof(rom), &at, &i), PCI_OK);
	put_le16(rom, 0xbb77);
	at = 0;
	assert_int_equal(pci_rom_next(rom, sizeof(rom), &at, &i), PCI_OK);
	assert_int_equal(pci_rom_first(rom, sizeof(rom), &at), PCI_ENOTFOUND);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(pci_rom_code_name(PCI_ROM_EFI), "EFI");
	assert_null(pci_rom_code_name(0x42));
	assert_string_equal(pci_rom_machine_name(0x8664), "x86-64");
	assert_string_equal(pci_rom_machine_name(0xaa64), "AArch64");
	assert_null(pci_rom_machine_name(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_images), cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bad),    cmocka_unit_test(test_version),
		cmocka_unit_test(test_nvgi),   cmocka_unit_test(test_npde),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
