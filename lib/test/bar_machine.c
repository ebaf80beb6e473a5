/* bar_machine.c - a machine of one GPU whose BAR counts what is read of it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/test/app_run.h"
#include "lib/test/bar_machine.h"

static struct bar_machine machine;
static enum pci_status (*map_of_host)(struct platform *p, uint64_t phys, size_t size,
                                      struct io_region *ret);

/* ctx is the bytes; base is where they start. */
static enum pci_status read_counted(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t *ret)
{
	struct bar_machine *m = &machine;
	const uint8_t *bytes = io->ctx;
	unsigned long n;

	if (bytes == m->rom) {
		m->rom_reads++;
		if (io->base + off + width > m->highest_rom)
			m->highest_rom = io->base + off + width;
	} else {
		m->reads++;
	}
	n = m->reads + m->rom_reads;
	m->narrowest = width < m->narrowest ? width : m->narrowest;
	*ret = 0;
	memcpy(ret, bytes + io->base + off, width);
	if (m->gone_at && n >= m->gone_at) {
		memset(m->cfg, 0xff, 4096);
		*ret = UINT64_MAX;
	}
	return n == m->fails_at ? PCI_EIO : PCI_OK;
}

static bool inside(uint64_t phys, size_t size, uint64_t base, size_t all)
{
	return phys >= base && phys - base <= all && size <= all - (phys - base);
}

static enum pci_status map_counted(struct platform *p, uint64_t phys, size_t size,
                                   struct io_region *ret)
{
	static const struct io_ops ops = {read_counted, NULL};
	bool rom = inside(phys, size, BAR_MACHINE_ROM, BAR_MACHINE_ROM_SIZE);

	if (!rom && !inside(phys, size, BAR_MACHINE_BAR, BAR_MACHINE_SIZE))
		return map_of_host(p, phys, size, ret);
	*ret = (struct io_region){
		.ops = &ops,
		.ctx = rom ? machine.rom : machine.bar,
		.base = phys - (rom ? BAR_MACHINE_ROM : BAR_MACHINE_BAR),
		.size = size,
		.widths = IO_MMIO,
	};
	return PCI_OK;
}

static void stall(struct platform *p, uint64_t us)
{
	struct host *h = (struct host *)p;
	uint8_t *at = machine.cfg + machine.falls_off;

	h->clock_us += us;
	if (machine.falls_us && h->clock_us >= machine.falls_us)
		put_le32(at, get_le32(at) & ~machine.falls_bits);
}

struct bar_machine *bar_machine_new(enum app_status (*app)(struct platform *p), uint32_t id,
                                    uint32_t class_code)
{
	struct bar_machine *m = &machine;

	*m = (struct bar_machine){.h = host_new(1), .app = app};
	map_of_host = m->h->ops.map;
	m->h->ops.map = map_counted;
	m->h->ops.stall = stall;
	host_acpi(m->h);
	m->cfg = host_function(m->h, 0, 1, 0, id, class_code, 0);
	m->cfg[4] = 2;
	put_le32(m->cfg + 0x10, 4);
	put_le32(m->cfg + 0x14, (uint32_t)(BAR_MACHINE_BAR >> 32));
	put_le32(m->cfg + 0x30, BAR_MACHINE_ROM);
	cfg_cap(m->cfg, 0x40, 0x01);
	cfg_express(m->cfg, 0x60, 0, 2);
	m->h->records[0] = (struct host_record){{0, 0, 1, 0}, {BAR_MACHINE_BAR, BAR_MACHINE_SIZE}};
	m->h->record_count = 1;
	m->bar = calloc(1, BAR_MACHINE_SIZE);
	m->rom = malloc(BAR_MACHINE_ROM_SIZE);
	assert_true(m->bar && m->rom);
	memset(m->rom, 0xff, BAR_MACHINE_ROM_SIZE);
	return m;
}

void bar_machine_free(struct bar_machine *m)
{
	free(m->bar);
	free(m->rom);
	host_free(m->h);
}

enum app_status bar_run(struct bar_machine *m, int argc, const char *const *argv)
{
	enum app_status st;

	m->reads = m->rom_reads = 0;
	m->highest_rom = 0;
	m->narrowest = 8;
	m->h->clock_us = 0;
	st = app_run(m->h, m->app, argc, argv);
	assert_int_equal(m->h->fault.writes, 0);
	return st;
}

static bool has_text(struct bar_machine *m, const char *text, enum app_status st)
{
	static const char *const args[] = {"-v"};

	assert_int_equal(bar_run(m, 1, args), st);
	return strstr(m->h->text, text);
}

static void expect(struct bar_machine *m, const char *line, enum app_status st)
{
	char whole[200];

	snprintf(whole, sizeof(whole), "\n    %s\n", line);
	if (!has_text(m, whole, st))
		fail_msg("no \"%s\" in\n%s", line, m->h->text);
}

void bar_expect(struct bar_machine *m, const char *line)
{
	expect(m, line, APP_OK);
}

void bar_expect_lost(struct bar_machine *m, const char *line)
{
	expect(m, line, APP_DEVICE);
}

void bar_expect_not(struct bar_machine *m, const char *text)
{
	if (has_text(m, text, APP_OK))
		fail_msg("\"%s\" in\n%s", text, m->h->text);
}
