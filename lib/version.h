/* version.h - which pcikit this is. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_VERSION_H
#define LIB_VERSION_H

#ifdef __cplusplus
extern "C" {
#endif

/* Version and, where it was built from a repository, the commit. */
extern const char pci_version[];

#ifdef __cplusplus
}
#endif
#endif
