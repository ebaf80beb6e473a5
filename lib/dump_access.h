/* dump_access.h - the functions of a dump as a machine's configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DUMP_ACCESS_H
#define LIB_DUMP_ACCESS_H

#include "lib/dump.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function kept: as many bytes as the dump has of it, up to its last line. */
struct dump_entry {
	struct dump_entry *next;
	struct pci_addr addr;
	uint16_t end;
	struct dump_lines lines;
	uint8_t *bytes; /* behind this */
};

/*
 * An access method over a dump: 4096 bytes of each function, those that the dump lacks read ff.
 * Read-only, and nothing is ever lost: a function that was gone is one of all ones. Not moved while
 * regions of it are in use.
 */
struct dump_access {
	struct pci_access access;        /* first: pci_access is the dump_access */
	struct dump_entry *first, *last; /* as added */
	struct dump_entry **sorted;      /* by address, of count, after dump_access_finish() */
	size_t count;
};

/* Start with a dump of no function. */
void dump_access_init(struct dump_access *d);

/*
 * Bytes that an entry of a function takes; the caller allocates, aligned for a pointer, and keeps
 * them while the dump is used; dump_access_add() fills them.
 */
size_t dump_entry_size(const struct dump_func *f);
void dump_access_add(struct dump_access *d, const struct dump_func *f, struct dump_entry *storage);

/*
 * Sort what was added into storage, an array of d->count, and make d->access work. Functions with
 * one address all stay, in the order in which they were added: addr.copy tells them apart.
 */
void dump_access_finish(struct dump_access *d, struct dump_entry **storage);

/* The entry of a function, or NULL. */
const struct dump_entry *dump_access_find(const struct dump_access *d, struct pci_addr addr);

#ifdef __cplusplus
}
#endif
#endif
