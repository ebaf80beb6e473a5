/* tree.c - the functions as a tree of buses and bridges. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/lspci/lspci.h"
#include "lib/fmt.h"

/*
 * A bus that is being drawn, and where the bars are that lead on to what comes after it: to the
 * next bus of the same bridge, and to the next function on this one.
 */
struct tree_level {
	uint32_t bus;
	uint32_t done; /* functions of it */
	uint16_t bus_column, func_column;
	bool more_buses, more_funcs;
};

/* A drawing underway. */
struct drawing {
	struct lspci *l;
	const struct pci_tree *tree;
	struct tree_level *levels;
	unsigned depth; /* levels */
	uint16_t column;
};

size_t tree_levels_size(void)
{
	return TREE_LEVELS * sizeof(struct tree_level);
}

static void put(struct drawing *d, const char *text)
{
	line_string(&d->l->line, text);
	while (*text++)
		d->column++;
}

static void put_hex(struct drawing *d, uint32_t v, unsigned digits)
{
	while (digits < 8 && v >> 4 * digits)
		digits++;
	line_hex(&d->l->line, v, digits);
	d->column = (uint16_t)(d->column + digits);
}

static void end_line(struct drawing *d)
{
	line_end(&d->l->line);
	d->column = 0;
}

static void put_bar(struct drawing *d, uint16_t column)
{
	line_fill(&d->l->line, ' ', (size_t)column - d->column);
	line_char(&d->l->line, '|');
	d->column = (uint16_t)(column + 1);
}

/* Begin a line, if none is begun, with the bars of what goes on, and blanks up to a column. */
static void begin_line(struct drawing *d, uint16_t column)
{
	if (d->column)
		return;
	for (unsigned i = 0; i < d->depth; i++) {
		const struct tree_level *level = &d->levels[i];

		if (level->more_buses && level->bus_column < column)
			put_bar(d, level->bus_column);
		if (level->more_funcs && level->func_column < column)
			put_bar(d, level->func_column);
	}
	line_fill(&d->l->line, ' ', (size_t)column - d->column);
	d->column = column;
}

static uint32_t next_marked_bus(const struct pci_tree *t, uint32_t bus)
{
	while (bus != PCI_TREE_NONE && !t->buses[bus].is_marked)
		bus = t->buses[bus].next;
	return bus;
}

/* Of a bridge's only bus there is nothing to say: the bridge has said it. */
static void draw_bus(struct drawing *d, bool is_only)
{
	struct tree_level *level = &d->levels[d->depth - 1];
	const struct pci_tree_bus *bus = &d->tree->buses[level->bus];

	level->done = 0;
	level->more_buses = bus->next != PCI_TREE_NONE;
	begin_line(d, level->bus_column);
	if (!is_only)
		put(d, level->more_buses ? "+-" : "\\-");
	if (!is_only || bus->bridge == PCI_TREE_NONE) {
		put(d, "[");
		put_hex(d, bus->segment, 4);
		put(d, ":");
		put_hex(d, bus->bus, 2);
		put(d, "]-");
	}
	level->func_column = d->column;
	level->more_funcs = false;
}

/* Go down to the buses from first on, which begin where the line is. */
static void enter(struct drawing *d, uint32_t first)
{
	uint32_t bus = next_marked_bus(d->tree, first);

	if (bus == PCI_TREE_NONE) {
		end_line(d);
		return;
	}
	d->levels[d->depth++] = (struct tree_level){.bus = bus, .bus_column = d->column};
	draw_bus(d, d->tree->buses[first].next == PCI_TREE_NONE);
}

/* To the next bus beside the one that is done, or up. */
static void leave(struct drawing *d)
{
	struct tree_level *level = &d->levels[d->depth - 1];
	uint32_t bus = next_marked_bus(d->tree, d->tree->buses[level->bus].next);

	if (d->column)
		end_line(d);
	level->bus = bus;
	if (bus == PCI_TREE_NONE)
		d->depth--;
	else
		draw_bus(d, false);
}

static void draw_bridge(struct drawing *d, const struct pci_func *f, uint32_t below)
{
	put(d, "-");
	if (f->secondary) {
		put(d, "[");
		put_hex(d, f->secondary, 2);
		if (f->secondary != f->subordinate) {
			put(d, "-");
			put_hex(d, f->subordinate, 2);
		}
		put(d, "]-");
	}
	put(d, "-");
	enter(d, below);
}

static void draw_func(struct drawing *d, const struct pci_tree_bus *bus, uint32_t i)
{
	struct tree_level *level = &d->levels[d->depth - 1];
	const struct pci_func *f = &d->tree->funcs[i];
	char name[PCI_NAME_LONG_MAX];

	begin_line(d, level->func_column);
	level->more_funcs = i + 1 < bus->first + bus->count;
	put(d, bus->count == 1 ? "--" : level->more_funcs ? "+-" : "\\-");
	put_hex(d, f->addr.dev, 2);
	put(d, ".");
	put_hex(d, f->addr.fn, 1);
	if (d->tree->nodes[i].below != PCI_TREE_NONE) {
		draw_bridge(d, f, d->tree->nodes[i].below);
		return;
	}
	if (d->l->options.verbose) {
		put(d, "  ");
		put(d, pci_name_both(&d->l->namer, f->vendor, f->device, name, sizeof(name)));
	}
	end_line(d);
}

/* Say what the drawing does not show. */
static void say_rest(struct lspci *l)
{
	struct sink *out = l->listing.platform->out;
	char address[PCI_ADDR_MAX];
	uint32_t hidden = 0;
	unsigned depth;

	for (uint32_t i = 0; i < l->tree.count; i++) {
		const struct pci_func *f = &l->tree.funcs[i];

		if (!l->tree.nodes[i].is_marked)
			continue;
		hidden += pci_tree_path(&l->tree, i, l->above, &depth) != PCI_OK;
		if (f->status != PCI_OK)
			fmt_print(out, "    incomplete: %s: %s\n",
			          pci_addr_format(address, f->addr), pci_strstatus(f->status));
	}
	if (hidden)
		fmt_print(out, "    not in the tree: %u, whose bridges lead in a circle\n", hidden);
}

void tree_draw(struct lspci *l)
{
	struct drawing d = {.l = l, .tree = &l->tree, .levels = l->levels};

	put(&d, "-");
	enter(&d, 0);
	while (d.depth) {
		struct tree_level *level = &d.levels[d.depth - 1];
		const struct pci_tree_bus *bus = &d.tree->buses[level->bus];

		while (level->done < bus->count &&
		       !d.tree->nodes[bus->first + level->done].is_marked)
			level->done++;
		if (level->done < bus->count)
			draw_func(&d, bus, bus->first + level->done++);
		else
			leave(&d);
	}
	say_rest(l);
}
