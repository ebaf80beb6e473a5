/* test_io_block.c - typed regions of relative blocks: where they are, and what is refused. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_image.h"
#include "lib/presence.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

/* A test engine at 100h of something larger. */
enum { AT = 0x100, SIZE = 0x400 };

struct fixture {
	_Alignas(8) uint8_t bytes[SIZE], writable[SIZE], w1c[SIZE];
	struct io_image image;
	struct io_region io;
	struct pci_presence presence;
	dev_ENGINE_region dev;
};

static void fixture_init(struct fixture *f, bool mapped)
{
	struct io_region whole = {.map = f->bytes, .size = SIZE, .widths = IO_MMIO}, io;

	memset(f, 0, sizeof(*f));
	for (size_t i = 0; i < SIZE; i++)
		f->bytes[i] = (uint8_t)(i >> 3);
	memset(f->writable, 0xff, SIZE);
	for (unsigned i = 0; i < 4; i++) {
		f->w1c[AT + 0x104 + 0x10 * i] = 1;
		f->writable[AT + 0x104 + 0x10 * i] = 0xfe;
	}
	f->image = (struct io_image){f->bytes, SIZE, f->writable, f->w1c};
	io_image_region(&f->image, IO_MMIO, &f->io);
	assert_int_equal(io_sub(mapped ? &whole : &f->io, AT, 0x200, &io), PCI_OK);
	assert_int_equal(io_typed(&io, &f->dev), PCI_OK);
}

static uint32_t get(const struct fixture *f, size_t at, unsigned width)
{
	uint32_t v = 0;

	memcpy(&v, f->bytes + AT + at, width);
	return v;
}

static void check_constant(bool mapped)
{
	struct fixture f;

	fixture_init(&f, mapped);
	assert_int_equal(io_read(&f.dev, LANE[0].CTRL), get(&f, 0x100, 4));
	assert_int_equal(io_read(&f.dev, LANE[3].ID), get(&f, 0x138, 2));
	assert_int_equal(io_read(&f.dev, DMA1.RING[1].TAIL), get(&f, 0xba, 2));
	assert_int_equal(io_read(&f.dev, DMA0.RING[0].BASE) >> 32, get(&f, 0x64, 4));
	assert_int_equal(io_field(&f.dev, LANE[2].STATUS, LEVEL), f.bytes[AT + 0x125]);
	io_write(&f.dev, LANE[1].MODE, 0xa5);
	assert_int_equal(get(&f, 0x117, 1), 0xa5);
	io_write(&f.dev, LANE[2].CTRL, 0);
	io_update(&f.dev, LANE[2].CTRL, SPEED, 2);
	assert_int_equal(get(&f, 0x120, 4), 4);
	assert_int_equal(get(&f, 0x110, 4), 0x42424242);
	assert_int_equal(reg_at(dev_ENGINE, LANE[3].CTRL), 0x130);
	assert_int_equal(reg_at(dev_ENGINE, DMA1.RING[1].TAIL), 0xba);
}

static void test_constant(void **state)
{
	(void)state;
	check_constant(false);
	check_constant(true);
}

/* Only the entry's own bit is cleared. */
static void test_clear(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, false);
	for (unsigned i = 0; i < 4; i++)
		f.bytes[AT + 0x104 + 0x10 * i] = 1;
	io_clear(&f.dev, LANE[2].STATUS, ERROR);
	assert_int_equal(f.bytes[AT + 0x104], 1);
	assert_int_equal(f.bytes[AT + 0x114], 1);
	assert_int_equal(f.bytes[AT + 0x124], 0);
	assert_int_equal(f.bytes[AT + 0x134], 1);
}

static void test_block(void **state)
{
	struct fixture f;
	dev_CHANNEL_region dma;
	dev_RING_region ring;
	dev_LINK_region link;
	uint64_t v;

	(void)state;
	fixture_init(&f, false);
	f.dev.io.presence = &f.presence;
	io_block(&f.dev, DMA1, &dma);
	assert_int_equal(dma.io.base, AT + 0x80);
	assert_int_equal(dma.io.size, 0x40);
	assert_ptr_equal(dma.io.presence, &f.presence);
	assert_int_equal(dma.io.widths, IO_MMIO);
	assert_int_equal(io_read(&dma, CTRL), get(&f, 0x80, 1));
	assert_int_equal(io_read(&dma, RING[1].HEAD), get(&f, 0xb8, 2));
	io_block(&dma, RING[1], &ring);
	assert_int_equal(ring.io.base, AT + 0xb0);
	assert_int_equal(io_read(&ring, HEAD), get(&f, 0xb8, 2));
	io_block(&f.dev, LANE[3], &link);
	assert_int_equal(link.io.base, AT + 0x130);
	assert_int_equal(link.io.size, 0x0a);
	assert_int_equal(io_try_read(&link.io, 0x0a, 2, &v), PCI_ERANGE);

	fixture_init(&f, true);
	io_block(&f.dev, DMA0.RING[1], &ring);
	assert_ptr_equal(ring.io.map, f.bytes + AT + 0x70);
	assert_int_equal(io_read(&ring, TAIL), get(&f, 0x7a, 2));
}

static void test_entry(void **state)
{
	struct fixture f;
	dev_LINK_region link;
	dev_RING_region ring;
	const size_t beyond[] = {4, 5, 16, UINT32_MAX, SIZE_MAX, SIZE_MAX / 0x10 + 1};

	(void)state;
	fixture_init(&f, false);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(io_entry(&f.dev, LANE, i, &link), PCI_OK);
		assert_int_equal(link.io.base, AT + 0x100 + 0x10 * i);
		assert_int_equal(link.io.size, 0x0a);
		assert_int_equal(io_read(&link, ID), get(&f, 0x108 + 0x10 * i, 2));
	}
	for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++)
		assert_int_equal(io_entry(&f.dev, LANE, beyond[i], &link), PCI_ERANGE);
	assert_int_equal(io_entry(&f.dev, LANE, -1, &link), PCI_ERANGE);
	assert_int_equal(link.io.base, AT + 0x130);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(io_entry(&f.dev, DMA1.RING, i, &ring), PCI_OK);
		assert_int_equal(ring.io.base, (unsigned)(AT + 0xa0 + 0x10 * i));
	}
	assert_int_equal(io_entry(&f.dev, DMA1.RING, 2, &ring), PCI_ERANGE);
}

static void test_evaluated_once(void **state)
{
	struct fixture f;
	dev_ENGINE_region dev[8];
	const dev_ENGINE_region *p = dev;
	dev_LINK_region link[2], *l = link;
	unsigned i = 0;

	(void)state;
	fixture_init(&f, false);
	for (unsigned n = 0; n < 8; n++)
		dev[n] = f.dev;
	assert_int_equal(io_entry(p++, LANE, i++, l++), PCI_OK);
	io_block(p++, LANE[1], l++);
	(void)io_read(p++, LANE[1].CTRL);
	io_write(p++, LANE[1].MODE, (uint8_t)i++);
	io_update(p++, LANE[1].CTRL, SPEED, i++);
	io_clear(p++, LANE[1].STATUS, ERROR);
	assert_ptr_equal(p, dev + 6);
	assert_ptr_equal(l, link + 2);
	assert_int_equal(i, 3);
}

/* A relative block needs the alignment and the widths of its own registers, no others. */
static void test_typed(void **state)
{
	struct fixture f;
	struct io_region io;
	dev_LINK_region link;
	dev_RING_region ring;

	(void)state;
	fixture_init(&f, false);
	for (size_t off = 0; off < 16; off++) {
		assert_int_equal(io_sub(&f.io, off, 0x10, &io), PCI_OK);
		assert_int_equal(io_typed(&io, &link), off % 4 ? PCI_EALIGN : PCI_OK);
		assert_int_equal(io_typed(&io, &ring), off % 8 ? PCI_EALIGN : PCI_OK);
	}
	io = f.io;
	io.widths = IO_CONFIG;
	assert_int_equal(io_typed(&io, &link), PCI_OK);
	assert_int_equal(io_typed(&io, &ring), PCI_EWIDTH);
	io = f.io;
	io.size = 0x0a;
	assert_int_equal(io_typed(&io, &link), PCI_OK);
	io.size = 0x09;
	assert_int_equal(io_typed(&io, &link), PCI_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_constant), cmocka_unit_test(test_clear),
		cmocka_unit_test(test_block),    cmocka_unit_test(test_entry),
		cmocka_unit_test(test_typed),    cmocka_unit_test(test_evaluated_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
