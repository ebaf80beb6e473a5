/* spcr.h - the serial console that the ACPI SPCR table names. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_SPCR_H
#define LIB_SPCR_H

#include "lib/acpi.h"
#include "lib/uart.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Find the UART of one SPCR table (Microsoft, Serial Port Console Redirection Table, revisions 1 to
 * 4; kinds as in Debug Port Table 2, table 3). PCI_ECORRUPT for one that is cut before its address
 * ends, or whose checksum is wrong: what it says is going to be written to. PCI_EUNASSIGNED where
 * it says that there is no console, PCI_ENOTFOUND for a kind of UART or of address that is not
 * known here, PCI_EINVAL for registers that lie as lib/uart.h cannot reach them.
 */
PCI_MUST_CHECK enum pci_status spcr_parse(const struct acpi_table *t, struct uart_place *ret);

/* The same of the first such table there is; PCI_ENOTFOUND for none, and as acpi_find(). */
PCI_MUST_CHECK enum pci_status spcr_read(const struct acpi *a, struct uart_place *ret);

/*
 * The same of a platform's tables; where that fails *ret is a PC's first serial port, which has to
 * be looked for (uart_open()), and the status is why.
 */
PCI_MUST_CHECK enum pci_status spcr_find(struct platform *p, struct uart_place *ret);

#ifdef __cplusplus
}
#endif
#endif
