/* io_trace.h - a wrapper round any region that tells of each access. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_TRACE_H
#define LIB_IO_TRACE_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One access: off from the start of what was wrapped; what was read is all ones where it failed. */
struct io_trace_event {
	bool write;
	size_t off;
	unsigned width;
	uint64_t value;
	enum pci_status st;
};

/* The caller's storage; it must outlive the regions made of it. */
struct io_trace {
	struct io_region under;
	size_t skew; /* of under's first byte from a multiple of 8 */
	void (*access)(void *ctx, const struct io_trace_event *e);
	void *ctx;
};

/*
 * Make *ret all of under, through the wrapper: access() is called after each access that reached
 * under, and not for one that was refused before. The presence of under is not taken over: set one
 * that itself looks through the wrapper.
 */
void io_trace_region(struct io_trace *t, const struct io_region *under,
                     void (*access)(void *ctx, const struct io_trace_event *e), void *ctx,
                     struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
