/* pci_ids.h - names of vendors, devices and classes from a pci.ids file. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_IDS_H
#define LIB_PCI_IDS_H

#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Names live in blocks, since how many there are is known at the end only: up to 16 MB, a million.
 */
enum { PCI_IDS_BLOCK = 1 << 16, PCI_IDS_BLOCKS = 256 };

struct pci_ids_entry;

/* The names of a file. 4 KiB: not for a stack. Zeroed, it is one without names. */
struct pci_ids {
	size_t count;   /* names */
	size_t skipped; /* lines that were wrong, too long, said before, or too many */

	/* the loader's own */
	size_t text_used; /* bytes of text */
	struct pci_ids_entry *entries[PCI_IDS_BLOCKS];
	char *text[PCI_IDS_BLOCKS];
};

/* A name: size bytes of UTF-8 without control characters, not terminated; NULL for none. */
struct pci_name {
	const char *text;
	size_t size;
};

/* What tells a function's board apart. */
struct pci_subsystem {
	uint16_t vendor, device, subvendor, subdevice;
};

/*
 * Read the names of a file by the platform's read_file, or for NULL those of its own pci.ids
 * (read_data). A line that cannot be taken is left out with those below it; the first of two that
 * name the same stays. What is no UTF-8 and no character to print becomes '?'.
 *
 * PCI_ENOTFOUND where there is no file, PCI_EIO where it cannot be read to its end, PCI_ENOSPC when
 * memory is out; then there are no names. Memory is the platform's: 16 bytes and its length for
 * each name. Cost: one pass over the file; if it is not in the order of its numbers, a sort.
 */
PCI_MUST_CHECK enum pci_status pci_ids_load(struct pci_ids *ids, struct platform *p,
                                            const char *file);

/* The name in the file, or none. Cost: a binary search, 16 steps in a file of today. */
struct pci_name pci_ids_vendor(const struct pci_ids *ids, uint16_t vendor);
struct pci_name pci_ids_device(const struct pci_ids *ids, uint16_t vendor, uint16_t device);

/*
 * The board's name: of this device's boards, else of the subsystem vendor's boards of any device
 * (an S section), else the device's own if it is its own subsystem. Like lspci it passes over
 * boards of a device or vendor 0000. There may be one although the subsystem vendor has no name.
 */
struct pci_name pci_ids_subsystem(const struct pci_ids *ids, const struct pci_subsystem *s);

/* Of a base class, a base class and subclass (16 bits), and all 24 bits of a class code. */
struct pci_name pci_ids_class(const struct pci_ids *ids, uint8_t base);
struct pci_name pci_ids_subclass(const struct pci_ids *ids, uint16_t class_subclass);
struct pci_name pci_ids_prog_if(const struct pci_ids *ids, uint32_t class_code);

#ifdef __cplusplus
}
#endif
#endif
