/* pci_group.c - which functions can reach each other's memory, and so cannot be parted. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_group.h"

/* Looked at as a whole. */
struct tree {
	const struct pci_func *f;
	const struct pci_isolation *iso;
	size_t count;
};

enum pci_status pci_read_isolation(const struct pci_caps *caps, uint8_t port_type,
                                   struct pci_isolation *ret)
{
	struct pci_isolation iso = {.port_type = port_type};
	struct io_region acs;
	enum pci_status st = pci_caps_find(caps, PCI_CAP_EXT, reg_id(pci_ACS), &acs);

	*ret = iso;
	if (st == PCI_OK)
		st = reg_try_read(&acs, pci_ACS, CAP, &iso.acs_cap);
	if (st == PCI_OK)
		st = reg_try_read(&acs, pci_ACS, CTL, &iso.acs_ctl);
	iso.has_acs = st == PCI_OK;
	if (iso.has_acs)
		*ret = iso;
	return st == PCI_ENOTFOUND || st == PCI_ERANGE ? PCI_OK : st;
}

/* A control that is not there is not needed. */
static bool has_controls(const struct pci_isolation *iso)
{
	const unsigned wanted = reg_mask(pci_ACS_CTL, SRC_VALID) |
	                        reg_mask(pci_ACS_CTL, REQ_REDIR) |
	                        reg_mask(pci_ACS_CTL, CPL_REDIR) | reg_mask(pci_ACS_CTL, UP_FWD);

	return iso->has_acs && !(wanted & iso->acs_cap & ~iso->acs_ctl);
}

bool pci_is_isolated(const struct pci_func *f, const struct pci_isolation *iso)
{
	switch (iso->port_type) {
	case PCI_NO_PORT:
	case PCI_PORT_PCIE_TO_PCI:
	case PCI_PORT_PCI_TO_PCIE:
	case PCI_PORT_RC_EVENT:
		return false;
	case PCI_PORT_ROOT:
	case PCI_PORT_DOWNSTREAM:
		return has_controls(iso);
	default:
		return !f->multifunction || has_controls(iso);
	}
}

static bool is_isolated(const struct tree *t, size_t i)
{
	return pci_is_isolated(&t->f[i], &t->iso[i]);
}

/* From function i up to the root. */
static bool is_path_isolated(const struct tree *t, size_t i)
{
	for (; i < t->count; i = t->f[i].parent)
		if (!is_isolated(t, i))
			return false;
	return true;
}

/* Whether what is below i uses i's requester ID, or one of the bus that it makes. */
static bool takes_requests(const struct tree *t, size_t i)
{
	uint8_t type = t->iso[i].port_type;

	return type == PCI_NO_PORT || type == PCI_PORT_PCIE_TO_PCI || type == PCI_PORT_PCI_TO_PCIE;
}

/* The function that stands for i: as far up as nothing parts them. */
static size_t climb(const struct tree *t, size_t i)
{
	size_t top = i;

	for (size_t k = t->f[i].parent; k < t->count; k = t->f[k].parent)
		if (takes_requests(t, k))
			top = k;
	for (size_t k = t->f[top].parent; k < t->count && !is_path_isolated(t, k);
	     k = t->f[k].parent)
		top = k;
	return top;
}

static uint32_t first_of(const uint32_t *group, uint32_t i)
{
	while (group[i] != i)
		i = group[i];
	return i;
}

static void join(uint32_t *group, size_t a, size_t b)
{
	uint32_t x = first_of(group, (uint32_t)a), y = first_of(group, (uint32_t)b);

	group[x > y ? x : y] = x < y ? x : y;
}

static bool same_device(const struct pci_func *a, const struct pci_func *b)
{
	return a->addr.segment == b->addr.segment && a->addr.bus == b->addr.bus &&
	       a->addr.dev == b->addr.dev;
}

void pci_group(const struct pci_func *f, const struct pci_isolation *iso, size_t count,
               uint32_t *ret)
{
	const struct tree t = {f, iso, count};

	for (size_t i = 0; i < count; i++)
		ret[i] = (uint32_t)i;
	for (size_t i = 0; i < count; i++) {
		join(ret, i, climb(&t, i));
		if (!f[i].multifunction || is_isolated(&t, i))
			continue;
		for (size_t k = i + 1; k < count && same_device(&f[i], &f[k]); k++)
			if (f[k].addr.copy == f[i].addr.copy && !is_isolated(&t, k))
				join(ret, i, k); /* the copies of a dump lie between them */
	}
	for (size_t i = 0; i < count; i++)
		ret[i] = first_of(ret, (uint32_t)i);
}
