/* bar_machine.h - a machine of one GPU whose BAR counts what is read of it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_BAR_MACHINE_H
#define LIB_TEST_BAR_MACHINE_H

#include "lib/test/host.h"

#define BAR_MACHINE_BAR UINT64_C(0x800000000)
#define BAR_MACHINE_ROM UINT32_C(0xf8080000)
enum { BAR_MACHINE_SIZE = 16 << 20, BAR_MACHINE_ROM_SIZE = 512 << 10 };

/*
 * 00:01.0, in D0 and with decoding on, has BAR 0 (64 bits, 16 MiB, in firmware's records) and an
 * expansion ROM, which is disabled. Power Management is at 40, Express at 60.
 */
struct bar_machine {
	struct host *h;
	enum app_status (*app)(struct platform *p);
	uint8_t *cfg, *bar, *rom;
	unsigned long reads, rom_reads; /* since bar_run() */
	size_t highest_rom;             /* end of what was read of the ROM */
	unsigned narrowest;             /* access to either, in bytes */

	/* The read of either, counted from 1, that fails; or with which the GPU is gone. */
	unsigned long fails_at, gone_at;

	/* A dword of configuration space that loses these bits after so much waiting. */
	unsigned falls_off;
	uint32_t falls_bits;
	uint64_t falls_us;
};

/* One at a time: its operations find it. */
struct bar_machine *bar_machine_new(enum app_status (*app)(struct platform *p), uint32_t id,
                                    uint32_t class_code);
void bar_machine_free(struct bar_machine *m);

/* Run the application with these; nothing may be written. */
enum app_status bar_run(struct bar_machine *m, int argc, const char *const *argv);

/* With -v, whose text must have the line, which is whole; the same of a loss; and must not. */
void bar_expect(struct bar_machine *m, const char *line);
void bar_expect_lost(struct bar_machine *m, const char *line);
void bar_expect_not(struct bar_machine *m, const char *text);

#endif
