/* bochs.h - a driver of Bochs displays, on any platform. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_BOCHS_BOCHS_H
#define APPS_BOCHS_BOCHS_H

#include "lib/pci_map.h"

#define REG_DEF    "lib/regs/device/bochs.def"
#define REG_PREFIX bochs
#include "lib/reg_block.h"

/* The mode: registers in their order. */
struct bochs_mode {
	uint16_t xres, yres, bpp, enable, bank, virt_width, virt_height, x_offset, y_offset;
};

struct bochs {
	struct pci_mapping regs_bar, pixels_bar;
	bochs_MMIO_mmio regs; /* with an EDID at 0 */
	uint16_t id;
	uint64_t memory; /* bytes for pixels, of 4 each */
	struct bochs_mode before;
};

/* Map it and note its mode, which bochs_close() restores. PCI_ENOTFOUND: it has no such ID. */
PCI_MUST_CHECK enum pci_status bochs_open(const struct pci_device *device, struct bochs *ret);
enum pci_status bochs_close(struct bochs *b);

/* Show pixels of 00rrggbb, which are *ret. PCI_ENOSPC without memory, PCI_EINVAL: refused. */
PCI_MUST_CHECK enum pci_status bochs_set_mode(const struct bochs *b, unsigned width,
                                              unsigned height, struct io_region *ret);

#endif
