/* picture.h - a test picture, for who has a frame buffer. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PICTURE_H
#define LIB_PICTURE_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Draw it into lines of width pixels, 32 bits 00rrggbb each, one behind the other; line is storage
 * for one. From outside to inside: a border of one white pixel; in the corners a square of 16 each,
 * from left to right red and green above, blue and yellow below; eight colour bars in the upper two
 * thirds, a ramp of greys below them, single dots at the bottom; in the middle the resolution and
 * the device's address. Cost: a write for each pixel, in order.
 */
PCI_MUST_CHECK enum pci_status picture_draw(const struct io_region *pixels, unsigned width,
                                            unsigned height, struct pci_addr addr, uint32_t *line);

#ifdef __cplusplus
}
#endif
#endif
