/* file_path.c - where a program's file is, from its device path. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/file_path.h"

#include <stdbool.h>

#include "lib/bytes.h"

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
enum { BYTES_MAX = 1 << 16 };

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

size_t file_path_directory(const void *path, uint16_t *ret, size_t max)
{
	struct text t = {ret, 0, max};
	const uint8_t *node = path;
	size_t length;

	for (size_t at = 0; at < BYTES_MAX && is_name(node + at); at += length) {
		length = get_le16(node + at + OFF_LENGTH);
		if (length < NODE_HEADER + 2 ||
		    !put_node(&t, node + at + NODE_HEADER, (length - NODE_HEADER) / 2))
			return 0;
	}
	while (t.used && t.units[t.used - 1] != '\\')
		t.used--;
	return t.used;
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
