/* io_trace.c - a wrapper that tells of each access. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_trace.h"

static enum pci_status trace_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	struct io_trace *t = io->ctx;
	struct io_trace_event e = {.off = io->base - t->skew + off, .width = width};

	e.st = io_try_read(&t->under, e.off, width, ret);
	e.value = *ret;
	t->access(t->ctx, &e);
	return e.st;
}

static enum pci_status trace_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	struct io_trace *t = io->ctx;
	struct io_trace_event e = {true, io->base - t->skew + off, width, val, PCI_OK};

	e.st = io_try_write(&t->under, e.off, width, val);
	t->access(t->ctx, &e);
	return e.st;
}

void io_trace_region(struct io_trace *t, const struct io_region *under,
                     void (*access)(void *ctx, const struct io_trace_event *e), void *ctx,
                     struct io_region *ret)
{
	static const struct io_ops ops = {trace_read, trace_write};

	*t = (struct io_trace){*under, io_skew(under), access, ctx};
	t->under.presence = NULL;
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = t,
		.base = t->skew,
		.size = under->size,
		.widths = under->widths,
		.recorded = under->recorded,
	};
}
