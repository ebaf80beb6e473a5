/* report.c - what baremetal prints twice. It knows nothing of firmware: lib/ is all there is. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/baremetal/bare.h"

#include "lib/fold.h"
#include "lib/pci_map.h"
#include "lib/view_text.h"

#define REG_DEF    "apps/baremetal/display.def"
#define REG_PREFIX display
#include "lib/reg_block.h"

enum { DISPLAY_VENDOR = 0x1234, DISPLAY_DEVICE = 0x1111, DISPLAY_BAR = PCI_BAR_SLOT(2) };

static void say(void *ctx, const char *line)
{
	fmt_print(ctx, "%s\n", line);
}

/* A register of a device, through its BAR: a typed region, whose one load is an instruction. */
static void show_display(struct pci_view *v, bool enable, struct sink *out)
{
	const struct pci_device device = {v->machine->platform, v->func, &v->dev};
	struct pci_mapping mapping;
	display_DISPI_mmio regs;
	uint16_t id = 0;
	enum pci_status st =
		pci_map_bar(&device, DISPLAY_BAR, enable ? PCI_MAP_ENABLE : 0, &mapping, &regs);

	if (st == PCI_OK) {
		st = io_try_reg(&regs, ID, &id);
		pci_unmap_bar(&mapping);
	}
	if (st == PCI_OK)
		fmt_print(out, "    DISPI ID: %04x\n", id);
	else
		fmt_print(out, "    DISPI ID: %s\n", pci_strstatus(st));
}

static void show(struct pci_view *v, struct program *prog, const struct pci_func *f)
{
	struct fold fold;
	const struct view_text t = {v, &fold.sink, false, false};

	fold_init(&fold, prog->machine.platform->out);
	pci_view_read(v, &prog->machine, f, NULL);
	view_text_name(f, t.out, VIEW_SEGMENT);
	view_text_regions(&t);
	view_text_caps(&t);
	if (v->st == PCI_OK && f->vendor == DISPLAY_VENDOR && f->device == DISPLAY_DEVICE)
		show_display(v, prog->enable, t.out);
	view_text_end(&t);
}

enum app_status report(struct program *prog, struct platform *p, const char *mark)
{
	struct pci_view *v = p->ops->alloc(p, sizeof(*v));
	struct machine *m = &prog->machine;
	enum app_status st;

	machine_init(m, p, "baremetal", say, p->out);
	m->tables = &pci_desc;
	if (!v)
		return machine_no_memory(m);
	fmt_print(p->out, "--- %s\n", mark);
	st = machine_open(m, ACCESS_ANY);
	if (st == APP_OK)
		st = machine_scan(m, false);
	for (size_t i = 0; i < m->count; i++)
		show(v, prog, &m->funcs[i]);
	fmt_print(p->out, "%zu functions\n--- end\n", m->count);
	return st;
}
