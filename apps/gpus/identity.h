/* identity.h - what a GPU's own registers, and its ROM, say it is. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_IDENTITY_H
#define APPS_GPUS_IDENTITY_H

#include "apps/gpus/vbios.h"
#include "lib/fmt.h"
#include "lib/json.h"
#include "lib/pci_map.h"
#include "lib/pci_view.h"

enum { IDENTITY_FACTS = 8, IDENTITY_VALUE_MAX = 40 };

struct identity {
	bool has;           /* a probe knows this device */
	enum pci_status st; /* why there are no more facts */
	size_t count;
	struct identity_fact {
		const char *title; /* "Graphics IP"; of JSON the same, "graphics_ip" */
		char value[IDENTITY_VALUE_MAX];
	} fact[IDENTITY_FACTS];
	struct vbios vbios;
};

/* Add a fact, as printf; one too many is dropped. */
FMT_LIKE_PRINTF(3, 4)
void identity_add(struct identity *id, const char *title, const char *format, ...);

/*
 * A probe, NAME.c for each line of probes.def: which functions it knows, and what reads their
 * facts, through a BAR that was mapped with flags, which refuses one whose decoding is off and one
 * that is not in D0. It writes nothing, and what it waits for it waits for within bounds.
 */
#define PROBE(name)                                                                                \
	bool name##_matches(const struct pci_func *f);                                             \
	enum pci_status name##_read(const struct pci_device *d, const struct pci_view *v,          \
	                            unsigned flags, struct identity *ret);
#include "apps/gpus/probes.def"
#undef PROBE

/* Nothing is known yet; ret->vbios.bytes stays. */
void identity_begin(struct identity *ret);

/*
 * Ask the probe that knows the function, and read its ROM, if that is enabled or the probe knows
 * another way there. Nothing of a dump's. After identity_begin().
 */
void identity_read(struct pci_view *v, struct identity *ret);

/* An access that failed, which is another matter than what is off, or not there. */
enum pci_status identity_lost(const struct identity *id);

/* A line for each fact, and why there are no more; the same as a member "identity", and "rom". */
void identity_show_text(const struct identity *id, struct sink *out);
void identity_show_json(const struct identity *id, struct json *j);

#endif
