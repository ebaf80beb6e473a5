/* pci_tree.h - which function is on which bus, and which bridge leads there. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_TREE_H
#define LIB_PCI_TREE_H

#include "lib/pci_func.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PCI_TREE_NONE UINT32_MAX

/* A bus, as a bridge has it below. Indices of functions are those of the array that was given. */
struct pci_tree_bus {
	uint32_t segment;
	uint32_t bridge;       /* the function above, PCI_TREE_NONE for a root bus */
	uint32_t next;         /* the next bus of the same bridge */
	uint32_t first, count; /* the functions on it, one after the other */
	uint8_t bus;
	bool is_marked;
};

/* A function. */
struct pci_tree_node {
	uint32_t on;          /* the bus that it is on */
	uint32_t below, last; /* buses of a bridge: its secondary bus, PCI_TREE_NONE of no bridge */
	bool is_marked;
};

/* All of it; nodes and buses are in the storage that the caller gave. */
struct pci_tree {
	const struct pci_func *funcs;
	size_t count;
	struct pci_tree_node *nodes; /* of count */
	struct pci_tree_bus *buses;  /* the first one is a root bus, 0 of segment 0 */
	uint32_t bus_count;
	uint32_t last_root;
};

/* A bridge: class 06 and a bridge's header. What else has such a header leads nowhere. */
bool pci_tree_is_bridge(const struct pci_func *f);

/*
 * Put functions, which are in the order of their addresses, in their places. storage has
 * pci_tree_size() bytes, aligned as any memory that is allocated.
 *
 * A bus belongs to the last bridge of its segment, in the order of addresses, whose secondary to
 * subordinate bus it is in, else to the root; bus 0 of segment 0 always to the root. So it is where
 * lspci has it, whatever bridges claim, and a bridge may be below itself: see pci_tree_path().
 * Cost: no access, and up to 256 steps for each bridge.
 */
size_t pci_tree_size(const struct pci_func *funcs, size_t count);
void pci_tree_build(struct pci_tree *t, const struct pci_func *funcs, size_t count, void *storage);

/*
 * The bridges that lead to function i, the outermost first, and how many. PCI_ENOTFOUND where they
 * lead round in a circle, not from the root.
 */
enum { PCI_TREE_DEPTH = 256 };
PCI_MUST_CHECK enum pci_status pci_tree_path(const struct pci_tree *t, uint32_t i,
                                             uint32_t ret[PCI_TREE_DEPTH], unsigned *ret_count);

/* Mark function i, and all buses and bridges up to the root, for those who show a part. */
void pci_tree_mark(struct pci_tree *t, uint32_t i);

/* Mark all functions, and all buses, of which some may have none. */
void pci_tree_mark_all(struct pci_tree *t);

#ifdef __cplusplus
}
#endif
#endif
