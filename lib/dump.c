/* dump.c - read the text of lspci -x, -xxx or -xxxx, piece by piece. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/dump.h"

/* The value of each hex digit plus one, 0 for other characters: a table, for a dump is long. */
static const uint8_t digits[256] = {
	['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

/* A line under examination, terminated. */
struct cursor {
	const char *s;
};

/* Up to max hex digits; returns how many there were. */
static unsigned number(struct cursor *c, unsigned max, uint32_t *ret)
{
	unsigned n = 0;

	for (*ret = 0; n < max && digits[(uint8_t)*c->s]; n++, c->s++)
		*ret = *ret << 4 | (digits[(uint8_t)*c->s] - 1u);
	return n;
}

static bool take(struct cursor *c, char want)
{
	if (*c->s != want)
		return false;
	c->s++;
	return true;
}

/*
 * [ssss:]bb:dd.f at the start of the line, with a blank or nothing behind it. *ret_ok is false for
 * one that no function can have, so that its bytes do not count for the function before.
 */
static bool parse_addr(const char *text, struct pci_addr *ret, bool *ret_ok)
{
	struct cursor c = {text};
	uint32_t segment = 0, bus, dev, fn;
	unsigned n = number(&c, 8, &bus);

	if (n >= 4 && take(&c, ':')) {
		segment = bus;
		n = number(&c, 2, &bus);
	}
	if (n != 2 || !take(&c, ':') || number(&c, 2, &dev) != 2 || !take(&c, '.') ||
	    number(&c, 1, &fn) != 1)
		return false;
	if (*c.s && *c.s != ' ' && *c.s != '\t')
		return false;
	*ret_ok = segment <= UINT16_MAX && dev < PCI_DEVS && fn < PCI_FNS;
	*ret = (struct pci_addr){(uint16_t)segment, (uint8_t)bus, (uint8_t)dev, (uint8_t)fn};
	return true;
}

/* An offset, a colon, and bytes each behind one blank. */
static bool is_data(struct cursor *c, uint32_t *ret_off)
{
	unsigned n = number(c, 8, ret_off);

	return n >= 2 && take(c, ':') && *c->s == ' ' && digits[(uint8_t)c->s[1]] &&
	       digits[(uint8_t)c->s[2]];
}

static const char *take_bytes(struct dump_reader *r, struct cursor *c, uint32_t off)
{
	uint8_t line[DUMP_LINE];
	unsigned n = 0;
	uint32_t byte;

	if (off >= PCI_CONFIG_EXTENDED || off % DUMP_LINE)
		return "offset out of place";
	while (n < DUMP_LINE && take(c, ' ') && number(c, 2, &byte) == 2)
		line[n++] = (uint8_t)byte;
	while (*c->s == ' ' || *c->s == '\t')
		c->s++;
	if (*c->s || n != DUMP_LINE)
		return "not 16 bytes";
	__builtin_memcpy(r->cur.bytes + off, line, DUMP_LINE);
	r->cur.lines.bit[off / DUMP_LINE / 8] |= (uint8_t)(1u << off / DUMP_LINE % 8);
	if (off + DUMP_LINE > r->cur.end)
		r->cur.end = (uint16_t)(off + DUMP_LINE);
	return NULL;
}

size_t dump_known(const struct dump_lines *lines, size_t from)
{
	size_t n = from / DUMP_LINE;

	while (n < PCI_CONFIG_EXTENDED / DUMP_LINE && lines->bit[n / 8] >> n % 8 & 1)
		n++;
	return n * DUMP_LINE > from ? n * DUMP_LINE : from;
}

static void finish(struct dump_reader *r)
{
	if (r->in_func && dump_known(&r->cur.lines, 0))
		r->func(r->ctx, &r->cur);
	r->in_func = false;
}

static const char *begin(struct dump_reader *r, struct pci_addr addr, bool ok)
{
	finish(r);
	r->in_func = ok;
	if (!ok)
		return "no address of a function";
	r->cur.addr = addr;
	r->cur.end = 0;
	__builtin_memset(r->cur.bytes, 0xff, sizeof(r->cur.bytes));
	__builtin_memset(&r->cur.lines, 0, sizeof(r->cur.lines));
	return NULL;
}

static void end_line(struct dump_reader *r)
{
	struct cursor c = {r->text};
	const char *what = NULL;
	struct pci_addr addr;
	uint32_t off;
	bool ok;

	r->line++;
	if (r->used && r->text[r->used - 1] == '\r')
		r->used--;
	r->text[r->used] = '\0';
	r->used = 0;
	if (parse_addr(r->text, &addr, &ok))
		what = begin(r, addr, ok);
	else if (is_data(&c, &off))
		what = r->in_func ? take_bytes(r, &c, off) : "bytes of no function";
	if (what)
		r->problem(r->ctx, r->line, what);
}

void dump_begin(struct dump_reader *r)
{
	r->in_func = false;
	r->line = 0;
	r->used = 0;
}

void dump_feed(struct dump_reader *r, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n')
			end_line(r);
		else if (r->used + 1 < sizeof(r->text))
			r->text[r->used++] = text[i];
	}
}

void dump_end(struct dump_reader *r)
{
	if (r->used)
		end_line(r);
	finish(r);
}
