/* words.h - what values of registers are called. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_WORDS_H
#define APPS_GPUS_WORDS_H

/* The name of a value of a field, as the tables have it, into buf; a number where it has none. */
enum { GPU_WORD_MAX = 40 };
const char *gpu_word(char buf[GPU_WORD_MAX], const char *block, const char *reg, const char *field,
                     unsigned value);

/* The same of a link speed, as in LnkSta: "16GT/s". */
const char *gpu_speed(char buf[GPU_WORD_MAX], unsigned speed);

#endif
