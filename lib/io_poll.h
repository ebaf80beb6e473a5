/* io_poll.h - wait for a register, not for ever. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_POLL_H
#define LIB_IO_POLL_H

#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { IO_POLL_LONGEST_US = 1000, IO_POLL_PRESENCE_US = 100000 };

/*
 * Read the register until the bits of mask are those of value: PCI_ETIMEDOUT when they are not
 * after timeout_us of waiting, with one more read at the end. Waits between reads grow from 1 us
 * to 1 ms. *ret is the last value read. Presence is asked when the register is all ones, after each
 * 0.1 s of waiting, and before a time-out or a success with a register that is 0 (MMIO that nothing
 * claims reads 0 on some machines): PCI_EGONE and PCI_ERETRY end it at once, and tell a device that
 * was lost from one that is slow, or done. Another failure of an access ends it, too. What an
 * access itself takes is not counted: there are at most 11 + timeout_us / 1000 of them, and one of
 * the Vendor ID for each time that presence is asked. A platform without a clock waits for nothing:
 * there are as many accesses.
 */
PCI_MUST_CHECK enum pci_status io_poll_at(struct platform *p, const struct io_region *io,
                                          size_t off, unsigned width, uint64_t mask, uint64_t value,
                                          uint64_t timeout_us, uint64_t *ret);

/*
 * io_poll(p, r, REG, FIELD, value, timeout_us): the same of a field of a register of the typed
 * region r, until it has that value.
 */
#define io_poll(p, r, R, F, value, timeout_us)                                                     \
	io_poll_reg(p, &(r)->io, (__extension__({                                                  \
			    IO_CHECK_INSIDE(r, R);                                                 \
			    IO_ASSERT(IO_CONST_FITS(value, io_mask(r, R, F) >> io_lo(r, R, F)),    \
		                      "value does not fit field " #R "." #F);                      \
			    io_at(r, R);                                                           \
		    })),                                                                           \
	            sizeof(io_reg_t(r, R)), io_mask(r, R, F), (uint64_t)(value) << io_lo(r, R, F), \
	            timeout_us)

/* A function, and all of what io_poll() is: gcc says nothing of a value in ({ }) that is unused. */
PCI_MUST_CHECK static inline enum pci_status io_poll_reg(struct platform *p,
                                                         const struct io_region *io, size_t off,
                                                         unsigned width, uint64_t mask,
                                                         uint64_t value, uint64_t timeout_us)
{
	uint64_t last;

	return io_poll_at(p, io, off, width, mask, value, timeout_us, &last);
}

#ifdef __cplusplus
}
#endif
#endif
