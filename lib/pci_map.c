/* pci_map.c - a function's BAR as registers. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_map.h"

#include "lib/pci_ea.h"
#include "lib/regs.h"

enum { LOGICAL = 1 << 8 };

/* A list of Enhanced Allocation that ends too early is used as far as it goes. */
static enum pci_status read_ea(const struct pci_bar_source *src, struct pci_bars *bars)
{
	struct io_region ea;
	enum pci_status st = pci_find_id(src->cfg, PCI_CAP_STD, reg_id(pci_EA), 0, &ea);

	if (st == PCI_OK)
		st = pci_read_ea(&ea, ea.base - src->cfg->base, src->layout, bars);
	return st == PCI_ENOTFOUND || st == PCI_ECORRUPT || st == PCI_ERANGE ? PCI_OK : st;
}

static const struct pci_bar *at_slot(const struct pci_bars *bars, unsigned slot)
{
	return pci_find_bar(bars, PCI_BAR_HEADER, slot);
}

/* Whether the register after the BAR's own is its upper half. */
static bool is_pair(const struct pci_bar *b)
{
	return b && b->is_64bit && !b->ea;
}

/* The BAR that is meant: where there is none, why. */
static enum pci_status choose(const struct pci_bars *bars, unsigned slots, unsigned index,
                              const struct pci_bar **ret)
{
	unsigned slot = index & LOGICAL ? 0 : index;

	if (index == PCI_BAR_EXPANSION) {
		*ret = pci_find_bar(bars, PCI_BAR_ROM, 0);
		return *ret ? PCI_OK : PCI_EUNASSIGNED;
	}
	for (unsigned n = index & LOGICAL ? index - LOGICAL : 0; n && slot < slots; n--)
		slot += is_pair(at_slot(bars, slot)) ? 2 : 1;
	if (slot >= slots || (slot && is_pair(at_slot(bars, slot - 1))))
		return PCI_ENOTFOUND;
	*ret = at_slot(bars, slot);
	return *ret && (*ret)->base ? PCI_OK : PCI_EUNASSIGNED;
}

/* least: bytes that it must have, and has where its size is not known. */
static enum pci_status check_bar(struct pci_bar *b, unsigned flags, uint64_t least)
{
	if (b->broken)
		return PCI_ECORRUPT;
	if (b->io != !!(flags & PCI_MAP_PORTS))
		return b->io ? PCI_EPORTS : PCI_EMEMORY;
	if (!b->size && !(flags & PCI_MAP_UNSIZED))
		return PCI_ENOSIZE;
	if (!b->size)
		b->size = least;
	if (b->size < least)
		return PCI_ESHORT;
	return b->size && b->size - 1 > UINT64_MAX - b->base ? PCI_ECORRUPT : PCI_OK;
}

static enum pci_status find_bar(const struct pci_device *d, unsigned index, unsigned flags,
                                uint64_t least, struct pci_bar *ret)
{
	struct platform *p = d->platform;
	struct pci_bar_record records[PCI_BAR_RECORDS];
	struct pci_bar_block blocks[PCI_BAR_BLOCKS];
	struct pci_bar_source src = {
		.cfg = &d->dev->cfg,
		.layout = d->func->layout,
		.known_bytes = d->dev->cfg.size,
		.records = records,
	};
	const struct pci_bar *b = NULL;
	struct pci_bars bars;
	enum pci_status st;

	if (p->ops->bar_records)
		src.record_count = p->ops->bar_records(p, d->func->addr, records);
	st = pci_read_bars(&src, &bars);
	if (st == PCI_OK)
		st = read_ea(&src, &bars);
	if (st == PCI_OK)
		st = choose(&bars, pci_find_bar_blocks(&src, blocks) ? blocks[0].count : 0, index,
		            &b);
	if (st != PCI_OK)
		return st;
	*ret = *b;
	return check_bar(ret, flags, least);
}

/* A function without the capability is always in D0. */
static enum pci_status check_power(const struct io_region *cfg)
{
	pci_PM_region pm;
	uint16_t pmcsr = 0;
	enum pci_status st = pci_find(cfg, &pm);

	if (st == PCI_ENOTFOUND || st == PCI_ERANGE)
		return PCI_OK;
	if (st == PCI_OK)
		st = io_try_reg(&pm, PMCSR, &pmcsr);
	return st == PCI_OK && reg_field(pci_PM_PMCSR, STATE, pmcsr) ? PCI_EPOWER : st;
}

/*
 * Memory outside all windows is a chipset's, at its own address; but where the root bridge
 * translates, a bus address is no processor's.
 */
static enum pci_status translate(const struct pci_device *d, const struct pci_bar *b, uint64_t *ret)
{
	struct platform *p = d->platform;
	struct pci_root_window w[PCI_ROOT_WINDOWS_MAX];
	size_t n = p->ops->root_windows && !b->io ? p->ops->root_windows(p, d->func->addr, w) : 0;
	enum pci_status st = PCI_OK;

	*ret = b->base;
	for (size_t i = 0; i < n; i++) {
		uint64_t off = b->base - w[i].base;

		if (w[i].io)
			continue;
		if (off < w[i].size && b->size <= w[i].size - off) {
			*ret = w[i].cpu + off;
			return PCI_OK;
		}
		if (w[i].cpu != w[i].base)
			st = PCI_EUNMAPPED;
	}
	return st;
}

static enum pci_status find(const struct pci_device *d, unsigned index, unsigned flags,
                            uint64_t least, struct pci_mapping *ret)
{
	enum pci_status st;

	*ret = (struct pci_mapping){.device = d};
	st = find_bar(d, index, flags, least, &ret->bar);
	if (st == PCI_OK)
		st = check_power(&d->dev->cfg);
	return st == PCI_OK ? translate(d, &ret->bar, &ret->cpu) : st;
}

static enum pci_status read_command(const struct pci_mapping *m, uint16_t *ret)
{
	return reg_try_read(&m->device->dev->cfg, pci_HDR, COMMAND, ret);
}

static enum pci_status write_command(const struct pci_mapping *m, unsigned command)
{
	return io_try_write16(&m->device->dev->cfg, reg_at(pci_HDR, COMMAND), (uint16_t)command);
}

/* With decoding on, or switched on where that is wanted; the write is read back. */
static enum pci_status check_decode(struct pci_mapping *m, unsigned flags)
{
	uint16_t bit = m->bar.io ? reg_mask(pci_HDR_COMMAND, IO) : reg_mask(pci_HDR_COMMAND, MEM);
	uint16_t old, now;
	enum pci_status st = read_command(m, &old);

	if ((m->bar.ea || m->bar.kind == PCI_BAR_ROM) && !m->bar.enabled)
		return PCI_EDECODE;
	if (st != PCI_OK || old & bit)
		return st;
	if (!(flags & PCI_MAP_ENABLE))
		return PCI_EDECODE;
	st = write_command(m, old | bit);
	if (st == PCI_OK)
		st = read_command(m, &now);
	if (st == PCI_OK && !(now & bit))
		st = PCI_EDECODE;
	if (st == PCI_OK)
		m->enabled = bit;
	else
		(void)write_command(m, old);
	return st;
}

enum pci_status pci_open_bar(const struct pci_device *device, unsigned index, unsigned flags,
                             struct pci_mapping *ret)
{
	enum pci_status st = find(device, index, flags, 0, ret);

	return st == PCI_OK ? check_decode(ret, flags) : st;
}

static enum pci_status map_memory(struct platform *p, uint64_t at, size_t size,
                                  struct io_region *ret)
{
	if (p->ops->memory_kind && p->ops->memory_kind(p, at, size) == MEMORY_RAM)
		return PCI_ERAM;
	return p->ops->map ? p->ops->map(p, at, size, ret) : PCI_EUNMAPPED;
}

static enum pci_status map_ports(struct platform *p, struct pci_addr addr, uint64_t at, size_t size,
                                 struct io_region *ret)
{
	return p->ops->ports ? p->ops->ports(p, addr, at, size, ret) : PCI_EUNMAPPED;
}

enum pci_status pci_bar_region(const struct pci_mapping *m, uint64_t off, size_t size,
                               struct io_region *ret)
{
	struct platform *p = m->device->platform;
	uint64_t at = m->cpu + off;
	enum pci_status st;

	*ret = (struct io_region){0};
	if (m->bar.size && (off > m->bar.size || size > m->bar.size - off))
		return PCI_ERANGE;
	if (at < off || size > UINT64_MAX - at)
		return PCI_ERANGE;
	st = m->bar.io ? map_ports(p, m->device->func->addr, at, size, ret)
	               : map_memory(p, at, size, ret);
	ret->presence = &m->device->dev->presence;
	return st;
}

enum pci_status pci_unmap_bar(struct pci_mapping *m)
{
	uint16_t command;
	enum pci_status st;

	if (!m->enabled)
		return PCI_OK;
	st = read_command(m, &command);
	if (st == PCI_OK)
		st = write_command(m, command & ~(unsigned)m->enabled);
	if (st == PCI_OK)
		m->enabled = 0;
	return st;
}

enum pci_status pci_map_typed(const struct pci_device *device, unsigned index, unsigned flags,
                              size_t size, uint8_t widths, bool mapped, struct pci_mapping *mapping,
                              struct io_region *ret)
{
	enum pci_status st = find(device, index, flags, size, mapping);
	struct io_region bar;

	if (st == PCI_OK)
		st = pci_bar_region(mapping, 0, mapping->bar.size, &bar);
	if (st == PCI_OK)
		st = io_make_typed(&bar, size, widths, mapped, ret);
	return st == PCI_OK ? check_decode(mapping, flags) : st;
}
