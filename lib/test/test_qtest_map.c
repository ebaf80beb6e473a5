/* test_qtest_map.c - BARs of QEMU's device models as regions, without a firmware. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_copy.h"
#include "lib/io_poll.h"
#include "lib/test/conform.h"
#include "lib/test/qtest.h"

#define REG_DEF    "lib/test/qemu.def"
#define REG_PREFIX qemu
#include "lib/reg_block.h"

static const char *const devices[] = {
	"-device", "bochs-display,addr=2",
	"-device", "edu,addr=3",
	"-device", "pci-testdev,addr=4,membar=16M",
	"-device", "e1000e,addr=5,romfile=",
	"-device", "pcie-root-port,id=rp1,addr=6,slot=1",
	"-device", "bochs-display,bus=rp1",
	NULL,
};

static const struct pci_addr bochs = {0, 0, 2, 0}, edu = {0, 0, 3, 0}, testdev = {0, 0, 4, 0},
			     nic = {0, 0, 5, 0}, port = {0, 0, 6, 0}, behind = {0, 1, 0, 0};
enum { BOCHS_ID = 0xb0c5, NO_ID = 0x1234 };

static struct qtest *q;
static uint64_t waited_us;

/* A device that is gone is waited for in vain: not in real time. */
static void count(struct platform *p, uint64_t us)
{
	(void)p;
	waited_us += us;
}

static int start(void **state)
{
	(void)state;
	q = qtest_start(devices);
	if (!q)
		return 0;
	qtest_assign_bus(q, port, 1);
	qtest_assign_bars(q, bochs);
	qtest_assign_bars(q, edu);
	qtest_assign_bars(q, testdev);
	qtest_assign_bars(q, behind);
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

static uint16_t command(struct pci_addr addr)
{
	const struct pci_access *a = qtest_access(q);
	struct io_region cfg;
	uint16_t v;

	assert_int_equal(a->region(a, addr, &cfg), PCI_OK);
	assert_int_equal(io_try_read16(&cfg, 4, &v), PCI_OK);
	return v;
}

/* The second memory BAR of a Bochs display is slot 2, and no other; decoding is the driver's. */
static void test_choice(void **state)
{
	static const unsigned same[] = {PCI_BAR_SLOT(2), PCI_BAR_LOGICAL(2)};
	qemu_BOCHS_region regs;
	struct qtest_device d;
	struct pci_mapping m;

	(void)state;
	need_qemu();
	qtest_open(q, bochs, &d);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(command(bochs) & 3, 0);
		assert_int_equal(pci_map_bar(&d.device, same[i], 0, &m, &regs), PCI_EDECODE);
		assert_int_equal(pci_map_bar(&d.device, same[i], PCI_MAP_ENABLE, &m, &regs),
		                 PCI_OK);
		assert_int_equal(m.bar.size, 4096);
		assert_int_equal(regs.io.size, 4096);
		assert_int_equal(io_read(&regs, ID), BOCHS_ID);
		assert_int_equal(command(bochs) & 3, 2);
		assert_int_equal(pci_unmap_bar(&m), PCI_OK);
	}
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_SLOT(1), 0, &m, &regs), PCI_EUNASSIGNED);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_SLOT(2), PCI_MAP_PORTS, &m, &regs),
	                 PCI_EMEMORY);
	assert_int_equal(command(bochs) & 3, 0);
}

/* Logical numbers where a BAR of 64 bits comes first: there is one slot more than numbers. */
static void test_pair(void **state)
{
	qemu_EDU_region regs;
	struct qtest_device d;
	struct pci_mapping m;

	(void)state;
	need_qemu();
	qtest_open(q, testdev, &d);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &m), PCI_OK);
	assert_true(m.bar.is_64bit);
	assert_int_equal(m.bar.size, 16 << 20);
	assert_int_equal(pci_unmap_bar(&m), PCI_OK);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_SLOT(3), 0, &m), PCI_ENOTFOUND);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_LOGICAL(2), 0, &m), PCI_EDECODE);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_LOGICAL(4), 0, &m), PCI_EUNASSIGNED);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_LOGICAL(5), 0, &m), PCI_ENOTFOUND);
	qtest_open(q, nic, &d);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_SLOT(0), PCI_MAP_ENABLE, &m),
	                 PCI_EUNASSIGNED);
	qtest_open(q, edu, &d);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_SLOT(0), PCI_MAP_ENABLE, &m, &regs),
	                 PCI_OK);
	assert_int_equal(io_read(&regs, ID) & 0xffff, 0x00ed);
	io_write(&regs, LIVENESS, 0x12345678);
	assert_int_equal(io_read(&regs, LIVENESS), ~UINT32_C(0x12345678));
	assert_int_equal(pci_unmap_bar(&m), PCI_OK);
}

/* 16 MiB of memory; and in and out of it by the copy. */
static void test_memory(void **state)
{
	struct io_conform_spec s = {.size = 16 << 20,
	                            .widths = IO_MMIO,
	                            .id = 0x13572468,
	                            .ones_from = 16 << 20,
	                            .writes = IO_CONFORM_SCRATCH,
	                            .scratch = 0x800};
	static uint8_t text[96], back[96];
	struct io_region io;
	struct qtest_device d;
	struct pci_mapping m;

	(void)state;
	need_qemu();
	qtest_open(q, bochs, &d);
	assert_int_equal(pci_open_bar(&d.device, PCI_BAR_SLOT(0), PCI_MAP_ENABLE, &m), PCI_OK);
	assert_int_equal(pci_bar_region(&m, 0, m.bar.size, &io), PCI_OK);
	assert_int_equal(io_try_write32(&io, 0, s.id), PCI_OK);
	conform("qtest, BAR", &io, &s);
	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(3 * i);
	for (unsigned width = 1; width <= 8; width *= 2) {
		memset(back, 0, sizeof(back));
		assert_int_equal(io_copy_out(&io, 64 * width, width, text, sizeof(text)), PCI_OK);
		assert_int_equal(io_copy_in(&io, 64 * width, width, back, sizeof(back)), PCI_OK);
		assert_memory_equal(text, back, sizeof(text));
	}
	assert_int_equal(pci_unmap_bar(&m), PCI_OK);
}

/* Ports: the description of the test that was chosen, as bytes, words and dwords. */
static void test_ports(void **state)
{
	struct io_conform_spec s = {
		.size = 256, .widths = IO_8 | IO_16 | IO_32, .id = 0x00000103, .ones_from = 256};
	qemu_TESTDEV_region regs;
	struct qtest_device d;
	struct pci_mapping m;

	(void)state;
	need_qemu();
	qtest_open(q, testdev, &d);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_SLOT(1), PCI_MAP_ENABLE, &m, &regs),
	                 PCI_EPORTS);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_LOGICAL(1), PCI_MAP_PORTS, &m, &regs),
	                 PCI_EDECODE);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_LOGICAL(1), PCI_MAP_PORTS | PCI_MAP_ENABLE,
	                             &m, &regs),
	                 PCI_OK);
	assert_int_equal(command(testdev) & 3, 1);
	io_write(&regs, TEST, 0);
	assert_int_equal(io_read(&regs, TEST), 3);
	assert_int_equal(io_read(&regs, WIDTH), 1);
	assert_int_equal(io_read(&regs, NAME), 0x74726f70); /* "port" */
	conform("qtest, ports", &regs.io, &s);
	io_write(&regs, TEST, 1);
	assert_int_equal(io_read(&regs, TEST), 4);
	assert_int_equal(pci_unmap_bar(&m), PCI_OK);
	assert_int_equal(command(testdev) & 3, 0);
}

static void move(const qemu_EDU_region *regs, uint64_t from, uint64_t to, uint64_t size, bool out)
{
	io_write(regs, DMA_SRC, from);
	io_write(regs, DMA_DST, to);
	io_write(regs, DMA_COUNT, size);
	io_write(regs, DMA_CMD, out ? 3 : 1);
	assert_int_equal(io_poll(&q->platform, regs, DMA_CMD, RUN, 0, 60000000), PCI_OK);
}

/* A device's DMA takes its time by the machine's clock, and goes where the memory is. */
static void test_dma(void **state)
{
	enum { BUFFER = 0x40000 }; /* the device's own */
	uint8_t text[16] = "through and back", got[16];
	const struct pci_dma_ops *ops;
	qemu_EDU_region regs;
	struct qtest_device d;
	struct pci_mapping m;
	struct pci_dma a, b, c;

	(void)state;
	need_qemu();
	qtest_open(q, edu, &d);
	ops = d.device.dma;
	assert_int_equal(command(edu) & 4, 0);
	assert_int_equal(pci_map_bar(&d.device, 0, PCI_MAP_ENABLE, &m, &regs), PCI_OK);
	assert_int_equal(ops->alloc(&d.device, 8192, &a), PCI_OK);
	assert_int_equal(command(edu) & 4, 4);
	assert_int_equal(io_copy_in(&a.mem, 8176, 8, got, 16), PCI_OK);
	assert_memory_equal(got, (uint8_t[16]){0}, 16);
	assert_int_equal(ops->map(&d.device, text, 16, PCI_DMA_TO_DEVICE, &b), PCI_OK);
	assert_ptr_equal(pci_dma_host(&b), text);
	assert_true(b.device.bus >= a.device.bus + 8192);
	move(&regs, b.device.bus, BUFFER, 16, false);
	move(&regs, BUFFER, a.device.bus + 8176, 16, true);
	assert_int_equal(io_copy_in(&a.mem, 8176, 8, got, 16), PCI_OK);
	assert_memory_equal(got, text, 16);
	memset(got, 0, 16);
	assert_int_equal(ops->map(&d.device, got, 16, PCI_DMA_FROM_DEVICE, &c), PCI_OK);
	move(&regs, BUFFER, c.device.bus, 16, true);
	assert_int_equal(got[0], 0); /* not before it is given back */
	assert_int_equal(ops->unmap(&d.device, &c), PCI_OK);
	assert_memory_equal(got, text, 16);
	assert_int_equal(ops->unmap(&d.device, &b), PCI_OK);
	ops->free(&d.device, &a);
	assert_int_equal(ops->alloc(&d.device, (size_t)QTEST_DMA_PAGES * 4096, &a), PCI_OK);
	assert_int_equal(ops->alloc(&d.device, 1, &b), PCI_ENOSPC);
	ops->free(&d.device, &a);
	assert_int_equal(pci_unmap_bar(&m), PCI_OK);
}

static void power_off(void)
{
	const struct pci_access *a = qtest_access(q);
	struct io_region cfg, exp;
	uint16_t v;

	assert_int_equal(a->region(a, port, &cfg), PCI_OK);
	assert_int_equal(pci_find_id(&cfg, PCI_CAP_STD, 0x10, 0, &exp), PCI_OK);
	assert_int_equal(io_try_read16(&exp, 0x18, &v), PCI_OK);
	assert_int_equal(io_try_write16(&exp, 0x18, v | 0x0700), PCI_OK);
}

/* A slot is switched off under a poll; MMIO reads 0 then, which is what two of them wait for. */
static void test_power_off(void **state)
{
	qemu_BOCHS_region regs;
	struct qtest_device d;
	struct pci_mapping m;
	uint8_t all[16];
	uint16_t v;

	(void)state;
	need_qemu();
	qtest_open(q, behind, &d);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &m, &regs),
	                 PCI_OK);
	q->ops.stall = count;
	assert_int_equal(io_poll(&q->platform, &regs, ID, ALL, BOCHS_ID, 1000), PCI_OK);
	assert_int_equal(io_poll(&q->platform, &regs, ID, ALL, NO_ID, 1000), PCI_ETIMEDOUT);
	assert_int_equal(waited_us, 1000);
	power_off();
	assert_int_equal(io_read(&regs, ID), 0);
	assert_int_equal(io_try_reg(&regs, ID, &v), PCI_OK); /* that a 0 is a loss nobody tells */
	assert_int_equal(io_poll(&q->platform, &regs, ID, ALL, 0, 1000), PCI_EGONE);
	assert_int_equal(pci_presence_recheck(&d.dev.presence), PCI_EGONE);
	d.dev.presence.gone = false;
	assert_int_equal(io_poll(&q->platform, &regs, ID, ALL, NO_ID, 1000), PCI_EGONE);
	assert_int_equal(waited_us, 2000);
	assert_int_equal(io_copy_in(&regs.io, 0x500, 2, all, 16), PCI_EGONE);
	assert_int_equal(pci_unmap_bar(&m), PCI_EGONE);
	assert_int_equal(pci_map_bar(&d.device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &m, &regs),
	                 PCI_EGONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice), cmocka_unit_test(test_pair),
		cmocka_unit_test(test_memory), cmocka_unit_test(test_ports),
		cmocka_unit_test(test_dma),    cmocka_unit_test(test_power_off),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
