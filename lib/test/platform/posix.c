/* posix.c - the platform of a host: dumps and files, no hardware; and main(). */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file_sink.h"
#include "lib/platform.h"

enum { PIECE = 1 << 20 };

/* Memory that is freed at the end, newest first. */
struct block {
	struct block *next;
	max_align_t bytes[];
};

struct host {
	struct platform platform; /* first: a platform is its host */
	struct sink out;
	struct file_sink file_out;
	FILE *file; /* of file_out */
	struct block *blocks;
};

static void *host_alloc(struct platform *p, size_t size)
{
	struct host *h = (struct host *)p;
	struct block *b = size < SIZE_MAX - sizeof(*b) ? calloc(1, sizeof(*b) + size) : NULL;

	if (!b) {
		p->out_of_memory = true;
		return NULL;
	}
	b->next = h->blocks;
	h->blocks = b;
	return b->bytes;
}

static size_t host_bar_records(struct platform *p, struct pci_addr addr,
                               struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	(void)p;
	(void)addr;
	(void)ret;
	return 0;
}

static enum pci_status host_read_file(struct platform *p, const char *name,
                                      void (*feed)(void *ctx, const char *bytes, size_t n),
                                      void *ctx)
{
	FILE *f = strcmp(name, "-") ? fopen(name, "rb") : stdin;
	enum pci_status st = PCI_OK;
	char *piece = host_alloc(p, PIECE);
	size_t n;

	if (!f || !piece)
		return f ? PCI_ENOSPC : PCI_ENOTFOUND;
	while ((n = fread(piece, 1, PIECE, f)))
		feed(ctx, piece, n);
	if (ferror(f))
		st = PCI_EIO;
	if (f != stdin)
		fclose(f);
	return st;
}

static enum pci_status host_read_data(struct platform *p, const char *name,
                                      void (*feed)(void *ctx, const char *bytes, size_t n),
                                      void *ctx)
{
	char path[FILENAME_MAX];

	snprintf(path, sizeof(path), "/usr/share/misc/%s", name);
	return host_read_file(p, path, feed, ctx);
}

static enum pci_status status_of(int error)
{
	switch (error) {
	case EISDIR:
		return PCI_EINVAL;
	case ENOENT:
	case ENOTDIR:
		return PCI_ENOTFOUND;
	case EROFS:
	case EACCES:
	case EPERM:
		return PCI_EREADONLY;
	default:
		return error == ENOSPC ? PCI_ENOSPC : PCI_EIO;
	}
}

static enum pci_status put(struct file_sink *s, const char *text, size_t *n)
{
	struct host *h = (struct host *)(void *)((char *)s - offsetof(struct host, file_out));
	size_t done = fwrite(text, 1, *n, h->file);
	enum pci_status st = done < *n ? status_of(errno) : PCI_OK;

	*n = done;
	return st;
}

static enum pci_status host_open_output(struct platform *p, const char *name, struct sink **ret)
{
	struct host *h = (struct host *)p;

	h->file = fopen(name, "wb");
	if (!h->file)
		return status_of(errno);
	setvbuf(h->file, NULL, _IONBF, 0); /* so that a failure is known when it happens */
	file_sink_init(&h->file_out, p->out, put);
	*ret = &h->file_out.sink;
	return PCI_OK;
}

static enum pci_status host_close_output(struct platform *p)
{
	struct host *h = (struct host *)p;
	enum pci_status st = file_sink_end(&h->file_out);

	return fclose(h->file) && st == PCI_OK ? status_of(errno) : st;
}

static void write_stdout(struct sink *s, const char *text, size_t n)
{
	(void)s;
	fwrite_unlocked(text, 1, n, stdout);
}

static const struct platform_ops ops = {
	.alloc = host_alloc,
	.read_file = host_read_file,
	.read_data = host_read_data,
	.open_output = host_open_output,
	.close_output = host_close_output,
	.bar_records = host_bar_records,
};

int main(int argc, char **argv)
{
	struct host h = {.platform = {.ops = &ops}, .out = {write_stdout}};
	enum app_status st;

	h.platform.out = &h.out;
	h.platform.argc = argc > 0 ? argc - 1 : 0;
	h.platform.argv = (const char *const *)argv + 1;
	st = app_main(&h.platform);
	while (h.blocks) {
		struct block *next = h.blocks->next;

		free(h.blocks);
		h.blocks = next;
	}
	if (fflush(stdout) || ferror(stdout))
		return 1;
	return (int)st;
}
