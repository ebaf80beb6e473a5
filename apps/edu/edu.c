/* edu.c - a driver of QEMU's edu device: tries all that it can do, and keeps it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"
#include "lib/io_copy.h"
#include "lib/io_poll.h"
#include "lib/pci_driver.h"
#include "lib/regs.h"

#define REG_DEF    "apps/edu/edu.def"
#define REG_PREFIX edu
#include "lib/reg_block.h"

enum { EDU_DEVICE = 0xed, EDU_BUFFER = 0x40000 };
enum { NUMBER = 10, ANSWER = 3628800, BYTES = 1024, TIMEOUT_US = 2000000 };

/* d->state, zeroed before start(). */
struct edu {
	struct pci_mapping mapping;
	edu_BAR_mmio regs;
	struct pci_dma dma;
};

/* One line of text: what it is about, and how it went. */
FMT_LIKE_PRINTF(2, 3) static void say(const struct pci_device *d, const char *format, ...)
{
	char addr[PCI_ADDR_MAX];
	va_list ap;

	fmt_print(d->platform->out, "edu %s: ", pci_addr_format(addr, d->func->addr));
	va_start(ap, format);
	fmt_vprint(d->platform->out, format, ap);
	va_end(ap);
	fmt_print(d->platform->out, "\n");
}

/* A wrong answer may be nobody's: registers of a device that is lost read 0 on some machines. */
static enum pci_status blame(const struct pci_device *d, enum pci_status st)
{
	enum pci_status presence = st == PCI_OK ? PCI_OK : pci_presence_check(&d->dev->presence);

	return presence == PCI_OK ? st : presence;
}

/* Say of a step that it failed, and why; return that. */
static enum pci_status failed(const struct pci_device *d, const char *step, enum pci_status st)
{
	st = blame(d, st);
	say(d, "%s: %s", step, pci_strstatus(st));
	return st;
}

static enum pci_status identify(const struct pci_device *d, const struct edu *e)
{
	uint32_t id;
	enum pci_status st = io_try_reg(&e->regs, ID, &id);

	if (st == PCI_OK && reg_field(edu_BAR_ID, DEVICE, id) != EDU_DEVICE)
		st = PCI_ECORRUPT;
	if (st != PCI_OK)
		return failed(d, "identification", st);
	say(d, "identification %08x, version %u.%u", id, reg_field(edu_BAR_ID, MAJOR, id),
	    reg_field(edu_BAR_ID, MINOR, id));
	return PCI_OK;
}

/* It answers with the complement of what it was told. */
static enum pci_status check_liveness(const struct pci_device *d, const struct edu *e)
{
	const uint32_t question = 0x12345678;
	uint32_t answer;
	enum pci_status st;

	io_write(&e->regs, LIVENESS, question);
	st = io_try_reg(&e->regs, LIVENESS, &answer);
	if (st == PCI_OK && answer != ~question)
		st = PCI_ECORRUPT;
	if (st != PCI_OK)
		return failed(d, "liveness", st);
	say(d, "liveness %08x answers %08x", question, answer);
	return PCI_OK;
}

static enum pci_status compute(const struct pci_device *d, const struct edu *e)
{
	uint32_t answer = 0;
	enum pci_status st;

	io_write(&e->regs, FACTORIAL, NUMBER);
	st = io_poll(d->platform, &e->regs, STATUS, COMPUTING, 0, TIMEOUT_US);
	if (st == PCI_OK)
		st = io_try_reg(&e->regs, FACTORIAL, &answer);
	if (st == PCI_OK && answer != ANSWER)
		st = PCI_ECORRUPT;
	if (st != PCI_OK)
		return failed(d, "factorial", st);
	say(d, "factorial of %u is %u", NUMBER, answer);
	return PCI_OK;
}

/* Between the buffer in memory and that of the device. */
static enum pci_status transfer(const struct pci_device *d, const struct edu *e, bool from_edu)
{
	const uint64_t edu = EDU_BUFFER, memory = e->dma.device.bus;
	uint64_t command = reg_mask(edu_BAR_DMA_COMMAND, START);

	if (from_edu)
		command |= reg_mask(edu_BAR_DMA_COMMAND, FROM_EDU);
	io_write(&e->regs, DMA_SOURCE, from_edu ? edu : memory);
	io_write(&e->regs, DMA_DEST, from_edu ? memory : edu);
	io_write(&e->regs, DMA_COUNT, BYTES);
	io_write(&e->regs, DMA_COMMAND, command);
	return io_poll(d->platform, &e->regs, DMA_COMMAND, START, 0, TIMEOUT_US);
}

static enum pci_status fill(const struct edu *e, uint32_t factor)
{
	uint32_t words[BYTES / 4];

	for (uint32_t i = 0; i < BYTES / 4; i++)
		words[i] = (i + 1) * factor;
	return io_copy_out(&e->dma.mem, 0, 4, words, BYTES);
}

/* Whether what fill() wrote is there; nothing at all means that the device wrote elsewhere. */
static enum pci_status compare(const struct edu *e, uint32_t factor)
{
	uint32_t words[BYTES / 4], any = 0, wrong = 0;
	enum pci_status st = io_copy_in(&e->dma.mem, 0, 4, words, BYTES);

	for (uint32_t i = 0; st == PCI_OK && i < BYTES / 4; i++) {
		any |= words[i];
		wrong |= words[i] ^ (i + 1) * factor;
	}
	return st != PCI_OK ? st : !wrong ? PCI_OK : any ? PCI_ECORRUPT : PCI_EUNMAPPED;
}

/*
 * There and back to the same place: a device whose dma_mask is too narrow cuts the address off, and
 * so puts back where it does not belong only what it took from there.
 */
static enum pci_status copy_there_and_back(const struct pci_device *d, const struct edu *e)
{
	const uint32_t pattern = 0x9e3779b9;
	enum pci_status st = fill(e, pattern);

	if (st == PCI_OK)
		st = transfer(d, e, false);
	if (st == PCI_OK)
		st = fill(e, 0);
	if (st == PCI_OK)
		st = transfer(d, e, true);
	return st == PCI_OK ? compare(e, pattern) : st;
}

/* dma_mask has 28 bits, but on a machine without memory so low it must have been set to more. */
static enum pci_status get_memory(struct pci_device *d, struct edu *e)
{
	enum pci_status st;

	d->dma_bits = 28;
	st = pci_dma_alloc(d, BYTES, &e->dma);
	if (st != PCI_ENOSPC)
		return st;
	d->dma_bits = 32;
	return pci_dma_alloc(d, BYTES, &e->dma);
}

static enum pci_status try_dma(struct pci_device *d, struct edu *e)
{
	enum pci_status st = get_memory(d, e);

	if (st != PCI_OK)
		return failed(d, "memory for DMA", st);
	st = blame(d, copy_there_and_back(d, e));
	if (st == PCI_EUNMAPPED)
		say(d, "DMA: nothing arrived at %llx: is dma_mask wide enough?",
		    (unsigned long long)e->dma.device.bus);
	else if (st != PCI_OK)
		return failed(d, "DMA", st);
	else
		say(d, "DMA of %d bytes there and back ok", BYTES);
	return st;
}

/* A transfer cannot be ended, and must not outlive its memory. */
static void end_transfer(const struct pci_device *d, const struct edu *e)
{
	pci_HDR_region cfg;

	if (!e->dma.mem.size ||
	    io_poll(d->platform, &e->regs, DMA_COMMAND, START, 0, TIMEOUT_US) != PCI_ETIMEDOUT)
		return;
	if (io_typed(&d->dev->cfg, &cfg) == PCI_OK)
		io_update(&cfg, COMMAND, MASTER, 0);
}

static void edu_stop(struct pci_device *d)
{
	struct edu *e = d->state;

	end_transfer(d, e);
	pci_dma_free(d, &e->dma);
	(void)pci_unmap_bar(&e->mapping);
}

static enum pci_status edu_start(struct pci_device *d)
{
	struct edu *e = d->state;
	enum pci_status st;

	st = pci_map_bar(d, PCI_BAR_SLOT(0), PCI_MAP_ENABLE, &e->mapping, &e->regs);
	if (st != PCI_OK)
		return failed(d, "BAR 0", st);
	st = identify(d, e);
	if (st == PCI_OK)
		st = check_liveness(d, e);
	if (st == PCI_OK)
		st = compute(d, e);
	if (st == PCI_OK)
		st = try_dma(d, e);
	if (st != PCI_OK)
		edu_stop(d);
	return st;
}

static const struct pci_driver_id ids[] = {{0x1234, 0x11e8}, {0}};

const struct pci_driver pci_driver = {
	.name = "edu sample driver",
	.device_name = "QEMU edu",
	.version = 0x10,
	.ids = ids,
	.state_size = sizeof(struct edu),
	.start = edu_start,
	.stop = edu_stop,
};
