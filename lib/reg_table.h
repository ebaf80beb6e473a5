/* reg_table.h - turn a .def file into data. Included once for each table, in a C file. */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Before including: lib/reg_block.h made the types of the same table; REG_DEF is the file and
 * REG_PREFIX the prefix again. It makes
 *
 *   static const struct desc_table PREFIX_desc
 *
 * for lib/desc.h and lib/decode.h, of lines and strings that have nothing to relocate. REG_EXTERN
 * is another name, of a table that is not static. Strings are stored as they come, which needs
 * nothing of the build; REG_STRINGS is a header of lib/regs/pool's, where each is stored once.
 *
 * Conditions on the function itself (TYPE, LAYOUT, VERSION, CLASS, LANES) want lib/regs.h.
 */
#include "lib/desc.h"
#include "lib/io_region.h"

/* clang-format off */
#ifndef LIB_REG_TABLE_H
#define LIB_REG_TABLE_H

/* condition, start, count, stride → a, b, fmt, { op, extra, off }, arg */
#define REG_OP_FIELD(B, R, F, set)      REG_REF(B, R, F, OP_SET, 0, set)
#define REG_OP_IS(B, R, F, value)       REG_REF(B, R, F, OP_IS, 0, value)
#define REG_OP_ATLEAST(B, R, F, n)      REG_REF(B, R, F, OP_ATLEAST, 0, n)
#define REG_OP_ATMOST(B, R, F, n)       REG_REF(B, R, F, OP_ATMOST, 0, n)
#define REG_OP_TYPE(set)                REG_REF_IN(pci_EXP, FLAGS, TYPE, OP_SET, 0, set)
#define REG_OP_LAYOUT(set)              REG_REF_IN(pci_HDR, HEADER_TYPE, LAYOUT, OP_SET, 0, set)
#define REG_OP_VERSION(set)             REG_REF_IN(pci_EXTCAP, HEADER, VERSION, OP_SET, 0, set)
#define REG_OP_CLASS(n) \
	REG_BITS(31, 16, 4, DESC_IN_CONFIG, OP_IS, 0, reg_at(pci_HDR, CLASS_REV), n)
#define REG_OP_DETAIL()                 REG_NO_BITS(OP_DETAIL, 0)
#define REG_OP_PLAIN()                  REG_NO_BITS(OP_PLAIN, 0)
#define REG_OP_AT(n)                    REG_NO_BITS(OP_AT, n)
#define REG_OP_NEXT()                   REG_NO_BITS(OP_NEXT, 0)
#define REG_OP_POINTER(B, R, F, n)      REG_REF(B, R, F, OP_POINTER, n, 0)
#define REG_OP_COUNT(n)                 REG_NO_BITS(OP_COUNT, n)
#define REG_OP_TIMES(B, R, F, n)        REG_REF(B, R, F, OP_TIMES, 0, (uint16_t)(n))
#define REG_OP_UNTIL(B, R, F)           REG_REF(B, R, F, OP_UNTIL, 0, 0)
#define REG_OP_BITMAP(B, R, F)          REG_REF(B, R, F, OP_BITMAP, 0, 0)
#define REG_OP_LANES()                  REG_REF_IN(pci_EXPLNK, LNKCAP, WIDTH, OP_TIMES, 0, 0)
#define REG_OP_REST()                   REG_NO_BITS(OP_REST, 0)
#define REG_OP_CALC(name)               REG_NO_BITS(OP_CALC, CALC_##name)
#define REG_OP_EVERY(n)                 REG_NO_BITS(OP_EVERY, n)
#define REG_OP_EVERY_PLUS(n, B, R, F, m) REG_REF(B, R, F, OP_EVERY_PLUS, m, n)
#define REG_NO_BITS(op, n)              REG_BITS(0, 0, 0, 0, op, (n) >> 16, 0, (n) & 0xffff)
#define REG_REF(B, R, F, op, more, n)   REG_REF_IN(REG_NAME(B), R, F, op, more, n)
#define REG_REF_IN(U, R, F, op, more, n) \
	REG_BITS(IO_FIELD_HI(REG_MEMBER(U, R)F), IO_FIELD_LO(REG_MEMBER(U, R)F), \
		 sizeof(REG_MEMBER(U, R)v__), sizeof(*((union U *)0)->where__) - 1, \
		 op, more, reg_at(U, R) + REG_MAY_ASK(U, R), n)
#define REG_BITS(hi, lo, bytes, where, operation, more, offset, n) \
	hi, lo, (bytes) | (where) << 4, { .op = operation, .extra = more, .off = offset }, n
#define REG_MEMBER(U, R)                ((union U *)0)->R.
#define REG_MAY_ASK(U, R) \
	(0 * sizeof(struct { \
		_Static_assert(sizeof(*REG_MEMBER(U, R)writable__) < 3, \
			       #R " is NOREAD: nothing can depend on it"); \
		_Static_assert(reg_at(U, R) <= UINT16_MAX, #R " is too far up to depend on"); \
		char none__; }))

/* What a condition can get wrong. */
#define REG_CHECK_FIELD(B, R, F, set) REG_CHECK_SET(REG_NAME(B##_##R), F, #B "." #R "." #F, set)
#define REG_CHECK_TYPE(set)           REG_CHECK_SET(pci_EXP_FLAGS, TYPE, "TYPE", set)
#define REG_CHECK_LAYOUT(set)         REG_CHECK_SET(pci_HDR_HEADER_TYPE, LAYOUT, "LAYOUT", set)
#define REG_CHECK_VERSION(set)        REG_CHECK_SET(pci_EXTCAP_HEADER, VERSION, "VERSION", set)
#define REG_CHECK_IS(B, R, F, value)  REG_CHECK_VALUE(B, R, F, value)
#define REG_CHECK_ATLEAST(B, R, F, n) REG_CHECK_VALUE(B, R, F, n)
#define REG_CHECK_ATMOST(B, R, F, n)  REG_CHECK_VALUE(B, R, F, n)
#define REG_CHECK_CLASS(n)            _Static_assert((n) <= 0xffff, "a class has 16 bits");
#define REG_CHECK_DETAIL()
#define REG_CHECK_PLAIN()
#define REG_CHECK_SET(T, F, name, set) \
	_Static_assert((set) > 0 && (set) <= 0xffff && (set) < 1ull << REG_SPAN(T, F), \
		       name " cannot have these values");
#define REG_CHECK_VALUE(B, R, F, n) \
	_Static_assert((n) <= 0xffff && (n) < 1ull << REG_BIT_COUNT(REG_NAME(B##_##R), F), \
		       #B "." #R "." #F " cannot have this value");
#define REG_MOST_EVERY(n)                  (n)
#define REG_MOST_EVERY_PLUS(n, B, R, F, m) \
	((n) + (m) * ((1 << REG_BIT_COUNT(REG_NAME(B##_##R), F)) - 1))
#define REG_SPAN(T, F) (REG_BIT_COUNT(T, F) < 4 ? 1u << REG_BIT_COUNT(T, F) : 16u)
#define REG_BIT_COUNT(T, F) \
	(IO_FIELD_HI(((struct T *)0)->F) - IO_FIELD_LO(((struct T *)0)->F) + 1)

/* In how many arrays the registers of a block are, as far as references to them can tell. */
#define REG_LEVEL(B) \
	(sizeof(*((union REG_NAME(B) *)0)->where__) - 1 <= DESC_NESTING \
		 ? sizeof(*((union REG_NAME(B) *)0)->where__) - 1 : 0)

#define REG_ACCESS_RO        DESC_RO
#define REG_ACCESS_RW        DESC_RW
#define REG_ACCESS_W1C(mask) DESC_W1C
#define REG_ACCESS_NOREAD    DESC_NOREAD

/* format → fmt, arg */
#define REG_FMT_NONE       FMT_NONE, 0
#define REG_FMT_FLAG       FMT_FLAG, 0
#define REG_FMT_DEC        FMT_DEC, 0
#define REG_FMT_HEX        FMT_HEX, 0
#define REG_FMT_PLUS1      FMT_PLUS1, 0
#define REG_FMT_ZERO(n)    FMT_ZERO, n
#define REG_FMT_TENS(n)    FMT_TENS, (uint16_t)(n)
#define REG_FMT_POW2(n)    FMT_POW2, n
#define REG_FMT_MUL(n)     FMT_MUL, n
#define REG_FMT_SHL(n)     FMT_SHL, n
#define REG_FMT_PLACE      FMT_PLACE, 0
#define REG_FMT_ENUM(list) FMT_ENUM, REG_STRING(v_##list)
#define REG_FMT_BITS(list) FMT_BITS, REG_STRING(v_##list)
#define REG_FMT_SPAN(list) FMT_SPAN, REG_STRING(v_##list)
#define REG_FMT_LIST       FMT_LIST, 0
#define REG_FMT_SIZE(n)    FMT_SIZE, n
#define REG_FMT_SIZES(n)   FMT_SIZES, n
#define REG_FMT_CALL(name) FMT_CALL, CALL_##name
#define REG_FMT_UNSURE     FMT_UNSURE, 0

#define REG_LINE_OF(id)    { { REG_STRING(n_##id), REG_STRING(t_##id) } }
#define REG_FIELD_LINE(...)              REG_FIELD_LINE_(__VA_ARGS__)
#define REG_FIELD_LINE_(id, fmt, arg)    fmt, REG_LINE_OF(id), arg

/* A member for each line, so that the number of one is an offset and a constant. */
#define REG_NUMBER(n)      REG_NUMBER_(n)
#define REG_NUMBER_(n)     char l_##n;
#define REG_NUMBER_OF(B)   __builtin_offsetof(struct REG_NAME(numbers__), b_##B)
#endif

/* All strings in one object, and where in it each starts. */
#ifdef REG_STRINGS
#include REG_STRINGS
#define REG_TEXT       strings
#define REG_STRING(id) id
#else
struct REG_NAME(strings__) {
#define STRING(id, text) char id[sizeof(text)];
#include "lib/reg_strings.h"
};
static const struct REG_NAME(strings__) REG_NAME(strings) = {
#define STRING(id, text) text,
#include "lib/reg_strings.h"
};
#define REG_TEXT       REG_NAME(strings)
#define REG_STRING(id) __builtin_offsetof(struct REG_NAME(strings__), id)
#endif
_Static_assert(sizeof(REG_TEXT) <= UINT16_MAX, "string offsets are 16 bits");

/* Two fields on one bit are two equal cases of a switch, and the compiler names the line. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#define REG(B, R, off, bits, access, token) } } \
	__attribute__((unused)) static void REG_NAME(B##_##R##_bits__)(int bit) { \
		switch (bit) { default: break;
#define FLD(B, R, F, hi, lo, fmt, token) case lo ... hi: break;
#define ALT(B, R, F, hi, lo, fmt, token)
__attribute__((unused)) static void REG_NAME(bits__)(int bit) { switch (bit) { default: break;
#include "lib/reg_pass.h"
} }
#pragma GCC diagnostic pop

/* How deep arrays and relative blocks are nested: 1 more than the deepest inside. */
#define BLOCK(kind, id, B, size, title) \
	}; \
	union REG_NAME(B##_depth__) { \
		char none__;
#define ARRAY(P, B, size, token, start, count, stride) char B##__[REG_LEVEL(B) + 1];
#define PLACES(P, N, B, off, count, label) \
	char P##_##N##__[REG_LEVEL(P) + 1 + sizeof(union REG_NAME(B##_depth__))];
union REG_NAME(depth__) {
	char none__;
#include "lib/reg_pass.h"
};

#define ONLY(c)  REG_CHECK_##c
#define KNOWN(c) REG_CHECK_##c
#define IF(c)    REG_CHECK_##c
#define AND(c)   REG_CHECK_##c
#define OR(c)    REG_CHECK_##c
#define ARRAY(P, B, size, token, start, count, stride) \
	_Static_assert(REG_MOST_##stride >= (size), #B " is larger than its stride");
#define PLACES(P, N, B, off, count, label) \
	_Static_assert(REG_LEVEL(P) + sizeof(union REG_NAME(B##_depth__)) <= DESC_NESTING, \
		       #P "." #N " is nested too deep"); \
	_Static_assert((count) <= UINT16_MAX, #P "." #N " has too many entries");
#define REG(B, R, off, bits, access, token) \
	_Static_assert((off) <= DESC_OFFSET_MAX, #B "." #R " is too far up");
#include "lib/reg_pass.h"

#define BLOCK(kind, id, B, size, title) \
	REG_START(B, { DESC_BLOCK, DESC_##kind, REG_BYTES(size), REG_LINE_OF(B), id })
#define VARIANT(kind, id, B, size, title) \
	REG_START(B, { DESC_VARIANT, DESC_##kind, REG_BYTES(size), REG_LINE_OF(B), id })
#define REG_BYTES(n)            REG_BYTES_((n) < UINT16_MAX ? (n) : UINT16_MAX)
#define REG_BYTES_(n)           (n) & 0xff, (n) >> 8
#define PART(kind, id, B, size) ALWAYS()
#define ONLY(c)                 REG_LINE({ DESC_ONLY, REG_OP_##c })
#define KNOWN(c)                REG_LINE({ DESC_KNOWN, REG_OP_##c })
#define LENGTH(B, R, F)         REG_LINE({ DESC_LENGTH, REG_REF(B, R, F, 0, 0, 0) })
#define IF(c)                   REG_LINE({ DESC_IF, REG_OP_##c })
#define AND(c)                  REG_LINE({ DESC_AND, REG_OP_##c })
#define OR(c)                   REG_LINE({ DESC_OR, REG_OP_##c })
#define ALWAYS()                REG_LINE({ .kind = DESC_ALWAYS })
#define END()                   REG_LINE({ .kind = DESC_END })
#define REG(B, R, off, bits, access, token) \
	REG_LINE({ DESC_REG, bits, REG_ACCESS_##access, (off) >> 16, REG_LINE_OF(B##__##R), \
		   (off) & 0xffff })
#define FLD(B, R, F, hi, lo, fmt, token) \
	REG_LINE({ DESC_FIELD, hi, lo, REG_FIELD_LINE(B##__##R##__##F, REG_FMT_##fmt) })
#define ALT(B, R, F, hi, lo, fmt, token) \
	REG_LINE({ DESC_ALT, hi, lo, REG_FIELD_LINE(B##__##R##__##F, REG_FMT_##fmt) })
#define RAW(B, N, token, start, count) \
	REG_LINE({ DESC_RAW, 0, 0, 0, REG_LINE_OF(B##__##N), 0 }) \
	REG_LINE({ DESC_START, REG_OP_##start }) \
	REG_LINE({ DESC_COUNT, REG_OP_##count })
#define ARRAY(P, B, size, token, start, count, stride) \
	REG_LINE({ DESC_ARRAY, 0, 0, 0, REG_LINE_OF(B), size }) \
	REG_LINE({ DESC_START, REG_OP_##start }) \
	REG_LINE({ DESC_COUNT, REG_OP_##count }) \
	REG_LINE({ DESC_STRIDE, REG_OP_##stride })
#define PLACE(P, N, B, off, label)         REG_PLACE(DESC_PLACE, P##__##N, B, off, 1)
#define PLACES(P, N, B, off, count, label) REG_PLACE(DESC_PLACES, P##__##N, B, off, count)
#define REG_PLACE(kind, id, B, off, count) \
	REG_LINE({ kind, 0, 0, 0, REG_LINE_OF(id), REG_NUMBER_OF(B) }) \
	REG_LINE({ DESC_START, REG_OP_AT(off) }) \
	REG_LINE({ DESC_COUNT, REG_OP_COUNT(count) }) \
	REG_LINE({ DESC_STRIDE, REG_OP_EVERY(sizeof(union REG_NAME(B))) })

#define REG_LINE(...)     REG_NUMBER(__COUNTER__)
#define REG_START(B, ...) char b_##B;
struct REG_NAME(numbers__) {
#define REG_AGAIN
#include "lib/reg_pass.h"
};
#undef REG_LINE
#undef REG_START
_Static_assert(sizeof(struct REG_NAME(numbers__)) <= UINT16_MAX, "numbers of lines are 16 bits");

#define REG_LINE(...)     __VA_ARGS__,
#define REG_START(B, ...) __VA_ARGS__,
static const struct desc REG_NAME(lines)[] = {
#include "lib/reg_pass.h"
};
#undef REG_LINE
#undef REG_START
#undef REG_BYTES
#undef REG_BYTES_
#undef REG_PLACE
_Static_assert(sizeof(struct REG_NAME(numbers__)) ==
		       sizeof(REG_NAME(lines)) / sizeof(REG_NAME(lines)[0]),
	       "one number a line");

#define BLOCK(kind, id, B, size, title) REG_NUMBER_OF(B),
static const uint16_t REG_NAME(blocks)[] = {
#include "lib/reg_pass.h"
};

#ifdef REG_EXTERN
const struct desc_table REG_EXTERN = {
#else
static const struct desc_table REG_NAME(desc) = {
#endif
	REG_NAME(lines),  sizeof(REG_NAME(lines)) / sizeof(REG_NAME(lines)[0]),
	(const char *)&REG_TEXT,
	REG_NAME(blocks), sizeof(REG_NAME(blocks)) / sizeof(REG_NAME(blocks)[0]),
};
/* clang-format on */

#undef REG_TEXT
#undef REG_STRING
#undef REG_STRINGS
#undef REG_EXTERN
#undef REG_DEF
#undef REG_PREFIX
