/* test_qtest.c - scan, walk, size and conformance on QEMU's device models, without a firmware. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_bar.h"
#include "lib/pci_dev.h"
#include "lib/test/conform.h"
#include "lib/test/qtest.h"

static const char *const devices[] = {
	"-device",
	"bochs-display,addr=2",
	"-device",
	"e1000e,addr=3,romfile=",
	"-device",
	"virtio-net-pci,addr=4,romfile=,disable-legacy=on",
	"-device",
	"pcie-root-port,id=rp1,addr=5,slot=1",
	"-device",
	"bochs-display,bus=rp1",
	"-device",
	"pcie-root-port,id=rp2,addr=6,slot=2",
	"-device",
	"nvme-subsys,id=sub",
	"-device",
	"nvme,serial=0,subsys=sub,bus=rp2,sriov_max_vfs=2,sriov_vq_flexible=4,"
	"sriov_vi_flexible=2",
	NULL,
};

static const struct pci_addr bochs = {0, 0, 2, 0}, port = {0, 0, 5, 0}, lpc = {0, 0, 31, 0},
			     behind = {0, 1, 0, 0}, nvme = {0, 2, 0, 0}, vf = {0, 2, 0, 1};
static const uint32_t bochs_id = 0x11111234;
#define BOCHS_VRAM UINT32_C(0xc0000000)
#define BOCHS_MMIO UINT32_C(0xfe000000)

static struct qtest *q;

static void config(struct pci_addr addr, struct io_region *ret)
{
	const struct pci_access *a = qtest_access(q);

	assert_int_equal(a->region(a, addr, ret), PCI_OK);
}

/* What a firmware would do: bus numbers, in place of an enumeration. */
static void assign_bus(unsigned dev, unsigned bus)
{
	struct io_region cfg;
	pci_TYPE1_region bridge;

	config((struct pci_addr){0, 0, (uint8_t)dev, 0}, &cfg);
	assert_int_equal(io_typed(&cfg, &bridge), PCI_OK);
	io_write(&bridge, BUS, (uint32_t)(bus << 8 | bus << 16));
}

static int start(void **state)
{
	(void)state;
	q = qtest_start(devices);
	if (!q)
		return 0;
	assign_bus(5, 1);
	assign_bus(6, 2);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (q)
		qtest_stop(q);
	return 0;
}

static void need_qemu(void)
{
	if (!q) {
		print_message("no QEMU here\n");
		skip();
	}
}

static size_t scan(struct pci_func funcs[16])
{
	static const struct pci_bus_range root = {0, 0, 2};
	struct pci_scan s = {
		.access = qtest_access(q),
		.roots = &root,
		.root_count = 1,
		.funcs = funcs,
		.max = 16,
	};

	assert_int_equal(pci_scan(&s), PCI_OK);
	return s.count;
}

static const struct pci_func *find(const struct pci_func *funcs, size_t n, struct pci_addr addr)
{
	for (size_t i = 0; i < n; i++)
		if (pci_addr_equal(funcs[i].addr, addr))
			return &funcs[i];
	fail_msg("not found: %02x:%02x.%x", addr.bus, addr.dev, addr.fn);
	return NULL;
}

/* The chipset's four, five on bus 0 and one behind each port; VFs are not enabled. */
static void test_scan(void **state)
{
	struct pci_func funcs[16];
	unsigned long before;
	size_t n;

	(void)state;
	need_qemu();
	before = qtest_commands(q);
	n = scan(funcs);
	assert_int_equal(n, 11);
	assert_in_range(qtest_commands(q) - before, n, 32 + 8 + 4 * n + 2 * 20);
	assert_int_equal(find(funcs, n, bochs)->device, 0x1111);
	assert_int_equal(find(funcs, n, bochs)->class_code, 0x038000);
	assert_int_equal(find(funcs, n, port)->port_type, PCI_PORT_ROOT);
	assert_int_equal(find(funcs, n, behind)->parent, find(funcs, n, port) - funcs);
	assert_int_equal(find(funcs, n, nvme)->class_code, 0x010802);
	assert_int_equal(find(funcs, n, lpc)->class_code, 0x060100);
}

/* The text "10@40 11@50 | 1@100v2": both chains of a function and its size. */
static void describe(struct pci_addr addr, char text[256], size_t *ret_size)
{
	struct pci_func funcs[16];
	static struct pci_caps caps;
	struct pci_dev dev;
	const struct pci_func *f = find(funcs, scan(funcs), addr);

	assert_int_equal(pci_open(qtest_access(q), addr, &dev), PCI_OK);
	assert_int_equal(pci_size_config(&dev, f), PCI_OK);
	*ret_size = dev.cfg.size;
	pci_caps_read(&caps, &dev.cfg, f->layout);
	assert_int_equal(caps.std.end, PCI_WALK_END);
	assert_int_equal(caps.ext.end, PCI_WALK_END);
	*text = '\0';
	for (size_t i = 0; i < caps.count; i++)
		snprintf(text + strlen(text), 256 - strlen(text), "%s%x@%x", i ? " " : "",
		         caps.cap[i].id, caps.cap[i].offset);
}

static void test_walk_and_size(void **state)
{
	static const struct {
		struct pci_addr addr;
		size_t size;
		const char *caps;
	} known[] = {
		{{0, 0, 2, 0}, 4096, "10@80"},
		{{0, 0, 3, 0}, 4096, "1@c8 5@d0 10@e0 11@a0 1@100 3@140"},
		{{0, 0, 4, 0}, 256, "11@98 9@84 9@70 9@60 9@50 9@40"},
		{{0, 0, 5, 0}, 4096, "10@54 11@48 d@40 1@100 d@148"},
		{{0, 0, 31, 0}, 256, ""},
		{{0, 0, 31, 2}, 256, "5@80 12@a8"},
		{{0, 1, 0, 0}, 4096, "10@80"},
		{{0, 2, 0, 0}, 4096, "11@40 10@80 1@60 e@100 10@120"},
	};
	char text[256];
	size_t size;

	(void)state;
	need_qemu();
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		describe(known[i].addr, text, &size);
		assert_string_equal(text, known[i].caps);
		assert_int_equal(size, known[i].size);
	}
}

/* The upper halves of a port's prefetchable window are 8 bytes that can hold anything. */
static void test_conformance(void **state)
{
	struct io_conform_spec s = {
		.size = 4096, .widths = IO_CONFIG, .id = 0x000c1b36, .ones_from = 4096};
	struct io_region cfg;

	(void)state;
	need_qemu();
	s.writes = IO_CONFORM_SCRATCH;
	s.scratch = 0x28;
	config(port, &cfg);
	conform("qtest, port", &cfg, &s);
	s.writes = IO_CONFORM_NO_WRITES;
	s.id = 0x29188086;
	s.ones_from = 256;
	config(lpc, &cfg);
	conform("qtest, LPC bridge", &cfg, &s);
	conform_access("qtest", qtest_access(q), bochs, bochs_id);
}

static void assign_bars(void)
{
	struct io_region cfg;
	pci_TYPE0_region header;
	pci_HDR_region common;

	config(bochs, &cfg);
	assert_int_equal(io_typed(&cfg, &header), PCI_OK);
	assert_int_equal(io_typed(&cfg, &common), PCI_OK);
	io_write32(&header, 0x10, BOCHS_VRAM);
	io_write32(&header, 0x18, BOCHS_MMIO);
	io_update(&common, COMMAND, MEM, 1);
}

static void test_mmio(void **state)
{
	struct io_region cfg, mmio;
	struct io_conform_spec s = {.size = 1 << 24,
	                            .widths = IO_MMIO,
	                            .ones_from = 1 << 24,
	                            .writes = IO_CONFORM_SCRATCH,
	                            .scratch = 0x800};
	struct pci_bar_source src = {.cfg = &cfg, .known_bytes = SIZE_MAX};
	struct pci_bars bars;
	uint16_t id;

	(void)state;
	need_qemu();
	assign_bars();
	config(bochs, &cfg);
	assert_int_equal(pci_read_bars(&src, &bars), PCI_OK);
	assert_int_equal(bars.count, 2);
	assert_int_equal(bars.bar[1].slot, 2);
	assert_int_equal(bars.bar[1].base, BOCHS_MMIO);
	qtest_map(q, bars.bar[1].base, 4096, &mmio);
	assert_int_equal(io_try_read16(&mmio, 0x500, &id), PCI_OK);
	assert_int_equal(id, 0xb0c5);
	qtest_map(q, bars.bar[0].base, s.size, &mmio);
	assert_int_equal(io_try_write32(&mmio, 0, 0x13572468), PCI_OK);
	s.id = 0x13572468;
	conform("qtest, memory", &mmio, &s);
}

/* A VF is there as soon as its PF enables it, and its own Vendor ID says that it is not. */
static void test_virtual_function(void **state)
{
	struct pci_presence presence;
	struct io_region pf, cfg;
	pci_SRIOV_region sriov;
	uint32_t v;

	(void)state;
	need_qemu();
	config(nvme, &pf);
	config(vf, &cfg);
	pci_presence_init(&presence, &pf);
	cfg.presence = &presence;
	assert_int_equal(pci_find(&pf, &sriov), PCI_OK);
	assert_int_equal(io_read(&sriov, TOTAL_VFS), 2);
	assert_int_equal(io_try_read32(&cfg, 8, &v), PCI_OK);
	assert_int_equal(v, UINT32_MAX);
	io_write(&sriov, NUM_VFS, 2);
	io_update(&sriov, CTL, VF_ENABLE, 1);
	assert_int_equal(io_try_read32(&cfg, 0, &v), PCI_OK);
	assert_int_equal(v, UINT32_MAX);
	assert_int_equal(io_try_read32(&cfg, 8, &v), PCI_OK);
	assert_int_equal(v >> 8, 0x010802);
	io_update(&sriov, CTL, VF_ENABLE, 0);
}

/* A slot is switched off: its device is gone, the port above and the others are not. */
static void test_power_off(void **state)
{
	struct pci_func funcs[16];
	struct io_region cfg, exp;
	struct pci_dev dev;
	uint16_t v;
	uint32_t id;

	(void)state;
	need_qemu();
	assert_int_equal(pci_open(qtest_access(q), behind, &dev), PCI_OK);
	assert_int_equal(io_try_read32(&dev.cfg, 0, &id), PCI_OK);
	assert_int_equal(id, bochs_id);
	config(port, &cfg);
	assert_int_equal(pci_find_id(&cfg, PCI_CAP_STD, 0x10, 0, &exp), PCI_OK);
	assert_int_equal(io_try_read16(&exp, 0x18, &v), PCI_OK);
	assert_int_equal(io_try_write16(&exp, 0x18, v | 0x0700), PCI_OK);
	assert_int_equal(io_try_read32(&dev.cfg, 0, &id), PCI_EGONE);
	assert_int_equal(id, UINT32_MAX);
	assert_true(dev.presence.gone);
	assert_int_equal(io_try_read32(&cfg, 0, &id), PCI_OK);
	assert_int_equal(scan(funcs), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_walk_and_size),
		cmocka_unit_test(test_conformance),
		cmocka_unit_test(test_mmio),
		cmocka_unit_test(test_virtual_function),
		cmocka_unit_test(test_power_off),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
