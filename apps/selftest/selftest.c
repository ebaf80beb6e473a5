/* selftest.c - the conformance suite over all that reaches configuration space on this machine. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/selftest/selftest.h"
#include "lib/bytes.h"
#include "lib/cross_check.h"
#include "lib/fmt.h"
#include "lib/io_cache.h"
#include "lib/io_conform.h"
#include "lib/io_fault.h"
#include "lib/io_trace.h"
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

static void end_checks(struct tally *t, struct tally *all)
{
	fmt_print(t->p->out, "%s: %u functions, %u passed, %u failed\n", t->backend, t->functions,
	          t->passed, t->failed);
	all->passed += t->passed;
	all->failed += t->failed;
}

static void check_backend(struct machine *m, struct tally *all)
{
	struct tally t = {.p = m->platform, .backend = machine_method(m)};

	report(&t, "scan", machine_scan(m, false) == APP_OK && m->count, SIZE_MAX);
	for (size_t i = 0; i < m->count; i++)
		check_function(&t, m->access, &m->funcs[i]);
	end_checks(&t, all);
}

/* Whether both read the same of every function of the first. */
static void compare(const struct machine *a, const struct machine *b, struct tally *all)
{
	struct tally t = {.p = a->platform};
	struct io_region x, y;
	char both[40];

	fmt_string(both, sizeof(both), "%s and %s", machine_method(a), machine_method(b));
	t.backend = both;
	for (size_t i = 0; i < a->count; i++) {
		struct cross_check c = {.io = {&x, &y}};
		bool same;

		t.addr = a->funcs[i].addr;
		if (a->access->region(a->access, t.addr, &x) != PCI_OK ||
		    b->access->region(b->access, t.addr, &y) != PCI_OK)
			continue;
		t.functions++;
		same = !cross_check_next(&c);
		report(&t, "agreement", same, c.off);
	}
	end_checks(&t, all);
}

static void list_consoles(const struct machine *m, struct platform *p)
{
	char buf[PCI_ADDR_MAX];

	for (size_t i = 0; i < m->count; i++)
		if (platform_drives_console(p, m->funcs[i].addr))
			fmt_print(p->out, "console: %s\n", pci_addr_format(buf, m->funcs[i].addr));
}

static void ignore_line(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

/* The method that applications choose, and each other one that there is beside that. */
static enum app_status check_config(struct platform *p)
{
	struct tally all = {.p = p};
	struct machine m, other;
	enum app_status st;

	machine_init(&m, p, "selftest", NULL, NULL);
	st = machine_open(&m, ACCESS_ANY);
	if (st != APP_OK)
		return st;
	check_backend(&m, &all);
	for (enum platform_access i = ACCESS_ECAM; i < ACCESS_END; i++) {
		machine_init(&other, p, "selftest", ignore_line, NULL);
		if (i == m.method || machine_open(&other, i) != APP_OK)
			continue;
		check_backend(&other, &all);
		compare(&m, &other, &all);
	}
	list_consoles(&m, p);
	fmt_print(p->out, "%u passed, %u failed\n", all.passed, all.failed);
	return all.failed ? APP_DEVICE : APP_OK;
}

enum app_status app_main(struct platform *p)
{
	if (p->argc && same_text(p->argv[0], "ids"))
		return selftest_ids(p, p->argc > 1 ? p->argv[1] : NULL);
	if (p->argc && same_text(p->argv[0], "bars"))
		return selftest_bars(p);
	if (p->argc && same_text(p->argv[0], "poll"))
		return selftest_poll(p, p->argc > 1 ? p->argv[1] : NULL);
	return check_config(p);
}
