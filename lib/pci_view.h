/* pci_view.h - one function, read once to be shown. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_VIEW_H
#define LIB_PCI_VIEW_H

#include "lib/decode.h"
#include "lib/io_cache.h"
#include "lib/machine.h"
#include "lib/pci_bar.h"
#include "lib/pci_cap.h"
#include "lib/pci_dev.h"
#include "lib/pci_size.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What is known of one function; lib/view_text.h and lib/view_json.h show it. Large: an application
 * allocates one and reads each function into it. Not moved while it is in use.
 */
struct pci_view {
	struct machine *machine;
	const struct pci_func *func;
	struct pci_dev dev; /* dev.cfg is read through cache */
	struct io_cache cache;

	/*
	 * What ended the reading; what was read before it stands. PCI_EGONE for one that is all
	 * ones in a dump, PCI_ENOTFOUND for one of which a dump has no bytes.
	 */
	enum pci_status st;
	enum pci_status sized; /* of pci_size_bars(); PCI_OK without */
	bool has_header, has_config_size, has_caps, has_subsystem, has_express;

	uint16_t command, status; /* has_header: the registers */
	size_t known_bytes;       /* of configuration space without a gap: a dump may lack some */
	uint16_t subsystem_vendor, subsystem_id;
	struct pci_caps caps;
	struct io_region express; /* has_express: the PCI Express capability */
	uint8_t port_type;        /* of it, PCI_NO_PORT without */
	struct pci_bars bars;
	struct pci_window windows[PCI_WINDOWS_MAX];
	size_t window_count;
};

/*
 * Read the facts of a function of m's; v->st is the outcome. size_bars is pci_size_bars(), which
 * writes to the device to measure its BARs and leaves some functions alone, or NULL: then nothing
 * is written. Cost: one read of each dword of configuration space that is looked at, however often,
 * and those of presence after all ones; nothing is kept of the function before.
 */
void pci_view_read(struct pci_view *v, struct machine *m, const struct pci_func *f,
                   pci_size_fn *size_bars);

/*
 * Read no more than how its capabilities lie, the extended ones only if asked for; dev.cfg is as
 * large as these are looked for. Returns v->st.
 */
enum pci_status pci_view_read_caps(struct pci_view *v, struct machine *m, const struct pci_func *f,
                                   bool extended);

/*
 * Set the bit of each dword of configuration space that nothing but a driver reads: a bit for each
 * of 1024. What is known of capabilities tells; it may read what says how they are laid out.
 */
enum pci_status pci_view_noread(const struct pci_view *v, uint32_t ret[32]);

/* A capability as a region, which ends where a dump of it does. */
PCI_MUST_CHECK enum pci_status pci_view_region(const struct pci_view *v, const struct pci_cap *cap,
                                               struct io_region *ret);

/*
 * Make *ret what shows the structure of this kind and ID at io, a region of v's: PCI_ENOTFOUND for
 * an unknown ID. It may read what says which of several the structure is.
 */
PCI_MUST_CHECK enum pci_status pci_view_decode(const struct pci_view *v, enum desc_block kind,
                                               uint16_t id, const struct io_region *io,
                                               struct decode *ret);

/* Whether a dump ends before the configuration space does, as far as one can tell. */
bool pci_view_is_cut(const struct pci_view *v);

/* Why a chain of capabilities was cut short, or NULL if it was not. */
const char *pci_view_chain_end(const struct pci_view *v, const struct pci_walk *w);

/* Take into account what showing the function came to: a failure, or a loss that was seen. */
void pci_view_end(struct pci_view *v, enum pci_status st);

#ifdef __cplusplus
}
#endif
#endif
