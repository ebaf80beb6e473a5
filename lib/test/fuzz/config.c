/* config.c - the input is configuration space: its size, walks, BARs, windows and decode. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "lib/decode.h"
#include "lib/io_image.h"
#include "lib/pci_bar.h"
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

static void decode(const struct io_region *io, enum desc_block kind, uint16_t id,
                   const struct io_region *express)
{
	struct decode d = {.table = &pci_desc, .io = io, .config = io, .express = express};
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

static void read_cap(const struct pci_caps *caps, const struct pci_cap *cap, size_t size,
                     const struct io_region *express)
{
	bool extended = cap->kind == PCI_CAP_EXT;
	struct io_region io;

	claim(cap->offset % 4 == 0);
	claim(extended ? cap->offset >= 0x100 && cap->offset < size
	               : cap->offset >= 0x40 && cap->offset < 0x100);
	claim(pci_caps_region(caps, cap, &io) == PCI_OK);
	claim(io.base == cap->offset && io.size >= 4 &&
	      io.base + io.size <= (extended ? size : 0x100));
	decode(&io, extended ? DESC_EXT : DESC_STD, cap->id, express);
}

/* Whether a BAR may follow another one: none twice, but by Enhanced Allocation. */
static bool is_ordered(const struct pci_bar *a, const struct pci_bar *b)
{
	return b->ea ||
	       (!a->ea && (a->kind < b->kind || (a->kind == b->kind && a->slot < b->slot)));
}

static void read_bars(const struct io_region *cfg, unsigned layout, const struct pci_caps *caps)
{
	const struct pci_bar_record record = {0x80000000, 0x1000};
	const struct pci_bar_source src = {cfg, layout, cfg->size, caps, &record, 1};
	struct pci_bars bars;

	if (pci_read_bars(&src, &bars) != PCI_OK)
		return;
	claim(bars.count <= PCI_BARS_MAX);
	for (size_t i = 0; i < bars.count; i++) {
		const struct pci_bar *b = &bars.bar[i];

		claim(b->slot < PCI_BAR_SLOTS && b->reg + 4u <= cfg->size);
		claim(!i || is_ordered(b - 1, b));
		claim(b->ea || !b->size || b->base == record.base);
	}
}

static void read_caps(const struct io_region *cfg, unsigned layout, const struct io_region *express)
{
	static struct pci_caps caps;
	uint32_t seen[32] = {0};

	pci_caps_read(&caps, cfg, layout);
	claim(caps.count <= PCI_CAPS_MAX);
	for (size_t i = 0; i < caps.count; i++) {
		unsigned dword = caps.cap[i].offset / 4u;

		claim(!(seen[dword / 32] >> dword % 32 & 1));
		seen[dword / 32] |= 1u << dword % 32;
		read_cap(&caps, &caps.cap[i], cfg->size, express);
	}
	read_bars(cfg, layout, &caps);
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

static void read_windows(const struct io_region *cfg, unsigned layout)
{
	struct pci_window w[PCI_WINDOWS_MAX];
	size_t count;

	if (pci_read_windows(cfg, layout, cfg->size, w, &count) != PCI_OK)
		return;
	claim(count <= PCI_WINDOWS_MAX);
	for (size_t i = 0; i < count; i++)
		claim(w[i].closed == (w[i].base > w[i].limit) && !w[i].cut);
}

static void read_function(struct device *d, const struct io_region *express)
{
	const struct pci_addr addr = {0, 0, 0, 0};
	struct pci_func f;
	struct pci_dev dev;

	pci_list(&d->access, &addr, 1, &f);
	claim(pci_open(&d->access, addr, &dev) == PCI_OK);
	if (pci_size_config(&dev, &f) != PCI_OK)
		claim(dev.cfg.size == PCI_CONFIG_NORMAL);
	claim(dev.cfg.size == PCI_CONFIG_NORMAL || dev.cfg.size == PCI_CONFIG_EXTENDED);
	decode(&dev.cfg, DESC_HDR, DESC_HDR_COMMON, express);
	if (f.layout <= PCI_LAYOUT_BRIDGE)
		decode(&dev.cfg, DESC_HDR, DESC_HDR_TYPE0 + f.layout, express);
	read_windows(&dev.cfg, f.layout);
	read_caps(&dev.cfg, f.layout, express);
	find(&dev.cfg);
	dev.cfg.size = PCI_CONFIG_EXTENDED; /* whatever it says */
	read_caps(&dev.cfg, f.layout, express);
}

/* Flags and device/port type, when it vanishes, then the bytes from 0 on. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct device d;
	uint8_t flags[12] = {[2] = size ? (uint8_t)(2 | (data[0] & 0xf0))
	                                : 0}; /* of the Express capability */
	struct io_image image = {.bytes = flags, .size = sizeof(flags)};
	struct io_region express;

	if (size < HEAD || size > HEAD + sizeof(d.bytes))
		return 0;
	io_image_region(&image, IO_CONFIG, &express);
	memset(d.bytes, data[0] & FILL_ONES ? 0xff : 0, sizeof(d.bytes));
	memcpy(d.bytes, data + HEAD, size - HEAD);
	d.access.region = region;
	d.reads = 0;
	d.vanishes_at = data[0] & VANISHES ? data[1] : SIZE_MAX;
	read_function(&d, data[0] >> 4 == 0xf ? NULL : &express);
	return 0;
}
