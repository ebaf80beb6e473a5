/* mcfg.h - the windows that the ACPI MCFG tables list. PCI Firmware 3.3, 4.1.2 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_MCFG_H
#define LIB_MCFG_H

#include "lib/acpi.h"
#include "lib/ecam.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why an entry is not used. */
enum mcfg_fault {
	MCFG_GOOD,
	MCFG_NO_BASE,   /* address 0 */
	MCFG_BACKWARDS, /* it ends before it starts */
	MCFG_TOP,       /* its last byte lies beyond 2^64 */
	MCFG_DUPLICATE, /* the same window once more */
	MCFG_COVERED,   /* earlier entries have all its buses, at other addresses */
};
/* Two or three words, so that a line has room for them. */
const char *mcfg_strfault(enum mcfg_fault fault);

/*
 * How a machine's windows work that are no plain ECAM, by the OEM's names in the table's header.
 * Others need accesses of their own kind, which nobody can guess: such a window is not used.
 */
enum mcfg_kind {
	MCFG_PLAIN,
	MCFG_DWORD_READS, /* reads of 32 bits only: Ampere Altra */
	MCFG_DWORDS,      /* accesses of 32 bits only: Qualcomm QDF2432 */
	MCFG_SPECIAL,
};

/* An entry as it stands in a table, and what is to be thought of it. */
struct mcfg_entry {
	struct ecam_window window;
	enum mcfg_fault fault;
	enum mcfg_kind kind;
};

/* More entries than any machine has, over all tables: the rest is left out. */
enum { MCFG_ENTRIES_MAX = 1024 };

/* What was found besides entries, over all tables. */
struct mcfg_report {
	unsigned tables;
	unsigned corrupt;   /* too short for their header, or not to be read: no entries */
	unsigned truncated; /* end within an entry: the whole entries before count */
	unsigned empty;     /* no entry at all */
	unsigned excess;    /* entries beyond MCFG_ENTRIES_MAX */
	unsigned checksums; /* wrong ones; the table is used all the same */
	char oem[16];       /* "OEMID TABLEID" of the last table whose windows are not plain */
};

/*
 * Append the entries of one MCFG table to ret, which holds max and *count of which are taken;
 * those beyond max are counted only. ret has faults set with regard to the entries before.
 */
void mcfg_parse(const struct acpi_table *t, struct mcfg_entry *ret, size_t max, size_t *count,
                struct mcfg_report *report);

/*
 * The same for every MCFG table there is: machines and emulators may have more than one.
 * PCI_ENOTFOUND when there is none; PCI_ENOSPC when there are more entries than max, with the
 * number needed in *count.
 */
PCI_MUST_CHECK enum pci_status mcfg_read(const struct acpi *a, struct mcfg_entry *ret, size_t max,
                                         size_t *count, struct mcfg_report *report);

#ifdef __cplusplus
}
#endif
#endif
