/* presence.c - whether a function is still there. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/presence.h"

#include "lib/pci.h"
#include "lib/regs.h"

void pci_presence_init(struct pci_presence *p, const struct io_region *cfg)
{
	p->cfg = *cfg;
	p->cfg.presence = NULL;
	p->gone = false;
}

enum pci_status pci_presence_check(struct pci_presence *p)
{
	enum pci_status st;
	uint32_t id;

	if (p->gone)
		return PCI_EGONE;
	if (p->cfg.recorded)
		return PCI_OK;
	st = reg_try_read(&p->cfg, pci_HDR, ID, &id);
	if (st != PCI_OK)
		return st;
	p->gone = reg_field(pci_HDR_ID, VENDOR, id) == PCI_VENDOR_NONE;
	if (p->gone)
		return PCI_EGONE;
	return reg_field(pci_HDR_ID, VENDOR, id) == PCI_VENDOR_RRS ? PCI_ERETRY : PCI_OK;
}

enum pci_status pci_presence_recheck(struct pci_presence *p)
{
	p->gone = false;
	return pci_presence_check(p);
}
