/* replay.h - what of the boot volume replay uses, and how it starts an application. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_REPLAY_REPLAY_H
#define APPS_REPLAY_REPLAY_H

#include "efi/efi.h"

/*
 * Read a file of the volume that this image came from: all of it, at most size bytes; *ret is how
 * many it has. Prints why it failed.
 */
PCI_MUST_CHECK enum app_status volume_read(struct efi *efi, const char *name, void *buf,
                                           size_t size, size_t *ret);

/* An application, its arguments, and what is odd about the way it is started. */
struct start {
	const char *name;
	const char *const *args;
	int count;
	const char *options; /* a file of which the load options are, at an odd address, or NULL */
	bool interface;      /* words by the protocol that the EFI shell had before UEFI's */
	bool ascii;          /* on a console of ascii_begin() */
};

/*
 * Run an application of the volume that this image came from; *ret is what it ended with. Prints
 * why it could not be started.
 */
PCI_MUST_CHECK enum app_status volume_run(struct efi *efi, const struct start *s, EFI_STATUS *ret);

/* A console without what is beyond ASCII, in the place of st's and on it, up to ascii_end(). */
struct ascii {
	SIMPLE_TEXT_OUTPUT_INTERFACE out;
	SIMPLE_TEXT_OUTPUT_MODE mode;
	SIMPLE_TEXT_OUTPUT_INTERFACE *real;
	unsigned column;
};
void ascii_begin(struct ascii *a, EFI_SYSTEM_TABLE *st);
void ascii_end(struct ascii *a, EFI_SYSTEM_TABLE *st);

#endif
