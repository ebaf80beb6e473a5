/* machine_ecam.c - from a platform's ACPI tables to the windows of configuration space. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/machine_ecam.h"

#include "lib/mcfg.h"

enum { BUS_SIZE = 1 << 20 };

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

void machine_keep_fault(struct machine *m, const char *line)
{
	if (!m->mcfg_faults++)
		fmt_string(m->mcfg_fault, sizeof(m->mcfg_fault), "%s", line);
}

/* Say a line about the MCFG tables, which may be at fault. */
FMT_LIKE_PRINTF(3, 4)
static void say_table(struct machine *m, bool is_fault, const char *format, ...)
{
	char line[MACHINE_LINE_MAX];
	va_list ap;

	va_start(ap, format);
	machine_vsay(m, line, format, ap);
	va_end(ap);
	if (is_fault)
		machine_keep_fault(m, line);
}

static const struct machine_refusal no_acpi = {"no ACPI tables",
                                               "firmware has no ACPI tables, so there is no MCFG"},
				    acpi_unmapped = {"ACPI tables not mapped",
                                                     "the ACPI tables are not in mapped memory"},
				    acpi_corrupt = {"ACPI tables corrupt",
                                                    "the ACPI root tables are corrupt", true},
				    no_mcfg = {"no MCFG",
                                               "no MCFG table: this machine describes no ECAM"},
				    mcfg_empty = {"MCFG empty", "the MCFG table is empty", true},
				    mcfg_corrupt = {"MCFG truncated or corrupt",
                                                    "the MCFG table is truncated or corrupt", true},
				    no_window = {"no usable ECAM window", ""}; /* each was said */

enum pci_status machine_acpi(struct platform *p, struct acpi *ret)
{
	const struct acpi_memory memory = {memory_at, p};

	return acpi_open(ret, &memory, p->ops->rsdp(p, 2), p->ops->rsdp(p, 1));
}

static const struct machine_refusal *open_acpi(struct machine *m, struct acpi *a)
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
static const struct machine_refusal *count_entries(const struct acpi *a, size_t *ret_count)
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
	[MEMORY_UNKNOWN] = "memory map not read",
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

static bool overlap(const struct pci_bus_range *a, const struct pci_bus_range *b)
{
	return a->segment == b->segment && a->start <= b->end && b->start <= a->end;
}

/* What firmware has no root bridge for, where it has any. */
static bool is_orphan(const struct machine *m, const struct pci_bus_range *window)
{
	for (size_t i = 0; i < m->root_count; i++)
		if (overlap(&m->roots[i], window))
			return false;
	return m->root_count;
}

static bool has_window(const struct machine *m, const struct pci_bus_range *root, unsigned bus)
{
	const struct pci_bus_range one = {root->segment, (uint8_t)bus, (uint8_t)bus};

	for (size_t i = 0; i < m->access->bus_count; i++)
		if (overlap(&m->access->buses[i], &one))
			return true;
	return false;
}

/* Root bridges with buses that no window reaches. */
static void say_uncovered(struct machine *m)
{
	for (size_t i = 0; i < m->root_count; i++) {
		const struct pci_bus_range *r = &m->roots[i];
		unsigned bus = r->start;

		while (bus <= r->end && has_window(m, r, bus))
			bus++;
		if (bus <= r->end)
			say_table(
				m, true,
				"root bridge: segment %04x, buses %02x-%02x, no ECAM from %02x on",
				r->segment, r->start, r->end, bus);
	}
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
			if (memory == MEMORY_MIXED &&
			    p->ops->memory_kind(p, first, BUS_SIZE) == MEMORY_RAM)
				memory = MEMORY_RAM;
			why = check_window(m, e, first, memory);
		}
		if (why || !m->quiet)
			say_table(m, why && e->kind != MCFG_SPECIAL,
			          "ECAM: segment %04x, buses %02x-%02x, at %llx%s%s%s%s",
			          b->segment, b->start, b->end, (unsigned long long)e->window.base,
			          why ? ", not used: " : " (", why ? why : memory_names[memory],
			          !why && is_orphan(m, b) ? ", no root bridge" : "",
			          why ? "" : ")");
		if (why)
			continue;
		ret[kept] = e->window;
		ret[kept++].dwords = dwords_of(e->kind);
	}
	return kept;
}

enum app_status machine_open_ecam(struct machine *m, const struct machine_refusal **ret)
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
		machine_keep_fault(m, (*ret)->error);
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
	say_uncovered(m);
	return APP_OK;
}
