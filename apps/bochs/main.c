/* main.c - bochs: take a Bochs display from firmware, show a test picture, give it back. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/bochs/bochs.h"

#include "efi/take.h"
#include "lib/edid.h"
#include "lib/machine.h"
#include "lib/options.h"
#include "lib/picture.h"

static const char usage[] =
	"Usage: bochs [--mode WxH] [--hold SECONDS] [ADDRESS]\n"
	"Show a test picture on a Bochs display (of QEMU: bochs-display, VGA).\n"
	"WRITES TO THE DEVICE: meanwhile firmware's driver is stopped, and text is\n"
	"on other consoles only; then the mode is restored and the driver started again.\n"
	"  ADDRESS         [[[[seg]:]bus]:][dev][.[fn]], where there are several\n"
	"  --mode WxH      pixels; else what the monitor prefers\n"
	"  --hold SECONDS  how long, unless a key is typed (5)\n"
	"Status: 0 shown, 2 usage or no such mode, 3 configuration space cannot be\n"
	"reached, 7 the display fails or is not let go, 9 out of memory, E there is\n"
	"none, 15 interrupted.\n";

enum { MODE = OPTION_WORDS, HOLD, HOLD_MAX = 3600, MIN = 64, XRES_ELSE = 1024, YRES_ELSE = 768 };

struct app {
	struct platform *platform;
	struct machine machine;
	struct pci_match match;
	bool help;
	unsigned width, height, hold;

	uint16_t id; /* 0 as long as it is not known */
	struct edid edid;
	enum pci_status edid_st;
};

/* Take one that options_next() returned; false after a line about what is wrong. */
static bool take_option(const struct options *o, int code, struct app *a)
{
	if (code == MODE)
		return options_pair(o, "bad mode", MIN, UINT16_MAX, &a->width, &a->height);
	if (code == HOLD)
		return options_number(o, "bad number of seconds", 0, HOLD_MAX, &a->hold);
	if (code == OPTION_ARGUMENT)
		return options_address(o, &a->match);
	return a->help = code == 'h';
}

/* In the mode that the monitor prefers, unless the user has said which. */
static enum pci_status show(struct app *a, const struct bochs *b, struct pci_addr addr)
{
	struct io_region pixels;
	enum pci_status st;
	uint32_t *line;

	a->id = b->id;
	a->edid_st = edid_read(&b->regs.io, 0, &a->edid);
	if (!a->width) {
		a->width = a->edid.xres < MIN ? XRES_ELSE : a->edid.xres;
		a->height = a->edid.yres < MIN ? YRES_ELSE : a->edid.yres;
	}
	st = bochs_set_mode(b, a->width, a->height, &pixels);
	if (st != PCI_OK)
		return st;
	line = a->platform->ops->alloc(a->platform, a->width * sizeof(*line));
	st = line ? picture_draw(&pixels, a->width, a->height, addr, line) : PCI_EIO;
	if (st != PCI_OK)
		return st;
	efi_drop_keys(efi_of(a->platform));
	machine_say(&a->machine, "Drawn, for %u s or until a key is typed", a->hold);
	return efi_wait_key(efi_of(a->platform), a->hold);
}

static enum pci_status drive(struct app *a, const struct pci_func *f)
{
	struct pci_dev dev;
	const struct pci_device device = {a->platform, f, &dev};
	enum pci_status st, end;
	struct efi_taken taken;
	struct bochs b;

	st = efi_take(a->platform, f->addr, &taken);
	if (st != PCI_OK)
		return st;
	st = pci_open(a->machine.access, f->addr, &dev);
	if (st == PCI_OK)
		st = bochs_open(&device, &b);
	if (st == PCI_OK) {
		st = show(a, &b, f->addr);
		end = bochs_close(&b);
		st = st == PCI_OK ? end : st;
	}
	end = efi_give_back(&taken);
	return st == PCI_OK ? end : st;
}

/* Now that the console is there again: what it was, and whether it went well. */
static enum app_status end(struct app *a, struct pci_addr addr, enum pci_status st)
{
	char what[PCI_ADDR_MAX];

	pci_addr_format(what, addr);
	if (a->id)
		machine_say(&a->machine, "%s: DISPI %04x, monitor %s %04x prefers %ux%u (EDID: %s)",
		            what, a->id, a->edid.vendor, a->edid.product, a->edid.xres,
		            a->edid.yres, pci_strstatus(a->edid_st));
	if (st == PCI_ENOSPC || st == PCI_EINVAL)
		fmt_string(what, sizeof(what), "%ux%u", a->width, a->height);
	return machine_end(&a->machine, what, st);
}

enum app_status app_main(struct platform *p)
{
	static const struct option_word words[] = {
		{"mode", MODE, true}, {"hold", HOLD, true}, {"help", 'h'}, {0}};
	static const struct pci_id_match id = {0x11111234, UINT32_MAX};
	struct options o = {p, "bochs", "h", words, .next = 0};
	struct app a = {.platform = p, .match = PCI_MATCH_ANY, .hold = 5};
	const struct pci_func *f;
	enum app_status st;
	int code;

	machine_init(&a.machine, p, "bochs", NULL, NULL);
	while ((code = options_next(&o)) != OPTION_END)
		if (!take_option(&o, code, &a))
			return APP_USAGE;
	if (a.help)
		return fmt_print(p->out, "%s", usage), APP_OK;
	st = machine_open_one(&a.machine, &id, &a.match, "Bochs display", &f);
	return st == APP_OK ? end(&a, f->addr, drive(&a, f)) : st;
}
