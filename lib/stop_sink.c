/* stop_sink.c - output that ends where the user says stop. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/stop_sink.h"

static size_t line_length(const char *text, size_t n)
{
	size_t used = 0;

	while (used < n && text[used++] != '\n')
		;
	return used;
}

static void write(struct sink *sink, const char *text, size_t n)
{
	struct stop_sink *s = (struct stop_sink *)(void *)sink; /* its first member */

	while (n && !(s->is_stopped && s->is_cut)) {
		size_t used = line_length(text, n);

		s->to->write(s->to, text, used);
		if (text[used - 1] == '\n' && !s->is_stopped)
			s->is_stopped = platform_is_interrupted(s->platform);
		text += used;
		n -= used;
	}
	s->lacks_text |= n > 0;
}

void stop_sink_init(struct stop_sink *s, struct platform *p, struct sink *to, bool cut)
{
	*s = (struct stop_sink){.sink = {write}, .platform = p, .to = to, .is_cut = cut};
}
