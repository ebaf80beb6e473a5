/* progress.h - how far something has come that takes long, for a user who is watching. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PROGRESS_H
#define LIB_PROGRESS_H

#include "lib/fmt.h"
#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PROGRESS_MAX = 80 };

/*
 * Say it in a line without its end, ASCII, as printf and cut to 79 characters; each takes the place
 * of the one before. Called often, from whatever takes long: at each bus, function or piece of a
 * file. The platform shows one a second, where there is somebody to see it and an application's
 * report wants it; else nothing happens.
 */
FMT_LIKE_PRINTF(2, 3) void progress(struct platform *p, const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
