/* host.c - a machine made of bytes, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/host.h"

#include <stdlib.h>
#include <string.h>

#include "lib/acpi.h"
#include "lib/bytes.h"

struct host_block {
	struct host_block *next;
	uint64_t phys;
	struct io_image image;
};

/* A test that has no memory ends here. */
static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static struct host_block *add_block(struct host_block **list, uint64_t phys, size_t size)
{
	struct host_block *b = need(calloc(1, sizeof(*b)));

	*b = (struct host_block){*list, phys, {need(calloc(1, size ? size : 1)), size, NULL, NULL}};
	*list = b;
	return b;
}

static void free_blocks(struct host_block *b)
{
	while (b) {
		struct host_block *next = b->next;

		free(b->image.bytes);
		free(b);
		b = next;
	}
}

static struct host_block *find_block(struct host_block *b, uint64_t phys, size_t size)
{
	while (b && (phys < b->phys || phys - b->phys > b->image.size ||
	             size > b->image.size - (phys - b->phys)))
		b = b->next;
	return b;
}

static void sink_write(struct sink *s, const char *text, size_t n)
{
	struct host *h = (struct host *)(void *)((char *)s - offsetof(struct host, sink));

	if (h->is_critical)
		abort();
	h->text = need(realloc(h->text, h->length + n + 1));
	memcpy(h->text + h->length, text, n);
	h->length += n;
	h->text[h->length] = '\0';
}

static void *host_alloc(struct platform *p, size_t size)
{
	struct host *h = (struct host *)p;

	if (++h->allocs == h->alloc_fails_at) {
		p->out_of_memory = true;
		return NULL;
	}
	return add_block(&h->allocated, 0, size)->image.bytes;
}

static uint64_t host_find_rsdp(struct platform *p, unsigned revision)
{
	return ((struct host *)p)->rsdp[revision];
}

static const void *host_read_memory(struct platform *p, uint64_t phys, size_t size)
{
	struct host_block *b = find_block(((struct host *)p)->blocks, phys, size);

	return b ? b->image.bytes + (phys - b->phys) : NULL;
}

static enum pci_status host_map(struct platform *p, uint64_t phys, size_t size,
                                struct io_region *ret)
{
	struct host *h = (struct host *)p;
	struct host_block *b = find_block(h->blocks, phys, size);
	struct io_region all;

	if (b) {
		io_image_region(&b->image, IO_MMIO, &all);
		return io_sub(&all, phys - b->phys, size, ret);
	}
	if (phys >= HOST_ECAM && io_sub(&h->ecam, phys - HOST_ECAM, size, ret) == PCI_OK)
		return PCI_OK;
	return PCI_EUNMAPPED;
}

static enum pci_status host_map_ports(struct platform *p, struct pci_addr addr, uint64_t base,
                                      size_t size, struct io_region *ret)
{
	struct host_block *b = find_block(((struct host *)p)->ports, base, size);
	struct io_region all;

	(void)addr;
	if (!b)
		return PCI_EUNMAPPED;
	io_image_region(&b->image, IO_8 | IO_16 | IO_32, &all);
	return io_sub(&all, base - b->phys, size, ret);
}

static void host_stall(struct platform *p, uint64_t us)
{
	((struct host *)p)->clock_us += us;
}

static size_t host_root_windows(struct platform *p, struct pci_addr addr,
                                struct pci_root_window ret[PCI_ROOT_WINDOWS_MAX])
{
	const struct host *h = (struct host *)p;
	size_t n = 0;

	for (size_t i = 0; i < h->window_count; i++)
		if (pci_has_bus(&h->windows[i].buses, addr.segment, addr.bus))
			ret[n++] = h->windows[i].window;
	return n;
}

static enum pci_status host_root_buses(struct platform *p, struct pci_bus_range *ret, size_t max,
                                       size_t *ret_count)
{
	struct host *h = (struct host *)p;

	for (size_t i = 0; i < h->root_count && i < max; i++)
		ret[i] = h->roots[i];
	*ret_count = h->root_count;
	return h->root_count ? PCI_OK : PCI_ENOTFOUND;
}

static size_t host_bar_records(struct platform *p, struct pci_addr addr,
                               struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	struct host *h = (struct host *)p;
	size_t n = 0;

	for (size_t i = 0; i < h->record_count; i++)
		if (pci_addr_equal(h->records[i].addr, addr))
			ret[n++] = h->records[i].bar;
	return n;
}

static enum platform_memory host_memory_kind(struct platform *p, uint64_t phys, uint64_t size)
{
	struct host *h = (struct host *)p;

	(void)phys;
	(void)size;
	return h->memory_kind;
}

static void host_critical(struct platform *p, bool on)
{
	struct host *h = (struct host *)p;

	if (!on && !h->critical_depth)
		abort();
	h->critical_depth += on ? 1u : -1u;
	if (h->critical_depth != on) /* within another one */
		return;
	h->is_critical = on;
	h->criticals += on;
	h->critical_writes += on ? -h->fault.writes : h->fault.writes;
}

static enum pci_status host_method(struct platform *p, enum platform_access which,
                                   const struct pci_access **ret)
{
	struct host *h = (struct host *)p;

	if (!h->methods[which])
		return PCI_ENOTFOUND;
	if (h->no_memory_for_methods)
		return PCI_ENOSPC;
	*ret = host_access(h->methods[which]);
	return PCI_OK;
}

static bool host_drives_console(struct platform *p, struct pci_addr addr)
{
	struct host *h = (struct host *)p;

	return h->has_console && pci_addr_equal(h->console, addr);
}

struct host *host_new(unsigned buses)
{
	struct host *h = need(calloc(1, sizeof(*h)));
	struct io_region image;

	h->ops = (struct platform_ops){
		.alloc = host_alloc,
		.rsdp = host_find_rsdp,
		.memory = host_read_memory,
		.map = host_map,
		.memory_kind = host_memory_kind,
		.root_buses = host_root_buses,
		.root_windows = host_root_windows,
		.ports = host_map_ports,
		.stall = host_stall,
		.bar_records = host_bar_records,
		.critical = host_critical,
		.drives_console = host_drives_console,
		.access = host_method,
	};
	h->platform = (struct platform){.ops = &h->ops, .out = &h->sink};
	h->memory_kind = MEMORY_RESERVED;
	h->sink.write = sink_write;
	h->text = need(calloc(1, 1));
	h->image.size = (size_t)buses << 20;
	h->image.bytes = need(malloc(h->image.size));
	memset(h->image.bytes, 0xff, h->image.size);
	io_image_region(&h->image, IO_MMIO, &image);
	io_fault_region(&h->fault, &image, &h->ecam);
	h->window = host_window(0, 0, (uint8_t)(buses - 1), 0);
	return h;
}

void host_free_run(struct host *h)
{
	free_blocks(h->allocated);
	h->allocated = NULL;
	h->allocs = 0;
}

void host_free(struct host *h)
{
	free_blocks(h->blocks);
	free_blocks(h->ports);
	free_blocks(h->allocated);
	free(h->image.bytes);
	free(h->writable);
	free(h->text);
	free(h);
}

uint8_t *host_memory(struct host *h, uint64_t phys, size_t size)
{
	return add_block(&h->blocks, phys, size)->image.bytes;
}

uint8_t *host_ports(struct host *h, uint64_t base, size_t size)
{
	return add_block(&h->ports, base, size)->image.bytes;
}

void host_checksum(uint8_t *bytes, size_t size, size_t index)
{
	uint8_t sum = 0;

	bytes[index] = 0;
	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[index] = (uint8_t)-sum;
}

uint8_t *host_rsdp(struct host *h, uint64_t phys, unsigned revision, uint32_t rsdt, uint64_t xsdt)
{
	uint8_t *p = host_memory(h, phys, revision >= 2 ? 36 : 20);

	memcpy(p, "RSD PTR ", 8);
	memcpy(p + 9, "TESTER", 6);
	p[15] = (uint8_t)revision;
	put_le32(p + 16, rsdt);
	host_checksum(p, 20, 8);
	if (revision >= 2) {
		put_le32(p + 20, 36);
		put_le64(p + 24, xsdt);
		host_checksum(p, 36, 32);
	}
	return p;
}

uint8_t *host_table(struct host *h, uint64_t phys, const char *signature, size_t size)
{
	uint8_t *t = host_memory(h, phys, size);

	memcpy(t, signature, 4);
	put_le32(t + 4, (uint32_t)size);
	host_checksum(t, size, 9);
	return t;
}

uint8_t *host_xsdt(struct host *h, uint64_t phys, const uint64_t *tables, size_t count)
{
	size_t size = ACPI_HEADER_SIZE + 8 * count;
	uint8_t *t = host_table(h, phys, "XSDT", size);

	for (size_t i = 0; i < count; i++)
		put_le64(t + ACPI_HEADER_SIZE + 8 * i, tables[i]);
	host_checksum(t, size, 9);
	return t;
}

uint8_t *host_rsdt(struct host *h, uint64_t phys, const uint32_t *tables, size_t count)
{
	size_t size = ACPI_HEADER_SIZE + 4 * count;
	uint8_t *t = host_table(h, phys, "RSDT", size);

	for (size_t i = 0; i < count; i++)
		put_le32(t + ACPI_HEADER_SIZE + 4 * i, tables[i]);
	host_checksum(t, size, 9);
	return t;
}

uint8_t *host_mcfg(struct host *h, uint64_t phys, const struct ecam_window *w, size_t count)
{
	size_t size = 44 + 16 * count;
	uint8_t *t = host_table(h, phys, "MCFG", size);

	for (size_t i = 0; i < count; i++) {
		uint8_t *e = t + 44 + 16 * i;

		put_le64(e, w[i].base);
		put_le16(e + 8, (uint16_t)w[i].buses.segment);
		e[10] = w[i].buses.start;
		e[11] = w[i].buses.end;
	}
	host_checksum(t, size, 9);
	return t;
}

void host_acpi(struct host *h)
{
	const uint64_t tables[] = {HOST_MCFG};

	host_mcfg(h, HOST_MCFG, &h->window, 1);
	host_xsdt(h, HOST_XSDT, tables, 1);
	host_rsdp(h, HOST_RSDP, 2, 0, HOST_XSDT);
	h->rsdp[2] = HOST_RSDP;
}

struct ecam_window host_window(uint16_t segment, uint8_t start, uint8_t end, unsigned image_bus)
{
	return (struct ecam_window){
		.base = HOST_ECAM + ((uint64_t)image_bus << 20) - ((uint64_t)start << 20),
		.buses = {segment, start, end},
	};
}

static enum pci_status map_host(void *ctx, uint64_t phys, size_t size, struct io_region *ret)
{
	struct host *h = ctx;

	return h->ops.map(&h->platform, phys, size, ret);
}

struct ecam_mapper host_mapper(struct host *h)
{
	return (struct ecam_mapper){map_host, h};
}

const struct pci_access *host_access(struct host *h)
{
	const struct ecam_mapper mapper = host_mapper(h);

	ecam_init(&h->access, &h->window, &h->buses, 1, &mapper);
	return &h->access.access;
}

uint8_t *host_page(struct host *h, unsigned bus, unsigned dev, unsigned fn)
{
	return h->image.bytes + ((size_t)bus << 20 | (size_t)dev << 15 | (size_t)fn << 12);
}

void host_writable(struct host *h, const uint8_t *cfg, unsigned off, uint32_t mask)
{
	if (!h->writable) {
		h->writable = need(calloc(1, h->image.size));
		h->image.writable = h->writable;
		io_image_region(&h->image, IO_MMIO, &h->fault.under);
	}
	put_le32(h->writable + (cfg - h->image.bytes) + off, mask);
}

uint8_t *host_function(struct host *h, unsigned bus, unsigned dev, unsigned fn, uint32_t id,
                       uint32_t class_code, uint8_t header_type)
{
	uint8_t *cfg = host_page(h, bus, dev, fn);

	cfg_init(cfg, id, class_code, header_type);
	return cfg;
}

uint8_t *host_bridge(struct host *h, unsigned bus, unsigned dev, unsigned fn, uint8_t secondary,
                     uint8_t subordinate)
{
	uint8_t *cfg = host_function(h, bus, dev, fn, 0x00bb1234, 0x060400, 1);

	cfg[0x18] = (uint8_t)bus;
	cfg[0x19] = secondary;
	cfg[0x1a] = subordinate;
	return cfg;
}
