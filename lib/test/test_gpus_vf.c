/* test_gpus_vf.c - what NVIDIA's firmware is told of virtual functions, of three generations. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "apps/gpus/gsp_vf.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/test/cfg.h"

/* A function made of bytes, its capability found as an application does. */
struct device {
	uint8_t cfg[PCI_CONFIG_EXTENDED];
	struct io_image image;
	struct io_fault fault;
	struct io_region io;
};

/* VF BARs as registers; the capability is the last of the chain. */
static void put_sriov(uint8_t *cfg, uint16_t at, unsigned vfs, unsigned offset,
                      const uint32_t bar[6])
{
	uint8_t *cap = cfg_ext(cfg, at, 0x0010, 1);

	put_le16(cap + 0x0c, (uint16_t)vfs);
	put_le16(cap + 0x0e, (uint16_t)vfs);
	put_le16(cap + 0x14, (uint16_t)offset);
	put_le16(cap + 0x16, 1);
	for (unsigned i = 0; i < 6; i++)
		put_le32(cap + 0x24 + 4 * i, bar[i]);
}

static void start(struct device *d, uint32_t id)
{
	struct io_region io;

	cfg_init(d->cfg, id, 0x030200, 0);
	cfg_express(d->cfg, 0x40, PCI_PORT_ENDPOINT, 2);
	d->image = (struct io_image){d->cfg, sizeof(d->cfg), NULL, NULL};
	io_image_region(&d->image, IO_CONFIG, &io);
	io_fault_region(&d->fault, &io, &d->io);
}

/* BAR 0 of 32 bits: open-gpu-kernel-modules, kernel_bif_tu102.c. */
static void make_tu102(struct device *d)
{
	static const uint32_t bar[6] = {0xfa000000, 0x0000000c, 0x00000060, 0x4000000c, 0x61, 0};

	start(d, 0x1e3710de);
	cfg_ext(d->cfg, 0x100, 0x0002, 1);
	cfg_ext(d->cfg, 0x420, 0x0001, 2);
	cfg_ext(d->cfg, 0xbb0, 0x0015, 1);
	put_sriov(d->cfg, 0xbcc, 32, 4, bar);
}

/* All of 64 bits: kernel_bif_gh100.c. */
static const uint32_t wide[6] = {0x0000000c, 0x0380, 0x0000000c, 0x0384, 0x0200000c, 0x0382};

static void make_gh100(struct device *d)
{
	start(d, 0x233010de);
	cfg_ext(d->cfg, 0x100, 0x0001, 2);
	put_sriov(d->cfg, 0x250, 32, 2, wide);
	cfg_ext(d->cfg, 0x2a4, 0x000e, 1);
}

/* Offsets from published/blackwell/gb100/dev_pcfg_pf0.h, in ascending order. */
static void make_gb100(struct device *d)
{
	static const struct {
		uint16_t at, id;
	} caps[] = {{0x100, 0x03}, {0x148, 0x01}, {0x190, 0x18}, {0x198, 0x15},
	            {0x1a4, 0x24}, {0x1d8, 0x25}, {0x1e4, 0x26}, {0x214, 0x2a},
	            {0x244, 0x19}, {0x270, 0x27}, {0x2f8, 0x0e}};

	start(d, 0x290110de);
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		cfg_ext(d->cfg, caps[i].at, caps[i].id, 1);
	put_sriov(d->cfg, 0x300, 16, 1, wide);
	cfg_ext(d->cfg, 0x340, 0x1e, 1);
	cfg_ext(d->cfg, 0x368, 0x04, 1);
	cfg_ext(d->cfg, 0x378, 0x2e, 1);
}

static enum pci_status find(struct device *d, struct io_region *ret)
{
	static struct pci_caps caps;

	pci_caps_read(&caps, &d->io, PCI_LAYOUT_NORMAL);
	if (caps.std.end == PCI_WALK_ERROR || caps.ext.end == PCI_WALK_ERROR)
		return caps.std.end == PCI_WALK_ERROR ? caps.std.status : caps.ext.status;
	return pci_caps_find(&caps, PCI_CAP_EXT, reg_id(pci_SRIOV), ret);
}

static enum pci_status fill(struct device *d, size_t *ret_offset, struct gsp_vf_info *ret)
{
	struct pci_sriov s;
	struct io_region cap;
	enum pci_status st = find(d, &cap);

	memset(ret, 0, sizeof(*ret));
	if (st != PCI_OK)
		return st;
	*ret_offset = cap.base - d->io.base;
	st = pci_read_sriov(&cap, *ret_offset, &s);
	return st == PCI_OK ? gsp_vf_info(&s, ret) : st;
}

/* The exact bytes; and whichever read fails, an error and no structure. */
static void check(struct device *d, size_t offset, const uint8_t expected[40])
{
	static const struct gsp_vf_info none;
	struct gsp_vf_info info;
	unsigned long reads;
	size_t at = 0;

	assert_int_equal(fill(d, &at, &info), PCI_OK);
	assert_int_equal(at, offset);
	assert_memory_equal(&info, expected, 40);
	reads = d->fault.reads;
	d->fault.mode = IO_FAULT_FAIL_READS;
	d->fault.count = 1;
	for (d->fault.at = 1; d->fault.at <= reads; d->fault.at++) {
		d->fault.reads = 0;
		assert_int_equal(fill(d, &at, &info), PCI_EIO);
		assert_memory_equal(&info, &none, sizeof(info));
	}
}

static void test_bytes(void **state)
{
	static const uint8_t tu102[40] = {32, 0, 0, 0,    4,    0, 0, 0, 0,    0, 0, 0xfa,
	                                  0,  0, 0, 0,    0,    0, 0, 0, 0x60, 0, 0, 0,
	                                  0,  0, 0, 0x40, 0x61, 0, 0, 0, 0,    1, 1};
	static const uint8_t gh100[40] = {32,   0, 0, 0, 2,    0, 0, 0, 0,    0, 0, 0,
	                                  0x80, 3, 0, 0, 0,    0, 0, 0, 0x84, 3, 0, 0,
	                                  0,    0, 0, 2, 0x82, 3, 0, 0, 1,    1, 1};
	uint8_t gb100[40];
	struct device d;

	(void)state;
	make_tu102(&d);
	check(&d, 0xbcc, tu102);
	make_gh100(&d);
	check(&d, 0x250, gh100);
	memcpy(gb100, gh100, sizeof(gb100));
	gb100[0] = 16;
	gb100[4] = 1;
	make_gb100(&d);
	check(&d, 0x300, gb100);
}

static void check_refused(size_t off, uint32_t value, enum pci_status st)
{
	static const struct gsp_vf_info none;
	struct gsp_vf_info info;
	struct device d;
	size_t at;

	make_gh100(&d);
	put_le32(d.cfg + 0x250 + off, value);
	assert_int_equal(fill(&d, &at, &info), st);
	if (st != PCI_OK)
		assert_memory_equal(&info, &none, sizeof(info));
}

/* The keys carry the same. */
static void test_keys(void **state)
{
	static const struct gsp_vf_key expected[GSP_VF_KEYS] = {
		{0x80, 32},
		{0x81, 4},
		{0x1003, 6},
		{0x1050, 0xfa000000},
		{0x1051, 0x6000000000},
		{0x1052, 0x6140000000},
	};
	struct gsp_vf_key keys[GSP_VF_KEYS];
	struct gsp_vf_info info;
	struct device d;
	size_t at;

	(void)state;
	make_tu102(&d);
	assert_int_equal(fill(&d, &at, &info), PCI_OK);
	gsp_vf_keys(&info, keys);
	for (unsigned i = 0; i < GSP_VF_KEYS; i++) {
		assert_int_equal(keys[i].key, expected[i].key);
		assert_int_equal(keys[i].value, expected[i].value);
	}
}

static void test_refused(void **state)
{
	(void)state;
	check_refused(0x0c, 0x00000020, PCI_ENOTFOUND); /* TotalVFs 0 */
	check_refused(0x14, 0x00010000, PCI_ECORRUPT);  /* offset 0 */
	check_refused(0x24, 0x0000e001, PCI_EPORTS);
	check_refused(0x24, 0xfa000006, PCI_ECORRUPT);
	check_refused(0x38, 0x0000e001, PCI_OK); /* the upper half of BAR 2 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
