/* pci_dev.c - a function in use: its configuration space, and its BARs. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_dev.h"

#include "lib/pci_cap.h"

enum pci_status pci_open(const struct pci_access *access, struct pci_addr addr, struct pci_dev *ret)
{
	enum pci_status st = access->region(access, addr, &ret->cfg);

	if (st != PCI_OK)
		return st;
	pci_presence_init(&ret->presence, &ret->cfg);
	ret->cfg.presence = &ret->presence;
	ret->reach = ret->cfg.size;
	if (ret->cfg.size > PCI_CONFIG_NORMAL)
		ret->cfg.size = PCI_CONFIG_NORMAL;
	return PCI_OK;
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

enum { TYPE_32 = 0, TYPE_1M = 1, TYPE_64 = 2 };

static uint64_t find_size(const struct pci_bar *b, const struct pci_bar_record *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (r[i].base == b->base && b->base)
			return r[i].size;
	return 0;
}

/* Decode slot i of n whose register reads v; reads the upper half where there is one. */
static enum pci_status read_bar(const struct io_region *cfg, unsigned i, unsigned n, uint32_t v,
                                struct pci_bar *b)
{
	unsigned type = reg_field(pci_TYPE0_BAR, TYPE, v);
	enum pci_status st;
	uint32_t high;

	*b = (struct pci_bar){.slot = (uint8_t)i, .io = reg_field(pci_TYPE0_BAR, SPACE, v)};
	if (b->io) {
		b->base = v & ~UINT32_C(3);
		return PCI_OK;
	}
	b->base = v & reg_mask(pci_TYPE0_BAR, MEM_ADDR);
	b->prefetchable = reg_field(pci_TYPE0_BAR, PREFETCH, v);
	b->below_1m = type == TYPE_1M;
	b->is_64bit = type == TYPE_64;
	b->broken = type > TYPE_64 || (b->is_64bit && i + 1 >= n);
	if (!b->is_64bit || b->broken)
		return PCI_OK;
	st = io_try_read32(cfg, reg_at(pci_TYPE0, BAR) + 4 * (i + 1), &high);
	b->base |= (uint64_t)high << 32;
	return st;
}

static enum pci_status read_rom(const struct io_region *cfg, size_t off, struct pci_bar *b)
{
	uint32_t v;
	enum pci_status st = io_try_read32(cfg, off, &v);

	*b = (struct pci_bar){
		.slot = PCI_BAR_ROM,
		.base = v == UINT32_MAX ? 0 : v & reg_mask(pci_TYPE0_ROM, ADDR),
		.enabled = reg_field(pci_TYPE0_ROM, ENABLE, v),
	};
	return st;
}

enum pci_status pci_read_bars(const struct io_region *cfg, unsigned layout,
                              const struct pci_bar_record *records, size_t record_count,
                              struct pci_bar ret[PCI_BARS_MAX], size_t *ret_count)
{
	unsigned slots = layout == PCI_LAYOUT_NORMAL ? 6 : layout == PCI_LAYOUT_BRIDGE ? 2 : 0;
	size_t rom = layout == PCI_LAYOUT_NORMAL ? reg_at(pci_TYPE0, ROM) : reg_at(pci_TYPE1, ROM);
	enum pci_status st = PCI_OK;
	struct pci_bar *b = ret;
	uint32_t v;

	*ret_count = 0;
	for (unsigned i = 0; i < slots; i++) {
		st = io_try_read32(cfg, reg_at(pci_TYPE0, BAR) + 4 * i, &v);
		if (st != PCI_OK)
			return st;
		if (!v || v == UINT32_MAX)
			continue;
		st = read_bar(cfg, i, slots, v, b);
		if (st != PCI_OK)
			return st;
		b->size = find_size(b, records, record_count);
		i += b->is_64bit && !b->broken;
		*ret_count = (size_t)(++b - ret);
	}
	if (slots)
		st = read_rom(cfg, rom, b);
	if (slots && st == PCI_OK && b->base)
		++*ret_count;
	return st;
}
