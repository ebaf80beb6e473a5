/* mmio.c - the accesses that reach a mapped device, in the order of the instructions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/regs.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

/* EXPECT: load32 8 */
uint32_t read32(const dev_MMIO_mmio *r);
uint32_t read32(const dev_MMIO_mmio *r)
{
	return io_read(r, DWORD);
}

/* EXPECT: load16 c */
uint16_t read16(const dev_MMIO_mmio *r);
uint16_t read16(const dev_MMIO_mmio *r)
{
	return io_read(r, WORD);
}

/* EXPECT: load8 f */
uint8_t read8(const dev_MMIO_mmio *r);
uint8_t read8(const dev_MMIO_mmio *r)
{
	return io_read(r, BYTE);
}

/* EXPECT: load64 8 */
uint64_t read64(const dev_MMIO_mmio *r);
uint64_t read64(const dev_MMIO_mmio *r)
{
	return io_read64(r, 8);
}

/* EXPECT: load32 4 */
uint32_t read_config(const pci_EXP_mmio *r);
uint32_t read_config(const pci_EXP_mmio *r)
{
	return io_read(r, DEVCAP);
}

/* EXPECT: load32 8, load32 8, load32 8, load32 8, load32 8 */
uint32_t read_five(const dev_MMIO_mmio *r);
uint32_t read_five(const dev_MMIO_mmio *r)
{
	return io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) +
	       io_read(r, DWORD);
}

/* EXPECT: load32 8 */
void read_unused(const dev_MMIO_mmio *r);
void read_unused(const dev_MMIO_mmio *r)
{
	(void)io_read(r, DWORD);
}

/* EXPECT: store32 8 */
void write32(const dev_MMIO_mmio *r, uint32_t v);
void write32(const dev_MMIO_mmio *r, uint32_t v)
{
	io_write(r, DWORD, v);
}

/* EXPECT: store16 c */
void write16(const dev_MMIO_mmio *r, uint16_t v);
void write16(const dev_MMIO_mmio *r, uint16_t v)
{
	io_write(r, WORD, v);
}

/* EXPECT: store8 f */
void write8(const dev_MMIO_mmio *r);
void write8(const dev_MMIO_mmio *r)
{
	io_write(r, BYTE, 1);
}

/* EXPECT: store64 8 */
void write64(const dev_MMIO_mmio *r, uint64_t v);
void write64(const dev_MMIO_mmio *r, uint64_t v)
{
	io_write64(r, 8, v);
}

/* EXPECT: load32 8, store32 8 */
void update(const dev_MMIO_mmio *r);
void update(const dev_MMIO_mmio *r)
{
	io_update(r, DWORD, MIDDLE, 1);
}

/* A compiler makes one `or` of this when it sees a plain volatile access. */
/* EXPECT: load16 c, store16 c */
void set_bit(const dev_MMIO_mmio *r);
void set_bit(const dev_MMIO_mmio *r)
{
	io_write(r, WORD, io_read(r, WORD) | 1);
}

/* EXPECT: load16 10, store16 10 */
void clear(const dev_MMIO_mmio *r);
void clear(const dev_MMIO_mmio *r)
{
	io_clear(r, STATUS, DONE);
}

/* EXPECT: load32 120 */
uint32_t read_entry(const dev_ENGINE_mmio *r);
uint32_t read_entry(const dev_ENGINE_mmio *r)
{
	return io_read(r, LANE[2].CTRL);
}

/* EXPECT: load64 b0 */
uint64_t read_nested(const dev_ENGINE_mmio *r);
uint64_t read_nested(const dev_ENGINE_mmio *r)
{
	return io_read(r, DMA1.RING[1].BASE);
}

/* EXPECT: load32 130, store32 130 */
void update_entry(const dev_ENGINE_mmio *r);
void update_entry(const dev_ENGINE_mmio *r)
{
	io_update(r, LANE[3].CTRL, SPEED, 1);
}

/* EXPECT: load16 124, store16 124 */
void clear_entry(const dev_ENGINE_mmio *r);
void clear_entry(const dev_ENGINE_mmio *r)
{
	io_clear(r, LANE[2].STATUS, ERROR);
}

/* The region of a relative block is as direct as its device's. */
/* EXPECT: load16 8 */
uint16_t read_block(const dev_LINK_mmio *r);
uint16_t read_block(const dev_LINK_mmio *r)
{
	return io_read(r, ID);
}

/* Without order: the same accesses, and no barriers. */
/* EXPECT: load32_relaxed 8 */
uint32_t read32_relaxed(const dev_MMIO_mmio *r);
uint32_t read32_relaxed(const dev_MMIO_mmio *r)
{
	return io_read_relaxed(r, DWORD);
}

/* EXPECT: load16_relaxed c, load8_relaxed f, load64_relaxed 0 */
uint64_t read_relaxed(const dev_MMIO_mmio *r);
uint64_t read_relaxed(const dev_MMIO_mmio *r)
{
	uint64_t v = io_read_relaxed(r, WORD);

	v += io_read_relaxed(r, BYTE);
	return v + io_read_relaxed(r, QWORD);
}

/* EXPECT: store64_relaxed 0, store32_relaxed 8, store16_relaxed c, store8_relaxed f */
void write_relaxed(const dev_MMIO_mmio *r, uint64_t v);
void write_relaxed(const dev_MMIO_mmio *r, uint64_t v)
{
	io_write_relaxed(r, QWORD, v);
	io_write_relaxed(r, DWORD, v);
	io_write_relaxed(r, WORD, 1);
	io_write_relaxed(r, BYTE, 0);
}

/* Neighbours are not made a pair, nor is one left out whose value nobody looks at. */
/* EXPECT: load32_relaxed 0, load32_relaxed 4, load32_relaxed 8, load32_relaxed 8 */
uint32_t read_neighbours(const pci_HDR_mmio *r);
uint32_t read_neighbours(const pci_HDR_mmio *r)
{
	uint32_t v = mmio_read32_relaxed(r->io.map);

	v |= mmio_read32_relaxed(r->io.map + 4);
	(void)mmio_read32_relaxed(r->io.map + 8);
	return v | mmio_read32_relaxed(r->io.map + 8);
}

/* EXPECT: store32_relaxed 0, store32_relaxed 4, store32_relaxed 8, store32_relaxed 8 */
void write_neighbours(const pci_HDR_mmio *r);
void write_neighbours(const pci_HDR_mmio *r)
{
	mmio_write32_relaxed(r->io.map, 0);
	mmio_write32_relaxed(r->io.map + 4, 0);
	mmio_write32_relaxed(r->io.map + 8, 0);
	mmio_write32_relaxed(r->io.map + 8, 0);
}

/* Many in a row, ordered as a whole. */
/* EXPECT: fence_out, store32_relaxed 8, load32_relaxed 8, fence_in, store32 8 */
uint32_t fenced(const dev_MMIO_mmio *r);
uint32_t fenced(const dev_MMIO_mmio *r)
{
	uint32_t v;

	mmio_fence_out();
	io_write_relaxed(r, DWORD, 1);
	v = io_read_relaxed(r, DWORD);
	mmio_fence_in();
	io_write(r, DWORD, v);
	return v;
}
