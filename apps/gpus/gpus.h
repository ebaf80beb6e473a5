/* gpus.h - what the files of gpus share. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_H
#define APPS_GPUS_H

#include "lib/json.h"
#include "lib/machine.h"
#include "lib/pci_bar.h"
#include "lib/pci_cap.h"
#include "lib/pci_dev.h"

/* A fact that may be absent. */
struct gpu_link {
	bool known;
	unsigned speed, width, max_speed, max_width; /* as in LnkSta and LnkCap */
};

/* The ID register of a Bochs display. */
struct gpu_bochs {
	enum { BOCHS_NONE, BOCHS_DECODE_OFF, BOCHS_FAILED, BOCHS_READ } state;
	enum pci_status st; /* of BOCHS_FAILED */
	uint16_t id;
};

/* One function while it is shown: read once, then printed as text or JSON. */
struct gpu {
	struct machine *machine;
	const struct pci_func *func;
	struct pci_dev dev;
	const struct pci_func *path[PCI_BUSES]; /* from the root bus down to func */
	size_t depth;
	bool has_subsystem, has_config_size, has_caps, has_sriov;
	size_t known_bytes; /* of configuration space: a dump may have fewer than there are */
	uint32_t subsystem; /* ID and vendor */
	uint16_t total_vfs;
	struct gpu_link link;
	struct gpu_bochs bochs; /* with verbose */
	struct pci_bars bars;
	struct pci_caps caps;
	struct io_region express; /* its PCI Express capability, size 0 without */
	enum pci_status st;       /* what ended the reading; facts read before it stand */
	bool verbose;             /* registers too */
};

/* Read all facts of g->func; what was known before anything failed is kept. */
void gpu_read(struct gpu *g);

/* Show what was read, and with verbose the registers, which are read now. g->st is the outcome. */
void gpu_show_text(struct gpu *g);
void gpu_show_json(struct gpu *g, struct json *j);

/* Whether the dump ends before the configuration space does, as far as one can tell. */
bool gpu_is_cut(const struct gpu *g);

/* Why a chain of capabilities was cut short, or NULL if it was not. */
const char *gpu_chain_end(const struct gpu *g, const struct pci_walk *w);

/* The name of a link speed, as in LnkSta, into buf; a number where it has none. */
enum { GPU_SPEED_MAX = 24 };
const char *gpu_speed(char buf[GPU_SPEED_MAX], unsigned speed);

/* Read the ID register of a Bochs display into g->bochs; nothing is enabled that is not. */
void bochs_read(struct gpu *g);

#endif
