/* selftest.h - the parts of selftest. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_SELFTEST_SELFTEST_H
#define APPS_SELFTEST_SELFTEST_H

#include "lib/fmt.h"
#include "lib/platform.h"

/* Say how pci.ids, or this file, is found and read, and two names of it. */
enum app_status selftest_ids(struct platform *p, const char *file);

/* List the root bridges' windows, and check BARs of devices that are safe to read. */
enum app_status selftest_bars(struct platform *p);

/* Poll a register of the function at addr that does not change, until it is lost. */
enum app_status selftest_poll(struct platform *p, const char *addr);

#endif
