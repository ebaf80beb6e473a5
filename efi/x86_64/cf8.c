/* cf8.c - configuration space through this architecture's ports. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/cf8.h"
#include "efi/efi.h"
#include "lib/arch/x86_64/port.h"

/* Firmware's own code has the same address in between its two accesses. */
static void hold(void *ctx, bool on)
{
	struct platform *p = ctx;

	p->ops->critical(p, on);
}

enum pci_status efi_cf8_access(struct platform *p, const struct pci_access **ret)
{
	struct cf8 *c = efi_alloc(efi_of(p), sizeof(*c));
	struct io_region ports;
	enum pci_status st;

	if (!c)
		return PCI_ENOSPC;
	st = port_region(CF8_PORT, CF8_PORTS, &ports);
	if (st == PCI_OK)
		st = cf8_init(c, &ports, &(struct cf8_lock){hold, p});
	*ret = &c->access;
	return st;
}
