/* replay.h - what of the boot volume replay uses. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_REPLAY_REPLAY_H
#define APPS_REPLAY_REPLAY_H

#include "efi/efi.h"

/*
 * Read a file of the volume that this image came from: all of it, at most size bytes, and fill what
 * is left of buf with ff. Prints why it failed.
 */
PCI_MUST_CHECK enum app_status volume_read(struct efi *efi, const char *name, void *buf,
                                           size_t size);

/*
 * Run an application of the volume that this image came from, with count arguments; *ret is what it
 * ended with. Prints why it could not be started.
 */
PCI_MUST_CHECK enum app_status volume_run(struct efi *efi, const char *name,
                                          const char *const *args, int count, EFI_STATUS *ret);

#endif
