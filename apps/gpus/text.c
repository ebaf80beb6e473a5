/* text.c - one function as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/decode.h"
#include "lib/fmt.h"
#include "lib/pci_class.h"

enum { COLUMNS = 79, PATH_INDENT = 10, PATH_STEP = 8 };

static struct sink *out(const struct gpu *g)
{
	return g->machine->platform->out;
}

static void show_name(const struct gpu *g)
{
	const struct pci_func *f = g->func;
	char buf[PCI_ADDR_MAX];
	uint16_t class_subclass = (uint16_t)(f->class_code >> 8);

	fmt_print(out(g), "%s %s [%04x]: %04x:%04x", pci_addr_format(buf, f->addr),
	          pci_class_name(class_subclass), class_subclass, f->vendor, f->device);
	if (f->revision)
		fmt_print(out(g), " (rev %02x)", f->revision);
	fmt_print(out(g), "\n");
}

/* Each bridge and the function, as lspci -PP. */
static void show_path(const struct gpu *g)
{
	unsigned column = PATH_INDENT;

	fmt_print(out(g), "    Path: ");
	for (size_t i = 0; i < g->depth; i++, column += PATH_STEP) {
		const struct pci_addr *a = &g->path[i]->addr;

		if (column + PATH_STEP > COLUMNS) {
			fmt_print(out(g), "\n%*s", PATH_INDENT, "");
			column = PATH_INDENT;
		}
		fmt_print(out(g), "%02x:%02x.%x%s", a->bus, a->dev, a->fn,
		          i + 1 < g->depth ? "/" : "\n");
	}
}

static void show_link(const struct gpu *g)
{
	char buf[GPU_SPEED_MAX];

	fmt_print(out(g), "    Link: %s x%u", gpu_speed(buf, g->link.speed), g->link.width);
	fmt_print(out(g), " (maximum %s x%u)\n", gpu_speed(buf, g->link.max_speed),
	          g->link.max_width);
}

static void show_bar(const struct gpu *g, const struct pci_bar *b)
{
	char buf[FMT_SIZE_MAX];

	if (b->kind == PCI_BAR_ROM)
		fmt_print(out(g), "    Expansion ROM at ");
	else
		fmt_print(out(g), "    Region %u: %s at ", b->slot, b->io ? "I/O ports" : "Memory");
	if (b->base)
		fmt_print(out(g), "%llx", (unsigned long long)b->base);
	else
		fmt_print(out(g), "<unassigned>");
	if (b->kind == PCI_BAR_ROM)
		fmt_print(out(g), "%s", b->enabled ? "" : " [disabled]");
	else if (!b->io)
		fmt_print(out(g), " (%s, %sprefetchable)",
		          b->broken     ? "reserved type"
		          : b->is_64bit ? "64-bit"
		          : b->below_1m ? "low-1M"
		                        : "32-bit",
		          b->prefetchable ? "" : "non-");
	if (b->cut)
		fmt_print(out(g), " [upper half not in the dump]");
	if (b->size)
		fmt_print(out(g), " [size=%s]", fmt_size(buf, b->size));
	fmt_print(out(g), "\n");
}

static enum pci_status decode(const struct gpu *g, const struct io_region *io, enum desc_block kind,
                              uint16_t id, unsigned indent)
{
	struct decode d = {.table = &pci_desc,
	                   .io = io,
	                   .config = &g->dev.cfg,
	                   .express = g->express.size ? &g->express : NULL};
	enum pci_status st = decode_find(&d, kind, id);

	return st == PCI_OK ? decode_text(&d, out(g), indent) : st == PCI_ENOTFOUND ? PCI_OK : st;
}

static enum pci_status show_header(const struct gpu *g)
{
	enum pci_status st = decode(g, &g->dev.cfg, DESC_HDR, DESC_HDR_COMMON, 4);

	if (st == PCI_OK && g->func->layout <= PCI_LAYOUT_CARDBUS)
		st = decode(g, &g->dev.cfg, DESC_HDR, DESC_HDR_TYPE0 + g->func->layout, 4);
	return st;
}

static void show_bochs(const struct gpu *g)
{
	if (g->bochs.state == BOCHS_READ)
		fmt_print(out(g), "    Bochs DISPI ID: %04x\n", g->bochs.id);
	else if (g->bochs.state == BOCHS_DECODE_OFF)
		fmt_print(out(g), "    Bochs DISPI: memory decode is off, not read\n");
	else if (g->bochs.state == BOCHS_FAILED)
		fmt_print(out(g), "    Bochs DISPI: %s\n", pci_strstatus(g->bochs.st));
}

static enum pci_status show_cap(const struct gpu *g, const struct pci_cap *cap)
{
	enum desc_block kind = cap->kind == PCI_CAP_STD ? DESC_STD : DESC_EXT;
	char buf[DESC_TITLE_MAX];
	struct io_region io;
	enum pci_status st;

	fmt_print(out(g), "    Capabilities: [%0*x", cap->kind == PCI_CAP_STD ? 2 : 3, cap->offset);
	if (cap->kind == PCI_CAP_EXT)
		fmt_print(out(g), " v%u", cap->version);
	fmt_print(out(g), "] %s (%0*x)\n", desc_title(&pci_desc, kind, cap->id, buf),
	          cap->kind == PCI_CAP_STD ? 2 : 4, cap->id);
	if (!g->verbose || g->st != PCI_OK)
		return PCI_OK;
	st = pci_caps_region(&g->caps, cap, &io);
	return st == PCI_OK ? decode(g, &io, kind, cap->id, 8) : st;
}

/* A chain that did not end as it should; a read that failed is said in the last line. */
static void show_end(const struct gpu *g, const struct pci_walk *w, const char *name)
{
	const char *why = gpu_chain_end(g, w);

	if (why && w->end != PCI_WALK_ERROR)
		fmt_print(out(g), "    %s capabilities are cut short: %s\n", name, why);
}

static void show_caps(struct gpu *g)
{
	for (size_t i = 0; i < g->caps.count; i++) {
		enum pci_status st = show_cap(g, &g->caps.cap[i]);

		g->st = g->st == PCI_OK ? st : g->st;
	}
	show_end(g, &g->caps.std, "Standard");
	show_end(g, &g->caps.ext, "Extended");
}

void gpu_show_text(struct gpu *g)
{
	show_name(g);
	show_path(g);
	if (g->has_subsystem)
		fmt_print(out(g), "    Subsystem: %04x:%04x\n",
		          reg_field(pci_TYPE0_SUBSYS, VENDOR, g->subsystem),
		          reg_field(pci_TYPE0_SUBSYS, ID, g->subsystem));
	if (g->verbose && g->st == PCI_OK)
		g->st = show_header(g);
	if (g->has_config_size && gpu_is_cut(g))
		fmt_print(out(g), "    Config space: size unknown, the dump has %zu bytes\n",
		          g->known_bytes);
	else if (g->has_config_size)
		fmt_print(out(g), "    Config space: %zu bytes\n", g->dev.cfg.size);
	if (g->link.known)
		show_link(g);
	for (size_t i = 0; i < g->bars.count; i++)
		show_bar(g, &g->bars.bar[i]);
	if (g->has_sriov)
		fmt_print(out(g), "    SR-IOV: TotalVFs %u\n", g->total_vfs);
	show_bochs(g);
	if (g->has_caps)
		show_caps(g);
	if (g->st == PCI_OK && g->dev.presence.gone) /* seen by what goes on without */
		g->st = PCI_EGONE;
	if (g->st != PCI_OK)
		fmt_print(out(g), "    incomplete: %s\n", pci_strstatus(g->st));
}
