/* reg_strings.h - go through the strings of a table. Included for each pass: it has no guard. */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Before including: REG_DEF is the file, and STRING(id, text) what is made of each string. id is n_
 * and names for a name, t_ for a title, a label or a token, v_ for a list of values.
 */

/* clang-format off */
#define BLOCK(kind, id, B, size, title)                REG_STRINGS_OF(B, #B, title)
#define ARRAY(P, B, size, token, start, count, stride) REG_STRINGS_OF(B, #B, token)
#define PLACES(P, N, B, off, count, label)             REG_STRINGS_OF(P##__##N, #N, label)
#define REG(B, R, off, bits, access, token)            REG_STRINGS_OF(B##__##R, #R, token)
#define FLD(B, R, F, hi, lo, fmt, token)               REG_STRINGS_OF(B##__##R##__##F, #F, token)
#define RAW(B, N, token, start, count)                 REG_STRINGS_OF(B##__##N, #N, token)
#define VALUES(name, text)                             STRING(v_##name, text)
#define REG_STRINGS_OF(id, name, token)                STRING(n_##id, name) STRING(t_##id, token)
#include "lib/reg_pass.h"
#undef REG_STRINGS_OF
#undef STRING
/* clang-format on */
