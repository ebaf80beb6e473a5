/* fuzz.h - what fuzz targets share: claims about the code, and about the text it writes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_FUZZ_FUZZ_H
#define LIB_TEST_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/platform.h"

/* Each target has one; libFuzzer calls it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* End the run, with this input kept, unless ok. */
void fuzz_claim(bool ok, const char *what);
#define claim(x) fuzz_claim(x, __FILE__ ": " #x)

/*
 * A platform's memory, kept until fuzz_free_all(). The next limit allocations succeed, those after
 * them do not; tells whether one has failed.
 */
void fuzz_alloc_limit(size_t limit);
void *fuzz_alloc(struct platform *p, size_t size);
bool fuzz_alloc_failed(void);
void fuzz_free_all(void);

/* All that was written. */
struct fuzz_text {
	struct sink sink;
	char *bytes;
	size_t size, room;
};
void fuzz_text_init(struct fuzz_text *t);
void fuzz_text_free(struct fuzz_text *t);

/* Printable ASCII in lines of at most columns, the last one ended too. */
void fuzz_claim_lines(const struct fuzz_text *t, size_t columns);

/* One JSON document. */
void fuzz_claim_json(const struct fuzz_text *t);

#endif
