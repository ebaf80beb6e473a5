/* pci_func.c - a first look at a function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_func.h"

#include "lib/pci_cap.h"
#include "lib/presence.h"

/* What the capabilities of a bridge say. */
struct express {
	uint8_t type; /* or PCI_NO_PORT */
	uint8_t version;
	size_t offset;
	bool mode2; /* PCI-X mode 2 */
};

/* Root and switch ports; behind any other bridge it takes PCI-X mode 2 to pass such requests. */
static bool is_express_below(const struct express *e)
{
	return e->type == PCI_PORT_ROOT || e->type == PCI_PORT_UPSTREAM ||
	       e->type == PCI_PORT_DOWNSTREAM;
}

static enum pci_status read_flags(const struct io_region *cfg, size_t offset, struct express *e)
{
	uint16_t flags;
	enum pci_status st = io_try_read16(cfg, offset + reg_at(pci_EXP, FLAGS), &flags);

	if (st != PCI_OK)
		return st == PCI_ERANGE ? PCI_OK : st;
	e->type = (uint8_t)reg_field(pci_EXP_FLAGS, TYPE, flags);
	e->version = (uint8_t)reg_field(pci_EXP_FLAGS, VERSION, flags);
	e->offset = offset;
	return PCI_OK;
}

static enum pci_status find_express(const struct io_region *cfg, unsigned layout,
                                    struct express *ret)
{
	enum pci_status st = PCI_OK;
	struct pci_walk w;
	struct pci_cap cap;

	*ret = (struct express){.type = PCI_NO_PORT};
	pci_walk_std(&w, cfg, layout);
	while (st == PCI_OK && !is_express_below(ret) && pci_walk_next(&w, &cap)) {
		if (cap.id == reg_id(pci_PCIX))
			st = pci_read_mode2(cfg, cap.offset, &ret->mode2);
		if (cap.id == reg_id(pci_EXP))
			st = read_flags(cfg, cap.offset, ret);
	}
	return w.end == PCI_WALK_ERROR ? w.status : st;
}

static enum pci_status read_ari(struct pci_func *f, const struct io_region *cfg,
                                const struct express *e)
{
	enum pci_status st;
	uint16_t ctl;

	if (!pci_is_link_above(f) || e->version < 2)
		return PCI_OK;
	st = io_try_read16(cfg, e->offset + reg_at(pci_EXP2, DEVCTL2), &ctl);
	f->forwards_ari = st == PCI_OK && reg_field(pci_EXP2_DEVCTL2, ARI_FWD, ctl);
	return st == PCI_ERANGE ? PCI_OK : st;
}

static enum pci_status read_bridge(struct pci_func *f, const struct io_region *cfg)
{
	struct express e;
	enum pci_status st;
	uint32_t bus;

	st = reg_try_read(cfg, pci_TYPE1, BUS, &bus);
	f->secondary = (uint8_t)reg_field(pci_TYPE1_BUS, SECONDARY, bus);
	f->subordinate = (uint8_t)reg_field(pci_TYPE1_BUS, SUBORDINATE, bus);
	if (st != PCI_OK)
		return st;
	st = find_express(cfg, f->layout, &e);
	f->port_type = e.type;
	f->passes_extended = is_express_below(&e) || e.mode2;
	if (st == PCI_OK)
		st = read_ari(f, cfg, &e);
	return cfg->presence->gone ? PCI_EGONE : st;
}

static enum pci_status read_header(struct pci_func *f, const struct io_region *cfg)
{
	enum pci_status st;
	uint32_t class_rev;
	uint8_t header;

	st = reg_try_read(cfg, pci_HDR, CLASS_REV, &class_rev);
	if (st == PCI_OK && class_rev == UINT32_MAX) /* no class: perhaps it was away and is back */
		st = reg_try_read(cfg, pci_HDR, CLASS_REV, &class_rev);
	f->class_code = reg_field(pci_HDR_CLASS_REV, CLASS, class_rev);
	f->revision = (uint8_t)reg_field(pci_HDR_CLASS_REV, REVISION, class_rev);
	if (st != PCI_OK)
		return st;
	st = reg_try_read(cfg, pci_HDR, HEADER_TYPE, &header);
	f->layout = reg_field(pci_HDR_HEADER_TYPE, LAYOUT, header);
	f->multifunction = reg_field(pci_HDR_HEADER_TYPE, MULTIFUNC, header);
	return st;
}

void pci_func_read(struct pci_func *ret, struct pci_addr addr, uint32_t id,
                   const struct io_region *cfg)
{
	*ret = (struct pci_func){
		.addr = addr,
		.vendor = (uint16_t)reg_field(pci_HDR_ID, VENDOR, id),
		.device = (uint16_t)reg_field(pci_HDR_ID, DEVICE, id),
		.port_type = PCI_NO_PORT,
		.parent = PCI_NO_PARENT,
	};
	ret->status = read_header(ret, cfg);
	if (ret->status == PCI_OK && pci_is_bridge(ret))
		ret->status = read_bridge(ret, cfg);
	ret->gone = ret->status != PCI_OK;
}

static void list_one(const struct pci_access *access, struct pci_addr addr, struct pci_func *ret)
{
	struct pci_presence presence;
	struct io_region cfg;
	enum pci_status st;
	uint32_t id;

	st = access->region(access, addr, &cfg);
	if (st == PCI_OK)
		st = reg_try_read(&cfg, pci_HDR, ID, &id);
	if (st == PCI_OK) {
		pci_presence_init(&presence, &cfg);
		cfg.presence = &presence;
		pci_func_read(ret, addr, id, &cfg);
		return;
	}
	*ret = (struct pci_func){
		.addr = addr,
		.port_type = PCI_NO_PORT,
		.parent = PCI_NO_PARENT,
		.gone = true,
		.status = st,
	};
}

/* Parents of funcs[first] and the others of its segment; returns the first of the next segment. */
static size_t find_parents(struct pci_func *funcs, size_t first, size_t count)
{
	uint32_t segment = funcs[first].addr.segment;
	uint32_t above[PCI_BUSES];
	size_t i;

	for (i = 0; i < PCI_BUSES; i++)
		above[i] = PCI_NO_PARENT;
	for (i = first; i < count && funcs[i].addr.segment == segment; i++)
		if (pci_is_bridge(&funcs[i]) && funcs[i].secondary > funcs[i].addr.bus)
			above[funcs[i].secondary] = (uint32_t)i;
	for (i = first; i < count && funcs[i].addr.segment == segment; i++)
		funcs[i].parent = above[funcs[i].addr.bus];
	return i;
}

void pci_list(const struct pci_access *access, const struct pci_addr *addrs, size_t count,
              struct pci_func *ret)
{
	for (size_t i = 0; i < count; i++)
		list_one(access, addrs[i], &ret[i]);
	for (size_t i = 0; i < count;)
		i = find_parents(ret, i, count);
}
