/* component_name.c - what a driver and its devices are called: Component Name (2). */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/driver.h"
#include "lib/bytes.h"

/* UEFI 2.10, 11.5: RFC 4646, and before that ISO 639-2. There are no others. */
static const char english[] = "en", old_english[] = "eng";

static EFI_STATUS tell(const char *language, const char *ours, CHAR16 *title, CHAR16 **ret)
{
	if (!language || !ret)
		return EFI_INVALID_PARAMETER;
	if (!title || !same_text(language, ours))
		return EFI_UNSUPPORTED;
	*ret = title;
	return EFI_SUCCESS;
}

/* Ours are no bus drivers: they have no children. */
static CHAR16 *device_title(struct efi_driver *driver, EFI_HANDLE controller, EFI_HANDLE child)
{
	const struct efi_device *e = child ? NULL : efi_find_device(driver, controller);

	return e ? e->title : NULL;
}

static EFI_STATUS EFIAPI driver_name(EFI_COMPONENT_NAME *this, CHAR8 *language, CHAR16 **ret)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, name);

	return tell((const char *)language, old_english, driver->title, ret);
}

static EFI_STATUS EFIAPI controller_name(EFI_COMPONENT_NAME *this, EFI_HANDLE controller,
                                         EFI_HANDLE child, CHAR8 *language, CHAR16 **ret)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, name);

	return tell((const char *)language, old_english, device_title(driver, controller, child),
	            ret);
}

static EFI_STATUS EFIAPI driver_name2(EFI_COMPONENT_NAME2 *this, CHAR8 *language, CHAR16 **ret)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, name2);

	return tell((const char *)language, english, driver->title, ret);
}

static EFI_STATUS EFIAPI controller_name2(EFI_COMPONENT_NAME2 *this, EFI_HANDLE controller,
                                          EFI_HANDLE child, CHAR8 *language, CHAR16 **ret)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, name2);

	return tell((const char *)language, english, device_title(driver, controller, child), ret);
}

void efi_name_init(struct efi_driver *driver)
{
	driver->name =
		(EFI_COMPONENT_NAME){driver_name, controller_name, (CHAR8 *)(uintptr_t)old_english};
	driver->name2 =
		(EFI_COMPONENT_NAME2){driver_name2, controller_name2, (CHAR8 *)(uintptr_t)english};
}
