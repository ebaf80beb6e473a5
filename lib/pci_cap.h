/* pci_cap.h - both chains of capabilities, and finding one. PCIe Base 6.0, 7.5.1.1.11 and 7.6 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_CAP_H
#define LIB_PCI_CAP_H

#include "lib/pci.h"
#include "lib/regs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Which chain: the first 256 bytes, or extended. The numbers are those of enum desc_block. */
enum pci_cap_kind { PCI_CAP_STD = 1, PCI_CAP_EXT = 2 };

/* A capability that a walk found. */
struct pci_cap {
	enum pci_cap_kind kind;
	uint16_t id;
	uint16_t offset; /* from the start of configuration space */
	uint8_t version; /* 0 in the standard chain */
};

/* More than any function can have in both chains together: one per dword. */
enum { PCI_CAPS_MAX = (256 - 64) / 4 + (4096 - 256) / 4 };

/* Why a walk stopped. Everything but PCI_WALK_END is a finding about the device. */
enum pci_walk_end {
	PCI_WALK_END,   /* a pointer of 0, or an empty chain */
	PCI_WALK_LOOP,  /* a pointer back to a capability that was there already */
	PCI_WALK_ONES,  /* a header of all ones */
	PCI_WALK_RANGE, /* a pointer into the header or past the end */
	PCI_WALK_ERROR, /* the access failed: see status, PCI_EGONE among others */
};
/* The words for it, never NULL. */
const char *pci_strwalk(enum pci_walk_end end);

/* A walk underway. It visits each dword at most once, whatever the pointers say. */
struct pci_walk {
	const struct io_region *cfg;
	enum pci_cap_kind kind;
	size_t next;       /* where the next header is; 0: the walk has ended */
	uint32_t seen[32]; /* a bit per dword: a capability starts there */
	enum pci_walk_end end;
	enum pci_status status; /* of PCI_WALK_ERROR */
};

/*
 * Start at a configuration space, which must outlive the walk. layout is the header's (0, 1; 2 is
 * CardBus, whose pointer is elsewhere). Cost: two reads for the standard chain (Status, pointer),
 * none for the extended one, then one for each header. The extended chain of a region of 256 bytes
 * is empty.
 */
void pci_walk_std(struct pci_walk *w, const struct io_region *cfg, unsigned layout);
void pci_walk_ext(struct pci_walk *w, const struct io_region *cfg);

/* The next capability; false at the end, with the reason in w->end, and again after that. */
bool pci_walk_next(struct pci_walk *w, struct pci_cap *ret);

/*
 * Make *ret the capability at offset as a region: up to the next capability above it, or the end
 * of its space; so it is bounded even where the chain is out of order. The walk must have ended.
 * PCI_ERANGE for an offset beyond that space.
 */
PCI_MUST_CHECK enum pci_status pci_walk_region(const struct pci_walk *w, size_t offset,
                                               struct io_region *ret);

/*
 * Every capability of a function, in the order of its chains, and the walks that found them. 12 KB:
 * not for a stack. Regions are made of the cfg that was read, which must outlive this.
 */
struct pci_caps {
	struct pci_walk std, ext;
	size_t count;
	struct pci_cap cap[PCI_CAPS_MAX];
};

/* Walk both chains of cfg, whose size says whether there is an extended one; see pci_walk_std(). */
void pci_caps_read(struct pci_caps *ret, const struct io_region *cfg, unsigned layout);

/* One of them as a region, or the first with an ID: PCI_ENOTFOUND. No access. */
PCI_MUST_CHECK enum pci_status pci_caps_region(const struct pci_caps *c, const struct pci_cap *cap,
                                               struct io_region *ret);
PCI_MUST_CHECK enum pci_status pci_caps_find(const struct pci_caps *c, enum pci_cap_kind kind,
                                             uint16_t id, struct io_region *ret);

/* Whether the PCI-X capability at offset says mode 2, which has extended configuration space. */
PCI_MUST_CHECK enum pci_status pci_read_mode2(const struct io_region *cfg, size_t offset,
                                              bool *ret);

/*
 * pci_find(cfg, dst): make the typed region *dst (pci_SRIOV_region, ...) the capability of its
 * type; pci_find_nth(cfg, dst, n) the n-th of several, from 0. cfg is a plain region. The whole
 * chain is walked, so the cost is that of a walk. PCI_ENOTFOUND; PCI_ERANGE when the capability has
 * less room than its registers need; the status of a failed access.
 */
#define pci_find(cfg, dst) pci_find_nth(cfg, dst, 0)
#define pci_find_nth(cfg, dst, n)                                                                  \
	(__extension__({                                                                           \
		IO_ASSERT(sizeof(*(dst)->layout->kind__) - 1 == PCI_CAP_STD ||                     \
		                  sizeof(*(dst)->layout->kind__) - 1 == PCI_CAP_EXT,               \
		          "not the region of a capability");                                       \
		pci_find_typed(cfg, (enum pci_cap_kind)(sizeof(*(dst)->layout->kind__) - 1),       \
		               (uint16_t)(sizeof(*(dst)->layout->id__) - 1), n,                    \
		               sizeof((dst)->layout->bytes__), &(dst)->io);                        \
	}))
PCI_MUST_CHECK enum pci_status pci_find_typed(const struct io_region *cfg, enum pci_cap_kind kind,
                                              uint16_t id, unsigned n, size_t size,
                                              struct io_region *ret);

/* The same by number, as a plain region. */
PCI_MUST_CHECK enum pci_status pci_find_id(const struct io_region *cfg, enum pci_cap_kind kind,
                                           uint16_t id, unsigned n, struct io_region *ret);

/*
 * The n-th vendor-specific capability (from 0) with this ID: VSEC, whose IDs belong to the
 * function's own vendor, and DVSEC, which names its vendor. The region ends where its length says,
 * if that is before the next capability. One or two more reads for each candidate.
 */
PCI_MUST_CHECK enum pci_status pci_find_vsec(const struct io_region *cfg, uint16_t vendor,
                                             uint16_t id, unsigned n, struct io_region *ret);
PCI_MUST_CHECK enum pci_status pci_find_dvsec(const struct io_region *cfg, uint16_t vendor,
                                              uint16_t id, unsigned n, struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
