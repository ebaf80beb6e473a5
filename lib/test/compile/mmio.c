/* mmio.c - the accesses that reach a mapped device, in the order of the instructions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/regs.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

/* EXPECT: load eax 8 */
uint32_t read32(const dev_MMIO_mmio *r);
uint32_t read32(const dev_MMIO_mmio *r)
{
	return io_read(r, DWORD);
}

/* EXPECT: load ax c */
uint16_t read16(const dev_MMIO_mmio *r);
uint16_t read16(const dev_MMIO_mmio *r)
{
	return io_read(r, WORD);
}

/* EXPECT: load al f */
uint8_t read8(const dev_MMIO_mmio *r);
uint8_t read8(const dev_MMIO_mmio *r)
{
	return io_read(r, BYTE);
}

/* EXPECT: load rax 8 */
uint64_t read64(const dev_MMIO_mmio *r);
uint64_t read64(const dev_MMIO_mmio *r)
{
	return io_read64(r, 8);
}

/* EXPECT: load eax 4 */
uint32_t read_config(const pci_EXP_mmio *r);
uint32_t read_config(const pci_EXP_mmio *r)
{
	return io_read(r, DEVCAP);
}

/* EXPECT: load eax 8, load eax 8, load eax 8, load eax 8, load eax 8 */
uint32_t read_five(const dev_MMIO_mmio *r);
uint32_t read_five(const dev_MMIO_mmio *r)
{
	return io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) +
	       io_read(r, DWORD);
}

/* EXPECT: load eax 8 */
void read_unused(const dev_MMIO_mmio *r);
void read_unused(const dev_MMIO_mmio *r)
{
	(void)io_read(r, DWORD);
}

/* EXPECT: store eax 8 */
void write32(const dev_MMIO_mmio *r, uint32_t v);
void write32(const dev_MMIO_mmio *r, uint32_t v)
{
	io_write(r, DWORD, v);
}

/* EXPECT: store ax c */
void write16(const dev_MMIO_mmio *r, uint16_t v);
void write16(const dev_MMIO_mmio *r, uint16_t v)
{
	io_write(r, WORD, v);
}

/* EXPECT: store al f */
void write8(const dev_MMIO_mmio *r);
void write8(const dev_MMIO_mmio *r)
{
	io_write(r, BYTE, 1);
}

/* EXPECT: store rax 8 */
void write64(const dev_MMIO_mmio *r, uint64_t v);
void write64(const dev_MMIO_mmio *r, uint64_t v)
{
	io_write64(r, 8, v);
}

/* EXPECT: load eax 8, store eax 8 */
void update(const dev_MMIO_mmio *r);
void update(const dev_MMIO_mmio *r)
{
	io_update(r, DWORD, MIDDLE, 1);
}

/* A compiler makes one `or` of this when it sees a plain volatile access. */
/* EXPECT: load ax c, store ax c */
void set_bit(const dev_MMIO_mmio *r);
void set_bit(const dev_MMIO_mmio *r)
{
	io_write(r, WORD, io_read(r, WORD) | 1);
}

/* EXPECT: load ax 10, store ax 10 */
void clear(const dev_MMIO_mmio *r);
void clear(const dev_MMIO_mmio *r)
{
	io_clear(r, STATUS, DONE);
}

/* EXPECT: load eax 120 */
uint32_t read_entry(const dev_ENGINE_mmio *r);
uint32_t read_entry(const dev_ENGINE_mmio *r)
{
	return io_read(r, LANE[2].CTRL);
}

/* EXPECT: load rax b0 */
uint64_t read_nested(const dev_ENGINE_mmio *r);
uint64_t read_nested(const dev_ENGINE_mmio *r)
{
	return io_read(r, DMA1.RING[1].BASE);
}

/* EXPECT: load eax 130, store eax 130 */
void update_entry(const dev_ENGINE_mmio *r);
void update_entry(const dev_ENGINE_mmio *r)
{
	io_update(r, LANE[3].CTRL, SPEED, 1);
}

/* EXPECT: load ax 124, store ax 124 */
void clear_entry(const dev_ENGINE_mmio *r);
void clear_entry(const dev_ENGINE_mmio *r)
{
	io_clear(r, LANE[2].STATUS, ERROR);
}

/* The region of a relative block is as direct as its device's. */
/* EXPECT: load ax 8 */
uint16_t read_block(const dev_LINK_mmio *r);
uint16_t read_block(const dev_LINK_mmio *r)
{
	return io_read(r, ID);
}
