/* ecam.c - configuration space as memory. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/ecam.h"

enum pci_status ecam_address(const struct ecam_window *w, struct pci_addr a, uint64_t *ret)
{
	uint64_t off = (uint64_t)a.bus << 20 | (uint64_t)a.dev << 15 | (uint64_t)a.fn << 12;

	if (!pci_has_bus(&w->buses, a.segment, a.bus) || a.dev >= PCI_DEVS || a.fn >= PCI_FNS)
		return PCI_ERANGE;
	*ret = w->base + off;
	return *ret < w->base || *ret > UINT64_MAX - PCI_CONFIG_EXTENDED + 1 ? PCI_ERANGE : PCI_OK;
}

static enum pci_status ecam_region(const struct pci_access *access, struct pci_addr addr,
                                   struct io_region *ret)
{
	const struct ecam *e = (const struct ecam *)access; /* its first member */
	enum pci_status st = PCI_ERANGE;
	uint64_t phys;

	size_t i = 0;

	while (i < access->bus_count && st == PCI_ERANGE)
		st = ecam_address(&e->windows[i++], addr, &phys);
	if (st != PCI_OK)
		return st;
	if (e->mapper.map(e->mapper.ctx, phys, PCI_CONFIG_EXTENDED, ret) != PCI_OK)
		return PCI_EUNMAPPED;
	ret->dwords = e->windows[i - 1].dwords;
	ret->widths &= IO_CONFIG; /* a configuration request is one dword at most */
	return PCI_OK;
}

void ecam_init(struct ecam *e, const struct ecam_window *windows, struct pci_bus_range *buses,
               size_t count, const struct ecam_mapper *mapper)
{
	for (size_t i = 0; i < count; i++)
		buses[i] = windows[i].buses;
	*e = (struct ecam){{ecam_region, buses, count}, windows, *mapper};
}
