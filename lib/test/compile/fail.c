/* fail.c - what must not compile: each line behind an EXPECT comment, with that message. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"
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

#define REG_DEF    "lib/test/compile/bad.def"
#define REG_PREFIX bad
#include "lib/reg_block.h"

typedef IO_REGION(union pci_HDR) config;

void offsets(const config *cfg, const dev_MMIO_region *dev, unsigned n);
void offsets(const config *cfg, const dev_MMIO_region *dev, unsigned n)
{
	/* EXPECT: offset lies outside this region */
	(void)io_read32(cfg, 0x100);
	/* EXPECT: offset lies outside this region */
	(void)io_read8(cfg, 0x100);
	/* EXPECT: offset lies outside this region */
	(void)io_read64(dev, 0x18);
	/* EXPECT: offset lies outside this region */
	(void)io_read32(cfg, -4);
	/* EXPECT: offset lies outside this region */
	(void)io_read8(cfg, SIZE_MAX);
	/* EXPECT: offset lies outside this region */
	(void)io_read32(cfg, SIZE_MAX - 3);
	/* EXPECT: offset lies outside this region */
	io_write16(cfg, 0x100, 0);
	/* EXPECT: misaligned offset */
	(void)io_read32(cfg, 0x0e);
	/* EXPECT: misaligned offset */
	(void)io_read16(cfg, 0x01);
	/* EXPECT: misaligned offset */
	io_write64(dev, 0x0c, 0);
	/* EXPECT: this region has no access of that width */
	(void)io_read64(cfg, 0);
	/* EXPECT: this region has no access of that width */
	io_write64(cfg, 0, 0);
	/* EXPECT gcc: expression in static assertion is not constant */
	/* EXPECT clang: static_assert expression is not an integral constant expression */
	(void)io_read32(cfg, n);
}

void registers(const config *cfg, const pci_EXP_region *exp, const pci_MSIX_region *msix);
void registers(const config *cfg, const pci_EXP_region *exp, const pci_MSIX_region *msix)
{
	uint32_t v;

	/* EXPECT: no member named 'DEVCAP' */
	(void)io_read(cfg, DEVCAP);
	/* EXPECT: no member named 'DEVCTL' */
	io_write(msix, DEVCTL, 0);
	/* EXPECT: no member named 'CTL' */
	io_update(exp, CTL, ENABLE, 1);
	/* EXPECT: no member named 'LNKSTA' */
	io_clear(exp, LNKSTA, BW_MGMT);
	/* EXPECT: no member named 'SLTCAP' */
	(void)io_try_reg(exp, SLTCAP, &v);
	/* EXPECT: no member named 'MASTER' */
	(void)io_field(cfg, STATUS, MASTER);
	/* EXPECT: no member named 'LNKCTL' */
	(void)reg_at(pci_EXP, LNKCTL);
}

void writes(const config *cfg, const pci_EXP_region *exp, const pci_PM_region *pm,
            const dev_MMIO_region *dev);
void writes(const config *cfg, const pci_EXP_region *exp, const pci_PM_region *pm,
            const dev_MMIO_region *dev)
{
	/* EXPECT: ID is read-only */
	io_write(cfg, ID, 0);
	/* EXPECT: FIXED is read-only */
	io_update(dev, FIXED, LOW, 0);
	/* EXPECT: DEVSTA.CED is write-1-to-clear: use io_clear */
	io_update(exp, DEVSTA, CED, 0);
	/* EXPECT: PMCSR.PME_STATUS is write-1-to-clear: use io_clear */
	io_update(pm, PMCSR, PME_STATUS, 1);
	/* EXPECT: PMCSR.STATE is not write-1-to-clear: use io_update */
	io_clear(pm, PMCSR, STATE);
	/* EXPECT: COMMAND.MEM is not write-1-to-clear: use io_update */
	io_clear(cfg, COMMAND, MEM);
	/* EXPECT: FIXED.LOW is not write-1-to-clear: use io_update */
	io_clear(dev, FIXED, LOW);
}

void values(const config *cfg, const pci_EXP_region *exp, const dev_MMIO_region *dev);
void values(const config *cfg, const pci_EXP_region *exp, const dev_MMIO_region *dev)
{
	enum { EIGHT = 8 };

	/* EXPECT: value does not fit field DEVCTL.MPS */
	io_update(exp, DEVCTL, MPS, 8);
	/* EXPECT: value does not fit field DEVCTL.MPS */
	io_update(exp, DEVCTL, MPS, EIGHT);
	/* EXPECT: value does not fit field DEVCTL.MPS */
	io_update(exp, DEVCTL, MPS, -1);
	/* EXPECT: value does not fit field BYTE.TOP */
	io_update(dev, BYTE, TOP, 2);
	/* EXPECT: value does not fit register COMMAND */
	io_write(cfg, COMMAND, 0x10000);
	/* EXPECT: value does not fit register COMMAND */
	io_write(cfg, COMMAND, -1);
	/* EXPECT: value does not fit register BYTE */
	io_write(dev, BYTE, 256);
	/* EXPECT: value does not fit register DWORD */
	io_write(dev, DWORD, 0x100000000);
	/* EXPECT: value does not fit the width */
	io_write8(cfg, 0, 256);
	/* EXPECT: value does not fit the width */
	io_write32(cfg, 0, 0x100000000);
}

void relaxed(const config *cfg, const dev_MMIO_mmio *dev, const pci_DSN_region *dsn);
void relaxed(const config *cfg, const dev_MMIO_mmio *dev, const pci_DSN_region *dsn)
{
	/* EXPECT: no member named 'DEVCAP' */
	(void)io_read_relaxed(cfg, DEVCAP);
	/* EXPECT: SERIAL is wider than an access here: io_try_pair reads its halves */
	(void)io_read_relaxed(dsn, SERIAL);
	/* EXPECT: no member named 'DEVCTL' */
	io_write_relaxed(dev, DEVCTL, 0);
	/* EXPECT: ID is read-only */
	io_write_relaxed(cfg, ID, 0);
	/* EXPECT: FIXED is read-only */
	io_write_relaxed(dev, FIXED, 0);
	/* EXPECT: value does not fit register BYTE */
	io_write_relaxed(dev, BYTE, 256);
	/* EXPECT: value does not fit register DWORD */
	io_write_relaxed(dev, DWORD, 0x100000000);
}

void polls(struct platform *p, const dev_MMIO_mmio *dev, const pci_EXP_region *exp,
           const struct io_region *io);
void polls(struct platform *p, const dev_MMIO_mmio *dev, const pci_EXP_region *exp,
           const struct io_region *io)
{
	enum pci_status st;

	/* EXPECT: no member named 'BUSY' */
	st = io_poll(p, dev, STATUS, BUSY, 0, 1000);
	/* EXPECT: no member named 'LNKSTA' */
	st = io_poll(p, exp, LNKSTA, TRAINING, 0, 1000);
	/* EXPECT: value does not fit field STATUS.DONE */
	st = io_poll(p, dev, STATUS, DONE, 2, 1000);
	/* EXPECT: value does not fit field STATUS.MODE */
	st = io_poll(p, dev, STATUS, MODE, -1, 1000);
	/* EXPECT: no member named 'layout' */
	st = io_poll(p, io, STATUS, MODE, 1, 1000);
	/* EXPECT gcc: ignoring return value */
	/* EXPECT clang: ignoring return value */
	io_poll(p, dev, STATUS, DONE, 1, 1000);
	(void)st;
}

void ports(const io_PORTS_region *r);
void ports(const io_PORTS_region *r)
{
	/* EXPECT: this region has no access of that width */
	(void)io_read64(r, 0);
	/* EXPECT: offset lies outside this region */
	(void)io_read8(r, 0x10);
}

enum pci_status maps(const struct pci_device *d, struct pci_mapping *m);
enum pci_status maps(const struct pci_device *d, struct pci_mapping *m)
{
	struct io_region plain;
	dev_MMIO_mmio regs;

	/* EXPECT: no member named 'layout' */
	if (pci_map_bar(d, PCI_BAR_SLOT(0), 0, m, &plain))
		return PCI_EIO;
	/* EXPECT gcc: ignoring return value */
	/* EXPECT clang: ignoring return value */
	pci_map_bar(d, PCI_BAR_SLOT(0), 0, m, &regs);
	/* EXPECT gcc: incompatible pointer type */
	/* EXPECT clang: incompatible pointer types */
	return pci_map_bar(d->dev, PCI_BAR_SLOT(0), 0, m, &regs);
}

void formats(struct sink *out, uint16_t v, const char *text);
void formats(struct sink *out, uint16_t v, const char *text)
{
	/* EXPECT gcc: format '%s' expects argument of type 'char *' */
	/* EXPECT clang: format specifies type 'char *' but the argument has type */
	fmt_print(out, "%s\n", v);
	/* EXPECT gcc: format '%x' expects argument of type 'unsigned int' */
	/* EXPECT clang: format specifies type 'unsigned int' but the argument has type */
	fmt_print(out, "%x\n", text);
	/* EXPECT gcc: too many arguments for format */
	/* EXPECT clang: data argument not used by format string */
	fmt_print(out, "%x\n", v, v);
}

void types(const config *cfg, const struct io_region *io);
void types(const config *cfg, const struct io_region *io)
{
	dev_MMIO_region mmio;
	pci_normal_config normal;
	pci_EXP_region exp;
	pci_DSN_region dsn;
	pci_REBARENT_region entry;
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;

	/* EXPECT: not the region of a capability */
	(void)pci_find(io, &mmio);
	/* EXPECT: not the region of a capability */
	(void)pci_find(io, &entry);
	/* EXPECT: SERIAL is wider than an access here: io_try_pair reads its halves */
	(void)io_read(&dsn, SERIAL);
	/* EXPECT: SERIAL is wider than an access here: io_try_pair reads its halves */
	(void)io_try_reg(&dsn, SERIAL, &v64);
	/* EXPECT: not the region of a capability */
	(void)pci_find_nth(io, &normal, 1);
	/* EXPECT: the value's type has not the width of ID */
	(void)io_try_reg(cfg, ID, &v16);
	/* EXPECT: the value's type has not the width of COMMAND */
	(void)io_try_reg(cfg, COMMAND, &v32);
	/* EXPECT: the value's type has not the width of DEVSTA */
	(void)reg_try_read(io, pci_EXP, DEVSTA, &v32);
	/* EXPECT: not a structure or union */
	(void)io_typed(io, &v32);
	/* EXPECT: no member named 'layout' */
	(void)io_read(io, ID);
	/* EXPECT gcc: incompatible pointer type */
	/* EXPECT clang: incompatible pointer types */
	(void)io_typed(cfg, &exp);
}

/* As MMIO_REGION in a build for firmware. */
typedef union {
	struct io_region io;
	union dev_CHANNEL *layout;
	char (*is_mapped)[2];
} channel_mmio;

void places(const dev_ENGINE_region *dev, channel_mmio *dma, unsigned n);
void places(const dev_ENGINE_region *dev, channel_mmio *dma, unsigned n)
{
	dev_CHANNEL_region channel;
	dev_LINK_region link;
	dev_RING_region ring;
	uint32_t v32;

	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	(void)io_read(dev, LANE[4].CTRL);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator value '-1' is negative */
	(void)io_read(dev, LANE[-1].CTRL);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	(void)io_field(dev, LANE[4].CTRL, SPEED);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	io_write(dev, LANE[4].CTRL, 0);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	io_update(dev, LANE[4].CTRL, SPEED, 1);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	io_clear(dev, LANE[4].STATUS, ERROR);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	(void)io_try_reg(dev, LANE[4].CTRL, &v32);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (2) exceeds array bounds (2) */
	(void)io_read(dev, DMA0.RING[2].HEAD);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	(void)reg_at(dev_ENGINE, LANE[4].CTRL);
	/* EXPECT gcc: array index in initializer exceeds array bounds */
	/* EXPECT clang: array designator index (4) exceeds array bounds (4) */
	io_block(dev, LANE[4], &link);
	/* EXPECT gcc: nonconstant array index in initializer */
	/* EXPECT clang: expression is not an integer constant expression */
	(void)io_read(dev, LANE[n].CTRL);
	/* EXPECT gcc: nonconstant array index in initializer */
	/* EXPECT clang: expression is not an integer constant expression */
	io_block(dev, LANE[n], &link);
	/* EXPECT: no member named 'LANE' */
	(void)io_read(dma, LANE[0].CTRL);
	/* EXPECT: no member named 'HEAD' */
	(void)io_read(dev, LANE[0].HEAD);
	/* EXPECT: no member named 'CTRL' */
	(void)io_read(dev, DMA0.RING[0].CTRL);
	/* EXPECT: LANE[1].ID is read-only */
	io_write(dev, LANE[1].ID, 0);
	/* EXPECT: LANE[1].STATUS.ERROR is write-1-to-clear: use io_clear */
	io_update(dev, LANE[1].STATUS, ERROR, 0);
	/* EXPECT: value does not fit field LANE[1].CTRL.SPEED */
	io_update(dev, LANE[1].CTRL, SPEED, 4);
	/* EXPECT: the value's type has not the width of LANE[1].ID */
	(void)io_try_reg(dev, LANE[1].ID, &v32);
	/* EXPECT: this region has no access of that width */
	(void)io_read64(&link, 0);
	/* EXPECT: &link is of another block than DMA0 */
	io_block(dev, DMA0, &link);
	/* EXPECT: &channel is of another block than LANE[0] */
	(void)io_entry(dev, LANE, n, &channel);
	/* EXPECT: &ring is of another block than DMA0.RING */
	io_block(dev, DMA0.RING, &ring);
	/* EXPECT gcc: subscripted value is neither array nor pointer nor vector */
	/* EXPECT clang: subscripted value is not an array, pointer, or vector */
	(void)io_entry(dev, DMA0, n, &channel);
	/* EXPECT: dma must be mapped, dev may not be */
	io_block(dev, DMA0, dma);
}
