/* pci_map.c - a function's BAR as registers. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_map.h"

#include "lib/pci_ea.h"
#include "lib/regs.h"

enum { WINDOWS_MAX = 32, LOGICAL = 1 << 8, NO_SLOT = PCI_BAR_SLOTS };

/* The slot of a logical index: a BAR of 64 bits on the way takes two. */
static unsigned slot_of(const struct pci_bars *bars, unsigned index)
{
	unsigned slot = 0;

	if (!(index & LOGICAL))
		return index;
	for (unsigned n = index & ~(unsigned)LOGICAL; n && slot < NO_SLOT; n--) {
		const struct pci_bar *b = pci_find_bar(bars, PCI_BAR_HEADER, slot);

		slot += b && b->is_64bit && !b->ea ? 2 : 1;
	}
	return slot;
}

static bool is_upper_half(const struct pci_bars *bars, unsigned slot)
{
	const struct pci_bar *b = slot ? pci_find_bar(bars, PCI_BAR_HEADER, slot - 1) : NULL;

	return b && b->is_64bit && !b->broken && !b->ea;
}

static unsigned slots_of(unsigned layout)
{
	return layout == PCI_LAYOUT_NORMAL    ? PCI_BAR_SLOTS
	       : layout == PCI_LAYOUT_BRIDGE  ? 2
	       : layout == PCI_LAYOUT_CARDBUS ? 1
	                                      : 0;
}

/* Those in registers, and fixed ones. */
static enum pci_status read_bars(const struct pci_device *device, struct pci_bars *ret)
{
	struct platform *p = device->platform;
	struct pci_bar_record records[PCI_BAR_RECORDS];
	const struct pci_bar_source src = {
		.cfg = &device->dev->cfg,
		.layout = device->func->layout,
		.known_bytes = device->dev->cfg.size,
		.records = records,
		.record_count = p->ops->bar_records
	                                ? p->ops->bar_records(p, device->func->addr, records)
	                                : 0,
	};
	enum pci_status st = pci_read_bars(&src, ret);
	struct io_region ea;

	if (st != PCI_OK)
		return st;
	st = pci_find_id(src.cfg, PCI_CAP_STD, reg_id(pci_EA), 0, &ea);
	if (st == PCI_OK)
		st = pci_read_ea(&ea, ea.base - src.cfg->base, src.layout, ret);
	return st == PCI_ENOTFOUND || st == PCI_ECORRUPT || st == PCI_ERANGE ? PCI_OK : st;
}

/* least: bytes that it must have, and has where its size is not known. */
static enum pci_status find_bar(const struct pci_device *device, unsigned index, unsigned flags,
                                uint64_t least, struct pci_bar *ret)
{
	struct pci_bars bars;
	enum pci_status st = read_bars(device, &bars);
	const struct pci_bar *b;
	unsigned slot;

	if (st != PCI_OK)
		return st;
	slot = slot_of(&bars, index);
	if (slot >= slots_of(device->func->layout) || is_upper_half(&bars, slot))
		return PCI_ENOTFOUND;
	b = pci_find_bar(&bars, PCI_BAR_HEADER, slot);
	if (!b || !b->base)
		return PCI_EUNASSIGNED;
	if (b->broken)
		return PCI_ECORRUPT;
	if (b->io != !!(flags & PCI_MAP_PORTS))
		return b->io ? PCI_EPORTS : PCI_EMEMORY;
	if (!b->size && !(flags & PCI_MAP_UNSIZED))
		return PCI_ENOSIZE;
	*ret = *b;
	if (!b->size)
		ret->size = least;
	if (ret->size < least)
		return PCI_ESHORT;
	return ret->size && ret->size - 1 > UINT64_MAX - b->base ? PCI_ECORRUPT : PCI_OK;
}

/* A function without the capability is always in D0. */
static enum pci_status check_power(const struct io_region *cfg)
{
	pci_PM_region pm;
	uint16_t pmcsr;
	enum pci_status st = pci_find(cfg, &pm);

	if (st == PCI_ENOTFOUND || st == PCI_ERANGE)
		return PCI_OK;
	if (st == PCI_OK)
		st = io_try_reg(&pm, PMCSR, &pmcsr);
	if (st != PCI_OK)
		return st;
	return reg_field(pci_PM_PMCSR, STATE, pmcsr) ? PCI_EPOWER : PCI_OK;
}

static bool contains(const struct pci_root_window *w, const struct pci_bar *b)
{
	return b->base >= w->base && b->base - w->base < w->size &&
	       b->size <= w->size - (b->base - w->base);
}

/*
 * A BAR outside all windows is a chipset's, at its own address; but where the root bridge
 * translates, a bus address is no processor's.
 */
static enum pci_status translate(const struct pci_device *device, const struct pci_bar *b,
                                 uint64_t *ret)
{
	const struct pci_addr *a = &device->func->addr;
	struct platform *p = device->platform;
	struct pci_root_window w[WINDOWS_MAX];
	enum pci_status st = PCI_OK;
	size_t n = 0;

	*ret = b->base;
	if (!p->ops->root_windows || p->ops->root_windows(p, w, WINDOWS_MAX, &n) != PCI_OK)
		return PCI_OK;
	for (size_t i = 0; i < n && i < WINDOWS_MAX; i++) {
		if (w[i].io != b->io || !pci_has_bus(&w[i].buses, a->segment, a->bus))
			continue;
		if (contains(&w[i], b)) {
			*ret = w[i].cpu + (b->base - w[i].base);
			return PCI_OK;
		}
		if (w[i].cpu != w[i].base)
			st = PCI_EUNMAPPED;
	}
	return st;
}

/* With decoding on, or switched on where that is wanted; the write is read back. */
static enum pci_status check_decode(struct pci_mapping *m, bool enable)
{
	pci_HDR_region cfg;
	uint16_t command, bit;
	enum pci_status st = io_typed(&m->device->dev->cfg, &cfg);

	if (st == PCI_OK)
		st = io_try_reg(&cfg, COMMAND, &command);
	if (st != PCI_OK)
		return st;
	bit = (uint16_t)(m->bar.io ? reg_mask(pci_HDR_COMMAND, IO)
	                           : reg_mask(pci_HDR_COMMAND, MEM));
	if (command & bit)
		return PCI_OK;
	if (!enable)
		return PCI_EDECODE;
	st = io_try_write16(&cfg.io, reg_at(pci_HDR, COMMAND), command | bit);
	m->enabled = bit;
	if (st == PCI_OK)
		st = io_try_reg(&cfg, COMMAND, &command);
	return st != PCI_OK ? st : command & bit ? PCI_OK : PCI_EDECODE;
}

static enum pci_status open_bar(const struct pci_device *device, unsigned index, unsigned flags,
                                uint64_t least, struct pci_mapping *ret)
{
	enum pci_status st;

	*ret = (struct pci_mapping){.device = device};
	st = find_bar(device, index, flags, least, &ret->bar);
	if (st == PCI_OK)
		st = check_power(&device->dev->cfg);
	if (st == PCI_OK)
		st = translate(device, &ret->bar, &ret->cpu);
	if (st == PCI_OK)
		st = check_decode(ret, flags & PCI_MAP_ENABLE);
	if (st != PCI_OK)
		(void)pci_unmap_bar(ret);
	return st;
}

enum pci_status pci_open_bar(const struct pci_device *device, unsigned index, unsigned flags,
                             struct pci_mapping *ret)
{
	return open_bar(device, index, flags, 0, ret);
}

enum pci_status pci_bar_region(const struct pci_mapping *m, uint64_t off, size_t size,
                               struct io_region *ret)
{
	struct platform *p = m->device->platform;
	enum pci_status (*map)(struct platform *, uint64_t, size_t, struct io_region *) =
		m->bar.io ? p->ops->ports : p->ops->map;
	enum pci_status st;

	*ret = (struct io_region){0};
	if (m->bar.size && (off > m->bar.size || size > m->bar.size - off))
		return PCI_ERANGE;
	if (off > UINT64_MAX - m->cpu)
		return PCI_ERANGE;
	if (!map)
		return PCI_EUNMAPPED;
	st = map(p, m->cpu + off, size, ret);
	ret->presence = &m->device->dev->presence;
	return st;
}

enum pci_status pci_unmap_bar(struct pci_mapping *m)
{
	const struct io_region *cfg = &m->device->dev->cfg;
	uint16_t command, bit = m->enabled;
	enum pci_status st;

	m->enabled = 0;
	if (!bit)
		return PCI_OK;
	st = io_try_read16(cfg, reg_at(pci_HDR, COMMAND), &command);
	if (st == PCI_OK)
		st = io_try_write16(cfg, reg_at(pci_HDR, COMMAND), command & (uint16_t)~bit);
	return st;
}

enum pci_status pci_map_typed(const struct pci_device *device, unsigned index, unsigned flags,
                              size_t size, uint8_t widths, bool mapped, struct pci_mapping *mapping,
                              struct io_region *ret)
{
	enum pci_status st = open_bar(device, index, flags, size, mapping);
	struct io_region bar;

	if (st != PCI_OK)
		return st;
	st = pci_bar_region(mapping, 0, mapping->bar.size, &bar);
	if (st == PCI_OK)
		st = io_make_typed(&bar, size, widths, mapped, ret);
	if (st != PCI_OK)
		(void)pci_unmap_bar(mapping);
	return st;
}
