/* readme.h - the functions that the examples of lib/README define. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_README_H
#define LIB_TEST_README_H

#include "lib/pci_func.h"
#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pci_status start_device(struct platform *p, const struct pci_access *access,
                             const struct pci_func *func);
enum pci_status list_functions(const struct pci_access *access, struct sink *out);

#ifdef __cplusplus
}
#endif
#endif
