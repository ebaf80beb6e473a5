/* check.c - what is wrong with a GPU, and with the way to it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/check.h"

#include "apps/gpus/words.h"

#define LARGE    (UINT64_C(256) << 20) /* below it nobody gains from another place, or size */
#define FOUR_GIB (UINT64_C(4) << 30)

static const struct gpu_hop *last(const struct gpu_facts *g)
{
	return g->hop[g->hops - 1];
}

static const struct pci_addr *addr_of(const struct gpu_facts *g)
{
	return &last(g)->func->addr;
}

static bool has_memory(const struct pci_bars *bars)
{
	for (size_t i = 0; i < bars->count; i++)
		if (!bars->bar[i].io)
			return true;
	return false;
}

static void check_state(const struct gpu_facts *g, struct findings *ret)
{
	const struct gpu_hop *h = last(g);

	if (h->has_power && h->power_state)
		finding_tell(ret, FINDING_D3, addr_of(g), "power state D%u (PMCSR)",
		             h->power_state);
	if (!reg_field(pci_HDR_COMMAND, MEM, h->command) && has_memory(g->bars))
		finding_tell(ret, FINDING_DECODE_OFF, addr_of(g), "Command %04x", h->command);
}

static const struct pci_rebar *find_rebar(const struct gpu_facts *g, unsigned slot)
{
	for (size_t i = 0; i < g->rebar_count; i++)
		if (g->rebar[i].slot == slot)
			return &g->rebar[i];
	return NULL;
}

/* What the register says where firmware's records say nothing. */
static uint64_t size_of(const struct gpu_facts *g, const struct pci_bar *b)
{
	const struct pci_rebar *r = find_rebar(g, b->slot);

	return b->size || !r ? b->size : pci_rebar_bytes(r->current);
}

static void check_bar(const struct gpu_facts *g, const struct pci_bar *b, struct findings *ret)
{
	uint64_t size = size_of(g, b);

	if (b->kind != PCI_BAR_HEADER || b->io || b->ea || b->cut)
		return;
	if (!b->base)
		finding_tell(ret, FINDING_BAR_UNASSIGNED, addr_of(g), "BAR %u at 0", b->slot);
	else if (b->is_64bit && b->prefetchable && b->base < FOUR_GIB && size >= LARGE)
		finding_tell(ret, FINDING_BAR_BELOW_4G, addr_of(g), "BAR %u of %llu MiB at %llx",
		             b->slot, (unsigned long long)(size >> 20),
		             (unsigned long long)b->base);
}

/* What is free behind a bridge nobody knows; how large its largest window is one can see. */
static uint64_t window_size(const struct gpu_hop *bridge)
{
	uint64_t most = 0;

	for (size_t i = 0; i < bridge->window_count; i++) {
		const struct pci_window *w = &bridge->windows[i];

		if (w->kind == PCI_WINDOW_PREFETCHABLE && !w->closed && w->limit - w->base >= most)
			most = w->limit - w->base + 1;
	}
	return most;
}

const struct gpu_hop *check_narrow(const struct gpu_facts *g, uint64_t size)
{
	for (size_t i = 0; i + 1 < g->hops; i++)
		if (window_size(g->hop[i]) < size)
			return g->hop[i];
	return NULL;
}

static void check_rebar(const struct gpu_facts *g, struct findings *ret)
{
	for (size_t i = 0; i < g->rebar_count; i++) {
		const struct pci_rebar *r = &g->rebar[i];
		unsigned next = pci_rebar_next(r);
		const struct gpu_hop *narrow = check_narrow(g, pci_rebar_bytes(next));
		const struct pci_addr *a = narrow ? &narrow->func->addr : NULL;
		char room[48] = "";

		if (next == r->current)
			continue;
		if (a)
			fmt_string(room, sizeof(room), ", for which %02x:%02x.%x has no room",
			           a->bus, a->dev, a->fn);
		else if (g->hops > 1)
			fmt_string(room, sizeof(room), ", which the windows above hold");
		finding_tell(ret, FINDING_REBAR_SMALL, addr_of(g),
		             "BAR %u has %llu MiB, the next size is %llu MiB%s", r->slot,
		             (unsigned long long)(pci_rebar_bytes(r->current) >> 20),
		             (unsigned long long)(pci_rebar_bytes(next) >> 20), room);
	}
}

static unsigned last_bus(const struct gpu_facts *g)
{
	return g->hops > 1 ? g->hop[g->hops - 2]->func->subordinate : 0xff;
}

bool check_has_buses(const struct gpu_facts *g)
{
	struct pci_addr vf;

	return pci_sriov_vf(g->sriov, *addr_of(g), g->sriov->total_vfs, &vf) == PCI_OK &&
	       vf.bus <= last_bus(g);
}

static void check_sriov(const struct gpu_facts *g, struct findings *ret)
{
	const struct pci_sriov *s = g->sriov;
	struct pci_addr vf;
	unsigned slot;

	if (!s || !s->total_vfs)
		return;
	if (pci_sriov_check_bars(s, &slot) != PCI_OK) {
		finding_tell(ret, FINDING_SRIOV_BAD, addr_of(g), "VF BAR %u", slot);
		return;
	}
	if (pci_sriov_vf(s, *addr_of(g), s->total_vfs, &vf) == PCI_ECORRUPT) {
		finding_tell(ret, FINDING_SRIOV_BAD, addr_of(g),
		             "VF offset %u, stride %u for %u VFs", s->vf_offset, s->vf_stride,
		             s->total_vfs);
		return;
	}
	if (!check_has_buses(g))
		finding_tell(ret, FINDING_SRIOV_NO_BUSES, addr_of(g),
		             "%u VFs need buses beyond %02x", s->total_vfs, last_bus(g));
	for (size_t i = 0; i < s->bar_count; i++)
		if (s->bar[i].is_64bit && !s->bar[i].base) {
			finding_tell(ret, FINDING_SRIOV_NO_SPACE, addr_of(g), "VF BAR %u at 0",
			             s->bar[i].slot);
			return;
		}
}

static void check_errors(const struct gpu_hop *h, struct findings *ret)
{
	uint32_t fatal = h->ue_status & h->ue_severity;

	if (h->has_aer && fatal)
		finding_tell(ret, FINDING_AER_FATAL, &h->func->addr, "UESta %08x, UESvrt %08x",
		             h->ue_status, h->ue_severity);
	else if (h->has_express && reg_field(pci_EXP_DEVSTA, FED, h->express.devsta))
		finding_tell(ret, FINDING_AER_FATAL, &h->func->addr, "DevSta %04x",
		             h->express.devsta);
}

static void check_link(const struct gpu_hop *above, const struct gpu_hop *below,
                       struct findings *ret)
{
	char speed[GPU_WORD_MAX], most[GPU_WORD_MAX], port[GPU_WORD_MAX], retimers[16] = "";
	unsigned own = pci_highest_speed(pci_link_speeds(&below->express));
	const struct pci_addr *at = &above->func->addr;
	struct gpu_link_facts l;

	gpu_link_facts(above, below, &l);
	gpu_speed(speed, l.speed);
	gpu_speed(most, own);
	if (l.retimers)
		fmt_string(retimers, sizeof(retimers), ", %u retimer%s", l.retimers,
		           l.retimers > 1 ? "s" : "");
	if (l.width < l.max_width)
		finding_tell(ret, FINDING_LINK_WIDTH, at, "x%u of x%u (LnkSta %04x, LnkCap %08x)%s",
		             l.width, l.max_width, above->express.lnksta, above->express.lnkcap,
		             retimers);
	if (l.target_speed && l.target_speed < l.max_speed)
		finding_tell(ret, FINDING_LINK_SPEED, at,
		             "the port's target is %s of %s (LnkCtl2 %04x)",
		             gpu_speed(port, l.target_speed), most, above->express.lnkctl2);
	else if (l.max_speed && l.max_speed < own) /* 0: the port does not say */
		finding_tell(ret, FINDING_LINK_SPEED, at, "the port has %s at most, the card %s",
		             gpu_speed(port, l.max_speed), most);
	else if (l.speed < l.max_speed)
		finding_tell(ret, FINDING_LINK_IDLE, at, "%s of %s (LnkSta %04x)%s", speed, most,
		             above->express.lnksta, retimers);
	if (reg_field(pci_EXP_DEVCTL, MPS, above->express.devctl) !=
	    reg_field(pci_EXP_DEVCTL, MPS, below->express.devctl))
		finding_tell(ret, FINDING_MPS_MISMATCH, at, "DevCtl %04x above, %04x below",
		             above->express.devctl, below->express.devctl);
}

/* Of a port that has to keep its devices apart. */
static void check_acs(const struct gpu_hop *h, struct findings *ret)
{
	const struct pci_isolation *iso = &h->isolation;

	if (!pci_is_link_above(h->func) || pci_is_isolated(h->func, iso))
		return;
	if (!iso->has_acs)
		finding_tell(ret, FINDING_ACS_MISSING, &h->func->addr,
		             "the port has no Access Control Services");
	else
		finding_tell(ret, FINDING_ACS_OFF, &h->func->addr, "ACSCap %04x, ACSCtl %04x",
		             iso->acs_cap, iso->acs_ctl);
}

static bool has_rom(const struct gpu_facts *g)
{
	return pci_find_bar(g->bars, PCI_BAR_ROM, 0) != NULL;
}

void check_gpu(const struct gpu_facts *g, struct findings *ret)
{
	const struct gpu_hop *h = last(g);

	if (h->st == PCI_EGONE)
		finding_tell(ret, FINDING_DEVICE_GONE, addr_of(g), "%s", pci_strstatus(h->st));
	if (h->st != PCI_OK) /* what could not be read is not wrong */
		return;
	check_state(g, ret);
	for (size_t i = 0; i < g->bars->count; i++)
		check_bar(g, &g->bars->bar[i], ret);
	check_rebar(g, ret);
	for (size_t i = 0; i < g->hops; i++) {
		if (i && gpu_has_link(g->hop[i - 1], g->hop[i]))
			check_link(g->hop[i - 1], g->hop[i], ret);
		if (g->hop[i]->st != PCI_OK)
			continue;
		check_acs(g->hop[i], ret);
		check_errors(g->hop[i], ret);
	}
	check_sriov(g, ret);
	if (h->func->class_code >> 8 == PCI_CLASS_VGA && g->hops > 1 && !has_rom(g))
		finding_tell(ret, FINDING_ROM_MISSING, addr_of(g), "no expansion ROM register");
}

/* What a slot says of a card that nothing is seen of. */
static void check_slot(const struct gpu_hop *h, struct findings *ret)
{
	const struct pci_express *e = &h->express;
	bool reports = reg_field(pci_EXPLNK_LNKCAP, DLL_ACTIVE_REP, e->lnkcap);
	bool active = reports && reg_field(pci_EXPLNK_LNKSTA, DLL_ACTIVE, e->lnksta);
	bool present = e->has_slot && reg_field(pci_EXPSLT_SLTSTA, PRESENT, e->sltsta);
	const struct pci_addr *at = &h->func->addr;

	if (reg_field(pci_EXPLNK_LNKCTL, DISABLE, e->lnkctl))
		finding_tell(ret, FINDING_LINK_DISABLED, at, "LnkCtl %04x", e->lnkctl);
	else if (active || (present && !reports))
		finding_tell(ret, FINDING_SLOT_EMPTY_BUT_PRESENT, at, "SltSta %04x, LnkSta %04x",
		             e->sltsta, e->lnksta);
	else if (present)
		finding_tell(ret, FINDING_LINK_DOWN, at, "SltSta %04x, LnkSta %04x", e->sltsta,
		             e->lnksta);
}

void check_bridge(const struct gpu_hop *b, bool is_empty, bool reached, struct findings *ret)
{
	const struct pci_func *f = b->func;

	if (b->has_express && b->express.has_slot &&
	    reg_field(pci_EXPSLT_SLTSTA, PWR_FAULT, b->express.sltsta))
		finding_tell(ret, FINDING_POWER_FAULT, &f->addr, "SltSta %04x", b->express.sltsta);
	if (!f->secondary || f->subordinate < f->secondary)
		finding_tell(ret, FINDING_BUS_UNASSIGNED, &f->addr, "buses %02x-%02x", f->secondary,
		             f->subordinate);
	else if (!reached)
		finding_tell(ret, FINDING_BEHIND_UNSCANNED, &f->addr, "buses %02x-%02x",
		             f->secondary, f->subordinate);
	else if (is_empty && b->has_express && pci_is_link_above(f))
		check_slot(b, ret);
}
