/* pci_rom.h - what is in an expansion ROM. PCI Firmware 3.3, 5.1; UEFI 2.10, 14.4.2 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_ROM_H
#define LIB_PCI_ROM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pci_rom_code {
	PCI_ROM_PC = 0x00, /* for x86 BIOS */
	PCI_ROM_OPEN_FIRMWARE = 0x01,
	PCI_ROM_PARISC = 0x02,
	PCI_ROM_EFI = 0x03,
	PCI_ROM_NBSI = 0x70,     /* NVIDIA's data */
	PCI_ROM_EXTENDED = 0xe0, /* NVIDIA's, with what its firmware runs */
};

/* One image. Its header and data structure lie inside the ROM; all else is only what they say. */
struct pci_rom_image {
	size_t offset, size; /* bytes, from the start of the ROM */
	uint16_t vendor, device;
	uint32_t class_code;
	uint8_t code_type; /* enum pci_rom_code, or another */
	uint16_t code_revision;
	bool is_last;
	bool is_cut; /* the ROM ends before the image does */

	/* Of PCI_ROM_EFI, when has_efi: its header says that it is one. */
	bool has_efi, is_compressed;
	uint16_t machine, subsystem; /* as in a PE header */
};

enum {
	PCI_ROM_MAX = 16 << 20
}; /* more is no ROM: the register has 32 bits, but parts have 16 MB */

/*
 * Find the offset of the first image: 0, or where NVIDIA's own header (NVGI) says. PCI_ENOTFOUND
 * when there is no ROM; PCI_ECORRUPT when that header leads out of it or has an unknown version.
 */
PCI_MUST_CHECK enum pci_status pci_rom_first(const uint8_t *rom, size_t size, size_t *ret_offset);

/*
 * Read the image at *offset and move *offset behind it: PCI_OK, PCI_ENOTFOUND behind the last one,
 * PCI_ECORRUPT when there is none where one should be. Each call moves by 512 bytes at least, so
 * that a walk ends.
 */
PCI_MUST_CHECK enum pci_status pci_rom_next(const uint8_t *rom, size_t size, size_t *offset,
                                            struct pci_rom_image *ret);

/*
 * Copy the version that the image's own text names into buf: what follows "Version " in NVIDIA's, a
 * part number that starts with "113-" in AMD's. False when there is none.
 */
enum { PCI_ROM_VERSION_MAX = 48 };
bool pci_rom_version(const uint8_t *rom, size_t size, const struct pci_rom_image *image,
                     char buf[PCI_ROM_VERSION_MAX]);

/* What code type and PE machine are called: "EFI", "x86-64"; NULL for another. */
const char *pci_rom_code_name(unsigned code_type);
const char *pci_rom_machine_name(unsigned machine);

#ifdef __cplusplus
}
#endif
#endif
