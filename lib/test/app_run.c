/* app_run.c - run an application on a machine of a test's. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/app_run.h"
#include "lib/test/block.h"

const char ecam_line[] = "ECAM: segment 0000, buses 00-01, at 80000000 (reserved)\n";

enum app_status app_run(struct host *h, enum app_status (*app)(struct platform *p), int argc,
                        const char *const *argv)
{
	h->platform.argc = argc;
	h->platform.argv = argv;
	h->platform.out_of_memory = false;
	h->text[0] = '\0';
	h->length = 0;
	host_free_run(h);
	h->fault.reads = h->fault.writes = 0;
	return app(&h->platform);
}

/* A presence asks for the Vendor ID alone, after all ones. */
static void count(void *ctx, const struct io_trace_event *e)
{
	struct counts *c = ctx;

	assert_false(e->write);
	if (e->width != 2 || e->off % 4096)
		c->reads[e->off / 4]++;
}

void count_reads(struct host *h, struct counts *ret, enum app_status (*app)(struct platform *p),
                 int argc, const char *const *argv)
{
	struct io_region all = h->ecam;
	enum app_status st;

	ret->size = h->ecam.size / 4;
	ret->reads = calloc(ret->size, 1);
	io_trace_region(&ret->trace, &all, count, ret, &h->ecam);
	st = app_run(h, app, argc, argv);
	assert_true(st == APP_OK || st == APP_NOTFOUND);
	h->ecam = all;
}

void check_lost_underway(struct host *h, enum app_status (*app)(struct platform *p),
                         const char *option)
{
	static const char *const none[] = {"-s", "ff:1f.7"};
	unsigned long reads, scan;

	assert_int_equal(app_run(h, app, 2, none), APP_NOTFOUND);
	scan = h->fault.reads;
	assert_int_equal(app_run(h, app, 1, &option), APP_OK);
	reads = h->fault.reads;
	assert_true(reads > scan);
	for (unsigned long n = scan + 1; n <= reads; n++) {
		h->fault.unplug_at = n;
		assert_int_equal(app_run(h, app, 1, &option), APP_DEVICE);
		assert_int_equal(h->fault.writes, 0);
		assert_non_null(strstr(h->text, "01:00.0"));
		assert_non_null(strstr(h->text, "the device is gone"));
		assert_in_range(h->fault.reads, 1, reads + 100);
	}
	host_free(h);
}

void check_out_of_memory(struct host *h, enum app_status (*app)(struct platform *p),
                         const char *option, const char *text)
{
	unsigned allocs;

	assert_int_equal(app_run(h, app, 1, &option), APP_OK);
	allocs = h->allocs;
	for (unsigned n = 1; n <= allocs; n++) {
		enum app_status st;

		h->alloc_fails_at = n;
		st = app_run(h, app, 1, &option);
		assert_true(st == APP_OK || st == APP_NOMEM);
		if (st == APP_NOMEM)
			assert_non_null(strstr(h->text, text));
	}
	host_free(h);
}

void check_output(const struct host *h, const char *a, const char *b, const char *c)
{
	const char *text = h->text;
	const char *parts[] = {a, b, c};

	for (unsigned i = 0; i < 3; i++) {
		size_t n = strlen(parts[i]) < strlen(text) ? strlen(parts[i]) : strlen(text);
		char *start = strndup(text, n);

		assert_string_equal(start, parts[i]);
		free(start);
		text += n;
	}
	assert_string_equal(text, "");
	check_lines(h->text);
}
