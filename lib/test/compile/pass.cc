// pass.cc - what must compile as C++17.
// SPDX-License-Identifier: BSD-2-Clause
#include "lib/io_poll.h"
#include "lib/pci_cap.h"
#include "lib/pci_map.h"
#include "lib/regs.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

enum { TWO = 2 };

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

uint64_t places(const dev_ENGINE_mmio *dev, unsigned n);
uint64_t places(const dev_ENGINE_mmio *dev, unsigned n)
{
	dev_CHANNEL_mmio dma;
	dev_LINK_mmio link;
	dev_RING_region ring;
	uint16_t head = 0;

	io_write(dev, LANE[3].MODE, n);
	io_update(dev, LANE[TWO].CTRL, SPEED, n);
	io_clear(dev, LANE[0].STATUS, ERROR);
	io_block(dev, DMA1, &dma);
	io_block(dev, LANE[TWO], &link);
	io_block(&dma, RING[1], &ring);
	if (io_entry(dev, LANE, n, &link) != PCI_OK || io_entry(&dma, RING, 1, &ring) != PCI_OK ||
	    io_entry(dev, DMA0.RING, (int)n, &ring) != PCI_OK ||
	    io_try_reg(dev, DMA0.RING[1].HEAD, &head) != PCI_OK)
		return 0;
	return io_read(dev, LANE[3].CTRL) + io_read(dev, DMA1.RING[1].BASE) + io_read(&link, ID) +
	       io_field(dev, LANE[1].STATUS, LEVEL) + io_read(&ring, BASE) + io_read32(&link, 4) +
	       io_read_relaxed(dev, LANE[3].CTRL) + io_field(&dma, RING[0].BASE, ADDR) + head +
	       reg_at(dev_ENGINE, LANE[3].CTRL);
}

pci_status driver(const pci_device *d, pci_mapping *m)
{
	dev_MMIO_mmio regs;
	pci_status st = pci_map_bar(d, PCI_BAR_LOGICAL(0), PCI_MAP_ENABLE, m, &regs);

	if (st != PCI_OK)
		return st;
	io_write_relaxed(&regs, DWORD, 1);
	io_write_relaxed(&regs, BYTE, io_read_relaxed(&regs, BYTE) | 1);
	mmio_fence_out();
	st = io_poll(d->platform, &regs, STATUS, DONE, 1, 1000);
	pci_unmap_bar(m);
	return st;
}
