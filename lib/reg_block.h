/* reg_block.h - turn a .def file into types. Included once for each table, so it has no guard. */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Before including: REG_DEF is the file, REG_PREFIX the prefix of all names. Of block B with
 * register R and field F it makes
 *
 *   struct PREFIX_B_R   v__ has the register's type; each field is a member without size whose
 *                       array bounds hold its bits: char F[0][hi + 1][lo + 1]
 *   union PREFIX_B      every register at its offset, and bytes__[size]
 *   PREFIX_B_region     a region of that layout; PREFIX_B_mmio is one that is surely mapped
 *
 * so that a wrong name is "no member named", and the compiler's own suggestion finds the right
 * one. The lines of a table are described in lib/regs/README.
 */
#include "lib/io_region.h"

/* clang-format off */
#define REG_PASTE__(a, b) a##_##b
#define REG_PASTE_(a, b)  REG_PASTE__(a, b)
#define REG_NAME(name)    REG_PASTE_(REG_PREFIX, name)

/* kind and id as pci_find() wants them; a device's own block has neither. */
#define REG_KIND_HDR    0
#define REG_KIND_STD    1
#define REG_KIND_EXT    2
#define REG_KIND_MMIO   3
#define REG_KIND_ENTRY  4 /* of an array */
#define REG_WIDTHS_HDR  IO_CONFIG
#define REG_WIDTHS_STD  IO_CONFIG
#define REG_WIDTHS_EXT  IO_CONFIG
#define REG_WIDTHS_MMIO IO_MMIO

/* writable and write-1-to-clear mask of each access class */
#define REG_ACC_RO        0, 0u
#define REG_ACC_RW        1, 0u
#define REG_ACC_W1C(mask) 1, mask
#define REG_ACC_NOREAD    1, 0u

/*
 * Where a block starts, for what refers to its registers from elsewhere: the block itself, the
 * entry of an array, or of an array inside that, or what the function has one of.
 */
#define REG_WHERE_BLOCK    0
#define REG_WHERE_ENTRY    1
#define REG_WHERE_INNER    2
#define REG_WHERE_CONFIG   3
#define REG_WHERE_EXPRESS  4
#define REG_WHERE(kind, id)                                                                        \
	(REG_KIND_##kind == REG_KIND_HDR                   ? REG_WHERE_CONFIG                      \
	 : REG_KIND_##kind == REG_KIND_STD && (id) == 0x10 ? REG_WHERE_EXPRESS                     \
							   : REG_WHERE_BLOCK)
#define REG_WHERE_IN(P)                                                                            \
	(sizeof(*((union REG_NAME(P) *)0)->where__) - 1 == REG_WHERE_ENTRY ? REG_WHERE_INNER       \
									   : REG_WHERE_ENTRY)

/* These say when a register is there and how a value reads: nothing that a type needs. */
#define VALUES(name, text)
#define ONLY(condition)
#define KNOWN(condition)
#define LENGTH(B, R, F)
#define IF(condition)
#define AND(condition)
#define OR(condition)
#define ALWAYS()
#define END()
#define RAW(B, N, token, start, count)

/* To a type, another reading of a field's bits is a field. */
#define ALT(B, R, F, hi, lo, fmt, token) FLD(B, R, F, hi, lo, fmt, token)

/*
 * One structure per register. Fields follow their register until the next one, so each REG closes
 * the structure before it and leaves its own open; the first and the last bracket are here.
 */
#define BLOCK(kind, id, B, size, title)
#define VARIANT(kind, id, B, size, title)
#define PART(kind, id, B, size)
#define ARRAY(P, B, size, token, start, count, stride)
#define REG(B, R, off, bits, access, token) REG_STRUCT(B, R, bits, REG_ACC_##access)
#define REG_STRUCT(B, R, bits, ...)         REG_STRUCT_(B, R, bits, __VA_ARGS__)
#define REG_STRUCT_(B, R, bits, writable, w1c)                                                     \
	};                                                                                         \
	__extension__ struct REG_NAME(B##_##R) {                                                   \
		uint##bits##_t v__;                                                                \
		char writable__[0][(writable) + 1];                                                \
		char w1c_lo__[0][((w1c) & 0xffff) + 1];                                            \
		char w1c_hi__[0][((w1c) >> 16) + 1];
#define FLD(B, R, F, hi, lo, fmt, token) char F[0][(hi) + 1][(lo) + 1];
struct REG_NAME(structs__) {
	char none__;
#include REG_DEF
};
#undef BLOCK
#undef VARIANT
#undef PART
#undef ARRAY
#undef REG
#undef FLD

/*
 * One union per block, in the same manner. Packed, so that a register of 64 bits, which lies at a
 * multiple of 4 in configuration space, is where it should be.
 */
#define BLOCK(kind, id, B, size, title)   PART(kind, id, B, size)
#define VARIANT(kind, id, B, size, title) PART(kind, id, B, size)
#define PART(kind, id, B, size)                                                                    \
	};                                                                                         \
	__extension__ union REG_NAME(B) {                                                          \
		uint8_t bytes__[size];                                                             \
		char kind__[0][REG_KIND_##kind + 1];                                               \
		char id__[0][(id) + 1];                                                            \
		char widths__[0][REG_WIDTHS_##kind + 1];                                           \
		char where__[0][REG_WHERE(kind, id) + 1];
#define ARRAY(P, B, size, token, start, count, stride)                                             \
	};                                                                                         \
	__extension__ union REG_NAME(B) {                                                          \
		uint8_t bytes__[size];                                                             \
		char kind__[0][REG_KIND_ENTRY + 1];                                                \
		char id__[0][1];                                                                   \
		char widths__[0][sizeof(*((union REG_NAME(P) *)0)->widths__)];                     \
		char where__[0][REG_WHERE_IN(P) + 1];
#define REG(B, R, off, bits, access, token)                                                        \
	__extension__ struct __attribute__((packed)) {                                             \
		uint8_t R##_pad__[off];                                                            \
		struct REG_NAME(B##_##R) R;                                                        \
	};
#define FLD(B, R, F, hi, lo, fmt, token)
union REG_NAME(unions__) {
	char none__;
#include REG_DEF
};
#undef BLOCK
#undef VARIANT
#undef PART
#undef ARRAY
#undef REG
#undef FLD

/*
 * Where each register may start: an enumerator without a value is one more than the one before,
 * which is the last byte of the register before.
 */
#define BLOCK(kind, id, B, size, title)                REG_ORDER(B)
#define VARIANT(kind, id, B, size, title)              REG_ORDER(B)
#define PART(kind, id, B, size)                        REG_ORDER(B)
#define ARRAY(P, B, size, token, start, count, stride) REG_ORDER(B)
#define REG_ORDER(B)                                                                               \
	}                                                                                          \
	;                                                                                          \
	enum {                                                                                     \
		REG_NAME(B##_start__) = -1,
#define REG(B, R, off, bits, access, token)                                                        \
	REG_NAME(B##_##R##_min__), REG_NAME(B##_##R##_last__) = (off) + (bits) / 8 - 1,
#define FLD(B, R, F, hi, lo, fmt, token)
enum { REG_NAME(order__),
#include REG_DEF
};
#undef BLOCK
#undef VARIANT
#undef PART
#undef ARRAY
#undef REG_ORDER
#undef REG
#undef FLD

/* The names of the regions, and what a line of the table can get wrong. */
#define BLOCK(kind, id, B, size, title)                REG_REGION(B)
#define VARIANT(kind, id, B, size, title)              REG_REGION(B)
#define PART(kind, id, B, size)                        REG_REGION(B)
#define ARRAY(P, B, size, token, start, count, stride) REG_REGION(B)
#define REG_REGION(B)                                                                              \
	typedef IO_REGION(union REG_NAME(B)) REG_NAME(B##_region);                                 \
	typedef MMIO_REGION(union REG_NAME(B)) REG_NAME(B##_mmio);
/* What an access of that many bits must be aligned to: where 64 are two reads, to one of them. */
#define REG_ALIGN(B, bits)                                                                         \
	((bits) == 64 && sizeof(*((union REG_NAME(B) *)0)->widths__) <= IO_64 ? 4 : (bits) / 8)
#define REG(B, R, off, bits, access, token)                                                        \
	IO_ASSERT((off) % REG_ALIGN(B, bits) == 0, #B "." #R " is not aligned to its width");      \
	IO_ASSERT((off) + (bits) / 8 <= sizeof(((union REG_NAME(B) *)0)->bytes__),                 \
		  #B "." #R " lies outside its block");                                            \
	IO_ASSERT((off) >= (int)REG_NAME(B##_##R##_min__),                                         \
		  #B "." #R " overlaps the register before it, or is out of order");
#define FLD(B, R, F, hi, lo, fmt, token)                                                           \
	IO_ASSERT((lo) <= (hi) && (hi) < 8 * sizeof(((struct REG_NAME(B##_##R) *)0)->v__),         \
		  #B "." #R "." #F " lies outside its register");
#include REG_DEF
#undef BLOCK
#undef VARIANT
#undef PART
#undef ARRAY
#undef REG
#undef FLD

#undef REG_REGION
#undef REG_ALIGN
#undef VALUES
#undef ONLY
#undef KNOWN
#undef LENGTH
#undef IF
#undef AND
#undef OR
#undef ALWAYS
#undef END
#undef RAW
#undef ALT
#undef REG_STRUCT
#undef REG_STRUCT_
#undef REG_ACC_RO
#undef REG_ACC_RW
#undef REG_ACC_W1C
#undef REG_ACC_NOREAD
#undef REG_KIND_HDR
#undef REG_KIND_STD
#undef REG_KIND_EXT
#undef REG_KIND_MMIO
#undef REG_KIND_ENTRY
#undef REG_WIDTHS_HDR
#undef REG_WIDTHS_STD
#undef REG_WIDTHS_EXT
#undef REG_WIDTHS_MMIO
#undef REG_WHERE_BLOCK
#undef REG_WHERE_ENTRY
#undef REG_WHERE_INNER
#undef REG_WHERE_CONFIG
#undef REG_WHERE_EXPRESS
#undef REG_WHERE
#undef REG_WHERE_IN
#undef REG_NAME
#undef REG_PASTE_
#undef REG_PASTE__
#undef REG_DEF
#undef REG_PREFIX
