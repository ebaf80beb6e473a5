/* baremetal.c - find all there is, leave firmware, and find it again with nothing but lib/. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/baremetal/bare.h"
#include "efi/efi.h"
#include "lib/options.h"

static const char usage[] =
	"Usage: baremetal [--no-exit] [--off] [--enable] [--busy]\n"
	"List all functions, leave firmware, list them again on the serial port, halt.\n"
	"  --no-exit   only the first list\n"
	"  --off       power off at the end\n"
	"  --enable    WRITES: switch memory decoding of a Bochs display on for a read\n"
	"  --busy      change the memory map while firmware is left, as drivers may\n"
	"  -h, --help  this text\n"
	"Status where firmware stays: 0 listed, 2 usage, 3 no ECAM or no console here.\n";

enum { ARENA = 4 << 20, MAP_MAX = 1024 };
enum { NO_EXIT = OPTION_WORDS, OFF = NO_EXIT * 2, ENABLE = OFF * 2, BUSY = ENABLE * 2, HELP = 'h' };

/* Return the options as one number, OPTION_BAD among them. */
static int parse(struct platform *p)
{
	static const struct option_word words[] = {
		{"no-exit", NO_EXIT}, {"off", OFF},   {"enable", ENABLE},
		{"busy", BUSY},       {"help", HELP}, {0},
	};
	struct options args = {p, "baremetal", "h", words, .next = 0};
	int code, found = 0;

	while (!(found & OPTION_BAD) && (code = options_next(&args)) != OPTION_END)
		found |= code != OPTION_ARGUMENT ? code
		                                 : options_error(&args, "no argument", args.value);
	return found;
}

/* --busy: what drivers may do while they are told: the map is another one then, its key stale. */
static EFI_BOOT_SERVICES busy, *calm;

static EFIAPI EFI_STATUS exit_busy(EFI_HANDLE image, UINTN key)
{
	EFI_PHYSICAL_ADDRESS page;

	busy.ExitBootServices = calm->ExitBootServices;
	calm->AllocatePages(AllocateAnyPages, EfiLoaderData, 1, &page);
	return calm->ExitBootServices(image, key);
}

static void be_busy(struct efi *efi)
{
	calm = efi->bs;
	busy = *calm;
	busy.ExitBootServices = exit_busy;
	efi->bs = &busy;
}

/* This stack and the processor's tables stay in use: of what firmware left nothing is taken. */
static enum pci_status leave(struct efi *efi, struct program *prog, struct memory_range *map,
                             int options)
{
	EFI_RUNTIME_SERVICES *runtime = efi->st->RuntimeServices;
	struct efi_exited exited;
	enum pci_status st;

	if (options & BUSY)
		be_busy(efi);
	st = efi_exit(efi, map, MAP_MAX, &exited);
	if (st == PCI_ENOSPC)
		return st;
	/* Handlers are firmware's still, a timer's for one, and what they call is no more. */
	cpu_mask_interrupts();
	prog->bare.map = map;
	prog->bare.map_count = exited.count;
	bare_run(prog, st, exited.tries);
	if (options & OFF) /* of a service that lives on, and takes no virtual addresses yet */
		runtime->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL);
	fmt_print(&prog->uart.sink, "Halted.\n");
	cpu_halt();
}

static enum app_status go_bare(struct platform *p, struct program *prog, int options)
{
	const size_t each = sizeof(struct bare_record) + sizeof(struct pci_func);
	size_t size = ARENA + prog->machine.count * each;
	void *memory = p->ops->alloc(p, size);
	struct memory_range *map = p->ops->alloc(p, MAP_MAX * sizeof(*map));
	enum pci_status st = memory && map ? bare_prepare(prog, p, memory, size) : PCI_ENOSPC;

	if (st == PCI_OK)
		st = leave(efi_of(p), prog, map, options);
	fmt_print(p->out, "baremetal: firmware stays: %s\n", pci_strstatus(st));
	return st == PCI_ENOSPC ? APP_NOMEM : APP_UNSUPPORTED;
}

enum app_status app_main(struct platform *p)
{
	struct program *prog = p->ops->alloc(p, sizeof(*prog));
	int options = parse(p);
	enum app_status st;

	if (options & OPTION_BAD || !prog)
		return prog ? APP_USAGE : APP_NOMEM;
	if (options & HELP) {
		fmt_print(p->out, "%s", usage);
		return APP_OK;
	}
	prog->enable = options & ENABLE;
	st = report(prog, p, "with firmware");
	if (st != APP_OK || options & NO_EXIT)
		return st;
	if (prog->machine.access == &prog->machine.ecam.access)
		return go_bare(p, prog, options);
	fmt_print(p->out, "baremetal: firmware stays: functions are reached through it only\n");
	return APP_UNSUPPORTED;
}
