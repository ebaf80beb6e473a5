/* conform.h - the conformance suite in a test: what failed, as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_CONFORM_H
#define LIB_TEST_CONFORM_H

#include "lib/io_conform.h"

/* What fails is printed, and the test with it; returns how many checks there were. */
unsigned conform(const char *backend, const struct io_region *io,
                 const struct io_conform_spec *spec);
unsigned conform_access(const char *backend, const struct pci_access *access, struct pci_addr addr,
                        uint32_t id);

#endif
