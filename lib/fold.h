/* fold.h - a sink that folds long lines at their blanks. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_FOLD_H
#define LIB_FOLD_H

#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FOLD_WORD_MAX = 80, FOLD_LINE_MAX = 160, FOLD_COLUMNS = 79, FOLD_HANG = 4 };

/*
 * Text underway. What does not fit in 79 columns goes on in the next line, indented by 4 more than
 * its first; a word that is longer than a line stays whole up to 80 characters. Blanks before a
 * line's end are dropped. A line comes out when it ends, as one write if it is not folded: all text
 * ends with one.
 */
struct fold {
	struct sink sink; /* first: the sink is its fold */
	struct sink *out;
	unsigned column, blanks, indent; /* of a line that is being folded */
	unsigned word_used, used;
	char word[FOLD_WORD_MAX];
	char line[FOLD_LINE_MAX]; /* the start of one that has not ended */
};

/* Start at the beginning of a line; f->sink is where to write, out what it is written to. */
void fold_init(struct fold *f, struct sink *out);

#ifdef __cplusplus
}
#endif
#endif
