/* pci_class.h - what the class codes are called. PCI Code and ID Assignment 1.15, 1 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_CLASS_H
#define LIB_PCI_CLASS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The name of a base class and subclass (a class code without its low byte); never NULL. */
const char *pci_class_name(uint16_t class_subclass);

#ifdef __cplusplus
}
#endif
#endif
