/* stop_sink.h - output that ends where the user says stop. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_STOP_SINK_H
#define LIB_STOP_SINK_H

#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Passes text on and asks the platform at the end of each line whether the user has asked to stop.
 * From then on is_stopped is true, and with is_cut no more text passes; lacks_text tells whether
 * there was any. Who prints looks at is_stopped between functions; to say that the output is
 * incomplete it sets is_cut to false.
 */
struct stop_sink {
	struct sink sink;
	struct platform *platform;
	struct sink *to;
	bool is_stopped, is_cut, lacks_text;
};

/* Pass text on to another sink, which outlives s; cut is is_cut, to begin with. */
void stop_sink_init(struct stop_sink *s, struct platform *p, struct sink *to, bool cut);

#ifdef __cplusplus
}
#endif
#endif
