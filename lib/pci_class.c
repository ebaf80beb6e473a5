/* pci_class.c - what the class codes are called. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_class.h"

#include <stddef.h>

enum { OTHER = 0x80 }; /* the subclass of whatever has none */

struct name {
	uint16_t code; /* xxff: the base class, for every other subclass */
	char text[32];
};

static const struct name names[] = {
	{0x0001, "VGA compatible device"},
	{0x00ff, "Unclassified device"},
	{0x0100, "SCSI storage controller"},
	{0x0101, "IDE interface"},
	{0x0104, "RAID bus controller"},
	{0x0106, "SATA controller"},
	{0x0108, "Non-Volatile memory controller"},
	{0x01ff, "Mass storage controller"},
	{0x0200, "Ethernet controller"},
	{0x0207, "Infiniband controller"},
	{0x02ff, "Network controller"},
	{0x0300, "VGA compatible controller"},
	{0x0301, "XGA compatible controller"},
	{0x0302, "3D controller"},
	{0x03ff, "Display controller"},
	{0x0403, "Audio device"},
	{0x04ff, "Multimedia controller"},
	{0x0502, "CXL"},
	{0x05ff, "Memory controller"},
	{0x0600, "Host bridge"},
	{0x0601, "ISA bridge"},
	{0x0604, "PCI bridge"},
	{0x0607, "CardBus bridge"},
	{0x06ff, "Bridge"},
	{0x0700, "Serial controller"},
	{0x07ff, "Communication controller"},
	{0x0806, "IOMMU"},
	{0x08ff, "System peripheral"},
	{0x09ff, "Input device controller"},
	{0x0aff, "Docking station"},
	{0x0bff, "Processor"},
	{0x0c03, "USB controller"},
	{0x0c05, "SMBus"},
	{0x0cff, "Serial bus controller"},
	{0x0dff, "Wireless controller"},
	{0x0eff, "Intelligent controller"},
	{0x0fff, "Satellite controller"},
	{0x10ff, "Encryption controller"},
	{0x11ff, "Signal processing controller"},
	{0x12ff, "Processing accelerators"},
	{0x13ff, "Non-Essential Instrumentation"},
	{0x40ff, "Coprocessor"},
	{0xffff, "Unassigned class"},
};

const char *pci_class_find(uint16_t class_subclass, bool *ret_is_base)
{
	uint16_t base = class_subclass | 0xff;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*ret_is_base = names[i].code != class_subclass && (class_subclass & 0xff) != OTHER;
		if (names[i].code == class_subclass || names[i].code == base)
			return names[i].text;
	}
	return NULL;
}

const char *pci_class_name(uint16_t class_subclass)
{
	bool is_base;
	const char *name = pci_class_find(class_subclass, &is_base);

	return name ? name : "Class";
}
