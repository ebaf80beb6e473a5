/* rom.c - fuzz target: an expansion ROM of any bytes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_rom.h"
#include "lib/test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char version[PCI_ROM_VERSION_MAX];
	struct pci_rom_image image;
	size_t offset, images = 0;

	if (pci_rom_first(data, size, &offset) != PCI_OK)
		return 0;
	while (pci_rom_next(data, size, &offset, &image) == PCI_OK) {
		claim(image.offset < size && image.size);
		claim(image.is_cut || image.size <= size - image.offset);
		claim(offset >= image.offset + 512 || offset == size);
		claim(++images <= size / 512 + 1);
		if (pci_rom_version(data, size, &image, version))
			claim(version[0] && version[4]);
	}
	return 0;
}
