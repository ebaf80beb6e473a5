/* machine_dump.c - the functions of a dump as a machine. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"
#include "lib/machine.h"

enum { FILE_MAX = 50 };

/* A dump while it is read. */
struct load {
	struct machine *m;
	struct dump_reader reader;
	bool no_memory, any_bytes;
};

/* What is missing between the bytes that there are. */
static void say_gaps(struct machine *m, const struct dump_func *f)
{
	size_t at = dump_known(&f->lines, f->end, 0), next;

	for (; at < f->end; at = dump_known(&f->lines, f->end, next)) {
		for (next = at; next < f->end && dump_known(&f->lines, f->end, next) == next;)
			next += DUMP_LINE - next % DUMP_LINE;
		if (machine_count_note(m, 0))
			machine_say(m, "line %zu: no bytes from %zx to %zx of this function",
			            f->line, at, next - 1);
	}
}

static void keep_func(void *ctx, const struct dump_func *f)
{
	struct load *l = ctx;
	struct dump_entry *e = l->m->platform->ops->alloc(l->m->platform, dump_entry_size(f));

	if (f->assumed)
		machine_say(l->m, "line %zu: bytes without an address, taken for 0000:00:00.0",
		            f->line);
	if (!l->m->quiet)
		say_gaps(l->m, f);
	l->any_bytes |= f->end > 0;
	if (e)
		dump_access_add(&l->m->dump, f, e);
	else
		l->no_memory = true;
}

static void say_problem(void *ctx, size_t line, const char *what)
{
	struct load *l = ctx;

	if (machine_count_note(l->m, 0))
		machine_say(l->m, "line %zu: %s, left out", line, what);
}

static void feed(void *ctx, const char *text, size_t n)
{
	struct load *l = ctx;

	dump_feed(&l->reader, text, n);
}

/* At most FILE_MAX bytes of a file's name: its end, which tells more than its start. */
static const char *short_name(const char *file)
{
	size_t n = 0;

	while (file[n])
		n++;
	for (file += n > FILE_MAX ? n - FILE_MAX : 0; (*file & 0xc0) == 0x80; file++)
		; /* not from the middle of a character */
	return file;
}

/* Sort what was read, and take a first look at each function. */
static enum app_status list_dump(struct machine *m, const char *file)
{
	struct platform *p = m->platform;
	struct dump_entry **sorted = p->ops->alloc(p, m->dump.count * sizeof(*sorted));
	struct pci_addr *addrs = p->ops->alloc(p, m->dump.count * sizeof(*addrs));

	m->funcs = p->ops->alloc(p, m->dump.count * sizeof(*m->funcs));
	if (!sorted || !addrs || !m->funcs)
		return machine_no_memory(m);
	dump_access_finish(&m->dump, sorted);
	if (!m->quiet)
		machine_say(m, "Dump: %s, functions: %zu", short_name(file), m->dump.count);
	for (size_t i = 0; i < m->dump.count; i++)
		addrs[i] = sorted[i]->addr;
	m->access = &m->dump.access;
	m->count = m->dump.count;
	pci_list(m->access, addrs, m->count, m->funcs);
	return APP_OK;
}

enum app_status machine_open_dump(struct machine *m, const char *file)
{
	struct load *l = m->platform->ops->alloc(m->platform, sizeof(*l));
	enum pci_status st;

	if (!l)
		return machine_no_memory(m);
	*l = (struct load){.m = m, .reader = {.func = keep_func, .problem = say_problem}};
	l->reader.ctx = l;
	m->is_dump = true;
	dump_access_init(&m->dump);
	dump_begin(&l->reader);
	st = m->platform->ops->read_file(m->platform, file, feed, l);
	dump_end(&l->reader);
	machine_end_notes(m);
	if (l->no_memory)
		return machine_no_memory(m);
	if (st == PCI_ESTOPPED)
		return APP_ABORTED;
	if (st != PCI_OK || !l->any_bytes) {
		machine_say(m, "%s: %s: %s", m->app, short_name(file),
		            st == PCI_ENOTFOUND ? "no such file"
		            : st != PCI_OK      ? "cannot be read"
		                                : "no function in it");
		return st == PCI_OK || st == PCI_ENOTFOUND ? APP_NOTFOUND : APP_DEVICE;
	}
	return list_dump(m, file);
}

size_t machine_known_bytes(const struct machine *m, const struct pci_func *f, size_t from)
{
	const struct dump_entry *e;

	if (!m->is_dump)
		return PCI_CONFIG_EXTENDED;
	e = m->dump.sorted[f - m->funcs]; /* both are in the order of addresses */
	return dump_known(&e->lines, e->end, from);
}

size_t machine_dump_bytes(const struct machine *m, struct pci_addr addr)
{
	const struct dump_entry *e = dump_access_find(&m->dump, addr);

	return e ? e->end : 0;
}
