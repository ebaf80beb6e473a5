/* test_cf8.c - configuration space through ports: of a fake machine, and of QEMU's. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/cf8.h"
#include "lib/cross_check.h"
#include "lib/test/conform.h"
#include "lib/test/host.h"
#include "lib/test/qtest.h"

/* The eight ports over a machine's configuration space, which answer only to who holds them. */
struct ports {
	struct host *h;
	uint32_t address, keeps; /* the bits of it that can be written */
	bool free;               /* whoever comes may use them */
	unsigned addressed;      /* writes of the address */
};

static enum pci_status find_register(struct ports *p, size_t off, struct io_region *ret)
{
	const struct pci_addr addr = {0, (uint8_t)(p->address >> 16),
	                              (uint8_t)(p->address >> 11 & 31),
	                              (uint8_t)(p->address >> 8 & 7)};
	const struct pci_access *a = host_access(p->h);
	struct io_region cfg;

	assert_true(p->h->is_critical || p->free);
	if (!(p->address >> 31) || a->region(a, addr, &cfg) != PCI_OK)
		return PCI_ENOTFOUND;
	return io_sub(&cfg, (p->address & 0xfc) + off - 4, 4, ret);
}

static enum pci_status ports_read(const struct io_region *io, size_t off, unsigned width,
                                  uint64_t *ret)
{
	struct ports *p = io->ctx;
	struct io_region reg;

	*ret = UINT64_MAX;
	assert_true(off >= 4 || width == 4); /* others are no access to the address */
	if (off == 0)
		*ret = p->keeps ? p->address : UINT32_MAX;
	else if (find_register(p, off, &reg) == PCI_OK)
		return io_try_read(&reg, 0, width, ret);
	return PCI_OK;
}

static enum pci_status ports_write(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t val)
{
	struct ports *p = io->ctx;
	struct io_region reg;

	if (off == 0) {
		assert_int_equal(width, 4);
		assert_true(p->h->is_critical || p->free);
		p->address = (uint32_t)val & p->keeps;
		p->addressed++;
	} else if (find_register(p, off, &reg) == PCI_OK) {
		return io_try_write(&reg, 0, width, val);
	}
	return PCI_OK;
}

static void make_ports(struct ports *p, struct host *h, struct io_region *ret)
{
	static const struct io_ops ops = {ports_read, ports_write};

	*p = (struct ports){.h = h, .address = 0x12345678, .keeps = UINT32_MAX};
	*ret = (struct io_region){.ops = &ops, .ctx = p, .size = CF8_PORTS, .widths = IO_CONFIG};
}

static void hold(void *ctx, bool on)
{
	struct host *h = ctx;

	h->ops.critical(&h->platform, on);
}

static void read_id(const struct cf8 *c, struct pci_addr addr, uint32_t id)
{
	struct io_region cfg;
	uint32_t v;

	assert_int_equal(c->access.region(&c->access, addr, &cfg), PCI_OK);
	assert_int_equal(io_try_read32(&cfg, 0, &v), PCI_OK);
	assert_int_equal(v, id);
}

static void test_conformance(void **state)
{
	struct io_conform_spec s = {.size = 256,
	                            .widths = IO_CONFIG,
	                            .id = 0x11111234,
	                            .ones_from = 256,
	                            .writes = IO_CONFORM_SCRATCH,
	                            .scratch = 0x80};
	struct host *h = host_new(2);
	uint8_t *cfg = host_function(h, 1, 31, 7, 0x11111234, 0, 0);
	struct io_region ports, io;
	struct ports p;
	struct cf8 c;

	(void)state;
	host_function(h, 0, 0, 0, 0x22221234, 0, 0);
	host_function(h, 1, 0, 0, 0x33331234, 0, 0);
	host_function(h, 0, 31, 0, 0x44441234, 0, 0);
	host_function(h, 0, 0, 7, 0x55551234, 0, 0);
	for (unsigned i = 0x40; i < 256; i++)
		cfg[i] = (uint8_t)i;
	host_writable(h, cfg, 0x80, UINT32_MAX);
	host_writable(h, cfg, 0x84, UINT32_MAX);
	make_ports(&p, h, &ports);
	assert_int_equal(cf8_init(&c, &ports, &(struct cf8_lock){hold, h}), PCI_OK);
	assert_int_equal(c.access.region(&c.access, (struct pci_addr){0, 1, 31, 7}, &io), PCI_OK);
	conform("CF8", &io, &s);
	conform_access("CF8", &c.access, (struct pci_addr){0, 1, 31, 7}, s.id);
	read_id(&c, (struct pci_addr){0, 0, 0, 0}, 0x22221234);
	read_id(&c, (struct pci_addr){0, 1, 0, 0}, 0x33331234);
	read_id(&c, (struct pci_addr){0, 0, 31, 0}, 0x44441234);
	read_id(&c, (struct pci_addr){0, 0, 0, 7}, 0x55551234);
	assert_int_equal(p.address, 0x12345678);
	assert_false(h->is_critical);
	host_free(h);
}

/* Nobody comes between the two, and whoever was between its own finds its address again. */
static void test_held(void **state)
{
	struct host *h = host_new(1);
	struct io_region ports, io;
	struct ports p;
	struct cf8 c;
	uint32_t v;

	(void)state;
	host_function(h, 0, 1, 0, 0x11111234, 0, 0);
	make_ports(&p, h, &ports);
	assert_int_equal(cf8_init(&c, &ports, &(struct cf8_lock){hold, h}), PCI_OK);
	assert_int_equal(h->criticals, 1);
	assert_int_equal(c.access.region(&c.access, (struct pci_addr){0, 0, 1, 0}, &io), PCI_OK);
	assert_int_equal(h->criticals, 1);
	p.addressed = 0;
	assert_int_equal(io_try_read32(&io, 0, &v), PCI_OK);
	assert_int_equal(v, 0x11111234);
	assert_int_equal(h->criticals, 2);
	assert_int_equal(p.addressed, 2);
	assert_int_equal(io_try_write32(&io, 0, v), PCI_EREADONLY);
	assert_int_equal(h->criticals, 3);
	assert_false(h->is_critical);
	hold(h, true); /* as one who measures BARs does */
	assert_int_equal(io_try_read32(&io, 0, &v), PCI_OK);
	assert_true(h->is_critical);
	hold(h, false);
	assert_false(h->is_critical);
	assert_int_equal(p.address, 0x12345678);
	p.free = true;
	assert_int_equal(cf8_init(&c, &ports, &(struct cf8_lock){0}), PCI_OK);
	read_id(&c, (struct pci_addr){0, 0, 1, 0}, 0x11111234);
	assert_int_equal(h->criticals, 4);
	host_free(h);
}

static void test_absent(void **state)
{
	struct host *h = host_new(1);
	const struct cf8_lock lock = {hold, h};
	struct io_region ports, faulty, io;
	struct io_fault fault;
	struct ports p;
	struct cf8 c;
	uint32_t v;

	(void)state;
	make_ports(&p, h, &ports);
	p.keeps = 0;
	assert_int_equal(cf8_init(&c, &ports, &lock), PCI_ENOTFOUND);
	p.keeps = 0x7fffffff;
	assert_int_equal(cf8_init(&c, &ports, &lock), PCI_ENOTFOUND);
	p.keeps = UINT32_MAX;
	io_fault_region(&fault, &ports, &faulty);
	assert_int_equal(cf8_init(&c, &faulty, &lock), PCI_OK);
	assert_int_equal(c.access.region(&c.access, (struct pci_addr){0, 0, 0, 0}, &io), PCI_OK);
	fault.mode = IO_FAULT_FAIL_READS;
	assert_int_equal(io_try_read32(&io, 0, &v), PCI_EIO);
	assert_int_equal(v, UINT32_MAX);
	fault.mode = IO_FAULT_FAIL_WRITES;
	assert_int_equal(io_try_read32(&io, 0, &v), PCI_EIO);
	assert_int_equal(io_try_write32(&io, 0, v), PCI_EIO);
	assert_false(h->is_critical);
	host_free(h);
}

/* Each function of QEMU's q35 is by ports what it is by ECAM; and what is written by one. */
static void test_qemu(void **state)
{
	static const char *const devices[] = {"-device", "bochs-display,addr=2", "-device",
	                                      "pcie-root-port,id=rp1,addr=5,slot=1", NULL};
	struct io_conform_spec s = {.size = 256,
	                            .widths = IO_CONFIG,
	                            .id = 0x000c1b36,
	                            .ones_from = 256,
	                            .writes = IO_CONFORM_SCRATCH,
	                            .scratch = 0x28};
	const struct pci_addr port = {0, 0, 5, 0};
	struct qtest *q = qtest_start(devices);
	const struct pci_access *ecam;
	struct io_region ports, x, y;
	unsigned functions = 0;
	struct cf8 c;
	uint16_t v;

	(void)state;
	if (!q) {
		print_message("no QEMU here\n");
		skip();
	}
	qtest_ports(q, CF8_PORT, CF8_PORTS, &ports);
	assert_int_equal(cf8_init(&c, &ports, &(struct cf8_lock){0}), PCI_OK);
	assert_int_equal(c.access.region(&c.access, port, &x), PCI_OK);
	conform("CF8 of QEMU", &x, &s);
	conform_access("CF8 of QEMU", &c.access, port, s.id);
	ecam = qtest_access(q);
	for (struct pci_addr a = {0, 0, 0, 0}; a.dev < PCI_DEVS; a.dev++)
		for (a.fn = 0; a.fn < PCI_FNS; a.fn++) {
			struct cross_check check = {.io = {&x, &y}};

			assert_int_equal(ecam->region(ecam, a, &x), PCI_OK);
			assert_int_equal(c.access.region(&c.access, a, &y), PCI_OK);
			assert_int_equal(io_try_read16(&x, 0, &v), PCI_OK);
			functions += v != PCI_VENDOR_NONE;
			assert_false(cross_check_next(&check));
		}
	assert_int_equal(functions, 6);
	qtest_stop(q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conformance),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_qemu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
