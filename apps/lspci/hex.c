/* hex.c - configuration space as bytes, which lspci -F reads. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/lspci/lspci.h"
#include "lib/fmt.h"
#include "lib/hexdump.h"

enum { HEADER = 64, CARDBUS = 128 };

/* As much as was asked for, if there is so much: all of a step or nothing of it. */
static size_t choose_size(const struct lspci *l, const struct pci_func *f, size_t there)
{
	if (l->more.hex > 3 && there >= PCI_CONFIG_EXTENDED)
		return PCI_CONFIG_EXTENDED;
	if (l->more.hex > 2 && there >= PCI_CONFIG_NORMAL)
		return PCI_CONFIG_NORMAL;
	if (f->layout == PCI_LAYOUT_CARDBUS && there >= CARDBUS)
		return CARDBUS;
	return there >= HEADER ? HEADER : 0;
}

/* The header has nothing that is not to be read, and what a dump has was read. */
bool hex_has_caps(const struct lspci *l)
{
	return l->more.hex > 2 && !l->listing.machine.is_dump;
}

static enum pci_status read_bytes(struct lspci *l, const uint32_t noread[32], size_t size)
{
	struct io_region cfg = l->view.dev.cfg;
	enum pci_status st = PCI_OK;

	if (l->listing.machine.is_dump)
		cfg.size = l->view.dev.reach;
	for (size_t at = 0; at < size && st == PCI_OK; at += 4) {
		uint32_t v = UINT32_MAX;

		if (!(noread[at / 128] >> at / 4 % 32 & 1))
			st = io_try_read32(&cfg, at, &v);
		for (unsigned i = 0; i < 4; i++)
			l->bytes[at + i] = (uint8_t)(v >> 8 * i);
	}
	return st;
}

/* Say what is ff because it was not read; neither lspci -F nor ours takes that for bytes. */
static void say_noread(struct sink *out, const uint32_t noread[32], size_t size)
{
	for (unsigned at = 0; at < size; at += 4)
		if (noread[at / 128] >> at / 4 % 32 & 1)
			fmt_print(out, "    not read: 4 bytes at %x, which only a driver reads\n",
			          at);
}

enum pci_status hex_show(struct lspci *l, const struct pci_func *f, enum pci_status st)
{
	struct sink *out = l->listing.platform->out;
	struct machine *m = &l->listing.machine;
	uint32_t noread[32] = {0};
	size_t there = PCI_CONFIG_NORMAL, size;

	if (m->is_dump)
		there = machine_dump_bytes(m, f->addr);
	else if (st == PCI_OK)
		there = l->view.dev.cfg.size;
	size = choose_size(l, f, there);
	if (st == PCI_OK && hex_has_caps(l))
		st = pci_view_noread(&l->view, noread);
	__builtin_memset(l->bytes, 0xff, size);
	if (st == PCI_OK)
		st = read_bytes(l, noread, size);
	if (size)
		hexdump(out, l->bytes, size);
	else
		fmt_print(out, "WARNING: Cannot show hex-dump of the config space\n");
	say_noread(out, noread, size);
	return st;
}
