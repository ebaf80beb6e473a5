/* text.c - one function as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "apps/gpus/path.h"
#include "lib/fmt.h"
#include "lib/fold.h"
#include "lib/view_text.h"

enum { COLUMNS = 79, PATH_INDENT = 10, PATH_STEP = 8 };

/* Each bridge and the function, as lspci -PP. */
static void show_path(const struct gpu *g, struct sink *out)
{
	unsigned column = PATH_INDENT;

	fmt_print(out, "    Path: ");
	for (size_t i = 0; i < g->depth; i++, column += PATH_STEP) {
		const struct pci_addr *a = &g->path[i]->addr;

		if (column + PATH_STEP > COLUMNS) {
			fmt_print(out, "\n%*s", PATH_INDENT, "");
			column = PATH_INDENT;
		}
		fmt_print(out, "%02x:%02x.%x%s", a->bus, a->dev, a->fn,
		          i + 1 < g->depth ? "/" : "\n");
	}
}

static void show_link(const struct gpu *g, struct sink *out)
{
	char buf[GPU_WORD_MAX];

	fmt_print(out, "    Link: %s x%u", gpu_speed(buf, g->link.speed), g->link.width);
	fmt_print(out, " (maximum %s x%u)\n", gpu_speed(buf, g->link.max_speed), g->link.max_width);
}

static void show_config_size(const struct pci_view *v, struct sink *out)
{
	if (v->has_config_size && pci_view_is_cut(v))
		fmt_print(out, "    Config space: size unknown, the dump has %zu bytes\n",
		          v->known_bytes);
	else if (v->has_config_size)
		fmt_print(out, "    Config space: %zu bytes\n", v->dev.cfg.size);
}

/* What is wrong, and where. */
static void show_check(struct gpu *g, struct sink *out)
{
	path_show_text(g->more.facts.hop, g->more.facts.hops, out);
	preflight_clear(g->preflight);
	preflight_check_gpu(g->preflight, &g->more);
	preflight_show_findings(g->preflight, out);
}

void gpu_show_text(struct gpu *g, struct sink *out)
{
	struct fold fold;
	const struct view_text t = {&g->view, &fold.sink, g->verbose, false};

	fold_init(&fold, out);
	view_text_name(g->view.func, t.out, VIEW_SEGMENT);
	if (g->check) {
		show_check(g, t.out);
		return;
	}
	show_path(g, t.out);
	view_text_subsystem(&t);
	if (g->verbose)
		view_text_header(&t);
	show_config_size(&g->view, t.out);
	if (g->link.known)
		show_link(g, t.out);
	if (g->preflight)
		preflight_show_gpu(g->preflight, &g->more, t.out);
	view_text_regions(&t);
	if (g->verbose)
		view_text_bridge(&t);
	if (g->has_sriov)
		fmt_print(t.out, "    SR-IOV: TotalVFs %u\n", g->total_vfs);
	if (g->preflight)
		preflight_show_vfs(&g->more, t.out);
	identity_show_text(&g->identity, t.out);
	view_text_caps(&t);
	view_text_end(&t);
}
