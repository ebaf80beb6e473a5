/* machine.h - from a platform to the functions of its machine; what applications start with. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_MACHINE_H
#define LIB_MACHINE_H

#include "lib/acpi.h"
#include "lib/dump_access.h"
#include "lib/ecam.h"
#include "lib/fmt.h"
#include "lib/pci_match.h"
#include "lib/pci_scan.h"
#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { MACHINE_LINE_MAX = 160, MACHINE_NOTES_MAX = 16, MACHINE_NOTE_KINDS = PCI_NOTE_CUT + 1 };

/* Not moved while it is in use. All memory is the platform's, freed when the application ends. */
struct desc_table;
struct machine {
	struct platform *platform;
	const char *app; /* what its error lines start with */

	/* Told each line that there is to say, without its end: windows, notes, errors. */
	void (*say)(void *ctx, const char *line);
	void *say_ctx;

	/* How registers are described, for lib/pci_view.h; set after machine_init(). */
	const struct desc_table *tables;

	bool quiet; /* say only what is wrong or left out; set after machine_init() */

	enum platform_access method; /* by which it was opened; ACCESS_ANY for a dump */
	bool may_change_method;      /* it was opened by any */
	const struct pci_access *access;
	struct pci_bus_range *roots; /* below firmware's root bridges, where it knows any */
	size_t root_count;
	struct ecam ecam; /* one of these two is the access, or it is the platform's */
	struct dump_access dump;
	bool is_dump;
	struct pci_func *funcs;
	size_t count;
	unsigned notes[MACHINE_NOTE_KINDS]; /* so far, of each kind */

	/* What is wrong with the MCFG tables, and was said: how many lines, and the first. */
	unsigned mcfg_faults;
	char mcfg_fault[MACHINE_LINE_MAX];
};

/*
 * Start with a way to say things, NULL for lines on p->out; machine_open() or machine_open_dump()
 * comes next. app is kept. say() has the line for as long as it runs.
 */
void machine_init(struct machine *m, struct platform *p, const char *app,
                  void (*say)(void *ctx, const char *line), void *say_ctx);

/* Find the platform's ACPI tables; as acpi_open(). */
PCI_MUST_CHECK enum pci_status machine_acpi(struct platform *p, struct acpi *ret);

/*
 * Find how configuration space is reached: by this method alone, or with ACCESS_ANY by ECAM, else
 * by firmware's RootBridgeIo, else by the ports CF8 and CFC. Says a line for each window or range
 * of buses, the latter with the reason why there is no ECAM if that was looked for, and one line
 * for each thing that is wrong: a root bridge with buses that no window reaches, too.
 * APP_UNSUPPORTED when there is no way, APP_USAGE on a platform that has no hardware at all, where
 * a dump is what there can be.
 */
PCI_MUST_CHECK enum app_status machine_open(struct machine *m, enum platform_access method);

/* The method that an option's word names: ecam, rootbridge, pciio, cf8; false for none. */
PCI_MUST_CHECK bool machine_find_method(const char *word, enum platform_access *ret);

/* What the method of an open machine is called. */
const char *machine_method(const struct machine *m);

/*
 * Find all functions; all_buses takes every bus that no bridge covers for a root bus, whatever
 * firmware says. Says the scan's notes, at most 16 of a kind. Where no function is found by ECAM,
 * and the machine was opened by ACCESS_ANY, the next method is tried. APP_ABORTED when the user
 * stops it: then funcs is a part. For the cost see pci_scan(): twice where there are more functions
 * than were expected.
 */
PCI_MUST_CHECK enum app_status machine_scan(struct machine *m, bool all_buses);

/*
 * Find the one function of m that match is for, as the user wrote it in text. Says why not:
 * APP_NOTFOUND where there is none, APP_USAGE where there are several.
 */
PCI_MUST_CHECK enum app_status machine_find_one(struct machine *m, const struct pci_match *match,
                                                const char *text, const struct pci_func **ret);

/*
 * Take the functions of a dump, in the order of their addresses, for the machine; those of one
 * address in the dump's own order. One of all ones is listed like any other, and so is one that is
 * named and has no bytes. APP_NOTFOUND when there is no such file, or no bytes of a function in it,
 * APP_ABORTED when the user stops the reading; lines that cannot be taken, and gaps, are said, 16
 * of them.
 */
PCI_MUST_CHECK enum app_status machine_open_dump(struct machine *m, const char *file);

/*
 * What an application ends with that was to access something and could not: APP_NOTFOUND where it
 * is not there, APP_USAGE where it cannot be asked for, else APP_DEVICE.
 */
enum app_status machine_status(enum pci_status st);

/*
 * For an application that uses one function: open the machine and find it by ID and address. As
 * machine_open() and machine_scan(), quiet; APP_NOTFOUND when there is none, APP_USAGE when there
 * are several, after lines that say so, in which such a function is called what.
 */
PCI_MUST_CHECK enum app_status machine_open_one(struct machine *m, const struct pci_id_match *id,
                                                const struct pci_match *at, const char *what,
                                                const struct pci_func **ret);

/*
 * What such an application ends with, after a line where st is not PCI_OK: APP_ABORTED for
 * PCI_ESTOPPED; APP_NOMEM, and a line, where memory was refused; APP_USAGE for what was asked for
 * and cannot be (PCI_EINVAL, PCI_ENOSPC); else APP_DEVICE.
 */
enum app_status machine_end(struct machine *m, const char *what, enum pci_status st);

/* Say a line, as printf; and that memory is out. */
FMT_LIKE_PRINTF(2, 3) void machine_say(struct machine *m, const char *format, ...);
enum app_status machine_no_memory(struct machine *m);

/*
 * Count a note, of which a hostile machine may have thousands: true for one that is to be said,
 * which are the first of each kind. At the end say how many were not.
 */
PCI_MUST_CHECK bool machine_count_note(struct machine *m, unsigned kind);
void machine_end_notes(struct machine *m);

/*
 * Where what a dump has of one of m->funcs without a gap ends, from offset from on: from itself
 * where it has nothing there; the end of all configuration space where the machine is no dump.
 */
size_t machine_known_bytes(const struct machine *m, const struct pci_func *f, size_t from);

/* Where the last byte that a dump has of a function ends, whatever lacks before it. */
size_t machine_dump_bytes(const struct machine *m, struct pci_addr addr);

#ifdef __cplusplus
}
#endif
#endif
