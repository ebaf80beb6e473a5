/* reg_block.h - turn a .def file into types. Included once for each table. */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Before including: REG_DEF is the file, REG_PREFIX the prefix of all names. Of block B with
 * register R and field F it makes
 *
 *   struct PREFIX_B_R   v__ has the register's type; each field is a member without size whose
 *                       array bounds hold its bits: char F[0][hi + 1][lo + 1]
 *   union PREFIX_B      every register at its offset, and bytes__[size]; a relative block that
 *                       is placed in B is a member of its own union's type there, or an array
 *   PREFIX_B_region     a region of that layout; PREFIX_B_mmio is one that is surely mapped
 *
 * so that a wrong name is "no member named", and the compiler's own suggestion finds the right
 * one. The lines of a table are described in lib/regs/README.
 */
#include "lib/io_region.h"

/* clang-format off */
#ifndef LIB_REG_BLOCK_H
#define LIB_REG_BLOCK_H

#define REG_PASTE__(a, b) a##_##b
#define REG_PASTE_(a, b)  REG_PASTE__(a, b)
#define REG_NAME(name)    REG_PASTE_(REG_PREFIX, name)

/* kind and id as pci_find() wants them; what is no capability has neither. */
#define REG_KIND_HDR      0
#define REG_KIND_STD      1
#define REG_KIND_EXT      2
#define REG_KIND_MMIO     3
#define REG_KIND_ENTRY    4 /* of an array */
#define REG_KIND_RELATIVE 5
#define REG_KIND_PORTS    6

/* A relative block may lie where its own registers can, and has no wider access than they have. */
#define REG_WIDTHS_HDR(B)      IO_CONFIG
#define REG_WIDTHS_STD(B)      IO_CONFIG
#define REG_WIDTHS_EXT(B)      IO_CONFIG
#define REG_WIDTHS_MMIO(B)     IO_MMIO
#define REG_WIDTHS_PORTS(B)    IO_CONFIG
#define REG_WIDTHS_RELATIVE(B) (2 * REG_WIDEST(B) - 1)
#define REG_WIDEST(B)          sizeof(union REG_NAME(B##_widest__))

/* How far the entries of an array of it are apart. */
#define REG_STRIDE_HDR(id)      1
#define REG_STRIDE_STD(id)      1
#define REG_STRIDE_EXT(id)      1
#define REG_STRIDE_MMIO(id)     1
#define REG_STRIDE_PORTS(id)    1
#define REG_STRIDE_RELATIVE(id) (id)

/* Of each access class: 0 is not written, 2 is read by a driver only; write-1-to-clear mask. */
#define REG_ACC_RO        0, 0u
#define REG_ACC_RW        1, 0u
#define REG_ACC_W1C(mask) 1, mask
#define REG_ACC_NOREAD    2, 0u

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

/* What a block says of itself. */
#define REG_SIZE(B)       sizeof(((union REG_NAME(B) *)0)->bytes__)
#define REG_WIDTHS(B)     (sizeof(*((union REG_NAME(B) *)0)->widths__) - 1)
#define REG_KIND(B)       (sizeof(*((union REG_NAME(B) *)0)->kind__) - 1)
#define REG_EXTENT(B, n)  (((n) - 1) * sizeof(union REG_NAME(B)) + REG_SIZE(B))

/* What an access of that many bits must be aligned to: where 64 are two reads, to one of them. */
#define REG_ALIGN(B, bits) ((bits) == 64 && REG_WIDTHS(B) < IO_64 ? 4 : (bits) / 8)

#define REG_STRUCT(B, R, bits, ...) REG_STRUCT_(B, R, bits, __VA_ARGS__)
#define REG_STRUCT_(B, R, bits, writable, w1c)                                                     \
	};                                                                                         \
	__extension__ struct REG_NAME(B##_##R) {                                                   \
		uint##bits##_t v__;                                                                \
		char writable__[0][(writable) + 1];                                                \
		char w1c_lo__[0][((w1c) & 0xffff) + 1];                                            \
		char w1c_hi__[0][((w1c) >> 16) + 1];
#endif

/*
 * One structure per register. Fields follow their register until the next one, so each REG closes
 * the structure before it and leaves its own open; the first and the last bracket are here. To a
 * type, another reading of a field's bits is a field.
 */
#define REG(B, R, off, bits, access, token) REG_STRUCT(B, R, bits, REG_ACC_##access)
#define FLD(B, R, F, hi, lo, fmt, token)    char F[0][(hi) + 1][(lo) + 1];
struct REG_NAME(structs__) {
	char none__;
#include "lib/reg_pass.h"
};

/* As large as the widest register of each block. */
#define STRUCTURE(B)                                                                               \
	};                                                                                         \
	union REG_NAME(B##_widest__) {                                                             \
		char none__;
#define REG(B, R, off, bits, access, token)      uint##bits##_t R##__;
#define PLACES(P, N, B, off, count, label)       char N##__[REG_WIDEST(B)];
union REG_NAME(widest__) {
	char none__;
#include "lib/reg_pass.h"
};

/*
 * One union per block, in the same manner. Packed, so that a register of 64 bits, which lies at a
 * multiple of 4 in configuration space, is where it should be.
 */
#define BLOCK(kind, id, B, size, title)   PART(kind, id, B, size)
#define PART(kind, id, B, size)                                                                    \
	};                                                                                         \
	__extension__ union REG_NAME(B) {                                                          \
		uint8_t bytes__[size];                                                             \
		uint8_t stride__[REG_STRIDE_##kind(id)];                                           \
		char kind__[0][REG_KIND_##kind + 1];                                               \
		char id__[0][(id) + 1];                                                            \
		char widths__[0][REG_WIDTHS_##kind(B) + 1];                                        \
		char where__[0][REG_WHERE(kind, id) + 1];
#define ARRAY(P, B, size, token, start, count, stride)                                             \
	};                                                                                         \
	__extension__ union REG_NAME(B) {                                                          \
		uint8_t bytes__[size];                                                             \
		char kind__[0][REG_KIND_ENTRY + 1];                                                \
		char id__[0][1];                                                                   \
		char widths__[0][REG_WIDTHS(P) + 1];                                               \
		char where__[0][REG_WHERE_IN(P) + 1];
#define REG(B, R, off, bits, access, token)                                                        \
	__extension__ struct __attribute__((packed)) {                                             \
		uint8_t R##_pad__[off];                                                            \
		struct REG_NAME(B##_##R) R;                                                        \
	};
#define PLACE(P, N, B, off, label)                                                                 \
	__extension__ struct __attribute__((packed)) {                                             \
		uint8_t N##_pad__[off];                                                            \
		union REG_NAME(B) N;                                                               \
	};
#define PLACES(P, N, B, off, count, label)                                                         \
	__extension__ struct __attribute__((packed)) {                                             \
		uint8_t N##_pad__[off];                                                            \
		union REG_NAME(B) N[count];                                                        \
	};
union REG_NAME(unions__) {
	char none__;
#include "lib/reg_pass.h"
};

/*
 * Where each register may start: an enumerator without a value is one more than the one before,
 * which is the last byte of the register before.
 */
#define STRUCTURE(B)                                                                               \
	}                                                                                          \
	;                                                                                          \
	enum {                                                                                     \
		REG_NAME(B##_start__) = -1,
#define REG(B, R, off, bits, access, token)                                                        \
	REG_NAME(B##_##R##_min__), REG_NAME(B##_##R##_last__) = (off) + (bits) / 8 - 1,
#define PLACES(P, N, B, off, count, label)                                                         \
	REG_NAME(P##_##N##_min__),                                                                 \
	REG_NAME(P##_##N##_last__) = (int)((off) + REG_EXTENT(B, count) - 1),
enum { REG_NAME(order__),
#include "lib/reg_pass.h"
};

/* The names of the regions, and what a line of the table can get wrong. */
#define STRUCTURE(B)                                                                               \
	typedef IO_REGION(union REG_NAME(B)) REG_NAME(B##_region);                                 \
	typedef MMIO_REGION(union REG_NAME(B)) REG_NAME(B##_mmio);
#define RELATIVE(B, size, stride, title)                                                           \
	STRUCTURE(B)                                                                               \
	IO_ASSERT((size) <= (stride), #B " is larger than its stride");                            \
	IO_ASSERT((stride) % REG_WIDEST(B) == 0,                                                   \
		  "the stride of " #B " is no multiple of its widest register");
#define REG(B, R, off, bits, access, token)                                                        \
	IO_ASSERT((off) % REG_ALIGN(B, bits) == 0, #B "." #R " is not aligned to its width");      \
	IO_ASSERT((off) + (bits) / 8 <= REG_SIZE(B), #B "." #R " lies outside its block");         \
	IO_ASSERT((off) >= (int)REG_NAME(B##_##R##_min__),                                         \
		  #B "." #R " overlaps the register before it, or is out of order");
#define FLD(B, R, F, hi, lo, fmt, token)                                                           \
	IO_ASSERT((lo) <= (hi) && (hi) < 8 * sizeof(((struct REG_NAME(B##_##R) *)0)->v__),         \
		  #B "." #R "." #F " lies outside its register");
#define PLACES(P, N, B, off, count, label)                                                         \
	IO_ASSERT(__builtin_offsetof(union REG_NAME(P), N) == (off),                               \
		  #P "." #N " does not follow the lines of " #P);                                  \
	IO_ASSERT(REG_KIND(B) == REG_KIND_RELATIVE, #P "." #N " is of no relative block");         \
	IO_ASSERT((REG_WIDTHS(B) & ~REG_WIDTHS(P)) == 0,                                           \
		  #P "." #N " has wider registers than " #P " has accesses");                      \
	IO_ASSERT((off) % REG_WIDEST(B) == 0,                                                      \
		  #P "." #N " is not aligned to its widest register");                             \
	IO_ASSERT((off) + REG_EXTENT(B, count) <= REG_SIZE(P),                                     \
		  #P "." #N " lies outside its block");                                            \
	IO_ASSERT((off) >= (int)REG_NAME(P##_##N##_min__),                                         \
		  #P "." #N " overlaps what is before it, or is out of order");
#include "lib/reg_pass.h"
/* clang-format on */

#undef REG_DEF
#undef REG_PREFIX
