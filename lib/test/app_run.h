/* app_run.h - run an application on a machine of a test's. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_APP_RUN_H
#define LIB_TEST_APP_RUN_H

#include "lib/io_trace.h"
#include "lib/test/host.h"

/* Its text is h->text. Counts start again with each run; h->fault.writes too. */
enum app_status app_run(struct host *h, enum app_status (*app)(struct platform *p), int argc,
                        const char *const *argv);

/* The same for app_main(), with arguments as they are; and nothing was written to any register. */
#define RUN(h, ...)                                                                                \
	__extension__({                                                                            \
		const char *const argv__[] = {__VA_ARGS__};                                        \
		enum app_status st__ =                                                             \
			app_run(h, app_main, (int)(sizeof(argv__) / sizeof(argv__[0])), argv__);   \
                                                                                                   \
		assert_int_equal((h)->fault.writes, 0);                                            \
		st__;                                                                              \
	})

/* Reads of each dword of all configuration space, to be freed. */
struct counts {
	struct io_trace trace;
	size_t size;
	uint8_t *reads;
};

/* Run it and count, without what a presence asks for after all ones; nothing may be written. */
void count_reads(struct host *h, struct counts *ret, enum app_status (*app)(struct platform *p),
                 int argc, const char *const *argv);

/*
 * Run it with one option over a machine that is lost at each access in turn, of those that come
 * after what finds the functions: each time the GPU at 01:00.0 is listed, and that it is gone.
 * Frees the machine.
 */
void check_lost_underway(struct host *h, enum app_status (*app)(struct platform *p),
                         const char *option);

/* The same without memory for each allocation in turn, where the text says so. */
void check_out_of_memory(struct host *h, enum app_status (*app)(struct platform *p),
                         const char *option, const char *text);

/* The text is all of these, one after the other, and no line is too long. */
void check_output(const struct host *h, const char *a, const char *b, const char *c);

/* What machine_open() says of the ECAM of two buses. */
extern const char ecam_line[];

#endif
