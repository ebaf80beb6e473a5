/* mmio.c - read registers of one function, or write one. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/hex.h"
#include "lib/listing.h"
#include "lib/pci_place.h"
#include "lib/view_json.h"

static const char usage[] =
	"Usage: mmio BDF WHERE [width [count]]\n"
	"       mmio BDF WHERE [width] --write VALUE\n"
	"Read registers of one PCI function, or write one. All numbers are hex.\n"
	"  BDF          [[[seg]:]bus]:dev.fn\n"
	"  WHERE        barN+OFFSET, N as in lspci's Region N, memory or I/O ports,\n"
	"               or config+OFFSET; without +OFFSET the first register\n"
	"  width        bytes of each access: 1, 2, 4 (if not given) or 8\n"
	"  count        of registers, one behind the other\n"
	"  --write VALUE  WRITES a register, and reads it before and after\n"
	"  --no-read    with --write: does not read it\n"
	"  --enable     WRITES Command: if the BAR's decoding is off, it is on meanwhile\n"
	"  --force      also reads what has side effects, or a BAR of unknown size\n"
	"  --json       as JSON\n" LISTING_USAGE;

enum { WORDS = 4, LINE_BYTES = 16 };
enum { OPTION_WRITE = LISTING_WORDS_END, OPTION_NO_READ, OPTION_ENABLE, OPTION_FORCE };

/* All that is too large for a stack. */
struct mmio {
	struct listing listing; /* first: a listing is its mmio */
	struct listing_options options;
	const char *word[WORDS]; /* BDF WHERE [width [count]] */
	int words;
	const char *write; /* VALUE, or NULL */
	bool no_read, enable, force;
	struct pci_place place;
	uint64_t value;

	const struct pci_func *func;
	struct pci_place_regs regs;
	bool is_off, in_line; /* decoding is switched on meanwhile; a line is underway */
};

static bool take_option(const struct options *args, int code, struct mmio *m)
{
	if (code == OPTION_ARGUMENT && m->words < WORDS)
		m->word[m->words++] = args->value;
	else if (code == OPTION_WRITE)
		m->write = args->value;
	else if (code == OPTION_NO_READ)
		m->no_read = true;
	else if (code == OPTION_ENABLE)
		m->enable = true;
	else if (code == OPTION_FORCE)
		m->force = true;
	else
		return listing_option(args, code, &m->options);
	return true;
}

/* OPTION_END, or OPTION_BAD after a line about what is wrong. */
static int check(const struct options *args, struct mmio *m)
{
	const char *bad, *rest = "";

	if (m->words < 2)
		return options_error(args, "missing", m->words ? "WHERE" : "BDF");
	if (pci_match_parse(m->word[0], &m->options.match) != PCI_OK)
		return options_error(args, "bad address", m->word[0]);
	m->options.selected = true;
	if (pci_place_parse(m->word + 1, &m->place, &bad) != PCI_OK)
		return options_error(args, "bad place, width or count", bad);
	if (m->options.dump && m->place.slot != PCI_PLACE_CONFIG)
		return options_error(args, "a dump has config alone", m->word[1]);
	if (m->write)
		rest = hex_number(m->write, UINT64_MAX >> (64 - 8 * m->place.width), &m->value);
	if (!rest || *rest)
		return options_error(args, "no number of that width", m->write);
	if (m->no_read && !m->write)
		return options_error(args, "only with --write", "--no-read");
	if (m->write && m->place.count != 1)
		return options_error(args, "one register at a time", "--write");
	if (m->write && m->options.dump)
		return options_error(args, "a dump is read-only", "--write");
	return OPTION_END;
}

static bool parse(struct platform *p, struct mmio *m)
{
	static const struct option_word words[] = {{"write", OPTION_WRITE, true},
	                                           {"no-read", OPTION_NO_READ},
	                                           {"enable", OPTION_ENABLE},
	                                           {"force", OPTION_FORCE},
	                                           LISTING_WORDS,
	                                           {0}};
	struct options args = {p, "mmio", "F:bo:h", words, .next = 0};
	int code;

	while ((code = options_next(&args)) != OPTION_END)
		if (!take_option(&args, code, m))
			return false;
	return m->options.help || m->options.version || check(&args, m) == OPTION_END;
}

static enum app_status refuse(struct mmio *m, enum pci_status st)
{
	char size[32];

	fmt_string(size, sizeof(size), " of %llx bytes", (unsigned long long)m->regs.size);
	machine_say(&m->listing.machine, "mmio: %.40s: %s%s", m->word[1], pci_strstatus(st),
	            st == PCI_ERANGE    ? size
	            : st == PCI_EDECODE ? ": --enable switches it on meanwhile"
	            : st == PCI_ENOREAD ? " (--force reads it)"
	            : st == PCI_ENOSIZE ? " (--force goes on)"
	                                : "");
	return machine_status(st);
}

/* Nothing of the registers is touched yet. */
static enum app_status prepare(struct listing *l)
{
	struct mmio *m = (struct mmio *)l;
	unsigned flags = (m->force ? PCI_PLACE_UNSIZED : 0) |
	                 (m->force || m->no_read ? PCI_PLACE_NOREAD : 0);
	enum app_status app =
		machine_find_one(&l->machine, &m->options.match, m->word[0], &m->func);
	enum pci_status st;

	if (app != APP_OK)
		return app;
	st = pci_place_find(&m->place, &l->machine, m->func, flags, &m->regs);
	m->is_off = st == PCI_EDECODE && m->enable;
	if (st != PCI_OK && !m->is_off)
		return refuse(m, st);
	if ((m->write || m->is_off) && platform_drives_console(l->platform, m->func->addr))
		machine_say(&l->machine, "mmio: %.40s drives the console", m->word[0]);
	return APP_OK;
}

static void begin_line(struct mmio *m, uint64_t at)
{
	fmt_print(m->listing.text, "%s%s+%0*llx:", m->in_line ? "\n" : "", m->place.name,
	          m->place.count == 1 ? 1 : 8, (unsigned long long)(m->place.offset + at));
	m->in_line = true;
}

/* A value, to text and to JSON. */
static void put(struct mmio *m, const char *before, const char *name, uint64_t v)
{
	unsigned digits = 2 * m->place.width;

	fmt_print(m->listing.text, "%s%0*llx", before, (int)digits, (unsigned long long)v);
	json_hex(&m->listing.json, name, v, digits);
}

static enum pci_status read_all(struct mmio *m)
{
	enum pci_status st = PCI_OK;
	uint64_t v;

	json_begin_array(&m->listing.json, "values");
	for (uint64_t at = 0; at < m->regs.io.size && st == PCI_OK; at += m->place.width) {
		if (at % LINE_BYTES == 0 && report_is_stopped(&m->listing.report))
			st = PCI_ESTOPPED;
		else
			st = io_try_read(&m->regs.io, at, m->place.width, &v);
		if (st == PCI_OK && at % LINE_BYTES == 0)
			begin_line(m, at);
		if (st == PCI_OK)
			put(m, m->place.count == 1 ? " 0x" : " ", NULL, v);
	}
	json_end_array(&m->listing.json);
	return st;
}

/* Where nothing may be read the function's Vendor ID tells that it was not lost. */
static enum pci_status write_one(struct mmio *m)
{
	enum pci_status st = PCI_OK;
	uint64_t v;

	if (!m->no_read)
		st = io_try_read(&m->regs.io, 0, m->place.width, &v);
	if (st != PCI_OK)
		return st;
	begin_line(m, 0);
	if (!m->no_read)
		put(m, " 0x", "old", v);
	st = io_try_write(&m->regs.io, 0, m->place.width, m->value);
	if (st != PCI_OK)
		return st;
	put(m, " -> 0x", "new", m->value);
	if (m->no_read)
		return pci_presence_check(&m->regs.dev.presence);
	st = io_try_read(&m->regs.io, 0, m->place.width, &v);
	if (st == PCI_OK && v != m->value) {
		begin_line(m, 0);
		put(m, " reads back 0x", "read_back", v);
	}
	return st;
}

static enum pci_status show(struct listing *l, const struct pci_func *f)
{
	struct mmio *m = (struct mmio *)l;
	enum pci_status st = m->is_off ? pci_place_enable(&m->regs) : PCI_OK, restored = PCI_OK;
	const char *what = "";
	char why[64];

	json_begin_object(&l->json, NULL);
	view_json_address(&l->json, "address", f->addr);
	json_string(&l->json, "place", m->place.name);
	json_hex(&l->json, "offset", m->place.offset, 1);
	json_number(&l->json, "width", m->place.width);
	if (st == PCI_OK)
		st = m->write ? write_one(m) : read_all(m);
	if (m->is_off)
		restored = pci_unmap_bar(&m->regs.mapping);
	st = restored == PCI_OK ? st : restored;
	if (restored != PCI_OK && restored != PCI_EGONE)
		what = "decoding stays on: ";
	fmt_string(why, sizeof(why), "%s%s", what, st == PCI_OK ? "ok" : pci_strstatus(st));
	json_string(&l->json, "status", why);
	json_end_object(&l->json);
	if (m->in_line)
		fmt_print(m->listing.text, "\n");
	if (st != PCI_OK && st != PCI_ESTOPPED)
		fmt_print(m->listing.text, "mmio: %.40s: %s\n", m->word[1], why);
	return st;
}

enum app_status app_main(struct platform *p)
{
	struct mmio *m = listing_alloc(p, "mmio", sizeof(*m));

	if (!m)
		return APP_NOMEM;
	if (!parse(p, m))
		return APP_USAGE;
	m->listing = (struct listing){
		.platform = p,
		.app = "mmio",
		.usage = usage,
		.options = &m->options,
		.tables = &pci_desc,
		.quiet = !m->options.json,
		.prepare = prepare,
		.show = show,
	};
	return listing_run(&m->listing);
}
