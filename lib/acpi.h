/* acpi.h - from the RSDP to a table, every step bounded and checked. ACPI 6.5, 5.2 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ACPI_H
#define LIB_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ACPI_HEADER_SIZE = 36 }; /* ACPI 6.5, 5.2.6 */

/* Physical memory for reading: size bytes at phys, or NULL where they are not mapped. */
struct acpi_memory {
	const void *(*at)(void *ctx, uint64_t phys, size_t size);
	void *ctx;
};

/* The root table: an XSDT or, where there is no good one, an RSDT. Nothing is copied of it. */
struct acpi {
	struct acpi_memory memory;
	const uint8_t *entries; /* physical addresses of tables */
	size_t count;
	unsigned entry_size; /* 8 or 4 bytes */
};

/* A table whose length has been checked against its header and whose bytes are all mapped. */
struct acpi_table {
	const uint8_t *bytes; /* from the header on */
	size_t size;          /* all of it, at least ACPI_HEADER_SIZE */
	bool checksum_ok;     /* a wrong one is the reader's to judge: firmware's often are */
};

/*
 * Find the root table. rsdp2 and rsdp1 are the addresses that firmware gives for ACPI 2.0 and 1.0
 * (they may be two structures), 0 for none. PCI_ENOTFOUND without an RSDP; PCI_ECORRUPT where no
 * RSDP has its signature and checksums and leads to a root table; PCI_EUNMAPPED.
 */
PCI_MUST_CHECK enum pci_status acpi_open(struct acpi *a, const struct acpi_memory *memory,
                                         uint64_t rsdp2, uint64_t rsdp1);

/*
 * The n-th table (from 0) with this signature of 4 characters. PCI_ENOTFOUND when there are fewer;
 * PCI_ECORRUPT when its length is impossible or its bytes are not mapped: then the next n may
 * still be good. Cost: the signature of each table up to it, and all bytes of that one.
 */
PCI_MUST_CHECK enum pci_status acpi_find(const struct acpi *a, const char *signature, unsigned n,
                                         struct acpi_table *ret);

#ifdef __cplusplus
}
#endif
#endif
