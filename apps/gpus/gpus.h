/* gpus.h - what the files of gpus share. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_H
#define APPS_GPUS_H

#include "apps/gpus/identity.h"
#include "apps/gpus/preflight.h"
#include "apps/gpus/words.h"
#include "lib/json.h"
#include "lib/pci_view.h"

/* A fact that may be absent. */
struct gpu_link {
	bool known;
	unsigned speed, width, max_speed, max_width; /* as in LnkSta and LnkCap */
};

/* One function while it is shown: read once, then printed as text or JSON. */
struct gpu {
	struct pci_view view;
	const struct pci_func *path[PCI_BUSES]; /* from the root bus down to the function */
	size_t depth;
	bool has_sriov;
	uint16_t total_vfs;
	struct gpu_link link;
	struct identity identity;    /* with verbose */
	bool verbose;                /* registers too */
	bool check;                  /* findings, in place of the rest */
	struct preflight *preflight; /* with verbose or check */
	struct preflight_gpu more;
};

/* Read all facts of a function; what was known before anything failed is kept. */
void gpu_read(struct gpu *g, struct machine *m, const struct pci_func *f);

/* Show what was read, and with verbose registers too. g->view.st is the outcome. */
void gpu_show_text(struct gpu *g, struct sink *out);
void gpu_show_json(struct gpu *g, struct json *j);

#endif
