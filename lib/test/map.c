/* map.c - a function whose BARs a test makes regions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/map.h"

#include <stdlib.h>
#include <string.h>

static const struct pci_addr at = {0, 0, 1, 0};

void map_record(struct map_fixture *f, uint64_t base, uint64_t size)
{
	f->h->records[f->h->record_count++] = (struct host_record){at, {base, size}};
}

struct map_fixture *map_fixture(void)
{
	static struct map_fixture f;
	uint8_t *regs[3];

	f = (struct map_fixture){.h = host_new(1)};
	f.cfg = host_function(f.h, 0, at.dev, at.fn, 0x43841002, 0x030000, 0);
	put_le16(f.cfg + 4, 0x0007);
	host_writable(f.h, f.cfg, 4, 0x057f);
	put_le32(f.cfg + 0x10, (uint32_t)WIDE | 0xc);
	put_le32(f.cfg + 0x14, WIDE >> 32);
	put_le32(f.cfg + 0x18, LOW);
	put_le32(f.cfg + 0x1c, PORTS | 1);
	put_le32(cfg_cap(f.cfg, PM, 1), 0x00030001);
	map_record(&f, WIDE, WIDE_SIZE);
	map_record(&f, LOW, LOW_SIZE);
	map_record(&f, PORTS, PORTS_SIZE);
	regs[0] = host_memory(f.h, WIDE, WIDE_SIZE);
	regs[1] = host_memory(f.h, LOW, LOW_SIZE);
	regs[2] = host_ports(f.h, PORTS, PORTS_SIZE);
	for (unsigned i = 0; i < 3; i++)
		for (unsigned k = 0; k < PORTS_SIZE; k++)
			regs[i][k] = (uint8_t)(0x10 * (i + 1) + k);
	f.h->memory_kind = MEMORY_NOT_LISTED;
	f.func = (struct pci_func){.addr = at, .vendor = 0x1002, .layout = PCI_LAYOUT_NORMAL};
	f.device = (struct pci_device){&f.h->platform, &f.func, &f.dev, NULL, NULL};
	return &f;
}

void map_open(struct map_fixture *f)
{
	if (pci_open(host_access(f->h), at, &f->dev) != PCI_OK)
		abort();
	memcpy(f->before, f->cfg, sizeof(f->before));
	f->h->fault.reads = f->h->fault.writes = 0;
}

enum pci_status map_bar(struct map_fixture *f, unsigned index, unsigned flags)
{
	enum pci_status st;

	map_open(f);
	if (flags & PCI_MAP_PORTS)
		st = pci_map_bar(&f->device, index, flags, &f->m, &f->ports);
	else
		st = pci_map_bar(&f->device, index, flags, &f->m, &f->regs);
	f->writes = f->h->fault.writes;
	f->accesses = f->h->fault.reads + f->writes;
	return st;
}

void map_end(struct map_fixture *f)
{
	host_free(f->h);
}

bool map_is_untouched(const struct map_fixture *f)
{
	return !memcmp(f->cfg, f->before, sizeof(f->before));
}
