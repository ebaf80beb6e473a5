/* report.c - where an application's output goes, page by page or not, and when it ends. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/report.h"

#include "lib/fmt.h"

enum { LINE_MAX = 80 };

static const char *words(enum pci_status st)
{
	return st == PCI_EINVAL      ? "a directory"
	       : st == PCI_ENOTFOUND ? "no such folder"
	                             : pci_strstatus(st);
}

void report_begin(struct report *r, struct platform *p, const char *app,
                  const struct report_options *o, bool cut)
{
	struct sink *to = p->out;

	*r = (struct report){.platform = p, .app = app, .options = *o, .screen = p->out};
	if (o->page_break)
		r->pages_st = p->ops->page_break ? p->ops->page_break(p) : PCI_ENOTFOUND;
	if (o->file)
		r->file_st =
			p->ops->open_output ? p->ops->open_output(p, o->file, &to) : PCI_EREADONLY;
	stop_sink_init(&r->stop, p, to, cut);
	p->out = p->ops->is_interrupted ? &r->stop.sink : to;
	p->wants_progress = cut || to != r->screen;
}

void report_say_refusals(const struct report *r, void (*say)(void *ctx, const char *line),
                         void *ctx)
{
	char line[LINE_MAX];

	if (r->pages_st != PCI_OK) {
		fmt_string(line, sizeof(line), "%s: no shell here that breaks pages", r->app);
		say(ctx, line);
	}
	if (r->file_st != PCI_OK) {
		fmt_string(line, sizeof(line), "%s: %.30s: %s, output goes here", r->app,
		           r->options.file, words(r->file_st));
		say(ctx, line);
	}
}

bool report_is_stopped(struct report *r)
{
	if (!r->stop.is_stopped)
		r->stop.is_stopped = platform_is_interrupted(r->platform);
	return r->stop.is_stopped;
}

enum app_status report_status(const struct report *r, enum app_status st)
{
	if (r->stop.lacks_text || st == APP_ABORTED)
		return APP_ABORTED;
	return r->file_st == PCI_OK ? st : APP_DEVICE;
}

void report_mark(struct report *r)
{
	r->stop.is_cut = false;
	fmt_print(r->platform->out, "%s: interrupted, this is incomplete\n", r->app);
}

/* What became of the file that was open. */
static enum app_status close_file(struct report *r, enum app_status st)
{
	struct platform *p = r->platform;
	enum pci_status closed = p->ops->close_output(p);

	if (closed != PCI_OK)
		fmt_print(p->out, "%s: %.40s is incomplete: %s\n", r->app, r->options.file,
		          pci_strstatus(closed));
	else
		fmt_print(p->out, "%s: %s %.40s\n", r->app,
		          st == APP_ABORTED ? "interrupted, a part is in" : "output is in",
		          r->options.file);
	return closed == PCI_OK || st == APP_ABORTED ? st : APP_DEVICE;
}

enum app_status report_end(struct report *r, enum app_status st)
{
	r->platform->out = r->screen;
	r->platform->wants_progress = false;
	if (!r->options.file || r->file_st != PCI_OK)
		return st;
	return close_file(r, st);
}
