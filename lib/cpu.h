/* cpu.h - what only the processor itself tells or does, where firmware or a kernel runs. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_CPU_H
#define LIB_CPU_H

#if defined(__x86_64__)
#include "lib/arch/x86_64/cpu.h"
#elif defined(__aarch64__)
#include "lib/arch/aarch64/cpu.h"
#else
#error "no lib/arch/<arch>/cpu.h for this architecture"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Each architecture has these:
 *
 *   CPU_HAS_PORTS          I/O ports are an address space of the processor's
 *   CPU_IS_FRAGILE         a read that nothing answers may fault, rather than be all ones
 *   struct cpu_paging      the translation tables in use, which cpu_read_paging(&pg) asks for
 *                          once: a CPUID costs a hypervisor more than a walk
 *   cpu_check_address(&pg, phys, size)
 *                          whether size bytes at phys can be touched at that very address:
 *                          PCI_ERANGE when it is no physical address here, PCI_EUNMAPPED when an
 *                          access would fault. Only tables are read
 *   cpu_ports(base, size, &io)   I/O ports as a region: PCI_ERANGE above ffff; PCI_EUNMAPPED where
 *                          the processor has none
 *   cpu_counter()          a clock's ticks, at a rate that nobody says
 *   cpu_mask_interrupts()  what comes stays pending, but for an NMI or an SError
 *   cpu_halt()             end here, with interrupts masked
 */

/* As platform_ops.map, where memory and registers are mapped at their own addresses. */
PCI_MUST_CHECK enum pci_status cpu_map(const struct cpu_paging *pg, uint64_t phys, size_t size,
                                       struct io_region *ret);

/* As platform_ops.memory. */
const void *cpu_memory(const struct cpu_paging *pg, uint64_t phys, size_t size);

#ifdef __cplusplus
}
#endif
#endif
