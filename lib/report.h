/* report.h - where an application's output goes, page by page or not, and when it ends. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_REPORT_H
#define LIB_REPORT_H

#include "lib/stop_sink.h"

#ifdef __cplusplus
extern "C" {
#endif

/* -b -o */
struct report_options {
	bool page_break;
	const char *file; /* NULL: the platform's own out */
};

/* An application's output underway. Not moved meanwhile. */
struct report {
	struct platform *platform;
	const char *app; /* what its lines start with */
	struct report_options options;
	struct sink *screen;               /* what the platform's out was */
	struct stop_sink stop;             /* what it is */
	enum pci_status file_st, pages_st; /* of what was asked for */
};

/*
 * Make platform->out the place that is asked for, up to report_end(). Where a file cannot be had
 * it is the screen. With cut, for text, the output ends with the line at which the user asks to
 * stop; else, for what must have an end of its own, who prints asks report_is_stopped(). Progress
 * is wanted but where the latter goes to the screen.
 */
void report_begin(struct report *r, struct platform *p, const char *app,
                  const struct report_options *o, bool cut);

/* Say, a line each, without its end, what cannot be had. */
void report_say_refusals(const struct report *r, void (*say)(void *ctx, const char *line),
                         void *ctx);

/* Whether the user has asked to stop; for between one thing that is shown and the next. */
bool report_is_stopped(struct report *r);

/*
 * The application's status, known before the end: APP_ABORTED where the user's wish left something
 * out, APP_DEVICE where there is no file; else st.
 */
enum app_status report_status(const struct report *r, enum app_status st);

/* For text that is incomplete: say so, in its last line. */
void report_mark(struct report *r);

/*
 * Give the platform its own out again, and say there in a line what became of the file. Returns st,
 * or APP_DEVICE when the file is not whole.
 */
PCI_MUST_CHECK enum app_status report_end(struct report *r, enum app_status st);

#ifdef __cplusplus
}
#endif
#endif
