/* pci_dev.h - a function in use, and its configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_DEV_H
#define LIB_PCI_DEV_H

#include "lib/io_cache.h"
#include "lib/pci_scan.h"
#include "lib/platform.h"
#include "lib/presence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The caller's storage; not moved while it is in use, since its regions point at its presence. */
struct pci_dev {
	struct io_region cfg; /* 256 bytes, until pci_size_config() finds more */
	struct pci_presence presence;
	size_t reach; /* what the access method reaches */
};

/*
 * Open the function at addr, untouched. The status of access->region(); access must outlive *ret.
 * The presence asks this function itself: for a virtual function, whose own Vendor ID reads ffff,
 * call pci_presence_init() with its physical function's configuration space afterwards.
 */
PCI_MUST_CHECK enum pci_status pci_open(const struct pci_access *access, struct pci_addr addr,
                                        struct pci_dev *ret);

/* The same of one whose configuration space is dev->cfg already, as much of it as is reached. */
static inline void pci_open_config(struct pci_dev *dev)
{
	pci_presence_init(&dev->presence, &dev->cfg);
	dev->cfg.presence = &dev->presence;
	dev->reach = dev->cfg.size;
	if (dev->cfg.size > PCI_CONFIG_NORMAL)
		dev->cfg.size = PCI_CONFIG_NORMAL;
}

/*
 * Find the size of its configuration space and make dev->cfg that size: 4096 for a host bridge, a
 * PCI Express function or a PCI-X one in mode 2, if the dword at 0x100 is neither all ones nor an
 * alias of the first 256 bytes and no bridge above stands in the way; else 256. Cost: Status,
 * pointer and headers down to the PCI Express capability (not for a host bridge), and one read at
 * 0x100; 15 more for a device that aliases.
 */
PCI_MUST_CHECK enum pci_status pci_size_config(struct pci_dev *dev, const struct pci_func *f);

/*
 * The subsystem's vendor and ID: those of the header, of a bridge to PCI those of its capability;
 * 0 where there are none. Cost: a read; for a bridge to PCI Status, pointer, headers down to
 * that capability, and two. A failed access leaves 0.
 */
PCI_MUST_CHECK enum pci_status pci_read_subsystem(const struct io_region *cfg, unsigned layout,
                                                  uint16_t *ret_vendor, uint16_t *ret_id);

/*
 * Read configuration space through *c from now on: everything that dev->cfg reaches, each dword
 * once. dev->presence still looks at the device. After pci_open(), before or after
 * pci_size_config(); regions made of dev->cfg before are not cached.
 */
void pci_cache_config(struct pci_dev *dev, struct io_cache *c);

#ifdef __cplusplus
}
#endif
#endif
