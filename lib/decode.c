/* decode.c - walk the registers of a block by the tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"

enum { REPEAT_MAX = 256 };

/* A walk underway. */
struct walk {
	const struct decode *d;
	const struct decode_visitor *visitor;
	void *ctx;
	const struct desc *line, *end; /* of the block */
	struct decode_reg reg;         /* the register that fields belong to */
	bool is_open;                  /* reg() was told, reg_end() not yet */
	size_t shift;                  /* of a repeated group's registers */
	unsigned index;
	enum pci_status status; /* of a read that a condition made */
};

static uint64_t bits(uint64_t v, unsigned hi, unsigned lo)
{
	return v >> lo & UINT64_MAX >> (63 - hi + lo);
}

static void end_register(struct walk *w)
{
	if (w->is_open)
		w->visitor->reg_end(w->ctx, &w->reg);
	w->is_open = false;
}

static enum pci_status visit_register(struct walk *w, const struct desc *line)
{
	struct decode_reg *r = &w->reg;

	end_register(w);
	if (!w->visitor->wants(w->ctx, w->d, line))
		return PCI_OK;
	*r = (struct decode_reg){w->d, line, w->index, line->off + w->shift, 0, r->value, PCI_OK};
	r->st = io_try_read(w->d->io, r->offset, line->a / 8, &r->value);
	w->is_open = true;
	w->visitor->reg(w->ctx, r);
	return r->st == PCI_ERANGE ? PCI_OK : r->st;
}

/* Bits of a register that a condition or a count names; 0 when it is not there or lost. */
static uint64_t named_bits(struct walk *w, const struct desc *c)
{
	uint64_t v;
	enum pci_status st = io_try_read(w->d->io, c->off, c->fmt, &v);

	if (st != PCI_OK && st != PCI_ERANGE)
		w->status = st;
	return st == PCI_OK ? bits(v, c->a, c->b) : 0;
}

static bool holds(struct walk *w, const struct desc *c)
{
	uint64_t v = c->fmt ? named_bits(w, c) : w->d->exp_type;

	return v < 16 && (c->arg >> v & 1);
}

static bool ends_group(const struct desc *l)
{
	return l->kind == DESC_IF || l->kind == DESC_ALWAYS || l->kind == DESC_REPEAT;
}

/* The lines from w->line up to the next group, or to the end of the block. */
static enum pci_status visit_group(struct walk *w, bool on)
{
	enum pci_status st = w->status;

	for (; w->line < w->end && !ends_group(w->line) && st == PCI_OK; w->line++) {
		const struct desc *l = w->line;

		if (l->kind == DESC_AND)
			on = on && holds(w, l);
		else if (l->kind == DESC_REG && on)
			st = visit_register(w, l);
		else if (l->kind == DESC_REG)
			end_register(w);
		else if (on && w->is_open && w->reg.st == PCI_OK)
			w->visitor->field(w->ctx, &w->reg, l, bits(w->reg.value, l->a, l->b));
		if (st == PCI_OK)
			st = w->status;
	}
	return st;
}

static enum pci_status visit_repeated(struct walk *w, const struct desc *repeat)
{
	uint64_t count = named_bits(w, repeat);
	const struct desc *first = w->line;
	enum pci_status st = PCI_OK;

	for (w->index = 0; w->index < count && w->index < REPEAT_MAX && st == PCI_OK; w->index++) {
		w->line = first;
		w->shift = (size_t)w->index * repeat->arg;
		st = visit_group(w, true);
	}
	w->shift = 0;
	w->index = 0;
	return count || st != PCI_OK ? st : visit_group(w, false);
}

enum pci_status decode_walk(const struct decode *d, const struct decode_visitor *v, void *ctx)
{
	const struct desc *end = d->table->line + d->table->count;
	struct walk w = {.d = d, .visitor = v, .ctx = ctx, .line = d->block + 1};
	enum pci_status st;

	for (w.end = w.line; w.end < end && w.end->kind != DESC_BLOCK; w.end++)
		;
	st = visit_group(&w, true);
	while (w.line < w.end && st == PCI_OK) {
		const struct desc *l = w.line++;

		if (l->kind == DESC_REPEAT)
			st = visit_repeated(&w, l);
		else
			st = visit_group(&w, l->kind == DESC_ALWAYS || holds(&w, l));
	}
	end_register(&w);
	return st;
}
