/* test_lspci_report.c - the wish to stop at any moment, output in a file, and progress. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/app_run.h"
#include "lib/test/gpu_machine.h"

enum { NEVER = 1000000, FILE_MAX = 65536 };

static const char mark[] = "lspci: interrupted, this is incomplete\n";
static const char json_end[] = "],\"interrupted\":true,\"status\":21}";

/* The user, and the file. */
static unsigned asked, stop_at;
static struct sink file;
static char file_text[FILE_MAX], file_name[16];
static size_t file_used;
static enum pci_status on_open, on_close;
static unsigned page_breaks;
static char shown[4096]; /* progress */

static bool is_interrupted(struct platform *p)
{
	(void)p;
	return ++asked >= stop_at;
}

static enum pci_status page_break(struct platform *p)
{
	(void)p;
	page_breaks++;
	return PCI_OK;
}

static void write_file(struct sink *s, const char *text, size_t n)
{
	assert_ptr_equal(s, &file);
	assert_true(file_used + n < FILE_MAX);
	memcpy(file_text + file_used, text, n);
	file_used += n;
	file_text[file_used] = '\0';
}

static enum pci_status open_output(struct platform *p, const char *name, struct sink **ret)
{
	(void)p;
	assert_true(strlen(name) < sizeof(file_name));
	strcpy(file_name, name);
	file = (struct sink){write_file};
	file_used = 0;
	file_text[0] = '\0';
	if (on_open == PCI_OK)
		*ret = &file;
	return on_open;
}

static enum pci_status close_output(struct platform *p)
{
	(void)p;
	file.write = NULL; /* no more */
	return on_close;
}

static struct host *machine(void)
{
	struct host *h = deep_machine();

	host_acpi(h);
	h->ops.is_interrupted = is_interrupted;
	h->ops.open_output = open_output;
	h->ops.close_output = close_output;
	asked = 0;
	stop_at = NEVER;
	on_open = on_close = PCI_OK;
	return h;
}

/* Run; what is printed without a wish to stop, and how often the user was asked. */
static char *run_whole(struct host *h, int argc, const char *const *argv, unsigned *ret_asked)
{
	asked = 0;
	stop_at = NEVER;
	assert_int_equal(app_run(h, app_main, argc, argv), APP_OK);
	*ret_asked = asked;
	return strdup(h->text);
}

static unsigned count_lines(const char *text, size_t n)
{
	unsigned lines = 0;

	while (n--)
		lines += *text++ == '\n';
	return lines;
}

/* Text that was stopped is whole up to a line's end, and then says so; returns its lines. */
static unsigned check_text(const struct host *h, enum app_status st, const char *whole)
{
	size_t n = h->length - strlen(mark);

	if (st == APP_OK) { /* asked after the last line: there is nothing to leave out */
		assert_string_equal(h->text, whole);
		return count_lines(whole, strlen(whole));
	}
	assert_int_equal(st, APP_ABORTED);
	assert_true(h->length >= strlen(mark) && n < strlen(whole));
	assert_string_equal(h->text + n, mark);
	assert_memory_equal(h->text, whole, n);
	assert_true(!n || h->text[n - 1] == '\n');
	return count_lines(h->text, n);
}

/* Stopped when asked for the n-th time, for every n: the text ends at every line once. */
static void check_every_line(int argc, const char *const *argv)
{
	struct host *h = machine();
	unsigned times, lines = 0, now = 0;
	char *whole = run_whole(h, argc, argv, &times);

	for (unsigned n = 1; n <= times; n++) {
		enum app_status st;

		asked = 0;
		stop_at = n;
		st = app_run(h, app_main, argc, argv);
		now = check_text(h, st, whole);
		assert_true(now == lines || now == lines + 1);
		assert_int_equal(st == APP_OK, now == count_lines(whole, strlen(whole)));
		lines = now;
	}
	assert_int_equal(now, count_lines(whole, strlen(whole)));
	free(whole);
	host_free(h);
}

static void test_text(void **state)
{
	static const char *const ways[][2] = {{"-n", "-n"}, {"-v", "-n"}, {"-vvv", "-n"}};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		check_every_line(2, ways[i]);
}

static void drop_line_ends(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (*text != '\n')
			*to++ = *text;
	*to = '\0';
}

/* The whole document up to an element's end, and the end. */
static size_t check_json(char *text, const char *whole)
{
	size_t n;

	drop_line_ends(text);
	n = strlen(text) - strlen(json_end);
	assert_true(strlen(text) > strlen(json_end) && n < strlen(whole));
	assert_string_equal(text + n, json_end);
	assert_memory_equal(text, whole, n);
	assert_true(text[n - 1] == '[' || (text[n - 1] == '}' && whole[n] == ','));
	return n;
}

static void check_every_function(unsigned columns)
{
	static const char *const argv[] = {"--json"};
	struct host *h = machine();
	size_t n, last = 0;
	unsigned times, ends = 0;
	char *whole;

	h->platform.columns = columns;
	whole = run_whole(h, 1, argv, &times);
	drop_line_ends(whole);
	for (stop_at = 1; stop_at <= times; stop_at++) {
		enum app_status st;

		asked = 0;
		st = app_run(h, app_main, 1, argv);
		if (st == APP_OK) { /* within the last function or behind it */
			drop_line_ends(h->text);
			assert_string_equal(h->text, whole);
			continue;
		}
		assert_int_equal(st, APP_ABORTED);
		n = check_json(h->text, whole);
		assert_true(n >= last);
		ends += n > last;
		last = n;
	}
	assert_int_equal(ends, 8); /* without any of 8 functions up to without the last */
	free(whole);
	host_free(h);
}

static void test_json(void **state)
{
	(void)state;
	check_every_function(0);
	check_every_function(79);
}

/* Asked before each bus: nothing is read of the others. */
static void test_scan(void **state)
{
	struct host *h = machine();
	unsigned long reads = 0;

	(void)state;
	for (unsigned bus = 0; bus < 6; bus++) {
		asked = 0;
		stop_at = bus + 1;
		assert_int_equal(RUN(h, "-n"), APP_ABORTED);
		assert_string_equal(h->text, mark);
		assert_int_equal(h->fault.reads == 0, bus == 0);
		assert_true(bus == 0 || h->fault.reads > reads);
		reads = h->fault.reads;
	}
	host_free(h);
}

static enum pci_status stop_reading(struct platform *p, const char *name,
                                    void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	(void)p;
	(void)name;
	feed(ctx, "00:00.0 x\n00:", 13);
	stop_at = 1;
	return PCI_ESTOPPED;
}

static void test_dump(void **state)
{
	struct host *h = machine();

	(void)state;
	h->ops.read_file = stop_reading;
	assert_int_equal(RUN(h, "-Fx"), APP_ABORTED);
	assert_non_null(strstr(h->text, mark));
	assert_null(strstr(h->text, "no function"));
	stop_at = NEVER;
	assert_int_equal(RUN(h, "-Fx", "--json"), APP_ABORTED);
	assert_non_null(strstr(h->text, json_end));
	host_free(h);
}

/* The file has what else is on the screen, and the screen says where it is. */
static void test_file(void **state)
{
	static const char *const ways[] = {"-v", "-vvv", "--json", "-n", "-h", "--version"};
	struct host *h = machine();

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char *screen;

		assert_int_equal(RUN(h, ways[i]), APP_OK);
		screen = strdup(h->text);
		assert_int_equal(RUN(h, ways[i], "-o", "a.txt"), APP_OK);
		assert_string_equal(h->text, "lspci: output is in a.txt\n");
		assert_string_equal(file_name, "a.txt");
		assert_string_equal(file_text, screen);
		assert_null(file.write);
		assert_ptr_equal(h->platform.out, &h->sink);
		free(screen);
	}
	host_free(h);
}

static void test_file_of_a_stop(void **state)
{
	struct host *h = machine();

	(void)state;
	stop_at = 10;
	assert_int_equal(RUN(h, "-v", "-oa"), APP_ABORTED);
	assert_string_equal(h->text, "lspci: interrupted, a part is in a\n");
	assert_string_equal(file_text + file_used - strlen(mark), mark);
	asked = 0;
	on_close = PCI_ENOSPC;
	assert_int_equal(RUN(h, "-v", "-oa"), APP_ABORTED);
	assert_string_equal(h->text, "lspci: a is incomplete: no space left\n");
	host_free(h);
}

/* Where there is no file all is on the screen, and the status says that it was wanted. */
static void test_no_file(void **state)
{
	static const struct {
		enum pci_status st;
		const char *line;
	} refusals[] = {
		{PCI_EREADONLY, "lspci: a: read-only, output goes here\n"},
		{PCI_EINVAL, "lspci: a: a directory, output goes here\n"},
		{PCI_ENOTFOUND, "lspci: a: no such folder, output goes here\n"},
		{PCI_ENOSPC, "lspci: a: no space left, output goes here\n"},
	};
	struct host *h = machine();
	char *screen;

	(void)state;
	assert_int_equal(RUN(h, "-n"), APP_OK);
	screen = strdup(h->text);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		on_open = refusals[i].st;
		assert_int_equal(RUN(h, "-n", "-oa"), APP_DEVICE);
		check_output(h, refusals[i].line, screen, "");
	}
	assert_int_equal(RUN(h, "--json", "-oa"), APP_DEVICE);
	assert_non_null(
		strstr(h->text, "\"notes\":[\"lspci: a: no space left, output goes here\""));
	assert_non_null(strstr(h->text, "\"status\":7}"));
	h->ops.open_output = NULL;
	assert_int_equal(RUN(h, "-n", "-oa"), APP_DEVICE);
	check_output(h, refusals[0].line, screen, "");
	free(screen);
	host_free(h);
}

static void test_incomplete_file(void **state)
{
	struct host *h = machine();

	(void)state;
	on_close = PCI_ENOSPC;
	assert_int_equal(RUN(h, "-n", "-oa"), APP_DEVICE);
	assert_string_equal(h->text, "lspci: a is incomplete: no space left\n");
	host_free(h);
}

static void test_dump_is_kept(void **state)
{
	struct host *h = machine();

	(void)state;
	file_name[0] = '\0';
	assert_int_equal(RUN(h, "-F", "a.txt", "-oa.txt"), APP_USAGE);
	assert_string_equal(h->text, "lspci: -F and -o are the same file\n");
	assert_string_equal(file_name, "");
	host_free(h);
}

static void test_page_break(void **state)
{
	static const char none[] = "lspci: no shell here that breaks pages\n";
	struct host *h = machine();
	char *screen;

	(void)state;
	assert_int_equal(RUN(h, "-n"), APP_OK);
	screen = strdup(h->text);
	assert_int_equal(RUN(h, "-bn"), APP_OK);
	check_output(h, none, screen, "");
	assert_int_equal(RUN(h, "-b", "--json"), APP_OK);
	assert_non_null(strstr(h->text, "\"notes\":[\"lspci: no shell here that breaks pages\""));
	h->ops.page_break = page_break;
	page_breaks = 0;
	assert_int_equal(RUN(h, "-bn"), APP_OK);
	assert_string_equal(h->text, screen);
	assert_int_equal(page_breaks, 1);
	free(screen);
	host_free(h);
}

static void show_progress(struct platform *p, const char *line)
{
	size_t used = strlen(shown);

	(void)p;
	assert_true(strlen(line) < 80 && !strchr(line, '\n'));
	snprintf(shown + used, sizeof(shown) - used, "%s\n", line);
}

/* Run; the output is what it is without progress, and progress what is wanted. */
static void check_progress(struct host *h, int argc, const char *const *argv, const char *want)
{
	unsigned long reads;
	char *whole;

	h->ops.progress = NULL;
	assert_int_equal(app_run(h, app_main, argc, argv), APP_OK);
	whole = strdup(h->text);
	reads = h->fault.reads;
	h->ops.progress = show_progress;
	shown[0] = '\0';
	assert_int_equal(app_run(h, app_main, argc, argv), APP_OK);
	assert_string_equal(h->text, whole);
	assert_int_equal(h->fault.reads, reads);
	assert_string_equal(shown, want);
	assert_false(h->platform.wants_progress);
	free(whole);
}

/* Beside text, and while output goes into a file; JSON on the screen is for a program. */
static void test_progress(void **state)
{
	static const char *const text[] = {"-ns01:", "-oa"};
	static const char *const json[] = {"--json", "-s01:", "-oa"};
	static const char want[] = "scanning: bus 0000:00\n"
				   "scanning: bus 0000:01\n"
				   "scanning: bus 0000:02\n"
				   "scanning: bus 0000:03\n"
				   "scanning: bus 0000:04\n"
				   "scanning: bus 0000:05\n"
				   "listing: 2 of 8\n";
	struct host *h = machine();

	(void)state;
	check_progress(h, 1, text, want);
	check_progress(h, 2, text, want);
	check_progress(h, 2, json, "");
	check_progress(h, 3, json, want);
	on_open = PCI_EREADONLY;
	assert_int_equal(RUN(h, "--json", "-oa"), APP_DEVICE);
	assert_string_equal(shown, want);
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),         cmocka_unit_test(test_json),
		cmocka_unit_test(test_scan),         cmocka_unit_test(test_dump),
		cmocka_unit_test(test_file),         cmocka_unit_test(test_file_of_a_stop),
		cmocka_unit_test(test_no_file),      cmocka_unit_test(test_incomplete_file),
		cmocka_unit_test(test_dump_is_kept), cmocka_unit_test(test_page_break),
		cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
