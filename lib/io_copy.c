/* io_copy.c - many registers, or memory of a device, in and out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_copy.h"

#include "lib/presence.h"

/* Of no bytes at all nothing is asked but that they lie inside. */
static enum pci_status check(const struct io_region *io, size_t off, unsigned width, size_t size)
{
	enum pci_status st;

	if (off > io->size || size > io->size - off)
		return PCI_ERANGE;
	st = size ? io_check(io, off, width) : PCI_OK;
	return st == PCI_OK && size && size % width ? PCI_ERANGE : st;
}

/* Little endian, as all that is here. */
static uint64_t get(const uint8_t *p, unsigned width)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < width; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

static void put(uint8_t *p, unsigned width, uint64_t v)
{
	for (unsigned i = 0; i < width; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

static enum pci_status load(const struct io_region *io, size_t off, unsigned width, uint64_t *ret)
{
	if (!io->map || io->dwords)
		return io_load_any(io, off, width, ret);
	*ret = mmio_read_relaxed(io->map + off, width);
	return PCI_OK;
}

static enum pci_status store(const struct io_region *io, size_t off, unsigned width, uint64_t val)
{
	if (!io->map || io->dwords)
		return io_store_any(io, off, width, val);
	mmio_write_relaxed(io->map + off, width, val);
	return PCI_OK;
}

static enum pci_status copy_in(const struct io_region *io, size_t off, unsigned width, uint8_t *buf,
                               size_t size)
{
	uint64_t ones = UINT64_MAX >> (64 - 8 * width), v = 0;
	enum pci_status st = PCI_OK;
	bool seen = false;

	mmio_fence_out();
	for (size_t i = 0; i < size && st == PCI_OK; i += width) {
		st = load(io, off + i, width, &v);
		put(buf + i, width, v);
		seen |= (v & ones) == ones;
	}
	mmio_fence_in();
	return st == PCI_OK && seen && io->presence ? pci_presence_check(io->presence) : st;
}

enum pci_status io_copy_in(const struct io_region *io, size_t off, unsigned width, void *buf,
                           size_t size)
{
	enum pci_status st = check(io, off, width, size);

	if (st == PCI_OK && size)
		st = copy_in(io, off, width, buf, size);
	if (st != PCI_OK)
		__builtin_memset(buf, 0xff, size);
	return st;
}

enum pci_status io_copy_out(const struct io_region *io, size_t off, unsigned width, const void *buf,
                            size_t size)
{
	enum pci_status st = check(io, off, width, size);

	mmio_fence_out();
	for (size_t i = 0; i < size && st == PCI_OK; i += width)
		st = store(io, off + i, width, get((const uint8_t *)buf + i, width));
	mmio_fence_out();
	return st;
}
