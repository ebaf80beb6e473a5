/* config.c - the configuration file: its lines. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/starter/starter.h"

#include "lib/bytes.h"
#include "lib/fmt.h"

enum { FILE_MAX = 16 * 1024, BOM = 0xfeff };

struct text {
	bool too_long;
	size_t used;
	uint8_t bytes[FILE_MAX];
};

static void feed(void *ctx, const char *bytes, size_t n)
{
	struct text *t = ctx;

	if (n > FILE_MAX - t->used) {
		t->too_long = true;
		return;
	}
	__builtin_memcpy(t->bytes + t->used, bytes, n);
	t->used += n;
}

/* The file's characters, each a unit, without the mark before them; returns how many. */
static size_t decode(const struct text *t, uint16_t ret[FILE_MAX])
{
	struct utf8 decoder = {0};
	size_t n = 0;

	if (t->used >= 2 && get_le16(t->bytes) == BOM) {
		for (size_t i = 2; i + 1 < t->used; i += 2)
			ret[n++] = get_le16(t->bytes + i);
		return n;
	}
	for (size_t i = 0; i < t->used; i++) {
		uint32_t codes[2];
		size_t count = utf8_decode(&decoder, t->bytes[i], codes);

		for (size_t k = 0; k < count && n < FILE_MAX; k++)
			if (codes[k] != BOM)
				ret[n++] = codes[k] > 0xffff ? UTF_REPLACEMENT : (uint16_t)codes[k];
	}
	return n;
}

static enum app_status fail(struct efi *efi, enum app_status st, const char *what)
{
	fmt_print(efi->platform.out, "starter: %s: %s\n", CONFIG_FILE, what);
	return st;
}

static bool is_end(uint16_t unit)
{
	return unit == '\n' || unit == '\r';
}

enum app_status config_read(struct efi *efi,
                            enum app_status (*take)(void *ctx, unsigned number,
                                                    const uint16_t *line, size_t n),
                            void *ctx)
{
	struct text *t = efi_alloc(efi, sizeof(*t));
	uint16_t *units = efi_alloc(efi, FILE_MAX * sizeof(*units));
	enum app_status status = APP_OK;
	enum pci_status st;
	unsigned number = 1;
	size_t n, end;

	if (!t || !units)
		return fail(efi, APP_NOMEM, "out of memory");
	st = efi_read_data(&efi->platform, CONFIG_FILE, feed, t);
	if (st == PCI_ENOTFOUND)
		return APP_NOTFOUND;
	if (st != PCI_OK)
		return fail(efi, APP_DEVICE, pci_strstatus(st));
	if (t->too_long)
		return fail(efi, APP_USAGE, "longer than 16 KiB");
	n = decode(t, units);
	for (size_t i = 0; i < n && status == APP_OK; i = end + 1) {
		for (end = i; end < n && !is_end(units[end]); end++)
			;
		status = take(ctx, number, units + i, end - i);
		number += end < n && (units[end] == '\n' || end + 1 == n || units[end + 1] != '\n');
	}
	return status;
}
