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
#define REG_WIDTHS_HDR  IO_CONFIG
#define REG_WIDTHS_STD  IO_CONFIG
#define REG_WIDTHS_EXT  IO_CONFIG
#define REG_WIDTHS_MMIO IO_MMIO

/* writable and write-1-to-clear mask of each access class */
#define REG_ACC_RO        0, 0u
#define REG_ACC_RW        1, 0u
#define REG_ACC_W1C(mask) 1, mask

/* These say when a register is there and how a value reads: nothing that a type needs. */
#define VALUES(name, text)
#define IF(condition)
#define AND(condition)
#define ALWAYS()
#define REPEAT(count, stride)

/*
 * One structure per register. Fields follow their register until the next one, so each REG closes
 * the structure before it and leaves its own open; the first and the last bracket are here.
 */
#define BLOCK(kind, id, B, size, title)
#define PART(kind, id, B, size)
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
#undef PART
#undef REG
#undef FLD

/* One union per block, in the same manner. */
#define BLOCK(kind, id, B, size, title) PART(kind, id, B, size)
#define PART(kind, id, B, size)                                                                    \
	};                                                                                         \
	__extension__ union REG_NAME(B) {                                                          \
		uint8_t bytes__[size];                                                             \
		char kind__[0][REG_KIND_##kind + 1];                                               \
		char id__[0][(id) + 1];                                                            \
		char widths__[0][REG_WIDTHS_##kind + 1];
#define REG(B, R, off, bits, access, token)                                                        \
	__extension__ struct {                                                                     \
		uint8_t R##_pad__[off];                                                            \
		struct REG_NAME(B##_##R) R;                                                        \
	};
#define FLD(B, R, F, hi, lo, fmt, token)
union REG_NAME(unions__) {
	char none__;
#include REG_DEF
};
#undef BLOCK
#undef PART
#undef REG
#undef FLD

/* The names of the regions, and what a line of the table can get wrong. */
#define BLOCK(kind, id, B, size, title) PART(kind, id, B, size)
#define PART(kind, id, B, size)                                                                    \
	typedef IO_REGION(union REG_NAME(B)) REG_NAME(B##_region);                                 \
	typedef MMIO_REGION(union REG_NAME(B)) REG_NAME(B##_mmio);
#define REG(B, R, off, bits, access, token)                                                        \
	IO_ASSERT(__builtin_offsetof(union REG_NAME(B), R) == (off),                               \
		  #B "." #R " is not aligned to its width");                                       \
	IO_ASSERT((off) + (bits) / 8 <= sizeof(((union REG_NAME(B) *)0)->bytes__),                 \
		  #B "." #R " lies outside its block");
#define FLD(B, R, F, hi, lo, fmt, token)                                                           \
	IO_ASSERT((lo) <= (hi) && (hi) < 8 * sizeof(((struct REG_NAME(B##_##R) *)0)->v__),         \
		  #B "." #R "." #F " lies outside its register");
#include REG_DEF
#undef BLOCK
#undef PART
#undef REG
#undef FLD

#undef VALUES
#undef IF
#undef AND
#undef ALWAYS
#undef REPEAT
#undef REG_STRUCT
#undef REG_STRUCT_
#undef REG_ACC_RO
#undef REG_ACC_RW
#undef REG_ACC_W1C
#undef REG_KIND_HDR
#undef REG_KIND_STD
#undef REG_KIND_EXT
#undef REG_KIND_MMIO
#undef REG_WIDTHS_HDR
#undef REG_WIDTHS_STD
#undef REG_WIDTHS_EXT
#undef REG_WIDTHS_MMIO
#undef REG_NAME
#undef REG_PASTE_
#undef REG_PASTE__
#undef REG_DEF
#undef REG_PREFIX
