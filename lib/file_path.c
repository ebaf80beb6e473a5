/* file_path.c - where a program's file is and what it is called, from its device path. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/file_path.h"

#include <stdbool.h>

#include "lib/bytes.h"
#include "lib/utf.h"

/* UEFI 2.10, 10.3.1 and 10.3.5.4 */
enum {
	NODE_HEADER = 4,
	OFF_TYPE = 0,
	OFF_SUBTYPE = 1,
	OFF_LENGTH = 2,
	MEDIA = 4,
	FILE_PATH = 4,
	END = 0x7f
};
enum { BYTES_MAX = 1 << 16, NAME_MAX = 256 };

static bool is_name(const uint8_t *node)
{
	return node[OFF_TYPE] == MEDIA && node[OFF_SUBTYPE] == FILE_PATH;
}

/* A path while it is put together. */
struct text {
	uint16_t *units;
	size_t used, max;
};

static bool put(struct text *t, uint16_t unit)
{
	if (t->used == t->max)
		return false;
	t->units[t->used++] = unit;
	return true;
}

/* A node's name, with a backslash between it and the one before. */
static bool put_node(struct text *t, const uint8_t *name, size_t n)
{
	if (t->used && t->units[t->used - 1] != '\\' && get_le16(name) != '\\' && !put(t, '\\'))
		return false;
	for (; n && get_le16(name); n--, name += 2)
		if (!put(t, get_le16(name)))
			return false;
	return true;
}

/* All of the path, nodes and their names joined; false where that cannot be. */
static bool put_path(struct text *t, const uint8_t *node)
{
	size_t length;

	for (size_t at = 0; at < BYTES_MAX && is_name(node + at); at += length) {
		length = get_le16(node + at + OFF_LENGTH);
		if (length < NODE_HEADER + 2 ||
		    !put_node(t, node + at + NODE_HEADER, (length - NODE_HEADER) / 2))
			return false;
	}
	return true;
}

/* Where the last of its names starts. */
static size_t last_name(const struct text *t)
{
	size_t at = t->used;

	while (at && t->units[at - 1] != '\\')
		at--;
	return at;
}

size_t file_path_directory(const void *path, uint16_t *ret, size_t max)
{
	struct text t = {ret, 0, max};

	return put_path(&t, path) ? last_name(&t) : 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Whether a is b, or b's start up to .efi, in letters of either case. */
static bool is_same_file(const char *a, const char *b)
{
	const char *rest = ".efi";

	for (; *a && lower(*a) == lower(*b); a++)
		b++;
	while (!*a && *b && lower(*b) == *rest) {
		b++;
		rest++;
	}
	return !*a && !*b && (!*rest || *rest == '.');
}

bool file_path_is_of(const void *path, const char *word)
{
	char name[UTF8_PER_UCS2 * NAME_MAX + 1];
	uint16_t units[NAME_MAX];
	struct text t = {units, 0, NAME_MAX};
	const char *last = word;
	size_t at;

	if (!put_path(&t, path))
		return false;
	at = last_name(&t);
	utf8_from_ucs2(name, sizeof(name), units + at, t.used - at);
	for (; *word; word++)
		if (*word == '\\' || *word == '/' || *word == ':')
			last = word + 1;
	return *last && is_same_file(last, name);
}

size_t device_path_length(const void *path)
{
	const uint8_t *node = path;
	size_t at = 0, length;

	while (at < BYTES_MAX && node[at + OFF_TYPE] != END) {
		length = get_le16(node + at + OFF_LENGTH);
		if (length < NODE_HEADER)
			break;
		at += length;
	}
	return at;
}
