/* scan.h - what a scan of a test's machine says, as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_SCAN_H
#define LIB_TEST_SCAN_H

#include "lib/pci_scan.h"
#include "lib/test/host.h"

enum { SCAN_FUNCS = 64, SCAN_TEXT = 2048 };

struct scan {
	enum pci_status status;
	struct pci_func funcs[SCAN_FUNCS];
	size_t count;
	char found[SCAN_TEXT]; /* "00:00.0 00:01.0<-00:00.0", the parent behind <-, ! if gone */
	char notes[SCAN_TEXT]; /* "00:01.0 taken 03;" */
	unsigned long reads;
};

/* Scan, with the root buses of h->roots. */
void scan_access(struct host *h, const struct pci_access *access, struct scan *ret);
void scan_host(struct host *h, struct scan *ret); /* all of the ECAM */

#endif
