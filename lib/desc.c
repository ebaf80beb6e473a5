/* desc.c - the register tables as data. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/desc.h"

#include "lib/bytes.h"
#include "lib/fmt.h"
#include "lib/regs.h"

#define REG_DEF     "lib/regs/all.def"
#define REG_PREFIX  pci
#define REG_STRINGS PCIKIT_STRINGS
#define REG_EXTERN  pci_desc
#include "lib/reg_table.h"

const struct desc *desc_find(const struct desc_table *t, enum desc_block kind, uint16_t id)
{
	for (size_t i = 0; i < t->block_count; i++) {
		const struct desc *d = &t->line[t->block[i]];

		if (d->kind == DESC_BLOCK && d->a == kind && d->arg == id)
			return d;
	}
	return NULL;
}

const struct desc *desc_end(const struct desc_table *t, const struct desc *block)
{
	const struct desc *l = block + 1;

	while (l < t->line + t->count && l->kind != DESC_BLOCK && l->kind != DESC_VARIANT)
		l++;
	return l;
}

static bool is_named(const struct desc_table *t, const struct desc *d, const char *name)
{
	return same_text(desc_string(t, d->name), name);
}

const struct desc *desc_find_field(const struct desc_table *t, const char *block, const char *reg,
                                   const char *field)
{
	bool in_block = false, in_reg = false;

	for (const struct desc *d = t->line; d < t->line + t->count; d++) {
		if (d->kind == DESC_BLOCK || d->kind == DESC_VARIANT)
			in_block = is_named(t, d, block);
		if (d->kind == DESC_REG)
			in_reg = in_block && is_named(t, d, reg);
		if (desc_is_field(d) && in_reg && is_named(t, d, field))
			return d;
	}
	return NULL;
}

const char *desc_value(const struct desc_table *t, const struct desc *field, uint64_t v,
                       size_t *ret_length)
{
	for (const char *s = desc_string(t, field->arg); *s;) {
		uint64_t key = 0;
		size_t n = 0;

		for (; *s != '='; s++)
			key = key << 4 | (uint64_t)(*s <= '9' ? *s - '0' : *s - 'a' + 10);
		for (s++; s[n] && s[n] != '|'; n++)
			;
		*ret_length = n;
		if (key == v)
			return s;
		s += n + (s[n] == '|');
	}
	return NULL;
}

const char *desc_title(const struct desc_table *t, enum desc_block kind, uint16_t id,
                       char buf[DESC_TITLE_MAX])
{
	const struct desc *d = desc_find(t, kind, id);

	if (d)
		return desc_string(t, d->token);
	fmt_string(buf, DESC_TITLE_MAX, "Capability %02x", id);
	return buf;
}
