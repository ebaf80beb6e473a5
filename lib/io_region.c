/* io_region.c - checked access to a region, and regions inside regions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_region.h"

#include "lib/presence.h"

static uint64_t all_ones(unsigned width)
{
	return UINT64_MAX >> (64 - 8 * width);
}

/* Address of byte 0 as far as alignment goes. */
static uint64_t address(const struct io_region *io)
{
	return io->map ? (uint64_t)(uintptr_t)io->map : io->base;
}

enum pci_status io_check(const struct io_region *io, size_t off, unsigned width)
{
	if (!width || (width & (width - 1)) || !(io->widths & width))
		return PCI_EWIDTH;
	if (off > io->size || width > io->size - off)
		return PCI_ERANGE;
	if ((address(io) + off) & (width - 1))
		return PCI_EALIGN;
	return io->presence && io->presence->gone ? PCI_EGONE : PCI_OK;
}

/* off may be of a dword that starts before byte 0: a number wraps there, a pointer must not. */
static volatile uint8_t *mapped_at(const struct io_region *io, size_t off)
{
	return (volatile uint8_t *)((uintptr_t)io->map + off);
}

static enum pci_status load_raw(const struct io_region *io, size_t off, unsigned width,
                                uint64_t *ret)
{
	if (!io->map)
		return io->ops->read(io, off, width, ret);
	*ret = mmio_read(mapped_at(io, off), width);
	return PCI_OK;
}

static enum pci_status store_raw(const struct io_region *io, size_t off, unsigned width,
                                 uint64_t val)
{
	if (!io->map)
		return io->ops->write ? io->ops->write(io, off, width, val) : PCI_EREADONLY;
	mmio_write(mapped_at(io, off), width, val);
	return PCI_OK;
}

/* Where a narrower access lies in its dword, whose own offset is off less this. */
static unsigned in_dword(const struct io_region *io, size_t off)
{
	return (unsigned)(address(io) + off) & 3;
}

enum pci_status io_load_any(const struct io_region *io, size_t off, unsigned width, uint64_t *ret)
{
	unsigned at = in_dword(io, off);
	enum pci_status st;

	if (io->dwords & IO_DWORD_READS && width < 4) {
		st = load_raw(io, off - at, 4, ret);
		*ret >>= 8 * at;
	} else {
		st = load_raw(io, off, width, ret);
	}
	*ret = st == PCI_OK ? *ret & all_ones(width) : UINT64_MAX;
	return st;
}

enum pci_status io_store_any(const struct io_region *io, size_t off, unsigned width, uint64_t val)
{
	unsigned at = in_dword(io, off);
	enum pci_status st;
	uint64_t dword;

	val &= all_ones(width);
	if (!(io->dwords & IO_DWORD_WRITES) || width >= 4)
		return store_raw(io, off, width, val);
	st = load_raw(io, off - at, 4, &dword);
	if (st != PCI_OK)
		return st;
	dword = (dword & ~(all_ones(width) << 8 * at)) | val << 8 * at;
	return store_raw(io, off - at, 4, dword);
}

enum pci_status io_try_read(const struct io_region *io, size_t off, unsigned width, uint64_t *ret)
{
	enum pci_status st = io_check(io, off, width);

	*ret = UINT64_MAX;
	if (st == PCI_OK)
		st = io_load_any(io, off, width, ret);
	if (st == PCI_OK && *ret == all_ones(width) && io->presence)
		st = pci_presence_check(io->presence);
	return st;
}

enum pci_status io_try_write(const struct io_region *io, size_t off, unsigned width, uint64_t val)
{
	enum pci_status st = io_check(io, off, width);

	return st == PCI_OK ? io_store_any(io, off, width, val) : st;
}

#define DEFINE_TRY(bits)                                                                           \
	enum pci_status io_try_read##bits(const struct io_region *io, size_t off,                  \
	                                  uint##bits##_t *ret)                                     \
	{                                                                                          \
		uint64_t v;                                                                        \
		enum pci_status st = io_try_read(io, off, (bits) / 8, &v);                         \
                                                                                                   \
		*ret = (uint##bits##_t)v;                                                          \
		return st;                                                                         \
	}                                                                                          \
	enum pci_status io_try_write##bits(const struct io_region *io, size_t off,                 \
	                                   uint##bits##_t val)                                     \
	{                                                                                          \
		return io_try_write(io, off, (bits) / 8, val);                                     \
	}
DEFINE_TRY(8)
DEFINE_TRY(16)
DEFINE_TRY(32)
DEFINE_TRY(64)

enum pci_status io_try_pair(const struct io_region *io, size_t off, uint64_t *ret)
{
	uint64_t lo, hi;
	enum pci_status st = io_try_read(io, off, 4, &lo);

	if (st == PCI_OK)
		st = io_try_read(io, off + 4, 4, &hi);
	*ret = st == PCI_OK ? hi << 32 | lo : UINT64_MAX;
	return st;
}

enum pci_status io_try_read_into(const struct io_region *io, size_t off, unsigned width, void *ret)
{
	switch (width) {
	case 1:
		return io_try_read8(io, off, ret);
	case 2:
		return io_try_read16(io, off, ret);
	case 4:
		return io_try_read32(io, off, ret);
	default:
		return io_try_read64(io, off, ret);
	}
}

uint64_t io_read_any(const struct io_region *io, size_t off, unsigned width)
{
	uint64_t v;

	return io_load_any(io, off, width, &v) == PCI_OK ? v : UINT64_MAX;
}

void io_write_any(const struct io_region *io, size_t off, unsigned width, uint64_t val)
{
	(void)io_store_any(io, off, width, val);
}

void io_make_block(const struct io_region *parent, size_t off, size_t size, struct io_region *ret)
{
	*ret = *parent;
	if (ret->map)
		ret->map += off;
	ret->base += off;
	ret->size = size;
}

enum pci_status io_sub(const struct io_region *parent, size_t off, size_t size,
                       struct io_region *ret)
{
	if (off > parent->size || size > parent->size - off)
		return PCI_ERANGE;
	io_make_block(parent, off, size, ret);
	return PCI_OK;
}

enum pci_status io_make_typed(const struct io_region *src, size_t size, uint8_t widths, bool mapped,
                              struct io_region *ret)
{
	uint64_t widest = (widths + 1u) / 2; /* of all up to the widest */

	if (mapped && !src->map)
		return PCI_EUNMAPPED;
	if ((src->widths & widths) != widths)
		return PCI_EWIDTH;
	if (size > src->size)
		return PCI_ERANGE;
	if (address(src) & (widest - 1))
		return PCI_EALIGN;
	*ret = *src;
	return PCI_OK;
}
