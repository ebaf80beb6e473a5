/* bochs.c - the ID register of a Bochs display, through a typed BAR region. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"

#define REG_DEF    "apps/gpus/bochs.def"
#define REG_PREFIX bochs
#include "lib/reg_block.h"

enum { BOCHS_VENDOR = 0x1234, BOCHS_DEVICE = 0x1111, BOCHS_SLOT = 2 };

/* The register BAR as a region. */
static enum pci_status map_registers(struct gpu *g, bochs_MMIO_mmio *ret)
{
	const struct pci_bar *b = pci_find_bar(&g->view.bars, PCI_BAR_HEADER, BOCHS_SLOT);
	struct platform *p = g->view.machine->platform;
	struct io_region bar;
	enum pci_status st;

	if (!b || b->io || b->broken || !b->base || !b->size)
		return PCI_ENOTFOUND;
	st = p->ops->map(p, b->base, b->size, &bar);
	bar.presence = &g->view.dev.presence;
	return st == PCI_OK ? io_typed(&bar, ret) : st;
}

static enum pci_status read_id(struct gpu *g, bool *ret_off, uint16_t *ret)
{
	bochs_MMIO_mmio regs;
	enum pci_status st = map_registers(g, &regs);

	*ret_off = st == PCI_OK && !reg_field(pci_HDR_COMMAND, MEM, g->view.command);
	if (st != PCI_OK)
		return st;
	return *ret_off ? PCI_OK : io_try_reg(&regs, ID, ret);
}

void bochs_read(struct gpu *g)
{
	struct gpu_bochs *b = &g->bochs;
	bool off;

	*b = (struct gpu_bochs){0};
	if (g->view.func->vendor != BOCHS_VENDOR || g->view.func->device != BOCHS_DEVICE ||
	    g->view.machine->is_dump)
		return;
	b->st = read_id(g, &off, &b->id);
	b->state = b->st != PCI_OK ? BOCHS_FAILED : off ? BOCHS_DECODE_OFF : BOCHS_READ;
}
