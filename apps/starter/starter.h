/* starter.h - the configuration file of starter. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_STARTER_STARTER_H
#define APPS_STARTER_STARTER_H

#include "efi/efi.h"

#define CONFIG_FILE "pcikit.cfg"

/* The folder of this processor's programs. */
#if defined(__x86_64__)
#define STARTER_ARCH "x86_64"
#elif defined(__aarch64__)
#define STARTER_ARCH "aarch64"
#endif

/*
 * Hand each line of the file to take, counted from 1, until that returns another status than
 * APP_OK. UTF-8, or UCS-2 as the shell's edit writes it; at most 16 KiB. APP_NOTFOUND where there
 * is no file, others after a line that says what is wrong.
 */
enum app_status config_read(struct efi *efi,
                            enum app_status (*take)(void *ctx, unsigned number,
                                                    const uint16_t *line, size_t n),
                            void *ctx);

#endif
