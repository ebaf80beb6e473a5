/* pci_bar.c - the addresses that a function answers to. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_bar.h"

#include "lib/pci_ea.h"

enum { TYPE_32 = 0, TYPE_1M = 1, TYPE_64 = 2 };

static const struct pci_cap *find_cap(const struct pci_bar_source *src, enum pci_cap_kind kind,
                                      uint16_t id)
{
	for (size_t i = 0; src->caps && i < src->caps->count; i++)
		if (src->caps->cap[i].kind == kind && src->caps->cap[i].id == id)
			return &src->caps->cap[i];
	return NULL;
}

size_t pci_find_bar_blocks(const struct pci_bar_source *src,
                           struct pci_bar_block ret[PCI_BAR_BLOCKS])
{
	const struct pci_cap *sriov = find_cap(src, PCI_CAP_EXT, reg_id(pci_SRIOV));
	unsigned slots = src->layout == PCI_LAYOUT_NORMAL    ? PCI_BAR_SLOTS
	                 : src->layout == PCI_LAYOUT_BRIDGE  ? 2
	                 : src->layout == PCI_LAYOUT_CARDBUS ? 1
	                                                     : 0;
	struct io_region io;
	size_t n = 0;

	if (slots)
		ret[n++] = (struct pci_bar_block){PCI_BAR_HEADER, reg_at(pci_TYPE0, BAR),
		                                  (uint8_t)slots};
	if (slots > 1)
		ret[n++] = (struct pci_bar_block){PCI_BAR_ROM,
		                                  src->layout == PCI_LAYOUT_NORMAL
		                                          ? reg_at(pci_TYPE0, ROM)
		                                          : reg_at(pci_TYPE1, ROM),
		                                  1};
	if (sriov && pci_caps_region(src->caps, sriov, &io) == PCI_OK &&
	    io.size >= reg_at(pci_SRIOV, VF_BAR) + 4 * PCI_BAR_SLOTS)
		ret[n++] = (struct pci_bar_block){
			PCI_BAR_VF, (uint16_t)(sriov->offset + reg_at(pci_SRIOV, VF_BAR)),
			PCI_BAR_SLOTS};
	return n;
}

bool pci_decode_bar(const struct pci_bar_block *block, unsigned i, uint32_t v, struct pci_bar *ret)
{
	unsigned type = reg_field(pci_TYPE0_BAR, TYPE, v);

	*ret = (struct pci_bar){
		.kind = block->kind, .slot = (uint8_t)i, .reg = (uint16_t)(block->reg + 4 * i)};
	if (block->kind == PCI_BAR_ROM) {
		ret->base = v & reg_mask(pci_TYPE0_ROM, ADDR);
		ret->enabled = reg_field(pci_TYPE0_ROM, ENABLE, v);
		return false;
	}
	ret->io = reg_field(pci_TYPE0_BAR, SPACE, v);
	ret->base = v & (ret->io ? ~UINT32_C(3) : reg_mask(pci_TYPE0_BAR, MEM_ADDR));
	if (ret->io)
		return false;
	ret->prefetchable = reg_field(pci_TYPE0_BAR, PREFETCH, v);
	ret->below_1m = type == TYPE_1M;
	ret->is_64bit = type == TYPE_64;
	ret->broken = type > TYPE_64 || (ret->is_64bit && i + 1u >= block->count);
	return ret->is_64bit && !ret->broken;
}

static bool is_known(const struct pci_bar_source *src, size_t reg)
{
	return reg + 4 <= src->known_bytes;
}

/* Set *ret_there where the register holds something that can be a BAR. */
static enum pci_status read_low(const struct pci_bar_source *src, size_t reg, uint32_t *ret,
                                bool *ret_there)
{
	enum pci_status st = is_known(src, reg) ? io_try_read32(src->cfg, reg, ret) : PCI_OK;

	*ret_there = is_known(src, reg) && *ret && *ret != UINT32_MAX;
	return st;
}

static enum pci_status read_high(const struct pci_bar_source *src, struct pci_bar *b)
{
	enum pci_status st;
	uint32_t high;

	b->cut = !is_known(src, b->reg + 4u);
	if (b->cut)
		return PCI_OK;
	st = io_try_read32(src->cfg, b->reg + 4u, &high);
	b->base |= (uint64_t)high << 32;
	return st;
}

/* Firmware's records are those of the header's BARs, whatever their order. */
static uint64_t find_size(const struct pci_bar_source *src, const struct pci_bar *b)
{
	if (b->kind != PCI_BAR_HEADER || b->cut || !b->base)
		return 0;
	for (size_t i = 0; i < src->record_count; i++)
		if (src->records[i].base == b->base)
			return src->records[i].size;
	return 0;
}

static enum pci_status read_block(const struct pci_bar_source *src,
                                  const struct pci_bar_block *block, struct pci_bars *ret)
{
	uint32_t v = 0;
	bool there, is_pair;

	for (unsigned i = 0; i < block->count; i++) {
		struct pci_bar *b = &ret->bar[ret->count];
		enum pci_status st = read_low(src, block->reg + 4 * i, &v, &there);

		if (st == PCI_OK && !there)
			continue;
		is_pair = st == PCI_OK && pci_decode_bar(block, i, v, b);
		if (is_pair)
			st = read_high(src, b);
		if (st != PCI_OK)
			return st;
		if (b->kind == PCI_BAR_ROM && !b->base)
			continue;
		b->size = find_size(src, b);
		ret->count++;
		i += is_pair;
	}
	return PCI_OK;
}

/* What is wrong with the list is no failure; an access that fails is. */
static enum pci_status read_ea(const struct pci_bar_source *src, struct pci_bars *ret)
{
	const struct pci_cap *cap = find_cap(src, PCI_CAP_STD, reg_id(pci_EA));
	enum pci_status st;
	struct io_region io;
	bool cut;

	if (!cap || pci_caps_region(src->caps, cap, &io) != PCI_OK)
		return PCI_OK;
	cut = cap->offset + io.size > src->known_bytes;
	if (cut)
		io.size = src->known_bytes > cap->offset ? src->known_bytes - cap->offset : 0;
	st = pci_read_ea(&io, cap->offset, src->layout, ret);
	if (st == PCI_ERANGE && !cut)
		st = PCI_ECORRUPT;
	if (st != PCI_ERANGE && st != PCI_ECORRUPT)
		return st;
	ret->ea_status = st;
	return PCI_OK;
}

enum pci_status pci_read_bars(const struct pci_bar_source *src, struct pci_bars *ret)
{
	struct pci_bar_block blocks[PCI_BAR_BLOCKS];
	size_t n = pci_find_bar_blocks(src, blocks);
	enum pci_status st = PCI_OK;

	ret->count = 0;
	ret->ea_status = PCI_OK;
	for (size_t i = 0; i < n && st == PCI_OK; i++)
		st = read_block(src, &blocks[i], ret);
	return st == PCI_OK ? read_ea(src, ret) : st;
}

const struct pci_bar *pci_find_bar(const struct pci_bars *bars, enum pci_bar_kind kind,
                                   unsigned slot)
{
	for (size_t i = 0; i < bars->count; i++)
		if (bars->bar[i].kind == kind && bars->bar[i].slot == slot)
			return &bars->bar[i];
	return NULL;
}
