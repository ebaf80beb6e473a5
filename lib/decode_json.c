/* decode_json.c - registers as JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"
#include "lib/fmt.h"

enum { VALUE_MAX = 80 };

static bool wants(void *ctx, const struct decode *d, const struct desc *line)
{
	(void)ctx;
	(void)d;
	(void)line;
	return true;
}

static void begin_reg(void *ctx, const struct decode_reg *r)
{
	struct json *j = ctx;

	json_begin_object(j, desc_string(r->d->table, r->line->name));
	if (r->st == PCI_OK)
		json_hex(j, "raw", r->value, r->line->a / 4u);
	else
		json_string(j, "error", pci_strstatus(r->st));
}

static bool is_number(const struct desc *f, uint64_t v)
{
	switch (f->fmt) {
	case FMT_DEC:
	case FMT_PLUS1:
	case FMT_MUL:
	case FMT_ZERO:
		return true;
	case FMT_POW2:
		return v <= DESC_POW2_MAX;
	default:
		return false;
	}
}

static void show_words(struct json *j, const char *name, const struct decode_reg *r,
                       const struct desc *f, uint64_t v)
{
	char buf[VALUE_MAX];
	struct fmt_buffer b;

	fmt_buffer_init(&b, buf, sizeof(buf));
	decode_value(&b.sink, r, f, v);
	json_string(j, name, buf);
}

static void show_field(void *ctx, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	const char *name = desc_string(r->d->table, f->name);
	struct json *j = ctx;

	if (f->fmt == FMT_FLAG) {
		json_bool(j, name, v);
	} else if (f->fmt == FMT_NONE) {
		json_number(j, name, v);
	} else if (f->fmt == FMT_HEX || f->fmt == FMT_UNSURE || f->fmt == FMT_SHL ||
	           f->fmt == FMT_PLACE) {
		json_hex(j, name,
		         v << (f->fmt == FMT_SHL     ? f->arg
		               : f->fmt == FMT_PLACE ? f->b
		                                     : 0),
		         1);
	} else if (is_number(f, v)) {
		json_number(j, name,
		            f->fmt == FMT_PLUS1  ? v + 1
		            : f->fmt == FMT_MUL  ? v * f->arg
		            : f->fmt == FMT_POW2 ? 1ull << (v + f->arg)
		            : v                  ? v
		                                 : f->arg);
	} else if (f->fmt == FMT_LIST) {
		json_begin_array(j, name);
		for (unsigned i = 0; i < 64; i++)
			if (v >> i & 1)
				json_number(j, NULL, i);
		json_end_array(j);
	} else if (f->fmt == FMT_BITS || f->fmt == FMT_SPAN || f->fmt == FMT_SIZES) {
		json_begin_array(j, name);
		for (unsigned i = 0; i < 64; i++)
			if (v >> i & 1)
				show_words(j, NULL, r, f, 1ull << i);
		json_end_array(j);
	} else {
		show_words(j, name, r, f, v);
	}
}

static void end_reg(void *ctx, const struct decode_reg *r)
{
	(void)r;
	json_end_object(ctx);
}

static const char *name_of(const struct decode_array *a)
{
	return desc_string(a->d->table, a->line->name);
}

static void begin_array(void *ctx, const struct decode_array *a)
{
	struct json *j = ctx;

	if (a->line->kind == DESC_PLACE)
		return;
	if (a->line->kind == DESC_ARRAY || a->line->kind == DESC_PLACES) {
		json_begin_array(j, name_of(a));
		return;
	}
	json_begin_object(j, a->line->kind == DESC_KNOWN ? "unknown_version" : name_of(a));
	json_number(j, "offset", a->offset);
	json_begin_array(j, "dwords");
}

/* One that is placed alone has a name; entries have none. */
static void begin_entry(void *ctx, const struct decode_array *a)
{
	json_begin_object(ctx, a->line->kind == DESC_PLACE ? name_of(a) : NULL);
}

static void end_entry(void *ctx, const struct decode_array *a)
{
	(void)a;
	json_end_object(ctx);
}

static void show_raw(void *ctx, const struct decode_array *a)
{
	if (a->st == PCI_OK)
		json_hex(ctx, NULL, a->value, 8);
	else
		json_null(ctx, NULL);
}

static void end_array(void *ctx, const struct decode_array *a)
{
	if (a->line->kind == DESC_PLACE)
		return;
	json_end_array(ctx);
	if (a->line->kind != DESC_ARRAY && a->line->kind != DESC_PLACES)
		json_end_object(ctx);
}

enum pci_status decode_json(const struct decode *d, struct json *j)
{
	static const struct decode_visitor visitor = {
		wants,       begin_reg, show_field, end_reg,   begin_array,
		begin_entry, end_entry, show_raw,   end_array,
	};

	return decode_walk(d, &visitor, j);
}
