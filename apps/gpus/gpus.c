/* gpus.c - list the GPUs of a machine before its operating system boots. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/fmt.h"
#include "lib/version.h"

static const char usage[] =
	"Usage: gpus [-a] [-v] [-s [[seg:]bus:]dev[.fn]] [-F FILE] [--json]\n"
	"       gpus [options] bus dev [fn]\n"
	"List display controllers and processing accelerators. Never writes.\n"
	"  -a           every function, not only GPUs\n"
	"  -v           decode registers\n"
	"  -s ADDRESS   only these functions, of any class; numbers are hex\n"
	"  -F FILE      the functions of an lspci -x, -xxx or -xxxx dump instead\n"
	"  --json       as JSON\n"
	"  --all-buses  scan every bus that no bridge covers, whatever\n"
	"               firmware says about root bridges\n"
	"  -h, --help   this text\n"
	"  --version    the version\n"
	"Status: 0 found, 2 usage, 3 configuration space cannot be reached,\n"
	"7 a device was lost while it was read, E nothing found.\n";

struct options {
	bool all, verbose, json, all_buses, help, version, selected;
	const char *dump;
	struct pci_match match;
	const char *position[3]; /* bus dev [fn], as edk2's pci takes them */
	int positions;
};

static bool equal(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return *a == *b;
}

static bool parse_error(struct platform *p, const char *what, const char *arg)
{
	fmt_print(p->out, "gpus: %s: %.40s (-h shows the options)\n", what, arg);
	return false;
}

static bool parse_address(struct platform *p, struct options *o, const char *text)
{
	o->selected = true;
	return pci_match_parse(text, &o->match) == PCI_OK || parse_error(p, "bad address", text);
}

static bool parse_positions(struct platform *p, struct options *o)
{
	int n = o->positions;
	char text[32];

	if (fmt_string(text, sizeof(text), "%s%s%s%s%s", o->position[0], n > 1 ? " " : "",
	               n > 1 ? o->position[1] : "", n > 2 ? " " : "",
	               n > 2 ? o->position[2] : "") >= sizeof(text))
		return parse_error(p, "bad address", text);
	return parse_address(p, o, text);
}

/* One argument, and the one after it where it takes a value; *i is moved over that. */
static bool parse_one(struct platform *p, struct options *o, int *i)
{
	const char *arg = p->argv[*i];

	if (equal(arg, "-a"))
		o->all = true;
	else if (equal(arg, "-v"))
		o->verbose = true;
	else if (equal(arg, "--all-buses"))
		o->all_buses = true;
	else if (equal(arg, "--json"))
		o->json = true;
	else if (equal(arg, "-h") || equal(arg, "--help"))
		o->help = true;
	else if (equal(arg, "--version"))
		o->version = true;
	else if (equal(arg, "-s") && *i + 1 < p->argc)
		return parse_address(p, o, p->argv[++*i]);
	else if (equal(arg, "-F") && *i + 1 < p->argc)
		o->dump = p->argv[++*i];
	else if (equal(arg, "-s") || equal(arg, "-F"))
		return parse_error(p, "a value must follow", arg);
	else if (arg[0] == '-')
		return parse_error(p, "unknown option", arg);
	else if (o->positions < 3)
		o->position[o->positions++] = arg;
	else
		return parse_error(p, "one argument too many", arg);
	return true;
}

static bool parse(struct platform *p, struct options *o)
{
	*o = (struct options){0};
	for (int i = 0; i < p->argc; i++)
		if (!parse_one(p, o, &i))
			return false;
	if (o->positions && o->selected)
		return parse_error(p, "two addresses", o->position[0]);
	return !o->positions || parse_positions(p, o);
}

/* One that was lost before its class was known may have been a GPU. */
static bool is_gpu(const struct pci_func *f)
{
	unsigned base = f->class_code >> 16;

	return (f->gone && f->class_code == 0xffffff) || base == PCI_BASE_CLASS_DISPLAY ||
	       base == PCI_BASE_CLASS_ACCELERATOR;
}

static bool is_wanted(const struct options *o, const struct pci_func *f)
{
	return o->selected ? pci_match_addr(&o->match, f->addr) : o->all || is_gpu(f);
}

/* Where lines and functions go: the text, or the JSON document. */
struct output {
	struct platform *p;
	struct json json;
	bool is_json;
};

static void say(void *ctx, const char *line)
{
	struct output *out = ctx;

	if (out->is_json)
		json_string(&out->json, NULL, line);
	else
		fmt_print(out->p->out, "%s\n", line);
}

static void begin(struct output *out)
{
	json_init(&out->json, out->p->out, out->p->columns);
	if (!out->is_json)
		return;
	json_begin_object(&out->json, NULL);
	json_string(&out->json, "pcikit", pci_version);
	json_begin_array(&out->json, "notes");
}

static void begin_functions(struct output *out)
{
	if (!out->is_json)
		return;
	json_end_array(&out->json);
	json_begin_array(&out->json, "functions");
}

static void end(struct output *out, enum app_status st)
{
	if (!out->is_json)
		return;
	json_end_array(&out->json);
	json_number(&out->json, "status", st);
	json_end_object(&out->json);
	json_end(&out->json);
}

/* All that is too large for a stack. */
struct listing {
	struct machine machine;
	struct gpu gpu;
	struct output out;
};

static enum app_status show_all(struct listing *l, const struct options *o)
{
	const struct machine *m = &l->machine;
	enum app_status st = APP_NOTFOUND;
	struct gpu *g = &l->gpu;

	g->machine = &l->machine;
	g->verbose = o->verbose;
	for (size_t i = 0; i < m->count; i++) {
		if (!is_wanted(o, &m->funcs[i]))
			continue;
		g->func = &m->funcs[i];
		gpu_read(g);
		if (l->out.is_json)
			gpu_show_json(g, &l->out.json);
		else
			gpu_show_text(g);
		if (g->st != PCI_OK)
			st = APP_DEVICE;
		else if (st == APP_NOTFOUND)
			st = APP_OK;
	}
	return st;
}

static enum app_status open_machine(struct machine *m, const struct options *o)
{
	enum app_status st;

	if (o->dump)
		return machine_open_dump(m, o->dump);
	st = machine_open(m);
	return st == APP_OK ? machine_scan(m, o->all_buses) : st;
}

static enum app_status list(struct platform *p, const struct options *o)
{
	struct listing *l = p->ops->alloc(p, sizeof(*l));
	enum app_status st;

	if (!l) {
		fmt_print(p->out, "gpus: out of memory\n");
		return APP_NOMEM;
	}
	l->out = (struct output){.p = p, .is_json = o->json};
	begin(&l->out);
	machine_init(&l->machine, p, "gpus", say, &l->out);
	st = open_machine(&l->machine, o);
	begin_functions(&l->out);
	if (st == APP_OK)
		st = show_all(l, o);
	if (st == APP_NOTFOUND && l->machine.access && !o->json)
		fmt_print(p->out, "gpus: %s\n",
		          o->selected ? "no function at that address"
		                      : "no display controller and no accelerator found");
	end(&l->out, st);
	return st;
}

enum app_status app_main(struct platform *p)
{
	struct options o;

	if (!parse(p, &o))
		return APP_USAGE;
	if (o.help) {
		fmt_print(p->out, "%s", usage);
		return APP_OK;
	}
	if (o.version) {
		fmt_print(p->out, "gpus (pcikit) %s\n", pci_version);
		return APP_OK;
	}
	return list(p, &o);
}
