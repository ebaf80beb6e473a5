/* cross_check.h - whether several ways to configuration space show the same. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_CROSS_CHECK_H
#define LIB_CROSS_CHECK_H

#include "lib/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CROSS_CHECK_LINES_MAX = 8 };

/* One function, or any registers, by two ways. Set up to noread, the rest zero. */
struct cross_check {
	const struct io_region *io[2];
	const uint32_t *noread; /* a bit for each dword that is not read, or NULL */

	size_t next;       /* to be compared */
	size_t off;        /* of the difference */
	uint32_t value[2]; /* all ones where it cannot be read */
};

/*
 * Find the next dword in which the two differ, up to the end of the shorter one; false when there
 * is none. A register that changes by itself has three tries to be the same.
 */
PCI_MUST_CHECK bool cross_check_next(struct cross_check *c);

/* Which functions a machine is compared in. */
struct cross_check_functions {
	bool (*wants)(void *ctx, const struct pci_func *f);
	void *ctx;
	bool all_buses; /* as machine_scan() */
};

/*
 * Compare what m reads, which is open and scanned, with what every other method of this machine
 * does: the first 256 bytes of each wanted function that either finds and both reach, without
 * registers that only a driver reads. Says each difference, at most 8 of a function, and each
 * function that one of the two alone sees, and a sum for each method. Nothing is written, but the
 * ports CF8.
 *
 * APP_OK where all is the same, else APP_DEVICE; APP_UNSUPPORTED where there is no other method,
 * APP_NOTFOUND where no function is wanted, APP_ABORTED when the user stops it.
 */
PCI_MUST_CHECK enum app_status cross_check_machine(struct machine *m,
                                                   const struct cross_check_functions *f);

#ifdef __cplusplus
}
#endif
#endif
