/* qtest.h - QEMU's device models without a firmware, as regions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_QTEST_H
#define LIB_TEST_QTEST_H

#include "lib/ecam.h"

struct qtest;

/*
 * A q35 whose processor never runs, with QEMU's further arguments, NULL-terminated; its ECAM of
 * 256 buses is switched on. NULL where there is no QEMU. What fails later ends the program, within
 * 10 seconds; QEMU ends with it. $QEMU names another one.
 */
struct qtest *qtest_start(const char *const *args);
void qtest_stop(struct qtest *q);

/* Physical memory, by one access of 1, 2, 4 or 8 bytes. */
uint64_t qtest_read(struct qtest *q, uint64_t phys, unsigned width);
void qtest_write(struct qtest *q, uint64_t phys, unsigned width, uint64_t val);

/* Registers at a physical address; and all configuration space, of segment 0. */
void qtest_map(struct qtest *q, uint64_t phys, size_t size, struct io_region *ret);
const struct pci_access *qtest_access(struct qtest *q);

/* Commands sent so far. */
unsigned long qtest_commands(const struct qtest *q);

#endif
