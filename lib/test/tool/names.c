/* names.c - print the names of what standard input lists, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "lib/fmt.h"
#include "lib/pci_name.h"

static void print(struct platform *p, const struct pci_namer *n, uint32_t class_code,
                  const struct pci_subsystem *s)
{
	char buf[PCI_NAME_LONG_MAX];
	const char *prog_if;

	fmt_print(p->out, "%s\t",
	          pci_name_class(n, (uint16_t)(class_code >> 8), buf, PCI_NAME_MAX));
	fmt_print(p->out, "%s\t", pci_name_vendor(n, s->vendor, buf, PCI_NAME_MAX));
	fmt_print(p->out, "%s\t", pci_name_device(n, s->vendor, s->device, buf, PCI_NAME_MAX));
	fmt_print(p->out, "%s\t", pci_name_both(n, s->vendor, s->device, buf, PCI_NAME_MAX));
	fmt_print(p->out, "%s\t", pci_name_subvendor(n, s->subvendor, buf, PCI_NAME_MAX));
	fmt_print(p->out, "%s\t", pci_name_subdevice(n, s, buf, PCI_NAME_MAX));
	fmt_print(p->out, "%s\t", pci_name_subsystem(n, s, buf, PCI_NAME_LONG_MAX));
	prog_if = pci_name_prog_if(n, class_code, buf, PCI_NAME_MAX);
	fmt_print(p->out, "%s%s\t%d\n", prog_if ? "=" : "", prog_if ? prog_if : "",
	          pci_has_subsystem(s));
}

/*
 * names [FILE]: the file's numbers, or why there are none; then for each line of standard input
 * (class vendor device subvendor subdevice) three lines, one for each style.
 */
enum app_status app_main(struct platform *p)
{
	struct pci_ids *ids = p->ops->alloc(p, sizeof(*ids));
	struct pci_subsystem s;
	uint32_t class_code;
	enum pci_status st;

	if (!ids)
		return APP_NOMEM;
	st = pci_ids_load(ids, p, p->argc ? p->argv[0] : NULL);
	fmt_print(p->out, "%s: %zu names, %zu lines skipped\n", pci_strstatus(st), ids->count,
	          ids->skipped);
	while (scanf("%x %hx %hx %hx %hx", &class_code, &s.vendor, &s.device, &s.subvendor,
	             &s.subdevice) == 5)
		for (int style = PCI_NAME_TEXT; style <= PCI_NAME_BOTH; style++)
			print(p, &(struct pci_namer){ids, (enum pci_name_style)style}, class_code,
			      &s);
	return st == PCI_OK ? APP_OK : APP_NOTFOUND;
}
