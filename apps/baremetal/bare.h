/* bare.h - what baremetal does with and without firmware alike, and when firmware is gone. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_BAREMETAL_BARE_H
#define APPS_BAREMETAL_BARE_H

#include "lib/bare.h"
#include "lib/machine.h"
#include "lib/uart.h"

/* What runs without firmware: a platform, its console, and what was found with firmware. */
struct program {
	struct bare bare;
	struct uart uart;
	struct machine machine;
	bool enable; /* switch memory decoding of a Bochs display on where it is off */
};

/* Print, between two marks, all functions of p's machine, and a register of a Bochs display. */
PCI_MUST_CHECK enum app_status report(struct program *prog, struct platform *p, const char *mark);

/* Make the platform of what p knows, with memory for alloc(), and open its console; p is told. */
PCI_MUST_CHECK enum pci_status bare_prepare(struct program *prog, struct platform *p, void *memory,
                                            size_t size);

/* Take the console over, say whether firmware was left and with which call, and report again. */
void bare_run(struct program *prog, enum pci_status left, unsigned calls);

#endif
