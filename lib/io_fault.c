/* io_fault.c - a wrapper that counts accesses and makes them fail. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_fault.h"

#include "lib/pci.h"

/* What happens to the access that has just been counted. */
static enum io_fault_mode fault_now(const struct io_fault *f)
{
	uint64_t n = f->reads + f->writes;

	if (f->unplug_at && n >= f->unplug_at)
		return IO_FAULT_UNPLUG;
	if (n < f->at || (f->count && n - f->at >= f->count))
		return IO_FAULT_NONE;
	return f->mode;
}

/* All ones, but 0001 where a Vendor ID is. */
static uint64_t retry_value(size_t at, unsigned width)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < width; i++) {
		size_t reg = (at + i) % PCI_CONFIG_EXTENDED;
		uint64_t byte = reg < 2 ? (uint64_t)PCI_VENDOR_RRS >> 8 * reg & 0xff : 0xff;

		v |= byte << 8 * i;
	}
	return v;
}

static enum pci_status fault_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	struct io_fault *f = io->ctx;
	size_t at = io->base - f->skew + off;
	enum io_fault_mode mode;
	enum pci_status st;

	f->reads++;
	mode = fault_now(f);
	*ret = mode == IO_FAULT_RETRY ? retry_value(at, width) : UINT64_MAX;
	if (mode == IO_FAULT_UNPLUG || mode == IO_FAULT_RETRY)
		return PCI_OK;
	if (mode == IO_FAULT_FAIL_READS)
		return PCI_EIO;
	st = io_try_read(&f->under, at, width, ret);
	if (mode == IO_FAULT_FLIP)
		*ret ^= f->mask;
	if (mode == IO_FAULT_STICK_HIGH)
		*ret |= f->mask;
	if (mode == IO_FAULT_STICK_LOW)
		*ret &= ~f->mask;
	return st;
}

static enum pci_status fault_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	struct io_fault *f = io->ctx;
	enum io_fault_mode mode;

	f->writes++;
	mode = fault_now(f);
	if (mode == IO_FAULT_UNPLUG || mode == IO_FAULT_RETRY)
		return PCI_OK;
	if (mode == IO_FAULT_FAIL_WRITES)
		return PCI_EIO;
	return io_try_write(&f->under, io->base - f->skew + off, width, val);
}

void io_fault_region(struct io_fault *f, const struct io_region *under, struct io_region *ret)
{
	static const struct io_ops ops = {fault_read, fault_write};

	*f = (struct io_fault){.under = *under, .skew = io_skew(under)};
	f->under.presence = NULL;
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = f,
		.base = f->skew,
		.size = under->size,
		.widths = under->widths,
	};
}
