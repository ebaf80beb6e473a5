/* driver.c - from firmware's entry to a driver that waits for devices, and back. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/driver.h"

/* For unload(), which is told the image's handle and not where to ask what is on it. */
static struct efi_driver *loaded;

/* On the image's own handle: all three, or none of them. */
static EFI_STATUS offer(struct efi_driver *driver, bool on)
{
	EFI_BOOT_SERVICES *bs = driver->efi.bs;
	EFI_HANDLE image = driver->efi.image;
	EFI_GUID binding = EFI_DRIVER_BINDING_PROTOCOL_GUID;
	EFI_GUID name = EFI_COMPONENT_NAME_PROTOCOL_GUID, name2 = EFI_COMPONENT_NAME2_PROTOCOL_GUID;

	return on ? bs->InstallMultipleProtocolInterfaces(&image, &binding, &driver->binding, &name,
	                                                  &driver->name, &name2, &driver->name2,
	                                                  NULL)
	          : bs->UninstallMultipleProtocolInterfaces(image, &binding, &driver->binding,
	                                                    &name, &driver->name, &name2,
	                                                    &driver->name2, NULL);
}

static void release(struct efi_driver *driver)
{
	EFI_BOOT_SERVICES *bs = driver->efi.bs;

	efi_end(&driver->efi);
	bs->FreePool(driver);
}

/* Devices are given up by firmware, which asks stop() of the binding for it. */
static EFI_STATUS disconnect(struct efi_driver *driver)
{
	while (driver->devices) {
		struct efi_device *first = driver->devices;
		EFI_STATUS status = driver->efi.bs->DisconnectController(first->controller,
		                                                         driver->efi.image, NULL);

		if (EFI_ERROR(status))
			return status;
		if (driver->devices == first)
			return EFI_DEVICE_ERROR;
	}
	return EFI_SUCCESS;
}

/* After an error the image stays, and works as before. */
static EFI_STATUS EFIAPI unload(EFI_HANDLE image)
{
	struct efi_driver *driver = loaded;
	EFI_STATUS status = disconnect(driver);

	(void)image;
	if (!EFI_ERROR(status))
		status = offer(driver, false);
	if (EFI_ERROR(status))
		return status;
	loaded = NULL;
	release(driver);
	return EFI_SUCCESS;
}

static EFI_STATUS install(struct efi_driver *driver)
{
	struct efi *efi = &driver->efi;
	EFI_LOADED_IMAGE *image = efi_loaded(efi, efi->image);
	EFI_STATUS status;
	size_t bytes;

	driver->title = efi_to_ucs2(efi, driver->pci->name, &bytes);
	if (!driver->title)
		return EFI_OUT_OF_RESOURCES;
	efi_binding_init(driver);
	efi_name_init(driver);
	status = offer(driver, true);
	if (!EFI_ERROR(status) && image)
		image->Unload = unload;
	return status;
}

EFI_STATUS efi_entry(EFI_HANDLE image, EFI_SYSTEM_TABLE *st)
{
	struct efi_driver *driver;
	EFI_STATUS status;
	void *pool;

	status = st->BootServices->AllocatePool(EfiBootServicesData, sizeof(*driver), &pool);
	if (EFI_ERROR(status))
		return status;
	driver = __builtin_memset(pool, 0, sizeof(*driver));
	efi_init(&driver->efi, image, st);
	driver->pci = &pci_driver;
	status = install(driver);
	if (EFI_ERROR(status))
		release(driver);
	else
		loaded = driver;
	return status;
}
