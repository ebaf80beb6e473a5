/* reg_pass.h - go through a table once. Included for each pass, so it has no guard. */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Before including: REG_DEF is the file, and each word of it that the pass makes something of is a
 * macro. The others are nothing, except that
 *
 *   VARIANT    is as BLOCK, and ALT as FLD
 *   RELATIVE   is a BLOCK of kind RELATIVE, whose id is the stride
 *   PLACE      is as PLACES with a count of 1
 *   STRUCTURE(B), where the pass defines it, stands for every word that registers follow
 *
 * Afterwards none of them is a macro any more; where REG_AGAIN is, they stay for the next pass.
 * The words of the language are listed here only, and described in lib/regs/README.
 */

/* clang-format off */
#ifdef STRUCTURE
#ifndef BLOCK
#define BLOCK(kind, id, B, size, title)                STRUCTURE(B)
#endif
#ifndef PART
#define PART(kind, id, B, size)                        STRUCTURE(B)
#endif
#ifndef ARRAY
#define ARRAY(P, B, size, token, start, count, stride) STRUCTURE(B)
#endif
#endif

#ifndef BLOCK
#define BLOCK(kind, id, B, size, title)
#endif
#ifndef VARIANT
#define VARIANT(kind, id, B, size, title) BLOCK(kind, id, B, size, title)
#endif
#ifndef RELATIVE
#define RELATIVE(B, size, stride, title)  BLOCK(RELATIVE, stride, B, size, title)
#endif
#ifndef PART
#define PART(kind, id, B, size)
#endif
#ifndef ONLY
#define ONLY(c)
#endif
#ifndef KNOWN
#define KNOWN(c)
#endif
#ifndef LENGTH
#define LENGTH(B, R, F)
#endif
#ifndef ARRAY
#define ARRAY(P, B, size, token, start, count, stride)
#endif
#ifndef END
#define END()
#endif
#ifndef PLACES
#define PLACES(P, N, B, off, count, label)
#endif
#ifndef PLACE
#define PLACE(P, N, B, off, label) PLACES(P, N, B, off, 1, label)
#endif
#ifndef REG
#define REG(B, R, off, bits, access, token)
#endif
#ifndef FLD
#define FLD(B, R, F, hi, lo, fmt, token)
#endif
#ifndef ALT
#define ALT(B, R, F, hi, lo, fmt, token) FLD(B, R, F, hi, lo, fmt, token)
#endif
#ifndef VALUES
#define VALUES(name, text)
#endif
#ifndef RAW
#define RAW(B, N, token, start, count)
#endif
#ifndef IF
#define IF(c)
#endif
#ifndef AND
#define AND(c)
#endif
#ifndef OR
#define OR(c)
#endif
#ifndef ALWAYS
#define ALWAYS()
#endif

#include REG_DEF

#ifndef REG_AGAIN
#undef STRUCTURE
#undef BLOCK
#undef VARIANT
#undef RELATIVE
#undef PART
#undef ONLY
#undef KNOWN
#undef LENGTH
#undef ARRAY
#undef END
#undef PLACES
#undef PLACE
#undef REG
#undef FLD
#undef ALT
#undef VALUES
#undef RAW
#undef IF
#undef AND
#undef OR
#undef ALWAYS
#endif
#undef REG_AGAIN
/* clang-format on */
