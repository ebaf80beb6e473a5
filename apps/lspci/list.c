/* list.c - a line for each function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/lspci/lspci.h"

static void put_dev(struct line *line, struct pci_addr a)
{
	line_hex(line, a.dev, 2);
	line_char(line, '.');
	line_hex(line, a.fn, 1);
}

static void put_bus(struct line *line, struct pci_addr a)
{
	line_hex(line, a.bus, 2);
	line_char(line, ':');
	put_dev(line, a);
}

void list_slot(struct lspci *l, const struct pci_func *f, bool domain)
{
	const struct pci_func *funcs = l->listing.machine.funcs, *outer = f;
	unsigned depth = 0;

	/* What is below itself has no path. */
	if (l->more.paths &&
	    pci_tree_path(&l->tree, (uint32_t)(f - funcs), l->above, &depth) == PCI_OK && depth)
		outer = &funcs[l->above[0]];
	if (domain) {
		line_hex(&l->line, f->addr.segment, 4);
		line_char(&l->line, ':');
	}
	put_bus(&l->line, outer->addr);
	for (unsigned i = 1; i <= depth; i++) {
		const struct pci_func *next = i < depth ? &funcs[l->above[i]] : f;

		line_char(&l->line, '/');
		if (l->more.paths > 1)
			put_bus(&l->line, next->addr);
		else
			put_dev(&l->line, next->addr);
	}
}

static void put_names(struct lspci *l, const struct pci_func *f)
{
	char buf[PCI_NAME_MAX];

	line_string(&l->line,
	            pci_name_class(&l->namer, (uint16_t)(f->class_code >> 8), buf, sizeof(buf)));
	line_string(&l->line, ": ");
	line_string(&l->line, pci_name_both(&l->namer, f->vendor, f->device, buf, sizeof(buf)));
}

static void put_numbers(struct lspci *l, const struct pci_func *f)
{
	line_hex(&l->line, f->class_code >> 8, 4);
	line_string(&l->line, ": ");
	line_hex(&l->line, f->vendor, 4);
	line_char(&l->line, ':');
	line_hex(&l->line, f->device, 4);
}

void list_line(struct lspci *l, const struct pci_func *f)
{
	list_slot(l, f, l->more.domains || l->listing.segments);
	line_char(&l->line, ' ');
	if (l->more.numbers == 1)
		put_numbers(l, f);
	else
		put_names(l, f);
	if (f->revision) {
		line_string(&l->line, " (rev ");
		line_hex(&l->line, f->revision, 2);
		line_char(&l->line, ')');
	}
	line_end(&l->line);
}
