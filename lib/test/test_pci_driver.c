/* test_pci_driver.c - what drivers have of their platform: matching, and memory for DMA. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/pci_driver.h"

static void test_matches(void **state)
{
	static const struct pci_driver_id ids[] = {{0x1234, 0x11e8}, {0x8086, 0}, {0}};
	const struct pci_driver driver = {.ids = ids};

	(void)state;
	assert_true(pci_driver_matches(&driver, 0x1234, 0x11e8));
	assert_true(pci_driver_matches(&driver, 0x8086, 0));
	assert_false(pci_driver_matches(&driver, 0x1234, 0x11e9));
	assert_false(pci_driver_matches(&driver, 0x11e8, 0x1234));
	assert_false(pci_driver_matches(&driver, 0, 0));
	assert_false(pci_driver_matches(&driver, 0xffff, 0xffff));
}

/* A platform whose memory is at an address of the test's. */
static struct {
	uint64_t at;
	int lent;
	enum pci_status st;
} memory;

static enum pci_status give(struct pci_device *d, size_t size, struct pci_dma *ret)
{
	(void)d;
	if (memory.st != PCI_OK)
		return memory.st;
	memory.lent++;
	ret->mem.size = size;
	ret->device.bus = memory.at;
	return PCI_OK;
}

static enum pci_status lend(struct pci_device *d, void *host, size_t size,
                            enum pci_dma_direction direction, struct pci_dma *ret)
{
	(void)host;
	(void)direction;
	return give(d, size, ret);
}

static enum pci_status end_loan(struct pci_device *d, struct pci_dma *dma)
{
	(void)d;
	(void)dma;
	memory.lent--;
	return PCI_EIO;
}

static void take(struct pci_device *d, struct pci_dma *dma)
{
	(void)end_loan(d, dma);
}

static const struct pci_dma_ops dma_ops = {give, lend, end_loan, take};

static enum pci_status alloc_at(uint64_t at, unsigned bits, size_t size)
{
	struct pci_device d = {.dma = &dma_ops, .dma_bits = (uint8_t)bits};
	struct pci_dma dma;
	enum pci_status st, mapped;

	memory.at = at;
	st = pci_dma_alloc(&d, size, &dma);
	assert_int_equal(memory.lent, st == PCI_OK);
	assert_int_equal(dma.mem.size, st == PCI_OK ? size : 0);
	pci_dma_free(&d, &dma);
	pci_dma_free(&d, &dma);
	assert_int_equal(memory.lent, 0);
	mapped = pci_dma_map(&d, &dma, size, PCI_DMA_TO_DEVICE, &dma);
	assert_int_equal(mapped, st);
	assert_int_equal(memory.lent, st == PCI_OK);
	assert_int_equal(pci_dma_unmap(&d, &dma), st == PCI_OK ? PCI_EIO : PCI_OK);
	assert_int_equal(pci_dma_unmap(&d, &dma), PCI_OK);
	assert_int_equal(memory.lent, 0);
	return st;
}

/* All of it must be in reach of the device; what is not goes back. */
static void test_reach(void **state)
{
	const uint64_t g4 = UINT64_C(1) << 32;

	(void)state;
	assert_int_equal(alloc_at(0, 0, 1), PCI_OK);
	assert_int_equal(alloc_at(g4 - 4096, 0, 4096), PCI_OK);
	assert_int_equal(alloc_at(g4 - 4096, 32, 4096), PCI_OK);
	assert_int_equal(alloc_at(g4 - 4096, 0, 4097), PCI_ENOSPC);
	assert_int_equal(alloc_at(g4, 0, 1), PCI_ENOSPC);
	assert_int_equal(alloc_at(g4, 33, 4096), PCI_OK);
	assert_int_equal(alloc_at(0xffff000, 28, 4096), PCI_OK);
	assert_int_equal(alloc_at(0xffff001, 28, 4096), PCI_ENOSPC);
	assert_int_equal(alloc_at(0x10000000, 28, 1), PCI_ENOSPC);
	assert_int_equal(alloc_at(UINT64_MAX - 4095, 64, 4096), PCI_OK);
	assert_int_equal(alloc_at(UINT64_MAX - 4095, 64, 4097), PCI_ENOSPC);
	assert_int_equal(alloc_at(UINT64_MAX, 63, SIZE_MAX), PCI_ENOSPC);
	assert_int_equal(alloc_at(0, 0, 0), PCI_EINVAL);
	memory.st = PCI_EIO;
	assert_int_equal(alloc_at(0, 0, 1), PCI_EIO);
	memory.st = PCI_OK;
}

static void test_no_dma(void **state)
{
	struct pci_device d = {0};
	struct pci_dma dma;

	(void)state;
	assert_int_equal(pci_dma_alloc(&d, 1, &dma), PCI_ENOSPC);
	pci_dma_free(&d, &dma);
	assert_int_equal(pci_dma_map(&d, &dma, 1, PCI_DMA_FROM_DEVICE, &dma), PCI_ENOSPC);
	assert_int_equal(pci_dma_unmap(&d, &dma), PCI_OK);
	d.dma = &dma_ops;
	assert_int_equal(pci_dma_map(&d, &dma, 1, PCI_DMA_BOTH, &dma), PCI_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_no_dma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
