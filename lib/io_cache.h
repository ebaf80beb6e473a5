/* io_cache.h - a wrapper round any region that reads each dword of it once. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_CACHE_H
#define LIB_IO_CACHE_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { IO_CACHE_MAX = 4096 };

/* The caller's storage; it must outlive the regions made of it. */
struct io_cache {
	struct io_region under;
	size_t skew;                           /* of under's first byte from a multiple of 8 */
	uint32_t known[IO_CACHE_MAX / 4 / 32]; /* a bit for each dword that was read */
	uint32_t dword[IO_CACHE_MAX / 4];      /* set where known says so */
};

/*
 * Make *ret all of under, through the cache, which starts empty; PCI_ERANGE when under has more
 * than 4096 bytes. A read of 1, 2 or 4 bytes reads the whole dword around it the first time, and
 * not again; bytes at an end whose dword is not all inside under are read each time, as they are.
 * So are 64 bits at once, and all of a region without 32-bit reads. A read that failed is not
 * kept. A write goes to under with its own width, and its dword is read anew.
 *
 * The presence of under stays where it is, below the cache: it is asked by an access that reaches
 * the device, and by reading what is kept only whether a loss was seen. *ret has none of its own.
 * What is kept is as old as its first read: no use for registers that change by themselves.
 */
PCI_MUST_CHECK enum pci_status io_cache_region(struct io_cache *c, const struct io_region *under,
                                               struct io_region *ret);

/* Read everything anew from now on. */
void io_cache_forget(struct io_cache *c);

#ifdef __cplusplus
}
#endif
#endif
