/* lspci.c - list the functions of a machine, and decode their configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"
#include "lib/fold.h"
#include "lib/listing.h"
#include "lib/pci_view.h"
#include "lib/view_json.h"
#include "lib/view_text.h"

static const char usage[] =
	"Usage: lspci [-nvD] [-s ADDRESS] [-d ID] [-F FILE] [--json]\n"
	"List PCI functions, a line each. Never writes, but for --size-bars.\n"
	"  -v           more: subsystem, regions, windows, capabilities; -vv: decoded\n"
	"               registers; -vvv: long tables, raw dwords, closed windows too\n"
	"  -n           classes as numbers\n"
	"  -D           addresses with the segment, also where all are in segment 0\n"
	"  -s [[[[seg]:]bus]:][dev][.[fn]]        only these; numbers are hex, * is any\n"
	"  -d [vendor]:[device][:class[:prog-if]] only these; x is any digit of a class\n"
	"  -F FILE      the functions of a dump instead: of lspci -x, -xxx or -xxxx,\n"
	"               the UEFI shell's pci, or xxd or hexdump -C behind an address\n"
	"  --json       as JSON, with everything that -vvv shows\n"
	"  --size-bars  with -v or --json measure BARs: WRITES to each function and puts\n"
	"               back what was there; not to host bridges, and not to what\n"
	"               drives the console\n"
	"  --all-buses  scan every bus that no bridge covers, whatever\n"
	"               firmware says about root bridges\n"
	"  -h, --help   this text\n"
	"  --version    the version\n"
	"Status: 0 found, 2 usage, 3 configuration space cannot be reached,\n"
	"7 a device was lost while it was read, E nothing found.\n";

/* All that is too large for a stack. */
struct lspci {
	struct listing listing; /* first: a listing is its lspci */
	struct listing_options options;
	bool numbers, segments;
	pci_size_fn *size_bars; /* --size-bars */
	bool by_id;             /* ids holds: -d */
	struct pci_id_match ids;
	struct fold fold;
	struct pci_view view;
};

enum { OPTION_SIZE_BARS = LISTING_WORDS_END };

static bool take_ids(const struct options *args, struct lspci *l)
{
	l->by_id = true;
	if (pci_id_match_parse(args->value, &l->ids) == PCI_OK)
		return true;
	options_error(args, "bad ID", args->value);
	return false;
}

static bool take_option(const struct options *args, int code, struct lspci *l)
{
	switch (code) {
	case 'n':
		l->numbers = true;
		return true;
	case 'D':
		l->segments = true;
		return true;
	case 'd':
		return take_ids(args, l);
	case OPTION_SIZE_BARS:
		l->size_bars = pci_size_bars;
		return true;
	default:
		return listing_option(args, code, &l->options);
	}
}

static bool parse(struct platform *p, struct lspci *l)
{
	static const struct option_word words[] = {
		{"size-bars", OPTION_SIZE_BARS}, LISTING_WORDS, {0}};
	struct options args = {p, "lspci", LISTING_LETTERS "nDd:", words, .next = 0};
	int code;

	while ((code = options_next(&args)) != OPTION_END)
		if (!take_option(&args, code, l))
			return false;
	if (!l->size_bars || !l->options.dump)
		return true;
	options_error(&args, "a dump has nothing to measure", "--size-bars");
	return false;
}

static bool wants(const struct listing *listing, const struct pci_func *f)
{
	const struct lspci *l = (const struct lspci *)listing;

	return (!l->options.selected || pci_match_addr(&l->options.match, f->addr)) &&
	       (!l->by_id || pci_id_match_func(&l->ids, f));
}

static enum pci_status show_line(const struct lspci *l, const struct pci_func *f, unsigned style)
{
	view_text_name(f, l->listing.platform->out, style);
	if (f->status != PCI_OK)
		fmt_print(l->listing.platform->out, "    incomplete: %s\n",
		          pci_strstatus(f->status));
	return f->status;
}

static enum pci_status show_text(struct lspci *l, const struct pci_func *f, unsigned style)
{
	const struct view_text t = {&l->view, &l->fold.sink, l->options.verbose > 1,
	                            l->options.verbose > 2};

	pci_view_read(&l->view, &l->listing.machine, f, l->size_bars);
	fold_init(&l->fold, l->listing.platform->out);
	view_text_name(f, t.out, style | VIEW_PROG_IF);
	view_text_subsystem(&t);
	if (t.registers)
		view_text_header(&t);
	else
		view_text_flags(&t);
	view_text_regions(&t);
	view_text_bridge(&t);
	view_text_caps(&t);
	view_text_end(&t);
	fmt_print(l->listing.platform->out, "\n");
	return l->view.st;
}

static enum pci_status show_json(struct lspci *l, const struct pci_func *f)
{
	struct json *j = &l->listing.json;

	pci_view_read(&l->view, &l->listing.machine, f, l->size_bars);
	json_begin_object(j, NULL);
	view_json_identity(&l->view, j);
	view_json_rest(&l->view, j, true);
	json_end_object(j);
	return l->view.st;
}

static enum pci_status show(struct listing *listing, const struct pci_func *f)
{
	struct lspci *l = (struct lspci *)listing;
	unsigned style = (l->numbers ? VIEW_NUMBERS : 0) |
	                 (l->segments || listing->segments ? VIEW_SEGMENT : 0);

	if (l->options.json)
		return show_json(l, f);
	return l->options.verbose ? show_text(l, f, style) : show_line(l, f, style);
}

enum app_status app_main(struct platform *p)
{
	struct lspci *l = listing_alloc(p, "lspci", sizeof(*l));

	if (!l)
		return APP_NOMEM;
	if (!parse(p, l))
		return APP_USAGE;
	l->listing = (struct listing){
		.platform = p,
		.app = "lspci",
		.usage = usage,
		.options = &l->options,
		.quiet = !l->options.verbose && !l->options.json,
		.none = "no such function",
		.wants = wants,
		.show = show,
	};
	return listing_run(&l->listing);
}
