/* hop.c - the way to a GPU: each function from the root bus down, and the links between them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/hop.h"

static enum pci_status read_express(const struct pci_view *v, struct gpu_hop *h)
{
	enum pci_status st;

	if (!v->has_express)
		return PCI_OK;
	st = pci_read_express(&v->express, &h->express);
	h->has_express = st == PCI_OK;
	return st == PCI_ERANGE ? PCI_OK : st;
}

static enum pci_status read_power(const struct pci_view *v, struct gpu_hop *h)
{
	struct io_region pm;
	uint16_t pmcsr;
	enum pci_status st = pci_caps_find(&v->caps, PCI_CAP_STD, reg_id(pci_PM), &pm);

	if (st == PCI_OK)
		st = reg_try_read(&pm, pci_PM, PMCSR, &pmcsr);
	h->has_power = st == PCI_OK;
	if (h->has_power)
		h->power_state = (uint8_t)reg_field(pci_PM_PMCSR, STATE, pmcsr);
	return st == PCI_ENOTFOUND || st == PCI_ERANGE ? PCI_OK : st;
}

static enum pci_status read_aer(const struct pci_view *v, struct gpu_hop *h)
{
	struct io_region aer;
	enum pci_status st = pci_caps_find(&v->caps, PCI_CAP_EXT, reg_id(pci_AER), &aer);

	if (st == PCI_OK)
		st = reg_try_read(&aer, pci_AER, UE_STATUS, &h->ue_status);
	if (st == PCI_OK)
		st = reg_try_read(&aer, pci_AER, UE_SEVERITY, &h->ue_severity);
	if (st == PCI_OK)
		st = reg_try_read(&aer, pci_AER, CE_STATUS, &h->ce_status);
	h->has_aer = st == PCI_OK;
	return st == PCI_ENOTFOUND || st == PCI_ERANGE ? PCI_OK : st;
}

void gpu_read_hop(const struct pci_view *v, struct gpu_hop *ret)
{
	*ret = (struct gpu_hop){.func = v->func, .st = v->st, .command = v->command};
	ret->isolation.port_type = v->port_type;
	ret->window_count = v->window_count;
	for (size_t i = 0; i < v->window_count; i++)
		ret->windows[i] = v->windows[i];
	if (ret->st == PCI_OK)
		ret->st = read_express(v, ret);
	if (ret->st == PCI_OK)
		ret->st = pci_read_isolation(&v->caps, v->port_type, &ret->isolation);
	if (ret->st == PCI_OK)
		ret->st = read_power(v, ret);
	if (ret->st == PCI_OK)
		ret->st = read_aer(v, ret);
}

bool gpu_has_link(const struct gpu_hop *above, const struct gpu_hop *below)
{
	return above->has_express && below->has_express && below->express.has_link &&
	       pci_is_link_above(above->func);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

void gpu_link_facts(const struct gpu_hop *above, const struct gpu_hop *below,
                    struct gpu_link_facts *ret)
{
	const struct pci_express *a = &above->express, *b = &below->express;

	*ret = (struct gpu_link_facts){
		.speed = reg_field(pci_EXPLNK_LNKSTA, SPEED, a->lnksta),
		.width = reg_field(pci_EXPLNK_LNKSTA, WIDTH, a->lnksta),
		.max_speed = pci_highest_speed(pci_link_speeds(a) & pci_link_speeds(b)),
		.max_width = least(reg_field(pci_EXPLNK_LNKCAP, WIDTH, a->lnkcap),
	                           reg_field(pci_EXPLNK_LNKCAP, WIDTH, b->lnkcap)),
		.target_speed = reg_field(pci_EXPLNK2_LNKCTL2, TARGET_SPEED, a->lnkctl2),
		.aspm = reg_field(pci_EXPLNK_LNKCTL, ASPM, b->lnkctl),
		.retimers = reg_field(pci_EXPLNK2_LNKSTA2, RETIMER2, a->lnksta2)  ? 2
	                    : reg_field(pci_EXPLNK2_LNKSTA2, RETIMER, a->lnksta2) ? 1
	                                                                          : 0,
		.is_disabled = reg_field(pci_EXPLNK_LNKCTL, DISABLE, a->lnkctl),
		.is_training = reg_field(pci_EXPLNK_LNKSTA, TRAINING, a->lnksta),
		.is_down = reg_field(pci_EXPLNK_LNKCAP, DLL_ACTIVE_REP, a->lnkcap) &&
	                   !reg_field(pci_EXPLNK_LNKSTA, DLL_ACTIVE, a->lnksta),
	};
}
