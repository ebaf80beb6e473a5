/* regs.h - the registers of PCI configuration space as types: pci_EXP_region and so on. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_REGS_H
#define LIB_REGS_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

#define REG_DEF    "lib/regs/all.def"
#define REG_PREFIX pci
#include "lib/reg_block.h"

/*
 * Handles on a whole configuration space. Normal has the 256 bytes that every function has;
 * Extended has 4096, and io_typed() refuses it with PCI_ERANGE where a function has 256
 * (pci_size_config() in lib/pci_func.h finds out). Both know the common header by name.
 */
typedef pci_HDR_region pci_normal_config;

/* The registers of the common header once more, over 4096 bytes. */
#define REG_DEF "lib/regs/header.def"
#define REG(B, R, off, bits, access, token)                                                        \
	__extension__ struct {                                                                     \
		uint8_t R##_pad__[off];                                                            \
		struct pci_##B##_##R R;                                                            \
	};
__extension__ union pci_EXTENDED {
	uint8_t bytes__[4096];
	char widths__[0][IO_CONFIG + 1];
#include "lib/reg_pass.h"
};
#undef REG_DEF
typedef IO_REGION(union pci_EXTENDED) pci_extended_config;

#ifdef __cplusplus
}
#endif
#endif
