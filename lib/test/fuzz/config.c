/* config.c - the input is configuration space: its size, walks, BARs and decode. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "lib/decode.h"
#include "lib/pci_cap.h"
#include "lib/pci_dev.h"
#include "lib/test/fuzz/fuzz.h"

enum { HEAD = 2, COLUMNS = 79, INDENT = 8, READS_MAX = 200000 };
enum { FILL_ONES = 1, VANISHES = 2 };

/* A function that is gone after some reads, perhaps. Nothing may write to it. */
struct device {
	struct pci_access access; /* first: an access is its device */
	uint8_t bytes[PCI_CONFIG_EXTENDED];
	size_t reads, vanishes_at;
};

static enum pci_status device_read(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t *ret)
{
	struct device *d = io->ctx;
	size_t at = io->base + off;

	claim(at % width == 0 && at + width <= sizeof(d->bytes) && width <= 4);
	claim(++d->reads < READS_MAX);
	*ret = 0;
	for (unsigned i = 0; i < width; i++)
		*ret |= (uint64_t)d->bytes[at + i] << 8 * i;
	if (d->reads > d->vanishes_at)
		*ret = UINT64_MAX >> (64 - 8 * width);
	return PCI_OK;
}

static enum pci_status device_write(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t val)
{
	(void)io, (void)off, (void)width, (void)val;
	fuzz_claim(false, "nothing is written");
	return PCI_EIO;
}

static enum pci_status region(const struct pci_access *a, struct pci_addr addr,
                              struct io_region *ret)
{
	static const struct io_ops ops = {.read = device_read, .write = device_write};

	(void)addr;
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = (void *)(uintptr_t)a,
		.size = PCI_CONFIG_EXTENDED,
		.widths = IO_CONFIG,
	};
	return PCI_OK;
}

static void decode(const struct io_region *cfg, const struct io_region *io, enum desc_block kind,
                   uint16_t id, const struct io_region *express)
{
	struct decode d = {
		.table = &pci_desc, .io = io, .config = cfg, .express = express, .detail = true};
	struct fuzz_text text, document;
	enum pci_status st;
	struct json j;

	if (decode_find(&d, kind, id) != PCI_OK)
		return;
	fuzz_text_init(&text);
	fuzz_text_init(&document);
	st = decode_text(&d, &text.sink, INDENT);
	fuzz_claim_lines(&text, COLUMNS);
	json_init(&j, &document.sink, COLUMNS);
	json_begin_object(&j, NULL);
	if (st == PCI_OK)
		st = decode_json(&d, &j);
	json_end_object(&j);
	json_end(&j);
	fuzz_claim_json(&document);
	fuzz_claim_lines(&document, COLUMNS);
	fuzz_text_free(&text);
	fuzz_text_free(&document);
}

static void read_cap(const struct pci_caps *caps, const struct pci_cap *cap,
                     const struct io_region *cfg)
{
	bool extended = cap->kind == PCI_CAP_EXT;
	struct io_region io, express;
	bool is_express = pci_caps_find(caps, PCI_CAP_STD, reg_id(pci_EXP), &express) == PCI_OK;
	size_t size = cfg->size;

	claim(cap->offset % 4 == 0);
	claim(extended ? cap->offset >= 0x100 && cap->offset < size
	               : cap->offset >= 0x40 && cap->offset < 0x100);
	claim(pci_caps_region(caps, cap, &io) == PCI_OK);
	claim(io.base == cap->offset && io.size >= 4 &&
	      io.base + io.size <= (extended ? size : 0x100));
	decode(cfg, &io, extended ? DESC_EXT : DESC_STD, cap->id, is_express ? &express : NULL);
}

static void read_caps(const struct io_region *cfg, unsigned layout)
{
	static struct pci_caps caps;
	uint32_t seen[32] = {0};

	pci_caps_read(&caps, cfg, layout);
	claim(caps.count <= PCI_CAPS_MAX);
	for (size_t i = 0; i < caps.count; i++) {
		unsigned dword = caps.cap[i].offset / 4u;

		claim(!(seen[dword / 32] >> dword % 32 & 1));
		seen[dword / 32] |= 1u << dword % 32;
		read_cap(&caps, &caps.cap[i], cfg);
	}
}

static void find(const struct io_region *cfg)
{
	struct io_region io;
	pci_SRIOV_region sriov;

	for (uint16_t id = 0; id < 4; id++) {
		if (pci_find_vsec(cfg, 0x10de, id, 0, &io) == PCI_OK)
			claim(io.base >= 0x100 && io.base + io.size <= cfg->size);
		if (pci_find_dvsec(cfg, 0x1e98, id, 1, &io) == PCI_OK)
			claim(io.base >= 0x100 && io.base + io.size <= cfg->size);
	}
	if (pci_find(cfg, &sriov) == PCI_OK)
		claim(sriov.io.size >= sizeof(sriov.layout->bytes__));
}

static void read_bars(const struct io_region *cfg, unsigned layout)
{
	const struct pci_bar_record record = {0x80000000, 0x1000};
	struct pci_bar bars[PCI_BARS_MAX];
	size_t count;

	if (pci_read_bars(cfg, layout, &record, 1, bars, &count) != PCI_OK)
		return;
	claim(count <= PCI_BARS_MAX);
	for (size_t i = 0; i < count; i++) {
		claim(bars[i].slot <= PCI_BAR_ROM && (!i || bars[i].slot > bars[i - 1].slot));
		claim(!bars[i].size || bars[i].base == record.base);
	}
}

static void read_function(struct device *d)
{
	const struct pci_addr addr = {0, 0, 0, 0};
	struct pci_func f;
	struct pci_dev dev;

	pci_list(&d->access, &addr, 1, &f);
	claim(pci_open(&d->access, addr, &dev) == PCI_OK);
	if (pci_size_config(&dev, &f) != PCI_OK)
		claim(dev.cfg.size == PCI_CONFIG_NORMAL);
	claim(dev.cfg.size == PCI_CONFIG_NORMAL || dev.cfg.size == PCI_CONFIG_EXTENDED);
	decode(&dev.cfg, &dev.cfg, DESC_HDR, DESC_HDR_COMMON, NULL);
	if (f.layout <= PCI_LAYOUT_CARDBUS)
		decode(&dev.cfg, &dev.cfg, DESC_HDR, DESC_HDR_TYPE0 + f.layout, NULL);
	read_bars(&dev.cfg, f.layout);
	read_caps(&dev.cfg, f.layout);
	find(&dev.cfg);
	dev.cfg.size = PCI_CONFIG_EXTENDED; /* whatever it says */
	read_caps(&dev.cfg, f.layout);
}

/* Flags and device/port type, when it vanishes, then the bytes from 0 on. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct device d;

	if (size < HEAD || size > HEAD + sizeof(d.bytes))
		return 0;
	memset(d.bytes, data[0] & FILL_ONES ? 0xff : 0, sizeof(d.bytes));
	memcpy(d.bytes, data + HEAD, size - HEAD);
	d.access.region = region;
	d.reads = 0;
	d.vanishes_at = data[0] & VANISHES ? data[1] : SIZE_MAX;
	read_function(&d);
	return 0;
}
