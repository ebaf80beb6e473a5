/* resource.h - ACPI resource descriptors, as UEFI's PCI protocols hand them out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_RESOURCE_H
#define LIB_RESOURCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ACPI 6.5, 6.4.3.5.1: QWord address space descriptor. */
enum { RESOURCE_MEMORY = 0, RESOURCE_IO = 1, RESOURCE_BUS = 2, RESOURCE_BYTES = 46 };

/* A range of addresses as the processor has them, or of buses; a bus's own are translation more. */
struct resource {
	uint8_t type;
	uint64_t min, max, translation, length;
};

/*
 * Read the address space descriptors among size bytes, up to an end tag or one that is cut or has
 * a wrong length, and others are skipped. Return how many were stored, at most max.
 */
size_t resource_list(const void *descriptors, size_t size, struct resource *ret, size_t max);

#ifdef __cplusplus
}
#endif
#endif
