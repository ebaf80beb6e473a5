/* poll.c - wait for a value that never comes, until the device goes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/selftest/selftest.h"
#include "lib/io_poll.h"
#include "lib/machine.h"
#include "lib/pci_map.h"
#include "lib/pci_match.h"

/* Ten minutes: longer than any test waits. */
enum { POLL_US = 600 * 1000 * 1000 };

static void say(void *ctx, const char *line)
{
	struct platform *p = ctx;

	fmt_print(p->out, "%s\n", line);
}

static const struct pci_func *find(const struct machine *m, const struct pci_match *match)
{
	for (size_t i = 0; i < m->count; i++)
		if (pci_match_addr(match, m->funcs[i].addr))
			return &m->funcs[i];
	return NULL;
}

/* The first register of BAR 0, which stays as it is; waited for is the number after it. */
static enum pci_status poll(struct platform *p, struct machine *m, const struct pci_func *f)
{
	struct pci_dev dev;
	const struct pci_device device = {.platform = p, .func = f, .dev = &dev};
	struct pci_mapping mapping;
	struct io_region bar;
	enum pci_status st = pci_open(m->access, f->addr, &dev);
	char buf[PCI_ADDR_MAX];
	uint64_t last;
	uint32_t v;

	if (st == PCI_OK)
		st = pci_open_bar(&device, PCI_BAR_SLOT(0), 0, &mapping);
	if (st == PCI_OK)
		st = pci_bar_region(&mapping, 0, sizeof(v), &bar);
	if (st == PCI_OK)
		st = io_try_read32(&bar, 0, &v);
	if (st != PCI_OK)
		return st;
	fmt_print(p->out, "%s: polling %08x\n", pci_addr_format(buf, f->addr), v);
	st = io_poll_at(p, &bar, 0, sizeof(v), UINT32_MAX, v + 1, POLL_US, &last);
	fmt_print(p->out, "last value %08x\n", (uint32_t)last);
	return st;
}

enum app_status selftest_poll(struct platform *p, const char *addr)
{
	const struct pci_func *f;
	struct pci_match match;
	struct machine m;
	enum app_status status;
	enum pci_status st;

	if (!addr || pci_match_parse(addr, &match) != PCI_OK)
		return APP_USAGE;
	machine_init(&m, p, "selftest", say, p);
	m.quiet = true;
	status = machine_open(&m, ACCESS_ANY);
	if (status == APP_OK)
		status = machine_scan(&m, false);
	if (status != APP_OK)
		return status;
	f = find(&m, &match);
	if (!f)
		return APP_NOTFOUND;
	st = poll(p, &m, f);
	fmt_print(p->out, "%s\n", pci_strstatus(st));
	return st == PCI_OK ? APP_OK : APP_DEVICE;
}
