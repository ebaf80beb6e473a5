/* json.c - JSON into a sink, a token at a time. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/json.h"

#include "lib/fmt.h"
#include "lib/utf.h"

enum { TOKEN_MAX = 256 }; /* of names, numbers and short strings, escapes included */
enum { ESCAPE_MAX = 16 };

void json_init(struct json *j, struct sink *out, unsigned columns)
{
	*j = (struct json){.out = out, .columns = columns};
}

/* A token of n columns, on a new line if this one has no room; glue stays with what is before. */
static void token(struct json *j, const char *text, size_t n, bool glue)
{
	if (!glue && j->columns && j->column && j->column + n + 1 > j->columns) {
		j->out->write(j->out, "\n", 1);
		j->column = 0;
	}
	j->out->write(j->out, text, n);
	j->column += (unsigned)n;
}

/* Escape one character; returns its length. */
static size_t escape(char buf[ESCAPE_MAX], uint32_t c)
{
	if (c == '"' || c == '\\')
		return fmt_string(buf, ESCAPE_MAX, "\\%c", (char)c);
	if (c >= ' ' && c < 0x7f)
		return fmt_string(buf, ESCAPE_MAX, "%c", (char)c);
	if (c < 0x10000)
		return fmt_string(buf, ESCAPE_MAX, "\\u%04x", (unsigned)c);
	return fmt_string(buf, ESCAPE_MAX, "\\u%04x\\u%04x",
	                  0xd800 + (unsigned)((c - 0x10000) >> 10),
	                  0xdc00 + (unsigned)((c - 0x10000) & 0x3ff));
}

/* Whether n characters stand for themselves. */
static bool is_plain(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] >= 0x7f || text[i] == '"' || text[i] == '\\')
			return false;
	return true;
}

/* With escapes, up to room characters with the quote behind it; never cut in an escape. */
static void escape_text(struct fmt_buffer *b, const char *text, size_t n, size_t room)
{
	struct utf8 decoder = {0};
	char one[ESCAPE_MAX];
	uint32_t codes[2];
	bool full = false;

	for (size_t i = 0; i < n && !full; i++) {
		size_t count = utf8_decode(&decoder, (uint8_t)text[i], codes);

		for (size_t k = 0; k < count && !full; k++) {
			full = b->used + escape(one, codes[k]) + 1 > room;
			fmt_print(&b->sink, "%s", full ? "" : one);
		}
	}
}

/* A quoted string as one token; what a line or a token cannot hold is cut. */
static void quoted(struct json *j, const char *text, size_t n)
{
	size_t room = j->columns && j->columns < TOKEN_MAX ? j->columns - 1 : TOKEN_MAX - 1;
	struct fmt_buffer b;
	char buf[TOKEN_MAX];

	fmt_buffer_init(&b, buf, sizeof(buf));
	b.sink.write(&b.sink, "\"", 1);
	if (n + 2 <= room && is_plain(text, n))
		b.sink.write(&b.sink, text, n);
	else
		escape_text(&b, text, n, room);
	b.sink.write(&b.sink, "\"", 1);
	token(j, buf, b.used, false);
}

static size_t length(const char *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

/* What comes before a value: a comma if one is owed, and its name. */
static void begin(struct json *j, const char *name)
{
	if (j->comma)
		token(j, ",", 1, true);
	j->comma = true;
	if (name) {
		quoted(j, name, length(name));
		token(j, ":", 1, true);
	}
}

static void open_bracket(struct json *j, const char *name, const char *bracket)
{
	begin(j, name);
	token(j, bracket, 1, false);
	j->comma = false;
}

static void close_bracket(struct json *j, const char *bracket)
{
	token(j, bracket, 1, false);
	j->comma = true;
}

void json_begin_object(struct json *j, const char *name)
{
	open_bracket(j, name, "{");
}

void json_end_object(struct json *j)
{
	close_bracket(j, "}");
}

void json_begin_array(struct json *j, const char *name)
{
	open_bracket(j, name, "[");
}

void json_end_array(struct json *j)
{
	close_bracket(j, "]");
}

void json_string_n(struct json *j, const char *name, const char *text, size_t n)
{
	begin(j, name);
	quoted(j, text, n);
}

void json_string(struct json *j, const char *name, const char *text)
{
	json_string_n(j, name, text, length(text));
}

static void word(struct json *j, const char *name, const char *text)
{
	begin(j, name);
	token(j, text, length(text), false);
}

void json_number(struct json *j, const char *name, uint64_t v)
{
	char buf[TOKEN_MAX];

	fmt_string(buf, sizeof(buf), "%llu", (unsigned long long)v);
	word(j, name, buf);
}

void json_hex(struct json *j, const char *name, uint64_t v, unsigned digits)
{
	char buf[TOKEN_MAX];

	fmt_string(buf, sizeof(buf), "\"0x%0*llx\"", (int)digits, (unsigned long long)v);
	word(j, name, buf);
}

void json_bool(struct json *j, const char *name, bool v)
{
	word(j, name, v ? "true" : "false");
}

void json_null(struct json *j, const char *name)
{
	word(j, name, "null");
}

void json_end(struct json *j)
{
	token(j, "\n", 1, true);
	*j = (struct json){.out = j->out, .columns = j->columns};
}
