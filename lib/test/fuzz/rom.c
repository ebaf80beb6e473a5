/* rom.c - the input is an expansion ROM. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_rom.h"

#include <string.h>

#include "lib/test/fuzz/fuzz.h"

enum { BLOCK = 512, VERSION_MIN = 5 };

/* A word of printable characters. */
static void claim_version(const uint8_t *rom, size_t size, const struct pci_rom_image *image)
{
	char version[PCI_ROM_VERSION_MAX];
	size_t n;

	memset(version, 0xff, sizeof(version));
	if (!pci_rom_version(rom, size, image, version))
		return;
	n = strnlen(version, sizeof(version));
	claim(n >= VERSION_MIN && n < sizeof(version));
	while (n--)
		claim(version[n] > ' ' && version[n] <= '~');
}

static void claim_image(const struct pci_rom_image *image, size_t size)
{
	const char *name = pci_rom_code_name(image->code_type);

	claim(image->offset < size && image->size);
	claim(image->is_cut == (image->size > size - image->offset));
	claim(!name || *name);
	claim(!image->has_efi || image->code_type == PCI_ROM_EFI);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pci_rom_image image;
	size_t offset, at, images = 0;

	if (pci_rom_first(data, size, &offset) != PCI_OK)
		return 0;
	for (at = offset; pci_rom_next(data, size, &offset, &image) == PCI_OK; at = offset) {
		claim(image.offset == at);
		claim(offset >= image.offset + BLOCK || offset == size);
		claim(++images <= size / BLOCK + 1);
		claim_image(&image, size);
		claim_version(data, size, &image);
	}
	return 0;
}
