/* io_conform.h - what io_region.h promises of a backend, as checks that run anywhere. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_CONFORM_H
#define LIB_IO_CONFORM_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

enum io_conform_writes {
	IO_CONFORM_NO_WRITES, /* none is tried: a device in use */
	IO_CONFORM_READ_ONLY, /* each is refused with PCI_EREADONLY */
	IO_CONFORM_SCRATCH,   /* there are 8 bytes to write to */
};

/* What is known of the region from elsewhere. */
struct io_conform_spec {
	size_t size;      /* bytes, 64 at least */
	uint8_t widths;   /* IO_8 | ...; IO_8 to IO_32 are needed */
	uint32_t id;      /* the dword at 0, not all ones */
	size_t ones_from; /* all from here on reads all ones; size where nothing is known to */
	enum io_conform_writes writes;
	size_t scratch; /* a multiple of 8, at least 8 from both ends: all bits can be written */
};

/*
 * Told of each check once: its name, whether it passed, and at which offset it first failed, or
 * SIZE_MAX where that means nothing.
 */
typedef void (*io_conform_report)(void *ctx, const char *check, bool passed, size_t off);

/*
 * Run every check on the region; return how many failed. Its presence is not looked at. Reads all
 * of it with each width, at most the first and last 4096 bytes; what was written is put back. A
 * register that changes by itself is compared again, three times in all.
 */
unsigned io_conform(const struct io_region *io, const struct io_conform_spec *spec,
                    io_conform_report report, void *ctx);

/*
 * The same for an access method, by one function that it reaches and whose dword of IDs is known,
 * and by what it must refuse; the region is left to io_conform(). No access to other functions.
 */
unsigned io_conform_access(const struct pci_access *access, struct pci_addr addr, uint32_t id,
                           io_conform_report report, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
