/* args.h - one line of UEFI text, split into a program's arguments. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARGS_H
#define LIB_ARGS_H

#include "lib/status.h"
#include "lib/utf.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Storage that is always enough for n units. */
#define ARGS_TEXT(n)  (UTF8_PER_UCS2 * (n) + 1)
#define ARGS_COUNT(n) ((n) / 2 + 1)

/* What to split into, and what came of it: count strings, which live in text. */
struct args {
	char *text; /* the caller's: text_size bytes, and max pointers in argv */
	size_t text_size;
	const char **argv;
	size_t max;
	size_t count; /* what was found; 0 after any failure */
};

/*
 * Split n units of UCS-2, or those before the first NUL, at blanks and tabs into UTF-8 strings, as
 * the shell does (UEFI Shell 2.2, 3.4.1 to 3.4.3). Double quotes group and are removed; "" is an
 * empty argument; one not closed ends with the line. What follows ^ stands for itself, in quotes
 * too; so does ^ at the line's end.
 * PCI_EINVAL if the line holds any other control character, so that it is no text;
 * PCI_ENOSPC if the storage is too small.
 */
PCI_MUST_CHECK enum pci_status args_split(struct args *args, const uint16_t *line, size_t n);

/*
 * The inverse: write n arguments as such a line, in UTF-8, cut and always terminated if size > 0;
 * return the length that it needs.
 */
size_t args_join(char *buf, size_t size, const char *const *args, int n);

#ifdef __cplusplus
}
#endif
#endif
