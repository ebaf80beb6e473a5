/* vbios.h - what is in a GPU's ROM. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_VBIOS_H
#define APPS_GPUS_VBIOS_H

#include "lib/json.h"
#include "lib/pci_map.h"
#include "lib/pci_rom.h"

enum { VBIOS_IMAGES_MAX = 96 };

struct vbios {
	/* A window of a BAR in which the ROM lies too, which a probe found: no size for none. */
	unsigned window_bar;
	uint32_t window_offset, window_size;

	bool has;                          /* there was a way to it */
	enum pci_status st;                /* of the reading */
	bool is_whole;                     /* all images are there, up to the last one */
	bool has_efi;                      /* one of them is for UEFI */
	char version[PCI_ROM_VERSION_MAX]; /* "": none */
	char images[VBIOS_IMAGES_MAX];     /* "PC, EFI (x86-64)", as many as there is room for */

	uint8_t *bytes; /* of the platform, used for each ROM; NULL until the first */
};

/* Nothing is known of a ROM. */
void vbios_begin(struct vbios *b);

/*
 * Read it through its own register if that is enabled, else through the window: as much as the
 * images say they have, of 1 MiB at most, and nothing where there is neither.
 */
void vbios_read(struct vbios *b, const struct pci_device *d, unsigned flags);

/* Nothing where there was no way to it. */
void vbios_show_text(const struct vbios *b, struct sink *out);
void vbios_show_json(const struct vbios *b, struct json *j);

#endif
