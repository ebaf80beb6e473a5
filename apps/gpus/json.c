/* json.c - one function as JSON; the members are described in apps/gpus/README. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/decode.h"
#include "lib/pci_class.h"

static void put_address(struct json *j, const char *name, struct pci_addr addr)
{
	char buf[PCI_ADDR_MAX];

	json_string(j, name, pci_addr_format(buf, addr));
}

static void put_identity(const struct gpu *g, struct json *j)
{
	const struct pci_func *f = g->func;

	put_address(j, "address", f->addr);
	json_hex(j, "vendor", f->vendor, 4);
	json_hex(j, "device", f->device, 4);
	json_hex(j, "class", f->class_code, 6);
	json_string(j, "class_name", pci_class_name((uint16_t)(f->class_code >> 8)));
	json_hex(j, "revision", f->revision, 2);
	json_begin_array(j, "path");
	for (size_t i = 0; i < g->depth; i++)
		put_address(j, NULL, g->path[i]->addr);
	json_end_array(j);
	if (!g->has_subsystem)
		return;
	json_hex(j, "subsystem_vendor", reg_field(pci_TYPE0_SUBSYS, VENDOR, g->subsystem), 4);
	json_hex(j, "subsystem_device", reg_field(pci_TYPE0_SUBSYS, ID, g->subsystem), 4);
}

static void put_link(const struct gpu *g, struct json *j)
{
	char buf[GPU_SPEED_MAX];

	json_begin_object(j, "link");
	json_string(j, "speed", gpu_speed(buf, g->link.speed));
	json_number(j, "width", g->link.width);
	json_string(j, "max_speed", gpu_speed(buf, g->link.max_speed));
	json_number(j, "max_width", g->link.max_width);
	json_end_object(j);
}

static void put_bar(struct json *j, const struct pci_bar *b)
{
	bool rom = b->kind == PCI_BAR_ROM;

	json_begin_object(j, NULL);
	if (!rom)
		json_number(j, "slot", b->slot);
	json_string(j, "type", rom ? "rom" : b->io ? "io" : "memory");
	if (rom)
		json_bool(j, "enabled", b->enabled);
	if (b->broken)
		json_bool(j, "broken", true);
	if (b->cut)
		json_bool(j, "cut", true);
	if (!rom && !b->io) {
		json_number(j, "bits", b->is_64bit ? 64 : b->below_1m ? 20 : 32);
		json_bool(j, "prefetchable", b->prefetchable);
	}
	if (b->base)
		json_hex(j, "base", b->base, 1);
	else
		json_null(j, "base");
	if (b->size)
		json_number(j, "size", b->size);
	else
		json_null(j, "size");
	json_end_object(j);
}

static void decode(struct gpu *g, struct json *j, const struct io_region *io, enum desc_block kind,
                   uint16_t id)
{
	struct decode d = {.table = &pci_desc,
	                   .io = io,
	                   .config = &g->dev.cfg,
	                   .express = g->express.size ? &g->express : NULL};
	enum pci_status st = g->st == PCI_OK ? decode_find(&d, kind, id) : PCI_ENOTFOUND;

	if (st == PCI_OK)
		st = decode_json(&d, j);
	if (st != PCI_ENOTFOUND)
		g->st = st;
}

static void put_header(struct gpu *g, struct json *j)
{
	json_begin_object(j, "header");
	decode(g, j, &g->dev.cfg, DESC_HDR, DESC_HDR_COMMON);
	if (g->func->layout <= PCI_LAYOUT_CARDBUS)
		decode(g, j, &g->dev.cfg, DESC_HDR, DESC_HDR_TYPE0 + g->func->layout);
	json_end_object(j);
}

static void put_cap(struct gpu *g, struct json *j, const struct pci_cap *cap)
{
	bool extended = cap->kind == PCI_CAP_EXT;
	enum desc_block kind = extended ? DESC_EXT : DESC_STD;
	const struct desc *block = desc_find(&pci_desc, kind, cap->id);
	char buf[DESC_TITLE_MAX];
	struct io_region io;

	json_begin_object(j, NULL);
	json_hex(j, "offset", cap->offset, 2);
	json_bool(j, "extended", extended);
	json_hex(j, "id", cap->id, extended ? 4 : 2);
	if (extended)
		json_number(j, "version", cap->version);
	json_string(j, "title", desc_title(&pci_desc, kind, cap->id, buf));
	if (block)
		json_string(j, "name", desc_string(&pci_desc, block->name));
	if (g->verbose && g->st == PCI_OK && pci_caps_region(&g->caps, cap, &io) == PCI_OK) {
		json_begin_object(j, "registers");
		decode(g, j, &io, kind, cap->id);
		json_end_object(j);
	}
	json_end_object(j);
}

static void put_end(struct json *j, const char *name, const char *why)
{
	if (why)
		json_string(j, name, why);
}

static void put_caps(struct gpu *g, struct json *j)
{
	json_begin_array(j, "capabilities");
	for (size_t i = 0; i < g->caps.count; i++)
		put_cap(g, j, &g->caps.cap[i]);
	json_end_array(j);
	put_end(j, "standard_chain", gpu_chain_end(g, &g->caps.std));
	put_end(j, "extended_chain", gpu_chain_end(g, &g->caps.ext));
}

void gpu_show_json(struct gpu *g, struct json *j)
{
	json_begin_object(j, NULL);
	put_identity(g, j);
	if (g->has_config_size && gpu_is_cut(g))
		json_null(j, "config_size");
	else if (g->has_config_size)
		json_number(j, "config_size", g->dev.cfg.size);
	if (g->link.known)
		put_link(g, j);
	json_begin_array(j, "regions");
	for (size_t i = 0; i < g->bars.count; i++)
		put_bar(j, &g->bars.bar[i]);
	json_end_array(j);
	if (g->has_sriov)
		json_number(j, "total_vfs", g->total_vfs);
	if (g->bochs.state == BOCHS_READ)
		json_hex(j, "bochs_dispi_id", g->bochs.id, 4);
	if (g->verbose && g->st == PCI_OK)
		put_header(g, j);
	if (g->has_caps)
		put_caps(g, j);
	json_string(j, "status", g->st == PCI_OK ? "ok" : pci_strstatus(g->st));
	json_end_object(j);
}
