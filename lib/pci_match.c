/* pci_match.c - which functions: by address, and by what they are. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_match.h"

#include "lib/hex.h"

enum { PARTS_MAX = 4, DIGITS_MAX = 8 };

/* A part of a filter: digits, of which those that are x are out of the mask; none for any. */
struct part {
	uint32_t value, mask;
	bool any_digit; /* some are x */
	char after;     /* the character behind it */
};

struct parts {
	struct part part[PARTS_MAX];
	unsigned n;
};

static bool is_x(char c)
{
	return c == 'x' || c == 'X';
}

/* Up to eight digits, or *; moves *text behind them. */
static bool take_part(const char **text, struct part *p)
{
	const char *start = *text;

	*p = (struct part){0};
	if (*start == '*')
		++*text;
	for (; *start != '*' && (hex_digit(**text) >= 0 || is_x(**text)); ++*text) {
		unsigned digit = is_x(**text) ? 0 : (unsigned)hex_digit(**text);

		p->value = p->value << 4 | digit;
		p->mask = p->mask << 4 | (is_x(**text) ? 0 : 0xf);
		p->any_digit |= is_x(**text);
	}
	if (*text > start && *start != '*') /* the digits left of these are 0 */
		p->mask |= *text - start < DIGITS_MAX ? UINT32_MAX << 4 * (*text - start) : 0;
	p->after = **text;
	return *text - start <= DIGITS_MAX;
}

static bool split(const char *text, struct parts *p)
{
	for (p->n = 0; p->n < PARTS_MAX; text++) {
		if (!take_part(&text, &p->part[p->n]))
			return false;
		if (!p->part[p->n++].after)
			return true;
		while (*text == ' ' && text[1] == ' ')
			text++;
	}
	return false;
}

/* Store a part of an address, -1 for any; false where it is more than there can be. */
static bool take_number(const struct part *p, uint32_t max, int64_t *ret)
{
	*ret = p->mask ? (int64_t)p->value : -1;
	return !p->any_digit && p->value <= max;
}

static enum pci_status make_match(const struct part *segment, const struct part *bus,
                                  const struct part *dev, const struct part *fn,
                                  struct pci_match *ret)
{
	int64_t v[PARTS_MAX];

	if (!take_number(segment, UINT32_MAX, &v[0]) || !take_number(bus, PCI_BUSES - 1, &v[1]) ||
	    !take_number(dev, PCI_DEVS - 1, &v[2]) || !take_number(fn, PCI_FNS - 1, &v[3]))
		return PCI_EINVAL;
	*ret = (struct pci_match){v[0], (int16_t)v[1], (int16_t)v[2], (int16_t)v[3]};
	return PCI_OK;
}

/* bb dd [ff] */
static enum pci_status match_blanks(const struct parts *p, struct pci_match *ret)
{
	static const struct part any;

	for (unsigned i = 0; i < p->n; i++)
		if (!p->part[i].mask || (i + 1 < p->n && p->part[i].after != ' '))
			return PCI_EINVAL;
	if (p->n > 3)
		return PCI_EINVAL;
	return make_match(&any, &p->part[0], &p->part[1], p->n > 2 ? &p->part[2] : &any, ret);
}

enum pci_status pci_match_parse(const char *text, struct pci_match *ret)
{
	static const struct part any;
	unsigned colons = 0, i = 0;
	const struct part *part;
	struct parts p;

	while (*text == ' ')
		text++;
	if (!split(text, &p))
		return PCI_EINVAL;
	if (p.part[0].after == ' ')
		return match_blanks(&p, ret);
	while (colons < 2 && p.part[colons].after == ':')
		colons++;
	part = &p.part[colons]; /* the device */
	if (part->after == '.')
		i = 1;
	if (p.n != colons + 1 + i || part[i].after)
		return PCI_EINVAL;
	return make_match(colons > 1 ? &part[-2] : &any, colons ? &part[-1] : &any, part,
	                  i ? &part[1] : &any, ret);
}

bool pci_match_addr(const struct pci_match *m, struct pci_addr addr)
{
	return (m->segment < 0 || m->segment == addr.segment) &&
	       (m->bus < 0 || m->bus == addr.bus) && (m->dev < 0 || m->dev == addr.dev) &&
	       (m->fn < 0 || m->fn == addr.fn);
}

/* Whether the part fits bits, and its x are where there can be any. */
static bool fits(const struct part *p, unsigned bits, bool any_digit)
{
	return !(p->value >> bits) && (any_digit || !p->any_digit);
}

enum pci_status pci_id_match_parse(const char *text, struct pci_id_match *ret)
{
	struct parts p = {0};
	const struct part *vendor = &p.part[0], *device = &p.part[1], *class_code = &p.part[2],
			  *prog_if = &p.part[3];

	if (!split(text, &p) || p.n < 2)
		return PCI_EINVAL;
	for (unsigned i = 0; i + 1 < p.n; i++)
		if (p.part[i].after != ':')
			return PCI_EINVAL;
	if (!fits(vendor, 16, false) || !fits(device, 16, false) || !fits(class_code, 16, true) ||
	    !fits(prog_if, 8, false))
		return PCI_EINVAL;
	*ret = (struct pci_id_match){
		.id = device->value << 16 | vendor->value,
		.id_mask = device->mask << 16 | (vendor->mask & 0xffff),
		.class_code = class_code->value << 8 | prog_if->value,
		.class_mask = (class_code->mask & 0xffff) << 8 | (prog_if->mask & 0xff),
	};
	return PCI_OK;
}

bool pci_id_match_func(const struct pci_id_match *m, const struct pci_func *f)
{
	uint32_t id = (uint32_t)f->device << 16 | f->vendor;

	return !((id ^ m->id) & m->id_mask) && !((f->class_code ^ m->class_code) & m->class_mask);
}
