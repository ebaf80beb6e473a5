/* lspci.c - list the functions of a machine, and decode their configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/lspci/lspci.h"
#include "lib/fmt.h"
#include "lib/view_json.h"
#include "lib/view_text.h"

static const char usage[] =
	"Usage: lspci [-nvxtmPD] [-s ADDRESS] [-d ID] [-i FILE] [-F FILE] [-o FILE]\n"
	"             [-b] [--json]\n"
	"List PCI functions, a line each. Never writes, but for --size-bars.\n"
	"  -n           numbers for names; -nn: both\n"
	"  -v           more: subsystem, regions, windows, capabilities; -vv: decoded\n"
	"               registers; -vvv: long tables, raw dwords, closed windows too\n"
	"  -x           with the header's bytes; -xxx: 256 of them, -xxxx: all 4096\n"
	"  -t           as a tree of buses; -tv: with names\n"
	"  -m, -mm      for programs, a line each; -vm, -vmm: a tag in each line\n"
	"  -P           with the path of bridges for the bus; -PP: with their buses\n"
	"  -D           with the domain (PCI segment) of each address\n"
	"  -s [[[[seg]:]bus]:][dev][.[fn]]        only these; numbers are hex, * is any\n"
	"  -d [vendor]:[device][:class[:prog-if]] only these; x is any digit of a class\n"
	"  -i FILE      names of this file and not of pci.ids beside the application\n"
	"  --json       as JSON, with everything that -vvv shows\n"
	"  --size-bars  with -v or --json measure BARs: WRITES to each function and puts\n"
	"               back what was there; not to host bridges, and not to what\n"
	"               drives the console\n" LISTING_USAGE;

enum { OPTION_SIZE_BARS = LISTING_WORDS_END };

static bool take_ids(const struct options *args, struct lspci *l)
{
	l->more.by_id = true;
	if (pci_id_match_parse(args->value, &l->more.ids) == PCI_OK)
		return true;
	options_error(args, "bad ID", args->value);
	return false;
}

/* A letter that counts how often it is there, or NULL. */
static unsigned *counted(struct lspci_options *o, int code)
{
	switch (code) {
	case 'n':
		return &o->numbers;
	case 't':
		return &o->tree;
	case 'P':
		return &o->paths;
	case 'm':
		return &o->machine;
	case 'x':
		return &o->hex;
	default:
		return NULL;
	}
}

static bool take_option(const struct options *args, int code, struct lspci *l)
{
	unsigned *count = counted(&l->more, code);

	if (count) {
		++*count;
		return true;
	}
	switch (code) {
	case 'D':
		l->more.domains = true;
		return true;
	case 'd':
		return take_ids(args, l);
	case 'i':
		l->more.ids_file = args->value;
		return true;
	case OPTION_SIZE_BARS:
		l->more.size_bars = pci_size_bars;
		return true;
	default:
		return listing_option(args, code, &l->options);
	}
}

static bool parse(struct platform *p, struct lspci *l)
{
	static const struct option_word words[] = {
		{"size-bars", OPTION_SIZE_BARS}, LISTING_WORDS, {0}};
	struct options args = {p, "lspci", LISTING_LETTERS "ntPmxDd:i:", words, .next = 0};
	int code;

	while ((code = options_next(&args)) != OPTION_END)
		if (!take_option(&args, code, l))
			return false;
	if (!l->more.size_bars || !l->options.dump)
		return true;
	options_error(&args, "a dump has nothing to measure", "--size-bars");
	return false;
}

static bool wants(const struct listing *listing, const struct pci_func *f)
{
	const struct lspci *l = (const struct lspci *)listing;

	return (!l->options.selected || pci_match_addr(&l->options.match, f->addr)) &&
	       (!l->more.by_id || pci_id_match_func(&l->more.ids, f));
}

/* The first line as view_text_name() has it, and the subsystem, with names beside the numbers. */
static void show_names(struct lspci *l, const struct pci_func *f, unsigned style, struct sink *out)
{
	const struct pci_namer n = {&l->ids, PCI_NAME_BOTH};
	const struct pci_view *v = &l->view;
	const struct pci_subsystem s = {f->vendor, f->device, v->subsystem_vendor, v->subsystem_id};
	char address[PCI_ADDR_MAX], class[PCI_NAME_MAX], name[PCI_NAME_LONG_MAX];
	const char *prog_if;

	pci_addr_format(address, f->addr);
	pci_name_class(&n, (uint16_t)(f->class_code >> 8), class, sizeof(class));
	pci_name_both(&n, f->vendor, f->device, name, sizeof(name));
	fmt_print(out, "%s %s: %s", address + (style & VIEW_SEGMENT ? 0 : sizeof("0000:") - 1),
	          class, name);
	if (f->revision)
		fmt_print(out, " (rev %02x)", f->revision);
	prog_if = pci_name_prog_if(&n, f->class_code, name, sizeof(name));
	if (prog_if)
		fmt_print(out, " (prog-if %02x [%s])", (uint8_t)f->class_code, prog_if);
	fmt_print(out, "\n");
	if (v->has_subsystem)
		fmt_print(out, "    Subsystem: %s\n",
		          pci_name_subsystem(&n, &s, name, sizeof(name)));
}

static enum pci_status show_text(struct lspci *l, const struct pci_func *f, unsigned style)
{
	const struct view_text t = {&l->view, &l->fold.sink, l->options.verbose > 1,
	                            l->options.verbose > 2};

	pci_view_read(&l->view, &l->listing.machine, f, l->more.size_bars);
	fold_init(&l->fold, l->listing.platform->out);
	if (l->ids.count) {
		show_names(l, f, style, t.out);
	} else {
		view_text_name(f, t.out, style | VIEW_PROG_IF);
		view_text_subsystem(&t);
	}
	if (t.registers)
		view_text_header(&t);
	else
		view_text_flags(&t);
	view_text_regions(&t);
	view_text_bridge(&t);
	view_text_caps(&t);
	view_text_end(&t);
	return l->view.st;
}

static enum pci_status show_json(struct lspci *l, const struct pci_func *f)
{
	struct json *j = &l->listing.json;

	pci_view_read(&l->view, &l->listing.machine, f, l->more.size_bars);
	json_begin_object(j, NULL);
	view_json_identity(&l->view, j);
	view_json_rest(&l->view, j, true);
	json_end_object(j);
	return l->view.st;
}

/* Open the function as far as its form reads of it, so that nothing is read twice. */
static enum pci_status open_function(struct lspci *l, const struct pci_func *f)
{
	struct machine *m = &l->listing.machine;
	struct pci_view *v = &l->view;
	enum pci_status st = f->status;

	if (hex_has_caps(l))
		return pci_view_read_caps(v, m, f, l->more.hex > 3);
	if (st != PCI_OK || !(l->more.hex || l->more.machine))
		return st;
	st = pci_open(m->access, f->addr, &v->dev);
	if (st == PCI_OK)
		pci_cache_config(&v->dev, &v->cache);
	return st;
}

/* Text for people says itself what the function lacks. */
static enum pci_status show_verbose(struct lspci *l, const struct pci_func *f)
{
	unsigned style = (l->more.numbers == 1 ? VIEW_NUMBERS : 0) |
	                 (l->listing.segments || l->more.domains ? VIEW_SEGMENT : 0);
	enum pci_status st = show_text(l, f, style);

	if (l->more.hex)
		st = hex_show(l, f, st);
	fmt_print(l->listing.platform->out, "\n");
	return st;
}

static enum pci_status show_lines(struct lspci *l, const struct pci_func *f)
{
	struct sink *out = l->listing.platform->out;
	enum pci_status st = open_function(l, f);

	if (l->more.machine)
		st = machine_show(l, f, st);
	else
		list_line(l, f);
	if (l->more.hex)
		st = hex_show(l, f, st);
	if (st != PCI_OK)
		fmt_print(out, "    incomplete: %s\n", pci_strstatus(st));
	if (l->more.hex || l->options.verbose)
		fmt_print(out, "\n");
	return st;
}

static enum pci_status show(struct listing *listing, const struct pci_func *f)
{
	struct lspci *l = (struct lspci *)listing;

	if (l->options.json)
		return show_json(l, f);
	if (!l->more.tree)
		return lspci_is_verbose(l) ? show_verbose(l, f) : show_lines(l, f);
	pci_tree_mark(&l->tree, (uint32_t)(f - l->listing.machine.funcs));
	return f->status;
}

static enum app_status load_names(struct lspci *l)
{
	const char *file = l->more.ids_file;
	enum pci_status st;

	l->namer = (struct pci_namer){&l->ids, l->more.numbers > 1 ? PCI_NAME_BOTH
	                                       : l->more.numbers   ? PCI_NAME_NUMBERS
	                                                           : PCI_NAME_TEXT};
	if (!lspci_needs_names(l))
		return APP_OK;
	st = pci_ids_load(&l->ids, l->listing.platform, file);
	if (st == PCI_ENOSPC)
		return machine_no_memory(&l->listing.machine);
	if (st == PCI_OK || !file)
		return APP_OK;
	fmt_print(l->listing.platform->out, "lspci: %.50s: %s\n", file,
	          st == PCI_ENOTFOUND ? "no such file" : "cannot be read");
	return APP_NOTFOUND;
}

static enum app_status build_tree(struct lspci *l)
{
	struct platform *p = l->listing.platform;
	const struct machine *m = &l->listing.machine;
	void *storage;

	if (!l->more.tree && !l->more.paths)
		return APP_OK;
	storage = p->ops->alloc(p, pci_tree_size(m->funcs, m->count));
	l->levels = p->ops->alloc(p, tree_levels_size());
	if (!storage || !l->levels)
		return machine_no_memory(&l->listing.machine);
	pci_tree_build(&l->tree, m->funcs, m->count, storage);
	if (!l->options.selected && !l->more.by_id)
		pci_tree_mark_all(&l->tree);
	return APP_OK;
}

static enum app_status prepare(struct listing *listing)
{
	struct lspci *l = (struct lspci *)listing;
	enum app_status st = load_names(l);

	line_init(&l->line, listing->platform->out);
	return st == APP_OK ? build_tree(l) : st;
}

static void show_end(struct listing *listing)
{
	struct lspci *l = (struct lspci *)listing;

	if (l->more.tree && !l->options.json)
		tree_draw(l);
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
		.tables = &pci_desc,
		.quiet = !lspci_is_verbose(l) && !l->options.json,
		.none = "no such function",
		.prepare = prepare,
		.wants = wants,
		.show = show,
		.show_end = show_end,
	};
	return listing_run(&l->listing);
}
