/* edid.h - what a monitor says of itself. VESA E-EDID 1.4 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_EDID_H
#define LIB_EDID_H

#include "lib/io_region.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EDID_BYTES = 128 }; /* of the base block */

struct edid {
	char vendor[4];      /* three letters, as assigned by UEFI Forum's PNP list */
	uint16_t product;    /* the vendor's number */
	unsigned xres, yres; /* preferred mode in pixels, 0 where there is none */
};

/*
 * Read the base block at off, byte by byte, and take it apart: PCI_ECORRUPT where its header or its
 * checksum is wrong, or its vendor is no three letters; or the status of the copy. After a failure
 * there is neither product nor mode, and the vendor is "???".
 */
PCI_MUST_CHECK enum pci_status edid_read(const struct io_region *io, size_t off, struct edid *ret);

#ifdef __cplusplus
}
#endif
#endif
