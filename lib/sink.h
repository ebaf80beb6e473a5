/* sink.h - where text goes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_SINK_H
#define LIB_SINK_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Takes n bytes of UTF-8, which need not end with a character or a line, nor with a NUL; lines end
 * in \n, and the platform makes of it what its console needs. A failure is the sink's own affair.
 */
struct sink {
	void (*write)(struct sink *s, const char *text, size_t n);
};

#ifdef __cplusplus
}
#endif
#endif
