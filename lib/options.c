/* options.c - an application's arguments, option by option. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/options.h"

#include "lib/bytes.h"
#include "lib/fmt.h"

int options_error(const struct options *o, const char *what, const char *arg)
{
	fmt_print(o->platform->out, "%s: %s: %.40s (-h shows the options)\n", o->app, what, arg);
	return OPTION_BAD;
}

/* The next argument is the value of the option of that name. */
static int take_next(struct options *o, int code, const char *name)
{
	if (o->next >= o->platform->argc)
		return options_error(o, "a value must follow", name);
	o->value = o->platform->argv[o->next++];
	return code;
}

static int next_word(struct options *o, const char *arg)
{
	for (const struct option_word *w = o->words; w->word; w++)
		if (same_text(w->word, arg + 2))
			return w->has_value ? take_next(o, w->code, arg) : w->code;
	return options_error(o, "unknown option", arg);
}

/* The value behind a letter, or the next argument. */
static int take_value(struct options *o, int letter)
{
	const char name[] = {'-', (char)letter, '\0'};

	o->value = o->rest;
	o->rest = NULL;
	return *o->value ? letter : take_next(o, letter, name);
}

static int next_letter(struct options *o)
{
	const char name[] = {'-', *o->rest, '\0'};
	const char *l = o->letters;

	while (*l && (*l == ':' || *l != name[1]))
		l++;
	if (!*l)
		return options_error(o, "unknown option", name);
	o->rest++;
	if (l[1] == ':')
		return take_value(o, *l);
	if (!*o->rest)
		o->rest = NULL;
	return *l;
}

int options_next(struct options *o)
{
	const char *arg;

	if (o->rest)
		return next_letter(o);
	if (o->next >= o->platform->argc)
		return OPTION_END;
	arg = o->platform->argv[o->next++];
	if (arg[0] == '-' && arg[1] == '-')
		return next_word(o, arg);
	if (arg[0] == '-' && arg[1]) {
		o->rest = arg + 1;
		return next_letter(o);
	}
	o->value = arg;
	return arg[0] == '-' ? options_error(o, "unknown option", arg) : OPTION_ARGUMENT;
}

bool options_address(const struct options *o, struct pci_match *ret)
{
	if (pci_match_parse(o->value, ret) == PCI_OK)
		return true;
	options_error(o, "bad address", o->value);
	return false;
}

/* Return what is behind a decimal number, NULL where there is none in that range. */
static const char *parse_decimal(const char *text, unsigned min, unsigned max, unsigned *ret)
{
	const char *p = text;

	for (*ret = 0; *p >= '0' && *p <= '9'; p++) {
		unsigned digit = (unsigned)(*p - '0');

		if (*ret > max / 10 || digit > max - 10 * *ret)
			return NULL;
		*ret = 10 * *ret + digit;
	}
	return p == text || *ret < min ? NULL : p;
}

bool options_number(const struct options *o, const char *what, unsigned min, unsigned max,
                    unsigned *ret)
{
	const char *end = parse_decimal(o->value, min, max, ret);

	if (end && !*end)
		return true;
	options_error(o, what, o->value);
	return false;
}

bool options_pair(const struct options *o, const char *what, unsigned min, unsigned max,
                  unsigned *ret_x, unsigned *ret_y)
{
	const char *x = parse_decimal(o->value, min, max, ret_x);
	const char *end = x && *x == 'x' ? parse_decimal(x + 1, min, max, ret_y) : NULL;

	if (end && !*end)
		return true;
	options_error(o, what, o->value);
	return false;
}
