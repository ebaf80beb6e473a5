/* pci_scan.h - which functions there are. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_SCAN_H
#define LIB_PCI_SCAN_H

#include "lib/pci_func.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a scan has to say about what it does not list, or what is odd. */
enum pci_note {
	PCI_NOTE_NULL_ID,     /* answers 0000:0000: not listed */
	PCI_NOTE_RETRY,       /* vendor 0001: not ready, not listed */
	PCI_NOTE_GONE,        /* vanished while it was read */
	PCI_NOTE_BUS_NONE,    /* a bridge with secondary bus 0, or subordinate below secondary */
	PCI_NOTE_BUS_TAKEN,   /* a bridge to a bus that another bridge or root has: not followed */
	PCI_NOTE_BUS_OUTSIDE, /* a bridge to a bus that the access method does not reach */
	PCI_NOTE_NO_ROOT,     /* a range that only_roots leaves out, by its first bus */
	PCI_NOTE_UNMAPPED,    /* a bus whose address must not be touched: not scanned */
	PCI_NOTE_FAILED,      /* its configuration space cannot be read: not listed */
	PCI_NOTE_CUT,         /* it, or its list of functions, cannot be read to its end */
};
/* The words for it, never NULL. */
const char *pci_strnote(enum pci_note note);

/* What to scan and where to put it: access, funcs and max are needed, the rest may be 0. */
struct pci_scan {
	const struct pci_access *access;

	/*
	 * The buses below each root bridge, as firmware has them: a scan starts at the first bus
	 * of each. Where none lies in one of the access method's ranges (firmware does not know
	 * the segment, or count is 0) every bus of it that no bridge covers is a root bus.
	 */
	const struct pci_bus_range *roots;
	size_t root_count;
	bool only_roots; /* leave out ranges where none lies, with a note */

	struct pci_func *funcs; /* the caller's array of max; filled in order of buses */
	size_t max;
	size_t count; /* out: how many there are, perhaps more than max */

	/*
	 * Called with each note; bus is the bridge's secondary where the note is about a bus. May
	 * be NULL.
	 */
	void (*note)(void *ctx, enum pci_note note, struct pci_addr addr, unsigned bus);
	/* Asked before each bus, by its address, whether to end the scan here. May be NULL. */
	bool (*is_stopped)(void *ctx, struct pci_addr bus);
	void *ctx; /* of both */
};

/*
 * Find every function. PCI_ENOSPC when there are more than max: funcs has the first max, count
 * what is needed. PCI_ESTOPPED when is_stopped() said so: what was found is a part. Never writes.
 * Each bus is visited once, whatever bridges claim.
 *
 * Cost in reads: one for each empty slot; for a function at most three more (class, header type,
 * and a bridge's bus numbers), one more if its class is all ones; for a bridge also Status, pointer
 * and headers down to its PCI Express capability and its Flags, DevCtl2 of a root or switch
 * downstream port, and all headers and PCI-X Status of a bridge to PCI; behind a port that forwards
 * ARI the extended headers of each function down to its ARI capability and that. Slots: device 0
 * alone behind a root or switch downstream port, else 32; functions 1 to 7 if function 0 says so.
 */
PCI_MUST_CHECK enum pci_status pci_scan(struct pci_scan *s);

#ifdef __cplusplus
}
#endif
#endif
