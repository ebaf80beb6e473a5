/* pci_match.h - which functions: by address, and by what they are. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_MATCH_H
#define LIB_PCI_MATCH_H

#include "lib/pci_func.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Addresses: every part is a value or -1 for any. */
struct pci_match {
	int64_t segment;
	int16_t bus, dev, fn;
};
#define PCI_MATCH_ANY                                                                              \
	{                                                                                          \
		-1, -1, -1, -1                                                                     \
	}

/*
 * Parse [[[[segment]:]bus]:][device][.[function]] in hex, as lspci -s takes it, or edk2's
 * `bb dd [ff]` separated by blanks, which needs its numbers. A part that is absent or * matches
 * any. PCI_EINVAL for anything else.
 */
PCI_MUST_CHECK enum pci_status pci_match_parse(const char *text, struct pci_match *ret);

/* Whether addr matches; copies of one address all do. */
bool pci_match_addr(const struct pci_match *m, struct pci_addr addr);

/* IDs and class code: those bits count that are set in the mask beside them. */
struct pci_id_match {
	uint32_t id, id_mask; /* device << 16 | vendor */
	uint32_t class_code, class_mask;
};

/*
 * Parse [vendor]:[device][:[class][:[prog-if]]] in hex, as lspci -d takes it: class is base class
 * and subclass, an x in it stands for any digit. A part that is absent or * matches any.
 * PCI_EINVAL for anything else.
 */
PCI_MUST_CHECK enum pci_status pci_id_match_parse(const char *text, struct pci_id_match *ret);

/* Whether the function's IDs and class match. */
bool pci_id_match_func(const struct pci_id_match *m, const struct pci_func *f);

#ifdef __cplusplus
}
#endif
#endif
