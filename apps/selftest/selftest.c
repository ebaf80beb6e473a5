/* selftest.c - the conformance suite over all that reaches configuration space on this machine. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/selftest/selftest.h"
#include "lib/bytes.h"
#include "lib/fmt.h"
#include "lib/io_cache.h"
#include "lib/io_conform.h"
#include "lib/io_fault.h"
#include "lib/io_trace.h"
#include "lib/machine.h"
#include "lib/regs.h"

/* The checks of one backend. */
struct tally {
	struct platform *p;
	const char *backend;
	struct pci_addr addr;
	unsigned functions, passed, failed;
};

static void report(void *ctx, const char *check, bool passed, size_t off)
{
	struct tally *t = ctx;
	char buf[PCI_ADDR_MAX];

	t->passed += passed;
	t->failed += !passed;
	if (passed)
		return;
	fmt_print(t->p->out, "%s: %s: %s: failed", t->backend, pci_addr_format(buf, t->addr),
	          check);
	if (off != SIZE_MAX)
		fmt_print(t->p->out, " at %zx", off);
	fmt_print(t->p->out, "\n");
}

/* Where the all ones begin that reach to the end. */
static size_t ones_from(const struct io_region *io)
{
	size_t off = io->size;
	uint32_t v;

	while (off >= 4 && io_try_read32(io, off - 4, &v) == PCI_OK && v == UINT32_MAX)
		off -= 4;
	return off;
}

static void ignore(void *ctx, const struct io_trace_event *e)
{
	(void)ctx;
	(void)e;
}

/* The region, and through all wrappers. No write is tried: these devices are in use. */
static void check_region(struct tally *t, const struct io_region *io, uint32_t id)
{
	const struct io_conform_spec spec = {
		.size = io->size,
		.widths = IO_CONFIG,
		.id = id,
		.ones_from = ones_from(io),
		.writes = IO_CONFORM_NO_WRITES,
	};
	struct io_region faulty, traced, cached;
	struct io_fault fault;
	struct io_trace trace;
	struct io_cache cache;

	(void)io_conform(io, &spec, report, t);
	io_fault_region(&fault, io, &faulty);
	io_trace_region(&trace, &faulty, ignore, NULL, &traced);
	(void)io_conform(&traced, &spec, report, t);
	if (io_cache_region(&cache, io, &cached) == PCI_OK)
		(void)io_conform(&cached, &spec, report, t);
	else
		report(t, "cache", false, SIZE_MAX);
}

static void check_function(struct tally *t, const struct pci_access *a, const struct pci_func *f)
{
	uint32_t id = (uint32_t)f->device << 16 | f->vendor;
	struct io_region io;

	t->addr = f->addr;
	t->functions++;
	(void)io_conform_access(a, f->addr, id, report, t);
	if (a->region(a, f->addr, &io) == PCI_OK)
		check_region(t, &io, id);
}

static void check_backend(struct tally *t, struct machine *m, const struct pci_access *a)
{
	m->access = a;
	report(t, "scan", machine_scan(m, false) == APP_OK && m->count, SIZE_MAX);
	for (size_t i = 0; i < m->count; i++)
		check_function(t, a, &m->funcs[i]);
	fmt_print(t->p->out, "%s: %u functions, %u passed, %u failed\n", t->backend, t->functions,
	          t->passed, t->failed);
}

/* Whether both read the same of a function; a register that changes is read three times. */
static bool agree(const struct io_region *a, const struct io_region *b, size_t *ret)
{
	size_t size = a->size < b->size ? a->size : b->size;
	uint32_t x = 0, y = 1;

	for (*ret = 0; *ret < size; *ret += 4) {
		for (int tries = 0; tries < 3; tries++)
			if (io_try_read32(a, *ret, &x) != PCI_OK ||
			    io_try_read32(b, *ret, &y) != PCI_OK || x == y)
				break;
		if (x != y)
			return false;
	}
	return true;
}

static void compare(struct tally *t, const struct machine *m, const struct pci_access *a,
                    const struct pci_access *b)
{
	struct io_region x, y;
	size_t off;

	for (size_t i = 0; i < m->count; i++) {
		t->addr = m->funcs[i].addr;
		if (a->region(a, t->addr, &x) != PCI_OK || b->region(b, t->addr, &y) != PCI_OK)
			continue;
		t->functions++;
		off = 0;
		report(t, "agreement", agree(&x, &y, &off), off);
	}
	fmt_print(t->p->out, "%s: %u functions, %u passed, %u failed\n", t->backend, t->functions,
	          t->passed, t->failed);
}

static void list_consoles(const struct machine *m, struct platform *p)
{
	char buf[PCI_ADDR_MAX];

	for (size_t i = 0; i < m->count; i++)
		if (p->ops->drives_console && p->ops->drives_console(p, m->funcs[i].addr))
			fmt_print(p->out, "console: %s\n", pci_addr_format(buf, m->funcs[i].addr));
}

static void say(void *ctx, const char *line)
{
	struct platform *p = ctx;

	fmt_print(p->out, "%s\n", line);
}

static enum app_status check_config(struct platform *p)
{
	struct tally ecam = {.p = p, .backend = "ECAM"};
	struct tally bridge = {.p = p, .backend = "RootBridgeIo"};
	struct tally both = {.p = p, .backend = "ECAM and RootBridgeIo"};
	const struct pci_access *a = NULL, *b = NULL;
	struct machine m;
	enum app_status st;
	unsigned failed;

	machine_init(&m, p, "selftest", say, p);
	st = machine_open(&m);
	if (st != APP_OK)
		return st;
	if (m.access == &m.ecam.access)
		a = m.access;
	if (p->ops->firmware_access && p->ops->firmware_access(p, &b) != PCI_OK)
		b = NULL;
	if (a)
		check_backend(&ecam, &m, a);
	if (b)
		check_backend(&bridge, &m, b);
	if (a && b)
		compare(&both, &m, a, b);
	list_consoles(&m, p);
	failed = ecam.failed + bridge.failed + both.failed;
	fmt_print(p->out, "%u passed, %u failed\n", ecam.passed + bridge.passed + both.passed,
	          failed);
	return failed ? APP_DEVICE : APP_OK;
}

enum app_status app_main(struct platform *p)
{
	if (p->argc && same_text(p->argv[0], "ids"))
		return selftest_ids(p, p->argc > 1 ? p->argv[1] : NULL);
	return check_config(p);
}
