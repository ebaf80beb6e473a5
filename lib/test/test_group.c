/* test_group.c - groups of functions that cannot be parted. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/pci_group.h"
#include "lib/test/cfg.h"

enum { MAX = 16, ALL = 0x1d, NONE = 0xffff };

/* A machine, function by function. */
struct machine {
	struct pci_func f[MAX];
	struct pci_isolation iso[MAX];
	size_t count;
};

/* acs: the controls that are on, of all that there are; NONE without the capability. */
static size_t add(struct machine *m, unsigned bus, unsigned dev, unsigned fn, unsigned type,
                  unsigned acs, uint32_t parent)
{
	size_t i = m->count++;

	m->f[i] = (struct pci_func){.addr = {0, (uint8_t)bus, (uint8_t)dev, (uint8_t)fn, 0},
	                            .parent = parent};
	m->iso[i] = (struct pci_isolation){
		.port_type = (uint8_t)type,
		.has_acs = acs != NONE,
		.acs_cap = 0x1f,
		.acs_ctl = (uint16_t)acs,
	};
	return i;
}

/* "01233" says that function 4 is in the group whose first one is function 3. */
static void check(const struct machine *m, const char *groups)
{
	uint32_t got[MAX];
	char text[MAX + 1] = {0};

	pci_group(m->f, m->iso, m->count, got);
	for (size_t i = 0; i < m->count; i++)
		text[i] = (char)(got[i] < 10 ? '0' + got[i] : 'a' + got[i] - 10);
	assert_string_equal(text, groups);
}

static void test_ports(void **state)
{
	struct machine m = {0};
	size_t a, b;

	(void)state;
	add(&m, 0, 0, 0, PCI_NO_PORT, NONE, PCI_NO_PARENT);
	a = add(&m, 0, 1, 0, PCI_PORT_ROOT, ALL, PCI_NO_PARENT);
	b = add(&m, 0, 2, 0, PCI_PORT_ROOT, ALL, PCI_NO_PARENT);
	add(&m, 1, 0, 0, PCI_PORT_ENDPOINT, NONE, (uint32_t)a);
	add(&m, 2, 0, 0, PCI_PORT_ENDPOINT, NONE, (uint32_t)b);
	check(&m, "01234");
	for (unsigned bit = 1; bit < 0x20; bit <<= 1) {
		m.iso[a].acs_ctl = (uint16_t)(0x1f & ~bit);
		check(&m, bit & ALL ? "01214" : "01234");
		m.iso[a].acs_cap = (uint16_t)(0x1f & ~bit);
		check(&m, "01234");
		m.iso[a].acs_cap = 0x1f;
	}
	m.iso[a].has_acs = false;
	check(&m, "01214");
}

/* Functions of one device, on the root bus and behind a port. */
static void test_multifunction(void **state)
{
	struct machine m = {0};
	size_t a;

	(void)state;
	a = add(&m, 0, 1, 0, PCI_PORT_ROOT, ALL, PCI_NO_PARENT);
	add(&m, 0, 31, 0, PCI_NO_PORT, NONE, PCI_NO_PARENT);
	add(&m, 0, 31, 2, PCI_NO_PORT, NONE, PCI_NO_PARENT);
	add(&m, 1, 0, 0, PCI_PORT_ENDPOINT, NONE, (uint32_t)a);
	add(&m, 1, 0, 1, PCI_PORT_ENDPOINT, NONE, (uint32_t)a);
	check(&m, "01234");
	for (size_t i = 1; i < 5; i++)
		m.f[i].multifunction = true;
	check(&m, "01133");
	m.iso[4].has_acs = true;
	m.iso[4].acs_ctl = ALL;
	check(&m, "01134");
	m.iso[3] = m.iso[4];
	check(&m, "01134");
	m.f[4].addr.segment = 1;
	m.iso[3].has_acs = m.iso[4].has_acs = false;
	check(&m, "01134");
}

/* Two root ports of one device, without ACS: what is behind them is one with both. */
static void test_root_ports(void **state)
{
	struct machine m = {0};

	(void)state;
	add(&m, 0, 1, 0, PCI_PORT_ROOT, NONE, PCI_NO_PARENT);
	add(&m, 0, 1, 1, PCI_PORT_ROOT, NONE, PCI_NO_PARENT);
	add(&m, 0, 2, 0, PCI_PORT_ROOT, ALL, PCI_NO_PARENT);
	add(&m, 1, 0, 0, PCI_PORT_ENDPOINT, NONE, 0);
	add(&m, 2, 0, 0, PCI_PORT_ENDPOINT, NONE, 1);
	add(&m, 3, 0, 0, PCI_PORT_ENDPOINT, NONE, 2);
	m.f[0].multifunction = m.f[1].multifunction = true;
	check(&m, "002005");
}

/* A switch of two: of an upstream port that is alone nothing is asked. */
static void test_switch(void **state)
{
	struct machine m = {0};

	(void)state;
	add(&m, 0, 1, 0, PCI_PORT_ROOT, ALL, PCI_NO_PARENT);
	add(&m, 1, 0, 0, PCI_PORT_UPSTREAM, NONE, 0);
	add(&m, 2, 0, 0, PCI_PORT_DOWNSTREAM, ALL, 1);
	add(&m, 2, 1, 0, PCI_PORT_DOWNSTREAM, ALL, 1);
	add(&m, 3, 0, 0, PCI_PORT_ENDPOINT, NONE, 2);
	add(&m, 4, 0, 0, PCI_PORT_ENDPOINT, NONE, 3);
	check(&m, "012345");
	m.iso[2].has_acs = false;
	check(&m, "012325");
	m.iso[3].has_acs = false;
	check(&m, "012323");
	m.iso[0].has_acs = false;
	check(&m, "000000");
}

/* Behind a bridge to PCI, whatever the ports above do. */
static void test_conventional(void **state)
{
	struct machine m = {0};

	(void)state;
	add(&m, 0, 1, 0, PCI_PORT_ROOT, ALL, PCI_NO_PARENT);
	add(&m, 1, 0, 0, PCI_PORT_PCIE_TO_PCI, NONE, 0);
	add(&m, 2, 0, 0, PCI_NO_PORT, NONE, 1);
	add(&m, 2, 1, 0, PCI_NO_PORT, NONE, 1);
	add(&m, 2, 2, 0, PCI_NO_PORT, NONE, 1);
	add(&m, 3, 0, 0, PCI_NO_PORT, NONE, 4);
	check(&m, "011111");
	m.iso[0].has_acs = false;
	check(&m, "000000");
}

struct space {
	uint8_t cfg[PCI_CONFIG_EXTENDED];
	struct io_image image;
	struct io_fault fault;
	struct io_region io;
};

static void make(struct space *s)
{
	struct io_region io;

	cfg_init(s->cfg, 0x12345678, 0x060400, 1);
	cfg_express(s->cfg, 0x40, PCI_PORT_DOWNSTREAM, 2);
	put_le16(cfg_ext(s->cfg, 0x100, 0x000d, 1) + 4, 0x1f);
	put_le16(s->cfg + 0x106, 0x1d);
	s->image = (struct io_image){s->cfg, sizeof(s->cfg), NULL, NULL};
	io_image_region(&s->image, IO_CONFIG, &io);
	io_fault_region(&s->fault, &io, &s->io);
}

static void test_read(void **state)
{
	static struct pci_caps caps;
	struct pci_isolation iso;
	struct space s;

	(void)state;
	make(&s);
	pci_caps_read(&caps, &s.io, PCI_LAYOUT_BRIDGE);
	s.fault.reads = 0;
	assert_int_equal(pci_read_isolation(&caps, PCI_PORT_DOWNSTREAM, &iso), PCI_OK);
	assert_int_equal(s.fault.reads, 2);
	assert_int_equal(iso.port_type, PCI_PORT_DOWNSTREAM);
	assert_true(iso.has_acs);
	assert_int_equal(iso.acs_cap, 0x1f);
	assert_int_equal(iso.acs_ctl, 0x1d);
	s.fault.mode = IO_FAULT_FAIL_READS;
	s.fault.count = 1;
	for (s.fault.at = 1; s.fault.at <= 2; s.fault.at++) {
		s.fault.reads = 0;
		assert_int_equal(pci_read_isolation(&caps, PCI_PORT_DOWNSTREAM, &iso), PCI_EIO);
		assert_false(iso.has_acs);
	}
	s.fault.mode = IO_FAULT_NONE;
	caps.count = 0;
	assert_int_equal(pci_read_isolation(&caps, PCI_NO_PORT, &iso), PCI_OK);
	assert_int_equal(iso.port_type, PCI_NO_PORT);
	assert_false(iso.has_acs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),        cmocka_unit_test(test_multifunction),
		cmocka_unit_test(test_root_ports),   cmocka_unit_test(test_switch),
		cmocka_unit_test(test_conventional), cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
