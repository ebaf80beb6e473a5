/* dump_line.c - what one line of a dump of configuration space says. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/dump_line.h"

#include "lib/hex.h"

enum { SHORT_OFFSET = 2, WIDE_OFFSET = 7, OFFSET_MAX = 8 };

/* A line under examination. */
struct cursor {
	const char *s, *end;
};

/* The character i places on; behind the end, what is neither digit nor blank. */
static char peek(const struct cursor *c, size_t i)
{
	return i < (size_t)(c->end - c->s) ? c->s[i] : '\n';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool take(struct cursor *c, char want)
{
	if (peek(c, 0) != want)
		return false;
	c->s++;
	return true;
}

static bool take_word(struct cursor *c, const char *word)
{
	struct cursor at = *c;

	while (*word && take(&at, *word))
		word++;
	if (!*word)
		*c = at;
	return !*word;
}

/* Up to max hex digits, at most 8; returns how many there were. */
static unsigned number(struct cursor *c, unsigned max, uint32_t *ret)
{
	unsigned n = 0;

	for (*ret = 0; n < max && hex_digit(peek(c, 0)) >= 0; n++, c->s++)
		*ret = *ret << 4 | (uint32_t)hex_digit(*c->s);
	return n;
}

/* How many hex digits there are from the i-th character on. */
static size_t count_digits(const struct cursor *c, size_t i)
{
	size_t n = 0;

	while (hex_digit(peek(c, i + n)) >= 0)
		n++;
	return n;
}

/* Whether the i-th character on begins a word of n hex digits. */
static bool is_group(const struct cursor *c, size_t i, size_t n)
{
	return count_digits(c, i) == n && (c->s + i + n == c->end || is_blank(c->s[i + n]));
}

/* Nothing more, or a blank. */
static bool at_word_end(const struct cursor *c)
{
	return c->s == c->end || is_blank(*c->s);
}

static bool is_rest_blank(const struct cursor *c)
{
	size_t i = 0;

	while (is_blank(peek(c, i)))
		i++;
	return c->s + i == c->end;
}

static void set_address(struct dump_line *l, uint32_t segment, uint32_t bus, uint32_t dev,
                        uint32_t fn)
{
	bool ok = bus < PCI_BUSES && dev < PCI_DEVS && fn < PCI_FNS;

	l->kind = ok ? DUMP_ADDRESS : DUMP_NO_ADDRESS;
	l->what = "no address of a function";
	l->addr = (struct pci_addr){segment, (uint8_t)bus, (uint8_t)dev, (uint8_t)fn};
}

/* [ssss:]bb:dd.f, where the segment of the one before holds if there is none. */
static bool take_address(struct cursor *c, struct dump_line *l)
{
	uint32_t segment = l->addr.segment, bus, dev, fn;
	struct cursor at = *c;
	unsigned n = number(&at, 8, &bus);

	if (n >= 4 && take(&at, ':')) {
		segment = bus;
		n = number(&at, 2, &bus);
	}
	if (n != 2 || !take(&at, ':') || number(&at, 2, &dev) != 2 || !take(&at, '.') ||
	    number(&at, 1, &fn) != 1 || hex_digit(peek(&at, 0)) >= 0)
		return false;
	set_address(l, segment, bus, dev, fn);
	*c = at;
	return true;
}

/* An address and what may be behind it on its line. */
static void parse_address(struct cursor c, struct dump_line *l)
{
	bool found = take_address(&c, l);

	while (found && l->kind == DUMP_ADDRESS && take(&c, '/')) {
		if (take_address(&c, l))
			continue;
		l->kind = DUMP_NO_ADDRESS; /* lspci -P: the buses are known to bridges alone */
		l->what = "a path that does not name the bus";
		return;
	}
	if (found && take(&c, ':'))
		found = is_rest_blank(&c);
	if (!found || !(at_word_end(&c) || peek(&c, 0) == '/'))
		l->kind = DUMP_TEXT;
}

static void parse_sysfs(struct cursor c, struct dump_line *l)
{
	bool is_last = false;

	while (take(&c, '/')) {
		if (is_last && take_word(&c, "config"))
			break;
		is_last = take_address(&c, l);
		while (!is_last && c.s < c.end && *c.s != '/')
			c.s++;
	}
	take(&c, ':');
	if (!is_last || !is_rest_blank(&c))
		l->kind = DUMP_TEXT;
}

static void parse_shell(struct cursor c, struct dump_line *l)
{
	static const char *const words[] = {"PCI Segment ", " Bus ", " Device ", " Func "};
	uint32_t part[4];

	for (unsigned i = 0; i < 4; i++)
		if (!take_word(&c, words[i]) || !number(&c, 8, &part[i]))
			return;
	if (at_word_end(&c))
		set_address(l, part[0], part[1], part[2], part[3]);
}

/* Two hex digits at s. */
static bool take_pair(const char *s, uint8_t *ret)
{
	int high = hex_digit(s[0]), low = hex_digit(s[1]);

	*ret = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	return (high | low) >= 0;
}

/* All of half a line, with one decision for all of its characters. */
static bool take_eight(const char *s, char before, uint8_t ret[DUMP_LINE / 2])
{
	unsigned other = 0;
	int any = 0;

	for (unsigned i = 0; i < DUMP_LINE / 2; i++, s += 3) {
		int high = hex_digit(s[1]), low = hex_digit(s[2]);

		ret[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
		any |= high | low;
		other |= (unsigned)(*s ^ before);
		before = ' ';
	}
	return any >= 0 && !other;
}

/* Half a line or less, a blank before each byte, but before the first one that character. */
static unsigned take_half(struct cursor *c, char before, uint8_t ret[DUMP_LINE / 2])
{
	unsigned n = 0;

	if (c->end - c->s >= DUMP_LINE / 2 * 3 && take_eight(c->s, before, ret)) {
		c->s += DUMP_LINE / 2 * 3;
		return DUMP_LINE / 2;
	}
	for (; n < DUMP_LINE / 2 && c->end - c->s > 2 && *c->s == before; n++, c->s += 3) {
		if (!take_pair(c->s + 1, ret + n))
			break;
		before = ' ';
	}
	return n;
}

/* Bytes, each behind a blank; spaced: in the middle two, if there are. */
static unsigned take_bytes(struct cursor *c, bool spaced, uint8_t ret[DUMP_LINE])
{
	unsigned n = take_half(c, ' ', ret);
	char before = !spaced && peek(c, 0) == '-' ? '-' : ' ';

	if (n < DUMP_LINE / 2)
		return n;
	if (spaced && peek(c, 0) == ' ' && peek(c, 1) == ' ')
		c->s++;
	return n + take_half(c, before, ret + n);
}

/* Pairs of bytes, each behind a blank; the last one may be alone. */
static unsigned take_pairs(struct cursor *c, uint8_t ret[DUMP_LINE])
{
	unsigned n = 0;

	for (; n < DUMP_LINE; n++) {
		size_t blank = n % 2 == 0;

		if ((blank && peek(c, 0) != ' ') || (size_t)(c->end - c->s) < blank + 2 ||
		    !take_pair(c->s + blank, ret + n))
			break;
		c->s += blank + 2;
	}
	return n;
}

/* Whether nothing but a column of text is behind n bytes, so that they are all there are. */
static bool ends_bytes(const struct cursor *c, unsigned n)
{
	size_t i = 0;

	while (is_blank(peek(c, i)))
		i++;
	if (c->s + i == c->end)
		return true;
	if (i == 1 && *c->s == ' ')
		return n == DUMP_LINE && !is_group(c, 1, 2);
	return i > 0;
}

/* Behind an offset: how many digits are in the first group of bytes, and in l why it is none. */
static size_t first_group(struct cursor *c, bool colon, struct dump_line *l, unsigned offset_digits)
{
	size_t blanks = 0, n;

	while (peek(c, blanks) == ' ')
		blanks++;
	n = count_digits(c, blanks);
	if (!blanks || n < 2 || n % 2 || !is_group(c, blanks, n) || (n > 2 && !l->wide))
		return 0;
	c->s += blanks - 1;
	if (colon ? n <= 4 : offset_digits == OFFSET_MAX && blanks == 2 && n == 2)
		return n;
	l->kind = DUMP_NO_BYTES;
	l->what = colon ? "groups whose byte order it does not say"
	                : "neither the layout of hexdump -C nor of xxd";
	return 0;
}

static void parse_bytes(struct cursor c, struct dump_line *l)
{
	unsigned n = number(&c, OFFSET_MAX, &l->offset);
	bool colon = take(&c, ':');
	size_t group;

	l->wide = n >= WIDE_OFFSET;
	if (n < SHORT_OFFSET || (!colon && !l->wide))
		return;
	if (!colon && n == OFFSET_MAX && is_rest_blank(&c)) {
		l->kind = DUMP_OFFSET;
		return;
	}
	group = first_group(&c, colon, l, n);
	if (!group)
		return;
	l->count = group == 2 ? take_bytes(&c, !colon, l->bytes) : take_pairs(&c, l->bytes);
	l->kind = ends_bytes(&c, l->count) ? DUMP_BYTES : DUMP_NO_BYTES;
	l->what = l->count == DUMP_LINE ? "more than 16 bytes" : "text among the bytes";
}

void dump_parse_line(const char *text, size_t n, struct dump_line *ret)
{
	struct cursor c = {text, text + n};

	ret->kind = DUMP_TEXT;
	ret->addr = (struct pci_addr){0};
	switch (peek(&c, 0)) {
	case '/':
		parse_sysfs(c, ret);
		return;
	case 'P':
		parse_shell(c, ret);
		return;
	case '*':
		c.s++;
		ret->kind = is_rest_blank(&c) ? DUMP_REPEAT : DUMP_TEXT;
		return;
	default:
		parse_bytes(c, ret);
		if (ret->kind == DUMP_TEXT)
			parse_address(c, ret);
	}
}
