/* file_sink.h - text into a file, and elsewhere what the file does not take. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_FILE_SINK_H
#define LIB_FILE_SINK_H

#include "lib/sink.h"
#include "lib/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FILE_SINK_BYTES = 2048 };

/*
 * Collects text and hands it to put() in whole lines, as far as they fit here. After the first
 * failure all text goes to rest, from the byte on that put() did not take: nothing is lost, nothing
 * is there twice.
 */
struct file_sink {
	struct sink sink;
	/* Write up to *n bytes and set *n to how many were written. Less is an error. */
	enum pci_status (*put)(struct file_sink *s, const char *text, size_t *n);
	struct sink *rest;
	enum pci_status status; /* of put() so far */
	size_t used;
	char text[FILE_SINK_BYTES];
};

/* Start with nothing collected and PCI_OK. */
void file_sink_init(struct file_sink *s, struct sink *rest,
                    enum pci_status (*put)(struct file_sink *s, const char *text, size_t *n));

/* Hand over what is left, at the end. Returns the status of all that was written. */
PCI_MUST_CHECK enum pci_status file_sink_end(struct file_sink *s);

#ifdef __cplusplus
}
#endif
#endif
