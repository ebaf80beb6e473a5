/* pci_rom.c - what is in an expansion ROM. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_rom.h"

#include "lib/bytes.h"

enum { BLOCK = 512, SIGNATURE = 0xaa55, EFI_SIGNATURE = 0x0ef1 };

/* Header of an image: PCI Firmware 3.3, 5.1.1; of an EFI one UEFI 2.10, 14.4.2.1. */
enum {
	HDR_EFI_SIGNATURE = 0x04,
	HDR_EFI_SUBSYSTEM = 0x08,
	HDR_EFI_MACHINE = 0x0a,
	HDR_EFI_COMPRESSION = 0x0c,
	HDR_DATA = 0x18,
	HDR_SIZE = 0x1a,
};

/* Data structure, PCI Firmware 3.3, 5.1.2. */
enum {
	DATA_VENDOR = 0x04,
	DATA_DEVICE = 0x06,
	DATA_LENGTH = 0x0a,
	DATA_CLASS = 0x0d,
	DATA_BLOCKS = 0x10,
	DATA_REVISION = 0x12,
	DATA_CODE_TYPE = 0x14,
	DATA_INDICATOR = 0x15,
	DATA_SIZE = 0x18,
	INDICATOR_LAST = 0x80,
};

/*
 * NVIDIA's own, behind that at a multiple of 16: where it is, its size of the image and its word on
 * the last one count, since what follows the EFI image is not for others. Such an image may have
 * another signature.
 */
enum { NPDE_BLOCKS = 0x08, NPDE_INDICATOR = 0x0a, NPDE_SIZE = 0x0b };
enum { NVIDIA_SIGNATURE = 0x4e56, NVIDIA_SIGNATURE2 = 0xbb77 };

/* NVIDIA's header, open-gpu-kernel-modules 595.45.04, tu102/dev_bus.h: NV_PBUS_IFR_FMT. */
enum {
	NVGI_FIXED = 0x04, /* version 15:8, size of the fixed part 30:16 */
	NVGI_TOTAL = 0x08, /* size 19:0 */
	NVGI_SIZE = 0x0c,
	NVGI_IMAGE = 4,        /* from the end of the fixed part, versions 1 and 2 */
	NVGI_DIRECTORY = 4096, /* behind the flash status, version 3 */
	RFRD_IMAGE = 8,
	RFRD_SIZE = 12,
};

static bool has(size_t size, uint64_t offset, size_t n)
{
	return offset <= size && n <= size - offset;
}

/* Make *ret the dword at offset. */
static bool get_dword(const uint8_t *rom, size_t size, uint64_t offset, uint32_t *ret)
{
	if (!has(size, offset, 4))
		return false;
	*ret = get_le32(rom + offset);
	return true;
}

static enum pci_status skip_nvgi(const uint8_t *rom, size_t size, size_t *ret_offset)
{
	uint32_t fixed = get_le32(rom + NVGI_FIXED), total = get_le32(rom + NVGI_TOTAL) & 0xfffff;
	uint64_t directory;
	uint32_t at = 0;
	bool found;

	switch (fixed >> 8 & 0xff) {
	case 1:
	case 2:
		found = get_dword(rom, size, (fixed >> 16 & 0x7fff) + NVGI_IMAGE, &at);
		break;
	case 3:
		found = get_dword(rom, size, total, &at);
		directory = (uint64_t)at + NVGI_DIRECTORY;
		found = found && has(size, directory, RFRD_SIZE) &&
		        same_bytes(rom + directory, "RFRD", 4) &&
		        get_dword(rom, size, directory + RFRD_IMAGE, &at);
		break;
	default:
		found = false;
	}
	*ret_offset = at;
	return found && at < size ? PCI_OK : PCI_ECORRUPT;
}

enum pci_status pci_rom_first(const uint8_t *rom, size_t size, size_t *ret_offset)
{
	*ret_offset = 0;
	if (has(size, 0, NVGI_SIZE) && same_bytes(rom, "NVGI", 4))
		return skip_nvgi(rom, size, ret_offset);
	return has(size, 0, 2) && get_le16(rom) == SIGNATURE ? PCI_OK : PCI_ENOTFOUND;
}

static void read_efi(const uint8_t *header, struct pci_rom_image *ret)
{
	ret->has_efi = get_le32(header + HDR_EFI_SIGNATURE) == EFI_SIGNATURE;
	if (!ret->has_efi)
		return;
	ret->subsystem = get_le16(header + HDR_EFI_SUBSYSTEM);
	ret->machine = get_le16(header + HDR_EFI_MACHINE);
	ret->is_compressed = get_le16(header + HDR_EFI_COMPRESSION) != 0;
}

static bool is_image(unsigned signature)
{
	return signature == SIGNATURE || signature == NVIDIA_SIGNATURE ||
	       signature == NVIDIA_SIGNATURE2;
}

/* What NVIDIA's says, where it is at at. */
static void read_npde(const uint8_t *rom, size_t size, size_t at, struct pci_rom_image *ret)
{
	const uint8_t *d = rom + at;

	if (!has(size, at, NPDE_SIZE) || !same_bytes(d, "NPDE", 4) || !get_le16(d + NPDE_BLOCKS))
		return;
	ret->size = (size_t)get_le16(d + NPDE_BLOCKS) * BLOCK;
	ret->is_last = d[NPDE_INDICATOR] & INDICATOR_LAST;
}

/* The data structure, from the image's start on; NVIDIA's NPDS has the same beginning. */
static bool read_data(const uint8_t *rom, size_t size, size_t pointer, struct pci_rom_image *ret)
{
	size_t at = ret->offset + pointer;
	const uint8_t *d = rom + at;

	if (!has(size, at, DATA_SIZE) || (!same_bytes(d, "PCIR", 4) && !same_bytes(d, "NPDS", 4)))
		return false;
	ret->vendor = get_le16(d + DATA_VENDOR);
	ret->device = get_le16(d + DATA_DEVICE);
	ret->class_code = get_le16(d + DATA_CLASS) | (uint32_t)d[DATA_CLASS + 2] << 16;
	ret->size = (size_t)get_le16(d + DATA_BLOCKS) * BLOCK;
	ret->code_revision = get_le16(d + DATA_REVISION);
	ret->code_type = d[DATA_CODE_TYPE];
	ret->is_last = d[DATA_INDICATOR] & INDICATOR_LAST;
	read_npde(rom, size, ret->offset + ((pointer + get_le16(d + DATA_LENGTH) + 15) & ~15u),
	          ret);
	return ret->size != 0;
}

enum pci_status pci_rom_next(const uint8_t *rom, size_t size, size_t *offset,
                             struct pci_rom_image *ret)
{
	const uint8_t *header;

	*ret = (struct pci_rom_image){.offset = *offset};
	if (*offset >= size)
		return PCI_ENOTFOUND;
	header = rom + *offset;
	if (!has(size, *offset, HDR_SIZE) || !is_image(get_le16(header)) ||
	    !read_data(rom, size, get_le16(header + HDR_DATA), ret))
		return PCI_ECORRUPT;
	if (ret->code_type == PCI_ROM_EFI)
		read_efi(header, ret);
	ret->is_cut = ret->size > size - *offset;
	*offset = ret->is_last || ret->is_cut ? size : *offset + ret->size;
	return PCI_OK;
}

static bool is_printable(uint8_t c)
{
	return c > ' ' && c < 0x7f;
}

/* The word at p, which is as long as is printable, into buf; false for a short one. */
static bool copy_word(const uint8_t *p, const uint8_t *end, char buf[PCI_ROM_VERSION_MAX])
{
	enum { SHORTEST = 4 };
	size_t n = 0;

	while (p < end && is_printable(*p) && n + 1 < PCI_ROM_VERSION_MAX)
		buf[n++] = (char)*p++;
	buf[n] = '\0';
	return n > SHORTEST;
}

bool pci_rom_version(const uint8_t *rom, size_t size, const struct pci_rom_image *image,
                     char buf[PCI_ROM_VERSION_MAX])
{
	static const char nvidia[] = "Version ", amd[] = "113-";
	const uint8_t *p = rom + image->offset, *end = rom + size;

	if (!image->is_cut)
		end = p + image->size;
	for (; end - p > (ptrdiff_t)sizeof(nvidia); p++) {
		if (*p == 'V' && same_bytes(p, nvidia, sizeof(nvidia) - 1) &&
		    copy_word(p + sizeof(nvidia) - 1, end, buf))
			return true;
		if (*p == '1' && same_bytes(p, amd, sizeof(amd) - 1) && copy_word(p, end, buf))
			return true;
	}
	return false;
}

const char *pci_rom_code_name(unsigned code_type)
{
	switch (code_type) {
	case PCI_ROM_PC:
		return "PC";
	case PCI_ROM_OPEN_FIRMWARE:
		return "Open Firmware";
	case PCI_ROM_PARISC:
		return "PA-RISC";
	case PCI_ROM_EFI:
		return "EFI";
	case PCI_ROM_NBSI:
		return "NBSI";
	case PCI_ROM_EXTENDED:
		return "extended";
	default:
		return NULL;
	}
}

/* Microsoft PE/COFF, 3.3.1; UEFI 2.10, 2.1.1 */
const char *pci_rom_machine_name(unsigned machine)
{
	switch (machine) {
	case 0x014c:
		return "IA32";
	case 0x0ebc:
		return "EBC";
	case 0x8664:
		return "x86-64";
	case 0xaa64:
		return "AArch64";
	case 0x5064:
		return "RISC-V 64";
	default:
		return NULL;
	}
}
