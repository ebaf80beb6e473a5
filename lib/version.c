/* version.c - which pcikit this is; the build says so. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/version.h"

const char pci_version[] = PCIKIT_VERSION;
