/* preflight_show.c - what -v and --check know of a GPU, as text and as JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/path.h"
#include "apps/gpus/preflight.h"
#include "lib/fmt.h"
#include "lib/view_json.h"

static struct finding finding_at(const struct preflight_list *l, size_t i)
{
	struct finding f = l->finding[i];

	f.evidence = l->evidence[i];
	return f;
}

void preflight_show_findings(const struct preflight *p, struct sink *out)
{
	for (size_t i = 0; i < p->list.count; i++) {
		const struct finding f = finding_at(&p->list, i);

		finding_show_text(&f, out);
	}
}

void preflight_put_findings(const struct preflight *p, struct json *j)
{
	json_begin_array(j, "findings");
	for (size_t i = 0; i < p->list.count; i++) {
		const struct finding f = finding_at(&p->list, i);

		finding_show_json(&f, j);
	}
	json_end_array(j);
}

static size_t index_of(const struct preflight *p, const struct preflight_gpu *g)
{
	return (size_t)(g->own.func - p->machine->funcs);
}

static void show_group(const struct preflight *p, const struct preflight_gpu *g, struct sink *out)
{
	uint32_t group = p->group[index_of(p, g)];

	fmt_print(out, "    Isolation group:");
	if (p->st != PCI_OK) {
		fmt_print(out, " %s\n", pci_strstatus(p->st));
		return;
	}
	for (size_t i = 0; i < p->machine->count; i++) {
		const struct pci_addr *a = &p->machine->funcs[i].addr;

		if (p->group[i] == group)
			fmt_print(out, " %02x:%02x.%x", a->bus, a->dev, a->fn);
	}
	fmt_print(out, "\n");
}

static void show_rebar(const char *whose, const struct pci_rebar *r, struct sink *out)
{
	char buf[FMT_SIZE_MAX];

	fmt_print(out, "    Resizable %sBAR %u: %s%s of", whose, r->slot,
	          fmt_size(buf, pci_rebar_bytes(r->current)),
	          pci_rebar_is_possible(r, r->current) ? "" : " (not in its set)");
	for (unsigned size = 0; pci_rebar_bytes(size); size++)
		if (pci_rebar_is_possible(r, size))
			fmt_print(out, " %s", fmt_size(buf, pci_rebar_bytes(size)));
	fmt_print(out, "\n");
}

/* What the next size would need, where there is one. */
static void show_room(const struct preflight_gpu *g, const struct pci_rebar *r, struct sink *out)
{
	unsigned next = pci_rebar_next(r);
	char buf[FMT_SIZE_MAX];

	if (next != r->current && g->facts.hops > 1)
		fmt_print(out, "        %s: %sroom in the windows above\n",
		          fmt_size(buf, pci_rebar_bytes(next)),
		          check_narrow(&g->facts, pci_rebar_bytes(next)) ? "no " : "");
}

static const char services[PREFLIGHT_SERVICES][6] = {"ATS", "PRI", "PASID"};

static void show_services(const struct preflight_gpu *g, struct sink *out)
{
	bool any = false;

	for (unsigned i = 0; i < PREFLIGHT_SERVICES; i++) {
		const struct preflight_service *s = &g->service[i];

		if (!s->has)
			continue;
		fmt_print(out, "%s %s %s", any ? "," : "    Address translation:", services[i],
		          s->enabled ? "on" : "off");
		any = true;
	}
	if (any)
		fmt_print(out, "\n");
}

static void show_range(const struct preflight_gpu *g, struct sink *out)
{
	struct pci_addr first, last, pf = g->own.func->addr;
	const struct pci_sriov *s = g->facts.sriov;

	if (!s || !s->total_vfs || pci_sriov_vf(s, pf, 1, &first) != PCI_OK ||
	    pci_sriov_vf(s, pf, s->total_vfs, &last) != PCI_OK)
		return;
	fmt_print(out, "    VFs: %02x:%02x.%x to %02x:%02x.%x, %s\n", first.bus, first.dev,
	          first.fn, last.bus, last.dev, last.fn, s->enabled ? "enabled" : "not enabled");
}

static void show_gsp(const struct preflight_gpu *g, struct sink *out)
{
	const uint8_t *bytes = (const uint8_t *)&g->gsp;

	if (!g->has_gsp)
		return;
	fmt_print(out, "    gspVFInfo:");
	if (g->gsp_status != PCI_OK)
		fmt_print(out, " none: %s", pci_strstatus(g->gsp_status));
	for (size_t i = 0; g->gsp_status == PCI_OK && i < sizeof(g->gsp); i++)
		fmt_print(out, "%s%02x", i % 8 ? "" : " ", bytes[i]);
	fmt_print(out, "\n    SR-IOV capability at %x: %s\n", g->sriov_offset,
	          gsp_vf_generation(g->sriov_offset));
}

void preflight_show_gpu(const struct preflight *p, const struct preflight_gpu *g, struct sink *out)
{
	path_show_text(g->facts.hop, g->facts.hops, out);
	show_group(p, g, out);
	show_services(g, out);
	for (size_t i = 0; i < g->rebar.count; i++) {
		show_rebar("", &g->rebar.bar[i], out);
		show_room(g, &g->rebar.bar[i], out);
	}
	for (size_t i = 0; i < g->vf_rebar.count; i++)
		show_rebar("VF ", &g->vf_rebar.bar[i], out);
}

void preflight_show_vfs(const struct preflight_gpu *g, struct sink *out)
{
	show_range(g, out);
	show_gsp(g, out);
}

static void put_group(const struct preflight *p, const struct preflight_gpu *g, struct json *j)
{
	uint32_t group = p->group[index_of(p, g)];

	json_begin_array(j, "isolation_group");
	for (size_t i = 0; i < p->machine->count; i++)
		if (p->group[i] == group)
			view_json_address(j, NULL, p->machine->funcs[i].addr);
	json_end_array(j);
}

/* Of each that it has, by its name in small letters, whether it is on. */
static void put_services(const struct preflight_gpu *g, struct json *j)
{
	static const char members[PREFLIGHT_SERVICES][6] = {"ats", "pri", "pasid"};

	for (unsigned i = 0; i < PREFLIGHT_SERVICES; i++)
		if (g->service[i].has)
			json_bool(j, members[i], g->service[i].enabled);
}

/* Of those that lie in the windows of the bridges above; windows: whose these are, or NULL. */
static void put_rebars(const char *name, const struct preflight_rebars *rebars,
                       const struct gpu_facts *windows, struct json *j)
{
	json_begin_array(j, name);
	for (size_t i = 0; i < rebars->count; i++) {
		const struct pci_rebar *r = &rebars->bar[i];

		json_begin_object(j, NULL);
		json_number(j, "bar", r->slot);
		json_number(j, "size", pci_rebar_bytes(r->current));
		json_begin_array(j, "sizes");
		for (unsigned size = 0; pci_rebar_bytes(size); size++)
			if (pci_rebar_is_possible(r, size))
				json_number(j, NULL, pci_rebar_bytes(size));
		json_end_array(j);
		if (windows && pci_rebar_next(r) != r->current)
			json_bool(j, "next_fits",
			          !check_narrow(windows, pci_rebar_bytes(pci_rebar_next(r))));
		json_end_object(j);
	}
	json_end_array(j);
}

static void put_sriov(const struct preflight_gpu *g, struct json *j)
{
	const struct pci_sriov *s = g->facts.sriov;
	struct pci_addr vf;

	if (!s)
		return;
	json_begin_object(j, "sriov");
	json_number(j, "total_vfs", s->total_vfs);
	json_number(j, "num_vfs", s->num_vfs);
	json_number(j, "vf_offset", s->vf_offset);
	json_number(j, "vf_stride", s->vf_stride);
	json_hex(j, "vf_device", s->vf_device, 4);
	json_bool(j, "enabled", s->enabled);
	if (pci_sriov_vf(s, g->own.func->addr, 1, &vf) == PCI_OK)
		view_json_address(j, "first_vf", vf);
	if (pci_sriov_vf(s, g->own.func->addr, s->total_vfs, &vf) == PCI_OK)
		view_json_address(j, "last_vf", vf);
	if (s->total_vfs)
		json_bool(j, "buses_suffice", check_has_buses(&g->facts));
	json_hex(j, "supported_page_sizes", s->supported_pages, 8);
	json_hex(j, "system_page_size", s->system_page, 8);
	json_end_object(j);
}

static void put_gsp(const struct preflight_gpu *g, struct json *j)
{
	struct gsp_vf_key keys[GSP_VF_KEYS];
	char name[8];

	if (!g->has_gsp || g->gsp_status != PCI_OK)
		return;
	gsp_vf_keys(&g->gsp, keys);
	json_begin_object(j, "gsp_vf_info");
	for (unsigned i = 0; i < GSP_VF_KEYS; i++) {
		fmt_string(name, sizeof(name), "%x", keys[i].key);
		json_hex(j, name, keys[i].value, 1);
	}
	json_end_object(j);
}

void preflight_put_gpu(const struct preflight *p, const struct preflight_gpu *g, struct json *j)
{
	path_show_json(g->facts.hop, g->facts.hops, j);
	put_group(p, g, j);
	put_services(g, j);
	put_rebars("resizable_bars", &g->rebar, &g->facts, j);
	put_rebars("vf_resizable_bars", &g->vf_rebar, NULL, j);
	put_sriov(g, j);
	put_gsp(g, j);
}
