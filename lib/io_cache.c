/* io_cache.c - a wrapper that reads each dword once. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_cache.h"

#include "lib/presence.h"

/* Dwords are those of the address; the first one may begin before the region does. */
static size_t index_of(const struct io_cache *c, size_t at)
{
	return (at + (c->skew & 3)) / 4;
}

static bool is_whole(const struct io_cache *c, size_t at, unsigned in)
{
	return c->under.widths & IO_32 && at >= in && c->under.size - (at - in) >= 4;
}

static bool is_known(const struct io_cache *c, size_t i)
{
	return c->known[i / 32] >> i % 32 & 1;
}

static enum pci_status cache_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	struct io_cache *c = io->ctx;
	size_t at = io->base - c->skew + off, i = index_of(c, at);
	unsigned in = (unsigned)(io->base + off) & 3;
	enum pci_status st = PCI_OK;

	if (width > 4 || !is_whole(c, at, in))
		return io_try_read(&c->under, at, width, ret);
	if (!is_known(c, i))
		st = io_try_read32(&c->under, at - in, &c->dword[i]);
	else if (c->under.presence && c->under.presence->gone)
		st = PCI_EGONE;
	if (st != PCI_OK)
		return st;
	c->known[i / 32] |= UINT32_C(1) << i % 32;
	*ret = c->dword[i] >> 8 * in;
	return PCI_OK;
}

static enum pci_status cache_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	struct io_cache *c = io->ctx;
	size_t at = io->base - c->skew + off, last = index_of(c, at + width - 1);

	for (size_t i = index_of(c, at); i <= last; i++)
		c->known[i / 32] &= ~(UINT32_C(1) << i % 32);
	return io_try_write(&c->under, at, width, val);
}

enum pci_status io_cache_region(struct io_cache *c, const struct io_region *under,
                                struct io_region *ret)
{
	static const struct io_ops ops = {cache_read, cache_write};

	c->skew = io_skew(under);
	if (under->size > IO_CACHE_MAX - (c->skew & 3))
		return PCI_ERANGE;
	c->under = *under;
	io_cache_forget(c);
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = c,
		.base = c->skew,
		.size = under->size,
		.widths = under->widths,
		.recorded = under->recorded,
	};
	return PCI_OK;
}

void io_cache_forget(struct io_cache *c)
{
	__builtin_memset(c->known, 0, sizeof(c->known));
}
