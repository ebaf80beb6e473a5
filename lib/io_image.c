/* io_image.c - registers that are bytes in memory. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_image.h"

static enum pci_status image_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	const struct io_image *img = io->ctx;
	size_t at = io->base + off;

	if (at > img->size || width > img->size - at)
		return PCI_ERANGE;
	*ret = 0;
	for (unsigned i = 0; i < width; i++)
		*ret |= (uint64_t)img->bytes[at + i] << 8 * i;
	return PCI_OK;
}

static enum pci_status image_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	const struct io_image *img = io->ctx;
	size_t at = io->base + off;

	if (at > img->size || width > img->size - at)
		return PCI_ERANGE;
	for (unsigned i = 0; i < width; i++, at++) {
		uint8_t byte = (uint8_t)(val >> 8 * i);
		uint8_t set = img->writable ? img->writable[at] : 0;
		uint8_t clear = img->w1c ? img->w1c[at] & byte : 0;

		img->bytes[at] = (uint8_t)((img->bytes[at] & ~set & ~clear) | (byte & set));
	}
	return PCI_OK;
}

void io_image_region(struct io_image *img, uint8_t widths, struct io_region *ret)
{
	static const struct io_ops read_only = {image_read, NULL};
	static const struct io_ops writable = {image_read, image_write};

	*ret = (struct io_region){
		.ops = img->writable || img->w1c ? &writable : &read_only,
		.ctx = img,
		.size = img->size,
		.widths = widths,
	};
}
