/* machine_ecam.h - from a platform's ACPI tables to the windows of configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_MACHINE_ECAM_H
#define LIB_MACHINE_ECAM_H

#include "lib/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Why there is no ECAM: as a note beside what is used instead, and as the error it else is, empty
 * where that was said. Texts and no pointers, of which each costs firmware a relocation.
 */
struct machine_refusal {
	char note[27], error[50];
	bool is_fault; /* of the tables, which are there */
};

/* As machine_say(), and the line, which stays. */
void machine_vsay(struct machine *m, char ret_line[MACHINE_LINE_MAX], const char *format,
                  va_list ap);

/* Keep a line for who asks what is wrong with the tables. */
void machine_keep_fault(struct machine *m, const char *line);

/*
 * Make m->access that of all windows which the MCFG tables list and that can be used, in memory of
 * the platform. Says what each window is, and which windows and root bridges (m->roots) lack the
 * other. APP_UNSUPPORTED with *ret_why where there is no window.
 */
PCI_MUST_CHECK enum app_status machine_open_ecam(struct machine *m,
                                                 const struct machine_refusal **ret_why);

#ifdef __cplusplus
}
#endif
#endif
