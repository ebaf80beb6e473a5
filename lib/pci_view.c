/* pci_view.c - one function, read once to be shown. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_view.h"

static enum pci_status open_function(struct pci_view *v)
{
	enum pci_status st = v->func->status;

	if (st == PCI_OK && pci_is_all_ones(v->func))
		st = v->known_bytes ? PCI_EGONE : PCI_ENOTFOUND;
	if (st == PCI_OK)
		st = pci_open(v->machine->access, v->func->addr, &v->dev);
	if (st == PCI_OK)
		pci_cache_config(&v->dev, &v->cache);
	return st;
}

static enum pci_status read_header(struct pci_view *v)
{
	enum pci_status st = reg_try_read(&v->dev.cfg, pci_HDR, COMMAND, &v->command);

	if (st == PCI_OK)
		st = reg_try_read(&v->dev.cfg, pci_HDR, STATUS, &v->status);
	v->has_header = st == PCI_OK;
	return st;
}

static enum pci_status read_config_size(struct pci_view *v)
{
	enum pci_status st = pci_size_config(&v->dev, v->func);

	v->has_config_size = st == PCI_OK;
	return st;
}

static enum pci_status read_caps(struct pci_view *v)
{
	v->has_caps = true;
	if (v->known_bytes <= reg_at(pci_HDR, CAP_PTR)) { /* all ones are no pointer */
		v->caps.std.end = PCI_WALK_ONES;
		v->caps.ext.end = PCI_WALK_END;
		return PCI_OK;
	}
	pci_caps_read(&v->caps, &v->dev.cfg, v->func->layout);
	if (v->caps.std.end == PCI_WALK_ERROR)
		return v->caps.std.status;
	return v->caps.ext.end == PCI_WALK_ERROR ? v->caps.ext.status : PCI_OK;
}

static enum pci_status read_express(struct pci_view *v)
{
	enum pci_status st = pci_caps_find(&v->caps, PCI_CAP_STD, reg_id(pci_EXP), &v->express);
	uint16_t flags;

	v->has_express = st == PCI_OK;
	if (st == PCI_OK)
		st = reg_try_read(&v->express, pci_EXP, FLAGS, &flags);
	if (st == PCI_OK)
		v->port_type = (uint8_t)reg_field(pci_EXP_FLAGS, TYPE, flags);
	return st == PCI_ENOTFOUND || st == PCI_ERANGE ? PCI_OK : st;
}

static enum pci_status read_subsystem(struct pci_view *v)
{
	enum pci_status st = pci_read_subsystem(&v->dev.cfg, v->func->layout, &v->subsystem_vendor,
	                                        &v->subsystem_id);

	v->has_subsystem = st == PCI_OK && (v->subsystem_vendor || v->subsystem_id) &&
	                   (v->subsystem_vendor & v->subsystem_id) != UINT16_MAX;
	return st;
}

static enum pci_status read_bars(struct pci_view *v, pci_size_fn *size_bars)
{
	struct platform *p = v->machine->platform;
	struct pci_bar_record records[PCI_BAR_RECORDS];
	struct pci_addr a = v->func->addr;
	const struct pci_bar_source src = {
		.cfg = &v->dev.cfg,
		.layout = v->func->layout,
		.known_bytes = v->known_bytes,
		.caps = &v->caps,
		.records = records,
		.record_count = v->machine->is_dump || !p->ops->bar_records
	                                ? 0
	                                : p->ops->bar_records(p, a, records),
	};
	enum pci_status st = pci_read_bars(&src, &v->bars);

	if (st != PCI_OK || !size_bars)
		return st;
	v->sized = size_bars(p, v->func, &src, &v->bars);
	return v->sized == PCI_EBUSY || v->sized == PCI_EREADONLY ? PCI_OK : v->sized;
}

static enum pci_status read_windows(struct pci_view *v)
{
	return pci_read_windows(&v->dev.cfg, v->func->layout, v->known_bytes, v->windows,
	                        &v->window_count);
}

/* Whether to go on after a step. */
static bool is_done(struct pci_view *v, enum pci_status st)
{
	v->st = st;
	return st == PCI_OK;
}

/* Nothing is known of the function yet. */
static void begin(struct pci_view *v, struct machine *m, const struct pci_func *f)
{
	v->machine = m;
	v->func = f;
	v->has_header = v->has_config_size = v->has_caps = false;
	v->has_subsystem = v->has_express = v->dev.presence.gone = false;
	v->caps.count = v->bars.count = v->window_count = 0;
	v->sized = v->bars.ea_status = PCI_OK;
	v->port_type = PCI_NO_PORT;
	v->known_bytes = machine_known_bytes(m, f, 0);
}

void pci_view_read(struct pci_view *v, struct machine *m, const struct pci_func *f,
                   pci_size_fn *size_bars)
{
	begin(v, m, f);
	(void)(is_done(v, open_function(v)) && is_done(v, read_header(v)) &&
	       is_done(v, read_config_size(v)) && is_done(v, read_caps(v)) &&
	       is_done(v, read_express(v)) && is_done(v, read_subsystem(v)) &&
	       is_done(v, read_windows(v)) && is_done(v, read_bars(v, size_bars)));
}

enum pci_status pci_view_read_caps(struct pci_view *v, struct machine *m, const struct pci_func *f,
                                   bool extended)
{
	begin(v, m, f);
	(void)(is_done(v, open_function(v)) && (!extended || is_done(v, read_config_size(v))) &&
	       is_done(v, read_caps(v)) && is_done(v, read_express(v)));
	return v->st;
}

enum pci_status pci_view_noread(const struct pci_view *v, uint32_t ret[32])
{
	enum pci_status st = PCI_OK;

	for (size_t i = 0; i < v->caps.count && st == PCI_OK; i++) {
		const struct pci_cap *cap = &v->caps.cap[i];
		struct io_region io;
		struct decode d;

		st = pci_view_region(v, cap, &io);
		if (st == PCI_OK)
			st = pci_view_decode(v, cap->kind == PCI_CAP_STD ? DESC_STD : DESC_EXT,
			                     cap->id, &io, &d);
		if (st == PCI_OK)
			st = decode_noread(&d, ret);
		if (st == PCI_ENOTFOUND) /* a capability without a table */
			st = PCI_OK;
	}
	return st;
}

enum pci_status pci_view_region(const struct pci_view *v, const struct pci_cap *cap,
                                struct io_region *ret)
{
	enum pci_status st = pci_caps_region(&v->caps, cap, ret);
	size_t known = machine_known_bytes(v->machine, v->func, cap->offset) - cap->offset;

	if (st == PCI_OK && ret->size > known)
		ret->size = known;
	return st;
}

enum pci_status pci_view_decode(const struct pci_view *v, enum desc_block kind, uint16_t id,
                                const struct io_region *io, struct decode *ret)
{
	*ret = (struct decode){
		.table = v->machine->tables,
		.io = io,
		.config = &v->dev.cfg,
		.express = v->has_express ? &v->express : NULL,
	};
	return decode_find(ret, kind, id);
}

bool pci_view_is_cut(const struct pci_view *v)
{
	return v->known_bytes < PCI_CONFIG_NORMAL ||
	       (v->known_bytes < PCI_CONFIG_EXTENDED && v->has_express);
}

const char *pci_view_chain_end(const struct pci_view *v, const struct pci_walk *w)
{
	if (w->end == PCI_WALK_END)
		return NULL;
	return w->end == PCI_WALK_ONES && pci_view_is_cut(v) ? "the dump ends"
	                                                     : pci_strwalk(w->end);
}

void pci_view_end(struct pci_view *v, enum pci_status st)
{
	if (v->st == PCI_OK)
		v->st = st;
	if (v->st == PCI_OK && v->dev.presence.gone) /* seen by what goes on without */
		v->st = PCI_EGONE;
}
