/* bars.c - the root bridges' windows, and BARs of devices that are safe to read. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/selftest/selftest.h"
#include "lib/io_conform.h"
#include "lib/io_copy.h"
#include "lib/io_poll.h"
#include "lib/machine.h"
#include "lib/pci_map.h"

enum { COPY = 128, POLL_US = 20000 };

/* Bytes of a BAR that reading does not change, and that read the same by every width. */
struct harmless {
	uint16_t vendor, device;
	unsigned index, flags;
	size_t size;
	uint32_t id; /* the dword at 0 */
};
static const struct harmless harmless[] = {
	{0x1234, 0x1111, PCI_BAR_SLOT(2), 0, 0x400, 0xffffff00}, /* a display's EDID */
	{0x1b36, 0x0005, PCI_BAR_SLOT(0), 0, 0x1000, 0}, /* pci-testdev, no test chosen: 0 */
	{0x1b36, 0x0005, PCI_BAR_SLOT(1), PCI_MAP_PORTS, 0x100, 0},
};

struct tally {
	struct platform *p;
	unsigned bars, passed, failed;
};

static void say(void *ctx, const char *line)
{
	struct platform *p = ctx;

	fmt_print(p->out, "%s\n", line);
}

static void report(void *ctx, const char *check, bool passed, size_t off)
{
	struct tally *t = ctx;

	t->passed += passed;
	t->failed += !passed;
	if (passed)
		return;
	fmt_print(t->p->out, "%s: failed", check);
	if (off != SIZE_MAX)
		fmt_print(t->p->out, " at %zx", off);
	fmt_print(t->p->out, "\n");
}

static void list_windows(struct platform *p, const struct pci_bus_range *b)
{
	struct pci_root_window w[PCI_ROOT_WINDOWS_MAX];
	const struct pci_addr first = {.segment = b->segment, .bus = b->start};
	size_t n = p->ops->root_windows ? p->ops->root_windows(p, first, w) : 0;

	for (size_t i = 0; i < n; i++)
		fmt_print(p->out, "window: %04x:%02x-%02x: %s %llx-%llx at %llx\n", b->segment,
		          b->start, b->end, w[i].io ? "ports" : "memory",
		          (unsigned long long)w[i].base,
		          (unsigned long long)(w[i].base + w[i].size - 1),
		          (unsigned long long)w[i].cpu);
}

static enum app_status list_root_bridges(struct platform *p)
{
	struct pci_bus_range *roots;
	size_t count = 0, filled = 0;

	if (p->ops->root_buses(p, NULL, 0, &count) != PCI_OK)
		return APP_OK;
	roots = p->ops->alloc(p, count * sizeof(*roots));
	if (!roots)
		return APP_NOMEM;
	if (p->ops->root_buses(p, roots, count, &filled) != PCI_OK)
		return APP_OK;
	for (size_t i = 0; i < count && i < filled; i++)
		list_windows(p, &roots[i]);
	return APP_OK;
}

/* Each width, the copy, and a wait that succeeds and one that cannot. */
static void check_region(struct tally *t, const struct io_region *io, uint32_t id)
{
	const struct io_conform_spec spec = {
		.size = io->size,
		.widths = io->widths,
		.id = id,
		.ones_from = io->size,
		.writes = IO_CONFORM_NO_WRITES,
	};
	uint8_t bytes[COPY], b;
	uint64_t last;
	bool same = true;

	(void)io_conform(io, &spec, report, t);
	report(t, "copy", io_copy_in(io, 0, 4, bytes, COPY) == PCI_OK, SIZE_MAX);
	for (size_t i = 0; i < COPY; i++)
		same &= io_try_read8(io, i, &b) == PCI_OK && b == bytes[i];
	report(t, "what was copied", same, SIZE_MAX);
	report(t, "poll",
	       io_poll_at(t->p, io, 0, 4, UINT32_MAX, id, POLL_US, &last) == PCI_OK && last == id,
	       SIZE_MAX);
	report(t, "poll in vain",
	       io_poll_at(t->p, io, 0, 4, UINT32_MAX, id + 1, POLL_US, &last) == PCI_ETIMEDOUT,
	       SIZE_MAX);
}

/* The function's Command has decoding on meanwhile. */
static enum pci_status check_bar(struct tally *t, const struct machine *m, const struct pci_func *f,
                                 const struct harmless *h, struct pci_mapping *mapping)
{
	struct pci_dev dev;
	const struct pci_device device = {.platform = t->p, .func = f, .dev = &dev};
	struct io_region io;
	enum pci_status st = pci_open(m->access, f->addr, &dev), end;

	if (st == PCI_OK)
		st = pci_open_bar(&device, h->index, h->flags | PCI_MAP_ENABLE, mapping);
	if (st != PCI_OK)
		return st;
	st = pci_bar_region(mapping, 0, h->size, &io);
	if (st == PCI_OK)
		check_region(t, &io, h->id);
	end = pci_unmap_bar(mapping);
	return st == PCI_OK ? end : st;
}

static void check_function(struct tally *t, const struct machine *m, const struct pci_func *f,
                           const struct harmless *h)
{
	struct tally own = {.p = t->p};
	struct pci_mapping mapping = {0};
	enum pci_status st = check_bar(&own, m, f, h, &mapping);
	char buf[PCI_ADDR_MAX];

	own.failed += st != PCI_OK;
	fmt_print(t->p->out, "%s: BAR %u: ", pci_addr_format(buf, f->addr), h->index);
	if (st != PCI_OK)
		fmt_print(t->p->out, "%s\n", pci_strstatus(st));
	else
		fmt_print(t->p->out, "%s %llx at %llx, %u passed, %u failed\n",
		          mapping.bar.io ? "ports" : "memory", (unsigned long long)mapping.bar.base,
		          (unsigned long long)mapping.cpu, own.passed, own.failed);
	t->bars++;
	t->passed += own.passed;
	t->failed += own.failed;
}

enum app_status selftest_bars(struct platform *p)
{
	struct tally t = {.p = p};
	struct machine m;
	enum app_status st;

	machine_init(&m, p, "selftest", say, p);
	m.quiet = true;
	st = machine_open(&m, ACCESS_ANY);
	if (st == APP_OK)
		st = list_root_bridges(p);
	if (st == APP_OK)
		st = machine_scan(&m, false);
	if (st != APP_OK)
		return st;
	for (size_t i = 0; i < m.count; i++)
		for (size_t k = 0; k < sizeof(harmless) / sizeof(harmless[0]); k++)
			if (m.funcs[i].vendor == harmless[k].vendor &&
			    m.funcs[i].device == harmless[k].device)
				check_function(&t, &m, &m.funcs[i], &harmless[k]);
	fmt_print(p->out, "%u BARs, %u passed, %u failed\n", t.bars, t.passed, t.failed);
	return t.failed ? APP_DEVICE : t.bars ? APP_OK : APP_NOTFOUND;
}
