/* mcfg.c - the windows that the ACPI MCFG tables list. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/mcfg.h"

#include "lib/bytes.h"

enum { MCFG_ENTRIES = 44, MCFG_ENTRY_SIZE = 16 };
enum { OEM_ID = 10, OEM_TABLE_ID = 16, OEM_REVISION = 24, OEM_ID_SIZE = 6, OEM_TABLE_SIZE = 8 };

const char *mcfg_strfault(enum mcfg_fault fault)
{
	switch (fault) {
	case MCFG_GOOD:
		return "good";
	case MCFG_NO_BASE:
		return "no address";
	case MCFG_BACKWARDS:
		return "backwards";
	case MCFG_TOP:
		return "beyond 2^64";
	case MCFG_DUPLICATE:
		return "listed twice";
	case MCFG_COVERED:
		return "buses taken";
	}
	return "bad";
}

/*
 * The controllers that Linux drives by accesses of their own (drivers/acpi/pci_mcfg.c has their
 * names): the root ports' registers lie elsewhere, or device numbers alias.
 */
static const struct quirk {
	char id[OEM_ID_SIZE + 1], table[OEM_TABLE_SIZE + 1];
	uint8_t first_revision, last_revision;
	uint8_t first_segment, last_segment;
	uint8_t kind; /* enum mcfg_kind */
} quirks[] = {
	{"AMAZON", "GRAVITON", 0, 0, 0, 7, MCFG_SPECIAL},
	{"QCOM  ", "QDF2432 ", 1, 1, 0, 7, MCFG_DWORDS},
	{"HISI  ", "HIP05   ", 0, 0, 0, 3, MCFG_SPECIAL},
	{"HISI  ", "HIP06   ", 0, 0, 0, 3, MCFG_SPECIAL},
	{"HISI  ", "HIP07   ", 0, 0, 0, 15, MCFG_SPECIAL},
	{"CAVIUM", "THUNDERX", 1, 1, 4, 10, MCFG_SPECIAL},
	{"CAVIUM", "THUNDERX", 1, 1, 14, 19, MCFG_SPECIAL},
	{"CAVIUM", "THUNDERX", 2, 2, 0, 19, MCFG_SPECIAL},
	{"APM   ", "XGENE   ", 1, 4, 0, 4, MCFG_SPECIAL},
	{"NVIDIA", "TEGRA194", 1, 1, 0, 5, MCFG_SPECIAL},
	{"LOONGS", "LOONGSON", 1, 1, 0, 7, MCFG_SPECIAL},
	{"Ampere", "Altra   ", 1, 1, 0, 15, MCFG_DWORD_READS},
};

static enum mcfg_kind find_kind(const struct acpi_table *t, uint32_t segment)
{
	uint32_t revision = get_le32(t->bytes + OEM_REVISION);

	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		const struct quirk *q = &quirks[i];

		if (same_bytes(t->bytes + OEM_ID, q->id, OEM_ID_SIZE) &&
		    same_bytes(t->bytes + OEM_TABLE_ID, q->table, OEM_TABLE_SIZE) &&
		    revision >= q->first_revision && revision <= q->last_revision &&
		    segment >= q->first_segment && segment <= q->last_segment)
			return (enum mcfg_kind)q->kind;
	}
	return MCFG_PLAIN;
}

/* The names in the header, as far as they can be printed. */
static void copy_oem(const struct acpi_table *t, char ret[16])
{
	size_t n = 0;

	for (size_t i = 0; i < OEM_ID_SIZE + OEM_TABLE_SIZE; i++) {
		char c = (char)t->bytes[OEM_ID + i];

		if (i == OEM_ID_SIZE)
			ret[n++] = ' ';
		if (c > ' ' && c < 0x7f)
			ret[n++] = c;
	}
	ret[n] = '\0';
}

static bool has_bus(const struct mcfg_entry *e, uint32_t segment, unsigned bus)
{
	return e->fault == MCFG_GOOD && pci_has_bus(&e->window.buses, segment, bus);
}

/* Whether each bus of w is in one of the good entries before it. */
static bool is_covered(const struct ecam_window *w, const struct mcfg_entry *before, size_t count)
{
	for (unsigned bus = w->buses.start; bus <= w->buses.end; bus++) {
		size_t i = 0;

		while (i < count && !has_bus(&before[i], w->buses.segment, bus))
			i++;
		if (i == count)
			return false;
	}
	return true;
}

static enum mcfg_fault find_fault(const struct ecam_window *w, const struct mcfg_entry *before,
                                  size_t count)
{
	if (!w->base)
		return MCFG_NO_BASE;
	if (w->buses.end < w->buses.start)
		return MCFG_BACKWARDS;
	if (w->base > UINT64_MAX - (((uint64_t)w->buses.end + 1) << 20) + 1)
		return MCFG_TOP;
	for (size_t i = 0; i < count; i++) {
		const struct ecam_window *b = &before[i].window;

		if (b->base == w->base && b->buses.segment == w->buses.segment &&
		    b->buses.start == w->buses.start && b->buses.end == w->buses.end)
			return MCFG_DUPLICATE;
	}
	return is_covered(w, before, count) ? MCFG_COVERED : MCFG_GOOD;
}

static void add_entry(const struct acpi_table *t, const uint8_t *e, struct mcfg_entry *ret,
                      size_t max, size_t *count, struct mcfg_report *report)
{
	struct mcfg_entry *to;

	if (*count >= MCFG_ENTRIES_MAX) {
		report->excess++;
		return;
	}
	if ((*count)++ >= max)
		return;
	to = &ret[*count - 1];
	to->window = (struct ecam_window){
		.base = get_le64(e),
		.buses = {.segment = get_le16(e + 8), .start = e[10], .end = e[11]},
	};
	to->fault = find_fault(&to->window, ret, *count - 1);
	to->kind = find_kind(t, to->window.buses.segment);
	if (to->kind != MCFG_PLAIN)
		copy_oem(t, report->oem);
}

void mcfg_parse(const struct acpi_table *t, struct mcfg_entry *ret, size_t max, size_t *count,
                struct mcfg_report *report)
{
	size_t off = MCFG_ENTRIES;

	report->tables++;
	report->checksums += !t->checksum_ok;
	if (t->size < MCFG_ENTRIES) {
		report->corrupt++;
		return;
	}
	report->empty += t->size == MCFG_ENTRIES;
	for (; t->size - off >= MCFG_ENTRY_SIZE; off += MCFG_ENTRY_SIZE)
		add_entry(t, t->bytes + off, ret, max, count, report);
	report->truncated += off != t->size;
}

enum pci_status mcfg_read(const struct acpi *a, struct mcfg_entry *ret, size_t max, size_t *count,
                          struct mcfg_report *report)
{
	enum pci_status st = PCI_OK;
	struct acpi_table t;

	*count = 0;
	*report = (struct mcfg_report){0};
	for (unsigned n = 0; st != PCI_ENOTFOUND; n++) {
		st = acpi_find(a, "MCFG", n, &t);
		if (st == PCI_OK)
			mcfg_parse(&t, ret, max, count, report);
		else if (st != PCI_ENOTFOUND) {
			report->tables++;
			report->corrupt++;
		}
	}
	if (!report->tables)
		return PCI_ENOTFOUND;
	return *count > max ? PCI_ENOSPC : PCI_OK;
}
