/* access.c - each form of access as a function, whose code is measured. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/regs.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

/* read through a volatile pointer, to compare with */
uint32_t volatile_read(const volatile uint32_t *const *r);
uint32_t volatile_read(const volatile uint32_t *const *r)
{
	return (*r)[2];
}

/* field of a mapped register written through a volatile pointer */
void volatile_update(volatile uint32_t *const *r);
void volatile_update(volatile uint32_t *const *r)
{
	(*r)[2] = ((*r)[2] & ~UINT32_C(0xff0000)) | UINT32_C(0x10000);
}

/* mapped, typed: `io_read` */
uint32_t mapped_read(const dev_MMIO_mmio *r);
uint32_t mapped_read(const dev_MMIO_mmio *r)
{
	return io_read(r, DWORD);
}

/* mapped, typed: `io_write` */
void mapped_write(const dev_MMIO_mmio *r, uint32_t v);
void mapped_write(const dev_MMIO_mmio *r, uint32_t v)
{
	io_write(r, DWORD, v);
}

/* mapped, typed: `io_update` */
void mapped_update(const dev_MMIO_mmio *r);
void mapped_update(const dev_MMIO_mmio *r)
{
	io_update(r, DWORD, MIDDLE, 1);
}

/* mapped, typed: ten `io_read` */
uint32_t mapped_ten(const dev_MMIO_mmio *r);
uint32_t mapped_ten(const dev_MMIO_mmio *r)
{
	return io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) +
	       io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) + io_read(r, DWORD) +
	       io_read(r, DWORD) + io_read(r, DWORD);
}

/* configuration, typed: `io_read` */
uint32_t config_read(const pci_EXP_region *r);
uint32_t config_read(const pci_EXP_region *r)
{
	return io_read(r, DEVCAP);
}

/* configuration, typed: `io_update` */
void config_update(const pci_EXP_region *r);
void config_update(const pci_EXP_region *r)
{
	io_update(r, DEVCTL, MPS, 1);
}

/* any region: `io_try_read32`, with its status */
enum pci_status try_read(const struct io_region *io, uint32_t *ret);
enum pci_status try_read(const struct io_region *io, uint32_t *ret)
{
	return io_try_read32(io, 8, ret);
}

/* any region: two `io_try_read32`, the second if the first succeeds */
enum pci_status try_two(const struct io_region *io, uint32_t ret[2]);
enum pci_status try_two(const struct io_region *io, uint32_t ret[2])
{
	enum pci_status st = io_try_read32(io, 8, &ret[0]);

	return st == PCI_OK ? io_try_read32(io, 12, &ret[1]) : st;
}
