/* ids.c - where pci.ids is found, and what is read of it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/selftest/selftest.h"
#include "lib/pci_name.h"

enum app_status selftest_ids(struct platform *p, const char *file)
{
	struct pci_ids *ids = p->ops->alloc(p, sizeof(*ids));
	const struct pci_namer namer = {ids, PCI_NAME_BOTH};
	char name[PCI_NAME_MAX];
	enum pci_status st;

	if (!ids)
		return APP_NOMEM;
	st = pci_ids_load(ids, p, file);
	fmt_print(p->out, "%s: %zu names, %zu lines skipped\n", pci_strstatus(st), ids->count,
	          ids->skipped);
	fmt_print(p->out, "%s\n",
	          pci_name_class(&namer, PCI_CLASS_BRIDGE_HOST, name, sizeof(name)));
	fmt_print(p->out, "%s\n", pci_name_both(&namer, 0x1234, 0x1111, name, sizeof(name)));
	return st == PCI_OK ? APP_OK : st == PCI_ENOTFOUND ? APP_NOTFOUND : APP_DEVICE;
}
