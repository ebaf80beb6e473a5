/* machine.c - from a platform to the functions of its machine. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/machine.h"

#include "lib/bytes.h"
#include "lib/fmt.h"
#include "lib/mcfg.h"

enum { FUNCS_EXPECTED = 1024 };

static const void *memory_at(void *ctx, uint64_t phys, size_t size)
{
	struct platform *p = ctx;

	return p->ops->memory(p, phys, size);
}

static enum pci_status map(void *ctx, uint64_t phys, size_t size, struct io_region *ret)
{
	struct platform *p = ctx;

	return p->ops->map(p, phys, size, ret);
}

/* For who asks what is wrong with the tables. */
static void keep_fault(struct machine *m, const char *line)
{
	if (!m->mcfg_faults++)
		fmt_string(m->mcfg_fault, sizeof(m->mcfg_fault), "%s", line);
}

static void say(struct machine *m, bool is_fault, const char *format, va_list ap)
{
	char line[MACHINE_LINE_MAX];
	struct fmt_buffer b;

	fmt_buffer_init(&b, line, sizeof(line));
	fmt_vprint(&b.sink, format, ap);
	if (is_fault)
		keep_fault(m, line);
	m->say(m->say_ctx, line);
}

void machine_say(struct machine *m, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(m, false, format, ap);
	va_end(ap);
}

/* The same of the MCFG tables, which may be at fault. */
FMT_LIKE_PRINTF(3, 4)
static void say_table(struct machine *m, bool is_fault, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(m, is_fault, format, ap);
	va_end(ap);
}

enum app_status machine_no_memory(struct machine *m)
{
	machine_say(m, "%s: out of memory", m->app);
	return APP_NOMEM;
}

/*
 * Why there is no ECAM: as a note beside what is used instead, and as the error it else is. Texts
 * and no pointers, of which each costs firmware a relocation.
 */
struct refusal {
	char note[27], error[50];
	bool is_fault; /* of the tables, which are there */
};
static const struct refusal no_acpi = {"no ACPI tables",
                                       "firmware has no ACPI tables, so there is no MCFG"},
			    acpi_unmapped = {"ACPI tables not mapped",
                                             "the ACPI tables are not in mapped memory"},
			    acpi_corrupt = {"ACPI tables corrupt",
                                            "the ACPI root tables are corrupt", true},
			    no_mcfg = {"no MCFG", "no MCFG table: this machine describes no ECAM"},
			    mcfg_empty = {"MCFG empty", "the MCFG table is empty", true},
			    mcfg_corrupt = {"MCFG truncated or corrupt",
                                            "the MCFG table is truncated or corrupt", true},
			    no_window = {"no usable ECAM window", ""}; /* each was said */

enum pci_status machine_acpi(struct platform *p, struct acpi *ret)
{
	const struct acpi_memory memory = {memory_at, p};

	return acpi_open(ret, &memory, p->ops->rsdp(p, 2), p->ops->rsdp(p, 1));
}

static const struct refusal *open_acpi(struct machine *m, struct acpi *a)
{
	switch (machine_acpi(m->platform, a)) {
	case PCI_OK:
		return NULL;
	case PCI_ENOTFOUND:
		return &no_acpi;
	case PCI_EUNMAPPED:
		return &acpi_unmapped;
	default:
		return &acpi_corrupt;
	}
}

static void say_report(struct machine *m, const struct mcfg_report *r)
{
	if (r->checksums)
		say_table(m, true, "MCFG: wrong checksum, used all the same");
	if (r->corrupt)
		say_table(m, true, "MCFG: a table is too short or unreadable, not used");
	if (r->truncated)
		say_table(m, true, "MCFG: ends within an entry, using the whole ones");
	if (r->excess)
		say_table(m, true, "MCFG: %u entries too many, left out", r->excess);
	if (r->empty)
		say_table(m, true, "MCFG: a table without entries");
	if (r->oem[0])
		machine_say(m, "MCFG: %s has ECAM of its own kind", r->oem);
}

/* How many entries the MCFG tables have, or why that is no use. */
static const struct refusal *count_entries(const struct acpi *a, size_t *ret_count)
{
	struct mcfg_report report;

	if (mcfg_read(a, NULL, 0, ret_count, &report) == PCI_ENOTFOUND)
		return &no_mcfg;
	if (*ret_count)
		return NULL;
	return report.empty ? &mcfg_empty : &mcfg_corrupt;
}

static const char memory_names[][25] = {
	[MEMORY_NOT_LISTED] = "not in the memory map",
	[MEMORY_RESERVED] = "reserved",
	[MEMORY_MMIO] = "MMIO",
	[MEMORY_RAM] = "RAM",
	[MEMORY_MIXED] = "partly in the memory map",
};

/* Why a good entry cannot be used after all, in two or three words; NULL if it can. */
static const char *check_window(struct machine *m, const struct mcfg_entry *e, uint64_t first,
                                enum platform_memory memory)
{
	struct platform *p = m->platform;
	struct io_region page;

	if (e->kind == MCFG_SPECIAL)
		return "no plain ECAM";
	if (memory == MEMORY_RAM)
		return "in RAM";
	switch (p->ops->map(p, first, PCI_CONFIG_EXTENDED, &page)) {
	case PCI_OK:
		return NULL;
	case PCI_ERANGE:
		return "too high";
	default:
		return "not mapped";
	}
}

static uint8_t dwords_of(enum mcfg_kind kind)
{
	return kind == MCFG_DWORDS        ? IO_DWORD_READS | IO_DWORD_WRITES
	       : kind == MCFG_DWORD_READS ? IO_DWORD_READS
	                                  : 0;
}

/* Say what each entry is, and keep the windows that can be used. */
static size_t keep_windows(struct machine *m, const struct mcfg_entry *e, size_t count,
                           struct ecam_window *ret)
{
	struct platform *p = m->platform;
	size_t kept = 0;

	for (; count--; e++) {
		const struct pci_bus_range *b = &e->window.buses;
		uint64_t first = e->window.base + ((uint64_t)b->start << 20);
		uint64_t size = ((uint64_t)b->end - b->start + 1) << 20;
		enum platform_memory memory = MEMORY_NOT_LISTED;
		const char *why = mcfg_strfault(e->fault);

		if (e->fault == MCFG_GOOD) {
			memory = p->ops->memory_kind(p, first, size);
			why = check_window(m, e, first, memory);
		}
		if (why || !m->quiet)
			say_table(m, why && e->kind != MCFG_SPECIAL,
			          "ECAM: segment %04x, buses %02x-%02x, at %llx%s%s%s", b->segment,
			          b->start, b->end, (unsigned long long)e->window.base,
			          why ? ", not used: " : " (", why ? why : memory_names[memory],
			          why ? "" : ")");
		if (why)
			continue;
		ret[kept] = e->window;
		ret[kept++].dwords = dwords_of(e->kind);
	}
	return kept;
}

static void print_line(void *ctx, const char *line)
{
	fmt_print(((struct platform *)ctx)->out, "%s\n", line);
}

void machine_init(struct machine *m, struct platform *p, const char *app,
                  void (*say_line)(void *ctx, const char *line), void *say_ctx)
{
	*m = (struct machine){.platform = p, .app = app, .say = print_line, .say_ctx = p};
	if (!say_line)
		return;
	m->say = say_line;
	m->say_ctx = say_ctx;
}

/* All windows that the MCFG tables list and that can be used, in memory of the platform. */
static enum app_status open_ecam(struct machine *m, const struct refusal **ret)
{
	struct platform *p = m->platform;
	struct mcfg_report report;
	struct mcfg_entry *entries;
	struct ecam_window *windows;
	struct pci_bus_range *buses;
	struct acpi acpi;
	size_t count;

	*ret = open_acpi(m, &acpi);
	if (!*ret)
		*ret = count_entries(&acpi, &count);
	if (*ret && (*ret)->is_fault)
		keep_fault(m, (*ret)->error);
	if (*ret)
		return APP_UNSUPPORTED;
	entries = p->ops->alloc(p, count * sizeof(*entries));
	windows = p->ops->alloc(p, count * sizeof(*windows));
	buses = p->ops->alloc(p, count * sizeof(*buses));
	if (!entries || !windows || !buses)
		return machine_no_memory(m);
	*ret = &no_window;
	if (mcfg_read(&acpi, entries, count, &count, &report) != PCI_OK)
		return APP_UNSUPPORTED;
	say_report(m, &report);
	count = keep_windows(m, entries, count, windows);
	if (!count)
		return APP_UNSUPPORTED;
	ecam_init(&m->ecam, windows, buses, count, &(struct ecam_mapper){map, p});
	m->access = &m->ecam.access;
	return APP_OK;
}

/* Of enum platform_access: as an option, and in what is said. */
static const struct {
	char word[12], name[13];
} methods[ACCESS_END] = {
	[ACCESS_ECAM] = {"ecam", "ECAM"},
	[ACCESS_ROOT_BRIDGE_IO] = {"rootbridge", "RootBridgeIo"},
	[ACCESS_PCI_IO] = {"pciio", "PciIo"},
	[ACCESS_CF8] = {"cf8", "CF8"},
};

bool machine_find_method(const char *word, enum platform_access *ret)
{
	for (*ret = ACCESS_ECAM; *ret < ACCESS_END; ++*ret)
		if (same_text(methods[*ret].word, word))
			return true;
	return false;
}

const char *machine_method(const struct machine *m)
{
	return methods[m->method].name;
}

/* Say which buses the platform's own method reaches, and why it is used, if there is a reason. */
static void say_buses(struct machine *m, const char *why)
{
	for (size_t i = 0; i < m->access->bus_count && !m->quiet; i++) {
		const struct pci_bus_range *b = &m->access->buses[i];

		machine_say(m, "%s: segment %04x, buses %02x-%02x%s%s%s", machine_method(m),
		            b->segment, b->start, b->end, why ? " (" : "", why ? why : "",
		            why ? ")" : "");
	}
}

static enum pci_status ask_platform(struct machine *m, enum platform_access method)
{
	struct platform *p = m->platform;

	m->method = method;
	return p->ops->access ? p->ops->access(p, method, &m->access) : PCI_ENOTFOUND;
}

/* By one of the platform's own methods; in place of ECAM firmware's, and without one the ports. */
static enum app_status open_other(struct machine *m, enum platform_access method,
                                  const struct refusal *why)
{
	bool any = method == ACCESS_ANY;
	enum pci_status st = ask_platform(m, any ? ACCESS_ROOT_BRIDGE_IO : method);

	if (any && st == PCI_ENOTFOUND)
		st = ask_platform(m, ACCESS_CF8);
	if (st == PCI_ENOSPC)
		return machine_no_memory(m);
	if (st != PCI_OK)
		return APP_UNSUPPORTED;
	say_buses(m, why ? why->note : NULL);
	return APP_OK;
}

static void say_refusal(struct machine *m, const struct refusal *why)
{
	if (!why)
		machine_say(m, "%s: no %s on this machine", m->app, machine_method(m));
	else if (*why->error)
		machine_say(m, "%s: %s", m->app, why->error);
}

enum app_status machine_open(struct machine *m, enum platform_access method)
{
	enum app_status st = APP_UNSUPPORTED;
	const struct refusal *why = NULL;

	if (!m->platform->ops->map) {
		machine_say(m, "%s: no hardware is reached from here, give a dump with -F FILE",
		            m->app);
		return APP_USAGE;
	}
	m->method = ACCESS_ECAM;
	if (method <= ACCESS_ECAM)
		st = open_ecam(m, &why);
	if (st == APP_UNSUPPORTED && method != ACCESS_ECAM)
		st = open_other(m, method, why);
	if (st == APP_UNSUPPORTED)
		say_refusal(m, why);
	return st;
}

static void say_note(void *ctx, enum pci_note note, struct pci_addr addr, unsigned bus)
{
	bool about_bus = note == PCI_NOTE_BUS_NONE || note == PCI_NOTE_BUS_TAKEN ||
	                 note == PCI_NOTE_BUS_OUTSIDE;
	struct machine *m = ctx;
	char buf[PCI_ADDR_MAX];

	if (++m->notes > MACHINE_NOTES_MAX)
		return;
	if (about_bus)
		machine_say(m, "%s: %s (bus %02x)", pci_addr_format(buf, addr), pci_strnote(note),
		            bus);
	else
		machine_say(m, "%s: %s", pci_addr_format(buf, addr), pci_strnote(note));
}

void machine_end_notes(struct machine *m)
{
	if (m->notes > MACHINE_NOTES_MAX)
		machine_say(m, "and %u more notes", m->notes - MACHINE_NOTES_MAX);
}

/* The buses below firmware's root bridges; none is no error. */
static void read_roots(struct machine *m, struct pci_scan *s)
{
	struct platform *p = m->platform;
	struct pci_bus_range *roots;
	size_t count = 0;

	if (p->ops->root_buses(p, NULL, 0, &count) == PCI_ENOTFOUND || !count)
		return;
	roots = p->ops->alloc(p, count * sizeof(*roots));
	if (!roots || p->ops->root_buses(p, roots, count, &s->root_count) != PCI_OK)
		return;
	if (s->root_count > count)
		s->root_count = count;
	s->roots = roots;
}

static bool is_stopped(void *ctx)
{
	struct machine *m = ctx;

	return platform_is_interrupted(m->platform);
}

enum app_status machine_scan(struct machine *m, bool all_buses)
{
	struct pci_scan s = {
		.access = m->access, .note = say_note, .is_stopped = is_stopped, .ctx = m};
	enum pci_status st = PCI_ENOSPC;

	if (!all_buses)
		read_roots(m, &s);
	s.only_roots = m->platform->is_fragile && !all_buses;
	s.count = FUNCS_EXPECTED;
	for (int tries = 0; tries < 2 && st == PCI_ENOSPC; tries++) {
		s.max = s.count;
		s.funcs = m->platform->ops->alloc(m->platform, s.max * sizeof(*s.funcs));
		if (!s.funcs)
			return machine_no_memory(m);
		st = pci_scan(&s);
		s.note = NULL; /* said already */
	}
	machine_end_notes(m);
	m->funcs = s.funcs;
	m->count = s.count < s.max ? s.count : s.max;
	return st == PCI_ESTOPPED ? APP_ABORTED : APP_OK;
}
