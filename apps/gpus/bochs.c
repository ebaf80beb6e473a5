/* bochs.c - the ID register of a Bochs display, through a typed BAR region. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/pci_map.h"

#define REG_DEF    "lib/regs/device/bochs.def"
#define REG_PREFIX bochs
#include "lib/reg_block.h"

enum { BOCHS_VENDOR = 0x1234, BOCHS_DEVICE = 0x1111, BOCHS_BAR = PCI_BAR_SLOT(2) };

static enum pci_status read_id(struct gpu *g, uint16_t *ret)
{
	const struct pci_device device = {g->view.machine->platform, g->view.func, &g->view.dev};
	struct pci_mapping mapping;
	bochs_MMIO_mmio regs;
	enum pci_status st = pci_map_bar(&device, BOCHS_BAR, 0, &mapping, &regs);

	return st == PCI_OK ? io_try_reg(&regs, ID, ret) : st;
}

void bochs_read(struct gpu *g)
{
	struct gpu_bochs *b = &g->bochs;

	*b = (struct gpu_bochs){0};
	if (g->view.func->vendor != BOCHS_VENDOR || g->view.func->device != BOCHS_DEVICE ||
	    g->view.machine->is_dump)
		return;
	b->st = read_id(g, &b->id);
	b->state = b->st == PCI_EDECODE ? BOCHS_DECODE_OFF
	           : b->st != PCI_OK    ? BOCHS_FAILED
	                                : BOCHS_READ;
}
