/* json.h - JSON into a sink, a token at a time. RFC 8259 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A document underway. Output is ASCII: what is not is escaped. With columns > 0 no line is longer,
 * and lines end between tokens only, since firmware's consoles break lines by themselves; a string
 * that needs more than a line is cut. With columns 0 there are no line ends. Strings of more than
 * 254 characters, escapes included, are cut in any case.
 */
struct json {
	struct sink *out;
	unsigned columns;
	unsigned column;
	bool comma; /* the next value has one before it */
};

/* Begin a document; columns 0 is one line, however long. */
void json_init(struct json *j, struct sink *out, unsigned columns);

/*
 * Values: name is NULL in an array and at the top, a member's name in an object. Text is UTF-8,
 * never NULL. The caller ends what it began, in turn; nothing checks that, nor that names differ.
 */
void json_begin_object(struct json *j, const char *name);
void json_end_object(struct json *j);
void json_begin_array(struct json *j, const char *name);
void json_end_array(struct json *j);
void json_string(struct json *j, const char *name, const char *text);
void json_string_n(struct json *j, const char *name, const char *text, size_t n);
void json_number(struct json *j, const char *name, uint64_t v);
void json_bool(struct json *j, const char *name, bool v);
void json_null(struct json *j, const char *name);

/* A number as a string, "0x" and at least digits hex digits: addresses, IDs, raw registers. */
void json_hex(struct json *j, const char *name, uint64_t v, unsigned digits);

/* End the line that the document is on; j is as after json_init(). */
void json_end(struct json *j);

#ifdef __cplusplus
}
#endif
#endif
