/* test_map.c - a function's BAR as registers: which one, and whether it may be used. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/map.h"

/* By slot, and by logical index, of which the wide one takes one. */
static void test_choice(void **state)
{
	static const struct {
		unsigned index, flags;
		enum pci_status st;
		uint64_t base;
		uint32_t dword;
	} cases[] = {
		{PCI_BAR_SLOT(0), 0, PCI_OK, WIDE, 0x1b1a1918},
		{PCI_BAR_SLOT(1), 0, PCI_ENOTFOUND, 0, 0},
		{PCI_BAR_SLOT(2), 0, PCI_OK, LOW, 0x2b2a2928},
		{PCI_BAR_SLOT(3), PCI_MAP_PORTS, PCI_OK, PORTS, 0x3b3a3938},
		{PCI_BAR_SLOT(4), 0, PCI_EUNASSIGNED, 0, 0},
		{PCI_BAR_SLOT(5), 0, PCI_EUNASSIGNED, 0, 0},
		{PCI_BAR_SLOT(6), 0, PCI_ENOTFOUND, 0, 0},
		{PCI_BAR_SLOT(255), 0, PCI_ENOTFOUND, 0, 0},
		{PCI_BAR_SLOT(512), 0, PCI_ENOTFOUND, 0, 0},
		{UINT32_MAX, 0, PCI_ENOTFOUND, 0, 0},
		{PCI_BAR_LOGICAL(0), 0, PCI_OK, WIDE, 0x1b1a1918},
		{PCI_BAR_LOGICAL(1), 0, PCI_OK, LOW, 0x2b2a2928},
		{PCI_BAR_LOGICAL(2), PCI_MAP_PORTS, PCI_OK, PORTS, 0x3b3a3938},
		{PCI_BAR_LOGICAL(3), 0, PCI_EUNASSIGNED, 0, 0},
		{PCI_BAR_LOGICAL(4), 0, PCI_EUNASSIGNED, 0, 0},
		{PCI_BAR_LOGICAL(5), 0, PCI_ENOTFOUND, 0, 0},
		{PCI_BAR_LOGICAL(255), 0, PCI_ENOTFOUND, 0, 0},
		{PCI_BAR_SLOT(0), PCI_MAP_PORTS, PCI_EMEMORY, 0, 0},
		{PCI_BAR_SLOT(3), 0, PCI_EPORTS, 0, 0},
	};
	struct map_fixture *f = map_fixture();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(map_bar(f, cases[i].index, cases[i].flags), cases[i].st);
		assert_int_equal(f->writes, 0);
		if (cases[i].st != PCI_OK)
			continue;
		assert_int_equal(f->m.bar.base, cases[i].base);
		assert_int_equal(f->m.cpu, cases[i].base);
		if (cases[i].flags & PCI_MAP_PORTS)
			f->regs.io = f->ports.io;
		assert_int_equal(io_read32(&f->regs, 8), cases[i].dword);
		assert_ptr_equal(f->regs.io.presence, &f->dev.presence);
		assert_int_equal(f->regs.io.size, f->m.bar.size);
		/* BARs, Status and pointer and header twice, PMCSR, Command */
		assert_int_equal(f->accesses, 7 + 2 * 3 + 1 + 1);
	}
	map_end(f);
}

/* Other layouts have fewer slots. */
static void test_layouts(void **state)
{
	struct map_fixture *f = map_fixture();

	(void)state;
	f->func.layout = PCI_LAYOUT_BRIDGE;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_OK);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_ENOTFOUND);
	assert_int_equal(map_bar(f, PCI_BAR_LOGICAL(1), 0), PCI_ENOTFOUND);
	f->func.layout = PCI_LAYOUT_CARDBUS;
	put_le32(f->cfg + 0x10, LOW);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_OK);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(1), 0), PCI_ENOTFOUND);
	f->func.layout = 0x7f;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_ENOTFOUND);
	map_end(f);
}

/* What changes in the fixture's dword at off, or in the size recorded of the BAR there. */
struct defect {
	unsigned off;
	uint32_t value;
	unsigned index;
	enum pci_status st;
	bool is_size;
};

/* One status each; and nothing is written, though it may be. */
static void test_refused(void **state)
{
	static const struct defect defects[] = {
		{0, 0x17, PCI_BAR_SLOT(2), PCI_ESHORT, true}, /* the registers have 18 */
		{0, 0x18, PCI_BAR_SLOT(2), PCI_OK, true},
		{0, 0, PCI_BAR_SLOT(2), PCI_ENOSIZE, true},
		{0x18, 0, PCI_BAR_SLOT(2), PCI_EUNASSIGNED, false},
		{0x18, 0xffffffff, PCI_BAR_SLOT(2), PCI_EUNASSIGNED, false},
		{0x14, 0, PCI_BAR_SLOT(0), PCI_EUNASSIGNED, false}, /* of 64 bits, as it says */
		{0x18, LOW | 2, PCI_BAR_SLOT(2), PCI_OK, false},    /* once for below 1 MB */
		{0x18, LOW | 6, PCI_BAR_SLOT(2), PCI_ECORRUPT, false},
		{0x24, LOW | 4, PCI_BAR_SLOT(5), PCI_ECORRUPT, false},
		{0x18, LOW | 1, PCI_BAR_SLOT(2), PCI_EPORTS, false},
		{0x18, LOW + LOW_SIZE, PCI_BAR_SLOT(2), PCI_ENOSIZE, false},
		{PM + 4, 3, PCI_BAR_SLOT(2), PCI_EPOWER, false},
		{PM + 4, 1, PCI_BAR_SLOT(2), PCI_EPOWER, false},
		{PM + 4, 0x0100, PCI_BAR_SLOT(2), PCI_OK, false}, /* PME */
		{PM, 0x0003fc01, PCI_BAR_SLOT(2), PCI_OK, false}, /* goes on, and is not there */
		{PM, 0x00034401, PCI_BAR_SLOT(2), PCI_OK, false}, /* too short to be one */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(defects) / sizeof(defects[0]); i++) {
		const struct defect *d = &defects[i];
		struct map_fixture *f = map_fixture();

		if (d->is_size)
			f->h->records[1].bar.size = d->value;
		else
			put_le32(f->cfg + d->off, d->value);
		assert_int_equal(map_bar(f, d->index, PCI_MAP_ENABLE), d->st);
		assert_int_equal(f->writes, 0);
		assert_true(map_is_untouched(f));
		assert_int_equal(f->m.enabled, 0);
		map_end(f);
	}
}

static void test_wraps(void **state)
{
	struct map_fixture *f = map_fixture();

	(void)state;
	put_le32(f->cfg + 0x14, 0xffffffff);
	put_le32(f->cfg + 0x10, 0xffff000c);
	map_record(f, 0xffffffffffff0000, 0x10000);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_ERANGE); /* of addresses */
	f->h->records[3].bar.size = 0x10001;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_ECORRUPT);
	f->h->records[3].bar.size = UINT64_MAX;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_ECORRUPT);
	map_end(f);
}

/* A region that the address or the backend does not allow: before decoding is touched. */
static void test_unreachable(void **state)
{
	struct map_fixture *f = map_fixture();
	dev_MMIO_region regs;

	(void)state;
	put_le16(f->cfg + 4, 0);
	f->h->memory_kind = MEMORY_RAM;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), PCI_MAP_ENABLE), PCI_ERAM);
	assert_int_equal(f->writes, 0);
	f->h->memory_kind = MEMORY_NOT_LISTED;
	put_le32(f->cfg + 0x20, LOW + LOW_SIZE);
	map_record(f, LOW + LOW_SIZE, LOW_SIZE);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(4), PCI_MAP_ENABLE), PCI_EUNMAPPED);
	assert_int_equal(f->writes, 0);
	assert_int_equal(pci_map_typed(&f->device, PCI_BAR_SLOT(3), PCI_MAP_PORTS | PCI_MAP_ENABLE,
	                               PORTS_SIZE, IO_MMIO, false, &f->m, &regs.io),
	                 PCI_EWIDTH);
	assert_int_equal(pci_map_typed(&f->device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, LOW_SIZE,
	                               IO_MMIO, true, &f->m, &regs.io),
	                 PCI_EUNMAPPED); /* must be mapped, and is an image */
	f->h->ops.ports = NULL;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(3), PCI_MAP_PORTS | PCI_MAP_ENABLE),
	                 PCI_EUNMAPPED);
	f->h->ops.map = NULL;
	assert_int_equal(pci_map_bar(&f->device, PCI_BAR_SLOT(2), PCI_MAP_ENABLE, &f->m, &regs),
	                 PCI_EUNMAPPED);
	assert_int_equal(f->h->fault.writes, 0);
	assert_true(map_is_untouched(f));
	map_end(f);
}

/* A BAR whose size nobody knows, for those who ask: as long as the layout. */
static void test_unsized(void **state)
{
	struct map_fixture *f = map_fixture();
	struct io_region io;

	(void)state;
	f->h->record_count = 0;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), PCI_MAP_UNSIZED), PCI_OK);
	assert_int_equal(f->regs.io.size, 0x18);
	assert_int_equal(pci_open_bar(&f->device, PCI_BAR_SLOT(2), 0, &f->m), PCI_ENOSIZE);
	assert_int_equal(pci_open_bar(&f->device, PCI_BAR_SLOT(2), PCI_MAP_UNSIZED, &f->m), PCI_OK);
	assert_int_equal(f->m.bar.size, 0);
	assert_int_equal(pci_bar_region(&f->m, LOW_SIZE - 4, 4, &io), PCI_OK);
	assert_int_equal(pci_bar_region(&f->m, LOW_SIZE, 4, &io), PCI_EUNMAPPED);
	assert_int_equal(pci_bar_region(&f->m, UINT64_MAX - LOW, SIZE_MAX, &io), PCI_ERANGE);
	assert_int_equal(pci_bar_region(&f->m, UINT64_MAX, 4, &io), PCI_ERANGE);
	assert_null(io.ops);
	f->h->ops.bar_records = NULL;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), PCI_MAP_UNSIZED), PCI_OK);
	map_end(f);
}

/* Parts of a BAR. */
static void test_regions(void **state)
{
	struct map_fixture *f = map_fixture();
	struct io_region io;
	uint8_t v;

	(void)state;
	map_open(f);
	assert_int_equal(pci_open_bar(&f->device, PCI_BAR_SLOT(0), 0, &f->m), PCI_OK);
	assert_int_equal(f->m.bar.size, WIDE_SIZE);
	assert_int_equal(pci_bar_region(&f->m, 3, 2, &io), PCI_OK);
	assert_int_equal(io.size, 2);
	assert_ptr_equal(io.presence, &f->dev.presence);
	assert_int_equal(io_try_read8(&io, 1, &v), PCI_OK);
	assert_int_equal(v, 0x14);
	assert_int_equal(pci_bar_region(&f->m, WIDE_SIZE - 1, 1, &io), PCI_OK);
	assert_int_equal(pci_bar_region(&f->m, WIDE_SIZE, 0, &io), PCI_OK);
	assert_int_equal(pci_bar_region(&f->m, WIDE_SIZE - 1, 2, &io), PCI_ERANGE);
	assert_int_equal(pci_bar_region(&f->m, WIDE_SIZE + 1, 0, &io), PCI_ERANGE);
	assert_int_equal(pci_bar_region(&f->m, UINT64_MAX, 1, &io), PCI_ERANGE);
	assert_int_equal(pci_bar_region(&f->m, 0, SIZE_MAX, &io), PCI_ERANGE);
	assert_int_equal(io.size, 0);
	f->h->memory_kind = MEMORY_RAM;
	assert_int_equal(pci_bar_region(&f->m, 0, 1, &io), PCI_ERAM);
	f->h->memory_kind = MEMORY_RESERVED;
	assert_int_equal(pci_bar_region(&f->m, 0, 1, &io), PCI_OK);
	map_end(f);
}

static void window(struct map_fixture *f, struct pci_bus_range buses, bool io, uint64_t base,
                   uint64_t size, uint64_t cpu)
{
	f->h->windows[f->h->window_count++] = (struct host_window_of){buses, {io, base, size, cpu}};
}

/* What is behind a root bridge that translates is where its windows say, and else nowhere. */
static void test_translation(void **state)
{
	static const struct pci_bus_range own = {0, 0, 0xff}, other = {1, 0, 0xff};
	struct map_fixture *f = map_fixture();
	struct pci_root_window *w;

	(void)state;
	host_memory(f->h, 0x123000000, LOW_SIZE)[8] = 0x5a;
	window(f, other, false, LOW, 0x1000000, 0x666000000);
	window(f, own, true, LOW, 0x1000000, 0x667000000);
	window(f, own, false, LOW - 0x1000000, 0x1000000 + LOW_SIZE, 0x122000000);
	window(f, own, true, PORTS - 0x1000, 0x1020, 0x3eff0000);
	w = &f->h->windows[2].window;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_OK);
	assert_int_equal(f->m.cpu, 0x123000000);
	assert_int_equal(f->m.bar.base, LOW);
	assert_int_equal(io_read(&f->regs, DWORD), 0x5a);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(3), PCI_MAP_PORTS), PCI_OK);
	assert_int_equal(f->m.cpu, PORTS); /* the platform's business */
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_EUNMAPPED); /* in none */
	w->size--;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_EUNMAPPED); /* its last byte is not */
	w->base = LOW + 1;
	w->size = UINT64_MAX;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_EUNMAPPED); /* its first byte is not */
	w->base = w->cpu = 0x10000000;                                   /* it does not translate */
	w->size = 0x1000;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_OK);
	assert_int_equal(f->m.cpu, LOW);
	f->h->ops.root_windows = NULL;
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(0), 0), PCI_OK);
	assert_int_equal(f->m.cpu, WIDE);
	map_end(f);
}

/* One entry of 4 dwords for slot 4: properties in the header, a base, an offset of the last. */
static void put_ea(struct map_fixture *f, uint32_t header, uint32_t base, uint32_t max_offset)
{
	put_le32(cfg_cap(f->cfg, EA, 0x14), 0x00010014);
	put_le32(f->cfg + EA + 4, header);
	put_le32(f->cfg + EA + 8, base);
	put_le32(f->cfg + EA + 12, max_offset);
}

static void test_enhanced_allocation(void **state)
{
	struct map_fixture *f = map_fixture();

	(void)state;
	host_memory(f->h, 0x7c000000, 0x100);
	put_ea(f, 0x80000042, 0x7c000000, 0xfc);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(4), 0), PCI_OK);
	assert_int_equal(f->m.bar.size, 0x100);
	assert_int_equal(map_bar(f, PCI_BAR_LOGICAL(3), 0), PCI_OK);
	put_le32(f->cfg + EA + 4, 0x00000042);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(4), PCI_MAP_ENABLE),
	                 PCI_EDECODE); /* its own bit */
	assert_int_equal(f->writes, 0);
	put_le32(f->cfg + EA + 4, 0x80000042);
	put_le32(f->cfg + EA + 8, 0xffffff00);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(4), 0), PCI_EUNMAPPED);
	put_le32(f->cfg + EA + 12, 0x1fc);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(4), 0), PCI_ECORRUPT);
	put_le32(f->cfg + EA + 4, 0x80000040); /* an entry of no dwords */
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(4), 0), PCI_EUNASSIGNED);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_OK);
	put_le16(f->cfg + EA + 2, 0x3f);
	put_le32(f->cfg + EA + 4, 0xfe0003);
	assert_int_equal(map_bar(f, PCI_BAR_SLOT(2), 0), PCI_OK);
	map_end(f);
}

/* The expansion ROM: nobody knows its size, and its own enable bit stays as it is. */
static void test_rom(void **state)
{
	struct map_fixture *f = map_fixture();
	struct io_region io;

	(void)state;
	assert_int_equal(map_bar(f, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED), PCI_EUNASSIGNED);
	put_le32(f->cfg + 0x30, LOW);
	assert_int_equal(map_bar(f, PCI_BAR_EXPANSION, 0), PCI_ENOSIZE);
	assert_int_equal(map_bar(f, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED), PCI_EDECODE);
	assert_int_equal(map_bar(f, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED | PCI_MAP_ENABLE),
	                 PCI_EDECODE);
	assert_int_equal(f->writes, 0);
	put_le32(f->cfg + 0x30, LOW | 1);
	map_open(f);
	assert_int_equal(pci_open_bar(&f->device, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED, &f->m),
	                 PCI_OK);
	assert_int_equal(f->m.bar.base, LOW);
	assert_int_equal(pci_bar_region(&f->m, 8, 16, &io), PCI_OK);
	put_le16(f->cfg + 4, 1);
	assert_int_equal(map_bar(f, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED), PCI_EDECODE);
	f->func.layout = PCI_LAYOUT_CARDBUS;
	assert_int_equal(map_bar(f, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED), PCI_EUNASSIGNED);
	assert_int_equal(f->writes, 0);
	map_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_wraps),
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_unsized),
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_translation),

		cmocka_unit_test(test_enhanced_allocation),
		cmocka_unit_test(test_rom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
