/* pci_name.h - what functions are called, in the words of lspci. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_NAME_H
#define LIB_PCI_NAME_H

#include "lib/pci_ids.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pci_name_style {
	PCI_NAME_TEXT,    /* lspci without -n */
	PCI_NAME_NUMBERS, /* -n */
	PCI_NAME_BOTH,    /* -nn */
};

/* Where names come from, and how they are written. ids outlives it. */
struct pci_namer {
	const struct pci_ids *ids; /* without names classes have those of pci_class.h */
	enum pci_name_style style;
};

/* Sizes in which lspci keeps a name, and one of -v's subsystem or of -tv. */
enum { PCI_NAME_MAX = 128, PCI_NAME_LONG_MAX = 256 };

/*
 * Write a name into size bytes, always terminated; one that is too long ends with "...". Returns
 * buf. What is not known is told by its number:
 *
 *   class        Ethernet controller  Network controller [0209]  Class 0509
 *   vendor       Intel Corporation    Vendor 1234
 *   device       82540EM              Device 5678
 *   both         Intel 82540EM        Intel Device 5678          Device 1234:5678
 *   subvendor    Intel Corporation    Unknown vendor 1234
 *   subdevice    PRO/1000             Device 5678
 *   subsystem    Intel PRO/1000       Intel Device 5678          Device 1234:5678
 *
 * PCI_NAME_BOTH appends the number in brackets, once: Intel Device [1234:5678], Class [0509].
 */
const char *pci_name_class(const struct pci_namer *n, uint16_t class_subclass, char *buf,
                           size_t size);
const char *pci_name_vendor(const struct pci_namer *n, uint16_t vendor, char *buf, size_t size);
const char *pci_name_device(const struct pci_namer *n, uint16_t vendor, uint16_t device, char *buf,
                            size_t size);
const char *pci_name_both(const struct pci_namer *n, uint16_t vendor, uint16_t device, char *buf,
                          size_t size);
const char *pci_name_subvendor(const struct pci_namer *n, uint16_t subvendor, char *buf,
                               size_t size);
const char *pci_name_subdevice(const struct pci_namer *n, const struct pci_subsystem *s, char *buf,
                               size_t size);
const char *pci_name_subsystem(const struct pci_namer *n, const struct pci_subsystem *s, char *buf,
                               size_t size);

/*
 * The same of a programming interface, in any style, or NULL if it has no name. An IDE interface
 * that the file does not name is told by its bits, of which there may be none: "Master SecO PriO".
 * PCI Code and ID Assignment 1.15, 1.2
 */
const char *pci_name_prog_if(const struct pci_namer *n, uint32_t class_code, char *buf,
                             size_t size);

/* Whether a subsystem is one: lspci shows none for these two vendors, whatever the device. */
static inline bool pci_has_subsystem(const struct pci_subsystem *s)
{
	return s->subvendor != PCI_VENDOR_NULL && s->subvendor != PCI_VENDOR_NONE;
}

#ifdef __cplusplus
}
#endif
#endif
