/* decode_calc.c - the counts of entries that no rule of the tables gives. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"
#include "lib/regs.h"

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

enum pci_status decode_calc(enum desc_calc which, const struct decode *d,
                            const struct io_region *entry, uint64_t *ret)
{
	enum pci_status st = PCI_EINVAL;

	(void)entry;
	*ret = 0;
	switch (which) {
	case CALC_dpc_impspec: /* the fifth dword */
		st = dpc_log_size(d->io, ret);
		*ret = *ret >= 5;
		break;
	case CALC_dpc_log: /* those after it */
		st = dpc_log_size(d->io, ret);
		*ret = *ret > 5 ? *ret - 5 : 0;
		break;
	}
	return st;
}
