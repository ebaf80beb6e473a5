/* io_poll.c - wait for a register, not for ever. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_poll.h"

#include "lib/presence.h"
#include "lib/progress.h"

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* What an answer comes to, if the device is there at all. */
static enum pci_status ask_presence(const struct io_region *io, enum pci_status what)
{
	enum pci_status st = io->presence ? pci_presence_check(io->presence) : PCI_OK;

	return st == PCI_OK ? what : st;
}

enum pci_status io_poll_at(struct platform *p, const struct io_region *io, size_t off,
                           unsigned width, uint64_t mask, uint64_t value, uint64_t timeout_us,
                           uint64_t *ret)
{
	uint64_t step = 1, left = timeout_us, unasked = 0;
	enum pci_status st;

	for (;;) {
		st = io_try_read(io, off, width, ret);
		if (st != PCI_OK)
			return st;
		if ((*ret & mask) == value)
			return *ret ? PCI_OK : ask_presence(io, PCI_OK);
		if (!left)
			return ask_presence(io, PCI_ETIMEDOUT);
		step = least(step, left);
		if (p->ops->stall)
			p->ops->stall(p, step);
		left -= step;
		unasked += step;
		if (unasked >= IO_POLL_PRESENCE_US) {
			st = ask_presence(io, PCI_OK);
			if (st != PCI_OK)
				return st;
			unasked = 0;
			progress(p, "waiting for a device");
		}
		step = least(2 * step, IO_POLL_LONGEST_US);
	}
}
