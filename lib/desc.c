/* desc.c - the register tables as data. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/desc.h"

#include "lib/bytes.h"
#include "lib/fmt.h"
#include "lib/regs.h"

/* All strings in one array, and where in it each starts; the build makes it with lib/regs/pool. */
#include PCIKIT_STRINGS
_Static_assert(sizeof(strings) <= UINT16_MAX, "string offsets are 16 bits");

/* clang-format off */

/* What most passes below make nothing of. */
#define ONLY(c)
#define KNOWN(c)
#define LENGTH(B, R, F)
#define IF(c)
#define AND(c)
#define OR(c)
#define ALWAYS()
#define END()
#define PART(kind, id, B, size)
#define VALUES(name, text)

/* Two fields on one bit are two equal cases of a switch, and the compiler names the line. */
#define ALT(B, R, F, hi, lo, fmt, token)
#define BLOCK(kind, id, B, size, title)
#define VARIANT(kind, id, B, size, title)
#define ARRAY(P, B, size, token, start, count, stride)
#define RAW(B, N, token, start, count)
#define REG(B, R, off, bits, access, token)  } } \
	__attribute__((unused)) static void B##_##R##_bits(int bit) { switch (bit) { default: break;
#define FLD(B, R, F, hi, lo, fmt, token)     case lo ... hi: break;
__attribute__((unused)) static void bits(int bit) { switch (bit) { default: break;
#include "lib/regs/all.def"
} }
#undef BLOCK
#undef VARIANT
#undef ARRAY
#undef RAW
#undef REG
#undef FLD
#undef ONLY
#undef KNOWN
#undef IF
#undef AND
#undef OR

/* What a condition can get wrong. */
#define BLOCK(kind, id, B, size, title)
#define VARIANT(kind, id, B, size, title)
#define REG(B, R, off, bits, access, token)
#define FLD(B, R, F, hi, lo, fmt, token)
#define ARRAY(P, B, size, token, start, count, stride) CHECK_STRIDE(B, size, stride)
#define RAW(B, N, token, start, count)
#define ONLY(c)             CHECK_##c
#define KNOWN(c)            CHECK_##c
#define IF(c)               CHECK_##c
#define AND(c)              CHECK_##c
#define OR(c)               CHECK_##c
#define CHECK_FIELD(B, R, F, set) \
	_Static_assert((set) > 0 && (set) <= 0xffff && (set) < 1ull << SPAN_OF(B, R, F), \
		       #B "." #R "." #F " cannot have these values");
#define CHECK_IS(B, R, F, value)  CHECK_VALUE(B, R, F, value)
#define CHECK_ATLEAST(B, R, F, n) CHECK_VALUE(B, R, F, n)
#define CHECK_VALUE(B, R, F, n) \
	_Static_assert((n) <= 0xffff && (n) < 1ull << WIDTH_OF(B, R, F), \
		       #B "." #R "." #F " cannot have this value");
#define CHECK_ATMOST(B, R, F, n)  CHECK_VALUE(B, R, F, n)
#define CHECK_TYPE(set)     CHECK_FIELD(EXP, FLAGS, TYPE, set)
#define CHECK_LAYOUT(set)   CHECK_FIELD(HDR, HEADER_TYPE, LAYOUT, set)
#define CHECK_VERSION(set)  CHECK_FIELD(EXTCAP, HEADER, VERSION, set)
#define CHECK_CLASS(n)      _Static_assert((n) <= 0xffff, "a class has 16 bits");
#define CHECK_DETAIL()
#define CHECK_PLAIN()
#define CHECK_STRIDE(B, size, stride) \
	_Static_assert(MOST_##stride >= (size), #B " is larger than its stride");
#define MOST_EVERY(n)                   (n)
#define MOST_EVERY_PLUS(n, B, R, F, m)  ((n) + (m) * ((1 << WIDTH_OF(B, R, F)) - 1))
#define FIELD_OF(B, R, F)   ((struct pci_##B##_##R *)0)->F
#define SPAN_OF(B, R, F)    (WIDTH_OF(B, R, F) < 4 ? 1u << WIDTH_OF(B, R, F) : 16u)
#define WIDTH_OF(B, R, F)   (IO_FIELD_HI(FIELD_OF(B, R, F)) - IO_FIELD_LO(FIELD_OF(B, R, F)) + 1)
#include "lib/regs/all.def"
#undef ONLY
#undef KNOWN
#undef LENGTH
#undef IF
#undef AND
#undef OR
#undef ALWAYS
#undef END
#undef BLOCK
#undef VARIANT
#undef ARRAY
#undef RAW
#undef REG
#undef FLD
#undef PART

/* condition, start, count, stride → a, b, fmt, { op, extra, off }, arg */
#define FIELD(B, R, F, set)      REF(B, R, F, OP_SET, 0, set)
#define IS(B, R, F, value)       REF(B, R, F, OP_IS, 0, value)
#define ATLEAST(B, R, F, n)      REF(B, R, F, OP_ATLEAST, 0, n)
#define ATMOST(B, R, F, n)       REF(B, R, F, OP_ATMOST, 0, n)
#define TYPE(set)                FIELD(EXP, FLAGS, TYPE, set)
#define LAYOUT(set)              FIELD(HDR, HEADER_TYPE, LAYOUT, set)
#define VERSION(set)             FIELD(EXTCAP, HEADER, VERSION, set)
#define CLASS(n) \
	BITS_AT(31, 16, 4, DESC_IN_CONFIG, OP_IS, 0, reg_at(pci_HDR, CLASS_REV), n)
#define DETAIL()                 NO_BITS(OP_DETAIL, 0)
#define PLAIN()                  NO_BITS(OP_PLAIN, 0)
#define AT(n)                    NO_BITS(OP_AT, n)
#define NEXT()                   NO_BITS(OP_NEXT, 0)
#define POINTER(B, R, F, n)      REF(B, R, F, OP_POINTER, n, 0)
#define COUNT(n)                 NO_BITS(OP_COUNT, n)
#define TIMES(B, R, F, n)        REF(B, R, F, OP_TIMES, 0, (uint16_t)(n))
#define UNTIL(B, R, F)           REF(B, R, F, OP_UNTIL, 0, 0)
#define BITMAP(B, R, F)          REF(B, R, F, OP_BITMAP, 0, 0)
#define LANES()                  TIMES(EXPLNK, LNKCAP, WIDTH, 0)
#define REST()                   NO_BITS(OP_REST, 0)
#define CALC(name)               NO_BITS(OP_CALC, CALC_##name)
#define EVERY(n)                 NO_BITS(OP_EVERY, n)
#define EVERY_PLUS(n, B, R, F, m) REF(B, R, F, OP_EVERY_PLUS, m, n)
#define NO_BITS(operation, arg)  BITS_AT(0, 0, 0, 0, operation, 0, 0, arg)
#define REF(B, R, F, operation, more, arg) \
	BITS_AT(IO_FIELD_HI(FIELD_OF(B, R, F)), IO_FIELD_LO(FIELD_OF(B, R, F)), \
		sizeof(((struct pci_##B##_##R *)0)->v__), \
		sizeof(*((union pci_##B *)0)->where__) - 1, operation, more, reg_at(pci_##B, R), arg)
#define BITS_AT(hi, lo, bytes, where, operation, more, offset, arg) \
	hi, lo, (bytes) | (where) << 4, { .op = operation, .extra = more, .off = offset }, arg

#define RO        DESC_RO
#define RW        DESC_RW
#define W1C(mask) DESC_W1C
#define NOREAD    DESC_NOREAD

/* format → fmt, arg */
#define NONE       FMT_NONE, 0
#define FLAG       FMT_FLAG, 0
#define DEC        FMT_DEC, 0
#define HEX        FMT_HEX, 0
#define PLUS1      FMT_PLUS1, 0
#define ZERO(n)    FMT_ZERO, n
#define TENS(n)    FMT_TENS, (uint16_t)(n)
#define POW2(n)    FMT_POW2, n
#define MUL(n)     FMT_MUL, n
#define SHL(n)     FMT_SHL, n
#define PLACE      FMT_PLACE, 0
#define ENUM(list) FMT_ENUM, v_##list
#define BITS(list) FMT_BITS, v_##list
#define SPAN(list) FMT_SPAN, v_##list
#define LIST       FMT_LIST, 0
#define SIZE(n)    FMT_SIZE, n
#define SIZES(n)   FMT_SIZES, n
#define CALL(name) FMT_CALL, CALL_##name
#define UNSURE     FMT_UNSURE, 0

#define BLOCK(kind, id, B, size, title)   STRUCTURE(DESC_BLOCK, kind, id, B, size)
#define VARIANT(kind, id, B, size, title) STRUCTURE(DESC_VARIANT, kind, id, B, size)
#define STRUCTURE(line, kind, id, B, size) \
	{ line, DESC_##kind, (size) & 0xff, (size) >> 8, STRINGS_OF(B), id },
#define REG(B, R, off, bits, access, token) \
	{ DESC_REG, bits, access, 0, STRINGS_OF(B##_##R), off },
#define FLD(B, R, F, hi, lo, fmt, token)  { DESC_FIELD, hi, lo, FIELD_LINE(B##_##R##_##F, fmt) },
#undef ALT
#define ALT(B, R, F, hi, lo, fmt, token)  { DESC_ALT, hi, lo, FIELD_LINE(B##_##R##_##F, fmt) },
#define FIELD_LINE(...)                   FIELD_LINE_(__VA_ARGS__)
#define FIELD_LINE_(id, fmt, arg)         fmt, STRINGS_OF(id), arg
#define STRINGS_OF(id)                    { { n_##id, t_##id } }
#define ONLY(...)         { DESC_ONLY, __VA_ARGS__ },
#define KNOWN(...)        { DESC_KNOWN, __VA_ARGS__ },
#define LENGTH(B, R, F)   { DESC_LENGTH, REF(B, R, F, 0, 0, 0) },
#define IF(...)           { DESC_IF, __VA_ARGS__ },
#define AND(...)          { DESC_AND, __VA_ARGS__ },
#define OR(...)           { DESC_OR, __VA_ARGS__ },
#define ALWAYS()          { .kind = DESC_ALWAYS },
#define PART(kind, id, B, size) ALWAYS()
#define END()             { .kind = DESC_END },
#define ARRAY(P, B, size, token, start, count, stride) \
	{ DESC_ARRAY, 0, 0, 0, STRINGS_OF(B), size }, \
	{ DESC_START, start }, { DESC_COUNT, count }, { DESC_STRIDE, stride },
#define RAW(B, N, token, start, count) \
	{ DESC_RAW, 0, 0, 0, STRINGS_OF(B##_##N), 0 }, \
	{ DESC_START, start }, { DESC_COUNT, count },
static const struct desc lines[] = {
#include "lib/regs/all.def"
};
#undef BLOCK
#undef VARIANT
#undef REG
#undef FLD
#undef ALT
#undef ONLY
#undef KNOWN
#undef LENGTH
#undef IF
#undef AND
#undef OR
#undef ALWAYS
#undef END
#undef ARRAY
#undef RAW
#undef PART

/* The number of each line as an offset, so that those of the blocks are constants. */
#define LINES_(n, count)  char l_##n[count];
#define LINES(n, count)   LINES_(n, count)
#define BLOCK(kind, id, B, size, title)      char b_##B;
#define VARIANT(kind, id, B, size, title)    char b_##B;
#define REG(B, R, off, bits, access, token)  LINES(__COUNTER__, 1)
#define FLD(B, R, F, hi, lo, fmt, token)     LINES(__COUNTER__, 1)
#define ALT(B, R, F, hi, lo, fmt, token)     LINES(__COUNTER__, 1)
#define ONLY(c)                              LINES(__COUNTER__, 1)
#define KNOWN(c)                             LINES(__COUNTER__, 1)
#define LENGTH(B, R, F)                      LINES(__COUNTER__, 1)
#define IF(c)                                LINES(__COUNTER__, 1)
#define AND(c)                               LINES(__COUNTER__, 1)
#define OR(c)                                LINES(__COUNTER__, 1)
#define ALWAYS()                             LINES(__COUNTER__, 1)
#define PART(kind, id, B, size)              LINES(__COUNTER__, 1)
#define END()                                LINES(__COUNTER__, 1)
#define ARRAY(P, B, size, token, start, count, stride) LINES(__COUNTER__, 4)
#define RAW(B, N, token, start, count)       LINES(__COUNTER__, 3)
struct numbers {
#include "lib/regs/all.def"
};
#undef BLOCK
#undef VARIANT
#undef REG
#undef FLD
#undef ALT
#undef ONLY
#undef KNOWN
#undef LENGTH
#undef IF
#undef AND
#undef OR
#undef ALWAYS
#undef END
#undef ARRAY
#undef RAW
#undef PART
_Static_assert(sizeof(struct numbers) == sizeof(lines) / sizeof(lines[0]), "one number a line");

#define BLOCK(kind, id, B, size, title)      __builtin_offsetof(struct numbers, b_##B),
#define VARIANT(kind, id, B, size, title)    __builtin_offsetof(struct numbers, b_##B),
#define REG(B, R, off, bits, access, token)
#define FLD(B, R, F, hi, lo, fmt, token)
#define ALT(B, R, F, hi, lo, fmt, token)
#define ONLY(c)
#define KNOWN(c)
#define LENGTH(B, R, F)
#define IF(c)
#define AND(c)
#define OR(c)
#define ALWAYS()
#define END()
#define PART(kind, id, B, size)
#define ARRAY(P, B, size, token, start, count, stride)
#define RAW(B, N, token, start, count)
static const uint16_t blocks[] = {
#include "lib/regs/all.def"
};
/* clang-format on */

const struct desc_table pci_desc = {
	lines,  sizeof(lines) / sizeof(lines[0]),   strings,
	blocks, sizeof(blocks) / sizeof(blocks[0]),
};

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
