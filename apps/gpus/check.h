/* check.h - what is wrong with a GPU, and with the way to it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_CHECK_H
#define APPS_GPUS_CHECK_H

#include "apps/gpus/finding.h"
#include "apps/gpus/hop.h"
#include "lib/pci_rebar.h"
#include "lib/pci_sriov.h"

/* What is known of one GPU beside the way to it, whose last function it is. */
struct gpu_facts {
	const struct gpu_hop *const *hop; /* from the root bus down */
	size_t hops;
	const struct pci_bars *bars;
	const struct pci_rebar *rebar;
	size_t rebar_count;
	const struct pci_sriov *sriov; /* NULL: has none */
};

/*
 * The first bridge on the way whose largest prefetchable window cannot hold so much, or NULL; and
 * whether the bus numbers below the last one are enough for all virtual functions. No access.
 */
const struct gpu_hop *check_narrow(const struct gpu_facts *g, uint64_t size);
bool check_has_buses(const struct gpu_facts *g);

/* Tell what is wrong with it. No access. */
void check_gpu(const struct gpu_facts *g, struct findings *ret);

/*
 * Tell what is wrong with a bridge: about a card that should be behind it and is not seen, where
 * is_empty says that nothing is; about its bus numbers; reached: buses are, by the way that is
 * used to configuration space. No access.
 */
void check_bridge(const struct gpu_hop *bridge, bool is_empty, bool reached, struct findings *ret);

#endif
