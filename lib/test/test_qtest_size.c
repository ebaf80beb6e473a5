/* test_qtest_size.c - sizes of BARs measured on QEMU's device models. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/pci_dev.h"
#include "lib/pci_size.h"
#include "lib/test/host.h"
#include "lib/test/qtest.h"

/* Sizes are these arguments' and what QEMU's query-pci says; the ROM file has 3000 bytes. */
static char rom_device[128];
static const char *const devices[] = {
	"-device",
	"bochs-display,addr=2,vgamem=32M,romfile=",
	"-device",
	rom_device,
	"-device",
	"pci-testdev,addr=4,membar=8G",
	"-device",
	"pci-bridge,addr=5,chassis_nr=1,shpc=on",
	"-object",
	"memory-backend-ram,id=shared,size=2M,share=on",
	"-device",
	"ivshmem-plain,addr=6,memdev=shared",
	"-device",
	"pcie-root-port,id=rp,addr=7,slot=1",
	"-device",
	"nvme-subsys,id=sub",
	"-device",
	"nvme,serial=0,subsys=sub,bus=rp,sriov_max_vfs=2,sriov_vq_flexible=4,"
	"sriov_vi_flexible=2",
	NULL,
};

static struct qtest *q;
static struct host *h; /* the platform: what is critical, and the console */

static int start(void **state)
{
	char name[] = "/tmp/rom-XXXXXX";
	int fd = mkstemp(name);
	struct io_region port;

	(void)state;
	h = host_new(1);
	if (fd < 0 || ftruncate(fd, 3000))
		abort();
	snprintf(rom_device, sizeof(rom_device), "e1000e,addr=3,romfile=%s", name);
	q = qtest_start(devices);
	close(fd);
	if (q) {
		const struct pci_access *a = qtest_access(q);

		assert_int_equal(a->region(a, (struct pci_addr){0, 0, 7, 0}, &port), PCI_OK);
		assert_int_equal(io_try_write32(&port, 0x18, 0x00010100), PCI_OK);
	}
	unlink(name);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (q)
		qtest_stop(q);
	host_free(h);
	return 0;
}

static void need_qemu(void)
{
	if (!q) {
		print_message("no QEMU here\n");
		skip();
	}
}

static void snapshot(const struct io_region *cfg, uint32_t ret[1024])
{
	for (unsigned i = 0; i < 1024; i++)
		assert_int_equal(io_try_read32(cfg, 4 * i, &ret[i]), PCI_OK);
}

/* "0:64p 10000, 3:io 20, rom 800, vf0:64 4000" */
static void describe(const struct pci_bars *bars, char text[256])
{
	*text = '\0';
	for (size_t i = 0; i < bars->count; i++) {
		const struct pci_bar *b = &bars->bar[i];
		size_t n = strlen(text);

		snprintf(text + n, 256 - n, "%s%s", i ? ", " : "",
		         b->kind == PCI_BAR_ROM  ? "rom"
		         : b->kind == PCI_BAR_VF ? "vf"
		                                 : "");
		n = strlen(text);
		if (b->kind != PCI_BAR_ROM)
			snprintf(text + n, 256 - n, "%u:%s%s", b->slot,
			         b->io         ? "io"
			         : b->is_64bit ? "64"
			                       : "32",
			         b->prefetchable ? "p" : "");
		n = strlen(text);
		snprintf(text + n, 256 - n, " %llx", (unsigned long long)b->size);
	}
}

static enum pci_status size_bars(const struct pci_func *f, struct pci_bars *bars)
{
	static struct pci_caps caps;
	struct pci_dev dev;
	struct pci_bar_source src = {
		.cfg = &dev.cfg, .layout = f->layout, .known_bytes = 4096, .caps = &caps};

	assert_int_equal(pci_open(qtest_access(q), f->addr, &dev), PCI_OK);
	assert_int_equal(pci_size_config(&dev, f), PCI_OK);
	pci_caps_read(&caps, &dev.cfg, f->layout);
	assert_int_equal(pci_read_bars(&src, bars), PCI_OK);
	return pci_size_bars(&h->platform, f, &src, bars);
}

static struct pci_func function(const struct pci_access *a, struct pci_addr addr)
{
	struct pci_func f;

	pci_list(a, &addr, 1, &f);
	assert_int_equal(f.status, PCI_OK);
	return f;
}

static void check(struct pci_addr addr, const char *expected)
{
	static uint32_t before[1024], after[1024];
	const struct pci_access *a = qtest_access(q);
	struct pci_func f = function(a, addr);
	struct io_region cfg;
	struct pci_bars bars;
	char text[256];

	assert_int_equal(a->region(a, addr, &cfg), PCI_OK);
	snapshot(&cfg, before);
	assert_int_equal(size_bars(&f, &bars), PCI_OK);
	snapshot(&cfg, after);
	describe(&bars, text);
	assert_string_equal(text, expected);
	assert_memory_equal(before, after, sizeof(before));
}

static const struct {
	struct pci_addr addr;
	const char *bars;
} known[] = {
	{{0, 0, 2, 0}, "0:32p 2000000, 2:32 1000"},
	{{0, 0, 3, 0}, "0:32 20000, 1:32 20000, 2:io 20, 3:32 4000, rom 1000"},
	{{0, 0, 4, 0}, "0:32 1000, 1:io 100, 2:64p 200000000"},
	{{0, 0, 5, 0}, "0:64 100"},
	{{0, 0, 6, 0}, "0:32 100, 2:64p 200000"},
	{{0, 0, 7, 0}, "0:32 1000"},
	{{0, 0, 31, 0}, ""},
	{{0, 0, 31, 2}, "4:io 20, 5:32 1000"},
	{{0, 0, 31, 3}, "4:io 40"},
	{{0, 1, 0, 0}, "0:64 4000, vf0:64 4000"},
};

static void test_not_assigned(void **state)
{
	(void)state;
	need_qemu();
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		check(known[i].addr, known[i].bars);
}

/* The same where firmware has been: addresses and decoding are as they were. */
static void test_assigned(void **state)
{
	const struct pci_access *a;

	(void)state;
	need_qemu();
	a = qtest_access(q);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct io_region cfg;

		assert_int_equal(a->region(a, known[i].addr, &cfg), PCI_OK);
		if (known[i].addr.dev < 7 && known[i].addr.dev != 5)
			for (unsigned off = 0x10; off < 0x28; off += 4)
				assert_int_equal(io_try_write32(&cfg, off, 0xc0000000), PCI_OK);
		assert_int_equal(io_try_write16(&cfg, 4, 7), PCI_OK);
		check(known[i].addr, known[i].bars);
		assert_int_equal(io_try_write16(&cfg, 4, 0), PCI_OK);
	}
}

static void test_refused(void **state)
{
	struct pci_func bridge, bochs;
	struct pci_bars bars;
	unsigned long commands;

	(void)state;
	need_qemu();
	bridge = function(qtest_access(q), (struct pci_addr){0, 0, 0, 0});
	assert_int_equal(size_bars(&bridge, &bars), PCI_EBUSY);
	bochs = function(qtest_access(q), known[0].addr);
	h->has_console = true;
	h->console = known[0].addr;
	assert_int_equal(size_bars(&bochs, &bars), PCI_EBUSY);
	h->has_console = false;
	commands = qtest_commands(q);
	assert_int_equal(size_bars(&bochs, &bars), PCI_OK);
	assert_in_range(qtest_commands(q) - commands, 5 * 7 + 5, 5 * 7 + 5 + 7 + 10);
	assert_int_equal(h->criticals, 2 * sizeof(known) / sizeof(known[0]) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_assigned),
		cmocka_unit_test(test_assigned),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
