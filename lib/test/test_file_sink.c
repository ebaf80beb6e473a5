/* test_file_sink.c - nothing is lost and nothing is there twice, wherever a file fills up. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/file_sink.h"

enum { LINES = 150, TEXT_MAX = 16384 };

/* A file that takes room bytes, and a screen. */
struct place {
	struct file_sink file; /* first: a file sink is its place */
	struct sink screen;
	char in_file[TEXT_MAX], on_screen[TEXT_MAX];
	size_t file_used, screen_used, room;
	enum pci_status why;
	bool takes_part; /* of what does not fit */
	unsigned puts, cut_lines;
};

static enum pci_status put(struct file_sink *s, const char *text, size_t *n)
{
	struct place *p = (struct place *)(void *)s;
	size_t left = p->room - p->file_used;
	bool fits = *n <= left;

	assert_true(*n > 0 && *n <= FILE_SINK_BYTES);
	p->puts++;
	p->cut_lines += text[*n - 1] != '\n';
	if (!fits)
		*n = p->takes_part ? left : 0;
	memcpy(p->in_file + p->file_used, text, *n);
	p->file_used += *n;
	return fits ? PCI_OK : p->why;
}

static void show(struct sink *s, const char *text, size_t n)
{
	struct place *p = (struct place *)(void *)((char *)s - offsetof(struct place, screen));

	memcpy(p->on_screen + p->screen_used, text, n);
	p->screen_used += n;
}

/* Lines of 0 to 78 characters, none like another. */
static size_t make_text(char text[TEXT_MAX])
{
	size_t used = 0;

	for (unsigned i = 0; i < LINES; i++) {
		for (unsigned k = 0; k < i * 7 % 79; k++)
			text[used++] = (char)(' ' + (i + k) % 95);
		text[used++] = '\n';
	}
	return used;
}

static void write_all(struct place *p, const char *text, size_t size, size_t piece)
{
	file_sink_init(&p->file, &p->screen, put);
	p->screen.write = show;
	p->file_used = p->screen_used = 0;
	p->puts = p->cut_lines = 0;
	for (size_t n; size; text += n, size -= n) {
		n = size < piece ? size : piece;
		p->file.sink.write(&p->file.sink, text, n);
	}
}

static void test_all_fits(void **state)
{
	static struct place p = {.room = TEXT_MAX};
	char text[TEXT_MAX];
	size_t size = make_text(text);

	(void)state;
	for (size_t piece = 1; piece < 100; piece += 7) {
		write_all(&p, text, size, piece);
		assert_int_equal(file_sink_end(&p.file), PCI_OK);
		assert_int_equal(p.file_used, size);
		assert_memory_equal(p.in_file, text, size);
		assert_int_equal(p.screen_used, 0);
		assert_int_equal(p.cut_lines, 0);
		assert_true(p.puts < 2 + size / (FILE_SINK_BYTES - 80));
	}
}

/* For each room, whether the file takes a part of what does not fit or nothing of it. */
static void check_room(bool takes_part)
{
	static struct place p;
	char text[TEXT_MAX];
	size_t size = make_text(text);

	p.takes_part = takes_part;
	p.why = takes_part ? PCI_OK : PCI_EIO; /* less without an error: no room, too */
	for (p.room = 0; p.room < size; p.room++) {
		write_all(&p, text, size, 61);
		assert_int_equal(file_sink_end(&p.file), takes_part ? PCI_ENOSPC : PCI_EIO);
		assert_int_equal(p.file_used + p.screen_used, size);
		assert_memory_equal(p.in_file, text, p.file_used);
		assert_memory_equal(p.on_screen, text + p.file_used, p.screen_used);
		assert_true(takes_part ? p.file_used == p.room
		                       : !p.file_used || text[p.file_used - 1] == '\n');
		assert_int_equal(p.cut_lines, 0);
	}
}

static void test_full(void **state)
{
	(void)state;
	check_room(false);
	check_room(true);
}

/* A line that does not fit goes in pieces. */
static void test_long_line(void **state)
{
	static struct place p = {.room = TEXT_MAX};
	char text[3 * FILE_SINK_BYTES + 1];

	(void)state;
	memset(text, 'x', sizeof(text));
	write_all(&p, text, sizeof(text), sizeof(text));
	assert_int_equal(file_sink_end(&p.file), PCI_OK);
	assert_int_equal(p.file_used, sizeof(text));
	assert_int_equal(p.puts, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_fits),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
