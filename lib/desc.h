/* desc.h - the register tables as data: what is where, what it is called, how it reads. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DESC_H
#define LIB_DESC_H

#include <stddef.h>
#include <stdint.h>

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

enum desc_kind {
	DESC_BLOCK,   /* name, token = title; a = enum desc_block, arg = ID; see desc_size() */
	DESC_VARIANT, /* the same */
	DESC_ONLY,    /* condition */
	DESC_KNOWN,   /* condition */
	DESC_LENGTH,  /* refers to a field, as conditions do */
	DESC_REG,     /* name, token; a = bits, b = enum desc_access; see desc_offset() */
	DESC_FIELD,   /* name, token; a = hi, b = lo, fmt = enum desc_format, arg = its argument */
	DESC_ALT,     /* the same, of bits that a field above has */
	DESC_IF,      /* condition */
	DESC_AND,     /* condition */
	DESC_OR,      /* condition */
	DESC_ALWAYS,
	DESC_ARRAY, /* name, token = label; arg = size. START, COUNT and STRIDE follow */
	DESC_RAW,   /* name, token. START and COUNT follow */
	DESC_START,
	DESC_COUNT,
	DESC_STRIDE,
	DESC_END,    /* of an array */
	DESC_PLACE,  /* name, token = label; arg = line of its block. START, COUNT, STRIDE follow */
	DESC_PLACES, /* the same, of an array */
};

/*
 * Conditions, lengths, starts, counts and strides: op, and what it says below. What refers to a
 * field has its bits a:b of the register at off; fmt = bytes | DESC_WHERE(where).
 */
enum desc_op {
	OP_SET,     /* the value is in the set arg */
	OP_IS,      /* it is arg */
	OP_ATLEAST, /* it is arg or more */
	OP_ATMOST,  /* it is arg or less */
	OP_DETAIL,
	OP_PLAIN,
	OP_AT, /* arg | extra << 16 */
	OP_NEXT,
	OP_POINTER, /* value << extra, 0 for none */
	OP_COUNT,   /* arg */
	OP_TIMES,   /* value + (int16_t)arg */
	OP_UNTIL,   /* up to the offset value */
	OP_BITMAP,  /* bits */
	OP_REST,
	OP_CALC,       /* arg = enum desc_calc */
	OP_EVERY,      /* arg | extra << 16 bytes */
	OP_EVERY_PLUS, /* arg + extra * value */
};
#define DESC_WIDTH(fmt) ((fmt)&15u)
#define DESC_WHERE(fmt) ((fmt) >> 4)

/* Where a register lies that is referred to; as REG_WHERE of lib/reg_block.h. */
enum desc_where {
	DESC_IN_BLOCK,
	DESC_IN_ENTRY,
	DESC_IN_INNER,
	DESC_IN_CONFIG,
	DESC_IN_EXPRESS,
	DESC_NESTING = DESC_IN_INNER,
};

/* The ID of a relative block is its stride. */
enum desc_block { DESC_HDR, DESC_STD, DESC_EXT, DESC_MMIO, DESC_PORTS, DESC_RELATIVE };
enum desc_access { DESC_RO, DESC_RW, DESC_W1C, DESC_NOREAD };

enum desc_format {
	FMT_NONE,
	FMT_FLAG,
	FMT_DEC,
	FMT_HEX,
	FMT_PLUS1,
	FMT_ZERO, /* arg: what 0 stands for */
	FMT_TENS, /* arg: exponent of 10 */
	FMT_POW2, /* arg: exponent to add; values over DESC_POW2_MAX are reserved */
	FMT_MUL,  /* arg: factor */
	FMT_SHL,  /* arg: bits */
	FMT_PLACE,
	FMT_ENUM, /* arg: string of values */
	FMT_BITS, /* arg: string of values */
	FMT_SPAN, /* arg: string of values */
	FMT_LIST,
	FMT_SIZE, /* arg: exponent to add */
	FMT_SIZES,
	FMT_CALL, /* arg: enum desc_call */
	FMT_UNSURE,
};

enum { DESC_POW2_MAX = 5 }; /* of payload sizes and of vectors alike */

/* Formatters for what no format fits, in lib/decode_value.c, and counts, in lib/decode_calc.c. */
enum desc_call {
	CALL_power,
	CALL_serial,
	CALL_latency,
	CALL_last_byte,
	CALL_budget,
	CALL_dpa_latency,
	CALL_rcld_function,
	CALL_rcld_base,
	CALL_bus_range,
	CALL_overlay,
	CALL_power_on,
	CALL_granularity,
	CALL_gpf_time,
	CALL_cache_size,
};
enum desc_calc {
	CALC_dpc_impspec,
	CALC_dpc_log,
	CALC_vendor_dwords,
	CALC_vc_arb,
	CALC_vc_resource_arb,
};

/* One line of a table. No pointers: nothing to relocate, truly read-only. */
struct desc {
	uint8_t kind, a, b, fmt;
	__extension__ union {
		__extension__ struct {
			uint16_t name, token; /* offsets into the table's strings */
		};
		__extension__ struct {
			uint8_t op, extra;
			uint16_t off;
		};
	};
	uint16_t arg;
};
IO_ASSERT(sizeof(struct desc) == 10, "a line of the table is 10 bytes");

/* A table: its lines, their strings, and the numbers of the lines where structures start. */
struct desc_table {
	const struct desc *line;
	size_t count;
	const char *strings;
	const uint16_t *block;
	size_t block_count;
};

/* lib/regs/all.def */
extern const struct desc_table pci_desc;

/* lib/regs/gpu.def: less, for a program that has to be small. */
extern const struct desc_table pci_desc_gpu;

/* The IDs of DESC_HDR. */
enum { DESC_HDR_COMMON = 0, DESC_HDR_TYPE0 = 1, DESC_HDR_TYPE1 = 2, DESC_HDR_TYPE2 = 3 };

/* The block of a kind and ID, or NULL; not a variant. */
const struct desc *desc_find(const struct desc_table *t, enum desc_block kind, uint16_t id);

/* The line after the last one of a block or variant. */
const struct desc *desc_end(const struct desc_table *t, const struct desc *block);

/* A field by its names, such as "EXP", "DEVCAP", "MPS"; NULL for none. */
const struct desc *desc_find_field(const struct desc_table *t, const char *block, const char *reg,
                                   const char *field);

/* The name of value v of an ENUM or BITS field, or NULL where it has none; stores its length. */
const char *desc_value(const struct desc_table *t, const struct desc *field, uint64_t v,
                       size_t *ret_length);

/* The title of a capability, "Capability xxxx" into buf where the table has none. */
enum { DESC_TITLE_MAX = 24 };
const char *desc_title(const struct desc_table *t, enum desc_block kind, uint16_t id,
                       char buf[DESC_TITLE_MAX]);

static inline bool desc_is_field(const struct desc *d)
{
	return d->kind == DESC_FIELD || d->kind == DESC_ALT;
}

/* Whether a block is a device's own, not of configuration space. */
static inline bool desc_is_own(const struct desc *block)
{
	return block->a >= DESC_MMIO;
}

static inline bool desc_is_place(const struct desc *d)
{
	return d->kind == DESC_PLACE || d->kind == DESC_PLACES;
}

/* Of a register's value v, the bits that a field or a condition names: a down to b. */
static inline uint64_t desc_bits(const struct desc *d, uint64_t v)
{
	return v >> d->b & UINT64_MAX >> (63 - d->a + d->b);
}

/* A register's offset in its structure, for those of devices beyond 16 bits. */
enum { DESC_OFFSET_MAX = 0xffffff };
static inline size_t desc_offset(const struct desc *reg)
{
	return reg->arg | (size_t)reg->fmt << 16;
}

/* The same of a start or stride that says it as a number. */
static inline size_t desc_distance(const struct desc *d)
{
	return d->arg | (size_t)d->extra << 16;
}

/* The least size of a block or variant in bytes, of a larger one 65535. */
static inline unsigned desc_size(const struct desc *block)
{
	return block->b | (unsigned)block->fmt << 8;
}

static inline const char *desc_string(const struct desc_table *t, uint16_t offset)
{
	return t->strings + offset;
}

#ifdef __cplusplus
}
#endif
#endif
