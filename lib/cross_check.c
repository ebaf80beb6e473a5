/* cross_check.c - whether several ways to configuration space show the same. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/cross_check.h"

#include "lib/pci_view.h"
#include "lib/progress.h"

enum { TRIES = 3 };

/* Two methods of one machine underway. */
struct pair {
	struct machine *m[2];
	const struct cross_check_functions *wanted;
	struct pci_view *view; /* storage */
	size_t hint;           /* where the function was that was found last */
	unsigned functions, unreached, differences;
};

static bool is_noread(const struct cross_check *c, size_t off)
{
	return c->noread && c->noread[off / 128] >> off / 4 % 32 & 1;
}

static bool is_same(struct cross_check *c)
{
	for (unsigned i = 0; i < 2; i++)
		(void)!io_try_read32(c->io[i], c->off, &c->value[i]);
	return c->value[0] == c->value[1];
}

bool cross_check_next(struct cross_check *c)
{
	size_t size = c->io[0]->size < c->io[1]->size ? c->io[0]->size : c->io[1]->size;

	while (c->next + 4 <= size) {
		unsigned tries = 0;

		c->off = c->next;
		c->next += 4;
		if (is_noread(c, c->off))
			continue;
		while (tries < TRIES && !is_same(c))
			tries++;
		if (tries == TRIES)
			return true;
	}
	return false;
}

/* Whether a function answers to its address. */
static bool is_seen(const struct machine *m, struct pci_addr addr, struct io_region *ret)
{
	uint16_t vendor;

	return m->access->region(m->access, addr, ret) == PCI_OK &&
	       io_try_read16(ret, reg_at(pci_HDR, ID), &vendor) == PCI_OK &&
	       vendor != PCI_VENDOR_NONE;
}

/* As either method has its capabilities: what one of them shows may be another function's. */
static void find_noread(const struct pair *p, const struct pci_func *f, uint32_t ret[32])
{
	for (unsigned i = 0; i < 2; i++)
		if (pci_view_read_caps(p->view, p->m[i], f, false) == PCI_OK)
			(void)pci_view_noread(p->view, ret);
}

static void compare(struct pair *p, const struct pci_func *f, const struct io_region io[2])
{
	uint32_t noread[32] = {0};
	struct cross_check c = {.io = {&io[0], &io[1]}, .noread = noread};
	char address[PCI_ADDR_MAX];
	unsigned n = 0;

	find_noread(p, f, noread);
	while (cross_check_next(&c))
		if (n++ < CROSS_CHECK_LINES_MAX)
			machine_say(p->m[0], "%s +%02zx: %s %08x, %s %08x",
			            pci_addr_format(address, f->addr), c.off,
			            machine_method(p->m[0]), c.value[0], machine_method(p->m[1]),
			            c.value[1]);
	if (n > CROSS_CHECK_LINES_MAX)
		machine_say(p->m[0], "%s: and %u more", pci_addr_format(address, f->addr),
		            n - CROSS_CHECK_LINES_MAX);
	p->differences += n;
}

static void check_function(struct pair *p, const struct pci_func *f)
{
	char address[PCI_ADDR_MAX];
	struct io_region io[2];
	bool seen[2] = {false, false};

	for (unsigned i = 0; i < 2; i++) {
		if (!pci_reaches_bus(p->m[i]->access, f->addr.segment, f->addr.bus)) {
			p->unreached++;
			return;
		}
		seen[i] = is_seen(p->m[i], f->addr, &io[i]);
		if (seen[i] && io[i].size > PCI_CONFIG_NORMAL)
			io[i].size = PCI_CONFIG_NORMAL;
	}
	p->functions++;
	if (seen[0] && seen[1]) {
		compare(p, f, io);
		return;
	}
	p->differences++;
	pci_addr_format(address, f->addr);
	if (seen[0] || seen[1])
		machine_say(p->m[0], "%s: seen by %s, not by %s", address,
		            machine_method(p->m[seen[1]]), machine_method(p->m[seen[0]]));
	else
		machine_say(p->m[0], "%s: %s", address, pci_strnote(PCI_NOTE_GONE));
}

/* Both lists have mostly the same order, so that most are found at once. */
static bool is_in_first(struct pair *p, struct pci_addr addr)
{
	const struct machine *m = p->m[0];

	for (size_t i = 0; i < m->count; i++) {
		p->hint = p->hint + 1 < m->count ? p->hint + 1 : 0;
		if (pci_addr_equal(m->funcs[p->hint].addr, addr))
			return true;
	}
	return false;
}

static const char *plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

/* Those of the first list, and of the second what the first has not. */
static enum app_status check_all(struct pair *p)
{
	for (unsigned k = 0; k < 2; k++)
		for (size_t i = 0; i < p->m[k]->count; i++) {
			const struct pci_func *f = &p->m[k]->funcs[i];

			progress(p->m[0]->platform, "comparing: %s, %zu of %zu",
			         machine_method(p->m[1]), i + 1, p->m[k]->count);
			if (platform_is_interrupted(p->m[0]->platform))
				return APP_ABORTED;
			if (p->wanted->wants(p->wanted->ctx, f) && (!k || !is_in_first(p, f->addr)))
				check_function(p, f);
		}
	if (!p->functions && !p->unreached)
		return APP_NOTFOUND;
	machine_say(p->m[0], "%u difference%s in %u function%s by %s", p->differences,
	            plural(p->differences), p->functions, plural(p->functions),
	            machine_method(p->m[1]));
	if (p->unreached)
		machine_say(p->m[0], "%u function%s not compared: on no bus of the other",
		            p->unreached, plural(p->unreached));
	return p->differences ? APP_DEVICE : APP_OK;
}

static void ignore(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

/* What is odd in the other's scan is there by the first, too, or a difference. */
static enum app_status check_method(struct pair *p, enum platform_access method)
{
	struct machine *other = p->m[1];
	enum app_status st;

	machine_init(other, p->m[0]->platform, NULL, ignore, NULL);
	other->tables = p->m[0]->tables;
	st = machine_open(other, method);
	if (st == APP_OK)
		st = machine_scan(other, p->wanted->all_buses);
	if (st == APP_NOMEM)
		return machine_no_memory(p->m[0]);
	if (st != APP_OK)
		return st;
	p->functions = p->unreached = p->differences = 0;
	p->hint = p->m[0]->count - 1;
	return check_all(p);
}

enum app_status cross_check_machine(struct machine *m, const struct cross_check_functions *f)
{
	struct machine other;
	struct pair p = {.m = {m, &other}, .wanted = f};
	enum app_status st = APP_UNSUPPORTED, one;

	p.view = m->platform->ops->alloc(m->platform, sizeof(*p.view));
	if (!p.view)
		return machine_no_memory(m);
	for (enum platform_access i = ACCESS_ECAM; i < ACCESS_END; i++) {
		one = i == m->method ? APP_UNSUPPORTED : check_method(&p, i);
		if (one == APP_ABORTED || one == APP_NOMEM)
			return one;
		if (one != APP_UNSUPPORTED && st != APP_DEVICE)
			st = one;
	}
	if (st == APP_UNSUPPORTED)
		machine_say(m, "%s: no other way than %s to compare with", m->app,
		            machine_method(m));
	return st;
}
