/* pci_tree.c - which function is on which bus, and which bridge leads there. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_tree.h"

enum { BASE_CLASS_BRIDGE = 0x06 };

bool pci_tree_is_bridge(const struct pci_func *f)
{
	return pci_is_bridge(f) && f->class_code >> 16 == BASE_CLASS_BRIDGE;
}

/* Each bridge has one bus, and each function is on one of at most as many others. */
size_t pci_tree_size(const struct pci_func *funcs, size_t count)
{
	size_t buses = 1;

	for (size_t i = 0; i < count; i++) {
		buses += pci_tree_is_bridge(&funcs[i]);
		buses += !i || funcs[i].addr.bus != funcs[i - 1].addr.bus ||
		         funcs[i].addr.segment != funcs[i - 1].addr.segment;
	}
	return count * sizeof(struct pci_tree_node) + buses * sizeof(struct pci_tree_bus);
}

/* Add a bus below a bridge, or the root, behind those that are there. */
static uint32_t add_bus(struct pci_tree *t, uint32_t bridge, uint32_t segment, uint8_t bus)
{
	uint32_t *last = bridge == PCI_TREE_NONE ? &t->last_root : &t->nodes[bridge].last;
	uint32_t added = t->bus_count++;

	t->buses[added] = (struct pci_tree_bus){
		.segment = segment, .bridge = bridge, .next = PCI_TREE_NONE, .bus = bus};
	if (*last != PCI_TREE_NONE)
		t->buses[*last].next = added;
	*last = added;
	return added;
}

/* Give the bridges among n functions from first on their buses; owner is whose each number is. */
static void claim_buses(struct pci_tree *t, size_t first, size_t n, uint32_t owner[PCI_BUSES])
{
	for (unsigned bus = 0; bus < PCI_BUSES; bus++)
		owner[bus] = PCI_TREE_NONE;
	for (size_t i = first; i < first + n; i++) {
		const struct pci_func *f = &t->funcs[i];
		struct pci_tree_node *node = &t->nodes[i];

		*node = (struct pci_tree_node){.below = PCI_TREE_NONE, .last = PCI_TREE_NONE};
		if (!pci_tree_is_bridge(f))
			continue;
		node->below = add_bus(t, (uint32_t)i, f->addr.segment, f->secondary);
		for (unsigned bus = f->secondary; bus <= f->subordinate; bus++)
			owner[bus] = (uint32_t)i;
	}
}

static uint32_t find_bus(struct pci_tree *t, struct pci_addr a, const uint32_t owner[PCI_BUSES])
{
	uint32_t bridge = owner[a.bus];

	if (!a.segment && !a.bus)
		return 0;
	if (bridge != PCI_TREE_NONE && t->funcs[bridge].secondary == a.bus)
		return t->nodes[bridge].below;
	return add_bus(t, bridge, a.segment, a.bus);
}

/* The functions from first on up to one of another segment, or only of another bus. */
static size_t count_alike(const struct pci_func *funcs, size_t first, size_t count, bool same_bus)
{
	const struct pci_addr *a = &funcs[first].addr;
	size_t i = first;

	while (i < count && funcs[i].addr.segment == a->segment &&
	       (!same_bus || funcs[i].addr.bus == a->bus))
		i++;
	return i - first;
}

static void place_bus(struct pci_tree *t, uint32_t bus, size_t first, size_t n)
{
	t->buses[bus].first = (uint32_t)first;
	t->buses[bus].count = (uint32_t)n;
	for (size_t i = first; i < first + n; i++)
		t->nodes[i].on = bus;
}

void pci_tree_build(struct pci_tree *t, const struct pci_func *funcs, size_t count, void *storage)
{
	struct pci_tree_node *nodes = storage;
	uint32_t owner[PCI_BUSES];

	*t = (struct pci_tree){
		.funcs = funcs, .count = count, .nodes = nodes, .last_root = PCI_TREE_NONE};
	t->buses = (struct pci_tree_bus *)(nodes + count);
	add_bus(t, PCI_TREE_NONE, 0, 0);
	for (size_t first = 0, n; first < count; first += n) {
		n = count_alike(funcs, first, count, false);
		claim_buses(t, first, n, owner);
		for (size_t i = first, on; i < first + n; i += on) {
			on = count_alike(funcs, i, first + n, true);
			place_bus(t, find_bus(t, funcs[i].addr, owner), i, on);
		}
	}
}

enum pci_status pci_tree_path(const struct pci_tree *t, uint32_t i, uint32_t ret[PCI_TREE_DEPTH],
                              unsigned *ret_count)
{
	uint32_t bridge = t->buses[t->nodes[i].on].bridge;
	unsigned n = 0;

	/* On a path from the root no bus comes twice, so that its length tells a circle. */
	for (; bridge != PCI_TREE_NONE && n < PCI_TREE_DEPTH; n++) {
		ret[n] = bridge;
		bridge = t->buses[t->nodes[bridge].on].bridge;
	}
	for (unsigned a = 0, b = n; a + 1 < b; a++) {
		uint32_t old = ret[a];

		ret[a] = ret[--b];
		ret[b] = old;
	}
	*ret_count = bridge == PCI_TREE_NONE ? n : 0;
	return bridge == PCI_TREE_NONE ? PCI_OK : PCI_ENOTFOUND;
}

void pci_tree_mark(struct pci_tree *t, uint32_t i)
{
	while (i != PCI_TREE_NONE && !t->nodes[i].is_marked) {
		struct pci_tree_bus *bus = &t->buses[t->nodes[i].on];

		t->nodes[i].is_marked = bus->is_marked = true;
		i = bus->bridge;
	}
}

void pci_tree_mark_all(struct pci_tree *t)
{
	for (size_t i = 0; i < t->count; i++)
		t->nodes[i].is_marked = true;
	for (uint32_t i = 0; i < t->bus_count; i++)
		t->buses[i].is_marked = true;
}
