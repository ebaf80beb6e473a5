/* port.h - I/O ports as a region. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_X86_64_PORT_H
#define LIB_ARCH_X86_64_PORT_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Make *ret size ports from port on: PCI_ERANGE when they are not all below 10000. An access is one
 * in or out of 1, 2 or 4 bytes, ordered as one of memory.
 */
PCI_MUST_CHECK enum pci_status port_region(uint64_t port, uint64_t size, struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
