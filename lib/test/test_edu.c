/* test_edu.c - the edu driver over a model of the device: its lines, its errors, and unplugging. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_driver.h"
#include "lib/test/cfg.h"

/* Of QEMU's docs/specs/edu.txt: another hand wrote it down than in apps/edu/edu.def. */
enum {
	ID = 0x00,
	LIVENESS = 0x04,
	FACTORIAL = 0x08,
	STATUS = 0x20,
	DMA_SOURCE = 0x80,
	DMA_DEST = 0x88,
	DMA_COUNT = 0x90,
	DMA_COMMAND = 0x98,
	BUFFER = 0x40000,
};
enum { BAR = 0x100000, BAR_BYTES = 0x100000, COMMAND = 4, PAGE = 4096, READS_BUSY = 3 };

/* The device, what it does wrong, and the machine round it. */
static struct edu {
	struct platform platform; /* first: the platform is the edu */
	struct platform_ops ops;
	struct sink sink;
	char text[1024];

	uint8_t config[PCI_CONFIG_EXTENDED];
	uint32_t id, liveness, factorial;
	uint64_t source, dest, count, mask;
	uint8_t buffer[PAGE];
	unsigned busy; /* reads of Status, or of the DMA command, that still say so */
	uint64_t command;
	bool is_deaf, never_ends, corrupts;
	unsigned long hole_at; /* the access with which it is gone, and its registers read 0 */

	uint8_t memory[PAGE] __attribute__((aligned(8))); /* for DMA */
	uint64_t memory_at;
	unsigned pages;
	struct io_fault fault;
	struct io_region all; /* configuration space at 0, BAR at BAR: through fault */
} edu;

static uint8_t *memory(uint64_t at)
{
	static uint8_t elsewhere[PAGE];

	assert_in_range(edu.count, 1, PAGE - 1);
	at &= edu.mask;
	return at == edu.memory_at ? edu.memory : elsewhere;
}

/* Bus mastering is on, and the range is the device's: QEMU ends itself else. */
static void run_dma(void)
{
	assert_true(edu.config[COMMAND] & 4);
	if (edu.command & 2) {
		assert_int_equal(edu.source, BUFFER);
		memcpy(memory(edu.dest), edu.buffer, edu.count);
	} else {
		assert_int_equal(edu.dest, BUFFER);
		memcpy(edu.buffer, memory(edu.source), edu.count);
	}
	edu.buffer[0] = (uint8_t)(edu.buffer[0] + edu.corrupts);
}

static bool is_busy(void)
{
	if (edu.busy && !edu.never_ends)
		edu.busy--;
	return edu.busy;
}

static uint64_t read_register(size_t off)
{
	switch (off) {
	case ID:
		return edu.id;
	case LIVENESS:
		return edu.liveness;
	case FACTORIAL:
		return edu.busy ? 0 : edu.factorial;
	case STATUS:
		return is_busy();
	case DMA_COMMAND:
		if (!is_busy() && edu.command & 1) {
			run_dma();
			edu.command &= ~UINT64_C(1);
		}
		return edu.command;
	default:
		return UINT64_MAX;
	}
}

static void write_register(size_t off, uint64_t val)
{
	switch (off) {
	case LIVENESS:
		edu.liveness = edu.is_deaf ? 0 : ~(uint32_t)val;
		break;
	case FACTORIAL:
		assert_int_equal(val, 10);
		edu.factorial = 3628800;
		edu.busy = READS_BUSY;
		break;
	case DMA_SOURCE:
		edu.source = val;
		break;
	case DMA_DEST:
		edu.dest = val;
		break;
	case DMA_COUNT:
		edu.count = val;
		break;
	case DMA_COMMAND:
		edu.command = val;
		edu.busy = READS_BUSY;
		break;
	default:
		fail();
	}
}

static bool is_gone(void)
{
	unsigned long n = edu.fault.reads + edu.fault.writes;

	return (edu.hole_at && n >= edu.hole_at) ||
	       (edu.fault.unplug_at && n >= edu.fault.unplug_at);
}

static enum pci_status device_read(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t *ret)
{
	size_t at = io->base + off;

	*ret = is_gone() && at < BAR ? UINT64_MAX : 0;
	if (is_gone())
		return PCI_OK;
	if (at < BAR) {
		memcpy(ret, edu.config + at, width);
		return PCI_OK;
	}
	assert_true(edu.config[COMMAND] & 2);
	assert_true(width == 4 || (width == 8 && at - BAR >= DMA_SOURCE));
	*ret = read_register(at - BAR);
	return PCI_OK;
}

static enum pci_status device_write(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t val)
{
	size_t at = io->base + off;

	if (is_gone())
		return PCI_OK;
	if (at < BAR) {
		assert_int_equal(at, COMMAND);
		assert_int_equal(width, 2);
		put_le16(edu.config + COMMAND, (uint16_t)val);
		return PCI_OK;
	}
	assert_true(edu.config[COMMAND] & 2);
	assert_true(width == 4 || (width == 8 && at - BAR >= DMA_SOURCE));
	write_register(at - BAR, val);
	return PCI_OK;
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	(void)p;
	return io_sub(&edu.all, phys, size, ret);
}

static size_t bar_records(struct platform *p, struct pci_addr addr,
                          struct pci_bar_record ret[PCI_BAR_RECORDS])
{
	(void)p;
	(void)addr;
	ret[0] = (struct pci_bar_record){BAR, BAR_BYTES};
	return 1;
}

static void write_text(struct sink *s, const char *text, size_t n)
{
	(void)s;
	assert_true(strlen(edu.text) + n < sizeof(edu.text));
	strncat(edu.text, text, n);
}

/* Memory at an address that has more bits than the device is the platform's refusal. */
static enum pci_status dma_alloc(struct pci_device *d, size_t size, struct pci_dma *ret)
{
	assert_true(size <= PAGE);
	if (!edu.memory_at)
		return PCI_ENOSPC;
	ret->device.bus = edu.memory_at;
	ret->mem = (struct io_region){.map = edu.memory, .size = size, .widths = IO_MMIO};
	edu.pages++;
	edu.config[COMMAND] |= 4;
	(void)d;
	return PCI_OK;
}

/* Nothing may run any more when the memory goes. */
static void dma_free(struct pci_device *d, struct pci_dma *dma)
{
	(void)d;
	assert_ptr_equal(dma->mem.map, edu.memory);
	assert_true(is_gone() || !(edu.command & 1) || !(edu.config[COMMAND] & 4));
	edu.pages--;
}

static const struct pci_dma_ops dma_ops = {.alloc = dma_alloc, .free = dma_free};

static int reset(void **state)
{
	static const struct io_ops device_ops = {device_read, device_write};
	const struct io_region device = {
		.ops = &device_ops, .size = BAR + BAR_BYTES, .widths = IO_MMIO};

	(void)state;
	memset(&edu, 0, sizeof(edu));
	edu.ops = (struct platform_ops){.map = map, .bar_records = bar_records};
	edu.sink.write = write_text;
	edu.platform = (struct platform){.ops = &edu.ops, .out = &edu.sink};
	cfg_init(edu.config, 0x11e81234, 0x00ff00, 0);
	put_le32(edu.config + 0x10, BAR);
	edu.id = 0x010000ed;
	edu.mask = 0xfffffff;
	edu.memory_at = 0x1234000;
	io_fault_region(&edu.fault, &device, &edu.all);
	return 0;
}

/* A device as a driver finds it; started, and stopped if it came so far. */
static enum pci_status run(void)
{
	struct pci_func func = {.vendor = 0x1234, .device = 0x11e8, .addr = {.dev = 1}};
	void *state = calloc(1, pci_driver.state_size);
	struct pci_dev dev;
	struct pci_device d = {&edu.platform, &func, &dev, &dma_ops, state, 0};
	enum pci_status st;

	edu.text[0] = '\0';
	assert_int_equal(io_sub(&edu.all, 0, PCI_CONFIG_NORMAL, &dev.cfg), PCI_OK);
	pci_open_config(&dev);
	st = pci_driver.start(&d);
	if (st == PCI_OK)
		pci_driver.stop(&d);
	free(state);
	assert_int_equal(edu.pages, 0);
	return st;
}

static const char lines[] = "edu 0000:00:01.0: identification 010000ed, version 1.0\n"
			    "edu 0000:00:01.0: liveness 12345678 answers edcba987\n"
			    "edu 0000:00:01.0: factorial of 10 is 3628800\n"
			    "edu 0000:00:01.0: DMA of 1024 bytes there and back ok\n";

static void test_works(void **state)
{
	(void)state;
	assert_int_equal(run(), PCI_OK);
	assert_string_equal(edu.text, lines);
	assert_int_equal(edu.config[COMMAND] & 2, 0); /* decoding is as it was */
	edu.config[COMMAND] = 2;
	assert_int_equal(run(), PCI_OK);
	assert_int_equal(edu.config[COMMAND] & 2, 2);
	edu.memory_at = 0x80000000; /* where all memory is so high the mask must have been set */
	edu.mask = UINT32_MAX;
	assert_int_equal(run(), PCI_OK);
	assert_string_equal(edu.text, lines);
}

/* Each ends with its own line, what was begun is given back, and decoding is off again. */
static void check_fails(enum pci_status st, const char *line)
{
	size_t n = strlen(line);

	assert_int_equal(run(), st);
	assert_true(strlen(edu.text) > n);
	assert_string_equal(edu.text + strlen(edu.text) - n, line);
	assert_int_equal(edu.config[COMMAND] & 2, 0);
	reset(NULL);
}

static void test_errors(void **state)
{
	(void)state;
	edu.id = 0x010000ee;
	check_fails(PCI_ECORRUPT, " identification: corrupt data\n");
	edu.is_deaf = true;
	check_fails(PCI_ECORRUPT, " liveness: corrupt data\n");
	edu.never_ends = true;
	check_fails(PCI_ETIMEDOUT, " factorial: timed out\n");
	edu.memory_at = 0;
	check_fails(PCI_ENOSPC, " memory for DMA: no space left\n");
	edu.memory_at = UINT64_C(0x123456000);
	check_fails(PCI_ENOSPC, " memory for DMA: no space left\n");
	edu.corrupts = true;
	check_fails(PCI_ECORRUPT, " DMA: corrupt data\n");
	edu.mask = 0xffff;
	check_fails(PCI_EUNMAPPED, " DMA: nothing arrived at 1234000: is dma_mask wide enough?\n");
	put_le32(edu.config + 0x10, 0);
	check_fails(PCI_EUNASSIGNED, " BAR 0: no address assigned\n");
	put_le32(edu.config + 0x10, BAR | 1);
	check_fails(PCI_EPORTS, " BAR 0: I/O ports, not memory\n");
}

/* A transfer that does not end: bus mastering goes off before the memory goes, see dma_free(). */
static void stop_ending(struct platform *p, uint64_t us)
{
	(void)p;
	(void)us;
	edu.never_ends |= edu.command & 1;
}

static void test_endless_transfer(void **state)
{
	(void)state;
	edu.ops.stall = stop_ending;
	check_fails(PCI_ETIMEDOUT, " DMA: timed out\n");
}

/* It goes with an access, and reads ones or zeros then: no success, and called by its name. */
static void check_gone(unsigned long unplug_at, unsigned long hole_at, unsigned long all)
{
	unsigned long n = unplug_at + hole_at;
	enum pci_status st;

	reset(NULL);
	edu.fault.unplug_at = unplug_at;
	edu.hole_at = hole_at;
	st = run();
	assert_in_range(edu.fault.reads + edu.fault.writes, n, 2 * all);
	if (st == PCI_OK) { /* lost by stop() */
		assert_string_equal(edu.text, lines);
		assert_in_range(n, all - 10, all);
		return;
	}
	assert_int_equal(st, PCI_EGONE);
	assert_non_null(strstr(edu.text, ": the device is gone\n"));
}

static void test_unplug(void **state)
{
	unsigned long all;

	(void)state;
	assert_int_equal(run(), PCI_OK);
	all = edu.fault.reads + edu.fault.writes;
	assert_in_range(all, 30, 1000);
	for (unsigned long n = 1; n <= all; n++) {
		check_gone(n, 0, all);
		check_gone(0, n, all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_works, reset),
		cmocka_unit_test_setup(test_errors, reset),
		cmocka_unit_test_setup(test_endless_transfer, reset),
		cmocka_unit_test_setup(test_unplug, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
