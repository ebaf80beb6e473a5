/* pci_bar.h - the addresses that a function answers to, and those that a bridge passes on. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PCI_BAR_H
#define LIB_PCI_BAR_H

#include "lib/pci_cap.h"
#include "lib/pci_func.h"
#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

enum pci_bar_kind {
	PCI_BAR_HEADER, /* a base address register */
	PCI_BAR_ROM,    /* the expansion ROM */
	PCI_BAR_VF,     /* of the virtual functions: the first one's base, and the size of each */
	PCI_BAR_BEHIND, /* behind a bridge; by Enhanced Allocation only */
	PCI_BAR_OTHER,  /* Enhanced Allocation does not say whose */
};

/* A range of addresses. PCIe Base 6.0, 7.5.1.2.1, 7.5.1.2.4, 9.3.3.14 and 7.8.5.3 */
struct pci_bar {
	enum pci_bar_kind kind;
	uint8_t slot; /* 0 to 5 of HEADER and VF: that of the lower half; else 0 */
	uint16_t reg; /* its (low) register in configuration space; by EA, the entry */
	bool ea;      /* fixed, by Enhanced Allocation: there is no register to size or to move */
	bool io, is_64bit, prefetchable, below_1m;
	bool enabled;  /* of the ROM its own enable bit, by EA that of the entry */
	bool broken;   /* a reserved type, 64 bits in the last slot, or a range that wraps */
	bool cut;      /* a dump ends before the upper half: base is the lower half alone */
	uint64_t base; /* bus address; 0: not assigned */
	uint64_t size; /* bytes, 0: not known */
};

enum {
	PCI_BAR_SLOTS = 6,
	PCI_EA_MAX = (256 - 64 - 4) / 12, /* entries of 12 bytes at least, in one capability */
	PCI_BARS_MAX = 2 * PCI_BAR_SLOTS + 1 + PCI_EA_MAX,
};

/* All of a function, 1 KB. */
struct pci_bars {
	/* Of EA: PCI_ECORRUPT at an entry, PCI_ERANGE where a dump ends: that and more is left out.
	 */
	enum pci_status ea_status;
	size_t count;
	struct pci_bar bar[PCI_BARS_MAX]; /* HEADER by slot, ROM, VF by slot, then EA as listed */
};

/* What BARs are read from. */
struct pci_bar_source {
	const struct io_region *cfg;
	unsigned layout;             /* enum pci_layout; another has no BARs in its header */
	size_t known_bytes;          /* of cfg, from its start: see machine_known_bytes() */
	const struct pci_caps *caps; /* or NULL: neither VFs nor Enhanced Allocation */
	const struct pci_bar_record *records; /* platform_ops.bar_records, or NULL and 0 */
	size_t record_count;
};

/*
 * Read all BARs of a function. One whose register reads 0 is left out: it is not implemented, or
 * not assigned and nobody can tell. So is one of all ones, which no BAR holds and kernels take for
 * 0; one that is not known; the upper half of another; and an entry of Enhanced Allocation that is
 * not available or has properties that nobody knows. Sizes come from the entry, or for HEADER from
 * the record with that base: firmware lists neither the ROM, which may lie over another BAR, nor
 * VFs. Nothing is written. Cost: one read per register: 7 for a normal header, 3 for a bridge, 1
 * for CardBus; 6 with SR-IOV; 1 and the dwords of its entries with Enhanced Allocation.
 */
PCI_MUST_CHECK enum pci_status pci_read_bars(const struct pci_bar_source *src,
                                             struct pci_bars *ret);

/* The BAR of that kind and slot, or NULL; of two the first. */
const struct pci_bar *pci_find_bar(const struct pci_bars *bars, enum pci_bar_kind kind,
                                   unsigned slot);

/* BAR registers of one kind, one after the other from offset reg of configuration space on. */
struct pci_bar_block {
	enum pci_bar_kind kind;
	uint16_t reg;
	uint8_t count;
};
enum { PCI_BAR_BLOCKS = 3 };

/* Find where a function has BAR registers, in the order of pci_bars; return how many. No access. */
size_t pci_find_bar_blocks(const struct pci_bar_source *src,
                           struct pci_bar_block ret[PCI_BAR_BLOCKS]);

/*
 * Make *ret what the value v of register i of the block says. Return whether the next register is
 * its upper half, which the caller adds to base.
 */
bool pci_decode_bar(const struct pci_bar_block *block, unsigned i, uint32_t v, struct pci_bar *ret);

enum pci_window_kind { PCI_WINDOW_IO, PCI_WINDOW_MEMORY, PCI_WINDOW_PREFETCHABLE };

/* Addresses that a bridge passes on. PCIe Base 6.0, 7.5.1.3; PC Card 8.0, 4.5.2 for CardBus */
struct pci_window {
	enum pci_window_kind kind;
	bool is_wide; /* 32 bits of I/O, 64 of memory; else 16 and 32 */
	bool closed;  /* the limit is below the base: nothing passes */
	bool zero;    /* all its registers are 0: there is no such window, or it was never set up */
	bool cut;     /* a dump ends before the upper halves: base and limit lack them */
	uint8_t base_type;    /* low bits of both registers: 0, 1 for wide; others are reserved, */
	uint8_t limit_type;   /* and so is that they differ: then the window is narrow here */
	uint64_t base, limit; /* first and last address */
};
enum { PCI_WINDOWS_MAX = 4 };

/*
 * Read the windows of a bridge: I/O, memory, prefetchable memory of type 1; memory 0 and 1, I/O 0
 * and 1 of CardBus; none of another layout. One that a dump does not have is left out. Cost: one
 * read per register: 6, and 2 for a wide window; 9 for CardBus.
 */
PCI_MUST_CHECK enum pci_status pci_read_windows(const struct io_region *cfg, unsigned layout,
                                                size_t known_bytes,
                                                struct pci_window ret[PCI_WINDOWS_MAX],
                                                size_t *ret_count);

#ifdef __cplusplus
}
#endif
#endif
