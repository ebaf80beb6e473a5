/* view_json.c - one function as JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/view_json.h"

#include "lib/pci_class.h"

void view_json_address(struct json *j, const char *name, struct pci_addr addr)
{
	char buf[PCI_ADDR_MAX];

	json_string(j, name, pci_addr_format(buf, addr));
}

void view_json_identity(const struct pci_view *v, struct json *j)
{
	const struct pci_func *f = v->func;

	view_json_address(j, "address", f->addr);
	if (f->addr.copy)
		json_number(j, "copy", f->addr.copy);
	json_hex(j, "vendor", f->vendor, 4);
	json_hex(j, "device", f->device, 4);
	json_hex(j, "class", f->class_code, 6);
	json_string(j, "class_name", pci_class_name((uint16_t)(f->class_code >> 8)));
	json_hex(j, "revision", f->revision, 2);
	if (v->has_subsystem) {
		json_hex(j, "subsystem_vendor", v->subsystem_vendor, 4);
		json_hex(j, "subsystem_device", v->subsystem_id, 4);
	}
	if (v->has_config_size && pci_view_is_cut(v))
		json_null(j, "config_size");
	else if (v->has_config_size)
		json_number(j, "config_size", v->dev.cfg.size);
}

/* For what may be true and mostly is not. */
static void put_true(struct json *j, const char *name, bool v)
{
	if (v)
		json_bool(j, name, true);
}

/* A number that may not be known. */
static void put_size(struct json *j, uint64_t size)
{
	if (size)
		json_number(j, "size", size);
	else
		json_null(j, "size");
}

static void put_bar(struct json *j, const struct pci_bar *b)
{
	static const char *const of[] = {NULL, NULL, NULL, "behind", "other"};
	bool rom = b->kind == PCI_BAR_ROM;

	json_begin_object(j, NULL);
	if (b->kind == PCI_BAR_HEADER || b->kind == PCI_BAR_VF)
		json_number(j, "slot", b->slot);
	json_string(j, "type", rom ? "rom" : b->io ? "io" : "memory");
	if (of[b->kind])
		json_string(j, "of", of[b->kind]);
	if (rom || b->ea)
		json_bool(j, "enabled", b->enabled);
	put_true(j, "enhanced", b->ea);
	put_true(j, "broken", b->broken);
	put_true(j, "cut", b->cut);
	if (!rom && !b->io) {
		json_number(j, "bits", b->is_64bit ? 64 : b->below_1m ? 20 : 32);
		json_bool(j, "prefetchable", b->prefetchable);
	}
	json_hex(j, "register", b->reg, 2);
	if (b->base)
		json_hex(j, "base", b->base, 1);
	else
		json_null(j, "base");
	put_size(j, b->size);
	json_end_object(j);
}

static void put_window(struct json *j, const struct pci_window *w)
{
	static const char *const types[] = {"io", "memory", "prefetchable"};
	unsigned bits = w->kind == PCI_WINDOW_IO ? 16 : 32;

	json_begin_object(j, NULL);
	json_string(j, "type", types[w->kind]);
	json_number(j, "bits", w->is_wide ? 2 * bits : bits);
	json_hex(j, "base", w->base, 1);
	json_hex(j, "limit", w->limit, 1);
	json_bool(j, "closed", w->closed);
	put_true(j, "zero", w->zero);
	put_true(j, "cut", w->cut);
	put_true(j, "broken", w->base_type != w->limit_type);
	json_end_object(j);
}

/* The BARs of virtual functions, or all others. */
static void put_bars(const struct pci_view *v, struct json *j, bool vf)
{
	for (size_t i = 0; i < v->bars.count; i++)
		if ((v->bars.bar[i].kind == PCI_BAR_VF) == vf)
			put_bar(j, &v->bars.bar[i]);
}

static void put_regions(const struct pci_view *v, struct json *j)
{
	struct io_region sriov;

	if (v->has_header && v->func->layout > PCI_LAYOUT_CARDBUS)
		json_hex(j, "unknown_header_type", v->func->layout, 2);
	json_begin_array(j, "regions");
	put_bars(v, j, false);
	json_end_array(j);
	if (v->has_caps &&
	    pci_caps_find(&v->caps, PCI_CAP_EXT, reg_id(pci_SRIOV), &sriov) == PCI_OK) {
		json_begin_array(j, "vf_regions");
		put_bars(v, j, true);
		json_end_array(j);
	}
	if (v->bars.ea_status != PCI_OK)
		json_string(j, "enhanced_allocation", pci_strstatus(v->bars.ea_status));
	if (v->sized != PCI_OK)
		json_string(j, "not_measured", pci_strstatus(v->sized));
	if (!v->window_count)
		return;
	json_begin_array(j, "windows");
	for (size_t i = 0; i < v->window_count; i++)
		put_window(j, &v->windows[i]);
	json_end_array(j);
}

static void put_registers(struct pci_view *v, struct json *j, struct decode *d)
{
	d->detail = true;
	if (v->st == PCI_OK)
		pci_view_end(v, decode_json(d, j));
}

static void put_header(struct pci_view *v, struct json *j)
{
	struct decode d;

	json_begin_object(j, "header");
	if (pci_view_decode(v, DESC_HDR, DESC_HDR_COMMON, &v->dev.cfg, &d) == PCI_OK)
		put_registers(v, j, &d);
	if (v->func->layout <= PCI_LAYOUT_BRIDGE &&
	    pci_view_decode(v, DESC_HDR, DESC_HDR_TYPE0 + v->func->layout, &v->dev.cfg, &d) ==
	            PCI_OK)
		put_registers(v, j, &d);
	json_end_object(j);
}

/* What its ID, or what it itself says of its kind, makes of it. */
static void put_cap_name(const struct pci_view *v, struct json *j, const struct pci_cap *cap,
                         const struct decode *d)
{
	enum desc_block kind = cap->kind == PCI_CAP_EXT ? DESC_EXT : DESC_STD;
	char buf[DESC_TITLE_MAX];

	if (!d) {
		json_string(j, "title", desc_title(v->machine->tables, kind, cap->id, buf));
		return;
	}
	json_string(j, "title", decode_title(d));
	json_string(j, "name", desc_string(d->table, d->block->name));
	if (d->variant)
		json_string(j, "variant", desc_string(d->table, d->variant->name));
}

static void put_cap(struct pci_view *v, struct json *j, const struct pci_cap *cap, bool registers)
{
	bool extended = cap->kind == PCI_CAP_EXT;
	enum pci_status st = PCI_ENOTFOUND;
	struct io_region io;
	struct decode d;

	if (v->st == PCI_OK)
		st = pci_view_region(v, cap, &io);
	if (st == PCI_OK)
		st = pci_view_decode(v, extended ? DESC_EXT : DESC_STD, cap->id, &io, &d);
	json_begin_object(j, NULL);
	json_hex(j, "offset", cap->offset, 2);
	json_bool(j, "extended", extended);
	json_hex(j, "id", cap->id, extended ? 4 : 2);
	if (extended)
		json_number(j, "version", cap->version);
	put_cap_name(v, j, cap, st == PCI_OK ? &d : NULL);
	if (registers && v->st == PCI_OK) {
		json_begin_object(j, "registers");
		if (st == PCI_OK)
			put_registers(v, j, &d);
		json_end_object(j);
	}
	json_end_object(j);
	if (st != PCI_ENOTFOUND)
		pci_view_end(v, st);
}

static void put_chain_end(const struct pci_view *v, struct json *j, const char *name,
                          const struct pci_walk *w)
{
	const char *why = pci_view_chain_end(v, w);

	if (why)
		json_string(j, name, why);
}

void view_json_status(const struct pci_view *v, struct json *j)
{
	json_string(j, "status", v->st == PCI_OK ? "ok" : pci_strstatus(v->st));
}

void view_json_rest(struct pci_view *v, struct json *j, bool registers)
{
	put_regions(v, j);
	if (registers && v->st == PCI_OK)
		put_header(v, j);
	if (v->has_caps) {
		json_begin_array(j, "capabilities");
		for (size_t i = 0; i < v->caps.count; i++)
			put_cap(v, j, &v->caps.cap[i], registers);
		json_end_array(j);
		put_chain_end(v, j, "standard_chain", &v->caps.std);
		put_chain_end(v, j, "extended_chain", &v->caps.ext);
	}
	pci_view_end(v, PCI_OK);
	view_json_status(v, j);
}
