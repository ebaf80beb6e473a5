/* ids.c - the input is a pci.ids file, in pieces of any size. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "lib/hex.h"
#include "lib/pci_name.h"
#include "lib/test/fuzz/fuzz.h"
#include "lib/utf.h"

enum { ALLOCS_MAX = 1024, LINE_MAX = 1022 };

struct host {
	struct platform platform; /* first: a platform is its host */
	const uint8_t *text;
	size_t size, piece;
};

static enum pci_status host_read_file(struct platform *p, const char *name,
                                      void (*feed)(void *ctx, const char *bytes, size_t n),
                                      void *ctx)
{
	const struct host *h = (const struct host *)p;

	(void)name;
	for (size_t at = 0; at < h->size; at += h->piece) {
		size_t n = h->size - at < h->piece ? h->size - at : h->piece;
		char *copy = malloc(n);

		memcpy(copy, h->text + at, n);
		feed(ctx, copy, n);
		free(copy);
	}
	return PCI_OK;
}

static const struct platform_ops ops = {.alloc = fuzz_alloc, .read_file = host_read_file};

static void claim_name(struct pci_name name)
{
	claim(!name.text == !name.size && name.size <= LINE_MAX);
	for (size_t i = 0, n; i < name.size; i += n) {
		n = utf8_printable(name.text + i, name.size - i);
		claim(n);
	}
}

static void claim_equal(struct pci_name a, struct pci_name b)
{
	claim_name(a);
	claim(a.size == b.size && (!a.size || !memcmp(a.text, b.text, a.size)));
}

/* What is written says the same with room as without, and ends in time. */
static void claim_written(const struct pci_namer *n, const struct pci_subsystem *s,
                          uint32_t class_code)
{
	char *text = malloc(PCI_NAME_MAX);
	const char *(*const pairs[])(const struct pci_namer *, const struct pci_subsystem *, char *,
	                             size_t) = {pci_name_subdevice, pci_name_subsystem};

	for (size_t i = 0; i < 2; i++)
		claim(strlen(pairs[i](n, s, text, PCI_NAME_MAX)) < PCI_NAME_MAX && *text);
	claim(strlen(pci_name_both(n, s->vendor, s->device, text, PCI_NAME_MAX)) < PCI_NAME_MAX);
	claim(strlen(pci_name_class(n, (uint16_t)(class_code >> 8), text, PCI_NAME_MAX)) <
	      PCI_NAME_MAX);
	if (pci_name_prog_if(n, class_code, text, PCI_NAME_MAX))
		claim(strlen(text) < PCI_NAME_MAX);
	free(text);
}

/* Two loads of one file agree on the numbers that are in it, taken as anything. */
static void compare(const struct pci_ids *a, const struct pci_ids *b, const uint8_t *text,
                    size_t size)
{
	uint64_t number = 0;

	claim(a->count == b->count && a->skipped == b->skipped);
	for (size_t i = 0; i < size; i++) {
		int digit = hex_digit((char)text[i]);
		struct pci_subsystem s;
		uint32_t class_code;

		if (digit >= 0)
			number = number << 4 | (unsigned)digit;
		if (digit < 0 || (i + 1 < size && hex_digit((char)text[i + 1]) >= 0))
			continue;
		s = (struct pci_subsystem){(uint16_t)(number >> 48), (uint16_t)(number >> 32),
		                           (uint16_t)(number >> 16), (uint16_t)number};
		class_code = number & 0xffffff;
		claim_equal(pci_ids_vendor(a, s.subdevice), pci_ids_vendor(b, s.subdevice));
		claim_equal(pci_ids_device(a, s.subvendor, s.subdevice),
		            pci_ids_device(b, s.subvendor, s.subdevice));
		claim_equal(pci_ids_subsystem(a, &s), pci_ids_subsystem(b, &s));
		claim_equal(pci_ids_class(a, (uint8_t)number), pci_ids_class(b, (uint8_t)number));
		claim_equal(pci_ids_subclass(a, (uint16_t)number),
		            pci_ids_subclass(b, (uint16_t)number));
		claim_equal(pci_ids_prog_if(a, class_code), pci_ids_prog_if(b, class_code));
		claim_written(&(struct pci_namer){a, PCI_NAME_TEXT}, &s, class_code);
		claim_written(&(struct pci_namer){b, PCI_NAME_BOTH}, &s, class_code);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct host whole = {{.ops = &ops}, data + 1, size - 1, size}, pieces = whole;
	static struct pci_ids a, b;
	size_t lines = 1;

	if (!size)
		return 0;
	pieces.piece = (size_t)(data[0] & 0x3f) + 1;
	for (size_t i = 1; i < size; i++)
		lines += data[i] == '\n';
	fuzz_alloc_limit(ALLOCS_MAX);
	claim(pci_ids_load(&a, &whole.platform, "x") == PCI_OK);
	claim(a.count + a.skipped <= lines);
	claim(pci_ids_load(&b, &pieces.platform, "x") == PCI_OK);
	compare(&a, &b, data + 1, size - 1);
	fuzz_alloc_limit(data[0] >> 6);
	if (pci_ids_load(&b, &pieces.platform, "x") != PCI_OK)
		claim(fuzz_alloc_failed() && !b.count && !pci_ids_vendor(&b, 0).text);
	fuzz_free_all();
	return 0;
}
