/* desc_gpu.c - the register tables as data, without those of what no GPU has. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/desc.h"
#include "lib/regs.h"

#define REG_DEF     "lib/regs/gpu.def"
#define REG_PREFIX  pci
#define REG_STRINGS PCIKIT_STRINGS
#define REG_EXTERN  pci_desc_gpu
#include "lib/reg_table.h"
