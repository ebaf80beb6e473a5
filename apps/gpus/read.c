/* read.c - the facts of one function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/decode.h"
#include "lib/fmt.h"

/* From the root bus down. */
static void read_path(struct gpu *g)
{
	const struct pci_func *f = g->func;
	size_t n = 1;

	for (; f->parent < g->machine->count && n < PCI_BUSES; n++)
		f = &g->machine->funcs[f->parent];
	g->depth = n;
	for (f = g->func; n--; f = &g->machine->funcs[f->parent])
		g->path[n] = f;
}

static enum pci_status read_subsystem(struct gpu *g)
{
	enum pci_status st;

	if (g->func->layout != PCI_LAYOUT_NORMAL)
		return PCI_OK;
	st = reg_try_read(&g->dev.cfg, pci_TYPE0, SUBSYS, &g->subsystem);
	g->has_subsystem = st == PCI_OK && g->subsystem && g->subsystem != UINT32_MAX;
	return st;
}

/* What the link does and what this end could do; a port inside a root complex has none. */
static enum pci_status read_link(struct gpu *g)
{
	pci_EXPLNK_region link;
	enum pci_status st;
	uint16_t flags, sta;
	uint32_t cap;
	unsigned type;

	if (pci_caps_find(&g->caps, PCI_CAP_STD, reg_id(pci_EXP), &g->express) != PCI_OK)
		return PCI_OK;
	st = reg_try_read(&g->express, pci_EXP, FLAGS, &flags);
	if (st != PCI_OK)
		return st;
	type = reg_field(pci_EXP_FLAGS, TYPE, flags);
	if (type == PCI_PORT_RC_ENDPOINT || type == PCI_PORT_RC_EVENT ||
	    io_typed(&g->express, &link) != PCI_OK)
		return PCI_OK;
	st = io_try_reg(&link, LNKCAP, &cap);
	if (st == PCI_OK)
		st = io_try_reg(&link, LNKSTA, &sta);
	if (st == PCI_OK)
		g->link = (struct gpu_link){
			true,
			reg_field(pci_EXPLNK_LNKSTA, SPEED, sta),
			reg_field(pci_EXPLNK_LNKSTA, WIDTH, sta),
			reg_field(pci_EXPLNK_LNKCAP, SPEED, cap),
			reg_field(pci_EXPLNK_LNKCAP, WIDTH, cap),
		};
	return st;
}

static enum pci_status read_bars(struct gpu *g)
{
	struct platform *p = g->machine->platform;
	struct pci_bar_record records[PCI_BAR_RECORDS];
	const struct pci_bar_source src = {
		.cfg = &g->dev.cfg,
		.layout = g->func->layout,
		.known_bytes = g->known_bytes,
		.records = records,
		.record_count = p->ops->bar_records(p, g->func->addr, records),
	};

	return pci_read_bars(&src, &g->bars);
}

static enum pci_status read_sriov(struct gpu *g)
{
	struct io_region cap;
	enum pci_status st;

	if (pci_caps_find(&g->caps, PCI_CAP_EXT, reg_id(pci_SRIOV), &cap) != PCI_OK)
		return PCI_OK;
	st = reg_try_read(&cap, pci_SRIOV, TOTAL_VFS, &g->total_vfs);
	g->has_sriov = st == PCI_OK;
	return st == PCI_ERANGE ? PCI_OK : st;
}

static enum pci_status read_caps(struct gpu *g)
{
	pci_caps_read(&g->caps, &g->dev.cfg, g->func->layout);
	g->has_caps = true;
	if (g->caps.std.end == PCI_WALK_ERROR)
		return g->caps.std.status;
	return g->caps.ext.end == PCI_WALK_ERROR ? g->caps.ext.status : PCI_OK;
}

/* A failure here is no reason to show less of the rest, but a loss is one. */
static enum pci_status read_probes(struct gpu *g)
{
	if (g->verbose)
		bochs_read(g);
	return g->dev.presence.gone ? PCI_EGONE : PCI_OK;
}

static enum pci_status read_all(struct gpu *g)
{
	static enum pci_status (*const steps[])(struct gpu *) = {
		read_caps, read_link, read_bars, read_sriov, read_probes,
	};
	enum pci_status st = g->func->status;

	if (st == PCI_OK)
		st = pci_open(g->machine->access, g->func->addr, &g->dev);
	if (st == PCI_OK)
		st = read_subsystem(g);
	if (st == PCI_OK)
		st = pci_size_config(&g->dev, g->func);
	g->has_config_size = st == PCI_OK;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && st == PCI_OK; i++)
		st = steps[i](g);
	return st;
}

void gpu_read(struct gpu *g)
{
	g->has_subsystem = g->has_config_size = g->has_caps = g->has_sriov = false;
	g->link.known = false;
	g->bochs.state = BOCHS_NONE;
	g->bars.count = 0;
	g->express.size = 0;
	g->known_bytes = machine_known_bytes(g->machine, g->func->addr);
	read_path(g);
	g->st = read_all(g);
}

bool gpu_is_cut(const struct gpu *g)
{
	return g->known_bytes < PCI_CONFIG_NORMAL ||
	       (g->known_bytes < PCI_CONFIG_EXTENDED && g->express.size);
}

const char *gpu_chain_end(const struct gpu *g, const struct pci_walk *w)
{
	if (w->end == PCI_WALK_END)
		return NULL;
	return w->end == PCI_WALK_ONES && gpu_is_cut(g) ? "the dump ends" : pci_strwalk(w->end);
}

const char *gpu_speed(char buf[GPU_SPEED_MAX], unsigned speed)
{
	const struct desc *f = desc_find_field(&pci_desc, "EXP", "LNKCAP", "SPEED");
	size_t n;
	const char *name = f ? desc_value(&pci_desc, f, speed, &n) : NULL;

	if (name)
		fmt_string(buf, GPU_SPEED_MAX, "%.*s", (int)n, name);
	else
		fmt_string(buf, GPU_SPEED_MAX, "speed %u", speed);
	return buf;
}
