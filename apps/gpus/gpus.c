/* gpus.c - list the GPUs of a machine before its operating system boots. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gpus.h"
#include "lib/fmt.h"
#include "lib/listing.h"

static const char usage[] =
	"Usage: gpus [-a] [-v] [-s ADDRESS] [-F FILE] [-o FILE] [-b] [--json]\n"
	"       gpus --check [--only CODE,...] [--ignore CODE,...] [options]\n"
	"       gpus [options] bus dev [fn]\n"
	"List display controllers and processing accelerators. Never writes.\n"
	"  -a           every function, not only GPUs\n"
	"  -v           decode registers\n"
	"  -s [[[[seg]:]bus]:][dev][.[fn]]  only these functions, of any class;\n"
	"               numbers are hex, * is any\n"
	"  --check      what is wrong, and what to do about it: status 7 if anything,\n"
	"               0 if not, E without a GPU; apps/gpus/README lists all CODEs\n"
	"  --only, --ignore CODE,...   of these findings, or all but these\n"
	"  --json       as JSON\n" LISTING_USAGE;

/* All that is too large for a stack. */
struct gpus {
	struct listing listing; /* first: a listing is its gpus */
	struct listing_options options;
	bool all;
	const char *position[3]; /* bus dev [fn], as edk2's pci takes them */
	int positions;
	struct gpu gpu;
	struct preflight preflight;
	struct preflight_list machine; /* findings of no one function */
};

enum { CHECK = LISTING_WORDS_END, ONLY, IGNORE };

/* --only, or --ignore: both may be given, and more than once. */
static bool take_codes(const struct options *args, bool only, uint64_t *ignored)
{
	uint64_t codes;

	if (!finding_parse(args->value, &codes)) {
		options_error(args, "unknown code", args->value);
		return false;
	}
	*ignored |= only ? ~codes : codes;
	return true;
}

static bool take_positions(const struct options *args, struct gpus *g)
{
	int n = g->positions;
	char text[32];

	if (g->options.selected) {
		options_error(args, "two addresses", g->position[0]);
		return false;
	}
	g->options.selected = true;
	if (fmt_string(text, sizeof(text), "%s%s%s%s%s", g->position[0], n > 1 ? " " : "",
	               n > 1 ? g->position[1] : "", n > 2 ? " " : "",
	               n > 2 ? g->position[2] : "") < sizeof(text) &&
	    pci_match_parse(text, &g->options.match) == PCI_OK)
		return true;
	options_error(args, "bad address", text);
	return false;
}

static bool parse(struct platform *p, struct gpus *g)
{
	static const struct option_word words[] = {LISTING_WORDS,
	                                           {"check", CHECK},
	                                           {"only", ONLY, true},
	                                           {"ignore", IGNORE, true},
	                                           {0}};
	struct options args = {p, "gpus", LISTING_LETTERS "a", words, .next = 0};
	int code;

	while ((code = options_next(&args)) != OPTION_END)
		if (code == 'a')
			g->all = true;
		else if (code == OPTION_ARGUMENT && g->positions < 3)
			g->position[g->positions++] = args.value;
		else if (code == CHECK)
			g->gpu.check = true;
		else if (code == ONLY || code == IGNORE) {
			if (!take_codes(&args, code == ONLY, &g->preflight.findings.ignored))
				return false;
		} else if (!listing_option(&args, code, &g->options))
			return false;
	return !g->positions || take_positions(&args, g);
}

/* Of a dump: it was gone then. One that is named and has no bytes is none of these. */
static bool was_gone(const struct machine *m, const struct pci_func *f)
{
	return pci_is_all_ones(f) && machine_known_bytes(m, f, 0);
}

/* One that was lost before its class was known may have been a GPU. */
static bool is_gpu(const struct machine *m, const struct pci_func *f)
{
	unsigned base = f->class_code >> 16;

	return (f->class_code == 0xffffff && (f->gone || was_gone(m, f))) ||
	       base == PCI_BASE_CLASS_DISPLAY || base == PCI_BASE_CLASS_ACCELERATOR;
}

static bool wants(const struct listing *l, const struct pci_func *f)
{
	const struct gpus *g = (const struct gpus *)l;

	return l->options->selected ? pci_match_addr(&l->options->match, f->addr)
	                            : g->all || l->options->cross_check || is_gpu(&l->machine, f);
}

/* What lies between functions, and what is wrong there: a card that is missing comes first. */
static enum app_status prepare(struct listing *l)
{
	struct gpus *g = (struct gpus *)l;
	enum pci_status st;

	if (!g->gpu.verbose && !g->gpu.check)
		return APP_OK;
	st = preflight_init(&g->preflight, &l->machine);
	if (st == PCI_ESTOPPED)
		return APP_ABORTED;
	if (st != PCI_OK)
		return machine_no_memory(&l->machine);
	g->gpu.preflight = &g->preflight;
	if (!g->gpu.check)
		return APP_OK;
	preflight_check_machine(&g->preflight);
	g->machine = g->preflight.list;
	if (!l->is_json)
		preflight_show_findings(&g->preflight, l->platform->out);
	return APP_OK;
}

static unsigned count(const struct gpus *g, enum finding_severity severity)
{
	return g->preflight.findings.by_severity[severity];
}

static const char *plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

/* Findings are a status of their own, but for a wrong option and the like. */
static enum app_status conclude(struct listing *l, enum app_status st)
{
	struct gpus *g = (struct gpus *)l;
	unsigned errors = count(g, FINDING_ERROR), warnings = count(g, FINDING_WARNING);
	unsigned notes = count(g, FINDING_NOTE);

	if (st == APP_OK && g->preflight.failed)
		st = APP_DEVICE;
	if (!g->gpu.preflight || !g->gpu.check ||
	    (st != APP_OK && st != APP_NOTFOUND && st != APP_DEVICE))
		return st;
	if (l->is_json) {
		g->preflight.list = g->machine;
		preflight_put_findings(&g->preflight, &l->json);
	} else {
		fmt_print(l->platform->out, "%u error%s, %u warning%s, %u note%s\n", errors,
		          plural(errors), warnings, plural(warnings), notes, plural(notes));
	}
	return errors || warnings ? APP_DEVICE : st;
}

static enum pci_status show(struct listing *l, const struct pci_func *f)
{
	struct gpu *g = &((struct gpus *)l)->gpu;

	gpu_read(g, &l->machine, f);
	if (l->options->json)
		gpu_show_json(g, &l->json);
	else
		gpu_show_text(g, l->platform->out);
	return g->view.st;
}

enum app_status app_main(struct platform *p)
{
	struct gpus *g = listing_alloc(p, "gpus", sizeof(*g));

	if (!g)
		return APP_NOMEM;
	if (!parse(p, g))
		return APP_USAGE;
	g->listing = (struct listing){
		.platform = p,
		.app = "gpus",
		.usage = usage,
		.options = &g->options,
		.tables = &pci_desc_gpu,
		.none = g->options.selected ? "no function at that address"
	                                    : "no display controller and no accelerator found",
		.prepare = prepare,
		.wants = wants,
		.show = show,
		.conclude = conclude,
	};
	g->gpu.verbose = g->options.verbose;
	return listing_run(&g->listing);
}
