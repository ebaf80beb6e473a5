/* fmt.h - formatted text into a sink, the same bytes on every platform. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_FMT_H
#define LIB_FMT_H

#include <stdarg.h>
#include <stddef.h>

#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The compiler compares format, argument number at, with the arguments from number first on. */
#define FMT_LIKE_PRINTF(at, first) __attribute__((format(printf, at, first)))

/*
 * A subset of C's printf: %c %s %.*s %d %u %x %%, with width or *, the flags 0 and -, and the
 * lengths hh h l ll z. Anything else prints itself and consumes nothing.
 */
FMT_LIKE_PRINTF(2, 3) void fmt_print(struct sink *s, const char *format, ...);
FMT_LIKE_PRINTF(2, 0) void fmt_vprint(struct sink *s, const char *format, va_list ap);

/* Format into size bytes, cut and terminated if size > 0; return the length that it needs. */
FMT_LIKE_PRINTF(3, 4) size_t fmt_string(char *buf, size_t size, const char *format, ...);

/* A sink that fills size bytes of the caller's, cut and always terminated if size > 0. */
struct fmt_buffer {
	struct sink sink;
	char *buf;
	size_t size, used; /* used: bytes that were wanted, without the end */
};
void fmt_buffer_init(struct fmt_buffer *b, char *buf, size_t size);

/* A size as people write it: 64, 4K, 16M, 2G when it is a multiple, else bytes. Returns buf. */
enum { FMT_SIZE_MAX = 24 };
const char *fmt_size(char buf[FMT_SIZE_MAX], unsigned long long bytes);

#ifdef __cplusplus
}
#endif
#endif
