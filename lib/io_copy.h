/* io_copy.h - many registers, or memory of a device, in and out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_COPY_H
#define LIB_IO_COPY_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Copy size bytes from offset off of the region to buf, or to it from buf: each once, in ascending
 * order, by accesses of width bytes, of which size must be a multiple (PCI_ERANGE). Bytes keep
 * their order in memory. What else is refused before the device is touched is as of io_try_read().
 * Where the region is mapped the accesses are relaxed and ordered as a whole: after what came
 * before them, before what comes after.
 *
 * io_copy_in() asks the region's presence once, at the end, if a whole access was all ones; after
 * any failure all of buf is ones. A copy out says nothing about a device that is gone, but for a
 * loss that was seen before.
 */
PCI_MUST_CHECK enum pci_status io_copy_in(const struct io_region *io, size_t off, unsigned width,
                                          void *buf, size_t size);
PCI_MUST_CHECK enum pci_status io_copy_out(const struct io_region *io, size_t off, unsigned width,
                                           const void *buf, size_t size);

#ifdef __cplusplus
}
#endif
#endif
