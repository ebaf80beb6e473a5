/* test_pci_ids.c - a pci.ids file: what is found in it, and files as bad as they come. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/ids_file.h"

enum { SHOWN_MAX = 4096 };

static void add(char *text, const char *what, struct pci_name name)
{
	if (name.text)
		sprintf(text + strlen(text), "%s=%.*s ", what, (int)name.size, name.text);
}

/* All names among those that the tests below use. */
static const char *show(const struct pci_ids *ids, char text[SHOWN_MAX])
{
	*text = '\0';
	add(text, "v1", pci_ids_vendor(ids, 0x1111));
	add(text, "d1", pci_ids_device(ids, 0x1111, 1));
	add(text, "s12", pci_ids_subsystem(ids, &(struct pci_subsystem){0x1111, 1, 0x2222, 2}));
	add(text, "s13", pci_ids_subsystem(ids, &(struct pci_subsystem){0x1111, 1, 0x2222, 3}));
	add(text, "d2", pci_ids_device(ids, 0x1111, 2));
	add(text, "v2", pci_ids_vendor(ids, 0x2222));
	add(text, "d21", pci_ids_device(ids, 0x2222, 1));
	add(text, "vab", pci_ids_vendor(ids, 0xabcd));
	add(text, "g", pci_ids_subsystem(ids, &(struct pci_subsystem){9, 9, 0x2222, 4}));
	add(text, "c2", pci_ids_class(ids, 2));
	add(text, "c20", pci_ids_subclass(ids, 0x0200));
	add(text, "c201", pci_ids_prog_if(ids, 0x020001));
	add(text, "c21", pci_ids_subclass(ids, 0x0201));
	return text;
}

static void assert_found(const char *file, size_t size, size_t piece, size_t skipped,
                         const char *want)
{
	struct pci_ids *ids = malloc(sizeof(*ids));
	char text[SHOWN_MAX];
	struct ids_file f;

	ids_file_init(&f, file, size);
	f.piece = piece;
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	assert_string_equal(show(ids, text), want);
	assert_int_equal(ids->skipped, skipped);
	ids_file_free(&f);
	free(ids);
}

#define GOOD                                                                                       \
	"# comment\n\n1111  A\n\t0001  A1\n\t\t2222 0002  S12\n\t\t2222 0003  S13\n\t0002  A2\n"   \
	"2222  B\n\t0001  B1\nS 2222\n\t0004  G\nC 02  N\n\t00  E\n\t\t01  P\n\t01  T\n"
#define GOOD_NAMES "v1=A d1=A1 s12=S12 s13=S13 d2=A2 v2=B d21=B1 g=G c2=N c20=E c201=P c21=T "

static void test_kinds(void **state)
{
	(void)state;
	for (size_t piece = 1; piece <= sizeof(GOOD); piece++)
		assert_found(GOOD, sizeof(GOOD) - 1, piece, 0, GOOD_NAMES);
}

/* Only exactly what is in the file has a name; boards: see pci_ids_subsystem(). */
static void test_none(void **state)
{
	static const struct pci_subsystem boards[] = {
		{0x1111, 2, 0x2222, 2}, {0x2222, 1, 0x2222, 2}, {0x1111, 1, 0x1111, 2},
		{0x1111, 1, 0x2222, 0}, {0x1111, 0, 0x2222, 2}, {0x1111, 3, 0x1111, 3},
		{0x1111, 1, 0x2222, 1}, {9, 9, 0x1111, 4},      {0, 0, 0x2222, 0},
	};
	struct pci_ids *ids = malloc(sizeof(*ids));
	struct ids_file f;

	(void)state;
	ids_file_init(&f, GOOD, sizeof(GOOD) - 1);
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	assert_int_equal(ids->count, 12);
	assert_null(pci_ids_vendor(ids, 0).text);
	assert_null(pci_ids_vendor(ids, 0x1110).text);
	assert_null(pci_ids_vendor(ids, 0xffff).text);
	assert_null(pci_ids_device(ids, 0x1111, 0).text);
	assert_null(pci_ids_device(ids, 0x1111, 3).text);
	assert_null(pci_ids_device(ids, 0x3333, 1).text);
	assert_null(pci_ids_class(ids, 0).text);
	assert_null(pci_ids_class(ids, 3).text);
	assert_null(pci_ids_subclass(ids, 0x0202).text);
	assert_null(pci_ids_prog_if(ids, 0x020000).text);
	assert_null(pci_ids_prog_if(ids, 0x020101).text);
	for (size_t i = 0; i < sizeof(boards) / sizeof(boards[0]); i++)
		assert_null(pci_ids_subsystem(ids, &boards[i]).text);
	ids_file_free(&f);
	*ids = (struct pci_ids){0};
	assert_null(pci_ids_vendor(ids, 0).text);
	assert_null(pci_ids_subsystem(ids, &boards[0]).text);
	free(ids);
}

/* The device's own board, any device's, the device itself; none of the first kind for 0000. */
static void test_board_order(void **state)
{
	static const char file[] =
		"0000  Z\n\t0001  Z1\n\t\t2222 0001  hidden\n"
		"1111  A\n\t0000  A0\n\t\t1111 0000  hidden\n\t\t1111 0003  hidden\n"
		"\t0001  A1\n\t\t1111 0001  exact\n\t0002  A2\n\t0004  A4\n"
		"S 1111\n\t0001  any\n\t0002  any2\n";
	static const struct {
		struct pci_subsystem board;
		const char *want;
	} cases[] = {
		{{0x1111, 1, 0x1111, 1}, "exact"}, {{0x1111, 2, 0x1111, 1}, "any"},
		{{0x1111, 2, 0x1111, 2}, "any2"},  {{0x1111, 4, 0x1111, 4}, "A4"},
		{{0x1111, 0, 0x1111, 0}, "A0"},    {{0x1111, 0, 0x1111, 3}, NULL},
		{{0, 1, 0x2222, 1}, NULL},
	};
	struct pci_ids *ids = malloc(sizeof(*ids));
	struct ids_file f;

	(void)state;
	ids_file_init(&f, file, sizeof(file) - 1);
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pci_name name = pci_ids_subsystem(ids, &cases[i].board);

		assert_int_equal(name.size, cases[i].want ? strlen(cases[i].want) : 0);
		if (cases[i].want)
			assert_memory_equal(name.text, cases[i].want, name.size);
	}
	ids_file_free(&f);
	free(ids);
}

#define X100                                                                                       \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxx"
#define X1000         X100 X100 X100 X100 X100 X100 X100 X100 X100 X100
#define X1016         X1000 "xxxxxxxxxxxxxxxx"
#define FILE_OF(text) text, sizeof(text) - 1

static const struct {
	const char *what, *file;
	size_t size, skipped;
	const char *want;
} files[] = {
	{"empty", FILE_OF(""), 0, ""},
	{"no last line end", FILE_OF("1111  A\n\t0001  A1"), 0, "v1=A d1=A1 "},
	{"CRLF", FILE_OF("1111  A\r\n\r\n# x\r\n\t0001  A1\r\n"), 0, "v1=A d1=A1 "},
	{"blanks at ends", FILE_OF("1111  A \n\t0001  A1\t\r\r\n2222  B  \n"), 0,
         "v1=A d1=A1 v2=B  "},
	{"other blanks", FILE_OF("1111 A\n\t0001\tA\t1\n2222   \t B\n"), 0, "v1=A d1=A?1 v2=B "},
	{"capitals", FILE_OF("ABCD  A\n"), 0, "vab=A "},
	{"comments", FILE_OF("1111  A\n  # x\n\t\t\t#\n \t \n\t\t\n\t0001  A1 # y\n"), 0,
         "v1=A d1=A1 # y "},
	{"a section that is none of PCI's",
         FILE_OF("1111  A\nX 01  x\n\t0001  no\n\t\t\t\tno\n2222  B\n"), 0, "v1=A v2=B "},
	{"sections in another order",
         FILE_OF("C 02  N\n2222  B\n1111  A\n\t0002  A2\n\t0001  A1\n"), 0,
         "v1=A d1=A1 d2=A2 v2=B c2=N "},
	{"a vendor in two places", FILE_OF("1111  A\n\t0002  A2\n2222  B\n1111  C\n\t0001  A1\n"),
         1, "v1=A d1=A1 d2=A2 v2=B "},
	{"said twice",
         FILE_OF("1111  A\n\t0001  A1\n\t0001  x\n\t\t2222 0002  S\n\t\t2222 0002  x\n"
                 "1111  x\nC 02  N\n\t00  E\n\t00  x\nC 02  x\n"),
         5, "v1=A d1=A1 s12=S c2=N c20=E "},

	{"words", FILE_OF("hello\nworld"), 2, ""},
	{"bad hex and what is below",
         FILE_OF("11g1  x\n\t0001  x\n2222  B\n\t0x01  x\n\t\t2222 0002  x\n"
                 "\t0001  B1\n"),
         4, "v2=B d21=B1 "},
	{"digits too many or few",
         FILE_OF("11111  x\n111  x\n1111  A\n\t001  x\n\t00001  x\n\t1\n"), 5, "v1=A "},
	{"no name", FILE_OF("1111\n2222  \n2222\t\t \t\nabcd  A\n\t0001\n\t0001  \r\n"), 5,
         "vab=A "},
	{"cut", FILE_OF("1111  A\n\t0001  A1\n\t\t2222 00"), 1, "v1=A d1=A1 "},
	{"a board's bad numbers",
         FILE_OF("1111  A\n\t0001  A1\n\t\t2222  0002  x\n\t\t22220002  x\n"
                 "\t\t2222 0002x\n\t\t2222 0003  S\n\t\t2222\n"),
         4, "v1=A d1=A1 s13=S "},
	{"levels without those above",
         FILE_OF("\t0001  x\n\t\t2222 0002  x\n1111  A\n\t\t2222 0002  x\n"
                 "\t\t\t0001  x\n\t0001  A1\n\t\t\t2222 0002  x\n"
                 "\t\t2222 0003  S\n\t\t\t2222 0002  x\n"),
         6, "v1=A d1=A1 s13=S "},
	{"blanks for tabs", FILE_OF("1111  A\n        0001  x\n\t0001  x\n2222  B\n"), 2,
         "v1=A v2=B "},
	{"a class's bad numbers",
         FILE_OF("C 2  x\n\t00  x\nC 002  x\nC  02  x\nC 02\nc 02  x\nC 02  N\n"
                 "\t0000  x\n\t0  x\n\t00  E\n\t\t1  x\n\t\t01 \n\t\t01 P"),
         10, "c2=N c20=E c201=P "},
	{"boards of any device, badly",
         FILE_OF("S 2222  x\n\t0004  x\nS 222\n\t0004  x\nS 2222 \n"
                 "\t\t0004  x\n\t0004  G\n\t\t2222 0002  x\n"),
         6, "g=G "},
	{"a bad line between a device and a board",
         FILE_OF("1111  A\n\t0001  A1\n\t\t2222 0003  S\n\t000x  x\n\t\t2222 0002  x\n"), 2,
         "v1=A d1=A1 s13=S "},
	{"a board's other blank", FILE_OF("1111  A\n\t0001  A1\n\t\t2222-0002  x\n"), 1,
         "v1=A d1=A1 "},
	{"a level without numbers", FILE_OF("S 2222\n\t0004  G\n\t\t  x\n"), 1, "g=G "},
	{"a letter alone", FILE_OF("C\nS\nX\nC \nX \n\tx\n"), 6, ""},
	{"a byte order mark", FILE_OF("\xef\xbb\xbf# x\n1111  A\n"), 1, "v1=A "},
	{"NUL", FILE_OF("1111  A\0B\n\t0001\0  x\n\0\n"), 2, "v1=A?B "},
	{"Latin-1", FILE_OF("1111  \xfc\xb2\n2222  B\xe9\n"), 0, "v1=?? v2=B? "},
	{"UTF-8", FILE_OF("1111  \xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\n"), 0,
         "v1=\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80 "},
	{"bad UTF-8",
         FILE_OF("1111  \xc3\n\t0001  \xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xc3x\x80\n"), 0,
         "v1=? d1=??????????x? "},
	{"control characters", FILE_OF("1111  \x1b[1m\x7f\x01\xc2\x9b\x0c\n"), 0,
         "v1=?[1m??"
         "??? "},
	{"the longest line", FILE_OF("1111  " X1016 "\n"), 0, "v1=" X1016 " "},
	{"a line too long", FILE_OF("1111  A\n\t0001  " X1016 "\n\t\t2222 0002  x\n\t0002  A2\n"),
         2, "v1=A d2=A2 "},
	{"a comment too long", FILE_OF("1111  A\n#" X1016 X1016 "\n\t0001  A1\n"), 0,
         "v1=A d1=A1 "},
	{"a last line too long", FILE_OF("1111  A\n2222  " X1016 X1016), 1, "v1=A "},
	{"too long to be a head",
         FILE_OF("X 01  x\n1111  " X1016 "x\n\t0001  x\nX " X1016 "\n\tx\n"), 2, ""},
};

static void test_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		print_message("%s\n", files[i].what);
		for (size_t piece = 1; piece < 12; piece += 5)
			assert_found(files[i].file, files[i].size, piece, files[i].skipped,
			             files[i].want);
	}
}

/* Whatever fails, there are no names, and lookups work. */
static void test_failures(void **state)
{
	struct pci_ids *ids = malloc(sizeof(*ids));
	char text[SHOWN_MAX];
	struct ids_file f;

	(void)state;
	ids_file_init(&f, GOOD, sizeof(GOOD) - 1);
	assert_int_equal(ids_file_load(&f, ids, NULL), PCI_OK);
	assert_true(f.was_data);
	assert_string_equal(f.name, "pci.ids");
	assert_string_equal(show(ids, text), GOOD_NAMES);
	assert_int_equal(ids_file_load(&f, ids, "a name"), PCI_OK);
	assert_false(f.was_data);
	assert_string_equal(f.name, "a name");
	f.end = PCI_EIO;
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_EIO);
	assert_string_equal(show(ids, text), "");
	assert_int_equal(ids->count, 0);
	f.end = PCI_OK;
	for (unsigned n = 1; n <= 3; n++) { /* the reader, a block of text, one of entries */
		f.host->allocs = 0;
		f.host->alloc_fails_at = n;
		assert_int_equal(ids_file_load(&f, ids, "x"), PCI_ENOSPC);
		assert_string_equal(show(ids, text), "");
	}
	f.host->allocs = 0;
	f.host->alloc_fails_at = 4;
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_OK);
	f.host->alloc_fails_at = 0;
	f.text = NULL;
	assert_int_equal(ids_file_load(&f, ids, "x"), PCI_ENOTFOUND);
	assert_string_equal(show(ids, text), "");
	f.host->ops.read_data = NULL;
	assert_int_equal(ids_file_load(&f, ids, NULL), PCI_ENOTFOUND);
	ids_file_free(&f);
	free(ids);
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),       cmocka_unit_test(test_none),
		cmocka_unit_test(test_board_order), cmocka_unit_test(test_files),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
