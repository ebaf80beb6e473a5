/* shell.c - the shell's manners: page breaks and the wish to stop. UEFI Shell 2.2, 4.1 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

enum { KEY_ESC = 0x17, CHAR_CTRL_C = 3 };
#define TICKS_PER_SECOND UINT64_C(10000000) /* of 100 ns: UEFI 2.10, 7.1, SetTimer() */

EFI_SHELL_PROTOCOL *efi_shell(struct efi *efi)
{
	EFI_GUID guid = EFI_SHELL_PROTOCOL_GUID;
	void *shell;

	if (!efi->shell && efi->from_shell &&
	    !EFI_ERROR(efi->bs->LocateProtocol(&guid, NULL, &shell)))
		efi->shell = shell;
	return efi->shell;
}

enum pci_status efi_page_break(struct platform *p)
{
	struct efi *efi = efi_of(p);
	EFI_SHELL_PROTOCOL *shell = efi_shell(efi);

	if (!shell)
		return PCI_ENOTFOUND;
	efi->page_break = true;
	efi->had_page_break = shell->GetPageBreak();
	shell->EnablePageBreak();
	return PCI_OK;
}

/* Take a key, if one was typed; where no shell listens, Ctrl-C and ESC are the wish to stop. */
static bool take_key(struct efi *efi)
{
	SIMPLE_INPUT_INTERFACE *in = efi->st->ConIn;
	EFI_INPUT_KEY key;

	if (!in || EFI_ERROR(in->ReadKeyStroke(in, &key)))
		return false;
	if (!efi_shell(efi) && (key.ScanCode == KEY_ESC || key.UnicodeChar == CHAR_CTRL_C))
		efi->interrupted = true;
	return true;
}

void efi_drop_keys(struct efi *efi)
{
	while (take_key(efi))
		;
}

/*
 * The shell signals an event, which it does when its own timer finds the key; looking at it clears
 * it. A console that takes no more text means that the user has quit the page break.
 */
static bool is_stopped(struct efi *efi)
{
	EFI_SHELL_PROTOCOL *shell = efi_shell(efi);

	if (!efi->interrupted && shell)
		efi->interrupted = !EFI_ERROR(efi->bs->CheckEvent(shell->ExecutionBreak)) ||
		                   (efi->page_break && efi->console.closed);
	return efi->interrupted;
}

bool efi_is_interrupted(struct platform *p)
{
	struct efi *efi = efi_of(p);

	if (!efi_shell(efi))
		efi_drop_keys(efi);
	return is_stopped(efi);
}

static enum pci_status wait(struct efi *efi, EFI_EVENT timer, unsigned seconds)
{
	SIMPLE_INPUT_INTERFACE *in = efi->st->ConIn;
	EFI_EVENT events[] = {timer, in ? in->WaitForKey : NULL};
	UINTN index;

	if (EFI_ERROR(efi->bs->SetTimer(timer, TimerRelative, seconds * TICKS_PER_SECOND)))
		return PCI_EIO;
	do
		if (EFI_ERROR(efi->bs->WaitForEvent(in ? 2 : 1, events, &index)))
			return PCI_EIO;
	while (index == 1 && !take_key(efi));
	return is_stopped(efi) ? PCI_ESTOPPED : PCI_OK;
}

enum pci_status efi_wait_key(struct efi *efi, unsigned seconds)
{
	enum pci_status st;
	EFI_EVENT timer;

	if (is_stopped(efi))
		return PCI_ESTOPPED;
	if (EFI_ERROR(efi->bs->CreateEvent(EVT_TIMER, TPL_APPLICATION, NULL, NULL, &timer)))
		return PCI_EIO;
	st = wait(efi, timer, seconds);
	efi->bs->CloseEvent(timer);
	return st;
}

void efi_shell_end(struct efi *efi)
{
	EFI_SHELL_PROTOCOL *shell = efi_shell(efi);

	if (efi->output.is_open)
		(void)efi_close_output(&efi->platform);
	if (efi->page_break && !efi->had_page_break)
		shell->DisablePageBreak();
}
