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
	h->text[0] = '\0';
	h->length = 0;
	h->allocs = 0;
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
