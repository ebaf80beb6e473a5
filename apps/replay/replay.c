/* replay.c - run an application with images of configuration space, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/replay/replay.h"

#include "lib/fmt.h"
#include "lib/hex.h"
#include "lib/options.h"
#include "lib/version.h"

static const char usage[] =
	"Usage: replay [OPTION...] SEG:BUS[-BUS]@FILE... APP [ARGUMENT...]\n"
	"Run APP, a file of the boot volume, while an MCFG table lists each FILE as the\n"
	"configuration space of these buses: 1 MiB for each, ff where FILE is shorter.\n"
	"Numbers are hex. The tables that were there stay.\n"
	"  --options FILE  APP's load options are FILE's bytes, not the arguments\n"
	"  --interface     APP has its arguments as from the EFI shell before UEFI's\n"
	"  --ascii         on a console of 80 columns that knows ASCII alone\n"
	"Status: that of APP; 2 usage, 3 no ACPI tables here, 7 or E no such FILE.\n";

enum { MAX_IMAGES = 8, PAGE = 4096, BUS_BYTES = 1 << 20 };

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
	struct image images[MAX_IMAGES];
	struct allocation memory[MAX_IMAGES];
	size_t count, allocated;
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
	struct mcfg_entry entries[MAX_IMAGES];
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

enum { OPTIONS = OPTION_WORDS, INTERFACE, ASCII };
static const struct option_word words[] = {
	{"options", OPTIONS, true}, {"interface", INTERFACE}, {"ascii", ASCII}, {0}};

/* Options, images, which are the words with @, and the application; false if that is not so. */
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
		case OPTION_ARGUMENT:
			if (!contains(o.value, '@')) {
				r->start.name = o.value;
				r->start.args = p->argv + o.next;
				r->start.count = p->argc - o.next;
				return r->count;
			}
			if (r->count == MAX_IMAGES || !parse_image(o.value, &r->images[r->count++]))
				return false;
			break;
		default:
			return false;
		}
}

/* Read an image to where it stays while the application runs, at a whole MiB. */
static enum app_status read_image(struct replay *r, struct image *image)
{
	struct allocation *memory = &r->memory[r->allocated];
	size_t size = (size_t)(image->end - image->start + 1) * BUS_BYTES;

	memory->pages = (size + BUS_BYTES) / PAGE;
	if (EFI_ERROR(r->efi->bs->AllocatePages(AllocateAnyPages, EfiReservedMemoryType,
	                                        memory->pages, &memory->address)))
		return APP_NOMEM;
	r->allocated++;
	image->address = (memory->address + BUS_BYTES - 1) & ~(uint64_t)(BUS_BYTES - 1);
	if (image->address < (uint64_t)image->start * BUS_BYTES)
		return APP_NOMEM; /* bus 0 would be below address 0 */
	return volume_read(r->efi, image->file, (void *)(uintptr_t)image->address, size);
}

static void fill_mcfg(const struct replay *r, struct mcfg *mcfg)
{
	*mcfg = (struct mcfg){
		.signature = {'M', 'C', 'F', 'G'},
		.length = (uint32_t)(offsetof(struct mcfg, entries) +
	                             r->count * sizeof(mcfg->entries[0])),
		.revision = 1,
		.oem_id = {'P', 'C', 'I', 'K', 'I', 'T'},
		.oem_table_id = {'R', 'E', 'P', 'L', 'A', 'Y', ' ', ' '},
		.creator = {'P', 'C', 'I', 'K'},
	};
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

/* Run the application between installing the table and removing it. */
static enum app_status run(struct replay *r)
{
	struct efi *efi = r->efi;
	EFI_GUID guid = ACPI_TABLE_PROTOCOL_GUID;
	struct acpi_table_protocol *acpi;
	EFI_STATUS status = EFI_SUCCESS;
	enum app_status st;
	struct mcfg mcfg;
	UINTN key;

	fill_mcfg(r, &mcfg);
	if (EFI_ERROR(efi->bs->LocateProtocol(&guid, NULL, (void **)&acpi)) ||
	    EFI_ERROR(acpi->install(acpi, &mcfg, mcfg.length, &key))) {
		fmt_print(efi->platform.out, "replay: firmware takes no ACPI table\n");
		return APP_UNSUPPORTED;
	}
	st = volume_run(efi, &r->start, &status);
	acpi->uninstall(acpi, key);
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
	for (size_t i = 0; i < r.count && st == APP_OK; i++)
		st = read_image(&r, &r.images[i]);
	if (st == APP_NOMEM)
		fmt_print(p->out, "replay: out of memory\n");
	if (st == APP_OK)
		st = run(&r);
	for (size_t i = 0; i < r.allocated; i++)
		r.efi->bs->FreePages(r.memory[i].address, r.memory[i].pages);
	return st;
}
