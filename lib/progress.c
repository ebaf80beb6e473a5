/* progress.c - how far something has come that takes long, for a user who is watching. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/progress.h"

void progress(struct platform *p, const char *format, ...)
{
	char line[PROGRESS_MAX];
	struct fmt_buffer b;
	va_list ap;

	if (!p->wants_progress || !p->ops->progress)
		return;
	fmt_buffer_init(&b, line, sizeof(line));
	va_start(ap, format);
	fmt_vprint(&b.sink, format, ap);
	va_end(ap);
	p->ops->progress(p, line);
}
