/* uart.h - text out of a serial port that firmware has set up. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_UART_H
#define LIB_UART_H

#include "lib/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

enum uart_model {
	UART_16550, /* and 8250, 16450: what all of them have */
	UART_PL011, /* and the SBSA's generic UART */
};

/* Which UART, and how its registers are reached. */
struct uart_place {
	enum uart_model model;
	bool ports;       /* base is one of the processor's I/O ports, not memory */
	uint64_t base;    /* physical address */
	uint8_t distance; /* what the table's offsets are multiplied by: 1, 2 or 4 */
	uint8_t width;    /* of an access: 1, 2 or 4 bytes; only the low one has a meaning */
};

/* Where a PC has its first one, whatever firmware says. */
#define UART_COM1                                                                                  \
	{                                                                                          \
		UART_16550, true, 0x3f8, 1, 1                                                      \
	}

/* The model's name and the address, "16550 at port 3f8". Returns buf. */
enum { UART_PLACE_MAX = 48 };
const char *uart_place_format(char buf[UART_PLACE_MAX], const struct uart_place *at);

/* The caller's storage, not moved while it is in use. */
struct uart {
	struct sink sink; /* first: the sink is its UART. Text ends in \n, which goes out as \r\n */
	struct platform *platform;
	struct io_region io;
	struct uart_place at;
	bool stuck; /* it was not ready in time */
};

/*
 * Take the UART at a place over as it is: speed and format stay firmware's, and nothing is written
 * but text. It is read once. PCI_ENOTFOUND where nothing answers, PCI_EPORTS where the processor
 * has no ports, PCI_EINVAL for a place that makes no sense, and what platform_ops.map or ports
 * says.
 *
 * A write waits for each character at most a second and drops what was not taken: then it does not
 * wait again until the UART is ready. Where the platform has no clock, a second is 1011 reads
 * (io_poll.h), which is a character of 9600 baud at best.
 */
PCI_MUST_CHECK enum pci_status uart_open(struct uart *u, struct platform *p,
                                         const struct uart_place *at);

/* Wait until the last character is on the line, a second at most: PCI_ETIMEDOUT. */
enum pci_status uart_flush(struct uart *u);

#ifdef __cplusplus
}
#endif
#endif
