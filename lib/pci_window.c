/* pci_window.c - the addresses that a bridge passes on. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_bar.h"

enum { TYPE_NARROW = 0, TYPE_WIDE = 1, CARDBUS_STEP = 8 };

/* The registers of a window, and how their values become addresses. */
struct registers {
	enum pci_window_kind kind;
	uint8_t base, limit, width;                /* offsets, and bytes of each */
	uint8_t base_high, limit_high, high_width; /* of the upper halves, 0 for none */
	uint8_t shift;                             /* of the address bits, left */
	uint32_t mask, types;                      /* bits of the address, and of the type */
};

static const struct registers type1[] = {
	{.kind = PCI_WINDOW_IO,
         .base = reg_at(pci_TYPE1, IO_BASE),
         .limit = reg_at(pci_TYPE1, IO_LIMIT),
         .width = 1,
         .base_high = reg_at(pci_TYPE1, IO_BASE_HI),
         .limit_high = reg_at(pci_TYPE1, IO_LIMIT_HI),
         .high_width = 2,
         .shift = 8,
         .mask = reg_mask(pci_TYPE1_IO_BASE, BASE),
         .types = reg_mask(pci_TYPE1_IO_BASE, TYPE)},
	{.kind = PCI_WINDOW_MEMORY,
         .base = reg_at(pci_TYPE1, MEM_BASE),
         .limit = reg_at(pci_TYPE1, MEM_LIMIT),
         .width = 2,
         .shift = 16,
         .mask = reg_mask(pci_TYPE1_MEM_BASE, BASE),
         .types = reg_mask(pci_TYPE1_PREF_BASE, TYPE)},
	{.kind = PCI_WINDOW_PREFETCHABLE,
         .base = reg_at(pci_TYPE1, PREF_BASE),
         .limit = reg_at(pci_TYPE1, PREF_LIMIT),
         .width = 2,
         .base_high = reg_at(pci_TYPE1, PREF_BASE_HI),
         .limit_high = reg_at(pci_TYPE1, PREF_LIMIT_HI),
         .high_width = 4,
         .shift = 16,
         .mask = reg_mask(pci_TYPE1_PREF_BASE, BASE),
         .types = reg_mask(pci_TYPE1_PREF_BASE, TYPE)},
};

/* Window 0 of each kind; that of I/O is 16 bits wide, or 32 in the same registers. */
static const struct registers cardbus[] = {
	{.kind = PCI_WINDOW_MEMORY,
         .base = reg_at(pci_TYPE2, MEM_BASE0),
         .limit = reg_at(pci_TYPE2, MEM_LIMIT0),
         .width = 4,
         .mask = reg_mask(pci_TYPE2_MEM_BASE0, BASE)},
	{.kind = PCI_WINDOW_IO,
         .base = reg_at(pci_TYPE2, IO_BASE0),
         .limit = reg_at(pci_TYPE2, IO_LIMIT0),
         .width = 4,
         .mask = reg_mask(pci_TYPE2_IO_BASE0, BASE),
         .types = reg_mask(pci_TYPE2_IO_BASE0, TYPE)},
};

/* What is read from. */
struct source {
	const struct io_region *cfg;
	size_t known_bytes;
};

static bool is_known(const struct source *src, size_t off, unsigned width)
{
	return off + width <= src->known_bytes;
}

static enum pci_status read_pair(const struct source *src, size_t base, size_t limit,
                                 unsigned width, uint64_t ret[2])
{
	enum pci_status st = io_try_read(src->cfg, base, width, &ret[0]);

	return st == PCI_OK ? io_try_read(src->cfg, limit, width, &ret[1]) : st;
}

/* Whether the types say wide; a narrow window of CardBus has what is above it in its registers. */
static void set_width(const struct registers *r, struct pci_window *w)
{
	if (r->high_width) {
		w->is_wide = w->base_type == TYPE_WIDE && w->limit_type == TYPE_WIDE;
	} else if (r->kind == PCI_WINDOW_IO) {
		w->is_wide = w->base_type == TYPE_WIDE;
		w->base &= w->is_wide ? UINT32_MAX : UINT16_MAX;
		w->limit &= w->is_wide ? UINT32_MAX : UINT16_MAX;
	}
}

static enum pci_status add_high(const struct source *src, const struct registers *r,
                                struct pci_window *w)
{
	enum pci_status st;
	uint64_t v[2];

	w->cut = !is_known(src, r->limit_high, r->high_width);
	if (w->cut)
		return PCI_OK;
	st = read_pair(src, r->base_high, r->limit_high, r->high_width, v);
	w->base |= v[0] << 8 * r->width << r->shift;
	w->limit |= v[1] << 8 * r->width << r->shift;
	return st;
}

static enum pci_status read_window(const struct source *src, const struct registers *r,
                                   struct pci_window *w)
{
	enum pci_status st;
	uint64_t v[2];

	st = read_pair(src, r->base, r->limit, r->width, v);
	if (st != PCI_OK)
		return st;
	*w = (struct pci_window){
		.kind = r->kind,
		.base_type = (uint8_t)(v[0] & r->types),
		.limit_type = (uint8_t)(v[1] & r->types),
		.base = (v[0] & r->mask) << r->shift,
		.limit = (v[1] & r->mask) << r->shift,
	};
	set_width(r, w);
	if (w->is_wide && r->high_width)
		st = add_high(src, r, w);
	w->zero = !w->base && !w->limit;
	w->limit |= ((uint64_t)(r->mask & -r->mask) << r->shift) - 1;
	w->closed = w->limit < w->base;
	return st;
}

/* Windows step bytes apart, as long as they are known. */
static enum pci_status read_windows(const struct source *src, struct registers r, unsigned count,
                                    struct pci_window *ret, size_t *ret_count)
{
	enum pci_status st = PCI_OK;

	for (unsigned i = 0; i < count && is_known(src, r.limit, r.width); i++) {
		st = read_window(src, &r, &ret[*ret_count]);
		if (st != PCI_OK)
			return st;
		++*ret_count;
		r.base += CARDBUS_STEP;
		r.limit += CARDBUS_STEP;
	}
	return st;
}

/* The first two windows are memory, which CardBus tells to be prefetchable elsewhere. */
static enum pci_status mark_prefetchable(const struct source *src, struct pci_window *ret,
                                         size_t count)
{
	enum pci_status st;
	uint64_t v;

	if (count < 2 || !is_known(src, reg_at(pci_TYPE2, BRIDGE_CTL), 2))
		return PCI_OK;
	st = io_try_read(src->cfg, reg_at(pci_TYPE2, BRIDGE_CTL), 2, &v);
	for (unsigned i = 0; i < 2 && st == PCI_OK; i++)
		if (reg_field(pci_TYPE2_BRIDGE_CTL, PREF_MEM0, v >> i))
			ret[i].kind = PCI_WINDOW_PREFETCHABLE;
	return st;
}

enum pci_status pci_read_windows(const struct io_region *cfg, unsigned layout, size_t known_bytes,
                                 struct pci_window ret[PCI_WINDOWS_MAX], size_t *ret_count)
{
	const struct source src = {cfg, known_bytes};
	enum pci_status st = PCI_OK;

	*ret_count = 0;
	for (unsigned i = 0; layout == PCI_LAYOUT_BRIDGE && i < 3 && st == PCI_OK; i++)
		st = read_windows(&src, type1[i], 1, ret, ret_count);
	for (unsigned i = 0; layout == PCI_LAYOUT_CARDBUS && i < 2 && st == PCI_OK; i++)
		st = read_windows(&src, cardbus[i], 2, ret, ret_count);
	if (layout == PCI_LAYOUT_CARDBUS && st == PCI_OK)
		st = mark_prefetchable(&src, ret, *ret_count);
	return st;
}
