/* decode_calc.c - the counts of entries that no rule of the tables gives. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"
#include "lib/regs.h"

enum { PREFIXES_MAX = 4 };

/* Whether the link is in Flit mode, where there are longer headers and no prefixes. */
static bool is_flit(const struct io_region *express)
{
	uint16_t flags, status;

	return express && reg_try_read(express, pci_EXP, FLAGS, &flags) == PCI_OK &&
	       reg_field(pci_EXP_FLAGS, VERSION, flags) > 1 &&
	       reg_try_read(express, pci_EXPLNK2, LNKSTA2, &status) == PCI_OK &&
	       reg_field(pci_EXPLNK2_LNKSTA2, FLIT_STATUS, status);
}

/* PCIe Base 6.0, 7.9.14.2: dwords of the RP PIO logs; bit 4 came with Flit mode. */
static enum pci_status dpc_log_size(const struct io_region *cap, uint64_t *ret)
{
	uint16_t v;
	enum pci_status st = reg_try_read(cap, pci_DPC, CAP, &v);

	*ret = 0;
	if (st == PCI_OK)
		*ret = reg_field(pci_DPC_CAP, RP_LOG_SIZE, v) +
		       16u * reg_field(pci_DPC_CAP, RP_LOG_SIZE4, v);
	return st;
}

/* PCI Local Bus 3.0, appendix H: the length counts bytes, from the ID on. */
static enum pci_status vendor_dwords(const struct io_region *cap, uint64_t *ret)
{
	uint8_t length;
	enum pci_status st = reg_try_read(cap, pci_VNDR, LENGTH, &length);

	*ret = st == PCI_OK ? (length + 3u) / 4 : 0;
	return st;
}

/*
 * PCIe Base 6.0, 7.9.1.8 and 7.9.1.9: dwords of the table that arbitration which is selected has.
 * All capabilities with virtual channels have one layout.
 */
static enum pci_status vc_arb_size(const struct io_region *cap, uint64_t *ret)
{
	static const uint8_t dwords[8] = {0, 4, 8, 16}; /* of 4 bits in each of 32 to 128 phases */
	uint16_t ctl;
	enum pci_status st = reg_try_read(cap, pci_VC, CTL, &ctl);

	if (st == PCI_OK)
		*ret = dwords[reg_field(pci_VC_CTL, ARB_SELECT, ctl)];
	return st;
}

static enum pci_status vc_resource_arb_size(const struct io_region *cap,
                                            const struct io_region *resource, uint64_t *ret)
{
	static const uint8_t dwords[8] = {0, 1, 2, 4, 4, 8}; /* with 1 bit in each phase */
	uint32_t cap1 = 0, ctl = 0;
	enum pci_status st = reg_try_read(cap, pci_VC, CAP1, &cap1);

	if (st == PCI_OK)
		st = reg_try_read(resource, pci_VCRES, CTL, &ctl);
	if (st == PCI_OK)
		*ret = (uint64_t)dwords[reg_field(pci_VCRES_CTL, ARB_SELECT, ctl)]
		       << reg_field(pci_VC_CAP1, ENTRY_BITS, cap1);
	return st;
}

enum pci_status decode_calc(enum desc_calc which, const struct decode *d,
                            const struct io_region *entry, uint64_t *ret)
{
	enum pci_status st = PCI_EINVAL;

	*ret = 0;
	switch (which) {
	case CALC_dpc_impspec: /* the fifth dword */
		st = dpc_log_size(d->io, ret);
		*ret = *ret >= 5;
		break;
	case CALC_dpc_log: /* those after it */
		st = dpc_log_size(d->io, ret);
		*ret = *ret > 5 ? *ret - 5 : 0;
		if (*ret > PREFIXES_MAX && !is_flit(d->express))
			*ret = PREFIXES_MAX;
		break;
	case CALC_vendor_dwords:
		st = vendor_dwords(d->io, ret);
		break;
	case CALC_vc_arb:
		st = vc_arb_size(d->io, ret);
		break;
	case CALC_vc_resource_arb:
		st = vc_resource_arb_size(d->io, entry, ret);
		break;
	}
	return st;
}
