/* view_text.h - one function as text, in lspci's words. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_VIEW_TEXT_H
#define LIB_VIEW_TEXT_H

#include "lib/pci_view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is shown, and how much of it. Lines are as long as they get: out may be a fold (fold.h). */
struct view_text {
	struct pci_view *view;
	struct sink *out;
	bool registers; /* decoded, not only named */
	bool detail;    /* what is long as well, and windows that pass nothing */
};

/* How a function's first line is written. */
enum {
	VIEW_SEGMENT = 1, /* with the address's segment */
	VIEW_NUMBERS = 2, /* the class as a number alone */
	VIEW_PROG_IF = 4, /* with the programming interface where it is not 0 */
};

/* Address, class, IDs and revision, and the end of the line. No access, as for what has no word. */
void view_text_name(const struct pci_func *f, struct sink *out, unsigned style);

/* A line each, where there is something to say. */
void view_text_subsystem(const struct view_text *t);
void view_text_flags(const struct view_text *t); /* some of Control and Status; up to three reads */

/* Control, Status, latency, interrupt: read now, as all registers are. */
void view_text_header(const struct view_text *t);

/* BARs, but for those of virtual functions, which come with their capability. */
void view_text_regions(const struct view_text *t);

/* Of a bridge: buses, windows, with registers those of its secondary side. */
void view_text_bridge(const struct view_text *t);

/* Capabilities with, or without, their registers; and why a chain was cut short. */
void view_text_caps(const struct view_text *t);

/* Say what the function lacks because something failed; view->st is the outcome. */
void view_text_end(const struct view_text *t);

#ifdef __cplusplus
}
#endif
#endif
