/* pci_size.h - the sizes of BARs, measured on the device: for those who ask for it by name. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_SIZE_H
#define LIB_PCI_SIZE_H

#include "lib/pci_bar.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Measure every BAR of f, which src tells where to find, and fill in the size, and the BARs whose
 * register read 0, in *bars, which pci_read_bars() made of src.
 *
 * WRITES TO THE DEVICE: with its decoding of I/O and memory switched off (Command), each register
 * is written all ones, read, and put back; then Command is. Everything is read back to see that it
 * is as it was. In the meantime the platform lets nothing interrupt (platform_ops.critical), and
 * nothing is printed. Not measured: VF BARs while VF Memory Space Enable is set, BARs of Enhanced
 * Allocation, which have no register, and a register that does not change or is all ones.
 *
 * PCI_EBUSY, without any access: a host bridge, or a function that drives the console. Else the
 * status of what failed first: PCI_EREADONLY for a dump, or where decoding cannot be switched off;
 * PCI_EGONE when the device vanished; PCI_EIO when a register could not be put back. Then *bars is
 * as it was. Whatever failed, it has been tried to put everything back. Cost: 5 accesses per
 * register, 2 more for an upper half, 5 for Command, and 1 with SR-IOV.
 */
PCI_MUST_CHECK enum pci_status pci_size_bars(struct platform *p, const struct pci_func *f,
                                             const struct pci_bar_source *src,
                                             struct pci_bars *bars);

/* Handed to what measures only for those who ask: what asks for nothing has no code that writes. */
typedef enum pci_status pci_size_fn(struct platform *p, const struct pci_func *f,
                                    const struct pci_bar_source *src, struct pci_bars *bars);

#ifdef __cplusplus
}
#endif
#endif
