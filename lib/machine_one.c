/* machine_one.c - what an application needs that is for one function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/machine.h"

static enum app_status pick(struct machine *m, const struct pci_id_match *id,
                            const struct pci_match *at, const char *what,
                            const struct pci_func **ret)
{
	char buf[PCI_ADDR_MAX];
	size_t found = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct pci_func *f = &m->funcs[i];

		if (f->gone || !pci_id_match_func(id, f) || !pci_match_addr(at, f->addr))
			continue;
		if (found == 1)
			machine_say(m, "%s: %s", pci_addr_format(buf, (*ret)->addr), what);
		if (found++)
			machine_say(m, "%s: %s", pci_addr_format(buf, f->addr), what);
		*ret = f;
	}
	if (!found && m->platform->out_of_memory)
		return machine_no_memory(m);
	if (!found)
		machine_say(m, "%s: no %s found", m->app, what);
	if (found > 1)
		machine_say(m, "%s: %zu of them, give the address of one", m->app, found);
	return !found ? APP_NOTFOUND : found > 1 ? APP_USAGE : APP_OK;
}

enum app_status machine_open_one(struct machine *m, const struct pci_id_match *id,
                                 const struct pci_match *at, const char *what,
                                 const struct pci_func **ret)
{
	enum app_status st;

	m->quiet = true;
	st = machine_open(m, ACCESS_ANY);
	if (st == APP_OK)
		st = machine_scan(m, false);
	return st == APP_OK ? pick(m, id, at, what, ret) : st;
}

enum app_status machine_end(struct machine *m, const char *what, enum pci_status st)
{
	if (st == PCI_OK)
		return APP_OK;
	machine_say(m, "%s: %s: %s", m->app, what, pci_strstatus(st));
	if (st == PCI_ESTOPPED)
		return APP_ABORTED;
	if (m->platform->out_of_memory)
		return machine_no_memory(m);
	return st == PCI_EINVAL || st == PCI_ENOSPC ? APP_USAGE : APP_DEVICE;
}

enum app_status machine_find_one(struct machine *m, const struct pci_match *match, const char *text,
                                 const struct pci_func **ret)
{
	size_t found = 0;

	for (size_t i = 0; i < m->count; i++) {
		if (!pci_match_addr(match, m->funcs[i].addr))
			continue;
		*ret = &m->funcs[i];
		found++;
	}
	if (found == 1)
		return APP_OK;
	if (found)
		machine_say(m, "%s: %.40s: %zu functions, name one", m->app, text, found);
	else
		machine_say(m, "%s: %.40s: no such function", m->app, text);
	return found ? APP_USAGE : APP_NOTFOUND;
}

enum app_status machine_status(enum pci_status st)
{
	switch (st) {
	case PCI_OK:
		return APP_OK;
	case PCI_ENOTFOUND:
	case PCI_EUNASSIGNED:
		return APP_NOTFOUND;
	case PCI_ERANGE:
	case PCI_EALIGN:
	case PCI_EWIDTH:
	case PCI_ENOREAD:
	case PCI_EREADONLY:
		return APP_USAGE;
	default:
		return APP_DEVICE;
	}
}
