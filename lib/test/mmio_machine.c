/* mmio_machine.c - a machine with registers behind BARs, of which every access is known. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/block.h"
#include "lib/test/mmio_machine.h"

/*
 * The registers are behind the ECAM of bus 0, so that every access to them is counted and lost as
 * any other.
 */
enum {
	REGS = 0x100000,
	LOW = REGS,
	PORTS = REGS + 0x1000,
	HIGH = REGS + 0x2000,
	END = HIGH + 0x1000
};
enum { WORDS_MAX = 16, LOG_MAX = 1 << 16 };

static struct {
	enum app_status (*app)(struct platform *p);
	enum pci_status (*map)(struct platform *p, uint64_t phys, size_t size,
	                       struct io_region *ret); /* of the host */
	struct io_trace trace;
	char text[LOG_MAX];
	size_t length;
} machine;

static void note(void *ctx, const struct io_trace_event *e)
{
	bool is_config = e->off < REGS;

	(void)ctx;
	if (is_config && !e->write)
		return;
	machine.length += (size_t)snprintf(
		machine.text + machine.length, LOG_MAX - machine.length, "%s%zx/%u%s%llx ",
		is_config ? "cfg+" : "", e->off % (is_config ? PCI_CONFIG_EXTENDED : REGS),
		e->width, e->write ? "=" : ":", (unsigned long long)e->value);
	assert_true(machine.length < LOG_MAX);
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	uint64_t at = phys - MMIO_HIGH - MMIO_HIGH_AT;

	if (phys < MMIO_HIGH + MMIO_HIGH_AT)
		return machine.map(p, phys, size, ret);
	if (at >= END - HIGH || size > END - HIGH - at)
		return PCI_EUNMAPPED;
	return io_sub(&((struct host *)p)->ecam, HIGH + at, size, ret);
}

static enum pci_status ports(struct platform *p, struct pci_addr addr, uint64_t base, size_t size,
                             struct io_region *ret)
{
	struct host *h = (struct host *)p;
	enum pci_status st = io_sub(&h->ecam, base - MMIO_PORTS + PORTS, size, ret);

	(void)addr;
	ret->widths = IO_CONFIG;
	return st;
}

static void add_function(struct host *h)
{
	uint8_t *cfg = host_function(h, 0, 3, 0, 0x10501af4, 0x038000, 0), *cap;
	const struct pci_addr addr = {0, 0, 3, 0};

	put_le16(cfg + 4, 3);
	put_le32(cfg + 0x14, MMIO_PORTS | 1);
	put_le32(cfg + 0x18, (uint32_t)MMIO_LOW);
	put_le32(cfg + 0x20, 0x0000000c);
	put_le32(cfg + 0x24, (uint32_t)(MMIO_HIGH >> 32));
	put_le16(cfg_cap(cfg, 0x40, 0x01) + 2, 0x0003);
	cap = cfg_cap(cfg, 0x50, 0x09);
	cap[2] = 0x14;
	cap[3] = 5;
	cfg_express(cfg, 0x70, 0, 2);
	put_le32(cfg_ext(cfg, 0x100, 0x0003, 1) + 4, 0x11223344);
	host_writable(h, cfg, 0x04, 0x0007);
	host_writable(h, cfg, 0x0c, 0x00ff);
	h->records[0] = (struct host_record){addr, {MMIO_LOW, MMIO_LOW_SIZE}};
	h->records[1] = (struct host_record){addr, {MMIO_HIGH, MMIO_HIGH_SIZE}};
	h->records[2] = (struct host_record){addr, {MMIO_PORTS, MMIO_PORTS_SIZE}};
	h->record_count = 3;
}

static void add_registers(struct host *h)
{
	uint8_t *regs = h->image.bytes;

	for (unsigned i = REGS; i < END; i++)
		regs[i] = (uint8_t)(i ^ i >> 8 << 4 ^ i >> 12 << 4);
	put_le16(regs + LOW + 0x500, 0xb0c5);
	put_le32(regs + LOW + 0x600, UINT32_MAX);
	for (unsigned i = 0x700; i < 0x70c; i += 4)
		host_writable(h, regs + LOW, i, 0xffff);
	host_writable(h, regs + PORTS, 0, 0xff);
}

struct host *mmio_machine(enum app_status (*app)(struct platform *p))
{
	struct host *h = host_new(2);
	struct io_region all = h->ecam;

	h->window.buses.end = 0;
	host_acpi(h);
	h->roots[0] = (struct pci_bus_range){0, 0, 0};
	h->root_count = 1;
	host_function(h, 0, 0, 0, 0x29c08086, 0x060000, 0);
	add_function(h);
	add_registers(h);
	machine.app = app;
	machine.map = h->ops.map;
	h->ops.map = map;
	h->ops.ports = ports;
	io_trace_region(&machine.trace, &all, note, NULL, &h->ecam);
	return h;
}

uint8_t *mmio_config(struct host *h)
{
	return host_page(h, 0, 3, 0);
}

enum app_status mmio_run(struct host *h, const char *line)
{
	const char *argv[WORDS_MAX];
	char *words = strdup(line), *rest = words;
	enum app_status st;
	int argc = 0;

	machine.text[machine.length = 0] = '\0';
	for (char *word; (word = strsep(&rest, " "));)
		if (*word && argc < WORDS_MAX)
			argv[argc++] = word;
	st = app_run(h, machine.app, argc, argv);
	free(words);
	return st;
}

void mmio_check(struct host *h, const char *line, enum app_status st, const char *text,
                const char *accesses)
{
	assert_int_equal(mmio_run(h, line), st);
	check_lines(h->text);
	assert_string_equal(h->text, text);
	assert_string_equal(machine.text, accesses);
}

void mmio_check_refused(struct host *h, const char *line, enum app_status st, const char *text)
{
	char expected[160];

	snprintf(expected, sizeof(expected), "mmio: %s\n", text);
	mmio_check(h, line, st, expected, "");
}
