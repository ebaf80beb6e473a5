/* pci_express.c - the PCI Express capability of a function, read once. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_express.h"

static bool has_link(unsigned type)
{
	return type != PCI_PORT_RC_ENDPOINT && type != PCI_PORT_RC_EVENT;
}

/* A slot is what a port leads to; a bridge to PCI Express has the register, too (7.5.3.9). */
static bool has_slot(uint16_t flags)
{
	unsigned type = reg_field(pci_EXP_FLAGS, TYPE, flags);

	return reg_field(pci_EXP_FLAGS, SLOT, flags) &&
	       (type == PCI_PORT_ROOT || type == PCI_PORT_DOWNSTREAM ||
	        type == PCI_PORT_PCI_TO_PCIE);
}

static enum pci_status read_device(const struct io_region *cap, struct pci_express *e)
{
	enum pci_status st = reg_try_read(cap, pci_EXP, DEVCAP, &e->devcap);

	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXP, DEVCTL, &e->devctl);
	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXP, DEVSTA, &e->devsta);
	if (st == PCI_OK && e->has_2)
		st = reg_try_read(cap, pci_EXP2, DEVCAP2, &e->devcap2);
	if (st == PCI_OK && e->has_2)
		st = reg_try_read(cap, pci_EXP2, DEVCTL2, &e->devctl2);
	return st;
}

static enum pci_status read_link(const struct io_region *cap, struct pci_express *e)
{
	enum pci_status st = reg_try_read(cap, pci_EXPLNK, LNKCAP, &e->lnkcap);

	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXPLNK, LNKCTL, &e->lnkctl);
	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXPLNK, LNKSTA, &e->lnksta);
	if (st != PCI_OK || !e->has_2)
		return st;
	st = reg_try_read(cap, pci_EXPLNK2, LNKCAP2, &e->lnkcap2);
	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXPLNK2, LNKCTL2, &e->lnkctl2);
	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXPLNK2, LNKSTA2, &e->lnksta2);
	return st;
}

static enum pci_status read_slot(const struct io_region *cap, struct pci_express *e)
{
	enum pci_status st = reg_try_read(cap, pci_EXPSLT, SLTCAP, &e->sltcap);

	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXPSLT, SLTCTL, &e->sltctl);
	if (st == PCI_OK)
		st = reg_try_read(cap, pci_EXPSLT, SLTSTA, &e->sltsta);
	return st;
}

enum pci_status pci_read_express(const struct io_region *cap, struct pci_express *ret)
{
	struct pci_express e = {0};
	uint16_t flags;
	enum pci_status st = reg_try_read(cap, pci_EXP, FLAGS, &flags);

	*ret = e;
	if (st != PCI_OK)
		return st;
	e.port_type = (uint8_t)reg_field(pci_EXP_FLAGS, TYPE, flags);
	e.has_2 = reg_field(pci_EXP_FLAGS, VERSION, flags) >= 2;
	e.has_link = has_link(e.port_type);
	e.has_slot = has_slot(flags);
	st = read_device(cap, &e);
	if (st == PCI_OK && e.has_link)
		st = read_link(cap, &e);
	if (st == PCI_OK && e.has_slot)
		st = read_slot(cap, &e);
	if (st == PCI_OK)
		*ret = e;
	return st;
}

/* Without LNKCAP2, or with 0 there, all up to the one of LNKCAP (7.5.3.18). */
unsigned pci_link_speeds(const struct pci_express *e)
{
	unsigned speeds = reg_field(pci_EXPLNK2_LNKCAP2, SPEEDS, e->lnkcap2);
	unsigned max = reg_field(pci_EXPLNK_LNKCAP, SPEED, e->lnkcap);

	return speeds ? speeds : (1u << max) - 1;
}

unsigned pci_highest_speed(unsigned speeds)
{
	unsigned n = 0;

	for (; speeds; speeds >>= 1)
		n++;
	return n;
}
