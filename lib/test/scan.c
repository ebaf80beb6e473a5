/* scan.c - what a scan of a test's machine says, as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/scan.h"

#include <string.h>

#include "lib/fmt.h"

static const char *const note_names[] = {
	[PCI_NOTE_NULL_ID] = "null",      [PCI_NOTE_RETRY] = "retry",
	[PCI_NOTE_GONE] = "gone",         [PCI_NOTE_BUS_NONE] = "none",
	[PCI_NOTE_BUS_TAKEN] = "taken",   [PCI_NOTE_BUS_OUTSIDE] = "outside",
	[PCI_NOTE_UNMAPPED] = "unmapped", [PCI_NOTE_FAILED] = "failed",
	[PCI_NOTE_CUT] = "cut",
};

static void add_note(void *ctx, enum pci_note note, struct pci_addr a, unsigned bus)
{
	struct scan *s = ctx;
	size_t n = strlen(s->notes);

	fmt_string(s->notes + n, SCAN_TEXT - n, "%02x:%02x.%x %s %02x;", a.bus, a.dev, a.fn,
	           note_names[note], bus);
}

static void list(struct scan *s)
{
	for (size_t i = 0; i < s->count && i < SCAN_FUNCS; i++) {
		const struct pci_func *f = &s->funcs[i];
		size_t n = strlen(s->found);

		n += fmt_string(s->found + n, SCAN_TEXT - n, "%s%02x:%02x.%x%s", n ? " " : "",
		                f->addr.bus, f->addr.dev, f->addr.fn, f->gone ? "!" : "");
		if (f->parent != PCI_NO_PARENT && n < SCAN_TEXT) {
			const struct pci_addr *p = &s->funcs[f->parent].addr;

			fmt_string(s->found + n, SCAN_TEXT - n, "<-%02x:%02x.%x", p->bus, p->dev,
			           p->fn);
		}
	}
}

void scan_access(struct host *h, const struct pci_access *access, struct scan *ret)
{
	struct pci_scan s = {
		.access = access,
		.roots = h->roots,
		.root_count = h->root_count,
		.funcs = ret->funcs,
		.max = SCAN_FUNCS,
		.note = add_note,
		.ctx = ret,
	};

	memset(ret, 0, sizeof(*ret));
	h->fault.reads = 0;
	ret->status = pci_scan(&s);
	ret->reads = h->fault.reads;
	ret->count = s.count;
	list(ret);
}

void scan_host(struct host *h, struct scan *ret)
{
	scan_access(h, host_access(h), ret);
}
