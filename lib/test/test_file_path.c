/* test_file_path.c - directory and name of a program, from the nodes of its device path. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/file_path.h"

enum { MAX = 12, HEADER = 4 };

struct path {
	uint8_t *bytes;
	size_t size;
};

static void add(struct path *p, uint8_t type, uint8_t subtype, size_t length, const char *name,
                size_t n)
{
	uint8_t *node;

	p->bytes = realloc(p->bytes, p->size + HEADER + 2 * n);
	node = p->bytes + p->size;
	memcpy(node, (uint8_t[]){type, subtype, (uint8_t)length, (uint8_t)(length >> 8)}, HEADER);
	for (size_t i = 0; i < n; i++)
		memcpy(node + HEADER + 2 * i, (uint8_t[]){(uint8_t)name[i], 0}, 2);
	p->size += HEADER + 2 * n;
}

static void add_name(struct path *p, const char *name)
{
	size_t n = strlen(name) + 1;

	add(p, 4, 4, HEADER + 2 * n, name, n);
}

/* Of a path in memory that ends with it, at an odd address; frees it. */
static void assert_directory(struct path *p, const char *want)
{
	uint8_t *odd = malloc(p->size + 1);
	uint16_t *units = malloc(MAX * sizeof(*units));
	size_t n;

	memcpy(odd + 1, p->bytes, p->size);
	n = file_path_directory(odd + 1, units, MAX);
	assert_int_equal(n, strlen(want));
	for (size_t i = 0; i < n; i++)
		assert_int_equal(units[i], want[i]);
	free(units);
	free(odd);
	free(p->bytes);
	*p = (struct path){0};
}

static void assert_names(const char *a, const char *b, const char *want)
{
	struct path p = {0};

	if (a)
		add_name(&p, a);
	if (b)
		add_name(&p, b);
	add(&p, 0x7f, 0xff, HEADER, "", 0);
	assert_directory(&p, want);
}

static void test_directory(void **state)
{
	(void)state;
	assert_names("\\a.efi", NULL, "\\");
	assert_names("\\EFI\\a.efi", NULL, "\\EFI\\");
	assert_names("\\EFI", "a.efi", "\\EFI\\");
	assert_names("\\EFI\\", "a.efi", "\\EFI\\");
	assert_names("\\EFI", "\\b\\a.efi", "\\EFI\\b\\");
	assert_names("EFI", "a.efi", "EFI\\");
	assert_names("a.efi", NULL, "");
	assert_names("", "", "");
	assert_names(NULL, NULL, "");
}

/* A path that does not fit is none, rather than another directory. */
static void test_long(void **state)
{
	(void)state;
	assert_names("\\123456789\\a", NULL, "\\123456789\\");
	assert_names("\\123456789\\ab", NULL, "");
	assert_names("\\123456789ab", "c", "");
}

static void test_malformed(void **state)
{
	struct path p = {0};

	(void)state;
	add(&p, 4, 4, HEADER + 1, "", 0); /* no room for a name */
	assert_directory(&p, "");
	add(&p, 4, 4, 0, "", 0);
	assert_directory(&p, "");
	add(&p, 4, 4, HEADER + 6, "\\ab", 3); /* not terminated */
	add(&p, 0x7f, 0xff, HEADER, "", 0);
	assert_directory(&p, "\\");
	add(&p, 2, 4, HEADER + 2, "", 1); /* not of media, not of a file */
	assert_directory(&p, "");
	add(&p, 4, 3, HEADER + 2, "", 1);
	assert_directory(&p, "");
	for (int i = 0; i < (1 << 16) / 6 + 1; i++) /* no end */
		add(&p, 4, 4, HEADER + 2, "", 1);
	assert_directory(&p, "");
}

/* Of a path in memory that ends with it, at an odd address; frees it. */
static void assert_length(struct path *p, size_t want)
{
	uint8_t *odd = malloc(p->size + 1);

	memcpy(odd + 1, p->bytes, p->size);
	assert_int_equal(device_path_length(odd + 1), want);
	free(odd);
	free(p->bytes);
	*p = (struct path){0};
}

static void test_length(void **state)
{
	struct path p = {0};

	(void)state;
	add(&p, 0x7f, 0xff, HEADER, "", 0);
	assert_length(&p, 0);
	add(&p, 2, 1, HEADER + 8, "acpi", 4);
	add(&p, 1, 1, HEADER + 2, "p", 1);
	add(&p, 0x7f, 0xff, HEADER, "", 0);
	assert_length(&p, 2 * HEADER + 10);
	add(&p, 1, 1, HEADER + 2, "p", 1);
	add(&p, 1, 1, HEADER - 1, "", 0);
	assert_length(&p, HEADER + 2);
	add(&p, 1, 1, 0, "", 0);
	assert_length(&p, 0);
	for (int i = 0; i < (1 << 16) / 6 + 1; i++) /* no end */
		add(&p, 1, 1, HEADER + 2, "", 1);
	assert_length(&p, ((1 << 16) / 6 + 1) * 6);
}

static const struct {
	const char *a, *b, *word;
	bool is;
} words[] = {
	{"\\a.efi", NULL, "a.efi", true},
	{"\\a.efi", NULL, "A.EFI", true},
	{"\\A.Efi", NULL, "a", true},
	{"\\b", "a.efi", "fs0:a.efi", true},
	{"\\b", "a.efi", "fs0:\\c\\a", true},
	{"a.efi", NULL, "./a", true},
	{"a", NULL, "a", true},
	{"a", NULL, "a.efi", false},
	{"a.ef", NULL, "a", false},
	{"a.efix", NULL, "a", false},
	{"a.efi", NULL, "", false},
	{"a.efi", NULL, "b\\", false},
	{"a.efi", NULL, "a.", false},
	{"a.efi", NULL, "-a", false},
	{"a.efi", NULL, "ab", false},
	{"ab.efi", NULL, "a", false},
	{".efi", NULL, "", false},
	{NULL, NULL, "", false},
	{NULL, NULL, "a", false},
	{"a\xe9.efi", NULL, "A\xc3\xa9", true},
	{"a\xe9.efi", NULL, "A\xe9", false},
};

static void test_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct path p = {0};

		if (words[i].a)
			add_name(&p, words[i].a);
		if (words[i].b)
			add_name(&p, words[i].b);
		add(&p, 0x7f, 0xff, HEADER, "", 0);
		print_message("%s\n", words[i].word);
		assert_int_equal(file_path_is_of(p.bytes, words[i].word), words[i].is);
		free(p.bytes);
	}
}

/* The longest path that is looked at, and one that is a unit longer. */
static void test_long_name(void **state)
{
	char name[258];

	(void)state;
	for (size_t n = 255; n < 258; n++) {
		struct path p = {0};

		memset(name, 'a', n);
		name[n] = '\0';
		add_name(&p, name);
		add(&p, 0x7f, 0xff, HEADER, "", 0);
		assert_int_equal(file_path_is_of(p.bytes, name), n <= 256);
		free(p.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directory), cmocka_unit_test(test_long),
		cmocka_unit_test(test_malformed), cmocka_unit_test(test_length),
		cmocka_unit_test(test_name),      cmocka_unit_test(test_long_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
