/* acpi.c - where firmware put the root of its ACPI tables. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

/* UEFI 2.10, 4.6: the two GUIDs may lead to different tables. */
uint64_t efi_rsdp(struct platform *p, unsigned revision)
{
	static const EFI_GUID acpi_1 = ACPI_TABLE_GUID, acpi_2 = ACPI_20_TABLE_GUID;
	const EFI_GUID *guid = revision < 2 ? &acpi_1 : &acpi_2;
	const EFI_SYSTEM_TABLE *st = efi_of(p)->st;

	for (UINTN i = 0; i < st->NumberOfTableEntries; i++) {
		const EFI_CONFIGURATION_TABLE *table = &st->ConfigurationTable[i];

		if (__builtin_memcmp(&table->VendorGuid, guid, sizeof(*guid)) == 0)
			return (uintptr_t)table->VendorTable;
	}
	return 0;
}
