/* decode_walk.h - a walk underway: what lib/decode.c and lib/decode_ask.c share. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DECODE_WALK_H
#define LIB_DECODE_WALK_H

#include "lib/decode.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DECODE_KEPT_MAX = 8 };

/* The block itself, or the entry of an array or place that is visited. */
struct decode_level {
	size_t origin; /* in d->io */
	size_t after;  /* where the last array inside it ended, in d->io */
	/* Registers that conditions, counts and the like ask for, to be read once. */
	unsigned kept_count;
	struct decode_kept {
		uint64_t value;
		uint16_t off;
		uint8_t width;
	} kept[DECODE_KEPT_MAX];
};

/* depth says in how many arrays and places; level[0] is the block itself. */
struct decode_walk {
	const struct decode *d;
	const struct decode_visitor *visitor;
	void *ctx;
	const struct desc *block; /* whose lines are visited, */
	const struct desc *end;   /* up to here; its own registers are */
	unsigned base;            /* at this depth */
	struct decode_reg reg;    /* the register that fields belong to */
	bool is_open;             /* reg() was told, reg_end() not yet */
	unsigned depth;
	struct decode_level level[DESC_NESTING + 1];
	enum pci_status status; /* of a read that a condition made */
};

/* Begin a level: its registers are at origin. */
void decode_enter(struct decode_level *level, size_t origin);

/* Read the register of a line, at the walk's depth; not if something asked for it before. */
PCI_MUST_CHECK enum pci_status decode_read(struct decode_walk *w, const struct desc *reg,
                                           uint64_t *ret);

/* Whether a condition holds, or else one of the OR lines behind it. */
bool decode_holds(struct decode_walk *w, const struct desc *condition);

/* Where an array or a place begins in d->io; false: there is none. */
bool decode_start(struct decode_walk *w, const struct desc *start, size_t *ret);

/* How many entries it has, or dwords; 0 where what says so is not there. */
uint64_t decode_count(struct decode_walk *w, const struct desc *count, size_t start, size_t stride);

/* How far the entry at the walk's depth is from the next. */
size_t decode_stride(struct decode_walk *w, const struct desc *stride);

/* A register of the block that a line refers to; false when it is not there. */
bool decode_ask(struct decode_walk *w, const struct desc *line, uint64_t *ret);

#ifdef __cplusplus
}
#endif
#endif
