/* options.c - the input is any application's arguments, and the dump that -F finds. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "lib/pci_match.h"
#include "lib/platform.h"
#include "lib/test/fuzz/fuzz.h"

enum { ARGS_MAX = 8, COLUMNS = 79, ALLOCS_MAX = 4096 };
enum { HAS_COLUMNS = 1, ALLOC_FAILS = 2 };

struct host {
	struct platform platform; /* first: a platform is its host */
	struct fuzz_text text;
	const char *dump;
	size_t dump_size;
};

static enum pci_status host_read_file(struct platform *p, const char *name,
                                      void (*feed)(void *ctx, const char *bytes, size_t n),
                                      void *ctx)
{
	const struct host *h = (const struct host *)p;

	if (!*name)
		return PCI_ENOTFOUND;
	feed(ctx, h->dump, h->dump_size / 2);
	feed(ctx, h->dump + h->dump_size / 2, h->dump_size - h->dump_size / 2);
	return PCI_OK;
}

static size_t host_bar_records(struct platform *p, struct pci_addr addr,
                               struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	(void)p, (void)addr, (void)ret;
	return 0;
}

static bool is_there(const struct host *h, const char *option)
{
	for (int i = 0; i < h->platform.argc; i++)
		if (!strcmp(h->platform.argv[i], option))
			return true;
	return false;
}

static void run(struct host *h)
{
	enum app_status st;
	bool usage;

	fuzz_text_init(&h->text);
	h->platform.out = &h->text.sink;
	st = app_main(&h->platform);
	usage = is_there(h, "-h") || is_there(h, "--help") || is_there(h, "--version");
	claim(st == APP_OK || st == APP_USAGE || st == APP_DEVICE || st == APP_NOTFOUND ||
	      (st == APP_NOMEM && fuzz_alloc_failed()));
	claim(h->text.size);
	if (is_there(h, "--json") && h->text.bytes[0] == '{' && !usage) {
		fuzz_claim_json(&h->text);
		if (h->platform.columns)
			fuzz_claim_lines(&h->text, h->platform.columns);
	}
	fuzz_text_free(&h->text);
	fuzz_free_all();
}

static void match(const char *text)
{
	const struct pci_addr any = {0, 0, 0, 0};
	struct pci_match m;

	if (pci_match_parse(text, &m) != PCI_OK)
		return;
	claim(m.segment >= -1 && m.segment <= UINT32_MAX && m.bus >= -1 && m.bus < PCI_BUSES);
	claim(m.dev >= -1 && m.dev < PCI_DEVS && m.fn >= -1 && m.fn < PCI_FNS);
	(void)pci_match_addr(&m, any);
}

static void match_ids(const char *text)
{
	const struct pci_func any = {0};
	struct pci_id_match m;

	if (pci_id_match_parse(text, &m) != PCI_OK)
		return;
	claim(!(m.class_code >> 24) && !(m.class_mask >> 24));
	claim(!(m.id & ~m.id_mask) && !(m.class_code & ~m.class_mask));
	(void)pci_id_match_func(&m, &any);
}

/* Flags, which allocation fails; arguments, each with a NUL; an empty one, and the dump. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct platform_ops ops = {
		.alloc = fuzz_alloc,
		.read_file = host_read_file,
		.bar_records = host_bar_records,
	};
	static struct host h;
	const char *argv[ARGS_MAX], *s, *end;
	char *copy;

	if (size < 3)
		return 0;
	copy = malloc(size);
	memcpy(copy, data, size);
	copy[size - 1] = '\0';
	end = copy + size - 1;
	h = (struct host){.platform = {.ops = &ops, .argv = argv}};
	h.platform.columns = copy[0] & HAS_COLUMNS ? COLUMNS : 0;
	fuzz_alloc_limit(copy[0] & ALLOC_FAILS ? (uint8_t)copy[1] : ALLOCS_MAX);
	for (s = copy + 2; s < end && *s && h.platform.argc < ARGS_MAX; s += strlen(s) + 1) {
		argv[h.platform.argc++] = s;
		match(s);
		match_ids(s);
	}
	h.dump = s < end ? s + 1 : end;
	h.dump_size = (size_t)(end - h.dump);
	run(&h);
	free(copy);
	return 0;
}
