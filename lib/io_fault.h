/* io_fault.h - a wrapper round any region that counts accesses and makes them fail. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_FAULT_H
#define LIB_IO_FAULT_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

enum io_fault_mode {
	IO_FAULT_NONE,
	IO_FAULT_UNPLUG,      /* reads are all ones, writes go nowhere: as on the bus, PCI_OK */
	IO_FAULT_RETRY,       /* so too, but a Vendor ID reads 0001 (PCIe Base 6.0, 2.3.1) */
	IO_FAULT_FLIP,        /* the bits of mask are inverted in what is read */
	IO_FAULT_STICK_HIGH,  /* the bits of mask read 1 */
	IO_FAULT_STICK_LOW,   /* the bits of mask read 0 */
	IO_FAULT_FAIL_READS,  /* PCI_EIO */
	IO_FAULT_FAIL_WRITES, /* PCI_EIO, and nothing is written */
};

/* The caller's storage; it must outlive the regions made of it. */
struct io_fault {
	struct io_region under;
	size_t skew;            /* of under's first byte from a multiple of 8 */
	uint64_t reads, writes; /* accesses so far, those with a fault included */
	uint64_t unplug_at;     /* the access, counted from 1, with which it is gone; 0 never */

	/* A fault beside that: with access at, and count of them altogether, 0 for all after. */
	enum io_fault_mode mode;
	uint64_t at, count;
	uint64_t mask; /* low bits first, of any width of access */
};

/*
 * Make *ret all of under, through the wrapper. Counts start at 0, and nothing fails until the
 * caller sets unplug_at, or a mode and the rest. A Vendor ID is the first two bytes of each 4096.
 * The presence of under is not taken over: set one that itself looks through the wrapper. Nor is
 * it a record any more: this is where a device is lost.
 */
void io_fault_region(struct io_fault *f, const struct io_region *under, struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
