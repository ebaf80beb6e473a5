/* pci_scan.c - which functions there are. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_scan.h"

#include "lib/pci_cap.h"
#include "lib/presence.h"

/* What is known of a bus before it is scanned. */
enum bus_flags {
	BUS_PENDING = 1,     /* found and not yet scanned */
	BUS_TAKEN = 2,       /* found, perhaps scanned */
	BUS_COVERED = 4,     /* within a bridge's range */
	BUS_ONE_DEVICE = 8,  /* a link: only device 0 */
	BUS_ARI = 16,        /* the port above forwards ARI */
	BUS_NO_EXTENDED = 32 /* a bridge above passes no extended requests */
};

/* The scan of one range of buses. */
struct walk {
	struct pci_scan *s;
	struct pci_bus_range range;
	uint8_t bus[PCI_BUSES];
	uint32_t parent[PCI_BUSES];
};

const char *pci_strnote(enum pci_note note)
{
	switch (note) {
	case PCI_NOTE_NULL_ID:
		return "answers 0000:0000, not listed";
	case PCI_NOTE_RETRY:
		return "is not ready (retry status), not listed";
	case PCI_NOTE_GONE:
		return "vanished while it was read";
	case PCI_NOTE_BUS_NONE:
		return "is a bridge without a valid bus range";
	case PCI_NOTE_BUS_TAKEN:
		return "is a bridge to a bus that is taken, not followed";
	case PCI_NOTE_BUS_OUTSIDE:
		return "is a bridge to a bus that cannot be reached";
	case PCI_NOTE_NO_ROOT:
		return "no root bridge known here, not scanned (see --all-buses)";
	case PCI_NOTE_UNMAPPED:
		return "and its bus have no mapped address, not scanned";
	case PCI_NOTE_FAILED:
		return "cannot be read, not listed";
	case PCI_NOTE_CUT:
		return "cannot be read to its end";
	}
	return "is odd";
}

static void note(struct walk *w, enum pci_note n, struct pci_addr addr, unsigned bus)
{
	if (w->s->note)
		w->s->note(w->s->ctx, n, addr, bus);
}

/* What the bus behind a bridge is known to be. */
static uint8_t flags_behind(const struct walk *w, const struct pci_func *f)
{
	uint8_t flags = w->bus[f->addr.bus] & BUS_NO_EXTENDED;

	if (pci_is_link_above(f))
		flags |= BUS_ONE_DEVICE;
	if (f->forwards_ari)
		flags |= BUS_ARI;
	if (!f->passes_extended)
		flags |= BUS_NO_EXTENDED;
	return flags;
}

/* Mark the bus behind a bridge for scanning, unless it cannot be. */
static void follow(struct walk *w, const struct pci_func *f, uint32_t index)
{
	unsigned bus = f->secondary;

	if (!bus || f->subordinate < bus)
		note(w, PCI_NOTE_BUS_NONE, f->addr, bus);
	for (unsigned b = bus; b && b <= f->subordinate; b++)
		w->bus[b] |= BUS_COVERED;
	if (!bus)
		return;
	if (w->bus[bus] & BUS_TAKEN) {
		note(w, PCI_NOTE_BUS_TAKEN, f->addr, bus);
	} else if (!pci_has_bus(&w->range, w->range.segment, bus)) {
		note(w, PCI_NOTE_BUS_OUTSIDE, f->addr, bus);
	} else {
		w->bus[bus] |= (uint8_t)(flags_behind(w, f) | BUS_PENDING | BUS_TAKEN);
		w->parent[bus] = index;
	}
}

/* The patterns of an empty slot, as kernels know them; ffff:ffff is the usual one. */
static bool is_absent(struct walk *w, struct pci_addr addr, uint32_t id)
{
	unsigned vendor = reg_field(pci_HDR_ID, VENDOR, id);
	unsigned device = reg_field(pci_HDR_ID, DEVICE, id);

	if (id == 0)
		note(w, PCI_NOTE_NULL_ID, addr, 0);
	else if (vendor == PCI_VENDOR_RRS)
		note(w, PCI_NOTE_RETRY, addr, 0);
	else
		return vendor == PCI_VENDOR_NONE || (vendor == PCI_VENDOR_NULL && device == 0xffff);
	return true;
}

/* A slot, and how it is read. */
struct slot {
	struct pci_func func;
	struct io_region cfg;
	struct pci_presence presence;
};

/* The dword of IDs; false for nothing there. */
static bool read_id(struct walk *w, struct pci_addr addr, struct slot *s, uint32_t *ret)
{
	enum pci_status st;

	if (w->s->access->region(w->s->access, addr, &s->cfg) != PCI_OK)
		return false;
	st = reg_try_read(&s->cfg, pci_HDR, ID, ret);
	if (st != PCI_OK)
		note(w, PCI_NOTE_FAILED, addr, 0);
	return st == PCI_OK && !is_absent(w, addr, *ret);
}

/* Look at one slot: false for nothing there. What was found is stored if there is room. */
static bool probe(struct walk *w, struct pci_addr addr, struct slot *s)
{
	uint32_t id;

	if (!read_id(w, addr, s, &id))
		return false;
	pci_presence_init(&s->presence, &s->cfg);
	s->cfg.presence = &s->presence;
	pci_func_read(&s->func, addr, id, &s->cfg);
	s->func.no_extended = w->bus[addr.bus] & BUS_NO_EXTENDED;
	s->func.parent = w->parent[addr.bus];
	if (s->func.gone)
		note(w, s->func.status == PCI_EGONE ? PCI_NOTE_GONE : PCI_NOTE_CUT, addr, 0);
	else if (pci_is_bridge(&s->func))
		follow(w, &s->func, (uint32_t)w->s->count);
	if (w->s->count < w->s->max)
		w->s->funcs[w->s->count] = s->func;
	w->s->count++;
	return true;
}

/* The function that an ARI device names as its next; 0 for none. PCIe Base 6.0, 7.8.8 */
static unsigned next_ari(struct walk *walk, const struct slot *s, bool *ret_ari)
{
	enum pci_status st = PCI_OK;
	uint16_t ari = 0;
	struct pci_walk w;
	struct pci_cap cap;

	*ret_ari = false;
	if (s->func.gone)
		return 0;
	pci_walk_ext(&w, &s->cfg);
	while (!*ret_ari && pci_walk_next(&w, &cap))
		if (cap.id == reg_id(pci_ARI)) {
			st = io_try_read16(&s->cfg, cap.offset + reg_at(pci_ARI, CAP), &ari);
			*ret_ari = true;
		}
	if (w.end == PCI_WALK_ERROR && w.status != PCI_ERANGE)
		st = w.status;
	if (st != PCI_OK)
		note(walk, PCI_NOTE_CUT, s->func.addr, 0);
	return st == PCI_OK && ari != UINT16_MAX ? reg_field(pci_ARI_CAP, NEXT_FUNC, ari) : 0;
}

/* Behind a port that forwards ARI device and function are one number of 8 bits. */
static bool scan_ari(struct walk *w, struct pci_addr addr, struct slot *s)
{
	unsigned at = 0, next;
	bool ari, first;

	next = next_ari(w, s, &first);
	while (next > at) { /* a number that does not grow is no list */
		at = next;
		addr.dev = (uint8_t)(at / PCI_FNS);
		addr.fn = (uint8_t)(at % PCI_FNS);
		if (!probe(w, addr, s))
			break;
		next = next_ari(w, s, &ari);
	}
	return first;
}

static void scan_device(struct walk *w, struct pci_addr addr)
{
	struct slot s, other;

	if (!probe(w, addr, &s))
		return;
	other = s;
	other.cfg.presence = &other.presence;
	if ((w->bus[addr.bus] & BUS_ARI) && scan_ari(w, addr, &other))
		return;
	for (addr.fn = 1; s.func.multifunction && addr.fn < PCI_FNS; addr.fn++)
		(void)probe(w, addr, &other);
}

static void scan_bus(struct walk *w, unsigned bus)
{
	struct pci_addr addr = {.segment = w->range.segment, .bus = (uint8_t)bus};
	struct io_region cfg;
	unsigned devs = w->bus[bus] & BUS_ONE_DEVICE ? 1 : PCI_DEVS;

	if (w->s->access->region(w->s->access, addr, &cfg) == PCI_EUNMAPPED) {
		note(w, PCI_NOTE_UNMAPPED, addr, bus);
		return;
	}
	for (unsigned dev = 0; dev < devs; dev++) {
		addr.dev = (uint8_t)dev;
		scan_device(w, addr);
	}
}

/* Mark the root buses that firmware names; false if it names none in this range. */
static bool mark_roots(struct walk *w)
{
	bool any = false;

	for (size_t i = 0; i < w->s->root_count; i++) {
		const struct pci_bus_range *r = &w->s->roots[i];

		if (!pci_has_bus(&w->range, r->segment, r->start))
			continue;
		if (!(w->bus[r->start] & BUS_TAKEN))
			w->bus[r->start] |= BUS_PENDING | BUS_TAKEN;
		any = true;
	}
	return any;
}

/* The lowest bus to be scanned next; PCI_BUSES when there is none. */
static unsigned next_bus(const struct walk *w, bool any_is_root)
{
	unsigned bus = w->range.start;

	for (; bus <= w->range.end; bus++)
		if (w->bus[bus] & BUS_PENDING ||
		    (any_is_root && !(w->bus[bus] & (BUS_TAKEN | BUS_COVERED))))
			return bus;
	return PCI_BUSES;
}

/* False when the scan is to end here. */
static bool scan_range(struct pci_scan *s, size_t index)
{
	struct walk w = {.s = s, .range = s->access->buses[index]};
	bool named;
	unsigned bus;

	for (bus = 0; bus < PCI_BUSES; bus++)
		w.parent[bus] = PCI_NO_PARENT;
	for (size_t i = 0; i < index; i++) { /* an earlier range has scanned these */
		const struct pci_bus_range *r = &s->access->buses[i];

		for (bus = r->start; r->segment == w.range.segment && bus <= r->end; bus++)
			w.bus[bus] |= BUS_TAKEN;
	}
	named = mark_roots(&w);
	if (!named && s->only_roots) {
		note(&w, PCI_NOTE_NO_ROOT,
		     (struct pci_addr){.segment = w.range.segment, .bus = w.range.start},
		     w.range.start);
		return true;
	}
	while ((bus = next_bus(&w, !named)) < PCI_BUSES) {
		const struct pci_addr addr = {.segment = w.range.segment, .bus = (uint8_t)bus};

		if (s->is_stopped && s->is_stopped(s->ctx, addr))
			return false;
		w.bus[bus] = (uint8_t)((w.bus[bus] | BUS_TAKEN) & ~BUS_PENDING);
		scan_bus(&w, bus);
	}
	return true;
}

enum pci_status pci_scan(struct pci_scan *s)
{
	s->count = 0;
	for (size_t i = 0; i < s->access->bus_count; i++)
		if (!scan_range(s, i))
			return PCI_ESTOPPED;
	return s->count > s->max ? PCI_ENOSPC : PCI_OK;
}
