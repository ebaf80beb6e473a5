/* replay.c - run an application with images of configuration space, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/replay/replay.h"

#include "lib/fmt.h"
#include "lib/hex.h"
#include "lib/machine.h"
#include "lib/options.h"
#include "lib/version.h"

static const char usage[] =
	"Usage: replay [OPTION...] WHAT... APP [ARGUMENT...]\n"
	"Run APP, a file of the boot volume, with ACPI tables that were not there:\n"
	"  SEG:BUS[-BUS]@FILE  an MCFG table lists FILE as the configuration space of these\n"
	"                      buses: 1 MiB for each, ff where FILE is shorter\n"
	"  @FILE               FILE is what follows the header of another MCFG table\n"
	"  ADDRESS+SIZE        reserve that memory: what it has in it stays\n"
	"  --alone             hide the MCFG tables that are there; else they stay\n"
	"  --options FILE      APP's load options are FILE's bytes, not the arguments\n"
	"  --interface         APP has its arguments as from the EFI shell before UEFI's\n"
	"  --ascii             on a console of 80 columns that knows ASCII alone\n"
	"Numbers are hex. Afterwards all is as before.\n"
	"Status: that of APP; 2 usage, 3 no ACPI tables here, 7 or E no such FILE,\n"
	"9 no memory, or that of ADDRESS is in use.\n";

enum {
	MAX_WORDS = 8, /* of each kind */
	PAGE = 4096,
	BUS_BYTES = 1 << 20,
	MAX_TABLE = 64 << 10,
};

struct image {
	const char *file;
	uint64_t address; /* of bus start */
	uint16_t segment;
	uint8_t start, end;
};

struct allocation {
	EFI_PHYSICAL_ADDRESS address;
	UINTN pages;
};

struct replay {
	struct efi *efi;
	bool is_alone;
	struct image images[MAX_WORDS];
	const char *files[MAX_WORDS]; /* of tables */
	struct allocation ranges[MAX_WORDS];
	struct allocation memory[2 * MAX_WORDS];
	UINTN keys[1 + MAX_WORDS]; /* of installed tables */
	size_t count, file_count, range_count, allocated, installed;
	struct start start;
};

/* PCI Firmware 3.3, 4.1.2; ACPI 6.5, 5.2.6. */
struct mcfg_entry {
	uint64_t base; /* of bus 0 */
	uint16_t segment;
	uint8_t start, end;
	uint32_t reserved;
} __attribute__((packed));

struct mcfg {
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem_id[6], oem_table_id[8];
	uint32_t oem_revision;
	char creator[4];
	uint32_t creator_revision;
	uint64_t reserved;
	struct mcfg_entry entries[MAX_WORDS];
} __attribute__((packed));

/* UEFI 2.10, 20.2; gnu-efi has no header for it. */
#define ACPI_TABLE_PROTOCOL_GUID                                                                   \
	{                                                                                          \
		0xffe06bdd, 0x6107, 0x46a6,                                                        \
		{                                                                                  \
			0x7b, 0xb2, 0x5a, 0x9c, 0x7e, 0xc5, 0x27, 0x5c                             \
		}                                                                                  \
	}
struct acpi_table_protocol {
	EFI_STATUS(EFIAPI *install)
	(struct acpi_table_protocol *self, void *table, UINTN size, UINTN *ret_key);
	EFI_STATUS(EFIAPI *uninstall)(struct acpi_table_protocol *self, UINTN key);
};

static bool contains(const char *text, char c)
{
	while (*text && *text != c)
		text++;
	return *text;
}

/* Parse a hex number of at most that value, and the character behind it; NULL if it is none. */
static const char *parse_hex(const char *text, unsigned max, char end, uint64_t *ret)
{
	const char *p = hex_number(text, max, ret);

	return p && *p == end ? p + 1 : NULL;
}

static bool parse_image(const char *text, struct image *ret)
{
	uint64_t segment, start, end;
	const char *bus = parse_hex(text, UINT16_MAX, ':', &segment), *next;

	if (!bus)
		return false;
	next = parse_hex(bus, UINT8_MAX, '-', &start);
	ret->file = parse_hex(next ? next : bus, UINT8_MAX, '@', &end);
	if (!ret->file)
		return false;
	if (!next)
		start = end;
	if (start > end)
		return false;
	ret->segment = (uint16_t)segment;
	ret->start = (uint8_t)start;
	ret->end = (uint8_t)end;
	return true;
}

/* As 80000000+200000: pages that begin there. */
static bool parse_range(const char *text, struct allocation *ret)
{
	uint64_t address, size;
	const char *rest = hex_number(text, UINT64_MAX, &address);

	rest = rest && *rest == '+' ? parse_hex(rest + 1, UINT32_MAX, '\0', &size) : NULL;
	if (!rest || address % PAGE)
		return false;
	*ret = (struct allocation){address, (size + PAGE - 1) / PAGE};
	return true;
}

/* Parse one of the words before the application; false if it is none of them. */
static bool parse_word(struct replay *r, const char *word)
{
	if (*word == '@' && r->file_count < MAX_WORDS) {
		r->files[r->file_count++] = word + 1;
		return true;
	}
	if (r->count < MAX_WORDS && parse_image(word, &r->images[r->count])) {
		r->count++;
		return true;
	}
	if (r->range_count < MAX_WORDS && parse_range(word, &r->ranges[r->range_count])) {
		r->range_count++;
		return true;
	}
	return false;
}

enum { OPTIONS = OPTION_WORDS, INTERFACE, ASCII, ALONE };
static const struct option_word words[] = {{"options", OPTIONS, true},
                                           {"interface", INTERFACE},
                                           {"ascii", ASCII},
                                           {"alone", ALONE},
                                           {0}};

/* Options, what is to be there, and the application; false if that is not so. */
static bool parse(struct replay *r)
{
	const struct platform *p = &r->efi->platform;
	struct options o = {.platform = p, .app = "replay", .letters = "", .words = words};

	for (;;)
		switch (options_next(&o)) {
		case OPTIONS:
			r->start.options = o.value;
			break;
		case INTERFACE:
			r->start.interface = true;
			break;
		case ASCII:
			r->start.ascii = true;
			break;
		case ALONE:
			r->is_alone = true;
			break;
		case OPTION_ARGUMENT:
			if (parse_word(r, o.value))
				break;
			r->start.name = o.value;
			r->start.args = p->argv + o.next;
			r->start.count = p->argc - o.next;
			return (r->count || r->file_count || r->is_alone) &&
			       !contains(o.value, '@');
		default:
			return false;
		}
}

/* Pages that are given back at the end: anywhere, or where range says. */
static bool allocate(struct replay *r, EFI_ALLOCATE_TYPE type, const struct allocation *range)
{
	struct allocation *memory = &r->memory[r->allocated];

	*memory = *range;
	if (EFI_ERROR(r->efi->bs->AllocatePages(type, EfiReservedMemoryType, memory->pages,
	                                        &memory->address)))
		return false;
	r->allocated++;
	return true;
}

/* Read an image to where it stays while the application runs, at a whole MiB. */
static enum app_status read_image(struct replay *r, struct image *image)
{
	size_t size = (size_t)(image->end - image->start + 1) * BUS_BYTES, used;
	const struct allocation range = {.pages = (size + BUS_BYTES) / PAGE};
	enum app_status st;
	uint64_t at;

	if (!allocate(r, AllocateAnyPages, &range))
		return APP_NOMEM;
	at = r->memory[r->allocated - 1].address;
	image->address = (at + BUS_BYTES - 1) & ~(uint64_t)(BUS_BYTES - 1);
	if (image->address < (uint64_t)image->start * BUS_BYTES)
		return APP_NOMEM; /* bus 0 would be below address 0 */
	st = volume_read(r->efi, image->file, (void *)(uintptr_t)image->address, size, &used);
	if (st == APP_OK)
		r->efi->bs->SetMem((uint8_t *)(uintptr_t)image->address + used, size - used, 0xff);
	return st;
}

static struct mcfg header(size_t size)
{
	return (struct mcfg){
		.signature = {'M', 'C', 'F', 'G'},
		.length = (uint32_t)size,
		.revision = 1,
		.oem_id = {'P', 'C', 'I', 'K', 'I', 'T'},
		.oem_table_id = {'R', 'E', 'P', 'L', 'A', 'Y', ' ', ' '},
		.creator = {'P', 'C', 'I', 'K'},
	};
}

static void fill_mcfg(const struct replay *r, struct mcfg *mcfg)
{
	*mcfg = header(offsetof(struct mcfg, entries) + r->count * sizeof(mcfg->entries[0]));
	for (size_t i = 0; i < r->count; i++) {
		const struct image *image = &r->images[i];

		mcfg->entries[i] = (struct mcfg_entry){
			.base = image->address - (uint64_t)image->start * BUS_BYTES,
			.segment = image->segment,
			.start = image->start,
			.end = image->end,
		};
	}
}

/* Firmware keeps a copy of the table, and makes its checksum. */
static enum app_status install(struct replay *r, struct acpi_table_protocol *acpi, void *table,
                               size_t size)
{
	if (EFI_ERROR(acpi->install(acpi, table, size, &r->keys[r->installed]))) {
		fmt_print(r->efi->platform.out, "replay: firmware does not take the table\n");
		return APP_UNSUPPORTED;
	}
	r->installed++;
	return APP_OK;
}

static enum app_status install_file(struct replay *r, struct acpi_table_protocol *acpi,
                                    const char *file)
{
	uint8_t *t = efi_alloc(r->efi, ACPI_HEADER_SIZE + MAX_TABLE);
	struct mcfg mcfg;
	size_t size;
	enum app_status st;

	if (!t)
		return APP_NOMEM;
	st = volume_read(r->efi, file, t + ACPI_HEADER_SIZE, MAX_TABLE, &size);
	if (st != APP_OK)
		return st;
	size += ACPI_HEADER_SIZE;
	mcfg = header(size);
	__builtin_memcpy(t, &mcfg, ACPI_HEADER_SIZE);
	return install(r, acpi, t, size);
}

static enum app_status install_all(struct replay *r, struct acpi_table_protocol *acpi)
{
	enum app_status st = APP_OK;
	struct mcfg mcfg;

	fill_mcfg(r, &mcfg);
	if (r->count)
		st = install(r, acpi, &mcfg, mcfg.length);
	for (size_t i = 0; i < r->file_count && st == APP_OK; i++)
		st = install_file(r, acpi, r->files[i]);
	return st;
}

/* Give each table of that name one with another first letter; checksums stay right. */
static void rename_tables(struct platform *p, const char *from, char to)
{
	struct acpi acpi;
	struct acpi_table t;

	if (machine_acpi(p, &acpi) != PCI_OK)
		return;
	while (acpi_find(&acpi, from, 0, &t) == PCI_OK) {
		uint8_t *bytes = (uint8_t *)(uintptr_t)t.bytes; /* in memory of firmware's own */

		bytes[offsetof(struct mcfg, checksum)] += (uint8_t)(from[0] - to);
		bytes[0] = (uint8_t)to;
	}
}

/* Run the application between installing the tables and removing them. */
static enum app_status run(struct replay *r)
{
	struct efi *efi = r->efi;
	struct platform *p = &efi->platform;
	EFI_GUID guid = ACPI_TABLE_PROTOCOL_GUID;
	struct acpi_table_protocol *acpi;
	EFI_STATUS status = EFI_SUCCESS;
	enum app_status st;

	if (EFI_ERROR(efi->bs->LocateProtocol(&guid, NULL, (void **)&acpi))) {
		fmt_print(p->out, "replay: firmware takes no ACPI table\n");
		return APP_UNSUPPORTED;
	}
	if (r->is_alone)
		rename_tables(p, "MCFG", 'X');
	st = install_all(r, acpi);
	if (st == APP_OK)
		st = volume_run(efi, &r->start, &status);
	while (r->installed)
		acpi->uninstall(acpi, r->keys[--r->installed]);
	if (r->is_alone)
		rename_tables(p, "XCFG", 'M');
	return st == APP_OK ? (enum app_status)(status & ~EFI_ERROR_MASK) : st;
}

enum app_status app_main(struct platform *p)
{
	struct replay r = {.efi = efi_of(p)};
	enum app_status st = APP_OK;

	if (!parse(&r)) {
		fmt_print(p->out, "replay (pcikit) %s\n%s", pci_version, usage);
		return APP_USAGE;
	}
	for (size_t i = 0; i < r.range_count && st == APP_OK; i++)
		if (!allocate(&r, AllocateAddress, &r.ranges[i]))
			st = APP_NOMEM;
	for (size_t i = 0; i < r.count && st == APP_OK; i++)
		st = read_image(&r, &r.images[i]);
	if (st == APP_NOMEM)
		fmt_print(p->out, "replay: no memory, or it is in use\n");
	if (st == APP_OK)
		st = run(&r);
	for (size_t i = 0; i < r.allocated; i++)
		r.efi->bs->FreePages(r.memory[i].address, r.memory[i].pages);
	return st;
}
