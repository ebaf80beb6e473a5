/* read.c - the facts of one function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/fmt.h"

/* From the root bus down. */
static void read_path(struct gpu *g)
{
	const struct machine *m = g->view.machine;
	const struct pci_func *f = g->view.func;
	size_t n = 1;

	for (; f->parent < m->count && n < PCI_BUSES; n++)
		f = &m->funcs[f->parent];
	g->depth = n;
	for (f = g->view.func; n--; f = &m->funcs[f->parent])
		g->path[n] = f;
}

/* What the link does and what this end could do; a port inside a root complex has none. */
static enum pci_status read_link(struct gpu *g)
{
	pci_EXPLNK_region link;
	enum pci_status st;
	uint16_t sta;
	uint32_t cap;

	if (!g->view.has_express || g->view.port_type == PCI_PORT_RC_ENDPOINT ||
	    g->view.port_type == PCI_PORT_RC_EVENT || io_typed(&g->view.express, &link) != PCI_OK)
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

static enum pci_status read_sriov(struct gpu *g)
{
	struct io_region cap;
	enum pci_status st;

	if (pci_caps_find(&g->view.caps, PCI_CAP_EXT, reg_id(pci_SRIOV), &cap) != PCI_OK)
		return PCI_OK;
	st = reg_try_read(&cap, pci_SRIOV, TOTAL_VFS, &g->total_vfs);
	g->has_sriov = st == PCI_OK;
	return st == PCI_ERANGE ? PCI_OK : st;
}

void gpu_read(struct gpu *g, struct machine *m, const struct pci_func *f)
{
	struct pci_view *v = &g->view;

	g->has_sriov = g->link.known = false;
	identity_begin(&g->identity);
	pci_view_read(v, m, f, NULL);
	read_path(g);
	if (v->st == PCI_OK)
		v->st = read_link(g);
	if (v->st == PCI_OK)
		v->st = read_sriov(g);
	if (v->st == PCI_OK && g->verbose)
		identity_read(v, &g->identity);
	pci_view_end(v, identity_lost(&g->identity));
	if (g->preflight)
		preflight_read(g->preflight, v, &g->more);
}

const char *gpu_word(char buf[GPU_WORD_MAX], const char *block, const char *reg, const char *field,
                     unsigned value)
{
	const struct desc *f = desc_find_field(&pci_desc_gpu, block, reg, field);
	size_t n;
	const char *name = f ? desc_value(&pci_desc_gpu, f, value, &n) : NULL;

	if (name)
		fmt_string(buf, GPU_WORD_MAX, "%.*s", (int)n, name);
	else
		fmt_string(buf, GPU_WORD_MAX, "%u", value);
	return buf;
}

const char *gpu_speed(char buf[GPU_WORD_MAX], unsigned speed)
{
	return gpu_word(buf, "EXP", "LNKCAP", "SPEED", speed);
}
