/* machine.c - from a platform to the functions of its machine. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/machine.h"

#include "lib/bytes.h"
#include "lib/fmt.h"
#include "lib/machine_ecam.h"
#include "lib/progress.h"

enum { FUNCS_EXPECTED = 1024 };

void machine_vsay(struct machine *m, char ret_line[MACHINE_LINE_MAX], const char *format,
                  va_list ap)
{
	struct fmt_buffer b;

	fmt_buffer_init(&b, ret_line, MACHINE_LINE_MAX);
	fmt_vprint(&b.sink, format, ap);
	m->say(m->say_ctx, ret_line);
}

void machine_say(struct machine *m, const char *format, ...)
{
	char line[MACHINE_LINE_MAX];
	va_list ap;

	va_start(ap, format);
	machine_vsay(m, line, format, ap);
	va_end(ap);
}

enum app_status machine_no_memory(struct machine *m)
{
	machine_say(m, "%s: out of memory", m->app);
	return APP_NOMEM;
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
                                  const struct machine_refusal *why)
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

static void say_refusal(struct machine *m, const struct machine_refusal *why)
{
	if (!why)
		machine_say(m, "%s: no %s on this machine", m->app, machine_method(m));
	else if (*why->error)
		machine_say(m, "%s: %s", m->app, why->error);
}

/* The buses below firmware's root bridges; none is no error. */
static enum pci_status read_roots(struct machine *m)
{
	struct platform *p = m->platform;
	size_t count = 0, filled;

	if (p->ops->root_buses(p, NULL, 0, &count) == PCI_ENOTFOUND || !count)
		return PCI_OK;
	m->roots = p->ops->alloc(p, count * sizeof(*m->roots));
	if (!m->roots)
		return PCI_ENOSPC;
	if (p->ops->root_buses(p, m->roots, count, &filled) == PCI_OK)
		m->root_count = filled < count ? filled : count;
	return PCI_OK;
}

enum app_status machine_open(struct machine *m, enum platform_access method)
{
	enum app_status st = APP_UNSUPPORTED;
	const struct machine_refusal *why = NULL;

	if (!m->platform->ops->map) {
		machine_say(m, "%s: no hardware is reached from here, give a dump with -F FILE",
		            m->app);
		return APP_USAGE;
	}
	if (read_roots(m) != PCI_OK)
		return machine_no_memory(m);
	m->method = ACCESS_ECAM;
	m->may_change_method = method == ACCESS_ANY;
	if (method <= ACCESS_ECAM)
		st = machine_open_ecam(m, &why);
	if (st == APP_UNSUPPORTED && method != ACCESS_ECAM)
		st = open_other(m, method, why);
	if (st == APP_UNSUPPORTED)
		say_refusal(m, why);
	return st;
}

bool machine_count_note(struct machine *m, unsigned kind)
{
	return ++m->notes[kind] <= MACHINE_NOTES_MAX;
}

static void say_note(void *ctx, enum pci_note note, struct pci_addr addr, unsigned bus)
{
	bool about_bus = note == PCI_NOTE_BUS_NONE || note == PCI_NOTE_BUS_TAKEN ||
	                 note == PCI_NOTE_BUS_OUTSIDE;
	struct machine *m = ctx;
	char buf[PCI_ADDR_MAX];

	if (!machine_count_note(m, note))
		return;
	if (about_bus)
		machine_say(m, "%s: %s (bus %02x)", pci_addr_format(buf, addr), pci_strnote(note),
		            bus);
	else
		machine_say(m, "%s: %s", pci_addr_format(buf, addr), pci_strnote(note));
}

void machine_end_notes(struct machine *m)
{
	unsigned unsaid = 0;

	for (unsigned kind = 0; kind < MACHINE_NOTE_KINDS; kind++)
		if (m->notes[kind] > MACHINE_NOTES_MAX)
			unsaid += m->notes[kind] - MACHINE_NOTES_MAX;
	if (unsaid)
		machine_say(m, "and %u more notes", unsaid);
}

static bool is_stopped(void *ctx, struct pci_addr bus)
{
	struct machine *m = ctx;

	progress(m->platform, "scanning: bus %04x:%02x", bus.segment, bus.bus);
	return platform_is_interrupted(m->platform);
}

static enum app_status scan(struct machine *m, bool all_buses)
{
	struct pci_scan s = {
		.access = m->access, .note = say_note, .is_stopped = is_stopped, .ctx = m};
	enum pci_status st = PCI_ENOSPC;

	if (!all_buses) {
		s.roots = m->roots;
		s.root_count = m->root_count;
	}
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
	m->funcs = s.funcs;
	m->count = s.count < s.max ? s.count : s.max;
	return st == PCI_ESTOPPED ? APP_ABORTED : APP_OK;
}

/* Where a table leads to no function it is the table that is wrong, if others find any. */
static enum app_status scan_otherwise(struct machine *m, bool all_buses)
{
	static const struct machine_refusal why = {"no function by ECAM",
	                                           "the MCFG table leads to no function", true};
	enum app_status st = open_other(m, ACCESS_ANY, &why);

	if (st == APP_OK)
		st = scan(m, all_buses);
	if (st == APP_OK && m->count) {
		machine_keep_fault(m, why.error);
	} else if (st == APP_UNSUPPORTED) {
		m->method = ACCESS_ECAM;
		m->access = &m->ecam.access;
		st = APP_OK;
	}
	return st;
}

enum app_status machine_scan(struct machine *m, bool all_buses)
{
	enum app_status st = scan(m, all_buses);

	if (st == APP_OK && !m->count && m->may_change_method && m->method == ACCESS_ECAM)
		st = scan_otherwise(m, all_buses);
	machine_end_notes(m);
	return st;
}
