/* driver.h - drivers of lib/pci_driver.h by UEFI's driver model (UEFI 2.10, 11). */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef EFI_DRIVER_H
#define EFI_DRIVER_H

#include "efi/efi.h"
#include "lib/pci_driver.h"

/* The image of a driver, from its entry to its Unload(). */
struct efi_driver {
	struct efi efi;
	const struct pci_driver *pci;
	EFI_DRIVER_BINDING binding;
	EFI_COMPONENT_NAME name; /* for firmware of before UEFI 2.0 */
	EFI_COMPONENT_NAME2 name2;
	CHAR16 *title;
	struct efi_device *devices; /* that it drives */
};

/*
 * A device, from Start() to Stop(). It is a platform of its own, so that what its driver allocates
 * ends with it.
 */
struct efi_device {
	struct efi efi;
	struct efi_device *next;
	EFI_HANDLE controller;
	EFI_PCI_IO_PROTOCOL *io;
	struct efi_pci_function function; /* the one that efi knows the BARs of */
	struct pci_func func;
	struct pci_dev dev;
	struct pci_device device;
	CHAR16 *title;
	bool is_master; /* bus mastering was off before */
};

#define efi_container_of(p, type, member) ((type *)(void *)((char *)(p)-offsetof(type, member)))

/* Fill in the protocols. */
void efi_binding_init(struct efi_driver *driver);
void efi_name_init(struct efi_driver *driver);

/* The device that is driven on this handle, or NULL. */
struct efi_device *efi_find_device(struct efi_driver *driver, EFI_HANDLE controller);

/* device.dma of an efi_device; and bus mastering as it was before. */
extern const struct pci_dma_ops efi_dma_ops;
void efi_dma_end(struct efi_device *e);

#endif
