/* listing.c - what applications that list functions share. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/listing.h"

#include "lib/bytes.h"
#include "lib/cross_check.h"
#include "lib/fmt.h"
#include "lib/progress.h"
#include "lib/version.h"

bool listing_option(const struct options *o, int code, struct listing_options *ret)
{
	switch (code) {
	case 'v':
		ret->verbose++;
		return true;
	case 's':
		ret->selected = true;
		return options_address(o, &ret->match);
	case 'F':
		ret->dump = o->value;
		return true;
	case 'b':
		ret->report.page_break = true;
		return true;
	case 'o':
		ret->report.file = o->value;
		return true;
	case 'h':
		ret->help = true;
		return true;
	case LISTING_JSON:
		ret->json = true;
		return true;
	case LISTING_ALL_BUSES:
		ret->all_buses = true;
		return true;
	case LISTING_VIA:
		if (machine_find_method(o->value, &ret->via))
			return true;
		options_error(o, "no such way", o->value);
		return false;
	case LISTING_CROSS_CHECK:
		ret->cross_check = true;
		return true;
	case LISTING_VERSION:
		ret->version = true;
		return true;
	case OPTION_ARGUMENT:
		options_error(o, "one argument too many", o->value);
		return false;
	default:
		return false;
	}
}

void *listing_alloc(struct platform *p, const char *app, size_t size)
{
	void *memory = p->ops->alloc(p, size);

	if (!memory)
		fmt_print(p->out, "%s: out of memory\n", app);
	return memory;
}

static void say(void *ctx, const char *line)
{
	struct listing *l = ctx;

	if (l->is_json)
		json_string(&l->json, NULL, line);
	else
		fmt_print(l->platform->out, "%s\n", line);
}

static void begin(struct listing *l)
{
	struct sink *out = l->platform->out;

	fmt_buffer_init(&l->nowhere, NULL, 0);
	l->text = l->is_json ? &l->nowhere.sink : out;
	json_init(&l->json, l->is_json ? out : &l->nowhere.sink, l->platform->columns);
	if (l->is_json) {
		json_begin_object(&l->json, NULL);
		json_string(&l->json, "pcikit", pci_version);
		json_begin_array(&l->json, "notes");
	}
	report_say_refusals(&l->report, say, l);
}

static void begin_functions(struct listing *l)
{
	if (!l->is_json)
		return;
	json_end_array(&l->json);
	json_begin_array(&l->json, "functions");
}

static void end(struct listing *l, enum app_status st)
{
	if (!l->is_json) {
		if (st == APP_ABORTED)
			report_mark(&l->report);
		return;
	}
	if (st == APP_ABORTED)
		json_bool(&l->json, "interrupted", true);
	json_number(&l->json, "status", st);
	json_end_object(&l->json);
	json_end(&l->json);
}

static enum app_status open_machine(struct listing *l)
{
	struct machine *m = &l->machine;
	enum app_status st;

	machine_init(m, l->platform, l->app, say, l);
	m->tables = l->tables;
	m->quiet = l->quiet && !l->options->cross_check;
	if (l->options->dump)
		return machine_open_dump(m, l->options->dump);
	st = machine_open(m, l->options->via);
	return st == APP_OK ? machine_scan(m, l->options->all_buses) : st;
}

static bool has_segments(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->funcs[i].addr.segment)
			return true;
	return false;
}

static void say_none(const struct listing *l)
{
	if (!l->is_json)
		fmt_print(l->platform->out, "%s: %s\n", l->app, l->none);
}

static bool wants(const struct listing *l, const struct pci_func *f)
{
	if (l->wants)
		return l->wants(l, f);
	return !l->options->selected || pci_match_addr(&l->options->match, f->addr);
}

static enum app_status show_all(struct listing *l)
{
	enum app_status st = APP_NOTFOUND;
	enum pci_status shown;

	for (size_t i = 0; i < l->machine.count; i++) {
		const struct pci_func *f = &l->machine.funcs[i];

		if (!wants(l, f))
			continue;
		progress(l->platform, "listing: %zu of %zu", i + 1, l->machine.count);
		if (report_is_stopped(&l->report))
			return APP_ABORTED;
		shown = l->show(l, f);
		if (shown == PCI_ESTOPPED)
			return APP_ABORTED;
		if (shown != PCI_OK && !(l->machine.is_dump && pci_is_all_ones(f)))
			st = APP_DEVICE;
		else if (st == APP_NOTFOUND)
			st = APP_OK;
	}
	if (st == APP_NOTFOUND)
		say_none(l);
	else if (l->show_end)
		l->show_end(l);
	return st;
}

static enum app_status prepare(struct listing *l)
{
	l->segments = has_segments(&l->machine);
	return l->prepare ? l->prepare(l) : APP_OK;
}

static bool is_wanted(void *ctx, const struct pci_func *f)
{
	return wants(ctx, f);
}

static enum app_status compare(struct listing *l)
{
	const struct cross_check_functions wanted = {is_wanted, l, l->options->all_buses};
	enum app_status st = cross_check_machine(&l->machine, &wanted);

	if (st == APP_NOTFOUND)
		say_none(l);
	return st;
}

static enum app_status list(struct listing *l)
{
	enum app_status st = open_machine(l);
	bool compares = l->options->cross_check;

	if (st == APP_OK)
		st = compares ? compare(l) : prepare(l);
	begin_functions(l);
	return st == APP_OK && !compares ? show_all(l) : st;
}

/* What could not be had may have been looked for in vain, and its lack is not said elsewhere. */
static enum app_status memory_status(const struct listing *l, enum app_status st)
{
	if (!l->platform->out_of_memory || st == APP_NOMEM || st == APP_ABORTED)
		return st;
	if (!l->is_json)
		fmt_print(l->platform->out, "%s: out of memory, this is incomplete\n", l->app);
	return APP_NOMEM;
}

static enum app_status run(struct listing *l)
{
	struct sink *out = l->platform->out;
	enum app_status st = APP_OK;

	begin(l);
	if (l->options->help)
		fmt_print(out, "%s", l->usage);
	else if (l->options->version)
		fmt_print(out, "%s (pcikit) %s\n", l->app, pci_version);
	else
		st = list(l);
	if (l->is_json)
		json_end_array(&l->json);
	if (l->conclude && !l->options->help && !l->options->version)
		st = l->conclude(l, st);
	st = report_status(&l->report, memory_status(l, st));
	end(l, st);
	return st;
}

enum app_status listing_run(struct listing *l)
{
	const struct listing_options *o = l->options;

	if (o->dump && (o->via || o->cross_check)) {
		fmt_print(l->platform->out, "%s: a dump (-F) is reached by itself: no %s\n", l->app,
		          o->via ? "--via" : "--cross-check");
		return APP_USAGE;
	}
	/* The dump would be gone before it is read. */
	if (o->dump && o->report.file && same_text(o->dump, o->report.file)) {
		fmt_print(l->platform->out, "%s: -F and -o are the same file\n", l->app);
		return APP_USAGE;
	}
	l->is_json = o->json && !o->help && !o->version;
	report_begin(&l->report, l->platform, l->app, &o->report, !l->is_json);
	return report_end(&l->report, run(l));
}
