/* lspci.h - what the parts of lspci share: its options and its forms of a listing. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_LSPCI_LSPCI_H
#define APPS_LSPCI_LSPCI_H

#include "lib/fold.h"
#include "lib/line.h"
#include "lib/listing.h"
#include "lib/pci_name.h"
#include "lib/pci_tree.h"
#include "lib/pci_view.h"

/* Options that listing.h does not have; letters are counted. */
struct lspci_options {
	unsigned numbers, tree, paths, machine, hex;
	bool domains;
	pci_size_fn *size_bars; /* --size-bars */
	const char *ids_file;
	bool by_id; /* ids holds: -d */
	struct pci_id_match ids;
};

struct lspci {
	struct listing listing; /* first: a listing is its lspci */
	struct listing_options options;
	struct lspci_options more;

	struct pci_ids ids;
	struct pci_namer namer;
	struct pci_tree tree; /* for -t and -P */
	struct line line;     /* what is being put together of a listing without -v */
	struct fold fold;
	struct pci_view view;
	uint8_t bytes[PCI_CONFIG_EXTENDED];
	uint32_t above[PCI_TREE_DEPTH];
	struct tree_level *levels; /* of the tree that is drawn */
};

static inline bool lspci_is_verbose(const struct lspci *l)
{
	return l->options.verbose && !l->more.tree && !l->more.machine;
}

/* Whether a number can stand where there is a name. */
static inline bool lspci_needs_names(const struct lspci *l)
{
	if (l->more.numbers == 1 || l->options.json)
		return false;
	return !l->more.tree || l->options.verbose;
}

/* The slot, with its domain or the bridges above it, into l->line. */
void list_slot(struct lspci *l, const struct pci_func *f, bool domain);

/* A line with slot, class, vendor, device and revision. */
void list_line(struct lspci *l, const struct pci_func *f);

/* The function for a program: -m, -mm, -vm, -vmm. l->view.dev is open if st is PCI_OK. */
enum pci_status machine_show(struct lspci *l, const struct pci_func *f, enum pci_status st);

/* The bytes of -x, -xxx, -xxxx. The same, with its capabilities where they count. */
enum pci_status hex_show(struct lspci *l, const struct pci_func *f, enum pci_status st);
bool hex_has_caps(const struct lspci *l);

/* The tree of what was marked; *l->levels is ready. */
enum { TREE_LEVELS = PCI_TREE_DEPTH + 2 };
size_t tree_levels_size(void);
void tree_draw(struct lspci *l);

#endif
