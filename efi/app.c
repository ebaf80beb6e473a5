/* app.c - from firmware's entry to an application and back. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/fmt.h"

static enum app_status run(struct efi *efi)
{
	if (efi_args_init(efi) != PCI_OK) {
		fmt_print(efi->platform.out, "out of memory\n");
		return APP_NOMEM;
	}
	/* The boot manager armed it for five minutes, after which it resets the machine. */
	if (!efi->from_shell)
		efi->bs->SetWatchdogTimer(0, 0, 0, NULL);
	return app_main(&efi->platform);
}

EFI_STATUS efi_entry(EFI_HANDLE image, EFI_SYSTEM_TABLE *st)
{
	enum app_status status;
	struct efi efi;

	efi_init(&efi, image, st);
	status = run(&efi);
	efi_end(&efi);
	return status == APP_OK ? EFI_SUCCESS : EFIERR((EFI_STATUS)status);
}
