/* hexdump.h - bytes as lspci -x prints them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_HEXDUMP_H
#define LIB_HEXDUMP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write a line of an offset, from 0 on, and up to 16 bytes for each 16 of them. */
void hexdump(struct sink *out, const uint8_t *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
