/* decode_noread.c - which dwords of configuration space nothing but a driver reads. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"

static bool wants_noread(void *ctx, const struct decode *d, const struct desc *line)
{
	(void)ctx;
	(void)d;
	return line->b == DESC_NOREAD;
}

static void mark_noread(void *ctx, const struct decode_reg *r)
{
	size_t dword = (r->d->io->base - r->d->config->base + r->offset) / 4;
	uint32_t *map = ctx;

	if (dword < 1024)
		map[dword / 32] |= 1u << dword % 32;
}

enum pci_status decode_noread(const struct decode *d, uint32_t ret[32])
{
	static const struct decode_visitor visitor = {.wants = wants_noread, .reg = mark_noread};

	return decode_walk(d, &visitor, ret);
}
