/* pass.c - what must compile without a warning. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/io_copy.h"
#include "lib/io_poll.h"
#include "lib/pci_cap.h"
#include "lib/pci_map.h"
#include "lib/regs.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

#define REG_DEF    "lib/test/ports.def"
#define REG_PREFIX io
#include "lib/reg_block.h"

enum { TWO = 2, OFFSET = 4 };

void constants(const pci_EXP_region *exp, const pci_normal_config *cfg);
void constants(const pci_EXP_region *exp, const pci_normal_config *cfg)
{
	const unsigned k = 3;
	static const uint16_t all = 0xffff;

	io_update(exp, DEVCTL, MPS, k);
	io_update(exp, DEVCTL, MPS, TWO);
	io_update(exp, DEVCTL, MPS, 7);
	io_update(exp, DEVCTL, RLX_ORD, true);
	io_write(exp, DEVCTL, k);
	io_write(exp, DEVCTL, all);
	io_write(exp, DEVCTL, 0xffff);
	io_write32(cfg, OFFSET, 0xffffffff);
	(void)io_read8(cfg, 255);
	(void)io_read16(cfg, 254u);
	(void)io_read32(cfg, sizeof(uint32_t));
	(void)io_read32(cfg, OFFSET);
	(void)io_read32(exp, reg_at(pci_EXP, DEVCTL));
}

void run_time(const pci_EXP_region *exp, unsigned n, int i, uint8_t b, bool flag, size_t z);
void run_time(const pci_EXP_region *exp, unsigned n, int i, uint8_t b, bool flag, size_t z)
{
	io_update(exp, DEVCTL, MPS, n++);
	io_update(exp, DEVCTL, MPS, ++i);
	io_update(exp, DEVCTL, MPS, b);
	io_update(exp, DEVCTL, RLX_ORD, flag);
	io_update(exp, DEVCTL, RLX_ORD, !flag && n > 3);
	io_write(exp, DEVCTL, z);
	io_write(exp, DEVCTL, n--);
	io_write(exp, DEVCTL, b | 1);
	io_write32(exp, 8, n += 2);
}

void nested(const pci_EXP_region *exp, const pci_PM_region *pm);
void nested(const pci_EXP_region *exp, const pci_PM_region *pm)
{
	io_update(exp, DEVCTL, MPS, io_field(exp, DEVCAP, MPS));
	io_update(exp, DEVCTL, MPS, io_field(exp, DEVCTL, MRRS) & 3);
	io_write(exp, DEVCTL, io_read(exp, DEVCTL) | 1);
	io_write(exp, DEVCTL, io_read16(exp, 8));
	if (io_field(pm, PMCSR, STATE) != 0)
		io_update(pm, PMCSR, STATE, 0);
	else
		io_clear(pm, PMCSR, PME_STATUS);
}

/* A handle, a constant handle, an element, a call: anything that is a pointer to a region. */
static const pci_EXP_region *same(const pci_EXP_region *exp)
{
	return exp;
}

uint32_t handles(const pci_EXP_region *const exp, pci_EXP_region array[2]);
uint32_t handles(const pci_EXP_region *const exp, pci_EXP_region array[2])
{
	pci_EXP_region local = *exp;
	const pci_EXP_region copy = *exp;

	io_clear(&local, DEVSTA, CED);
	return io_read(exp, DEVCAP) + io_read(&local, DEVCAP) + io_read(&copy, DEVCAP) +
	       io_read(array + 1, DEVCAP) + io_read(&array[0], DEVCAP) +
	       io_read(same(exp), DEVCAP) + io_field(same(exp), DEVCTL, MPS);
}

uint64_t widths(const dev_MMIO_region *dev, const dev_MMIO_mmio *mmio);
uint64_t widths(const dev_MMIO_region *dev, const dev_MMIO_mmio *mmio)
{
	uint8_t b = io_read(dev, BYTE);
	uint16_t w = io_read(dev, WORD), f = io_field(dev, STATUS, MODE);
	uint32_t d = io_read(mmio, DWORD);

	io_write(dev, QWORD, UINT64_MAX);
	io_write(mmio, QWORD, d);
	io_update(mmio, QWORD, TOP, 0xff);
	io_update(mmio, QWORD, ALL, UINT64_MAX);
	io_clear(mmio, STATUS, ERROR);
	return io_read(dev, QWORD) + b + w + d + f + io_read64(mmio, 8);
}

enum pci_status fallible(const struct io_region *io, pci_extended_config *cfg);
enum pci_status fallible(const struct io_region *io, pci_extended_config *cfg)
{
	pci_SRIOV_region sriov;
	pci_EXP_region exp;
	uint32_t v32;
	uint16_t v16;
	enum pci_status st = io_typed(io, cfg);

	if (st == PCI_OK)
		st = io_try_reg(cfg, ID, &v32);
	if (st == PCI_OK)
		st = io_try_reg(cfg, COMMAND, &v16);
	if (st == PCI_OK && reg_field(pci_HDR_COMMAND, MEM, v16))
		st = pci_find(&cfg->io, &exp);
	if (st == PCI_OK && reg_field(pci_HDR_ID, VENDOR, v32) != 0xffff)
		st = pci_find_nth(&cfg->io, &sriov, 1);
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

void relaxed(const dev_MMIO_region *dev, const dev_MMIO_mmio *mmio, uint64_t n);
void relaxed(const dev_MMIO_region *dev, const dev_MMIO_mmio *mmio, uint64_t n)
{
	const unsigned k = 3;
	uint16_t w = io_read_relaxed(dev, WORD);

	io_write_relaxed(dev, BYTE, k);
	io_write_relaxed(dev, QWORD, UINT64_MAX);
	io_write_relaxed(mmio, DWORD, io_read_relaxed(mmio, DWORD) | w);
	io_write_relaxed(mmio, BYTE, n++);
	mmio_fence_out();
	io_write(mmio, STATUS, io_read_relaxed(mmio, FIXED));
}

/* A driver: one call to registers, a wait, memory, and back. */
enum pci_status driver(const struct pci_device *d, void *buf, unsigned mode);
enum pci_status driver(const struct pci_device *d, void *buf, unsigned mode)
{
	struct pci_mapping m, ports;
	io_PORTS_region io;
	dev_MMIO_mmio regs;
	enum pci_status st = pci_map_bar(d, PCI_BAR_SLOT(0), PCI_MAP_ENABLE, &m, &regs);

	if (st != PCI_OK)
		return st;
	st = pci_map_bar(d, PCI_BAR_LOGICAL(1), PCI_MAP_PORTS, &ports, &io);
	if (st == PCI_OK)
		io_write(&io, WORD, io_read(&io, DWORD) >> 16);
	if (st == PCI_OK)
		st = io_poll(d->platform, &regs, STATUS, MODE, mode++, 100000);
	if (st == PCI_OK && io_poll(d->platform, &regs, FIXED, LOW, 15, 0) == PCI_OK)
		st = io_poll(d->platform, &regs, QWORD, ALL, UINT64_MAX, UINT64_MAX);
	if (st == PCI_OK)
		st = io_copy_in(&regs.io, 0, 4, buf, 16);
	pci_unmap_bar(&ports);
	pci_unmap_bar(&m);
	return st;
}
