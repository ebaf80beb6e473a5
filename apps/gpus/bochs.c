/* bochs.c - a Bochs display by the ID register of its interface. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/identity.h"

#define REG_DEF    "lib/regs/device/bochs.def"
#define REG_PREFIX bochs
#include "lib/reg_block.h"

enum { VENDOR = 0x1234, DEVICE = 0x1111, REGISTERS = PCI_BAR_SLOT(2) };

bool bochs_matches(const struct pci_func *f)
{
	return f->vendor == VENDOR && f->device == DEVICE;
}

enum pci_status bochs_read(const struct pci_device *d, const struct pci_view *v, unsigned flags,
                           struct identity *ret)
{
	struct pci_mapping mapping;
	bochs_MMIO_mmio regs;
	uint16_t id;
	enum pci_status st = pci_map_bar(d, REGISTERS, flags, &mapping, &regs);

	(void)v;
	if (st == PCI_OK)
		st = io_try_reg(&regs, ID, &id);
	if (st == PCI_OK)
		identity_add(ret, "Bochs DISPI ID", "%04x", id);
	return st;
}
