/* decode_ask.c - what conditions, starts, counts and strides of the tables ask of registers. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode_walk.h"

enum { REST_MAX = 16 };

static enum pci_status read_any(const struct io_region *io, size_t off, unsigned width,
                                uint64_t *ret)
{
	return width == 8 && !(io->widths & IO_64) ? io_try_pair(io, off, ret)
	                                           : io_try_read(io, off, width, ret);
}

void decode_enter(struct decode_level *level, size_t origin)
{
	level->origin = level->after = origin;
	level->kept_count = 0;
}

static const struct decode_kept *find_kept(const struct decode_level *level, size_t off,
                                           unsigned width)
{
	for (unsigned i = 0; i < level->kept_count; i++)
		if (level->kept[i].off == off && level->kept[i].width == width)
			return &level->kept[i];
	return NULL;
}

/* Read a register of a level, once if it is to be kept. */
static enum pci_status read_level(struct decode_walk *w, struct decode_level *level, size_t off,
                                  unsigned width, bool keep, uint64_t *ret)
{
	const struct decode_kept *kept = find_kept(level, off, width);
	enum pci_status st = PCI_OK;

	if (kept)
		*ret = kept->value;
	else
		st = read_any(w->d->io, level->origin + off, width, ret);
	if (st == PCI_OK && !kept && keep && level->kept_count < DECODE_KEPT_MAX)
		level->kept[level->kept_count++] =
			(struct decode_kept){*ret, (uint16_t)off, (uint8_t)width};
	return st;
}

/* Whether a line of the block asks for the register: all have a width but those that have fields.
 */
static bool is_asked_for(const struct decode_walk *w, const struct desc *reg)
{
	for (const struct desc *l = w->block + 1; l < w->end; l++)
		if (l->kind != DESC_REG && !desc_is_field(l) && DESC_WIDTH(l->fmt) == reg->a / 8u &&
		    l->off == desc_offset(reg) && DESC_WHERE(l->fmt) + w->base == w->depth)
			return true;
	return false;
}

enum pci_status decode_read(struct decode_walk *w, const struct desc *reg, uint64_t *ret)
{
	return read_level(w, &w->level[w->depth], desc_offset(reg), reg->a / 8u,
	                  is_asked_for(w, reg), ret);
}

bool decode_ask(struct decode_walk *w, const struct desc *line, uint64_t *ret)
{
	unsigned where = DESC_WHERE(line->fmt), width = DESC_WIDTH(line->fmt);
	const struct io_region *io = where == DESC_IN_CONFIG    ? w->d->config
	                             : where == DESC_IN_EXPRESS ? w->d->express
	                                                        : w->d->io;
	enum pci_status st;

	*ret = 0;
	if (!io)
		return false;
	if (where > DESC_NESTING)
		st = read_any(io, line->off, width, ret);
	else
		st = read_level(w, &w->level[w->base + where], line->off, width, true, ret);
	if (st != PCI_OK && st != PCI_ERANGE)
		w->status = st;
	*ret = desc_bits(line, *ret);
	return st == PCI_OK;
}

static bool holds(struct decode_walk *w, const struct desc *c)
{
	uint64_t v;

	if (c->op == OP_DETAIL)
		return w->d->detail;
	if (c->op == OP_PLAIN)
		return !w->d->variant;
	if (!decode_ask(w, c, &v))
		return false;
	if (c->op == OP_SET)
		return v < 16 && (c->arg >> v & 1);
	if (c->op == OP_IS)
		return v == c->arg;
	return c->op == OP_ATLEAST ? v >= c->arg : v <= c->arg;
}

bool decode_holds(struct decode_walk *w, const struct desc *c)
{
	const struct desc *end = w->d->table->line + w->d->table->count;
	bool v = holds(w, c);

	for (c++; c < end && c->kind == DESC_OR; c++)
		v = v || holds(w, c);
	return v;
}

bool decode_start(struct decode_walk *w, const struct desc *start, size_t *ret)
{
	const struct decode_level *level = &w->level[w->depth];
	uint64_t v = 0;
	bool there = true;

	if (start->op == OP_POINTER)
		there = decode_ask(w, start, &v) && v;
	*ret = start->op == OP_POINTER ? (size_t)v << start->extra
	       : start->op == OP_NEXT  ? level->after
	                               : level->origin + desc_distance(start);
	return there;
}

static uint64_t count_rest(const struct decode_walk *w, size_t start)
{
	uint64_t n = start < w->d->io->size ? (w->d->io->size - start) / 4 : 0;

	return n < REST_MAX ? n : REST_MAX;
}

static uint64_t count_calculated(struct decode_walk *w, const struct desc *count)
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

uint64_t decode_count(struct decode_walk *w, const struct desc *count, size_t start, size_t stride)
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
	if (!decode_ask(w, count, &v))
		return 0;
	if (count->op == OP_UNTIL)
		return v > from ? (v - from) / stride : 0;
	if (count->op == OP_BITMAP)
		return ((v ? v : 256) + 31) / 32;
	sum = (int64_t)v + (int16_t)count->arg;
	return sum > 0 ? (uint64_t)sum : 0;
}

size_t decode_stride(struct decode_walk *w, const struct desc *stride)
{
	uint64_t v = 0;

	if (stride->op != OP_EVERY_PLUS)
		return desc_distance(stride);
	(void)decode_ask(w, stride, &v);
	return stride->arg + (size_t)v * stride->extra;
}
