/* faulty.h - the parts of faulty. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_FAULTY_FAULTY_H
#define APPS_FAULTY_FAULTY_H

#include "efi/efi.h"

/* Lend the device memory, one way and the other, and say what became of it. */
enum app_status faulty_dma(struct efi *efi, EFI_PCI_IO_PROTOCOL *io);

#endif
