/* hop.h - the way to a GPU: each function from the root bus down, and the links between them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_HOP_H
#define APPS_GPUS_HOP_H

#include "lib/pci_express.h"
#include "lib/pci_group.h"
#include "lib/pci_view.h"

/* One function of the way; what failed underway leaves the rest as zeros. */
struct gpu_hop {
	const struct pci_func *func;
	enum pci_status st;
	bool has_express, has_aer, has_power;
	struct pci_express express;
	struct pci_isolation isolation;
	uint16_t command;
	uint8_t power_state;                        /* 3 for D3hot */
	uint32_t ue_status, ue_severity, ce_status; /* AER */
	struct pci_window windows[PCI_WINDOWS_MAX];
	size_t window_count;
};

/*
 * Make *ret of a function that v holds. Cost beside what v has read: the registers of Express, ACS,
 * AER and Power Management that it has, 24 at most.
 */
void gpu_read_hop(const struct pci_view *v, struct gpu_hop *ret);

/* Whether there is a link between one hop and the next: not inside a switch, nor on a bus of PCI.
 */
bool gpu_has_link(const struct gpu_hop *above, const struct gpu_hop *below);

/* What a link does, and could: of both ends, and without what is between them. */
struct gpu_link_facts {
	unsigned speed, width;         /* as the port above says; codes, lanes */
	unsigned max_speed, max_width; /* that both ends can */
	unsigned target_speed;         /* of the port, 0 where it has none */
	unsigned aspm;                 /* as in LnkCtl of the end below */
	unsigned retimers;
	bool is_disabled, is_down; /* down: the port could tell that it is up, and does not */
	bool is_training;
};
void gpu_link_facts(const struct gpu_hop *above, const struct gpu_hop *below,
                    struct gpu_link_facts *ret);

#endif
