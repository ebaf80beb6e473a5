/* virtio.c - a virtio GPU by its device configuration. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/identity.h"
#include "lib/bytes.h"
#include "lib/io_copy.h"

#define REG_DEF    "apps/gpus/virtio.def"
#define REG_PREFIX virtio
#include "lib/reg_block.h"

enum { VENDOR = 0x1af4, DEVICE = 0x1050, DEVICE_CONFIG = 4, CAP_SIZE = 16 };

bool virtio_matches(const struct pci_func *f)
{
	return f->vendor == VENDOR && f->device == DEVICE;
}

/* The capability of the device configuration, which says where that is. Virtio 1.2, 4.1.4 */
static enum pci_status find_config(const struct pci_device *d, uint8_t ret[CAP_SIZE])
{
	struct io_region cap;
	enum pci_status st;
	unsigned n = 0;

	do {
		st = pci_find_id(&d->dev->cfg, PCI_CAP_STD, reg_id(pci_VNDR), n++, &cap);
		if (st == PCI_OK)
			st = io_copy_in(&cap, 0, 4, ret, CAP_SIZE);
	} while (st == PCI_OK && ret[reg_at(pci_VIRTIO, TYPE)] != DEVICE_CONFIG);
	return st;
}

enum pci_status virtio_read(const struct pci_device *d, const struct pci_view *v, unsigned flags,
                            struct identity *ret)
{
	uint8_t cap[CAP_SIZE];
	struct pci_mapping mapping;
	struct io_region io;
	virtio_MMIO_mmio regs;
	uint32_t scanouts;
	enum pci_status st = find_config(d, cap);

	(void)v;
	if (st == PCI_OK)
		st = pci_open_bar(d, PCI_BAR_SLOT(cap[reg_at(pci_VIRTIO, BAR)]), flags, &mapping);
	if (st == PCI_OK)
		st = pci_bar_region(&mapping, get_le32(cap + reg_at(pci_VIRTIOMEM, OFFSET)),
		                    get_le32(cap + reg_at(pci_VIRTIOMEM, SIZE)), &io);
	if (st == PCI_OK)
		st = io_typed(&io, &regs);
	if (st == PCI_OK)
		st = io_try_reg(&regs, NUM_SCANOUTS, &scanouts);
	if (st == PCI_OK)
		identity_add(ret, "Scanouts", "%u", scanouts);
	return st;
}
