/* test_bochs.c - the driver of bochs on QEMU's displays, without a firmware; each access of it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apps/bochs/bochs.h"
#include "lib/edid.h"
#include "lib/io_fault.h"
#include "lib/io_trace.h"
#include "lib/picture.h"
#include "lib/test/qtest.h"

enum { SIDE = 4, LINE_MAX_PIXELS = 2048, REGS_BYTES = 0x1000 };

static const struct pci_addr addr = {0, 0, 2, 0};

/* As OVMF's driver leaves a display whose monitor prefers this. */
static const struct bochs_mode firmware_mode = {1280, 800, 32, 0x41, 0, 1280, 800, 0, 0};

/*
 * A display whose every access goes through fault, those of its registers through trace, too.
 * Configuration space and BARs are parts of one region, all memory, so that it is lost at once.
 */
struct bench {
	struct qtest *q;
	struct ecam ecam;
	struct pci_bus_range buses;
	struct io_fault fault;
	struct io_region memory;
	struct io_trace trace;
	uint64_t regs;       /* address */
	FILE *out;           /* of the trace, or NULL */
	unsigned long first; /* access to a register, of all */

	struct qtest_device plain; /* past both */
	struct pci_func func;
	struct pci_dev dev;
	struct pci_device device;
};
static struct bench bench;

static void print_access(void *ctx, const struct io_trace_event *e)
{
	struct bench *b = ctx;

	if (!b->first)
		b->first = b->fault.reads + b->fault.writes;
	if (b->out)
		fprintf(b->out, "%c%u %03zx %0*llx\n", e->write ? 'w' : 'r', e->width, e->off,
		        (int)(2 * e->width), (unsigned long long)e->value);
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	struct io_region io;
	enum pci_status st = io_sub(&bench.memory, phys, size, &io);

	(void)p;
	if (st == PCI_OK && phys == bench.regs)
		io_trace_region(&bench.trace, &io, print_access, &bench, ret);
	else
		*ret = io;
	return st;
}

static enum pci_status map_config(void *ctx, uint64_t phys, size_t size, struct io_region *ret)
{
	return map(ctx, phys, size, ret);
}

static void write_mode(const struct bochs_mode *m)
{
	const uint16_t *v = &m->xres;

	for (unsigned i = 0; i < sizeof(*m) / 2; i++)
		qtest_write(bench.q, bench.regs + reg_at(bochs_MMIO, XRES) + 2 * i, 2, v[i]);
}

static struct bochs_mode read_mode(void)
{
	struct bochs_mode m;
	uint16_t *v = &m.xres;

	for (unsigned i = 0; i < sizeof(m) / 2; i++)
		v[i] = (uint16_t)qtest_read(bench.q, bench.regs + reg_at(bochs_MMIO, XRES) + 2 * i,
		                            2);
	return m;
}

static void expect_mode(const struct bochs_mode *m)
{
	struct bochs_mode now = read_mode();

	assert_memory_equal(&now, m, sizeof(now));
}

static uint16_t command(void)
{
	uint16_t v;

	assert_int_equal(io_try_read16(&bench.plain.dev.cfg, reg_at(pci_HDR, COMMAND), &v), PCI_OK);
	return v;
}

static void set_command(uint16_t v)
{
	assert_int_equal(io_try_write16(&bench.plain.dev.cfg, reg_at(pci_HDR, COMMAND), v), PCI_OK);
}

/* A machine with that display, decoding off, in firmware's mode; skips where there is no QEMU. */
static void start(const char *name)
{
	const char *const args[] = {"-device", name, NULL};
	struct io_region all;

	bench = (struct bench){.q = qtest_start(args)};
	if (!bench.q) {
		print_message("no QEMU here\n");
		skip();
	}
	qtest_assign_bars(bench.q, addr);
	qtest_open(bench.q, addr, &bench.plain);
	qtest_map(bench.q, 0, UINT32_MAX, &all);
	io_fault_region(&bench.fault, &all, &bench.memory);
	ecam_init(&bench.ecam, &bench.q->window, &bench.buses, 1,
	          &(struct ecam_mapper){map_config, bench.q});
	bench.q->ops.map = map;
	for (size_t i = 0; i < bench.q->record_count; i++)
		if (bench.q->records[i].bar.size == REGS_BYTES)
			bench.regs = bench.q->records[i].bar.base;
	assert_true(bench.regs);
	set_command(reg_mask(pci_HDR_COMMAND, MEM));
	write_mode(&firmware_mode);
	set_command(0);
	assert_int_equal(pci_open(&bench.ecam.access, addr, &bench.dev), PCI_OK);
	bench.func = bench.plain.func;
	bench.device = (struct pci_device){&bench.q->platform, &bench.func, &bench.dev};
}

static void stop(void)
{
	qtest_stop(bench.q);
}

/* What the application does with a display, in its order. */
static enum pci_status use(unsigned width, unsigned height, struct edid *ret_edid)
{
	static uint32_t line[LINE_MAX_PIXELS];
	struct io_region pixels;
	enum pci_status st, end;
	struct bochs b;

	st = bochs_open(&bench.device, &b);
	if (st != PCI_OK)
		return st;
	st = edid_read(&b.regs.io, 0, ret_edid);
	if (st == PCI_OK)
		st = bochs_set_mode(&b, width, height, &pixels);
	if (st == PCI_OK && !bench.out)
		st = picture_draw(&pixels, width, height, addr, line);
	end = bochs_close(&b);
	return st == PCI_OK ? end : st;
}

static void check_use(const char *name)
{
	struct bochs_mode mode;
	struct edid edid;

	start(name);
	set_command(reg_mask(pci_HDR_COMMAND, MEM));
	mode = read_mode();
	assert_int_equal(mode.xres, firmware_mode.xres);
	set_command(0);
	assert_int_equal(use(64, 64, &edid), PCI_OK);
	assert_string_equal(edid.vendor, "RHT");
	assert_int_equal(edid.product, 0x1234);
	assert_int_equal(edid.xres, 1280);
	assert_int_equal(edid.yres, 800);
	assert_int_equal(command(), 0);
	set_command(reg_mask(pci_HDR_COMMAND, MEM));
	expect_mode(&mode);
	assert_int_equal(use(64, 64, &edid), PCI_OK);
	assert_int_equal(command(), reg_mask(pci_HDR_COMMAND, MEM));
	stop();
}

static void test_bochs_display(void **state)
{
	(void)state;
	check_use("bochs-display,addr=2");
}

static void test_secondary_vga(void **state)
{
	(void)state;
	check_use("secondary-vga,addr=2");
}

/* In the mode while it is set: what QEMU's own registers and memory have. */
static void test_mode(void **state)
{
	static const struct bochs_mode mode = {640, 480, 32, 0x41, 0, 640, 480, 0, 0};
	uint64_t vram = 0;
	struct io_region pixels;
	uint32_t line[640];
	struct bochs b;

	(void)state;
	start("bochs-display,addr=2,vgamem=4M");
	assert_int_equal(bochs_open(&bench.device, &b), PCI_OK);
	assert_int_equal(b.id, 0xb0c5);
	assert_int_equal(b.memory, 4 << 20);
	assert_int_equal(bochs_set_mode(&b, 640, 480, &pixels), PCI_OK);
	expect_mode(&mode);
	assert_int_equal(pixels.size, 640 * 480 * 4);
	assert_int_equal(picture_draw(&pixels, 640, 480, addr, line), PCI_OK);
	for (size_t i = 0; i < bench.q->record_count; i++)
		if (bench.q->records[i].bar.size != REGS_BYTES)
			vram = bench.q->records[i].bar.base;
	assert_int_equal(qtest_read(bench.q, vram, 4), 0xffffff);
	assert_int_equal(qtest_read(bench.q, vram + (640 + 1) * 4, 4), 0xff0000);
	assert_int_equal(qtest_read(bench.q, vram + (479 * 640 - 2) * 4, 4), 0xffff00);
	assert_int_equal(bochs_close(&b), PCI_OK);
	set_command(reg_mask(pci_HDR_COMMAND, MEM));
	expect_mode(&firmware_mode);
	stop();
}

/* What does not fit is refused before anything is written; what is not taken is put back. */
static void test_refused(void **state)
{
	unsigned long writes;
	struct io_region pixels;
	struct bochs b;

	(void)state;
	start("secondary-vga,addr=2,vgamem_mb=2");
	assert_int_equal(bochs_open(&bench.device, &b), PCI_OK);
	writes = bench.fault.writes;
	assert_int_equal(bochs_set_mode(&b, 1024, 513, &pixels), PCI_ENOSPC);
	assert_int_equal(bochs_set_mode(&b, UINT32_MAX, UINT32_MAX, &pixels), PCI_ENOSPC);
	assert_int_equal(bench.fault.writes, writes);
	assert_int_equal(bochs_set_mode(&b, 1024, 512, &pixels), PCI_OK);
	assert_int_equal(bochs_set_mode(&b, 1021, 512, &pixels), PCI_EINVAL);
	assert_int_equal(bochs_close(&b), PCI_OK);
	stop();
	start("bochs-display,addr=2"); /* takes anything */
	assert_int_equal(bochs_open(&bench.device, &b), PCI_OK);
	assert_int_equal(bochs_set_mode(&b, 65536, 1, &pixels), PCI_EINVAL);
	assert_int_equal(bochs_set_mode(&b, 1, 65536, &pixels), PCI_EINVAL);
	assert_int_equal(bochs_close(&b), PCI_OK);
	stop();
}

/* Invert bits of what access number at, counted from the first one to a register, reads. */
static void flip(unsigned long at, uint64_t mask)
{
	struct edid edid;

	assert_int_equal(use(SIDE, SIDE, &edid), PCI_OK);
	bench.fault.at = bench.first + at;
	bench.fault.count = 1;
	bench.fault.mask = mask;
	bench.fault.reads = bench.fault.writes = 0;
	bench.fault.mode = IO_FAULT_FLIP;
}

/* Another ID: nothing but decoding was written, and that is off again. */
static void test_other_id(void **state)
{
	struct bochs b;

	(void)state;
	start("bochs-display,addr=2");
	flip(0, 0x1000);
	assert_int_equal(bochs_open(&bench.device, &b), PCI_ENOTFOUND);
	assert_int_equal(bench.fault.writes, 2);
	assert_int_equal(command(), 0);
	stop();
}

/* It claims more memory than its BAR has. */
static void test_memory_claim(void **state)
{
	struct bochs b;

	(void)state;
	start("bochs-display,addr=2");
	flip(1, 0x8000);
	assert_int_equal(bochs_open(&bench.device, &b), PCI_OK);
	assert_int_equal(b.memory, 16 << 20);
	assert_int_equal(bochs_close(&b), PCI_OK);
	stop();
}

/* It is lost with each access in turn: that is the status, and it ends. */
static void check_unplug(uint16_t cmd)
{
	unsigned long n, accesses;
	struct edid edid;

	start("bochs-display,addr=2");
	set_command(cmd);
	assert_int_equal(use(SIDE, SIDE, &edid), PCI_OK);
	accesses = bench.fault.reads + bench.fault.writes;
	assert_in_range(accesses, 128 + SIDE * SIDE, 400);
	for (n = 1; n <= accesses; n++) {
		bool is_last_write = !cmd && n == accesses; /* of Command; nobody looks then */

		bench.fault.reads = bench.fault.writes = 0;
		bench.fault.unplug_at = n;
		bench.dev.presence.gone = false;
		assert_int_equal(use(SIDE, SIDE, &edid), is_last_write ? PCI_OK : PCI_EGONE);
		assert_in_range(bench.fault.reads + bench.fault.writes, n, accesses + 8);
		set_command(reg_mask(pci_HDR_COMMAND, MEM));
		write_mode(&firmware_mode);
		set_command(cmd);
	}
	stop();
}

static void test_unplug(void **state)
{
	(void)state;
	check_unplug(0);
	check_unplug(reg_mask(pci_HDR_COMMAND, MEM));
}

/* The whole list, in order: the EDID byte by byte, and these before and behind it. */
static void test_accesses(void **state)
{
	static const char before[] =
		"r2 500 b0c5\nr2 514 0100\n"
		"r2 502 0500\nr2 504 0320\nr2 506 0020\nr2 508 0041\nr2 50a 0000\nr2 50c 0500\n"
		"r2 50e 0320\nr2 510 0000\nr2 512 0000\n";
	static const char behind[] =
		"r1 41a ff\nw1 400 20\nw2 508 0000\n"
		"w2 502 0280\nw2 504 01e0\nw2 506 0020\nw2 508 0041\nw2 50a 0000\nw2 50c 0280\n"
		"w2 50e 01e0\nw2 510 0000\nw2 512 0000\n"
		"r2 502 0280\nr2 504 01e0\nr2 506 0020\nr2 508 0041\nr2 50a 0000\nr2 50c 0280\n"
		"r2 50e 01e0\nr2 510 0000\nr2 512 0000\n"
		"w2 508 0000\n"
		"w2 502 0500\nw2 504 0320\nw2 506 0020\nw2 508 0041\nw2 50a 0000\nw2 50c 0500\n"
		"w2 50e 0320\nw2 510 0000\nw2 512 0000\n"
		"r2 502 0500\nr2 504 0320\nr2 506 0020\nr2 508 0041\nr2 50a 0000\nr2 50c 0500\n"
		"r2 50e 0320\nr2 510 0000\nr2 512 0000\n";
	struct edid edid;
	char *text, *line;
	size_t size;

	(void)state;
	start("bochs-display,addr=2");
	bench.out = open_memstream(&text, &size);
	assert_int_equal(use(640, 480, &edid), PCI_OK);
	fclose(bench.out);
	stop();
	line = text + strlen(before);
	assert_memory_equal(text, before, strlen(before));
	for (unsigned i = 0; i < EDID_BYTES; i++, line += strlen("r1 000 00\n")) {
		char start_of[16];

		snprintf(start_of, sizeof(start_of), "r1 %03x ", i);
		assert_memory_equal(line, start_of, strlen(start_of));
	}
	assert_string_equal(line, behind);
	free(text);
}

/* For ovmf-tests: the accesses on that display (QEMU's -device) in a mode, as lines. */
static int print_accesses(const char *device, unsigned width, unsigned height)
{
	struct edid edid;

	start(device);
	bench.out = stdout;
	if (use(width, height, &edid) != PCI_OK)
		return EXIT_FAILURE;
	stop();
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bochs_display), cmocka_unit_test(test_secondary_vga),
		cmocka_unit_test(test_mode),          cmocka_unit_test(test_refused),
		cmocka_unit_test(test_other_id),      cmocka_unit_test(test_memory_claim),
		cmocka_unit_test(test_unplug),        cmocka_unit_test(test_accesses),
	};

	if (argc == 4)
		return print_accesses(argv[1], (unsigned)atoi(argv[2]), (unsigned)atoi(argv[3]));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
