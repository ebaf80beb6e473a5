/* pci_size.c - the sizes of BARs, measured on the device. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_size.h"

enum { TRIES = 3 };

/* A register as it was, and as it reads after all ones were written. */
struct reading {
	uint32_t old, ones;
};

struct measurement {
	struct io_region cfg;
	struct pci_bar_block block[PCI_BAR_BLOCKS];
	size_t blocks;
	struct reading reading[PCI_BAR_BLOCKS][PCI_BAR_SLOTS];
};

/* Not without a second try: what a failure leaves behind is a device at a wrong address. */
static enum pci_status put_back(const struct io_region *cfg, size_t reg, unsigned width,
                                uint64_t old)
{
	enum pci_status st = PCI_EIO;
	uint64_t v;

	for (unsigned i = 0; i < TRIES; i++) {
		st = io_try_write(cfg, reg, width, old);
		if (st == PCI_OK)
			st = io_try_read(cfg, reg, width, &v);
		if (st == PCI_OK && v == old)
			return PCI_OK;
	}
	return st == PCI_OK ? PCI_EIO : st;
}

/* The enable bit of a ROM is not written: some share their decoder with a BAR. */
static uint32_t ones_of(enum pci_bar_kind kind)
{
	return kind == PCI_BAR_ROM ? reg_mask(pci_TYPE0_ROM, ADDR) : UINT32_MAX;
}

/* A register of 16 bits that is never all ones, by which a device is told that is gone. */
static enum pci_status read_alive(const struct io_region *cfg, size_t reg, uint16_t *ret)
{
	enum pci_status st = io_try_read16(cfg, reg, ret);

	return st == PCI_OK && *ret == UINT16_MAX ? PCI_EGONE : st;
}

/* Once more, and Command in between, when it is all ones: the device may be away for a moment. */
static enum pci_status read_sure(const struct io_region *cfg, size_t reg, uint32_t *ret)
{
	enum pci_status st = io_try_read32(cfg, reg, ret);
	uint16_t command;

	if (st != PCI_OK || *ret != UINT32_MAX)
		return st;
	st = read_alive(cfg, reg_at(pci_HDR, COMMAND), &command);
	return st == PCI_OK ? io_try_read32(cfg, reg, ret) : st;
}

/* What is all ones is no BAR, and is not touched. */
static enum pci_status measure(const struct io_region *cfg, enum pci_bar_kind kind, size_t reg,
                               struct reading *ret)
{
	enum pci_status st = read_sure(cfg, reg, &ret->old), back;

	ret->ones = ret->old;
	if (st != PCI_OK || ret->old == UINT32_MAX)
		return st;
	st = io_try_write32(cfg, reg, ones_of(kind));
	if (st == PCI_OK)
		st = read_sure(cfg, reg, &ret->ones);
	back = put_back(cfg, reg, 4, ret->old);
	return st == PCI_OK ? back : st;
}

/* A running VF may be in use at the addresses that are to be replaced. */
static enum pci_status is_decoded(const struct io_region *cfg, const struct pci_bar_block *b,
                                  bool *ret)
{
	enum pci_status st = PCI_OK;
	uint16_t ctl = 0;

	if (b->kind == PCI_BAR_VF)
		st = io_try_read16(cfg, b->reg - reg_at(pci_SRIOV, VF_BAR) + reg_at(pci_SRIOV, CTL),
		                   &ctl);
	*ret = reg_field(pci_SRIOV_CTL, VF_MSE, ctl);
	return st;
}

static enum pci_status measure_blocks(struct measurement *m)
{
	for (size_t i = 0; i < m->blocks; i++) {
		const struct pci_bar_block *b = &m->block[i];
		bool decoded;
		enum pci_status st = is_decoded(&m->cfg, b, &decoded);

		for (unsigned k = 0; k < b->count && st == PCI_OK && !decoded; k++)
			st = measure(&m->cfg, b->kind, b->reg + 4u * k, &m->reading[i][k]);
		if (st != PCI_OK)
			return st;
	}
	return PCI_OK;
}

/* With decoding off. */
static enum pci_status measure_all(struct measurement *m)
{
	const uint16_t decode = reg_mask(pci_HDR_COMMAND, IO) | reg_mask(pci_HDR_COMMAND, MEM);
	const size_t reg = reg_at(pci_HDR, COMMAND);
	enum pci_status st, back;
	uint16_t old, now;

	st = read_alive(&m->cfg, reg, &old);
	if (st != PCI_OK)
		return st;
	st = io_try_write16(&m->cfg, reg, old & (uint16_t)~decode);
	if (st == PCI_OK)
		st = read_alive(&m->cfg, reg, &now);
	if (st == PCI_OK && now & decode)
		st = PCI_EREADONLY;
	if (st == PCI_OK)
		st = measure_blocks(m);
	back = put_back(&m->cfg, reg, 2, old);
	if (back != PCI_OK && read_alive(&m->cfg, reg, &now) == PCI_EGONE)
		return PCI_EGONE;
	return st == PCI_OK ? back : st;
}

/* Bits of an address, of one register or of two. */
static uint64_t address(const struct pci_bar_block *b, unsigned i, uint32_t low, uint32_t high,
                        bool is_pair)
{
	struct pci_bar bar;

	(void)pci_decode_bar(b, i, low, &bar);
	return bar.base | (is_pair ? (uint64_t)high << 32 : 0);
}

/* The place of *b among those of *bars. */
static struct pci_bar *insert(struct pci_bars *bars, const struct pci_bar *b)
{
	struct pci_bar *at = &bars->bar[0], *end = &bars->bar[bars->count];

	while (at < end && !at->ea &&
	       (at->kind < b->kind || (at->kind == b->kind && at->slot < b->slot)))
		at++;
	if (at < end && !at->ea && at->kind == b->kind && at->slot == b->slot)
		return at;
	__builtin_memmove(at + 1, at, (size_t)((char *)end - (char *)at));
	*at = *b;
	bars->count++;
	return at;
}

/* What register i of a block, and the next one of a pair, say. Return whether it is a pair. */
static bool add_size(const struct pci_bar_block *b, unsigned i, const struct reading *r,
                     struct pci_bars *bars)
{
	bool was_set = r[0].old, is_pair;
	uint64_t old, ones;
	struct pci_bar bar;

	is_pair = pci_decode_bar(b, i, was_set ? r[0].old : r[0].ones, &bar);
	old = address(b, i, r[0].old, is_pair ? r[1].old : 0, is_pair);
	ones = address(b, i, r[0].ones, is_pair ? r[1].ones : 0, is_pair);
	if (r[0].old == UINT32_MAX || r[0].ones == UINT32_MAX ||
	    (is_pair && r[1].old == UINT32_MAX))
		return is_pair;
	if (!ones || ones == old || bars->count == PCI_BARS_MAX)
		return is_pair;
	bar.base = old;
	insert(bars, &bar)->size = ones & -ones;
	return is_pair;
}

enum pci_status pci_size_bars(struct platform *p, const struct pci_func *f,
                              const struct pci_bar_source *src, struct pci_bars *bars)
{
	const struct platform_ops *ops = p->ops;
	struct measurement m = {.cfg = *src->cfg};
	enum pci_status st;

	if (f->class_code >> 8 == PCI_CLASS_BRIDGE_HOST || platform_drives_console(p, f->addr))
		return PCI_EBUSY;
	m.cfg.presence = NULL; /* a device that only seemed gone gets its registers back */
	m.blocks = pci_find_bar_blocks(src, m.block);
	if (ops->critical)
		ops->critical(p, true);
	st = measure_all(&m);
	if (ops->critical)
		ops->critical(p, false);
	if (st != PCI_OK)
		return st;
	for (size_t i = 0; i < m.blocks; i++)
		for (unsigned k = 0; k < m.block[i].count; k++)
			k += add_size(&m.block[i], k, &m.reading[i][k], bars);
	return PCI_OK;
}
