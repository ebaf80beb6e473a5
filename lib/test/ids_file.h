/* ids_file.h - a pci.ids of a test's own text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_IDS_FILE_H
#define LIB_TEST_IDS_FILE_H

#include "lib/pci_ids.h"
#include "lib/test/host.h"

/* The one file of a platform, under any name and as its own; without text there is none. */
struct ids_file {
	struct host *host;
	const char *text;
	size_t size, piece;  /* bytes that are handed out at once */
	enum pci_status end; /* what follows them */
	const char *name;    /* asked for last */
	bool was_data;       /* by read_data */
};

void ids_file_init(struct ids_file *f, const char *text, size_t size);
void ids_file_free(struct ids_file *f);

/* Load it, by name or (NULL) as the platform's own. */
enum pci_status ids_file_load(struct ids_file *f, struct pci_ids *ids, const char *name);

#endif
