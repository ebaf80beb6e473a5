/* acpi.c - the input is physical memory with ACPI tables, down to ECAM regions and a console. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <string.h>

#include "lib/acpi.h"
#include "lib/ecam.h"
#include "lib/mcfg.h"
#include "lib/spcr.h"
#include "lib/test/fuzz/fuzz.h"

/* Both RSDPs are where firmware would say they are; the tables are wherever these say. */
enum { MEMORY = 0x1000, RSDP_2 = 0x1000, RSDP_1 = 0x1040, RSDP_SIZE_1 = 20, RSDP_SIZE_2 = 36 };
enum { FIX_CHECKSUMS = 1, ENTRIES_FEW = 8, ENTRIES_ENOUGH = MCFG_ENTRIES_MAX };

struct memory {
	uint8_t *bytes;
	size_t size;
};

/* Only what was asked for can be read. */
static const void *memory_at(void *ctx, uint64_t phys, size_t size)
{
	const struct memory *m = ctx;

	if (phys < MEMORY || phys - MEMORY > m->size || size > m->size - (phys - MEMORY))
		return NULL;
	ASAN_UNPOISON_MEMORY_REGION(m->bytes + (phys - MEMORY), size);
	return m->bytes + (phys - MEMORY);
}

static void fix_sum(uint8_t *bytes, size_t size, size_t at)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[at] = (uint8_t)(bytes[at] - sum);
}

/* Let mutated addresses through, which a checksum would stop. */
static void fix_checksums(struct memory *m)
{
	static const size_t at[] = {RSDP_2 - MEMORY, RSDP_1 - MEMORY};

	for (unsigned i = 0; i < 2; i++) {
		if (m->size < at[i] + RSDP_SIZE_2)
			continue;
		fix_sum(m->bytes + at[i], RSDP_SIZE_1, 8);
		fix_sum(m->bytes + at[i], RSDP_SIZE_2, 32);
	}
}

static const struct ecam_window *asked;

/* A page is inside a window that lists its bus, and does not wrap. */
static enum pci_status map(void *ctx, uint64_t phys, size_t size, struct io_region *ret)
{
	const struct ecam_window *w = ctx;

	*ret = (struct io_region){.widths = IO_MMIO, .size = size};
	claim(size == PCI_CONFIG_EXTENDED && phys % PCI_CONFIG_EXTENDED == w->base % size);
	claim(phys + (size - 1) > phys);
	asked = w;
	return PCI_OK;
}

static void reach(const struct ecam_window *w)
{
	struct pci_bus_range buses;
	struct io_region page;
	struct ecam e;

	ecam_init(&e, w, &buses, 1, &(struct ecam_mapper){map, (void *)(uintptr_t)w});
	for (unsigned bus = 0; bus < PCI_BUSES; bus++) {
		struct pci_addr addr = {w->buses.segment, (uint8_t)bus, 31, 7};

		asked = NULL;
		if (e.access.region(&e.access, addr, &page) == PCI_OK)
			claim(bus >= w->buses.start && bus <= w->buses.end && asked == w);
		else
			claim(!asked);
	}
}

static void claim_entry(const struct mcfg_entry *e)
{
	const struct ecam_window *w = &e->window;

	claim(*mcfg_strfault(e->fault) && e->kind <= MCFG_SPECIAL);
	if (e->fault != MCFG_GOOD)
		return;
	claim(w->base && w->buses.start <= w->buses.end);
	claim(w->base + (((uint64_t)w->buses.end + 1) << 20) - 1 > w->base);
}

static void read_windows(const struct acpi *a)
{
	static struct mcfg_entry few[ENTRIES_FEW], all[ENTRIES_ENOUGH];
	struct mcfg_report report_few, report;
	enum pci_status st_few, st;
	size_t count_few, count;

	memset(few, 0, sizeof(few));
	memset(all, 0, sizeof(few));
	st_few = mcfg_read(a, few, ENTRIES_FEW, &count_few, &report_few);
	st = mcfg_read(a, all, ENTRIES_ENOUGH, &count, &report);
	claim(count == count_few && count <= ENTRIES_ENOUGH && st != PCI_ENOSPC);
	claim(st_few == (count > ENTRIES_FEW ? PCI_ENOSPC : st));
	claim(report.corrupt + report.truncated + report.empty <= report.tables);
	claim(strnlen(report.oem, sizeof(report.oem)) < sizeof(report.oem));
	for (size_t i = 0; i < count; i++) {
		claim_entry(&all[i]);
		if (i >= ENTRIES_FEW)
			continue;
		claim(few[i].fault == all[i].fault && few[i].kind == all[i].kind &&
		      few[i].window.base == all[i].window.base);
		if (all[i].fault == MCFG_GOOD)
			reach(&all[i].window);
	}
}

/* A UART can be looked for at what is a place. No mutation keeps a checksum. */
static void read_console(const struct acpi *a)
{
	struct acpi_table t;
	struct uart_place at;

	if (acpi_find(a, "SPCR", 0, &t) != PCI_OK)
		return;
	t.checksum_ok = true;
	if (spcr_parse(&t, &at) != PCI_OK)
		return;
	claim(at.base && at.model <= UART_PL011);
	claim(at.width == 1 || at.width == 2 || at.width == 4);
	claim(at.distance == 1 || at.distance == 2 || at.distance == 4);
	claim(at.distance >= at.width || at.model == UART_PL011);
}

static void read_tables(const struct memory *m)
{
	static const char *const signatures[] = {"MCFG", "SPCR", "XSDT", "\0\0\0\0"};
	const struct acpi_memory memory = {memory_at, (void *)(uintptr_t)m};
	struct acpi_table t;
	struct acpi a;

	if (acpi_open(&a, &memory, RSDP_2, RSDP_1) != PCI_OK)
		return;
	for (unsigned i = 0; i < 4; i++)
		for (unsigned n = 0; n < 4; n++)
			if (acpi_find(&a, signatures[i], n, &t) == PCI_OK)
				claim(t.size >= ACPI_HEADER_SIZE && t.size <= m->size);
	read_windows(&a);
	read_console(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory m;

	if (!size)
		return 0;
	m = (struct memory){malloc(size), size - 1};
	memcpy(m.bytes, data + 1, m.size);
	if (data[0] & FIX_CHECKSUMS)
		fix_checksums(&m);
	ASAN_POISON_MEMORY_REGION(m.bytes, size);
	read_tables(&m);
	ASAN_UNPOISON_MEMORY_REGION(m.bytes, size);
	free(m.bytes);
	return 0;
}
