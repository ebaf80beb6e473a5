/* main.c - run the examples of lib/README on a machine made of bytes; test_readme.py reads. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/readme/readme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bytes.h"
#include "lib/test/host.h"

enum { BAR = 0x90000000, BAR_SIZE = 0x100, DEVCTL = 0x48, DEVSTA = 0x4a };
static const struct pci_addr addr = {0, 0, 1, 0, 0};

/* The device of device.def: ready after so many reads of Status, counted from a reset. */
static struct device {
	uint32_t ctrl, error;
	int ready_after, reads;
} model;

static enum pci_status model_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	(void)io;
	if (width != 4)
		abort();
	*ret = 0;
	if (!off)
		*ret = model.ctrl;
	else if (off == 4)
		*ret = (model.ctrl && model.reads++ >= model.ready_after) | model.error << 1;
	return PCI_OK;
}

static enum pci_status model_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	(void)io;
	if (off || width != 4)
		abort();
	model.ctrl = (uint32_t)val;
	return PCI_OK;
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	static const struct io_ops ops = {model_read, model_write};
	struct host *h = (struct host *)p;
	struct io_region ecam = h->ecam;

	if (phys >= BAR && size <= BAR_SIZE && phys - BAR <= BAR_SIZE - size) {
		*ret = (struct io_region){.ops = &ops, .size = size, .widths = IO_MMIO};
		return PCI_OK;
	}
	return phys < HOST_ECAM ? PCI_EUNMAPPED : io_sub(&ecam, phys - HOST_ECAM, size, ret);
}

/* A function with a BAR whose decoding is off, three capabilities, and a chain that is a loop. */
static uint8_t *add_function(struct host *h)
{
	uint8_t *cfg = host_function(h, 0, addr.dev, 0, 0x56781234, 0xff0000, 0);

	put_le32(cfg + 0x10, BAR);
	cfg_express(cfg, 0x40, 0, 2);
	put_le16(cfg + DEVCTL, 0x0010);
	put_le16(cfg + DEVSTA, 0x0003);
	cfg_cap(cfg, 0x80, 0x05)[1] = 0x40;
	cfg_ext(cfg, 0x100, 0x0001, 2);
	host_writable(h, cfg, 0x04, 0xffff);
	host_writable(h, cfg, DEVCTL, 0xffff);
	h->records[h->record_count++] = (struct host_record){addr, {BAR, BAR_SIZE}};
	return cfg;
}

static void start(struct host *h, int ready_after, bool error)
{
	struct pci_func func = {.addr = addr};

	model = (struct device){.ready_after = ready_after, .error = error};
	printf("start: %s", pci_strstatus(start_device(&h->platform, host_access(h), &func)));
	if (model.reads < 10)
		printf(", reset %u, reads %d\n", model.ctrl, model.reads);
	else
		printf(", reset %u, many reads\n", model.ctrl);
}

int main(void)
{
	struct host *h = host_new(1);
	uint8_t *cfg = add_function(h);

	h->ops.map = map;
	printf("list: %s\n", pci_strstatus(list_functions(host_access(h), &h->sink)));
	printf("%s", h->text);
	start(h, 3, false);
	printf("command %x, device control %x\n", get_le16(cfg + 4), get_le16(cfg + DEVCTL));
	start(h, 3, true);
	start(h, 1 << 30, false);
	memset(cfg, 0xff, PCI_CONFIG_EXTENDED);
	start(h, 0, false);
	host_free(h);
	return 0;
}
