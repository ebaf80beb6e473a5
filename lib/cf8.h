/* cf8.h - configuration space through the ports CF8 and CFC of PCs. PCI 3.0, 3.2.2.3.2 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_CF8_H
#define LIB_CF8_H

#include "lib/pci.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CF8_PORT = 0xcf8, CF8_PORTS = 8 };

/*
 * An access is two, the address first. From on to off nobody else may come in between; may be
 * nested, as platform_ops.critical. hold may be NULL.
 */
struct cf8_lock {
	void (*hold)(void *ctx, bool on);
	void *ctx;
};

/* The access method: segment 0, all buses, 256 bytes of each function. Not moved while in use. */
struct cf8 {
	struct pci_access access; /* first: the pci_access is the cf8 */
	struct io_region ports;
	struct cf8_lock lock;
};

/*
 * Make *c an access method over ports, which are CF8_PORTS from CF8_PORT on: PCI_ENOTFOUND where
 * the address is none that keeps what is written. What was in it is put back after each access, and
 * here: whoever is between its own two goes on as if nothing had been.
 */
PCI_MUST_CHECK enum pci_status cf8_init(struct cf8 *c, const struct io_region *ports,
                                        const struct cf8_lock *lock);

#ifdef __cplusplus
}
#endif
#endif
