/* bochs.c - a driver of Bochs displays: ID, EDID, mode. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/bochs/bochs.h"

#include "lib/io_copy.h"

enum { REGS = PCI_BAR_SLOT(2), PIXELS = PCI_BAR_SLOT(0), DISPI_MAGIC = 0xb0c };

static enum pci_status read_mode(const struct bochs *b, struct bochs_mode *ret)
{
	return io_copy_in(&b->regs.io, reg_at(bochs_MMIO, XRES), 2, ret, sizeof(*ret));
}

/* Off first: some take a resolution only then. On again in its place, with the rest behind it. */
static enum pci_status write_mode(const struct bochs *b, const struct bochs_mode *m)
{
	io_write(&b->regs, ENABLE, 0);
	return io_copy_out(&b->regs.io, reg_at(bochs_MMIO, XRES), 2, m, sizeof(*m));
}

static enum pci_status identify(struct bochs *b)
{
	enum pci_status st = io_try_reg(&b->regs, ID, &b->id);

	if (st == PCI_OK && reg_field(bochs_MMIO_ID, MAGIC, b->id) != DISPI_MAGIC)
		return PCI_ENOTFOUND;
	b->memory = (uint64_t)io_read(&b->regs, MEMORY_64K) << 16;
	if (b->memory > b->pixels_bar.bar.size)
		b->memory = b->pixels_bar.bar.size;
	return st == PCI_OK ? read_mode(b, &b->before) : st;
}

enum pci_status bochs_open(const struct pci_device *device, struct bochs *ret)
{
	enum pci_status st = pci_map_bar(device, REGS, PCI_MAP_ENABLE, &ret->regs_bar, &ret->regs);

	if (st == PCI_OK)
		st = pci_open_bar(device, PIXELS, 0, &ret->pixels_bar);
	if (st == PCI_OK)
		st = identify(ret);
	if (st != PCI_OK)
		(void)pci_unmap_bar(&ret->regs_bar);
	return st;
}

/* Read back, for a write does not tell that the device is gone. */
enum pci_status bochs_close(struct bochs *b)
{
	struct bochs_mode m;
	enum pci_status st = write_mode(b, &b->before), unmapped;

	if (st == PCI_OK)
		st = read_mode(b, &m);
	unmapped = pci_unmap_bar(&b->regs_bar);
	return st == PCI_OK ? unmapped : st;
}

enum pci_status bochs_set_mode(const struct bochs *b, unsigned width, unsigned height,
                               struct io_region *ret)
{
	const uint16_t on = reg_mask(bochs_MMIO_ENABLE, ENABLED) | reg_mask(bochs_MMIO_ENABLE, LFB);
	const uint16_t x = (uint16_t)width, y = (uint16_t)height;
	const struct bochs_mode m = {x, y, 32, on, 0, x, y, 0, 0};
	uint64_t bytes = (uint64_t)width * height * 4;
	enum pci_status st = bytes > b->memory ? PCI_ENOSPC : PCI_OK;
	struct bochs_mode got;

	if (st == PCI_OK)
		st = pci_bar_region(&b->pixels_bar, 0, (size_t)bytes, ret);
	if (st != PCI_OK)
		return st;
	/* A VGA shows nothing before this; its attribute port is an index only after STATUS1. */
	(void)io_read(&b->regs, STATUS1);
	io_write(&b->regs, ATTRIBUTE, reg_mask(bochs_MMIO_ATTRIBUTE, PICTURE));
	st = write_mode(b, &m);
	if (st == PCI_OK)
		st = read_mode(b, &got);
	if (st == PCI_OK &&
	    (x != width || y != height ||
	     __builtin_memcmp(&got, &m, offsetof(struct bochs_mode, virt_height)) != 0))
		st = PCI_EINVAL;
	return st;
}
