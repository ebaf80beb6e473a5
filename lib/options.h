/* options.h - an application's arguments, option by option, as getopt takes them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_OPTIONS_H
#define LIB_OPTIONS_H

#include "lib/pci_match.h"
#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --word, and what options_next() returns for it: a letter, or a number from OPTION_WORDS on. */
struct option_word {
	const char *word;
	int code;
	bool has_value; /* the next argument, whatever that looks like */
};

/* What options_next() returns besides letters and codes of words. */
enum {
	OPTION_END = 0,
	OPTION_ARGUMENT = 1, /* no option: value is the argument */
	OPTION_BAD = 2,      /* said already */
	OPTION_WORDS = 0x100,
};

/* Set up to words, the rest zero. */
struct options {
	const struct platform *platform;
	const char *app;                 /* what error lines start with */
	const char *letters;             /* of -x; with : behind one that takes a value */
	const struct option_word *words; /* up to one that is NULL */

	const char *value; /* of the option that takes one: a part of argv */
	const char *rest;  /* letters of an argument that are to come */
	int next;          /* argument */
};

/*
 * The next option. Letters may stand together (-nvv), and a value may follow its letter at once
 * (-s1f.3) or be the next argument, whatever that looks like. OPTION_BAD after a line about what is
 * wrong.
 */
int options_next(struct options *o);

/* The value as an address; false after a line that says that it is none. */
PCI_MUST_CHECK bool options_address(const struct options *o, struct pci_match *ret);

/*
 * The value as a decimal number from min to max, or as two of them with an x between (1024x768);
 * false after a line that says that this is no such thing, which is called what.
 */
PCI_MUST_CHECK bool options_number(const struct options *o, const char *what, unsigned min,
                                   unsigned max, unsigned *ret);
PCI_MUST_CHECK bool options_pair(const struct options *o, const char *what, unsigned min,
                                 unsigned max, unsigned *ret_x, unsigned *ret_y);

/* Say that an argument is wrong, and how; returns OPTION_BAD. */
int options_error(const struct options *o, const char *what, const char *arg);

#ifdef __cplusplus
}
#endif
#endif
