/* preflight.c - what -v and --check know of a GPU beyond its own function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/preflight.h"

#include "apps/gpus/identity.h"
#include "lib/fmt.h"
#include "lib/progress.h"

static void keep(void *ctx, const struct finding *f)
{
	struct preflight_list *l = &((struct preflight *)ctx)->list;
	struct finding *copy = &l->finding[l->count];

	if (l->count == PREFLIGHT_FINDINGS)
		return; /* counted all the same */
	*copy = *f;
	fmt_string(l->evidence[l->count++], PREFLIGHT_EVIDENCE_MAX, "%s", f->evidence);
}

/* The first one: of which it is said, unless the scan said so before, and is no success. */
static void fail(struct preflight *p, const struct pci_func *f, enum pci_status st)
{
	char buf[PCI_ADDR_MAX];

	p->st = st;
	if (f->gone)
		return;
	p->failed = true;
	machine_say(p->machine, "%s: %s", pci_addr_format(buf, f->addr), pci_strstatus(st));
}

/* Of a chain that could not be read to its end. */
static enum pci_status chain_status(const struct pci_view *v)
{
	return !v->has_caps                        ? PCI_OK
	       : v->caps.std.end == PCI_WALK_ERROR ? v->caps.std.status
	       : v->caps.ext.end == PCI_WALK_ERROR ? v->caps.ext.status
	                                           : PCI_OK;
}

/* How far it is isolated, and all of a bridge; the first failure. PCI_ENOSPC without memory. */
static enum pci_status read_function(struct preflight *p, size_t i)
{
	struct platform *platform = p->machine->platform;
	const struct pci_view *v = &p->view;

	p->iso[i].port_type = v->port_type;
	if (!pci_is_bridge(v->func))
		return v->has_caps ? pci_read_isolation(&v->caps, v->port_type, &p->iso[i])
		                   : PCI_OK;
	p->hop[i] = platform->ops->alloc(platform, sizeof(*p->hop[i]));
	if (!p->hop[i])
		return PCI_ENOSPC;
	gpu_read_hop(v, p->hop[i]);
	p->iso[i] = p->hop[i]->isolation;
	return p->hop[i]->st;
}

static enum pci_status visit(struct preflight *p, size_t i)
{
	struct machine *m = p->machine;
	struct pci_func *f = &m->funcs[i];
	enum pci_status st;

	if (pci_is_bridge(f))
		pci_view_read(&p->view, m, f, NULL);
	else
		(void)pci_view_read_caps(&p->view, m, f, true);
	st = read_function(p, i);
	if (st == PCI_ENOSPC)
		return st;
	pci_view_end(&p->view, chain_status(&p->view));
	pci_view_end(&p->view, st);
	if (p->view.st != PCI_OK && p->st == PCI_OK && !m->is_dump)
		fail(p, f, p->view.st);
	return PCI_OK;
}

enum pci_status preflight_init(struct preflight *p, struct machine *m)
{
	struct platform *platform = m->platform;
	enum pci_status st = PCI_OK;

	p->machine = m;
	p->findings.found = keep;
	p->findings.ctx = p;
	p->hop = platform->ops->alloc(platform, m->count * sizeof(struct gpu_hop *));
	p->iso = platform->ops->alloc(platform, m->count * sizeof(*p->iso));
	p->group = platform->ops->alloc(platform, m->count * sizeof(*p->group));
	if (!p->hop || !p->iso || !p->group)
		return PCI_ENOSPC;
	for (size_t i = 0; i < m->count && st == PCI_OK; i++) {
		progress(platform, "reading: %zu of %zu", i + 1, m->count);
		if (platform_is_interrupted(platform))
			return PCI_ESTOPPED;
		st = visit(p, i);
	}
	if (st == PCI_OK)
		pci_group(m->funcs, p->iso, m->count, p->group);
	return st;
}

/* What is not there, or wrong in what was read, is no failure. */
static enum pci_status lost(enum pci_status st)
{
	return pci_is_lost(st) ? st : PCI_OK;
}

static enum pci_status read_sriov(const struct pci_view *v, struct preflight_gpu *g)
{
	const struct pci_cap *cap = NULL;
	struct io_region io;
	enum pci_status st;

	for (size_t i = 0; i < v->caps.count && !cap; i++)
		if (v->caps.cap[i].kind == PCI_CAP_EXT && v->caps.cap[i].id == reg_id(pci_SRIOV))
			cap = &v->caps.cap[i];
	if (!cap || pci_view_region(v, cap, &io) != PCI_OK)
		return PCI_OK;
	st = pci_read_sriov(&io, cap->offset, &g->sriov);
	g->facts.sriov = st == PCI_OK ? &g->sriov : NULL;
	g->sriov_offset = cap->offset;
	g->has_gsp = nvidia_matches(v->func);
	if (g->has_gsp)
		g->gsp_status = st == PCI_OK ? gsp_vf_info(&g->sriov, &g->gsp) : st;
	return lost(st);
}

static enum pci_status read_rebar(const struct pci_view *v, uint16_t id,
                                  struct preflight_rebars *ret)
{
	struct io_region io;
	enum pci_status st = pci_caps_find(&v->caps, PCI_CAP_EXT, id, &io);

	if (st == PCI_OK)
		st = pci_read_rebar(&io, ret->bar, &ret->count);
	return lost(st);
}

/* By its control register: where that is, and the bit that switches it on. */
static enum pci_status read_service(const struct pci_view *v, uint16_t id, size_t at,
                                    uint16_t enable, struct preflight_service *ret)
{
	struct io_region io;
	uint16_t ctl = 0;
	enum pci_status st = pci_caps_find(&v->caps, PCI_CAP_EXT, id, &io);

	if (st == PCI_OK)
		st = io_try_read16(&io, at, &ctl);
	ret->has = st == PCI_OK;
	ret->enabled = ret->has && ctl & enable;
	return lost(st);
}

static enum pci_status read_services(const struct pci_view *v, struct preflight_service *ret)
{
	enum pci_status st = read_service(v, reg_id(pci_ATS), reg_at(pci_ATS, CTL),
	                                  reg_mask(pci_ATS_CTL, ENABLE), &ret[PREFLIGHT_ATS]);

	if (st == PCI_OK)
		st = read_service(v, reg_id(pci_PRI), reg_at(pci_PRI, CTL),
		                  reg_mask(pci_PRI_CTL, ENABLE), &ret[PREFLIGHT_PRI]);
	if (st == PCI_OK)
		st = read_service(v, reg_id(pci_PASID), reg_at(pci_PASID, CTL),
		                  reg_mask(pci_PASID_CTL, ENABLE), &ret[PREFLIGHT_PASID]);
	return st;
}

/* The function itself, below the bridges that were read before. */
static void find_way(struct preflight *p, const struct pci_func *f, const struct gpu_hop *own,
                     struct preflight_gpu *g)
{
	const struct machine *m = p->machine;
	size_t n = 1, i;

	for (i = f->parent; i < m->count && p->hop[i] && n < PCI_BUSES; i = m->funcs[i].parent)
		n++;
	g->facts.hop = g->way;
	g->facts.hops = n;
	g->way[--n] = own;
	for (i = f->parent; n; i = m->funcs[i].parent)
		g->way[--n] = p->hop[i];
}

void preflight_read(struct preflight *p, struct pci_view *v, struct preflight_gpu *ret)
{
	enum pci_status st;

	*ret = (struct preflight_gpu){.facts.bars = &v->bars};
	gpu_read_hop(v, &ret->own);
	find_way(p, v->func, &ret->own, ret);
	st = ret->own.st;
	if (st == PCI_OK)
		st = read_rebar(v, reg_id(pci_REBAR), &ret->rebar);
	if (st == PCI_OK)
		st = read_rebar(v, reg_id(pci_VF_REBAR), &ret->vf_rebar);
	if (st == PCI_OK)
		st = read_services(v, ret->service);
	if (st == PCI_OK)
		st = read_sriov(v, ret);
	pci_view_end(v, chain_status(v));
	pci_view_end(v, st);
	ret->own.st = v->st;
	ret->facts.rebar = ret->rebar.bar;
	ret->facts.rebar_count = ret->rebar.count;
}

static bool has_child(const struct machine *m, size_t bridge)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->funcs[i].parent == bridge)
			return true;
	return false;
}

void preflight_check_machine(struct preflight *p)
{
	const struct machine *m = p->machine;

	if (!m->is_dump && m->method != ACCESS_ECAM)
		finding_tell(&p->findings, FINDING_NO_ECAM, NULL, "configuration space by %s",
		             machine_method(m));
	if (m->mcfg_faults == 1)
		finding_tell(&p->findings, FINDING_MCFG_BAD, NULL, "%s", m->mcfg_fault);
	else if (m->mcfg_faults)
		finding_tell(&p->findings, FINDING_MCFG_BAD, NULL, "%s (+%u)", m->mcfg_fault,
		             m->mcfg_faults - 1);
	for (size_t i = 0; i < m->count; i++) {
		const struct pci_func *f = &m->funcs[i];

		if (p->hop[i])
			check_bridge(p->hop[i], !has_child(m, i),
			             m->is_dump || pci_reaches_bus(m->access, f->addr.segment,
			                                           f->secondary),
			             &p->findings);
	}
}

void preflight_check_gpu(struct preflight *p, const struct preflight_gpu *g)
{
	check_gpu(&g->facts, &p->findings);
}

void preflight_clear(struct preflight *p)
{
	p->list.count = 0;
}
