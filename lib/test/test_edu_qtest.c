/* test_edu_qtest.c - the edu driver over QEMU's device, whose slot is switched off underneath it.
 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_cap.h"
#include "lib/regs.h"
#include "lib/test/qtest.h"

static const char *const devices[] = {
	"-device", "pcie-root-port,id=rp1,addr=4,slot=1", "-device", "edu,bus=rp1", NULL,
};
static const struct pci_addr port = {0, 0, 4, 0}, edu = {0, 1, 0, 0};

/* The machine's memory as the driver sees it, and the access with which the slot goes off. */
static struct {
	struct qtest *q;
	struct io_region all;
	unsigned long accesses, off_at;
	char text[512];
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

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	(void)p;
	return io_sub(&machine.all, phys, size, ret);
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
	machine.text[0] = '\0';
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_works),
		cmocka_unit_test(test_unplug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
