/* test_io_typed.c - typed regions: what reaches the device, and what is evaluated. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/presence.h"
#include "lib/regs.h"

/* A function's configuration space as an image, and the regions of its capabilities in it. */
enum { SIZE = 256, EXP = 0x40, PM = 0x80 };

struct fixture {
	uint8_t bytes[SIZE], writable[SIZE], w1c[SIZE];
	struct io_image img;
	struct io_region io;
	pci_normal_config cfg;
	pci_EXP_region exp;
	pci_EXPSLT_region slot;
	pci_PM_region pm;
};

static struct io_region sub(const struct io_region *io, size_t off, size_t size)
{
	struct io_region ret;

	assert_int_equal(io_sub(io, off, size, &ret), PCI_OK);
	return ret;
}

static void fixture_init(struct fixture *f)
{
	struct io_region exp, pm;

	memset(f, 0, sizeof(*f));
	for (unsigned i = 0; i < SIZE; i++)
		f->bytes[i] = (uint8_t)i;
	memset(f->writable + EXP + 0x08, 0xff, 2); /* DEVCTL */
	f->w1c[EXP + 0x0a] = 0x4f;                 /* DEVSTA */
	memset(f->writable + EXP + 0x18, 0xff, 2); /* SLTCTL */
	memcpy(f->w1c + EXP + 0x1a, "\x1f\x01", 2);
	memcpy(f->writable + PM + 0x04, "\x03\x1f", 2); /* PMCSR */
	f->w1c[PM + 0x05] = 0x80;
	f->img = (struct io_image){f->bytes, SIZE, f->writable, f->w1c};
	io_image_region(&f->img, IO_CONFIG, &f->io);
	exp = sub(&f->io, EXP, 0x40);
	pm = sub(&f->io, PM, 8);
	assert_int_equal(io_typed(&f->io, &f->cfg), PCI_OK);
	assert_int_equal(io_typed(&exp, &f->exp), PCI_OK);
	assert_int_equal(io_typed(&exp, &f->slot), PCI_OK);
	assert_int_equal(io_typed(&pm, &f->pm), PCI_OK);
}

static void set16(struct fixture *f, size_t at, unsigned v)
{
	f->bytes[at] = (uint8_t)v;
	f->bytes[at + 1] = (uint8_t)(v >> 8);
}

static unsigned get16(const struct fixture *f, size_t at)
{
	return f->bytes[at] | (unsigned)f->bytes[at + 1] << 8;
}

/* A backend that only remembers: how often, and the last access. */
struct record {
	struct io_region io;
	uint64_t answer, val;
	size_t off;
	unsigned width, reads, writes;
};

static enum pci_status record_read(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t *ret)
{
	struct record *r = io->ctx;

	r->reads++;
	r->off = io->base + off;
	r->width = width;
	*ret = r->answer;
	return PCI_OK;
}

static enum pci_status record_write(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t val)
{
	struct record *r = io->ctx;

	r->writes++;
	r->off = io->base + off;
	r->width = width;
	r->val = val;
	return PCI_OK;
}

static void record_init(struct record *r, uint8_t widths)
{
	static const struct io_ops ops = {record_read, record_write};

	*r = (struct record){.answer = UINT64_MAX};
	r->io = (struct io_region){.ops = &ops, .ctx = r, .size = 4096, .widths = widths};
}

#define assert_access(r, at, bytes, read_count, write_count)                                       \
	do {                                                                                       \
		assert_int_equal((r)->off, at);                                                    \
		assert_int_equal((r)->width, bytes);                                               \
		assert_int_equal((r)->reads, read_count);                                          \
		assert_int_equal((r)->writes, write_count);                                        \
	} while (0)

/* A device's own block, with a register of every width. */
#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

static void test_refusals(void **state)
{
	struct fixture f;
	struct io_region io;
	pci_extended_config ext;
	pci_EXP_region exp;
	dev_MMIO_region mmio;

	(void)state;
	fixture_init(&f);
	assert_int_equal(io_typed(&f.io, &ext), PCI_ERANGE);
	io = sub(&f.io, 0x40, 0x0b);
	assert_int_equal(io_typed(&io, &exp), PCI_ERANGE);
	io = sub(&f.io, 0x40, 0x0c);
	assert_int_equal(io_typed(&io, &exp), PCI_OK);
	for (size_t off = 0x41; off < 0x44; off++) {
		io = sub(&f.io, off, 0x0c);
		assert_int_equal(io_typed(&io, &exp), PCI_EALIGN);
	}
	io = f.io;
	io.widths = IO_8 | IO_32;
	assert_int_equal(io_typed(&io, &exp), PCI_EWIDTH);

	assert_int_equal(io_typed(&f.io, &mmio), PCI_EWIDTH);
	f.io.widths = IO_MMIO;
	assert_int_equal(io_typed(&f.io, &mmio), PCI_OK);
	io = sub(&f.io, 4, 64);
	assert_int_equal(io_typed(&io, &mmio), PCI_EALIGN);
	assert_int_equal(io_make_typed(&f.io, 8, IO_MMIO, true, &io), PCI_EUNMAPPED);
}

static void test_mapped(void **state)
{
	_Alignas(8) uint8_t memory[0x20] = {0};
	const struct io_region odd = {.map = memory + 4, .size = 0x18, .widths = IO_MMIO};
	const struct io_region io = {.map = memory, .size = sizeof(memory), .widths = IO_MMIO};
	struct io_region direct;
	dev_MMIO_region dev;

	(void)state;
	assert_int_equal(io_typed(&odd, &dev), PCI_EALIGN);
	assert_int_equal(io_make_typed(&io, 8, IO_MMIO, true, &direct), PCI_OK);
	assert_int_equal(io_typed(&io, &dev), PCI_OK);
	io_write(&dev, QWORD, 0x1716151413121110);
	io_write(&dev, DWORD, 0xc3c2c1c0);
	io_write(&dev, WORD, 0xb1b0);
	io_write(&dev, BYTE, 0xa0);
	io_update(&dev, DWORD, MIDDLE, 0x5a);
	assert_memory_equal(memory,
	                    "\x10\x11\x12\x13\x14\x15\x16\x17\xc0\xc1\x5a\xc3\xb0\xb1\0\xa0", 16);
	assert_true(io_read(&dev, QWORD) == 0x1716151413121110);
	assert_int_equal(io_read(&dev, DWORD), 0xc35ac1c0);
	assert_int_equal(io_read(&dev, WORD), 0xb1b0);
	assert_int_equal(io_read(&dev, BYTE), 0xa0);
	assert_int_equal(io_field(&dev, DWORD, MIDDLE), 0x5a);
	assert_true(io_field(&dev, QWORD, ALL) == 0x1716151413121110);
	assert_int_equal(io_field(&dev, QWORD, TOP), 0x17);
}

static void test_read_and_field(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(io_read(&f.cfg, ID), 0x03020100);
	assert_int_equal(io_field(&f.cfg, ID, VENDOR), 0x0100);
	assert_int_equal(io_field(&f.cfg, ID, DEVICE), 0x0302);
	assert_int_equal(io_field(&f.cfg, CLASS_REV, CLASS), 0x0b0a09);
	assert_int_equal(io_read(&f.cfg, HEADER_TYPE), 0x0e);
	assert_int_equal(io_read(&f.exp, DEVCAP), 0x47464544);
	assert_int_equal(io_field(&f.exp, DEVCTL, MRRS), 4);
	assert_int_equal(io_read8(&f.cfg, 255), 255);
	assert_int_equal(io_read16(&f.cfg, 254), 0xfffe);
	assert_int_equal(io_read32(&f.cfg, 252), 0xfffefdfc);
	assert_int_equal(io_read32(&f.exp, 0), 0x43424140);
	assert_int_equal(reg_at(pci_EXP, DEVCTL), 8);
	assert_int_equal(reg_id(pci_EXP), 0x10);
	assert_int_equal(reg_id(pci_SRIOV), 0x10);
	assert_int_equal(reg_field(pci_HDR_ID, DEVICE, 0x12348086), 0x1234);
}

static void test_write_and_update(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	io_write(&f.exp, DEVCTL, 0x1234);
	assert_int_equal(get16(&f, EXP + 8), 0x1234);
	io_update(&f.exp, DEVCTL, MRRS, 7);
	assert_int_equal(get16(&f, EXP + 8), 0x7234);
	io_update(&f.exp, DEVCTL, FLR_OR_BCRE, 1);
	io_update(&f.exp, DEVCTL, RLX_ORD, 0);
	assert_int_equal(get16(&f, EXP + 8), 0xf224);
	io_write16(&f.exp, 8, 0xabcd);
	assert_int_equal(get16(&f, EXP + 8), 0xabcd);
	io_write8(&f.exp, 9, 0x12);
	io_write32(&f.exp, 8, 0x00004321); /* Status next to it: 0 clears nothing */
	assert_int_equal(get16(&f, EXP + 8), 0x4321);
	assert_int_equal(get16(&f, EXP + 0x0a), 0x4b4a);
}

/* A value known at run time only is cut to its field and leaves the neighbours alone. */
static void test_update_cuts(void **state)
{
	struct fixture f;
	volatile unsigned big = 0x1fb;
	volatile int minus = -1;

	(void)state;
	fixture_init(&f);
	io_write(&f.exp, DEVCTL, 0);
	io_update(&f.exp, DEVCTL, MPS, big);
	assert_int_equal(get16(&f, EXP + 8), 3 << 5);
	io_update(&f.exp, DEVCTL, MPS, minus);
	assert_int_equal(get16(&f, EXP + 8), 7 << 5);
}

static void test_clear_spares_neighbours(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set16(&f, EXP + 0x0a, 0x007f);
	io_clear(&f.exp, DEVSTA, NFED);
	assert_int_equal(get16(&f, EXP + 0x0a), 0x007d);
	io_clear(&f.exp, DEVSTA, EPR_DETECTED);
	assert_int_equal(get16(&f, EXP + 0x0a), 0x003d);

	set16(&f, EXP + 0x18, 0x1234);
	set16(&f, EXP + 0x1a, 0x01ff);
	io_clear(&f.slot, SLTSTA, PRES_CHG);
	assert_int_equal(get16(&f, EXP + 0x1a), 0x01f7);
	io_clear(&f.slot, SLTSTA, DLL_CHG);
	assert_int_equal(get16(&f, EXP + 0x1a), 0x00f7);
	assert_int_equal(get16(&f, EXP + 0x18), 0x1234);
}

/* PMCSR has fields to write beside the PME bit that is write-1-to-clear. */
static void test_update_spares_w1c(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set16(&f, PM + 4, 0x8100);
	io_update(&f.pm, PMCSR, STATE, 3);
	assert_int_equal(get16(&f, PM + 4), 0x8103);
	io_clear(&f.pm, PMCSR, PME_STATUS);
	assert_int_equal(get16(&f, PM + 4), 0x0103);
}

/* What is written, bit by bit: the field set, its W1C neighbours 0, the others as read. */
static void test_values_written(void **state)
{
	struct record r;
	pci_PM_region pm;
	pci_AER_region aer;

	(void)state;
	record_init(&r, IO_CONFIG);
	assert_int_equal(io_typed(&r.io, &pm), PCI_OK);
	assert_int_equal(io_typed(&r.io, &aer), PCI_OK);
	io_update(&pm, PMCSR, STATE, 1);
	assert_int_equal(r.val, 0x7ffd);
	io_clear(&pm, PMCSR, PME_STATUS);
	assert_int_equal(r.val, 0xffff);
	r.answer = 0;
	io_clear(&pm, PMCSR, PME_STATUS);
	assert_int_equal(r.val, 0x8000);
	r.answer = UINT64_MAX;
	io_clear(&aer, UE_STATUS, XLAT_BLOCKED);
	assert_int_equal(r.val, 0x80000fcf);
}

static void test_access_has_the_width_of_the_register(void **state)
{
	struct record r;
	struct io_region io;
	dev_MMIO_region dev;

	(void)state;
	record_init(&r, IO_MMIO);
	io = sub(&r.io, 0x100, 0x100);
	assert_int_equal(io_typed(&io, &dev), PCI_OK);
	r.answer = 0x1122334455667788;
	assert_int_equal(io_read(&dev, BYTE), 0x88);
	assert_access(&r, 0x10f, 1, 1, 0);
	assert_int_equal(io_read(&dev, WORD), 0x7788);
	assert_access(&r, 0x10c, 2, 2, 0);
	assert_int_equal(io_field(&dev, DWORD, MIDDLE), 0x66);
	assert_access(&r, 0x108, 4, 3, 0);
	assert_true(io_read(&dev, QWORD) == 0x1122334455667788);
	assert_access(&r, 0x100, 8, 4, 0);
	io_write(&dev, BYTE, 0xff);
	assert_access(&r, 0x10f, 1, 4, 1);
	io_write(&dev, WORD, 1);
	assert_access(&r, 0x10c, 2, 4, 2);
	io_write(&dev, QWORD, UINT64_MAX);
	assert_access(&r, 0x100, 8, 4, 3);
	io_update(&dev, DWORD, MIDDLE, 0);
	assert_access(&r, 0x108, 4, 5, 4);
	assert_int_equal(r.val, 0x55007788);
	io_clear(&dev, STATUS, DONE);
	assert_access(&r, 0x110, 2, 6, 5);
	assert_int_equal(io_read64(&dev, 8) >> 32, 0x11223344);
	assert_access(&r, 0x108, 8, 7, 5);
	io_write64(&dev, 0, 1);
	assert_access(&r, 0x100, 8, 7, 6);
}

static void test_evaluated_once(void **state)
{
	struct record r;
	dev_MMIO_region dev[24];
	const dev_MMIO_region *p = dev;
	unsigned n = 0;
	uint16_t word[2] = {0, 0}, *w = word;

	(void)state;
	record_init(&r, IO_MMIO);
	for (size_t i = 0; i < sizeof(dev) / sizeof(dev[0]); i++)
		assert_int_equal(io_typed(&r.io, &dev[i]), PCI_OK);
	(void)io_read(p++, QWORD);
	(void)io_field(p++, DWORD, MIDDLE);
	io_write(p++, WORD, (uint16_t)n++);
	io_update(p++, DWORD, MIDDLE, n++);
	io_clear(p++, STATUS, DONE);
	(void)io_read8(p++, 0);
	(void)io_read16(p++, 0);
	(void)io_read32(p++, 0);
	(void)io_read64(p++, 0);
	io_write8(p++, 0, (uint8_t)n++);
	io_write16(p++, 0, (uint16_t)n++);
	io_write32(p++, 0, n++);
	io_write64(p++, 0, n++);
	assert_int_equal(io_try_reg(p++, WORD, w++), PCI_OK);
	assert_ptr_equal(p, dev + 14);
	assert_int_equal(n, 6);
	assert_int_equal(r.val, 5);
	assert_ptr_equal(w, word + 1);
}

static void test_nested(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	set16(&f, EXP + 8, 0x50e0);
	io_update(&f.exp, DEVCTL, MPS, io_field(&f.exp, DEVCTL, MRRS));
	assert_int_equal(get16(&f, EXP + 8), 0x50a0);
}

static void test_try_reg(void **state)
{
	struct fixture f;
	struct pci_presence presence;
	uint32_t id = 0;
	uint16_t command = 0;
	uint8_t type = 0;

	(void)state;
	fixture_init(&f);
	pci_presence_init(&presence, &f.io);
	f.cfg.io.presence = &presence;
	assert_int_equal(io_try_reg(&f.cfg, ID, &id), PCI_OK);
	assert_int_equal(id, 0x03020100);
	assert_int_equal(io_try_reg(&f.cfg, COMMAND, &command), PCI_OK);
	assert_int_equal(command, 0x0504);
	assert_int_equal(io_try_reg(&f.cfg, HEADER_TYPE, &type), PCI_OK);
	assert_int_equal(type, 0x0e);
	assert_int_equal(reg_try_read(&f.io, pci_HDR, COMMAND, &command), PCI_OK);
	assert_int_equal(command, 0x0504);

	memset(f.bytes, 0xff, SIZE);
	assert_int_equal(io_try_reg(&f.cfg, COMMAND, &command), PCI_EGONE);
	assert_int_equal(command, UINT16_MAX);
}

/* The infallible family goes on like the bus: reads are all ones, writes go nowhere. */
static void test_unplugged(void **state)
{
	struct fixture f;
	struct io_fault fault;
	struct io_region io;
	pci_EXP_region exp;
	struct pci_presence presence;

	(void)state;
	fixture_init(&f);
	io_fault_region(&fault, &f.exp.io, &io);
	assert_int_equal(io_typed(&io, &exp), PCI_OK);
	pci_presence_init(&presence, &f.io);
	exp.io.presence = &presence;
	fault.unplug_at = 1;
	assert_int_equal(io_read(&exp, DEVCAP), UINT32_MAX);
	assert_int_equal(io_field(&exp, FLAGS, TYPE), 15);
	io_update(&exp, DEVCTL, MPS, 0);
	io_clear(&exp, DEVSTA, CED);
	assert_int_equal(get16(&f, EXP + 8), 0x4948);
	assert_int_equal(get16(&f, EXP + 0x0a), 0x4b4a);
	assert_false(presence.gone);
	memset(f.bytes, 0xff, 4);
	assert_int_equal(pci_presence_check(&presence), PCI_EGONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_mapped),
		cmocka_unit_test(test_read_and_field),
		cmocka_unit_test(test_write_and_update),
		cmocka_unit_test(test_update_cuts),
		cmocka_unit_test(test_clear_spares_neighbours),
		cmocka_unit_test(test_update_spares_w1c),
		cmocka_unit_test(test_values_written),
		cmocka_unit_test(test_access_has_the_width_of_the_register),
		cmocka_unit_test(test_evaluated_once),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_try_reg),
		cmocka_unit_test(test_unplugged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
