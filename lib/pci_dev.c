/* pci_dev.c - a function in use, and its configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_dev.h"

#include "lib/pci_cap.h"

enum pci_status pci_open(const struct pci_access *access, struct pci_addr addr, struct pci_dev *ret)
{
	enum pci_status st = access->region(access, addr, &ret->cfg);

	if (st == PCI_OK)
		pci_open_config(ret);
	return st;
}

/* Whether the function can have more than 256 bytes at all. */
static enum pci_status may_extend(const struct io_region *cfg, const struct pci_func *f, bool *ret)
{
	enum pci_status st = PCI_OK;
	struct pci_walk w;
	struct pci_cap cap;

	*ret = f->class_code >> 8 == PCI_CLASS_BRIDGE_HOST;
	if (*ret)
		return PCI_OK;
	pci_walk_std(&w, cfg, f->layout);
	while (st == PCI_OK && !*ret && pci_walk_next(&w, &cap)) {
		*ret = cap.id == reg_id(pci_EXP);
		if (cap.id == reg_id(pci_PCIX))
			st = pci_read_mode2(cfg, cap.offset, ret);
	}
	return w.end == PCI_WALK_ERROR ? w.status : st;
}

/* ASMedia 1b21:1080 and AMD 1002:4384 repeat the first 256 bytes all the way up. */
static enum pci_status is_alias(const struct io_region *cfg, uint32_t at_100,
                                const struct pci_func *f, bool *ret)
{
	uint32_t id = (uint32_t)f->device << 16 | f->vendor, v = at_100;
	enum pci_status st = PCI_OK;

	for (size_t off = 0x200; v == id && st == PCI_OK && off < PCI_CONFIG_EXTENDED; off += 0x100)
		st = io_try_read32(cfg, off, &v);
	*ret = v == id;
	return st;
}

enum pci_status pci_size_config(struct pci_dev *dev, const struct pci_func *f)
{
	struct io_region all = dev->cfg;
	bool extended, alias;
	enum pci_status st;
	uint32_t v;

	all.size = dev->reach;
	if (f->no_extended || dev->reach < PCI_CONFIG_EXTENDED)
		return PCI_OK;
	st = may_extend(&dev->cfg, f, &extended);
	if (st != PCI_OK || !extended)
		return st;
	st = io_try_read32(&all, PCI_CONFIG_NORMAL, &v);
	if (st == PCI_ERANGE) /* firmware's services may reach less than they said */
		return PCI_OK;
	if (st != PCI_OK || v == UINT32_MAX)
		return st;
	st = is_alias(&all, v, f, &alias);
	if (st == PCI_OK && !alias)
		dev->cfg.size = PCI_CONFIG_EXTENDED;
	return st;
}

void pci_cache_config(struct pci_dev *dev, struct io_cache *c)
{
	struct io_region all = dev->cfg, cached;

	all.size = dev->reach;
	if (io_cache_region(c, &all, &cached) != PCI_OK)
		return; /* more than any configuration space has */
	cached.size = dev->cfg.size;
	dev->cfg = cached;
}

static enum pci_status find_subsystem(const struct io_region *cfg, struct io_region *ret)
{
	struct pci_walk w;
	struct pci_cap cap;

	pci_walk_std(&w, cfg, PCI_LAYOUT_BRIDGE);
	while (pci_walk_next(&w, &cap))
		if (cap.id == reg_id(pci_SSVID))
			return io_sub(cfg, cap.offset, sizeof(union pci_SSVID), ret);
	return w.end == PCI_WALK_ERROR ? w.status : PCI_ENOTFOUND;
}

static enum pci_status read_subsystem(const struct io_region *cfg, unsigned layout,
                                      uint16_t *vendor, uint16_t *id)
{
	struct io_region cap;
	enum pci_status st;
	uint32_t both;

	switch (layout) {
	case PCI_LAYOUT_NORMAL:
		st = reg_try_read(cfg, pci_TYPE0, SUBSYS, &both);
		*vendor = (uint16_t)reg_field(pci_TYPE0_SUBSYS, VENDOR, both);
		*id = (uint16_t)reg_field(pci_TYPE0_SUBSYS, ID, both);
		return st;
	case PCI_LAYOUT_BRIDGE:
		st = find_subsystem(cfg, &cap);
		if (st == PCI_OK)
			st = reg_try_read(&cap, pci_SSVID, VENDOR, vendor);
		return st == PCI_OK ? reg_try_read(&cap, pci_SSVID, ID, id) : st;
	case PCI_LAYOUT_CARDBUS:
		st = reg_try_read(cfg, pci_TYPE2, SUBSYS, &both);
		*vendor = (uint16_t)reg_field(pci_TYPE2_SUBSYS, VENDOR, both);
		*id = (uint16_t)reg_field(pci_TYPE2_SUBSYS, ID, both);
		return st;
	default:
		return PCI_ENOTFOUND;
	}
}

enum pci_status pci_read_subsystem(const struct io_region *cfg, unsigned layout,
                                   uint16_t *ret_vendor, uint16_t *ret_id)
{
	enum pci_status st = read_subsystem(cfg, layout, ret_vendor, ret_id);

	if (st != PCI_OK)
		*ret_vendor = *ret_id = 0;
	return st == PCI_ENOTFOUND || st == PCI_ERANGE ? PCI_OK : st;
}
