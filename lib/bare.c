/* bare.c - a platform that goes on where firmware ended, by what firmware said before. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/bare.h"

enum { ALIGNMENT = 16, MEASURED_MS = 10 };

static struct bare *bare_of(struct platform *p)
{
	return (struct bare *)p;
}

static void *alloc(struct platform *p, size_t size)
{
	struct bare *b = bare_of(p);
	size_t skew = -((uintptr_t)b->arena + b->used) % ALIGNMENT;
	void *ret = b->arena + b->used + skew;

	if (skew > b->size - b->used || size > b->size - b->used - skew)
		return NULL;
	b->used += skew + size;
	return __builtin_memset(ret, 0, size);
}

static uint64_t rsdp(struct platform *p, unsigned revision)
{
	return bare_of(p)->rsdp[revision >= 2];
}

static const void *memory(struct platform *p, uint64_t phys, size_t size)
{
	return cpu_memory(&bare_of(p)->paging, phys, size);
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	return cpu_map(&bare_of(p)->paging, phys, size, ret);
}

static enum pci_status ports(struct platform *p, struct pci_addr addr, uint64_t base, size_t size,
                             struct io_region *ret)
{
	(void)p;
	(void)addr;
	return cpu_ports(base, size, ret);
}

static enum platform_memory memory_kind(struct platform *p, uint64_t phys, uint64_t size)
{
	const struct bare *b = bare_of(p);

	return memory_map_kind(b->map, b->map_count, phys, size);
}

static enum pci_status root_buses(struct platform *p, struct pci_bus_range *ret, size_t max,
                                  size_t *ret_count)
{
	const struct bare *b = bare_of(p);

	for (size_t i = 0; i < b->root_count && i < max; i++)
		ret[i] = b->roots[i];
	*ret_count = b->root_count;
	return b->root_count ? PCI_OK : PCI_ENOTFOUND;
}

static size_t root_windows(struct platform *p, struct pci_addr addr,
                           struct pci_root_window ret[PCI_ROOT_WINDOWS_MAX])
{
	const struct bare *b = bare_of(p);

	for (size_t i = 0; b->root_windows && i < b->root_count; i++) {
		const struct bare_root *r = &b->root_windows[i];

		if (!pci_has_bus(&b->roots[i], addr.segment, addr.bus))
			continue;
		for (size_t k = 0; k < r->count; k++)
			ret[k] = r->window[k];
		return r->count;
	}
	return 0;
}

static size_t bar_records(struct platform *p, struct pci_addr addr,
                          struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	const struct bare *b = bare_of(p);

	for (size_t i = 0; i < b->record_count; i++) {
		if (!pci_addr_equal(b->records[i].addr, addr))
			continue;
		for (size_t k = 0; k < b->records[i].count; k++)
			ret[k] = b->records[i].bar[k];
		return b->records[i].count;
	}
	return 0;
}

/* A clock that stands still would be waited for for ever: its rate is 0. */
static void stall(struct platform *p, uint64_t us)
{
	uint64_t start = cpu_counter(), rate = bare_of(p)->ticks_per_ms;

	for (; rate && us; us -= us < 1000 ? us : 1000) {
		uint64_t ticks = rate * (us < 1000 ? us : 1000) / 1000 + 1;

		while (cpu_counter() - start < ticks)
			;
		start += ticks;
	}
}

static uint64_t measure_clock(struct platform *p)
{
	uint64_t start = cpu_counter();

	if (!p->ops->stall)
		return 0;
	p->ops->stall(p, MEASURED_MS * 1000);
	return (cpu_counter() - start) / MEASURED_MS;
}

/* Asks how many there are first. Fewer the second time are as many; more are left out. */
static enum pci_status copy_roots(struct bare *b, struct platform *p)
{
	size_t n = 0;

	if (p->ops->root_buses(p, NULL, 0, &n) != PCI_OK || !n)
		return PCI_OK;
	b->roots = alloc(&b->platform, n * sizeof(*b->roots));
	if (!b->roots)
		return PCI_ENOSPC;
	if (p->ops->root_buses(p, b->roots, n, &b->root_count) != PCI_OK)
		b->root_count = 0;
	b->root_count = b->root_count < n ? b->root_count : n;
	return PCI_OK;
}

static enum pci_status copy_windows(struct bare *b, struct platform *p)
{
	if (!b->root_count || !p->ops->root_windows)
		return PCI_OK;
	b->root_windows = alloc(&b->platform, b->root_count * sizeof(*b->root_windows));
	if (!b->root_windows)
		return PCI_ENOSPC;
	for (size_t i = 0; i < b->root_count; i++) {
		const struct pci_addr first = {.segment = b->roots[i].segment,
		                               .bus = b->roots[i].start};
		struct bare_root *r = &b->root_windows[i];

		r->count = p->ops->root_windows(p, first, r->window);
	}
	return PCI_OK;
}

static enum pci_status copy_records(struct bare *b, struct platform *p,
                                    const struct pci_func *funcs, size_t count)
{
	b->records = alloc(&b->platform, count * sizeof(*b->records));
	if (!b->records)
		return PCI_ENOSPC;
	for (b->record_count = 0; b->record_count < count; b->record_count++) {
		struct bare_record *r = &b->records[b->record_count];

		r->addr = funcs[b->record_count].addr;
		r->count = p->ops->bar_records(p, r->addr, r->bar);
	}
	return PCI_OK;
}

static const struct platform_ops ops = {
	.alloc = alloc,
	.rsdp = rsdp,
	.memory = memory,
	.map = map,
	.memory_kind = memory_kind,
	.root_buses = root_buses,
	.root_windows = root_windows,
	.ports = ports,
	.stall = stall,
	.bar_records = bar_records,
};

enum pci_status bare_init(struct bare *ret, struct platform *p, const struct pci_func *funcs,
                          size_t count, void *bytes, size_t size)
{
	enum pci_status st;

	*ret = (struct bare){
		.platform = {.ops = &ops, .is_fragile = p->is_fragile, .columns = p->columns},
		.arena = bytes,
		.size = size,
		.ticks_per_ms = measure_clock(p),
		.rsdp = {p->ops->rsdp(p, 1), p->ops->rsdp(p, 2)},
	};
	st = copy_roots(ret, p);
	if (st == PCI_OK)
		st = copy_windows(ret, p);
	if (st == PCI_OK)
		st = copy_records(ret, p, funcs, count);
	return st;
}
