/* progress.c - how far something has come, on a console that somebody may be watching. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

#define TICK UINT64_C(10000000) /* a second, in units of 100 ns: UEFI 2.10, 7.1, SetTimer() */

/*
 * What the shell has in the place of a screen (a file, a variable, a pipe, nothing) can be read,
 * too. Of a shell that is older than this nothing is known.
 */
bool efi_is_screen(const struct efi_console *console)
{
	CHAR16 unit;
	UINTN none = 0;

	if (!console->shell)
		return !console->std_out;
	return console->shell->ReadFile(console->std_out, &none, &unit) == EFI_UNSUPPORTED;
}

/* Whether a second has passed since this was so last, or since this was first asked. */
static bool is_due(struct efi *efi)
{
	if (efi->tick)
		return !EFI_ERROR(efi->bs->CheckEvent(efi->tick));
	if (EFI_ERROR(efi->bs->CreateEvent(EVT_TIMER, TPL_APPLICATION, NULL, NULL, &efi->tick)))
		efi->tick = NULL;
	else
		(void)efi->bs->SetTimer(efi->tick, TimerPeriodic, TICK);
	return false;
}

/* Output says by itself that something goes on, and so does a file's rest that is shown here. */
void efi_progress(struct platform *p, const char *line)
{
	struct efi *efi = efi_of(p);
	struct efi_console *console = &efi->console;
	bool is_busy;

	if (!is_due(efi))
		return;
	is_busy = console->spoke || console->used || efi->output.sink.status != PCI_OK;
	console->spoke = false;
	if (!is_busy && efi_is_screen(console))
		efi_console_show(console, line);
}

void efi_progress_end(struct efi *efi)
{
	efi_console_show(&efi->console, "");
	if (efi->tick)
		efi->bs->CloseEvent(efi->tick);
}
