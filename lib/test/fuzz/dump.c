/* dump.c - the input is the text of a dump, in pieces of any size. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "lib/dump_access.h"
#include "lib/pci_func.h"
#include "lib/test/fuzz/fuzz.h"

/* What one reading of the text found. */
struct found {
	struct dump_access dump;
	size_t told, problems, lines; /* lines: the sum of those named */
};

static uint64_t order_of(struct pci_addr a)
{
	return (uint64_t)a.segment << 24 | (uint64_t)a.bus << 16 | (uint64_t)a.dev << 8 | a.fn;
}

static void keep(void *ctx, const struct dump_func *f)
{
	struct found *r = ctx;
	struct dump_entry *e = malloc(dump_entry_size(f));

	claim(f->end <= PCI_CONFIG_EXTENDED && f->line);
	claim(dump_known(&f->lines, f->end, 0) <= f->end);
	claim(!f->assumed || (!r->told && f->end >= 64 && !order_of(f->addr)));
	claim(f->addr.dev < PCI_DEVS && f->addr.fn < PCI_FNS);
	dump_access_add(&r->dump, f, e);
	r->told++;
}

static void problem(void *ctx, size_t line, const char *what)
{
	struct found *r = ctx;

	claim(what && line > 0);
	r->lines += line;
	r->problems++;
}

/* Pieces are exact copies, so that nothing is read behind one. */
static void read_text(struct found *r, const uint8_t *text, size_t size, size_t piece)
{
	struct dump_reader reader = {.func = keep, .problem = problem, .ctx = r};

	*r = (struct found){0};
	dump_access_init(&r->dump);
	dump_begin(&reader);
	for (size_t at = 0; at < size; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		char *copy = malloc(n);

		memcpy(copy, text + at, n);
		dump_feed(&reader, copy, n);
		free(copy);
	}
	dump_end(&reader);
}

static void free_entries(struct found *r)
{
	while (r->dump.first) {
		struct dump_entry *e = r->dump.first;

		r->dump.first = e->next;
		free(e);
	}
}

static void claim_equal(const struct found *a, const struct found *b)
{
	const struct dump_entry *x = a->dump.first, *y = b->dump.first;

	claim(a->told == b->told && a->problems == b->problems && a->lines == b->lines);
	for (; x && y; x = x->next, y = y->next)
		claim(pci_addr_equal(x->addr, y->addr) && x->end == y->end &&
		      !memcmp(&x->lines, &y->lines, sizeof(x->lines)) &&
		      !memcmp(x->bytes, y->bytes, x->end));
	claim(!x && !y);
}

/* How many of the first of a list have this address. */
static uint32_t copies(const struct dump_entry *e, size_t first, struct pci_addr addr)
{
	uint32_t n = 0;

	for (; first; first--, e = e->next)
		n += pci_addr_equal(e->addr, addr);
	return n;
}

static void read_entry(const struct dump_access *d, const struct dump_entry *e)
{
	struct io_region io;

	claim(d->access.region(&d->access, e->addr, &io) == PCI_OK);
	claim(io.size == PCI_CONFIG_EXTENDED);
	for (size_t off = 0; off < io.size; off++) {
		uint8_t v;

		claim(io_try_read8(&io, off, &v) == PCI_OK);
		claim(v == (off < e->end ? e->bytes[off] : 0xff));
	}
	claim(io_try_write8(&io, 0, 0) == PCI_EREADONLY);
}

static void list(struct found *r)
{
	size_t most = r->dump.count;
	struct dump_entry **sorted = calloc(most + 1, sizeof(*sorted));
	const struct dump_entry **added = calloc(most + 1, sizeof(*added));
	uint32_t *copy = calloc(most + 1, sizeof(*copy));
	struct pci_addr *addrs = calloc(most + 1, sizeof(*addrs));
	struct pci_func *funcs = calloc(most + 1, sizeof(*funcs));
	size_t n = 0;

	for (struct dump_entry *e = r->dump.first; e; e = e->next) {
		copy[n] = copies(r->dump.first, n, e->addr);
		added[n++] = e;
	}
	claim(n == most);
	dump_access_finish(&r->dump, sorted);
	claim(r->dump.count == most);
	for (size_t i = 0; i < most; i++) {
		claim(added[i]->addr.copy == copy[i]);
		claim(dump_access_find(&r->dump, added[i]->addr) == added[i]);
		claim(!i || order_of(sorted[i - 1]->addr) <= order_of(sorted[i]->addr));
		addrs[i] = sorted[i]->addr;
		if (i < 4)
			read_entry(&r->dump, sorted[i]);
	}
	pci_list(&r->dump.access, addrs, r->dump.count, funcs);
	for (size_t i = 0; i < r->dump.count; i++)
		claim(funcs[i].parent == PCI_NO_PARENT || funcs[i].parent < r->dump.count);
	free(sorted);
	free(added);
	free(copy);
	free(addrs);
	free(funcs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct found whole, pieces;

	if (!size)
		return 0;
	read_text(&whole, data + 1, size - 1, size);
	read_text(&pieces, data + 1, size - 1, (size_t)data[0] + 1);
	claim_equal(&whole, &pieces);
	list(&whole);
	free_entries(&whole);
	free_entries(&pieces);
	return 0;
}
