/* io_poll.c - wait for a register, not for ever. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_poll.h"

#include "lib/presence.h"

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Of a device that answered: whether it still does, or is slow. */
static enum pci_status time_out(const struct io_region *io)
{
	enum pci_status st = io->presence ? pci_presence_check(io->presence) : PCI_OK;

	return st == PCI_OK ? PCI_ETIMEDOUT : st;
}

enum pci_status io_poll_at(struct platform *p, const struct io_region *io, size_t off,
                           unsigned width, uint64_t mask, uint64_t value, uint64_t timeout_us,
                           uint64_t *ret)
{
	uint64_t step = 1, left = timeout_us;
	enum pci_status st;

	for (;;) {
		st = io_try_read(io, off, width, ret);
		if (st != PCI_OK || (*ret & mask) == value)
			return st;
		if (!left)
			return time_out(io);
		step = least(step, left);
		if (p->ops->stall)
			p->ops->stall(p, step);
		left -= step;
		step = least(2 * step, IO_POLL_LONGEST_US);
	}
}
