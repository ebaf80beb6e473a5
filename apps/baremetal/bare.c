/* bare.c - what runs when firmware is gone. Nothing but lib/ is included here, or called. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/baremetal/bare.h"

#include "lib/spcr.h"

enum pci_status bare_prepare(struct program *prog, struct platform *p, void *memory, size_t size)
{
	const struct machine *m = &prog->machine;
	struct bare *b = &prog->bare;
	struct uart_place place;
	char name[UART_PLACE_MAX];
	enum pci_status st = bare_init(b, p, m->funcs, m->count, memory, size);

	if (st != PCI_OK)
		return st;
	cpu_read_paging(&b->paging);
	fmt_print(p->out, "SPCR: %s\n", pci_strstatus(spcr_find(&b->platform, &place)));
	st = uart_open(&prog->uart, &b->platform, &place);
	fmt_print(p->out, "Console: %s: %s\n", uart_place_format(name, &place), pci_strstatus(st));
	return st;
}

void bare_run(struct program *prog, enum pci_status left, unsigned calls)
{
	struct platform *p = &prog->bare.platform;

	p->out = &prog->uart.sink;
	fmt_print(p->out, "ExitBootServices, call %u: %s\n", calls, pci_strstatus(left));
	if (left == PCI_OK && report(prog, p, "without firmware") != APP_OK)
		fmt_print(p->out, "baremetal: the second list is not whole\n");
	(void)uart_flush(&prog->uart);
}
