/* view_text.c - one function as text, in lspci's words. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/view_text.h"

#include "lib/fmt.h"
#include "lib/pci_class.h"

enum { INDENT = 4, DEEPER = 8 };

void view_text_name(const struct pci_func *f, struct sink *out, unsigned style)
{
	uint16_t class_subclass = (uint16_t)(f->class_code >> 8);
	char address[PCI_ADDR_MAX];
	uint8_t prog_if = (uint8_t)f->class_code;

	pci_addr_format(address, f->addr);
	fmt_print(out, "%s ", address + (style & VIEW_SEGMENT ? 0 : sizeof("0000:") - 1));
	if (style & VIEW_NUMBERS)
		fmt_print(out, "%04x", class_subclass);
	else
		fmt_print(out, "%s [%04x]", pci_class_name(class_subclass), class_subclass);
	fmt_print(out, ": %04x:%04x", f->vendor, f->device);
	if (f->revision)
		fmt_print(out, " (rev %02x)", f->revision);
	if (style & VIEW_PROG_IF && prog_if)
		fmt_print(out, " (prog-if %02x)", prog_if);
	fmt_print(out, "\n");
}

void view_text_subsystem(const struct view_text *t)
{
	const struct pci_view *v = t->view;

	if (v->has_subsystem)
		fmt_print(t->out, "%*sSubsystem: %04x:%04x\n", INDENT, "", v->subsystem_vendor,
		          v->subsystem_id);
}

/* Registers of the header that are told in one line, 0 where a dump does not have them. */
struct line_registers {
	uint8_t cache_line, latency, int_line, int_pin;
};

static struct line_registers read_line_registers(const struct view_text *t)
{
	const struct io_region *cfg = &t->view->dev.cfg;
	struct line_registers r = {0};
	enum pci_status st = PCI_OK;

	if (t->view->known_bytes <= reg_at(pci_HDR, INT_PIN))
		return r;
	st = reg_try_read(cfg, pci_HDR, CACHE_LINE, &r.cache_line);
	if (st == PCI_OK)
		st = reg_try_read(cfg, pci_HDR, LATENCY, &r.latency);
	if (st == PCI_OK)
		st = reg_try_read(cfg, pci_HDR, INT_LINE, &r.int_line);
	if (st == PCI_OK)
		st = reg_try_read(cfg, pci_HDR, INT_PIN, &r.int_pin);
	pci_view_end(t->view, st);
	return st == PCI_OK ? r : (struct line_registers){0};
}

void view_text_flags(const struct view_text *t)
{
	const struct pci_view *v = t->view;
	const struct desc_table *table = v->machine->tables;
	const struct desc *devsel = desc_find_field(table, "HDR", "STATUS", "DEVSEL");
	struct line_registers r;
	const char *speed;
	size_t n;

	if (!v->has_header)
		return;
	r = read_line_registers(t);
	speed = desc_value(table, devsel, reg_field(pci_HDR_STATUS, DEVSEL, v->status), &n);
	if (!speed)
		speed = "reserved", n = sizeof("reserved") - 1;
	fmt_print(t->out, "%*sFlags: %s%s%s%s%s%s%s%.*s devsel", INDENT, "",
	          reg_field(pci_HDR_COMMAND, IO, v->command) ? "I/O, " : "",
	          reg_field(pci_HDR_COMMAND, MEM, v->command) ? "memory, " : "",
	          reg_field(pci_HDR_COMMAND, MASTER, v->command) ? "bus master, " : "",
	          reg_field(pci_HDR_COMMAND, VGA_SNOOP, v->command) ? "VGA palette snoop, " : "",
	          reg_field(pci_HDR_COMMAND, STEPPING, v->command) ? "stepping, " : "",
	          reg_field(pci_HDR_COMMAND, FAST_B2B, v->command) ? "fast Back2Back, " : "",
	          reg_field(pci_HDR_STATUS, MHZ66, v->status) ? "66MHz, " : "", (int)n, speed);
	if (reg_field(pci_HDR_COMMAND, MASTER, v->command))
		fmt_print(t->out, ", latency %u", r.latency);
	if (r.int_pin)
		fmt_print(t->out, ", IRQ %u", r.int_line);
	fmt_print(t->out, "\n");
}

static void show_header(const struct view_text *t, uint16_t id)
{
	struct pci_view *v = t->view;
	struct decode d;

	if (v->st == PCI_OK && pci_view_decode(v, DESC_HDR, id, &v->dev.cfg, &d) == PCI_OK)
		pci_view_end(v, decode_text(&d, t->out, INDENT));
}

static void show_latency(const struct view_text *t, const struct line_registers *r)
{
	bool master = reg_field(pci_HDR_COMMAND, MASTER, t->view->command);

	if (!master && !r->latency && !r->cache_line)
		return;
	fmt_print(t->out, "%*sLatency: %u", INDENT, "", r->latency);
	if (r->cache_line)
		fmt_print(t->out, ", Cache Line Size: %u bytes", r->cache_line * 4);
	fmt_print(t->out, "\n");
}

void view_text_header(const struct view_text *t)
{
	struct line_registers r;

	show_header(t, DESC_HDR_COMMON);
	if (t->view->st != PCI_OK)
		return;
	r = read_line_registers(t);
	show_latency(t, &r);
	if (r.int_pin)
		fmt_print(t->out, "%*sInterrupt: pin %c routed to IRQ %u\n", INDENT, "",
		          r.int_pin <= 4 ? 'A' + r.int_pin - 1 : '?', r.int_line);
}

static const char *memory_type(const struct pci_bar *b)
{
	return b->broken     ? "reserved type"
	       : b->is_64bit ? "64-bit"
	       : b->below_1m ? "low-1M"
	                     : "32-bit";
}

static void show_bar_name(const struct view_text *t, const struct pci_bar *b)
{
	const char *what = b->io ? "I/O ports" : "Memory";

	switch (b->kind) {
	case PCI_BAR_ROM:
		fmt_print(t->out, "Expansion ROM");
		break;
	case PCI_BAR_BEHIND:
		fmt_print(t->out, "Behind bridge: %s", what);
		break;
	case PCI_BAR_OTHER:
		fmt_print(t->out, "Resource: %s", what);
		break;
	default:
		fmt_print(t->out, "Region %u: %s", b->slot, what);
	}
}

static void show_bar(const struct view_text *t, const struct pci_bar *b, unsigned indent)
{
	char buf[FMT_SIZE_MAX];

	fmt_print(t->out, "%*s", (int)indent, "");
	show_bar_name(t, b);
	if (b->base)
		fmt_print(t->out, " at %llx", (unsigned long long)b->base);
	else
		fmt_print(t->out, " at <unassigned>");
	if (b->kind != PCI_BAR_ROM && !b->io)
		fmt_print(t->out, " (%s, %sprefetchable)", memory_type(b),
		          b->prefetchable ? "" : "non-");
	if (b->cut)
		fmt_print(t->out, " [cut by the dump]");
	if ((b->kind == PCI_BAR_ROM || b->ea) && !b->enabled) /* for others see Control */
		fmt_print(t->out, " [disabled]");
	if (b->ea)
		fmt_print(t->out, " [enhanced]");
	if (b->size)
		fmt_print(t->out, " [size=%s]", fmt_size(buf, b->size));
	fmt_print(t->out, "\n");
}

/* The BARs of virtual functions, or all others. */
static void show_bars(const struct view_text *t, bool vf, unsigned indent)
{
	for (size_t i = 0; i < t->view->bars.count; i++)
		if ((t->view->bars.bar[i].kind == PCI_BAR_VF) == vf)
			show_bar(t, &t->view->bars.bar[i], indent);
}

void view_text_regions(const struct view_text *t)
{
	const struct pci_view *v = t->view;

	if (v->has_header && v->func->layout > PCI_LAYOUT_CARDBUS)
		fmt_print(t->out, "%*sHeader type %02x is not known\n", INDENT, "",
		          v->func->layout);
	show_bars(t, false, INDENT);
	if (v->bars.ea_status != PCI_OK)
		fmt_print(t->out, "%*sEnhanced Allocation: %s\n", INDENT, "",
		          pci_strstatus(v->bars.ea_status));
	if (v->sized != PCI_OK)
		fmt_print(t->out, "%*sSizes not measured: %s\n", INDENT, "",
		          pci_strstatus(v->sized));
}

static void show_window(const struct view_text *t, const struct pci_window *w)
{
	static const char *const names[] = {"I/O", "Memory", "Prefetchable memory"};
	const char *bits = w->kind == PCI_WINDOW_IO ? w->is_wide ? "32" : "16"
	                   : w->is_wide             ? "64"
	                                            : "32";
	int digits = w->kind == PCI_WINDOW_IO && !w->is_wide ? 4 : 8;
	char buf[FMT_SIZE_MAX];

	if ((w->closed || w->zero) && !t->detail)
		return;
	fmt_print(t->out, "%*s%s behind bridge: %0*llx-%0*llx", INDENT, "", names[w->kind], digits,
	          (unsigned long long)w->base, digits, (unsigned long long)w->limit);
	if (w->cut)
		fmt_print(t->out, " [cut by the dump]");
	else if (w->closed)
		fmt_print(t->out, " [disabled]");
	else if (w->limit - w->base != UINT64_MAX)
		fmt_print(t->out, " [size=%s]", fmt_size(buf, w->limit - w->base + 1));
	if (t->detail)
		fmt_print(t->out, " [%s-bit]", bits);
	if (w->base_type != w->limit_type)
		fmt_print(t->out, " [types %x and %x]", w->base_type, w->limit_type);
	fmt_print(t->out, "\n");
}

static void show_buses(const struct view_text *t)
{
	struct pci_view *v = t->view;
	uint32_t bus;
	enum pci_status st = reg_try_read(&v->dev.cfg, pci_TYPE1, BUS, &bus);

	pci_view_end(v, st);
	if (st == PCI_OK)
		fmt_print(
			t->out,
			"%*sBus: primary=%02x, secondary=%02x, subordinate=%02x, sec-latency=%u\n",
			INDENT, "", reg_field(pci_TYPE1_BUS, PRIMARY, bus),
			reg_field(pci_TYPE1_BUS, SECONDARY, bus),
			reg_field(pci_TYPE1_BUS, SUBORDINATE, bus),
			reg_field(pci_TYPE1_BUS, SEC_LATENCY, bus));
}

void view_text_bridge(const struct view_text *t)
{
	const struct pci_view *v = t->view;

	if (v->st != PCI_OK || !pci_is_bridge(v->func))
		return;
	show_buses(t);
	for (size_t i = 0; i < v->window_count; i++)
		show_window(t, &v->windows[i]);
	if (t->registers && v->func->layout == PCI_LAYOUT_BRIDGE)
		show_header(t, DESC_HDR_TYPE1);
}

/* Find how a capability is shown; PCI_ENOTFOUND where it is not. */
static enum pci_status find_cap(const struct view_text *t, const struct pci_cap *cap,
                                struct io_region *io, struct decode *ret)
{
	enum desc_block kind = cap->kind == PCI_CAP_STD ? DESC_STD : DESC_EXT;
	struct pci_view *v = t->view;
	enum pci_status st = v->st == PCI_OK ? pci_view_region(v, cap, io) : PCI_ENOTFOUND;

	if (st == PCI_OK)
		st = pci_view_decode(v, kind, cap->id, io, ret);
	ret->detail = t->detail;
	if (st != PCI_ENOTFOUND)
		pci_view_end(v, st);
	return st;
}

static void show_cap(const struct view_text *t, const struct pci_cap *cap)
{
	bool standard = cap->kind == PCI_CAP_STD;
	char buf[DESC_TITLE_MAX];
	struct io_region io;
	struct decode d;
	enum pci_status st = find_cap(t, cap, &io, &d);

	fmt_print(t->out, "%*sCapabilities: [%0*x", INDENT, "", standard ? 2 : 3, cap->offset);
	if (!standard)
		fmt_print(t->out, " v%u", cap->version);
	fmt_print(t->out, "] %s (%0*x)\n",
	          st == PCI_OK ? decode_title(&d)
	                       : desc_title(t->view->machine->tables,
	                                    standard ? DESC_STD : DESC_EXT, cap->id, buf),
	          standard ? 2 : 4, cap->id);
	if (st == PCI_OK && t->registers)
		pci_view_end(t->view, decode_text(&d, t->out, DEEPER));
	if (t->registers && !standard && cap->id == reg_id(pci_SRIOV))
		show_bars(t, true, DEEPER);
}

/* A chain that did not end as it should; a read that failed is said in the last line. */
static void show_chain_end(const struct view_text *t, const struct pci_walk *w, const char *name)
{
	const char *why = pci_view_chain_end(t->view, w);

	if (why && w->end != PCI_WALK_ERROR)
		fmt_print(t->out, "%*s%s capabilities are cut short: %s\n", INDENT, "", name, why);
}

void view_text_caps(const struct view_text *t)
{
	const struct pci_view *v = t->view;

	if (!v->has_caps)
		return;
	for (size_t i = 0; i < v->caps.count; i++)
		show_cap(t, &v->caps.cap[i]);
	show_chain_end(t, &v->caps.std, "Standard");
	show_chain_end(t, &v->caps.ext, "Extended");
}

void view_text_end(const struct view_text *t)
{
	pci_view_end(t->view, PCI_OK);
	if (t->view->st != PCI_OK)
		fmt_print(t->out, "%*sincomplete: %s\n", INDENT, "", pci_strstatus(t->view->st));
}
