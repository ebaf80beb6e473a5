/* status.c - the words for a status. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/status.h"

const char *pci_strstatus(enum pci_status st)
{
	switch (st) {
#define PCI_STATUS_CASE(name, text)                                                                \
	case name:                                                                                 \
		return text;
		PCI_STATUS_LIST(PCI_STATUS_CASE)
#undef PCI_STATUS_CASE
	}
	return "unknown status";
}
