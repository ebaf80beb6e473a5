/* uart.c - text out of a serial port that firmware has set up. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/uart.h"

#include "lib/cpu.h"
#include "lib/fmt.h"
#include "lib/io_poll.h"

#define REG_DEF    "lib/regs/uart16550.def"
#define REG_PREFIX uart16550
#include "lib/reg_block.h"
#define REG_DEF    "lib/regs/pl011.def"
#define REG_PREFIX pl011
#include "lib/reg_block.h"

#define TIMEOUT_US UINT64_C(1000000)

/* All that sending takes: a byte of status, and what of it says ready and all sent. */
static const struct model {
	const char *name;
	size_t status, data, registers;
	uint8_t ready_mask, ready, sent_mask, sent;
} models[] = {
	[UART_16550] =
		{
			"16550",
			reg_at(uart16550_UART, LSR),
			reg_at(uart16550_UART, DATA),
			sizeof(union uart16550_UART),
			reg_mask(uart16550_UART_LSR, THRE),
			reg_mask(uart16550_UART_LSR, THRE),
			reg_mask(uart16550_UART_LSR, TEMT),
			reg_mask(uart16550_UART_LSR, TEMT),
		},
	[UART_PL011] =
		{
			"PL011",
			reg_at(pl011_UART, FR),
			reg_at(pl011_UART, DATA),
			sizeof(union pl011_UART),
			reg_mask(pl011_UART_FR, TXFF),
			0,
			reg_mask(pl011_UART_FR, BUSY),
			0,
		},
};

/* Neither model can have all of these set: nothing is there. */
enum { NOTHING = 0xff };

const char *uart_place_format(char buf[UART_PLACE_MAX], const struct uart_place *at)
{
	fmt_string(buf, UART_PLACE_MAX, "%s at %s%llx", models[at->model].name,
	           at->ports ? "port " : "", (unsigned long long)at->base);
	return buf;
}

/* Wait for bits of the status. What is gone reads as if it were ready. */
static enum pci_status wait(const struct uart *u, uint8_t mask, uint8_t value, uint64_t timeout_us)
{
	const struct model *m = &models[u->at.model];
	uint64_t status;
	enum pci_status st = io_poll_at(u->platform, &u->io, m->status * u->at.distance,
	                                u->at.width, mask, value, timeout_us, &status);

	return st == PCI_OK && (uint8_t)status == NOTHING ? PCI_EGONE : st;
}

static void put(struct uart *u, char c)
{
	const struct model *m = &models[u->at.model];

	u->stuck =
		wait(u, m->ready_mask, m->ready, u->stuck ? 0 : TIMEOUT_US) != PCI_OK ||
		io_try_write(&u->io, m->data * u->at.distance, u->at.width, (uint8_t)c) != PCI_OK;
}

static void write(struct sink *s, const char *text, size_t n)
{
	struct uart *u = (struct uart *)s;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n')
			put(u, '\r');
		put(u, text[i]);
	}
}

static bool is_sane(const struct uart_place *at)
{
	bool has_width = at->width == 1 || at->width == 2 || at->width == 4;
	bool has_distance = at->distance == 1 || at->distance == 2 || at->distance == 4;

	return at->model <= UART_PL011 && has_width && has_distance;
}

static enum pci_status map(struct platform *p, const struct uart_place *at, struct io_region *ret)
{
	size_t size = (models[at->model].registers - 1) * at->distance + at->width;

	if (!at->ports)
		return p->ops->map(p, at->base, size, ret);
	if (!CPU_HAS_PORTS || !p->ops->ports)
		return PCI_EPORTS;
	return p->ops->ports(p, (struct pci_addr){0}, at->base, size, ret);
}

enum pci_status uart_open(struct uart *u, struct platform *p, const struct uart_place *at)
{
	uint64_t status;
	enum pci_status st;

	*u = (struct uart){.sink = {write}, .platform = p};
	if (!is_sane(at))
		return PCI_EINVAL;
	u->at = *at;
	st = map(p, at, &u->io);
	if (st == PCI_OK)
		st = io_try_read(&u->io, models[at->model].status * at->distance, at->width,
		                 &status);
	return st == PCI_OK && (uint8_t)status == NOTHING ? PCI_ENOTFOUND : st;
}

enum pci_status uart_flush(struct uart *u)
{
	const struct model *m = &models[u->at.model];

	return wait(u, m->sent_mask, m->sent, TIMEOUT_US);
}
