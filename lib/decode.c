/* decode.c - walk the registers of a block by the tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"

#include "lib/regs.h"

enum { ENTRIES_MAX = 512, DWORDS_MAX = 1024, REST_MAX = 16 };
enum { ARRAY_LINES = 4 }; /* itself, start, count, stride */

/* A walk underway. depth says in how many arrays; level[0] is the block itself. */
struct walk {
	const struct decode *d;
	const struct decode_visitor *visitor;
	void *ctx;
	const struct desc *block; /* whose lines are visited, */
	const struct desc *end;   /* up to here */
	struct decode_reg reg;    /* the register that fields belong to */
	bool is_open;             /* reg() was told, reg_end() not yet */
	unsigned depth;
	struct level {
		size_t origin; /* in d->io */
		size_t after;  /* where the last array inside it ended, in d->io */
	} level[DESC_NESTING + 1];
	enum pci_status status; /* of a read that a condition made */
};

static enum pci_status read_any(const struct io_region *io, size_t off, unsigned width,
                                uint64_t *ret)
{
	return width == 8 && !(io->widths & IO_64) ? io_try_pair(io, off, ret)
	                                           : io_try_read(io, off, width, ret);
}

static void end_register(struct walk *w)
{
	if (w->status != PCI_OK) /* of what its fields depend on */
		w->reg.st = w->status;
	if (w->is_open && w->visitor->reg_end)
		w->visitor->reg_end(w->ctx, &w->reg);
	w->is_open = false;
}

static void tell(const struct walk *w, void (*told)(void *ctx, const struct decode_array *a),
                 const struct decode_array *a)
{
	if (told)
		told(w->ctx, a);
}

static enum pci_status visit_register(struct walk *w, const struct desc *line)
{
	struct decode_reg *r = &w->reg;
	size_t offset = w->level[w->depth].origin + line->arg;

	end_register(w);
	if (!w->visitor->wants(w->ctx, w->d, line))
		return PCI_OK;
	*r = (struct decode_reg){w->d, line, offset, 0, PCI_ENOREAD};
	if (line->b != DESC_NOREAD)
		r->st = read_any(w->d->io, r->offset, line->a / 8, &r->value);
	w->is_open = true;
	w->visitor->reg(w->ctx, r);
	return r->st == PCI_ERANGE || r->st == PCI_ENOREAD ? PCI_OK : r->st;
}

/* The bits that a condition, a count or the like refers to; false when they are not there. */
static bool read_reference(struct walk *w, const struct desc *c, uint64_t *ret)
{
	unsigned where = DESC_WHERE(c->fmt);
	const struct io_region *io = where == DESC_IN_CONFIG    ? w->d->config
	                             : where == DESC_IN_EXPRESS ? w->d->express
	                                                        : w->d->io;
	size_t origin = where <= DESC_NESTING ? w->level[where].origin : 0;
	enum pci_status st;

	*ret = 0;
	if (!io)
		return false;
	st = read_any(io, origin + c->off, DESC_WIDTH(c->fmt), ret);
	if (st != PCI_OK && st != PCI_ERANGE)
		w->status = st;
	*ret = desc_bits(c, *ret);
	return st == PCI_OK;
}

static bool holds(struct walk *w, const struct desc *c)
{
	uint64_t v;

	if (c->op == OP_DETAIL)
		return w->d->detail;
	if (c->op == OP_PLAIN)
		return !w->d->variant;
	if (!read_reference(w, c, &v))
		return false;
	if (c->op == OP_SET)
		return v < 16 && (c->arg >> v & 1);
	if (c->op == OP_IS)
		return v == c->arg;
	return c->op == OP_ATLEAST ? v >= c->arg : v <= c->arg;
}

/* A condition, or else one of the OR lines behind it. */
static bool holds_any(struct walk *w, const struct desc *c)
{
	const struct desc *end = w->d->table->line + w->d->table->count;
	bool v = holds(w, c);

	for (c++; c < end && c->kind == DESC_OR; c++)
		v = v || holds(w, c);
	return v;
}

/* False: no such array. */
static bool find_start(struct walk *w, const struct desc *start, size_t *ret)
{
	uint64_t v = 0;

	*ret = w->level[w->depth].origin + start->arg;
	if (start->op == OP_NEXT)
		*ret = w->level[w->depth].after;
	if (start->op != OP_POINTER)
		return true;
	if (!read_reference(w, start, &v))
		return false;
	*ret = (size_t)v << start->extra;
	return v != 0;
}

static uint64_t count_rest(const struct walk *w, size_t start)
{
	uint64_t n = start < w->d->io->size ? (w->d->io->size - start) / 4 : 0;

	return n < REST_MAX ? n : REST_MAX;
}

static uint64_t count_calculated(struct walk *w, const struct desc *count)
{
	size_t origin = w->level[w->depth].origin;
	struct io_region entry;
	uint64_t v = 0;
	enum pci_status st = io_sub(w->d->io, origin, w->d->io->size - origin, &entry);

	if (st == PCI_OK)
		st = decode_calc((enum desc_calc)count->arg, w->d, &entry, &v);
	if (st != PCI_OK && st != PCI_ERANGE)
		w->status = st;
	return st == PCI_OK ? v : 0;
}

static uint64_t find_count(struct walk *w, const struct desc *count, size_t start, size_t stride)
{
	size_t origin = w->level[w->depth].origin, from = start > origin ? start - origin : 0;
	int64_t sum;
	uint64_t v;

	if (count->op == OP_COUNT)
		return count->arg;
	if (count->op == OP_REST)
		return count_rest(w, start);
	if (count->op == OP_CALC)
		return count_calculated(w, count);
	if (!read_reference(w, count, &v))
		return 0;
	if (count->op == OP_UNTIL)
		return v > from ? (v - from) / stride : 0;
	if (count->op == OP_BITMAP)
		return ((v ? v : 256) + 31) / 32;
	sum = (int64_t)v + (int16_t)count->arg;
	return sum > 0 ? (uint64_t)sum : 0;
}

static size_t find_stride(struct walk *w, const struct desc *stride)
{
	uint64_t v = 0;

	if (stride->op == OP_EVERY_PLUS)
		(void)read_reference(w, stride, &v);
	return stride->arg + (size_t)v * stride->extra;
}

/* Whether the dword at an offset of the block must not be read. */
static bool is_noread(const struct walk *w, size_t offset)
{
	for (const struct desc *l = w->block; l < w->end; l++)
		if (l->kind == DESC_REG && l->b == DESC_NOREAD && l->arg / 4 == offset / 4)
			return true;
	return false;
}

/* Dwords without a layout. */
static enum pci_status visit_dwords(struct walk *w, const struct desc *line, size_t start,
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
		if (!a.index)
			tell(w, w->visitor->begin, &a);
		a.value = a.st == PCI_OK ? (uint32_t)v : UINT32_MAX;
		w->visitor->raw(w->ctx, &a);
		st = a.st == PCI_ENOREAD ? PCI_OK : a.st;
	}
	if (a.index)
		tell(w, w->visitor->end, &a);
	return st;
}

static enum pci_status visit_raw(struct walk *w, const struct desc *line)
{
	size_t start;

	if (!find_start(w, line + 1, &start) || start > w->d->io->size)
		return w->status;
	return visit_dwords(w, line, start, find_count(w, line + 2, start, 4));
}

static enum pci_status visit_lines(struct walk *w, const struct desc *l, const struct desc *end);

/* The entries of an array, whose lines go on to end; none where it is off. */
static enum pci_status visit_array(struct walk *w, const struct desc *line, const struct desc *end,
                                   bool on)
{
	struct decode_array a = {.d = w->d, .line = line, .depth = w->depth};
	struct level *outer = &w->level[w->depth], *inner = &w->level[w->depth + 1];
	enum pci_status st;
	uint64_t count = 0;

	end_register(w);
	if (!find_start(w, line + 1, &inner->origin))
		return w->status;
	if (on)
		count = find_count(w, line + 2, inner->origin, line[3].arg);
	st = w->status;
	for (; a.index < count && a.index < ENTRIES_MAX && st == PCI_OK; a.index++) {
		a.offset = inner->after = inner->origin;
		if (!a.index)
			tell(w, w->visitor->begin, &a);
		tell(w, w->visitor->entry, &a);
		w->depth++;
		st = visit_lines(w, line + ARRAY_LINES, end);
		end_register(w);
		w->depth--;
		tell(w, w->visitor->entry_end, &a);
		inner->origin += find_stride(w, line + 3);
		if (a.offset >= w->d->io->size)
			count = 0; /* said once that they are beyond it */
	}
	if (a.index)
		tell(w, w->visitor->end, &a);
	outer->after = inner->origin;
	return st == PCI_OK ? w->status : st;
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

/* Recursive once for an array in an array, which is as deep as a table can be. */
static enum pci_status visit_lines(struct walk *w, const struct desc *l, const struct desc *end)
{
	enum pci_status st = w->status;
	bool on = true;

	for (; l < end && st == PCI_OK; l++) {
		const struct desc *line = l;

		if (l->kind == DESC_IF) {
			on = holds_any(w, l);
		} else if (l->kind == DESC_AND) {
			on = on && holds_any(w, l);
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
			st = visit_array(w, line, l, on);
			on = true;
		}
		if (st == PCI_OK)
			st = w->status;
	}
	return st;
}

/* A version that the table does not know: what it says above may be wrong, so all dwords as well.
 */
static enum pci_status visit_unknown(struct walk *w)
{
	for (const struct desc *l = w->block + 1; l < w->end; l++) {
		uint64_t size = desc_size(w->block);

		if (l->kind != DESC_KNOWN || holds_any(w, l) || w->status != PCI_OK)
			continue;
		size = size / 4 < REST_MAX ? REST_MAX : size / 4;
		return visit_dwords(w, l, 0, size);
	}
	return w->status;
}

static enum pci_status visit_block(struct walk *w, const struct desc *block)
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
static enum pci_status bound_region(struct walk *w, struct io_region *ret)
{
	const struct desc *block = w->d->block, *end = desc_end(w->d->table, block);
	uint64_t size;

	*ret = *w->d->io;
	for (const struct desc *l = block + 1; l < end; l++) {
		if (l->kind != DESC_LENGTH || !read_reference(w, l, &size))
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
	struct walk w = {.d = d, .visitor = v, .ctx = ctx};
	enum pci_status st = bound_region(&w, &io);

	bounded.io = &io;
	w.d = &bounded;
	if (st == PCI_OK)
		st = visit_block(&w, d->block);
	return st == PCI_OK && d->variant ? visit_block(&w, d->variant) : st;
}

/* Whether all ONLY conditions of a variant hold. */
static bool is_variant(struct walk *w, const struct desc *block)
{
	const struct desc *end = desc_end(w->d->table, block);

	for (const struct desc *l = block + 1; l < end; l++)
		if (l->kind == DESC_ONLY && !holds_any(w, l))
			return false;
	return true;
}

enum pci_status decode_find(struct decode *d, enum desc_block kind, uint16_t id)
{
	const struct desc_table *t = d->table;
	struct walk w = {.d = d};

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

const char *decode_title(const struct decode *d)
{
	return desc_string(d->table, d->variant ? d->variant->token : d->block->token);
}
