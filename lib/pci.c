/* pci.c - addresses as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci.h"

#include "lib/fmt.h"

const char *pci_addr_format(char buf[PCI_ADDR_MAX], struct pci_addr addr)
{
	fmt_string(buf, PCI_ADDR_MAX, "%04x:%02x:%02x.%x", addr.segment, addr.bus, addr.dev,
	           addr.fn);
	return buf;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One to eight hex digits; moves *text behind them. */
static bool hex(const char **text, uint32_t *ret)
{
	const char *start = *text;

	for (*ret = 0; hex_digit(**text) >= 0; ++*text)
		*ret = *ret << 4 | (uint32_t)hex_digit(**text);
	return *text > start && *text - start <= 8;
}

/* Numbers and the character behind each; a number more than there can be is refused. */
struct parts {
	uint32_t num[4];
	char after[4];
	unsigned n;
};

static bool split(const char *text, struct parts *p)
{
	for (p->n = 0; p->n < 4; text++) {
		if (!hex(&text, &p->num[p->n]))
			return false;
		p->after[p->n++] = *text;
		if (!*text)
			return true;
		while (*text == ' ' && text[1] == ' ')
			text++;
	}
	return false;
}

static enum pci_status finish(const struct pci_match *m)
{
	return m->segment <= 0xffff && m->bus < PCI_BUSES && m->dev < PCI_DEVS && m->fn < PCI_FNS
	               ? PCI_OK
	               : PCI_EINVAL;
}

/* A number too large for its part becomes one that finish() refuses. */
static int16_t part(uint32_t v)
{
	return (int16_t)(v < 0x7fff ? v : 0x7fff);
}

enum pci_status pci_match_parse(const char *text, struct pci_match *ret)
{
	struct parts p;
	unsigned i = 0;

	*ret = (struct pci_match){-1, -1, -1, -1};
	while (*text == ' ')
		text++;
	if (!split(text, &p))
		return PCI_EINVAL;
	if (p.after[0] == ' ') { /* bb dd [ff] */
		if (p.n > 3 || (p.n == 3 && p.after[1] != ' '))
			return PCI_EINVAL;
		ret->bus = part(p.num[0]);
		ret->dev = part(p.num[1]);
		ret->fn = p.n == 3 ? part(p.num[2]) : -1;
		return finish(ret);
	}
	if (p.after[0] == ':' && p.after[1] == ':') {
		ret->segment = p.num[0] < INT32_MAX ? (int32_t)p.num[0] : INT32_MAX;
		i++;
	}
	if (p.after[i] == ':')
		ret->bus = part(p.num[i++]);
	ret->dev = part(p.num[i]);
	if (p.after[i] == '.')
		ret->fn = part(p.num[++i]);
	return p.after[i] == '\0' ? finish(ret) : PCI_EINVAL;
}

bool pci_match_addr(const struct pci_match *m, struct pci_addr addr)
{
	return (m->segment < 0 || m->segment == addr.segment) &&
	       (m->bus < 0 || m->bus == addr.bus) && (m->dev < 0 || m->dev == addr.dev) &&
	       (m->fn < 0 || m->fn == addr.fn);
}
