/* test_edu_qtest.c - the edu driver over QEMU's device: each access of it, and unplugging. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_trace.h"
#include "lib/pci_cap.h"
#include "lib/regs.h"
#include "lib/test/qtest.h"

static const char *const devices[] = {
	"-device", "pcie-root-port,id=rp1,addr=4,slot=1", "-device", "edu,bus=rp1", NULL,
};
static const struct pci_addr port = {0, 0, 4, 0}, edu = {0, 1, 0, 0};

/* Of QEMU's docs/specs/edu.txt: another hand wrote it down than in apps/edu/edu.def. */
enum { STATUS = 0x20, DMA_SOURCE = 0x80, DMA_DEST = 0x88, DMA_COMMAND = 0x98, BUSY = 1 };
enum { EDU_BUFFER = 0x40000 };

/*
 * All that start() and stop() do at BAR 0, in order: read or write, bytes, offset, value. How often
 * a device says that it is busy is its own affair: Status and the DMA command, read with bit 0, are
 * left out. The first address for DMA that is not the device's buffer is called memory, each time.
 */
static const char accesses[] = "r4 000 010000ed\n"
			       "w4 004 12345678\n"
			       "r4 004 edcba987\n"
			       "w4 008 0000000a\n"
			       "r4 020 00000000\n"
			       "r4 008 00375f00\n"
			       "w8 080 memory\n"
			       "w8 088 0000000000040000\n"
			       "w8 090 0000000000000400\n"
			       "w8 098 0000000000000001\n"
			       "r8 098 0000000000000000\n"
			       "w8 080 0000000000040000\n"
			       "w8 088 memory\n"
			       "w8 090 0000000000000400\n"
			       "w8 098 0000000000000003\n"
			       "r8 098 0000000000000002\n"
			       "r8 098 0000000000000002\n"; /* stop() */

/* The machine's memory as the driver sees it, and the access with which the slot goes off. */
static struct {
	struct qtest *q;
	struct io_region all;
	unsigned long accesses, off_at;
	char text[512];

	struct io_trace trace; /* of BAR 0 */
	char list[1024];       /* what it tells, as in accesses */
	uint64_t memory;       /* address for DMA, when it was told */
} machine;

/* The indicator, too: QEMU waits for it. */
static void power_off(void)
{
	const struct pci_access *access = qtest_access(machine.q);
	struct io_region cfg;
	pci_EXPSLT_region slot;

	assert_int_equal(access->region(access, port, &cfg), PCI_OK);
	assert_int_equal(pci_find(&cfg, &slot), PCI_OK);
	io_write(&slot, SLTCTL,
	         io_read(&slot, SLTCTL) | reg_mask(pci_EXPSLT_SLTCTL, PWR_IND) |
	                 reg_mask(pci_EXPSLT_SLTCTL, PWR_OFF));
}

static void count_access(void)
{
	if (++machine.accesses == machine.off_at)
		power_off();
}

static enum pci_status counted_read(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t *ret)
{
	count_access();
	*ret = qtest_read(machine.q, io->base + off, width);
	return PCI_OK;
}

static enum pci_status counted_write(const struct io_region *io, size_t off, unsigned width,
                                     uint64_t val)
{
	count_access();
	qtest_write(machine.q, io->base + off, width, val);
	return PCI_OK;
}

/* Whether it is memory's address that the device is told. */
static bool is_memory(const struct io_trace_event *e)
{
	if (!e->write || (e->off != DMA_SOURCE && e->off != DMA_DEST) || e->value == EDU_BUFFER)
		return false;
	if (!machine.memory)
		machine.memory = e->value;
	return e->value == machine.memory;
}

/* A line of the list; full, it ends early, and so is not what it should be. */
static void list_access(void *ctx, const struct io_trace_event *e)
{
	bool is_polled = e->off == STATUS || e->off == DMA_COMMAND;
	size_t used = strlen(machine.list);
	char value[20];

	(void)ctx;
	if (is_polled && !e->write && e->value & BUSY)
		return;
	snprintf(value, sizeof(value), "%0*llx", (int)(2 * e->width), (unsigned long long)e->value);
	snprintf(machine.list + used, sizeof(machine.list) - used, "%c%u %03zx %s\n",
	         e->write ? 'w' : 'r', e->width, e->off, is_memory(e) ? "memory" : value);
}

/* Nothing is mapped but BAR 0. */
static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	struct io_region io;
	enum pci_status st = io_sub(&machine.all, phys, size, &io);

	(void)p;
	assert_int_equal(phys, machine.q->records[0].bar.base);
	if (st == PCI_OK)
		io_trace_region(&machine.trace, &io, list_access, NULL, ret);
	return st;
}

static void write_text(struct sink *s, const char *text, size_t n)
{
	(void)s;
	assert_true(strlen(machine.text) + n < sizeof(machine.text));
	strncat(machine.text, text, n);
}

/* The driver on a new machine: started, and stopped if it came so far. */
static enum pci_status run(unsigned long off_at)
{
	static const struct io_ops ops = {counted_read, counted_write};
	static struct sink sink = {write_text};
	struct qtest *q = qtest_start(devices);
	struct qtest_device d;
	enum pci_status st;

	if (!q) {
		print_message("no QEMU here\n");
		skip();
	}
	machine.q = q;
	machine.text[0] = machine.list[0] = '\0';
	machine.memory = 0;
	machine.all = (struct io_region){.ops = &ops, .size = UINT32_MAX, .widths = IO_MMIO};
	qtest_assign_bus(q, port, edu.bus);
	qtest_assign_bars(q, edu);
	qtest_open(q, edu, &d);
	assert_int_equal(io_sub(&machine.all, (size_t)q->window.base + ((size_t)edu.bus << 20),
	                        PCI_CONFIG_EXTENDED, &d.dev.cfg),
	                 PCI_OK);
	pci_open_config(&d.dev);
	machine.accesses = 0;
	machine.off_at = off_at;
	q->ops.map = map;
	q->platform.out = &sink;
	d.device.state = calloc(1, pci_driver.state_size);
	st = pci_driver.start(&d.device);
	if (st == PCI_OK)
		pci_driver.stop(&d.device);
	free(d.device.state);
	for (size_t i = 0; i < QTEST_DMA_PAGES; i++)
		assert_false(q->dma_used[i]);
	qtest_stop(q);
	return st;
}

static void test_works(void **state)
{
	(void)state;
	assert_int_equal(run(0), PCI_OK);
	assert_string_equal(machine.text,
	                    "edu 0000:01:00.0: identification 010000ed, version 1.0\n"
	                    "edu 0000:01:00.0: liveness 12345678 answers edcba987\n"
	                    "edu 0000:01:00.0: factorial of 10 is 3628800\n"
	                    "edu 0000:01:00.0: DMA of 1024 bytes there and back ok\n");
}

/* The list is what ovmf-tests compare with QEMU's own trace. */
static void test_accesses(void **state)
{
	(void)state;
	assert_int_equal(run(0), PCI_OK);
	assert_string_equal(machine.list, accesses);
}

/*
 * In configuration space, and at the registers, from the 20th access on; from the 28th on while it
 * transfers, which takes as many as there is time for. What nothing claims reads 0 on this machine.
 */
static void test_unplug(void **state)
{
	static const unsigned long at[] = {1, 5, 12, 20, 22, 24, 26, 28, 30, 33, 36};

	(void)state;
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		assert_int_equal(run(at[i]), PCI_EGONE);
		assert_non_null(strstr(machine.text, ": the device is gone\n"));
		assert_in_range(machine.accesses, at[i], at[i] + 300);
	}
}

/* With an argument: the list, for ovmf-tests. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_works),
		cmocka_unit_test(test_accesses),
		cmocka_unit_test(test_unplug),
	};

	(void)argv;
	if (argc > 1)
		return fputs(accesses, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
