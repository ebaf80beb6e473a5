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
