/* dump_access.c - the functions of a dump as a machine's configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/dump_access.h"

/* Of the address without its copy. */
static uint64_t order(struct pci_addr a)
{
	return (uint64_t)a.segment << 24 | (uint64_t)a.bus << 16 | (uint64_t)a.dev << 8 | a.fn;
}

static bool is_before(struct pci_addr a, struct pci_addr b)
{
	return order(a) == order(b) ? a.copy < b.copy : order(a) < order(b);
}

static enum pci_status entry_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	const struct dump_entry *e = io->ctx;
	size_t at = io->base + off;

	*ret = 0;
	for (unsigned i = 0; i < width; i++)
		*ret |= (uint64_t)(at + i < e->end ? e->bytes[at + i] : 0xff) << 8 * i;
	return PCI_OK;
}

static enum pci_status dump_region(const struct pci_access *access, struct pci_addr addr,
                                   struct io_region *ret)
{
	static const struct io_ops ops = {entry_read, NULL};
	const struct dump_access *d = (const struct dump_access *)access; /* its first member */
	const struct dump_entry *e = dump_access_find(d, addr);

	if (!e)
		return PCI_ERANGE;
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = (void *)(uintptr_t)e, /* only ever read */
		.size = PCI_CONFIG_EXTENDED,
		.widths = IO_CONFIG,
		.recorded = true,
	};
	return PCI_OK;
}

void dump_access_init(struct dump_access *d)
{
	*d = (struct dump_access){.access = {.region = dump_region}};
}

size_t dump_entry_size(const struct dump_func *f)
{
	return sizeof(struct dump_entry) + f->end;
}

void dump_access_add(struct dump_access *d, const struct dump_func *f, struct dump_entry *storage)
{
	storage->next = NULL;
	storage->addr = f->addr;
	storage->end = f->end;
	storage->lines = f->lines;
	storage->bytes = (uint8_t *)(storage + 1);
	__builtin_memcpy(storage->bytes, f->bytes, f->end);
	if (d->last)
		d->last->next = storage;
	else
		d->first = storage;
	d->last = storage;
	d->count++;
}

/* Merge two sorted lists; of equals those of a come first. */
static struct dump_entry *merge(struct dump_entry *a, struct dump_entry *b)
{
	struct dump_entry *head = NULL, **tail = &head;

	while (a && b) {
		struct dump_entry **least = is_before(b->addr, a->addr) ? &b : &a;

		*tail = *least;
		tail = &(*least)->next;
		*least = *tail;
	}
	*tail = a ? a : b;
	return head;
}

/* A merge sort from the bottom: pile i holds 2^i entries, older than those of lower piles. */
static struct dump_entry *sort(struct dump_entry *list)
{
	struct dump_entry *pile[64] = {0}, *sorted = NULL;

	while (list) {
		struct dump_entry *one = list;
		unsigned i = 0;

		list = list->next;
		one->next = NULL;
		for (; pile[i]; i++) {
			one = merge(pile[i], one);
			pile[i] = NULL;
		}
		pile[i] = one;
	}
	for (unsigned i = 0; i < 64; i++)
		sorted = merge(pile[i], sorted);
	return sorted;
}

void dump_access_finish(struct dump_access *d, struct dump_entry **storage)
{
	size_t n = 0;

	d->first = sort(d->first);
	for (struct dump_entry *e = d->first; e; e = e->next) {
		if (n && order(storage[n - 1]->addr) == order(e->addr))
			e->addr.copy = storage[n - 1]->addr.copy + 1;
		storage[n++] = e;
	}
	d->sorted = storage;
}

const struct dump_entry *dump_access_find(const struct dump_access *d, struct pci_addr addr)
{
	size_t low = 0, high = d->count;

	while (d->sorted && low < high) {
		size_t mid = low + (high - low) / 2;

		if (pci_addr_equal(d->sorted[mid]->addr, addr))
			return d->sorted[mid];
		if (is_before(d->sorted[mid]->addr, addr))
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}
