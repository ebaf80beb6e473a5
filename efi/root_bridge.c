/* root_bridge.c - root bridges as firmware has them: their buses, and configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/resource.h"

/* Descriptors that one answer may hold: a root bridge has one for each type of resource. */
enum { MAX_RESOURCES = 16 };

typedef EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL bridge_io;

/* Some buses below a root bridge; a region's ctx. */
struct range {
	bridge_io *io;
	size_t config_size; /* of a function, as far as firmware reaches it */
};

/* An access method: access.buses and ranges run side by side. */
struct bridge_access {
	struct pci_access access; /* first: the pci_access is the bridge_access */
	struct pci_bus_range *buses;
	struct range *ranges;
	size_t max;
};

/* Told of each range of buses; index counts them. */
typedef void (*range_fn)(void *ctx, size_t index, struct pci_bus_range buses, bridge_io *io);

static size_t bridge_resources(bridge_io *io, struct resource ret[MAX_RESOURCES])
{
	void *descriptors = NULL;

	if (EFI_ERROR(io->Configuration(io, &descriptors)) || !descriptors)
		return 0;
	return resource_list(descriptors, MAX_RESOURCES * RESOURCE_BYTES, ret, MAX_RESOURCES);
}

/* Return the count after those of one root bridge. */
static size_t each_of_bridge(bridge_io *io, size_t count, range_fn take, void *ctx)
{
	struct resource res[MAX_RESOURCES];
	size_t n = bridge_resources(io, res);

	if (io->SegmentNumber > UINT16_MAX)
		return count;
	for (size_t i = 0; i < n; i++) {
		if (res[i].type != RESOURCE_BUS || res[i].min > res[i].max ||
		    res[i].max >= PCI_BUSES)
			continue;
		take(ctx, count++,
		     (struct pci_bus_range){
			     .segment = (uint16_t)io->SegmentNumber,
			     .start = (uint8_t)res[i].min,
			     .end = (uint8_t)res[i].max,
		     },
		     io);
	}
	return count;
}

static size_t each_range(struct efi *efi, range_fn take, void *ctx)
{
	static const EFI_GUID guid = EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL_GUID;
	UINTN n;
	EFI_HANDLE *handles = efi_handles(efi, guid, &n);
	size_t count = 0;

	if (!handles)
		return 0;
	for (UINTN i = 0; i < n; i++) {
		bridge_io *io = efi_protocol(efi, handles[i], guid);

		if (io)
			count = each_of_bridge(io, count, take, ctx);
	}
	efi->bs->FreePool(handles);
	return count;
}

struct bus_list {
	struct pci_bus_range *ret;
	size_t max;
};

static void list_buses(void *ctx, size_t index, struct pci_bus_range buses, bridge_io *io)
{
	struct bus_list *l = ctx;

	(void)io;
	if (index < l->max)
		l->ret[index] = buses;
}

enum pci_status efi_root_buses(struct platform *p, struct pci_bus_range *ret, size_t max,
                               size_t *ret_count)
{
	struct bus_list l = {ret, max};

	*ret_count = each_range(efi_of(p), list_buses, &l);
	return *ret_count ? PCI_OK : PCI_ENOTFOUND;
}

struct window_list {
	struct pci_addr addr;
	struct pci_root_window *ret;
	size_t count;
};

/* What is listed is the processor's address; the bus's is that plus the translation. */
static void list_windows(void *ctx, size_t index, struct pci_bus_range buses, bridge_io *io)
{
	struct resource res[MAX_RESOURCES];
	struct window_list *l = ctx;
	size_t n = bridge_resources(io, res);

	(void)index;
	if (!pci_has_bus(&buses, l->addr.segment, l->addr.bus))
		return;
	for (size_t i = 0; i < n && l->count < PCI_ROOT_WINDOWS_MAX; i++)
		if (res[i].type != RESOURCE_BUS && res[i].length)
			l->ret[l->count++] = (struct pci_root_window){
				.io = res[i].type == RESOURCE_IO,
				.base = res[i].min + res[i].translation,
				.size = res[i].length,
				.cpu = res[i].min,
			};
}

size_t efi_root_windows(struct platform *p, struct pci_addr addr,
                        struct pci_root_window ret[PCI_ROOT_WINDOWS_MAX])
{
	struct window_list l = {addr, ret, 0};

	(void)each_range(efi_of(p), list_windows, &l);
	return l.count;
}

static enum pci_status ports_read(const struct io_region *region, size_t off, unsigned width,
                                  uint64_t *ret)
{
	bridge_io *io = region->ctx;

	*ret = 0; /* firmware fills its low bytes */
	return EFI_ERROR(io->Io.Read(io, efi_width(width), region->base + off, 1, ret)) ? PCI_EIO
	                                                                                : PCI_OK;
}

static enum pci_status ports_write(const struct io_region *region, size_t off, unsigned width,
                                   uint64_t val)
{
	bridge_io *io = region->ctx;

	return EFI_ERROR(io->Io.Write(io, efi_width(width), region->base + off, 1, &val)) ? PCI_EIO
	                                                                                  : PCI_OK;
}

struct port_search {
	struct pci_addr addr;
	uint64_t base, size;
	bridge_io *io; /* that passes them on */
};

static void find_ports(void *ctx, size_t index, struct pci_bus_range buses, bridge_io *io)
{
	struct pci_root_window w[PCI_ROOT_WINDOWS_MAX];
	struct port_search *s = ctx;
	struct window_list l = {s->addr, w, 0};

	list_windows(&l, index, buses, io);
	for (size_t i = 0; i < l.count; i++) {
		uint64_t off = s->base - w[i].base;

		if (w[i].io && off < w[i].size && s->size <= w[i].size - off)
			s->io = io;
	}
}

enum pci_status efi_root_bridge_ports(struct efi *efi, struct pci_addr addr, uint64_t base,
                                      size_t size, struct io_region *ret)
{
	static const struct io_ops ops = {ports_read, ports_write};
	struct port_search s = {addr, base, size, NULL};

	(void)each_range(efi, find_ports, &s);
	if (!s.io)
		return PCI_EUNMAPPED;
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = s.io,
		.base = base,
		.size = size,
		.widths = IO_8 | IO_16 | IO_32,
	};
	return PCI_OK;
}

/* UEFI 2.10, 14.2: registers from 256 on have a field of their own. */
static UINT64 address(size_t at)
{
	UINT64 reg = at % PCI_CONFIG_EXTENDED;
	UINT64 function = (at >> 20 & 0xff) << 24 | (at >> 15 & 0x1f) << 16 | (at >> 12 & 7) << 8;

	return function | (reg < PCI_CONFIG_NORMAL ? reg : reg << 32);
}

/* What was refused there may be a whole function's extended space. */
static enum pci_status status_of(EFI_STATUS status, size_t at)
{
	if (!EFI_ERROR(status))
		return PCI_OK;
	if (status == EFI_INVALID_PARAMETER && at % PCI_CONFIG_EXTENDED >= PCI_CONFIG_NORMAL)
		return PCI_ERANGE;
	return PCI_EIO;
}

static enum pci_status bridge_read(const struct io_region *region, size_t off, unsigned width,
                                   uint64_t *ret)
{
	const struct range *r = region->ctx;
	size_t at = region->base + off;
	EFI_STATUS status;

	*ret = 0; /* firmware fills its low bytes */
	status = r->io->Pci.Read(r->io, efi_width(width), address(at), 1, ret);
	return status_of(status, at);
}

/* Fenced, because a write may have moved what the next access goes to. */
static enum pci_status bridge_write(const struct io_region *region, size_t off, unsigned width,
                                    uint64_t val)
{
	const struct range *r = region->ctx;
	size_t at = region->base + off;
	EFI_STATUS status = r->io->Pci.Write(r->io, efi_width(width), address(at), 1, &val);

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return status_of(status, at);
}

static enum pci_status bridge_region(const struct pci_access *access, struct pci_addr addr,
                                     struct io_region *ret)
{
	static const struct io_ops ops = {bridge_read, bridge_write};
	const struct bridge_access *b = (const struct bridge_access *)access;

	if (addr.dev >= PCI_DEVS || addr.fn >= PCI_FNS)
		return PCI_ERANGE;
	for (size_t i = 0; i < access->bus_count; i++) {
		if (!pci_has_bus(&access->buses[i], addr.segment, addr.bus))
			continue;
		*ret = (struct io_region){
			.ops = &ops,
			.ctx = &b->ranges[i],
			.base = (size_t)addr.bus << 20 | (size_t)addr.dev << 15 |
		                (size_t)addr.fn << 12,
			.size = b->ranges[i].config_size,
			.widths = IO_CONFIG,
		};
		return PCI_OK;
	}
	return PCI_ERANGE;
}

static bool reads_nothing(bridge_io *io, size_t at)
{
	UINT32 none;

	return !EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint32, address(at), 0, &none));
}

/*
 * A root bridge without ECAM (OVMF's of the i440fx) refuses registers from 256 on. Asked for no
 * dwords at all firmware checks the address and touches nothing; where it does not take that as a
 * question, the status of the first access will tell.
 */
static size_t config_size(bridge_io *io, unsigned bus)
{
	size_t at = (size_t)bus << 20;

	return reads_nothing(io, at) && !reads_nothing(io, at + PCI_CONFIG_EXTENDED / 2)
	               ? PCI_CONFIG_NORMAL
	               : PCI_CONFIG_EXTENDED;
}

static void add_range(void *ctx, size_t index, struct pci_bus_range buses, bridge_io *io)
{
	struct bridge_access *b = ctx;

	if (index >= b->max)
		return;
	b->buses[index] = buses;
	b->ranges[index] = (struct range){io, config_size(io, buses.start)};
	b->access.bus_count = index + 1;
}

enum pci_status efi_root_bridge_access(struct platform *p, const struct pci_access **ret)
{
	struct efi *efi = efi_of(p);
	struct bus_list none = {NULL, 0};
	size_t count = each_range(efi, list_buses, &none);
	struct bridge_access *b;

	if (!count)
		return PCI_ENOTFOUND;
	b = efi_alloc(efi, sizeof(*b));
	if (!b)
		return PCI_ENOSPC;
	b->buses = efi_alloc(efi, count * sizeof(*b->buses));
	b->ranges = efi_alloc(efi, count * sizeof(*b->ranges));
	if (!b->buses || !b->ranges)
		return PCI_ENOSPC;
	b->max = count;
	b->access = (struct pci_access){.region = bridge_region, .buses = b->buses};
	(void)each_range(efi, add_range, b);
	*ret = &b->access;
	return PCI_OK;
}
