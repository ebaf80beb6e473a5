/* cf8.c - configuration space through the ports CF8 and CFC of PCs. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/cf8.h"

#define REG_DEF    "lib/regs/cf8.def"
#define REG_PREFIX cf8
#include "lib/reg_block.h"

#define AT(F, v) ((size_t)(v) << IO_FIELD_LO(((struct cf8_PORTS_ADDRESS *)0)->F))

static void hold(const struct cf8 *c, bool on)
{
	if (c->lock.hold)
		c->lock.hold(c->lock.ctx, on);
}

static enum pci_status put_address(const struct cf8 *c, uint32_t v)
{
	return io_try_write32(&c->ports, reg_at(cf8_PORTS, ADDRESS), v);
}

/* Where the bytes of a dword are, and the address that leads to it. */
static size_t data_at(size_t at)
{
	return reg_at(cf8_PORTS, DATA) + at % sizeof(uint32_t);
}

static uint32_t address_of(size_t at)
{
	return reg_mask(cf8_PORTS_ADDRESS, ENABLE) | (uint32_t)(at - at % sizeof(uint32_t));
}

/* Hold the ports, with the address of at, until leave(). */
static enum pci_status enter(const struct cf8 *c, size_t at, uint32_t *ret_old)
{
	enum pci_status st;

	hold(c, true);
	st = reg_try_read(&c->ports, cf8_PORTS, ADDRESS, ret_old);
	return st == PCI_OK ? put_address(c, address_of(at)) : st;
}

static enum pci_status leave(const struct cf8 *c, uint32_t old, enum pci_status st)
{
	enum pci_status back = put_address(c, old);

	hold(c, false);
	return st == PCI_OK ? back : st;
}

static enum pci_status cf8_read(const struct io_region *io, size_t off, unsigned width,
                                uint64_t *ret)
{
	const struct cf8 *c = io->ctx;
	size_t at = io->base + off;
	uint32_t old;
	enum pci_status st = enter(c, at, &old);

	if (st == PCI_OK)
		st = io_try_read(&c->ports, data_at(at), width, ret);
	return leave(c, old, st);
}

static enum pci_status cf8_write(const struct io_region *io, size_t off, unsigned width,
                                 uint64_t val)
{
	const struct cf8 *c = io->ctx;
	size_t at = io->base + off;
	uint32_t old;
	enum pci_status st = enter(c, at, &old);

	if (st == PCI_OK)
		st = io_try_write(&c->ports, data_at(at), width, val);
	return leave(c, old, st);
}

static enum pci_status cf8_region(const struct pci_access *access, struct pci_addr addr,
                                  struct io_region *ret)
{
	static const struct io_ops ops = {cf8_read, cf8_write};

	if (addr.segment || addr.dev >= PCI_DEVS || addr.fn >= PCI_FNS)
		return PCI_ERANGE;
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = (void *)(uintptr_t)access, /* only ever read */
		.base = AT(BUS, addr.bus) | AT(DEVICE, addr.dev) | AT(FUNCTION, addr.fn),
		.size = PCI_CONFIG_NORMAL,
		.widths = IO_CONFIG,
	};
	return PCI_OK;
}

enum pci_status cf8_init(struct cf8 *c, const struct io_region *ports, const struct cf8_lock *lock)
{
	static const struct pci_bus_range all = {0, 0, PCI_BUSES - 1};
	uint32_t old, now = 0;
	enum pci_status st;

	*c = (struct cf8){{cf8_region, &all, 1}, *ports, *lock};
	st = enter(c, 0, &old);
	if (st == PCI_OK)
		st = reg_try_read(&c->ports, cf8_PORTS, ADDRESS, &now);
	st = leave(c, old, st);
	return st == PCI_OK && now != address_of(0) ? PCI_ENOTFOUND : st;
}
