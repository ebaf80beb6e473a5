/* mmio_machine.h - a machine with registers behind BARs, of which every access is known. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_MMIO_MACHINE_H
#define LIB_TEST_MMIO_MACHINE_H

#include "lib/test/app_run.h"

/* BARs of its function 00:03.0, and what there is of the registers of the last. */
#define MMIO_PORTS      UINT64_C(0xc000) /* BAR 1, I/O */
#define MMIO_PORTS_SIZE UINT64_C(0x20)
#define MMIO_LOW        (HOST_ECAM + 0x100000) /* BAR 2, 32 bits */
#define MMIO_LOW_SIZE   UINT64_C(0x1000)
#define MMIO_HIGH       UINT64_C(0x4000000000) /* BAR 4, 64 bits */
#define MMIO_HIGH_SIZE  UINT64_C(0x2000000000)
#define MMIO_HIGH_AT    UINT64_C(0x1200000000) /* nothing is mapped below */

/*
 * A machine that runs app, one at a time; host_free() ends it. The function has Power Management at
 * 40, VirtIO's window to its registers at 50, and a serial number at 100. A register's bytes are
 * the lower digits of its address, with the second and fourth digit in the upper one; but b0c5 is
 * at 500 in BAR 2, all ones at 600, and of the dwords at 700, 704 and 708 the lower half alone
 * keeps what is written.
 */
struct host *mmio_machine(enum app_status (*app)(struct platform *p));

/* Configuration space of the function. */
uint8_t *mmio_config(struct host *h);

/* Run it with the words of a line, which blanks separate. */
enum app_status mmio_run(struct host *h, const char *line);

/*
 * Run it and see what came of it: status, text, and accesses, which are those of the BARs'
 * registers and writes of configuration space, as "500/2:b0c5 704/1=5 cfg+4/2=407 ":
 * offset/width, : read or = written; BAR 1 is at 1000, what there is of BAR 4 at 2000.
 */
void mmio_check(struct host *h, const char *line, enum app_status st, const char *text,
                const char *accesses);

/* One line of mmio's, no register is touched, and nothing is written. */
void mmio_check_refused(struct host *h, const char *line, enum app_status st, const char *text);

#endif
