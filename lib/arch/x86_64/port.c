/* port.c - I/O ports as a region. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/arch/x86_64/port.h"

enum { PORTS = 0x10000 };

static enum pci_status port_read(const struct io_region *io, size_t off, unsigned width,
                                 uint64_t *ret)
{
	uint16_t port = (uint16_t)(io->base + off);
	uint32_t v = 0;

	if (width == 1)
		__asm__ volatile("inb %w1, %b0" : "+a"(v) : "Nd"(port) : "memory");
	else if (width == 2)
		__asm__ volatile("inw %w1, %w0" : "+a"(v) : "Nd"(port) : "memory");
	else
		__asm__ volatile("inl %w1, %0" : "=a"(v) : "Nd"(port) : "memory");
	*ret = v;
	return PCI_OK;
}

static enum pci_status port_write(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t val)
{
	uint16_t port = (uint16_t)(io->base + off);
	uint32_t v = (uint32_t)val;

	if (width == 1)
		__asm__ volatile("outb %b0, %w1" : : "a"(v), "Nd"(port) : "memory");
	else if (width == 2)
		__asm__ volatile("outw %w0, %w1" : : "a"(v), "Nd"(port) : "memory");
	else
		__asm__ volatile("outl %0, %w1" : : "a"(v), "Nd"(port) : "memory");
	return PCI_OK;
}

enum pci_status port_region(uint64_t port, uint64_t size, struct io_region *ret)
{
	static const struct io_ops ops = {port_read, port_write};

	*ret = (struct io_region){0};
	if (port >= PORTS || size > PORTS - port)
		return PCI_ERANGE;
	*ret = (struct io_region){
		.ops = &ops,
		.base = port,
		.size = size,
		.widths = IO_8 | IO_16 | IO_32,
	};
	return PCI_OK;
}
