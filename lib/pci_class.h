/* pci_class.h - what the class codes are called. PCI Code and ID Assignment 1.15, 1 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_CLASS_H
#define LIB_PCI_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The name of a base class and subclass (a class code without its low byte); never NULL. */
const char *pci_class_name(uint16_t class_subclass);

/* The same, NULL where it has none; *ret_is_base: it is the base class's, the subclass has none. */
const char *pci_class_find(uint16_t class_subclass, bool *ret_is_base);

#ifdef __cplusplus
}
#endif
#endif
