/* desc.c - the register tables as data. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/desc.h"

#include "lib/fmt.h"
#include "lib/regs.h"

/* clang-format off */

/* All strings in one block; a line of the table holds their offsets. */
#define BLOCK(kind, id, B, size, title)      char n_##B[sizeof(#B)], t_##B[sizeof(title)];
#define PART(kind, id, B, size)
#define REG(B, R, off, bits, access, token)  char n_##B##_##R[sizeof(#R)], t_##B##_##R[sizeof(token)];
#define FLD(B, R, F, hi, lo, fmt, token)     char n_##B##_##R##_##F[sizeof(#F)], t_##B##_##R##_##F[sizeof(token)];
#define IF(c)
#define AND(c)
#define ALWAYS()
#define REPEAT(c, stride)
#define VALUES(name, text)                   char v_##name[sizeof(text)];
struct strings {
	char empty[1];
#include "lib/regs/all.def"
#include "lib/regs/values.def"
};
#undef BLOCK
#undef REG
#undef FLD
#undef VALUES
_Static_assert(sizeof(struct strings) <= UINT16_MAX, "string offsets are 16 bits");

#define BLOCK(kind, id, B, size, title)      .n_##B = #B, .t_##B = title,
#define REG(B, R, off, bits, access, token)  .n_##B##_##R = #R, .t_##B##_##R = token,
#define FLD(B, R, F, hi, lo, fmt, token)     .n_##B##_##R##_##F = #F, .t_##B##_##R##_##F = token,
#define VALUES(name, text)                   .v_##name = text,
static const struct strings strings = {
#include "lib/regs/all.def"
#include "lib/regs/values.def"
};
#undef BLOCK
#undef REG
#undef FLD
#undef IF
#undef AND
#undef ALWAYS
#undef REPEAT
#undef VALUES

/* Two fields on one bit are two equal cases of a switch, and the compiler names the line. */
#define BLOCK(kind, id, B, size, title)
#define REG(B, R, off, bits, access, token)  } } \
	__attribute__((unused)) static void B##_##R##_bits(int bit) { switch (bit) { default: break;
#define FLD(B, R, F, hi, lo, fmt, token)     case lo ... hi: break;
#define IF(c)
#define AND(c)
#define ALWAYS()
#define REPEAT(c, stride)
__attribute__((unused)) static void bits(int bit) { switch (bit) { default: break;
#include "lib/regs/all.def"
} }
#undef BLOCK
#undef REG
#undef FLD
#undef IF
#undef AND
#undef ALWAYS
#undef REPEAT

#define S(member) (uint16_t)__builtin_offsetof(struct strings, member)

/* condition or count → a, b, fmt, name, token, off, arg */
#define FIELD(B, R, F, set) BITS_OF(B, R, F), set
#define TIMES(B, R, F)      BITS_OF(B, R, F)
#define TYPE(set)           0, 0, 0, 0, 0, 0, set
#define BITS_OF(B, R, F)    IO_FIELD_HI(((struct pci_##B##_##R *)0)->F), \
			    IO_FIELD_LO(((struct pci_##B##_##R *)0)->F), \
			    sizeof(struct pci_##B##_##R), 0, 0, reg_at(pci_##B, R)

#define RO        DESC_RO
#define RW        DESC_RW
#define W1C(mask) DESC_W1C

/* format → fmt, arg */
#define NONE       FMT_NONE, 0
#define FLAG       FMT_FLAG, 0
#define DEC        FMT_DEC, 0
#define HEX        FMT_HEX, 0
#define PLUS1      FMT_PLUS1, 0
#define POW2(n)    FMT_POW2, n
#define SHL(n)     FMT_SHL, n
#define PLACE      FMT_PLACE, 0
#define ENUM(list) FMT_ENUM, S(v_##list)
#define BITS(list) FMT_BITS, S(v_##list)
#define SIZE(n)    FMT_SIZE, n
#define SIZES(n)   FMT_SIZES, n
#define CALL(name) FMT_CALL, CALL_##name

#define BLOCK(kind, id, B, size, title) \
	{ DESC_BLOCK, DESC_##kind, 0, 0, S(n_##B), S(t_##B), id, size },
#define REG(B, R, off, bits, access, token) \
	{ DESC_REG, bits, access, 0, S(n_##B##_##R), S(t_##B##_##R), off, 0 },
#define FLD(B, R, F, hi, lo, fmt, token) \
	FIELD_LINE(hi, lo, S(n_##B##_##R##_##F), S(t_##B##_##R##_##F), fmt)
#define FIELD_LINE(...) FIELD_LINE_(__VA_ARGS__)
#define FIELD_LINE_(hi, lo, name, token, fmt, arg) \
	{ DESC_FIELD, hi, lo, fmt, name, token, 0, arg },
#define IF(...)           { DESC_IF, __VA_ARGS__ },
#define AND(...)          { DESC_AND, __VA_ARGS__ },
#define ALWAYS()          { DESC_ALWAYS, 0, 0, 0, 0, 0, 0, 0 },
#define REPEAT(count, stride) { DESC_REPEAT, count, stride },
static const struct desc lines[] = {
#include "lib/regs/all.def"
};
/* clang-format on */

const struct desc_table pci_desc = {lines, sizeof(lines) / sizeof(lines[0]),
                                    (const char *)&strings};

const struct desc *desc_find(const struct desc_table *t, enum desc_block kind, uint16_t id)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct desc *d = &t->line[i];

		if (d->kind == DESC_BLOCK && d->a == kind && d->off == id)
			return d;
	}
	return NULL;
}

static bool is_named(const struct desc_table *t, const struct desc *d, const char *name)
{
	const char *s = desc_string(t, d->name);

	while (*s && *s == *name) {
		s++;
		name++;
	}
	return *s == *name;
}

const struct desc *desc_find_field(const struct desc_table *t, const char *block, const char *reg,
                                   const char *field)
{
	bool in_block = false, in_reg = false;

	for (const struct desc *d = t->line; d < t->line + t->count; d++) {
		if (d->kind == DESC_BLOCK)
			in_block = is_named(t, d, block);
		if (d->kind == DESC_REG)
			in_reg = in_block && is_named(t, d, reg);
		if (d->kind == DESC_FIELD && in_reg && is_named(t, d, field))
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
