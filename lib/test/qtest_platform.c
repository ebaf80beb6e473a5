/* qtest_platform.c - QEMU's device models as a platform, with addresses assigned. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/pci_size.h"
#include "lib/regs.h"
#include "lib/test/qtest.h"

/* Where the q35 has room below 4 GiB, above its ECAM; and among the ports, above the chipset's. */
enum { BUS_MEMORY = 0x2000000, BUS_PORTS = 0x1000, FIRST_PORT = 0x4000, PORTS = 0x10000 };
#define FIRST_MEMORY UINT64_C(0xc0000000)

struct qtest_block {
	struct qtest_block *next;
	uint64_t bytes[];
};

static struct qtest *qtest_of(struct platform *p)
{
	return (struct qtest *)p;
}

static void *alloc(struct platform *p, size_t size)
{
	struct qtest *q = qtest_of(p);
	struct qtest_block *b = calloc(1, sizeof(*b) + size);

	if (!b)
		return NULL;
	b->next = q->allocated;
	q->allocated = b;
	return b->bytes;
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	qtest_map(qtest_of(p), phys, size, ret);
	return PCI_OK;
}

static enum pci_status ports(struct platform *p, struct pci_addr addr, uint64_t base, size_t size,
                             struct io_region *ret)
{
	(void)addr;
	if (base >= PORTS || size > PORTS - base)
		return PCI_ERANGE;
	qtest_ports(qtest_of(p), (uint16_t)base, size, ret);
	return PCI_OK;
}

static void stall(struct platform *p, uint64_t us)
{
	const struct timespec t = {(time_t)(us / 1000000), (long)(us % 1000000 * 1000)};

	(void)p;
	(void)nanosleep(&t, NULL);
}

static size_t bar_records(struct platform *p, struct pci_addr addr,
                          struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	const struct qtest *q = qtest_of(p);
	size_t n = 0;

	for (size_t i = 0; i < q->record_count && n < PCI_BAR_RECORDS; i++)
		if (pci_addr_equal(q->records[i].addr, addr))
			ret[n++] = q->records[i].bar;
	return n;
}

static void no_text(struct sink *s, const char *text, size_t n)
{
	(void)s;
	(void)text;
	(void)n;
}

void qtest_platform_init(struct qtest *q)
{
	static struct sink nowhere = {no_text};

	q->ops = (struct platform_ops){
		.alloc = alloc,
		.map = map,
		.ports = ports,
		.stall = stall,
		.bar_records = bar_records,
	};
	q->platform = (struct platform){.ops = &q->ops, .out = &nowhere};
	for (unsigned bus = 0; bus < QTEST_BUSES; bus++) {
		q->next_memory[bus] = FIRST_MEMORY + (uint64_t)bus * BUS_MEMORY;
		q->next_port[bus] = FIRST_PORT + (uint64_t)bus * BUS_PORTS;
	}
}

void qtest_platform_end(struct qtest *q)
{
	while (q->allocated) {
		struct qtest_block *b = q->allocated;

		q->allocated = b->next;
		free(b);
	}
}

struct platform *qtest_platform(struct qtest *q)
{
	return &q->platform;
}

/* What cannot fail in a test. */
static void need(bool ok)
{
	if (!ok)
		abort();
}

static void config(struct qtest *q, struct pci_addr addr, struct io_region *ret)
{
	const struct pci_access *a = qtest_access(q);

	need(a->region(a, addr, ret) == PCI_OK);
}

void qtest_assign_bus(struct qtest *q, struct pci_addr bridge, uint8_t bus)
{
	struct io_region io;
	pci_TYPE1_region r;
	pci_HDR_region common;

	config(q, bridge, &io);
	need(bus && bus < QTEST_BUSES);
	need(io_typed(&io, &r) == PCI_OK && io_typed(&io, &common) == PCI_OK);
	io_write(&r, BUS, (uint32_t)(bus << 8 | bus << 16));
	io_update(&r, MEM_BASE, BASE, q->next_memory[bus] >> 20);
	io_update(&r, MEM_LIMIT, LIMIT, (q->next_memory[bus] + BUS_MEMORY - 1) >> 20);
	io_update(&r, PREF_BASE, BASE, 0xfff); /* nothing passes */
	io_update(&r, PREF_LIMIT, LIMIT, 0);
	io_update(&r, IO_BASE, BASE, q->next_port[bus] >> 12);
	io_update(&r, IO_LIMIT, LIMIT, (q->next_port[bus] + BUS_PORTS - 1) >> 12);
	io_update(&common, COMMAND, MEM, 1);
	io_update(&common, COMMAND, IO, 1);
	io_update(&common, COMMAND, MASTER, 1);
}

/* Each at a multiple of its size, which is a power of two. */
static void assign(struct qtest *q, const struct io_region *cfg, struct pci_addr addr,
                   const struct pci_bar *b)
{
	uint64_t *next = &(b->io ? q->next_port : q->next_memory)[addr.bus];
	uint64_t at = (*next + b->size - 1) & ~(b->size - 1);

	need(q->record_count < QTEST_RECORDS && b->size <= BUS_MEMORY);
	need(io_try_write32(cfg, b->reg, (uint32_t)at) == PCI_OK);
	if (b->is_64bit)
		need(io_try_write32(cfg, b->reg + 4u, 0) == PCI_OK);
	q->records[q->record_count++] = (struct qtest_record){addr, {at, b->size}};
	*next = at + b->size;
}

void qtest_assign_bars(struct qtest *q, struct pci_addr addr)
{
	struct qtest_device d;
	struct pci_bars bars;
	struct pci_bar_source src = {.cfg = &d.dev.cfg, .known_bytes = PCI_CONFIG_NORMAL};

	qtest_open(q, addr, &d);
	need(addr.bus < QTEST_BUSES);
	src.layout = d.func.layout;
	need(pci_read_bars(&src, &bars) == PCI_OK);
	need(pci_size_bars(&q->platform, &d.func, &src, &bars) == PCI_OK);
	for (size_t i = 0; i < bars.count; i++)
		if (bars.bar[i].kind == PCI_BAR_HEADER)
			assign(q, &d.dev.cfg, addr, &bars.bar[i]);
}

void qtest_open(struct qtest *q, struct pci_addr addr, struct qtest_device *ret)
{
	*ret = (struct qtest_device){0};
	pci_list(qtest_access(q), &addr, 1, &ret->func);
	need(ret->func.status == PCI_OK);
	need(pci_open(qtest_access(q), addr, &ret->dev) == PCI_OK);
	ret->device = (struct pci_device){
		.platform = &q->platform,
		.func = &ret->func,
		.dev = &ret->dev,
		.dma = qtest_dma_ops(q),
	};
}
