/* io_image.h - registers that are bytes in memory: for tests and replayed hardware. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_IMAGE_H
#define LIB_IO_IMAGE_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The caller's bytes. A write changes the bits that writable has set and clears those written as
 * 1 that w1c has set; NULL is no such bit. A region of an image without writable and w1c refuses
 * writes with PCI_EREADONLY.
 */
struct io_image {
	uint8_t *bytes;
	size_t size;
	const uint8_t *writable; /* size bytes of bits, or NULL */
	const uint8_t *w1c;      /* size bytes of bits, or NULL */
};

/* Make *ret the whole image, with these widths of access. The image must outlive it. */
void io_image_region(struct io_image *img, uint8_t widths, struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
