/* ids_file.c - a pci.ids of a test's own text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/ids_file.h"

#include <stdlib.h>
#include <string.h>

/* A platform's operations are given no more than the platform. */
static struct ids_file *file;

static enum pci_status hand_out(const char *name, bool is_data,
                                void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	file->name = name;
	file->was_data = is_data;
	if (!file->text)
		return PCI_ENOTFOUND;
	for (size_t at = 0; at < file->size; at += file->piece) {
		size_t n = file->size - at < file->piece ? file->size - at : file->piece;
		char *copy = malloc(n); /* exact, so that nothing is read behind it */

		memcpy(copy, file->text + at, n);
		feed(ctx, copy, n);
		free(copy);
	}
	return file->end;
}

static enum pci_status read_file(struct platform *p, const char *name,
                                 void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	(void)p;
	return hand_out(name, false, feed, ctx);
}

static enum pci_status read_data(struct platform *p, const char *name,
                                 void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	(void)p;
	return hand_out(name, true, feed, ctx);
}

void ids_file_init(struct ids_file *f, const char *text, size_t size)
{
	*f = (struct ids_file){host_new(1), text, size, size + !size, PCI_OK, NULL, false};
	f->host->ops.read_file = read_file;
	f->host->ops.read_data = read_data;
}

void ids_file_free(struct ids_file *f)
{
	host_free(f->host);
}

enum pci_status ids_file_load(struct ids_file *f, struct pci_ids *ids, const char *name)
{
	file = f;
	return pci_ids_load(ids, &f->host->platform, name);
}
