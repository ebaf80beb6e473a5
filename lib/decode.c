/* decode.c - walk the registers of a block by the tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"

#include "lib/decode_walk.h"

enum { ENTRIES_MAX = 512, DWORDS_MAX = 1024, UNKNOWN_MIN = 64 };
enum { ARRAY_LINES = 4 }; /* itself, start, count, stride */

static void end_register(struct decode_walk *w)
{
	if (w->status != PCI_OK) /* of what its fields depend on */
		w->reg.st = w->status;
	if (w->is_open && w->visitor->reg_end)
		w->visitor->reg_end(w->ctx, &w->reg);
	w->is_open = false;
}

static void tell(const struct decode_walk *w, void (*told)(void *ctx, const struct decode_array *a),
                 const struct decode_array *a)
{
	if (told)
		told(w->ctx, a);
}

static enum pci_status visit_register(struct decode_walk *w, const struct desc *line)
{
	struct decode_reg *r = &w->reg;
	size_t offset = w->level[w->depth].origin + desc_offset(line);

	end_register(w);
	if (!w->visitor->wants(w->ctx, w->d, line))
		return PCI_OK;
	*r = (struct decode_reg){w->d, line, offset, 0, PCI_ENOREAD};
	if (line->b != DESC_NOREAD)
		r->st = decode_read(w, line, &r->value);
	w->is_open = true;
	w->visitor->reg(w->ctx, r);
	return r->st == PCI_ERANGE || r->st == PCI_ENOREAD ? PCI_OK : r->st;
}

/* Whether the dword at an offset of the region must not be read. */
static bool is_noread(const struct decode_walk *w, size_t offset)
{
	size_t origin = w->level[w->base].origin;

	for (const struct desc *l = w->block; l < w->end; l++)
		if (l->kind == DESC_REG && l->b == DESC_NOREAD &&
		    (origin + desc_offset(l)) / 4 == offset / 4)
			return true;
	return false;
}

/* Dwords without a layout. */
static enum pci_status visit_dwords(struct decode_walk *w, const struct desc *line, size_t start,
                                    uint64_t count)
{
	struct decode_array a = {.d = w->d, .line = line, .offset = start, .depth = w->depth};
	enum pci_status st = PCI_OK;
	uint64_t v;

	end_register(w);
	if (!w->visitor->raw)
		return PCI_OK;
	for (; a.index < count && a.index < DWORDS_MAX && st == PCI_OK; a.index++, a.offset += 4) {
		a.st = is_noread(w, a.offset) ? PCI_ENOREAD
		                              : io_try_read(w->d->io, a.offset, 4, &v);
		if (a.st == PCI_ERANGE)
			break;
		a.value = a.st == PCI_OK ? (uint32_t)v : UINT32_MAX;
		if (!a.index)
			tell(w, w->visitor->begin, &a);
		w->visitor->raw(w->ctx, &a);
		st = a.st == PCI_ENOREAD ? PCI_OK : a.st;
	}
	if (a.index)
		tell(w, w->visitor->end, &a);
	return st;
}

static enum pci_status visit_raw(struct decode_walk *w, const struct desc *line)
{
	size_t start;

	if (!decode_start(w, line + 1, &start) || start > w->d->io->size)
		return w->status;
	return visit_dwords(w, line, start, decode_count(w, line + 2, start, 4));
}

/* NOLINTBEGIN(misc-no-recursion): lib/reg_table.h asserts of each table that it ends. */
static enum pci_status visit_lines(struct decode_walk *w, const struct desc *l,
                                   const struct desc *end);

/* The entries of an array or a place, whose lines are l to end; none where it is off. */
static enum pci_status visit_array(struct decode_walk *w, const struct desc *line,
                                   const struct desc *l, const struct desc *end, bool on)
{
	const uint64_t most = line[2].op == OP_COUNT ? UINT16_MAX : ENTRIES_MAX;
	struct decode_array a = {.d = w->d, .line = line, .depth = w->depth};
	struct decode_level *outer = &w->level[w->depth], *inner = &w->level[w->depth + 1];
	enum pci_status st;
	uint64_t count = 0;
	size_t start;

	end_register(w);
	if (!decode_start(w, line + 1, &start))
		return w->status;
	decode_enter(inner, start);
	if (on)
		count = decode_count(w, line + 2, start, line[3].arg);
	st = w->status;
	for (; a.index < count && a.index < most && st == PCI_OK; a.index++) {
		a.offset = inner->origin;
		if (!a.index)
			tell(w, w->visitor->begin, &a);
		tell(w, w->visitor->entry, &a);
		w->depth++;
		st = visit_lines(w, l, end);
		end_register(w);
		w->depth--;
		tell(w, w->visitor->entry_end, &a);
		decode_enter(inner, inner->origin + decode_stride(w, line + 3));
		if (a.offset >= w->d->io->size)
			count = 0; /* said once that they are beyond it */
	}
	if (a.index)
		tell(w, w->visitor->end, &a);
	outer->after = inner->origin;
	return st == PCI_OK ? w->status : st;
}

/* A relative block: its lines are elsewhere, and count levels from there. */
static enum pci_status visit_place(struct decode_walk *w, const struct desc *line)
{
	const struct desc *block = w->block, *end = w->end;
	unsigned base = w->base;
	enum pci_status st;

	w->block = &w->d->table->line[line->arg];
	w->end = desc_end(w->d->table, w->block);
	w->base = w->depth + 1;
	st = visit_array(w, line, w->block + 1, w->end, true);
	w->block = block;
	w->end = end;
	w->base = base;
	return st;
}

/* The END() of an array's lines, of which arrays inside it have their own. */
static const struct desc *find_end(const struct desc *l, const struct desc *end)
{
	for (unsigned depth = 0; l < end; l++) {
		if (l->kind == DESC_ARRAY)
			depth++;
		if (l->kind == DESC_END && !depth--)
			return l;
	}
	return end;
}

/* Recursive for what arrays and places contain, which is as deep as DESC_NESTING. */
static enum pci_status visit_lines(struct decode_walk *w, const struct desc *l,
                                   const struct desc *end)
{
	enum pci_status st = w->status;
	bool on = true;

	for (; l < end && st == PCI_OK; l++) {
		const struct desc *line = l;

		if (l->kind == DESC_IF) {
			on = decode_holds(w, l);
		} else if (l->kind == DESC_AND) {
			on = on && decode_holds(w, l);
		} else if (l->kind == DESC_ALWAYS) {
			on = true;
		} else if (l->kind == DESC_REG && on) {
			st = visit_register(w, l);
		} else if (l->kind == DESC_REG) {
			end_register(w);
		} else if (desc_is_field(l) && on && w->is_open && w->reg.st == PCI_OK &&
		           w->visitor->field) {
			w->visitor->field(w->ctx, &w->reg, l, desc_bits(l, w->reg.value));
		} else if (l->kind == DESC_RAW && on) {
			st = visit_raw(w, l);
		} else if (l->kind == DESC_ARRAY) {
			l = find_end(line + ARRAY_LINES, end);
			st = visit_array(w, line, line + ARRAY_LINES, l, on);
			on = true;
		} else if (desc_is_place(l) && on) {
			st = visit_place(w, l);
		}
		if (st == PCI_OK)
			st = w->status;
	}
	return st;
}
/* NOLINTEND(misc-no-recursion) */

/*
 * A version that the table does not know: what it says above may be wrong, so all dwords as well.
 * Not of a device, where what nobody has described is not read.
 */
static enum pci_status visit_unknown(struct decode_walk *w)
{
	unsigned size = desc_size(w->block);

	for (const struct desc *l = w->block + 1; l < w->end && !desc_is_own(w->block); l++)
		if (l->kind == DESC_KNOWN && !decode_holds(w, l) && w->status == PCI_OK)
			return visit_dwords(w, l, 0, (size < UNKNOWN_MIN ? UNKNOWN_MIN : size) / 4);
	return w->status;
}

static enum pci_status visit_block(struct decode_walk *w, const struct desc *block)
{
	enum pci_status st;

	w->block = block;
	w->end = desc_end(w->d->table, block);
	st = visit_lines(w, block + 1, w->end);
	if (st == PCI_OK)
		st = visit_unknown(w);
	end_register(w);
	return st;
}

/*
 * The region without what lies behind the length that the structure itself declares. A length that
 * ends inside its first registers is none, and these are there.
 */
static enum pci_status bound_region(struct decode_walk *w, struct io_region *ret)
{
	const struct desc *block = w->d->block, *end = desc_end(w->d->table, block);
	uint64_t size;

	*ret = *w->d->io;
	for (const struct desc *l = block + 1; l < end; l++) {
		if (l->kind != DESC_LENGTH || !decode_ask(w, l, &size))
			continue;
		size = size < desc_size(block) ? desc_size(block) : size;
		ret->size = size < ret->size ? (size_t)size : ret->size;
	}
	return w->status;
}

enum pci_status decode_walk(const struct decode *d, const struct decode_visitor *v, void *ctx)
{
	struct io_region io;
	struct decode bounded = *d;
	struct decode_walk w = {.d = d, .visitor = v, .ctx = ctx};
	enum pci_status st = bound_region(&w, &io);

	bounded.io = &io;
	w.d = &bounded;
	if (st == PCI_OK)
		st = visit_block(&w, d->block);
	return st == PCI_OK && d->variant ? visit_block(&w, d->variant) : st;
}

/* Whether all ONLY conditions of a variant hold. */
static bool is_variant(struct decode_walk *w, const struct desc *block)
{
	const struct desc *end = desc_end(w->d->table, block);

	for (const struct desc *l = block + 1; l < end; l++)
		if (l->kind == DESC_ONLY && !decode_holds(w, l))
			return false;
	return true;
}

enum pci_status decode_find(struct decode *d, enum desc_block kind, uint16_t id)
{
	const struct desc_table *t = d->table;
	struct decode_walk w = {.d = d};

	d->block = d->variant = NULL;
	for (size_t i = 0; i < t->block_count && w.status == PCI_OK; i++) {
		const struct desc *l = &t->line[t->block[i]];

		if (l->a != kind || l->arg != id)
			continue;
		if (l->kind == DESC_BLOCK)
			d->block = l;
		else if (is_variant(&w, l))
			d->variant = l;
	}
	if (w.status != PCI_OK)
		return w.status;
	return d->block ? PCI_OK : PCI_ENOTFOUND;
}

enum pci_status decode_device(const struct desc_table *t, enum desc_block kind, uint16_t id,
                              const struct io_region *io, struct decode *ret)
{
	*ret = (struct decode){.table = t, .io = io, .detail = true};
	return decode_find(ret, kind, id);
}

const char *decode_title(const struct decode *d)
{
	return desc_string(d->table, d->variant ? d->variant->token : d->block->token);
}
