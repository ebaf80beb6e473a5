// pass.cc - what must compile as C++17.
// SPDX-License-Identifier: BSD-2-Clause
#include "lib/pci_cap.h"
#include "lib/regs.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

uint32_t reads(const pci_normal_config *cfg, const pci_EXP_region &exp, const dev_MMIO_mmio *mmio)
{
	return io_read(cfg, ID) + io_field(cfg, ID, VENDOR) + io_read(&exp, DEVCAP) +
	       io_field(&exp, DEVCTL, MPS) + io_read(mmio, DWORD) + io_read32(cfg, 252) +
	       static_cast<uint32_t>(io_read64(mmio, 8) >> 32);
}

void writes(const pci_EXP_region *exp, const pci_PM_region *pm, const dev_MMIO_mmio *mmio, unsigned n)
{
	const unsigned k = 3;

	io_update(exp, DEVCTL, MPS, k);
	io_update(exp, DEVCTL, MPS, n++);
	io_update(exp, DEVCTL, MPS, io_field(exp, DEVCAP, MPS));
	io_update(pm, PMCSR, STATE, 0);
	io_clear(pm, PMCSR, PME_STATUS);
	io_write(exp, DEVCTL, 0x1234);
	io_write(mmio, QWORD, UINT64_MAX);
	io_write32(mmio, 8, n);
}

pci_status fallible(const io_region *io)
{
	pci_extended_config cfg;
	pci_SRIOV_region sriov;
	uint32_t id;
	pci_status st = io_typed(io, &cfg);

	if (st == PCI_OK)
		st = io_try_reg(&cfg, ID, &id);
	if (st == PCI_OK && reg_field(pci_HDR_ID, VENDOR, id) != 0xffff)
		st = pci_find(&cfg.io, &sriov);
	return st;
}
