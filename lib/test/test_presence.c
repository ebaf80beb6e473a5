/* test_presence.c - a device that is gone, or not, and the wrapper that takes it away. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_cache.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/io_trace.h"
#include "lib/presence.h"

enum { SIZE = 64 };

/*
 * A function of 64 bytes behind a counting wrapper, watched by its Vendor ID. Byte n is n, but
 * bytes 16 to 31 are ones.
 */
struct watched {
	uint8_t bytes[SIZE], writable[SIZE];
	struct io_image img;
	struct io_fault fault;
	struct pci_presence presence;
	struct io_region io;
};

static void watched_init(struct watched *w, uint16_t vendor)
{
	struct io_region image;

	for (uint8_t i = 0; i < SIZE; i++)
		w->bytes[i] = i;
	memset(w->bytes + 16, 0xff, 16);
	memset(w->writable, 0xff, SIZE);
	w->bytes[0] = (uint8_t)vendor;
	w->bytes[1] = (uint8_t)(vendor >> 8);
	w->img = (struct io_image){w->bytes, SIZE, w->writable, NULL};
	io_image_region(&w->img, IO_CONFIG, &image);
	io_fault_region(&w->fault, &image, &w->io);
	pci_presence_init(&w->presence, &w->io);
	w->io.presence = &w->presence;
}

static const uint32_t at_8 = 0x0b0a0908;

static void test_all_ones_of_a_present_device(void **state)
{
	struct watched w;
	uint8_t v8;
	uint16_t v16;
	uint32_t v32;

	(void)state;
	watched_init(&w, 0x8086);
	assert_int_equal(io_try_read8(&w.io, 16, &v8), PCI_OK);
	assert_int_equal(io_try_read16(&w.io, 16, &v16), PCI_OK);
	assert_int_equal(io_try_read32(&w.io, 16, &v32), PCI_OK);
	assert_true(v8 == UINT8_MAX && v16 == UINT16_MAX && v32 == UINT32_MAX);
	assert_int_equal(w.fault.reads, 6);
	/* the Vendor ID is read for all ones only */
	assert_int_equal(io_try_read32(&w.io, 8, &v32), PCI_OK);
	assert_int_equal(w.fault.reads, 7);
}

static void test_gone_is_held(void **state)
{
	struct watched w;
	struct io_region sub;
	uint32_t v = 0;

	(void)state;
	watched_init(&w, 0xffff);
	assert_int_equal(io_sub(&w.io, 8, 8, &sub), PCI_OK);
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_EGONE);
	assert_int_equal(v, UINT32_MAX);
	assert_true(w.presence.gone);
	assert_int_equal(w.fault.reads, 2);

	memcpy(w.bytes, "\x86\x80", 2);
	v = 0;
	assert_int_equal(io_try_read32(&w.io, 8, &v), PCI_EGONE);
	assert_int_equal(v, UINT32_MAX);
	assert_int_equal(io_try_read32(&sub, 0, &v), PCI_EGONE);
	assert_int_equal(io_try_write32(&w.io, 8, 0), PCI_EGONE);
	assert_int_equal(pci_presence_check(&w.presence), PCI_EGONE);
	assert_int_equal(w.fault.reads + w.fault.writes, 2);
	/* a wrong access is still told as such */
	assert_int_equal(io_try_read32(&w.io, SIZE, &v), PCI_ERANGE);

	assert_int_equal(pci_presence_recheck(&w.presence), PCI_OK);
	assert_int_equal(io_try_read32(&sub, 0, &v), PCI_OK);
	assert_int_equal(v, at_8);
	assert_int_equal(w.fault.reads, 4);
}

static void test_recheck_of_a_device_still_gone(void **state)
{
	struct watched w;

	(void)state;
	watched_init(&w, 0xffff);
	assert_int_equal(pci_presence_check(&w.presence), PCI_EGONE);
	assert_int_equal(pci_presence_recheck(&w.presence), PCI_EGONE);
	assert_int_equal(pci_presence_check(&w.presence), PCI_EGONE);
	assert_int_equal(w.fault.reads, 2);
}

/* The Vendor ID alone counts: all ones elsewhere in its dword is a device. */
static void test_device_id_ffff(void **state)
{
	struct watched w;
	uint32_t v;

	(void)state;
	watched_init(&w, 0x8086);
	memset(w.bytes + 2, 0xff, 2);
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_OK);
	memcpy(w.bytes, "\xff\xff\x34\x12", 4);
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_EGONE);
}

static void test_retry(void **state)
{
	struct watched w;
	uint32_t v = 0;

	(void)state;
	watched_init(&w, 0x0001);
	memset(w.bytes + 2, 0xff, 2);
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_ERETRY);
	assert_int_equal(v, UINT32_MAX);
	assert_false(w.presence.gone);
	assert_int_equal(pci_presence_check(&w.presence), PCI_ERETRY);
	memcpy(w.bytes, "\x86\x80", 2);
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_OK);
}

/* The VF's own Vendor ID is ffff while it lives; its PF's says when it is gone. */
static void test_virtual_function(void **state)
{
	struct watched pf, vf;
	uint32_t v;

	(void)state;
	watched_init(&pf, 0x8086);
	watched_init(&vf, 0xffff);
	pci_presence_init(&vf.presence, &pf.io);
	memset(vf.bytes, 0xff, 4);
	assert_int_equal(io_try_read32(&vf.io, 0, &v), PCI_OK);
	assert_int_equal(v, UINT32_MAX);
	assert_int_equal(vf.fault.reads, 1);
	assert_int_equal(pf.fault.reads, 1);
	memset(pf.bytes, 0xff, 4);
	assert_int_equal(io_try_read32(&vf.io, 0, &v), PCI_EGONE);
	assert_true(vf.presence.gone);
	assert_false(pf.presence.gone);
}

/* A presence is asked of the bare device, also where its region has a presence of its own. */
static void test_presence_of_a_watched_region(void **state)
{
	struct watched w;
	struct pci_presence second;

	(void)state;
	watched_init(&w, 0x8086);
	w.presence.gone = true;
	pci_presence_init(&second, &w.io);
	assert_int_equal(pci_presence_check(&second), PCI_OK);
}

static enum pci_status failing_read(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t *ret)
{
	(void)io;
	(void)off;
	(void)width;
	*ret = 0x1234;
	return PCI_EIO;
}

static void test_presence_that_cannot_ask(void **state)
{
	static const struct io_ops ops = {failing_read, NULL};
	struct watched w;
	uint32_t v = 0;

	(void)state;
	watched_init(&w, 0x8086);
	w.presence.cfg.ops = &ops;
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_EIO);
	assert_int_equal(v, UINT32_MAX);
	assert_false(w.presence.gone);
}

static void test_unplug(void **state)
{
	for (unsigned long at = 1; at <= 4; at++) {
		struct watched w;
		uint32_t v;

		(void)state;
		watched_init(&w, 0x8086);
		w.fault.unplug_at = at;
		for (unsigned long n = 1; n <= 4; n++) {
			v = (uint32_t)io_read_any(&w.io, 8, 4);
			assert_int_equal(v, n < at ? at_8 : UINT32_MAX);
		}
		assert_false(w.presence.gone);
		assert_int_equal(io_try_write32(&w.io, 8, 0), PCI_OK);
		assert_int_equal(w.bytes[8], 8);
		assert_int_equal(io_try_read32(&w.io, 8, &v), PCI_EGONE);
		assert_int_equal(w.fault.reads, 6);
		assert_int_equal(w.fault.writes, 1);
		w.fault.unplug_at = 0;
		assert_int_equal(pci_presence_recheck(&w.presence), PCI_OK);
		assert_int_equal(io_try_read32(&w.io, 8, &v), PCI_OK);
	}
}

/* Writes count as accesses; those before the fault arrive, that one and later ones do not. */
static void test_unplug_at_a_write(void **state)
{
	struct watched w;
	struct io_region sub;

	(void)state;
	watched_init(&w, 0x8086);
	assert_int_equal(w.io.size, SIZE);
	assert_int_equal(w.io.widths, IO_CONFIG);
	assert_int_equal(io_sub(&w.io, 8, 8, &sub), PCI_OK);
	w.fault.unplug_at = 3;
	assert_int_equal(io_read_any(&sub, 0, 1), 8);
	assert_int_equal(io_try_write8(&sub, 0, 0xaa), PCI_OK);
	assert_int_equal(w.bytes[8], 0xaa);
	assert_int_equal(io_try_write8(&sub, 0, 0xbb), PCI_OK);
	assert_int_equal(io_try_write8(&sub, 0, 0xcc), PCI_OK);
	assert_int_equal(w.bytes[8], 0xaa);
	assert_int_equal(w.fault.reads, 1);
	assert_int_equal(w.fault.writes, 3);
}

/* Nobody vanishes from a record, whatever its Vendor ID is. */
static void test_record(void **state)
{
	struct watched w;
	uint32_t v;

	(void)state;
	watched_init(&w, 0xffff);
	w.presence.cfg.recorded = true;
	assert_int_equal(pci_presence_check(&w.presence), PCI_OK);
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_OK);
	assert_int_equal(v, UINT32_MAX);
	w.presence.cfg.recorded = false;
	assert_int_equal(io_try_read32(&w.io, 16, &v), PCI_EGONE);
}

static void ignore(void *ctx, const struct io_trace_event *e)
{
	(void)ctx;
	(void)e;
}

/* What only looks at a record is one; what takes devices away is none. */
static void test_wrapped_record(void **state)
{
	struct io_region io;
	struct io_cache cache;
	struct io_trace trace;
	struct io_fault fault;
	struct watched w;

	(void)state;
	watched_init(&w, 0x10de);
	for (int recorded = 0; recorded < 2; recorded++) {
		w.io.recorded = recorded;
		assert_int_equal(io_cache_region(&cache, &w.io, &io), PCI_OK);
		assert_int_equal(io.recorded, recorded);
		io_trace_region(&trace, &w.io, ignore, NULL, &io);
		assert_int_equal(io.recorded, recorded);
		io_fault_region(&fault, &w.io, &io);
		assert_false(io.recorded);
	}
}

/* The wrapper hides whether what is under it has a presence, and passes its status on. */
static void test_fault_passes_status(void **state)
{
	struct watched w;
	struct io_fault outer;
	struct io_region io;
	uint32_t v;

	(void)state;
	watched_init(&w, 0xffff);
	io_fault_region(&outer, &w.io, &io);
	assert_null(io.presence);
	assert_int_equal(io_try_read32(&io, 16, &v), PCI_OK);
	assert_int_equal(v, UINT32_MAX);
	outer.under.size = 8;
	assert_int_equal(io_try_read32(&io, 16, &v), PCI_ERANGE);
	assert_int_equal(v, UINT32_MAX);
	assert_int_equal(io_try_write32(&io, 16, 0), PCI_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_ones_of_a_present_device),
		cmocka_unit_test(test_gone_is_held),
		cmocka_unit_test(test_recheck_of_a_device_still_gone),
		cmocka_unit_test(test_device_id_ffff),
		cmocka_unit_test(test_retry),
		cmocka_unit_test(test_virtual_function),
		cmocka_unit_test(test_presence_of_a_watched_region),
		cmocka_unit_test(test_presence_that_cannot_ask),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_wrapped_record),
		cmocka_unit_test(test_unplug),
		cmocka_unit_test(test_unplug_at_a_write),
		cmocka_unit_test(test_fault_passes_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
