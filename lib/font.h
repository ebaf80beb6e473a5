/* font.h - letters as dots, for pictures. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_FONT_H
#define LIB_FONT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of a letter, with the gaps to the next one and to the line below. */
enum { FONT_WIDTH = 6, FONT_HEIGHT = 8 };

/* Whether a dot of a line of text is set, x and y from its upper left corner. ASCII. */
bool font_dot(const char *text, unsigned x, unsigned y);

#ifdef __cplusplus
}
#endif
#endif
