/* take.h - a device for this application alone, which firmware's drivers have until then. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef EFI_TAKE_H
#define EFI_TAKE_H

#include "efi/efi.h"

/* A device that was taken. The caller's storage, moved freely. */
struct efi_taken {
	struct efi *efi;
	EFI_HANDLE handle;
	EFI_PCI_IO_PROTOCOL *io;
	bool had_driver;     /* firmware's drivers had it before */
	bool console_closed; /* nothing could be printed even then */
	UINT64 attributes;   /* of PciIo, and Command, without a driver */
	UINT16 command;
};

/*
 * Stop firmware's drivers of the function at addr, and all that they made of it (a display's
 * console too, so that text is seen only elsewhere until efi_give_back()), and keep the function:
 * no driver gets it meanwhile. Its registers are as the drivers leave them.
 *
 *   PCI_ENOTFOUND  firmware's PCI bus driver does not know it
 *   PCI_EBUSY      a driver does not let go, or another program has it
 *   PCI_EIO        it fails otherwise
 *
 * After a failure firmware has it as before. Handles and protocols below the function's own are not
 * valid any more, also after efi_give_back().
 */
PCI_MUST_CHECK enum pci_status efi_take(struct platform *p, struct pci_addr addr,
                                        struct efi_taken *ret);

/*
 * Restore Command and PciIo's attributes, and where firmware's drivers had the function let them
 * have it again: their console is back, empty. PCI_EGONE where it does not answer any more;
 * PCI_ENOTFOUND where drivers had it before and none takes it. A second time does nothing.
 */
enum pci_status efi_give_back(struct efi_taken *t);

#endif
