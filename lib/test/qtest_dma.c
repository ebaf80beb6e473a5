/* qtest_dma.c - memory of QEMU's machine that its devices read and write. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>

#include "lib/regs.h"
#include "lib/test/qtest.h"

/* In the 128 MiB that a machine has. */
enum { PAGE = 4096 };
#define FIRST_PAGE UINT64_C(0x1000000)

static struct qtest *qtest_of(struct pci_device *d)
{
	return (struct qtest *)d->platform;
}

static size_t pages_of(size_t size)
{
	return size / PAGE + (size % PAGE != 0);
}

/* The first run of that many free pages, or QTEST_DMA_PAGES. */
static size_t find_run(const struct qtest *q, size_t pages)
{
	size_t run = 0;

	for (size_t i = 0; i < QTEST_DMA_PAGES; i++) {
		run = q->dma_used[i] ? 0 : run + 1;
		if (run >= pages)
			return i + 1 - run;
	}
	return QTEST_DMA_PAGES;
}

static void mark(struct qtest *q, size_t first, size_t pages, bool used)
{
	for (size_t i = 0; i < pages; i++)
		q->dma_used[first + i] = used;
}

static enum pci_status enable_master(struct pci_device *d)
{
	pci_HDR_region cfg;
	uint16_t command;
	enum pci_status st = io_typed(&d->dev->cfg, &cfg);

	if (st == PCI_OK)
		st = io_try_reg(&cfg, COMMAND, &command);
	if (st == PCI_OK && !reg_field(pci_HDR_COMMAND, MASTER, command))
		io_update(&cfg, COMMAND, MASTER, 1);
	return st;
}

static enum pci_status dma_alloc(struct pci_device *d, size_t size, struct pci_dma *ret)
{
	struct qtest *q = qtest_of(d);
	size_t pages = pages_of(size), first = find_run(q, pages);
	enum pci_status st;

	*ret = (struct pci_dma){0};
	if (!size || first == QTEST_DMA_PAGES)
		return PCI_ENOSPC;
	st = enable_master(d);
	if (st != PCI_OK)
		return st;
	mark(q, first, pages, true);
	ret->device.bus = FIRST_PAGE + first * PAGE;
	ret->page_count = pages;
	(void)qtest_command(q, "memset 0x%" PRIx64 " 0x%zx 0\n", ret->device.bus, pages * PAGE);
	qtest_map(q, ret->device.bus, size, &ret->mem);
	return PCI_OK;
}

static void dma_free(struct pci_device *d, struct pci_dma *dma)
{
	if (dma->page_count)
		mark(qtest_of(d), (dma->device.bus - FIRST_PAGE) / PAGE, dma->page_count, false);
	*dma = (struct pci_dma){0};
}

static struct qtest_loan *free_loan(struct qtest *q)
{
	for (size_t i = 0; i < QTEST_LOANS; i++)
		if (!q->loans[i].size)
			return &q->loans[i];
	return NULL;
}

/* Memory of the test's own, for the processor that runs the driver. */
static enum pci_status dma_map(struct pci_device *d, void *host, size_t size,
                               enum pci_dma_direction direction, struct pci_dma *ret)
{
	struct qtest *q = qtest_of(d);
	struct qtest_loan *loan = free_loan(q);
	enum pci_status st = loan ? dma_alloc(d, size, ret) : PCI_ENOSPC;

	if (!loan)
		*ret = (struct pci_dma){0};
	if (st != PCI_OK)
		return st;
	*loan = (struct qtest_loan){host, size, direction};
	ret->mapping = loan;
	if (direction != PCI_DMA_FROM_DEVICE)
		for (size_t i = 0; i < size; i++)
			qtest_write(q, ret->device.bus + i, 1, ((const uint8_t *)host)[i]);
	ret->mem = (struct io_region){.map = host, .size = size, .widths = IO_MMIO};
	return PCI_OK;
}

static enum pci_status dma_unmap(struct pci_device *d, struct pci_dma *dma)
{
	struct qtest *q = qtest_of(d);
	struct qtest_loan *loan = dma->mapping;

	if (loan && loan->direction != PCI_DMA_TO_DEVICE)
		for (size_t i = 0; i < loan->size; i++)
			((uint8_t *)loan->host)[i] = (uint8_t)qtest_read(q, dma->device.bus + i, 1);
	if (loan)
		*loan = (struct qtest_loan){0};
	dma_free(d, dma);
	return PCI_OK;
}

const struct pci_dma_ops *qtest_dma_ops(struct qtest *q)
{
	static const struct pci_dma_ops ops = {dma_alloc, dma_map, dma_unmap, dma_free};

	(void)q;
	return &ops;
}
