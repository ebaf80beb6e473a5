/* test_io_cache.c - each dword is read once, and what is read is right. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/io_cache.h"
#include "lib/io_fault.h"
#include "lib/pci_cap.h"
#include "lib/presence.h"
#include "lib/test/conform.h"
#include "lib/test/host.h"

enum { SIZE = 4096, ONES = 0xe00 };

struct fixture {
	uint8_t bytes[SIZE], writable[SIZE];
	struct io_image image;
	struct io_fault fault;
	struct io_region counted, io; /* below the cache and above it */
	struct io_cache cache;
};

/* The first size bytes from base on. */
static void setup(struct fixture *f, uint8_t widths, size_t base, size_t size)
{
	struct io_region all, part;

	for (unsigned i = 0; i < SIZE; i++)
		f->bytes[i] = i < ONES ? (uint8_t)(i * 7 + i / 256 + 1) : 0xff;
	memset(f->writable, 0xff, SIZE);
	f->image = (struct io_image){f->bytes, SIZE, f->writable, NULL};
	io_image_region(&f->image, widths, &all);
	assert_int_equal(io_sub(&all, base, size, &part), PCI_OK);
	io_fault_region(&f->fault, &part, &f->counted);
	memset(&f->cache, 0xa5, sizeof(f->cache));
	assert_int_equal(io_cache_region(&f->cache, &f->counted, &f->io), PCI_OK);
}

static void test_conformance(void **state)
{
	static const uint8_t widths[] = {IO_CONFIG, IO_MMIO};
	struct fixture f;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct io_conform_spec s = {.size = SIZE,
		                            .widths = widths[i],
		                            .ones_from = ONES,
		                            .writes = IO_CONFORM_SCRATCH,
		                            .scratch = 0x80};

		setup(&f, widths[i], 0, SIZE);
		s.id = get_le32(f.bytes);
		conform("cache", &f.io, &s);
		assert_int_not_equal(f.fault.writes, 0);
		f.image.writable = NULL;
		io_image_region(&f.image, widths[i], &f.fault.under);
		s.writes = IO_CONFORM_READ_ONLY;
		conform("cache, read-only", &f.io, &s);
	}
}

/* Every width at every offset costs a read per dword, not more. */
static void test_each_dword_once(void **state)
{
	struct fixture f;
	uint64_t v;

	(void)state;
	setup(&f, IO_CONFIG, 0, SIZE);
	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t off = 0; off < SIZE; off++)
			for (unsigned width = 1; width <= 4; width *= 2) {
				if (off % width)
					continue;
				assert_int_equal(io_try_read(&f.io, off, width, &v), PCI_OK);
				for (unsigned i = 0; i < width; i++)
					assert_int_equal(v >> 8 * i & 0xff, f.bytes[off + i]);
			}
	assert_int_equal(f.fault.reads, SIZE / 4);
	io_cache_forget(&f.cache);
	assert_int_equal(io_try_read(&f.io, 7, 1, &v), PCI_OK);
	assert_int_equal(f.fault.reads, SIZE / 4 + 1);
}

static void test_writes(void **state)
{
	struct fixture f;
	uint32_t v;
	uint16_t h;

	(void)state;
	setup(&f, IO_CONFIG, 0, SIZE);
	for (unsigned off = 0x40; off < 0x50; off += 4)
		assert_int_equal(io_try_read32(&f.io, off, &v), PCI_OK);
	memset(f.writable + 0x46, 0x0f,
	       1); /* what is read back is the device's, not what was written */
	assert_int_equal(io_try_write16(&f.io, 0x46, 0xabcd), PCI_OK);
	assert_int_equal(f.fault.writes, 1);
	assert_int_equal(f.fault.reads, 4);
	assert_int_equal(f.bytes[0x47], 0xab);
	assert_int_equal(io_try_read16(&f.io, 0x46, &h), PCI_OK);
	assert_int_equal(h, get_le16(f.bytes + 0x46));
	assert_int_equal(io_try_read32(&f.io, 0x40, &v), PCI_OK);
	assert_int_equal(io_try_read32(&f.io, 0x48, &v), PCI_OK);
	assert_int_equal(f.fault.reads, 5);
	f.fault.mode = IO_FAULT_FAIL_WRITES;
	assert_int_equal(io_try_write32(&f.io, 0x48, 0), PCI_EIO);
	assert_int_equal(io_try_read32(&f.io, 0x48, &v), PCI_OK); /* who knows what it did */
	assert_int_equal(f.fault.reads, 6);
}

/* A failure is passed on and tried again, and never becomes a value. */
static void test_failures(void **state)
{
	struct fixture f;
	uint32_t v;
	uint8_t b;

	(void)state;
	setup(&f, IO_CONFIG, 0, SIZE);
	f.fault.mode = IO_FAULT_FAIL_READS;
	f.fault.at = 1;
	f.fault.count = 2;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(io_try_read8(&f.io, 0x41, &b), PCI_EIO);
		assert_int_equal(b, 0xff);
	}
	assert_int_equal(io_try_read8(&f.io, 0x41, &b), PCI_OK);
	assert_int_equal(b, f.bytes[0x41]);
	assert_int_equal(f.fault.reads, 3);
	assert_int_equal(io_try_read32(&f.io, SIZE, &v), PCI_ERANGE);
	assert_int_equal(io_try_read32(&f.io, 2, &v), PCI_EALIGN);
	assert_int_equal(f.fault.reads, 3);
}

/* Bytes of a dword that is not all there are read as they are, each time. */
static void test_ends(void **state)
{
	struct fixture f;
	uint32_t v;
	uint16_t h;
	uint8_t b;

	(void)state;
	setup(&f, IO_CONFIG, 6, 63); /* 6 to 68 */
	assert_int_equal(f.io.size, 63);
	for (unsigned long i = 1; i <= 2; i++) {
		assert_int_equal(io_try_read16(&f.io, 0, &h), PCI_OK);
		assert_int_equal(h, get_le16(f.bytes + 6));
		assert_int_equal(io_try_read8(&f.io, 62, &b), PCI_OK);
		assert_int_equal(b, f.bytes[68]);
		assert_int_equal(f.fault.reads, 2 * i);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(io_try_read32(&f.io, 2, &v), PCI_OK);
		assert_int_equal(v, get_le32(f.bytes + 8));
		assert_int_equal(io_try_read16(&f.io, 4, &h), PCI_OK); /* of the same dword */
		assert_int_equal(h, get_le16(f.bytes + 10));
		assert_int_equal(io_try_read16(&f.io, 6, &h), PCI_OK);
		assert_int_equal(h, get_le16(f.bytes + 12));
		assert_int_equal(io_try_read16(&f.io, 60, &h), PCI_OK);
		assert_int_equal(h, get_le16(f.bytes + 66));
		assert_int_equal(f.fault.reads, 7);
	}
	assert_int_equal(io_try_read32(&f.io, 0, &v), PCI_EALIGN);
	assert_int_equal(io_try_read32(&f.io, 62, &v), PCI_ERANGE);
	assert_int_equal(io_try_write16(&f.io, 60, 0x1234), PCI_OK);
	assert_int_equal(io_try_read16(&f.io, 60, &h), PCI_OK);
	assert_int_equal(h, 0x1234);
	assert_int_equal(f.fault.reads, 8);
	setup(&f, IO_CONFIG, 0, 0);
	assert_int_equal(io_try_read8(&f.io, 0, &b), PCI_ERANGE);
}

static void test_sizes(void **state)
{
	struct io_cache cache;
	struct io_region under = {.size = 4097, .widths = IO_CONFIG}, io;

	(void)state;
	assert_int_equal(io_cache_region(&cache, &under, &io), PCI_ERANGE);
	under.size = 4096;
	assert_int_equal(io_cache_region(&cache, &under, &io), PCI_OK);
	under.base = 2; /* 1025 dwords */
	assert_int_equal(io_cache_region(&cache, &under, &io), PCI_ERANGE);
	under.base = 4;
	assert_int_equal(io_cache_region(&cache, &under, &io), PCI_OK);
}

/* Regions without 32-bit reads, and 64 bits at once, go by the cache and see writes through it. */
static void test_other_widths(void **state)
{
	struct fixture f;
	uint64_t v;
	uint8_t b;

	(void)state;
	setup(&f, IO_8, 0, SIZE);
	assert_int_equal(io_try_read8(&f.io, 5, &b), PCI_OK);
	assert_int_equal(io_try_read8(&f.io, 6, &b), PCI_OK);
	assert_int_equal(f.fault.reads, 2);
	setup(&f, IO_MMIO, 0, SIZE);
	assert_int_equal(io_try_read(&f.io, 8, 4, &v), PCI_OK);
	assert_int_equal(io_try_read(&f.io, 12, 4, &v), PCI_OK);
	assert_int_equal(io_try_write64(&f.io, 8, UINT64_C(0x123456789abcdef0)), PCI_OK);
	assert_int_equal(io_try_read64(&f.io, 8, &v), PCI_OK);
	assert_int_equal(v, UINT64_C(0x123456789abcdef0));
	assert_int_equal(io_try_read(&f.io, 8, 4, &v), PCI_OK);
	assert_int_equal(v, 0x9abcdef0);
	assert_int_equal(io_try_read(&f.io, 12, 4, &v), PCI_OK);
	assert_int_equal(v, 0x12345678);
}

/* The presence asks the device, once for a dword of all ones, and its loss is everybody's. */
static void test_presence(void **state)
{
	struct pci_presence presence;
	struct fixture f;
	uint32_t v;
	uint8_t b;

	(void)state;
	setup(&f, IO_CONFIG, 0, SIZE);
	pci_presence_init(&presence, &f.counted);
	f.counted.presence = &presence;
	assert_int_equal(io_cache_region(&f.cache, &f.counted, &f.io), PCI_OK);
	assert_int_equal(io_try_read32(&f.io, 0, &v), PCI_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(io_try_read32(&f.io, ONES, &v), PCI_OK);
		assert_int_equal(io_try_read8(&f.io, ONES + 1, &b), PCI_OK);
		assert_int_equal(f.fault.reads, 1 + 1 + 1);
	}
	f.fault.mode = IO_FAULT_RETRY;
	assert_int_equal(io_try_read32(&f.io, 0x40, &v), PCI_ERETRY);
	f.fault.mode = IO_FAULT_NONE;
	assert_int_equal(io_try_read32(&f.io, 0x40, &v), PCI_OK);
	assert_int_equal(v, get_le32(f.bytes + 0x40));
	f.fault.unplug_at = 1;
	assert_int_equal(io_try_read32(&f.io, 0, &v), PCI_OK); /* as it was */
	assert_int_equal(io_try_read32(&f.io, 0x44, &v), PCI_EGONE);
	assert_true(presence.gone);
	assert_int_equal(io_try_read32(&f.io, 0, &v), PCI_EGONE);
	assert_int_equal(v, UINT32_MAX);
	assert_int_equal(io_try_write32(&f.io, 0x40, 0), PCI_EGONE);
	f.fault.unplug_at = 0;
	assert_int_equal(pci_presence_recheck(&presence), PCI_OK);
	assert_int_equal(io_try_read32(&f.io, 0x44, &v), PCI_OK);
	assert_int_equal(v, get_le32(f.bytes + 0x44));
}

/* Both chains, walked twice, and searched: what the first walk read is all there is to read. */
static void test_walk(void **state)
{
	static struct pci_caps caps;
	struct fixture f;
	struct io_region io;
	unsigned long reads;

	(void)state;
	setup(&f, IO_CONFIG, 0, SIZE);
	cfg_init(f.bytes, 0x43841002, 0x030000, 0);
	cfg_cap(f.bytes, 0x40, 0x01);
	cfg_cap(f.bytes, 0x50, 0x10);
	cfg_ext(f.bytes, 0x100, 0x0001, 1);
	cfg_ext(f.bytes, 0x180, 0x0003, 1);
	pci_caps_read(&caps, &f.io, 0);
	assert_int_equal(caps.count, 4);
	reads = f.fault.reads;
	assert_int_equal(reads, 2 + 2 + 2); /* Status and pointer, and the headers */
	pci_caps_read(&caps, &f.io, 0);
	assert_int_equal(pci_find_id(&f.io, PCI_CAP_EXT, 0x0003, 0, &io), PCI_OK);
	assert_int_equal(pci_find_id(&f.io, PCI_CAP_STD, 0x0005, 0, &io), PCI_ENOTFOUND);
	assert_int_equal(f.fault.reads, reads);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conformance),  cmocka_unit_test(test_each_dword_once),
		cmocka_unit_test(test_writes),       cmocka_unit_test(test_failures),
		cmocka_unit_test(test_ends),         cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_other_widths), cmocka_unit_test(test_presence),
		cmocka_unit_test(test_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
