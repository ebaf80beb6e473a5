/* binding.c - Driver Binding: which devices, and their start and stop. UEFI 2.10, 11.1 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/driver.h"
#include "lib/fmt.h"
#include "lib/regs.h"

enum { TITLE_MAX = 80 };

static EFI_STATUS open(struct efi_driver *driver, EFI_HANDLE controller, EFI_PCI_IO_PROTOCOL **ret)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;
	void *io;
	EFI_STATUS status = driver->efi.bs->OpenProtocol(controller, &guid, &io,
	                                                 driver->binding.DriverBindingHandle,
	                                                 controller, EFI_OPEN_PROTOCOL_BY_DRIVER);

	*ret = io;
	return status;
}

static void close(struct efi_driver *driver, EFI_HANDLE controller)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;

	(void)driver->efi.bs->CloseProtocol(controller, &guid, driver->binding.DriverBindingHandle,
	                                    controller);
}

/* What there is to know of the device, as the driver wants it. e is all zeros. */
static enum pci_status device_init(struct efi_device *e, const struct efi_driver *driver,
                                   EFI_HANDLE controller, EFI_PCI_IO_PROTOCOL *io)
{
	enum pci_status st;
	uint32_t id;

	efi_init(&e->efi, driver->efi.image, driver->efi.st);
	e->controller = controller;
	e->io = io;
	e->function.io = io;
	if (!efi_pci_locate(io, &e->function.addr))
		return PCI_EIO;
	e->efi.functions = &e->function;
	e->efi.function_count = 1;
	e->efi.functions_known = true;
	e->device = (struct pci_device){&e->efi.platform, &e->func, &e->dev, &efi_dma_ops};
	e->func.addr = e->function.addr;
	efi_pci_io_region(io, &e->dev.cfg);
	pci_open_config(&e->dev);
	st = reg_try_read(&e->dev.cfg, pci_HDR, ID, &id);
	if (st != PCI_OK)
		return st;
	pci_func_read(&e->func, e->function.addr, id, &e->dev.cfg);
	e->func.parent = PCI_NO_PARENT;
	return e->func.status == PCI_OK ? pci_size_config(&e->dev, &e->func) : e->func.status;
}

static bool is_ours(struct efi_driver *driver, EFI_HANDLE controller, EFI_PCI_IO_PROTOCOL *io)
{
	struct efi_device e = {0};
	uint32_t id;
	bool is;

	if (EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint32, reg_at(pci_HDR, ID), 1, &id)) ||
	    !pci_driver_matches(driver->pci, (uint16_t)reg_field(pci_HDR_ID, VENDOR, id),
	                        (uint16_t)reg_field(pci_HDR_ID, DEVICE, id)))
		return false;
	if (!driver->pci->probe)
		return true;
	is = device_init(&e, driver, controller, io) == PCI_OK &&
	     driver->pci->probe(&e.device) == PCI_OK;
	efi_end(&e.efi);
	return is;
}

/* Asked of every driver for every handle, again and again: most answers cost no access. */
static EFI_STATUS EFIAPI supported(EFI_DRIVER_BINDING *this, EFI_HANDLE controller,
                                   EFI_DEVICE_PATH *rest)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, binding);
	EFI_PCI_IO_PROTOCOL *io;
	EFI_STATUS status = open(driver, controller, &io);
	bool is;

	(void)rest;
	if (EFI_ERROR(status))
		return status;
	is = is_ours(driver, controller, io);
	close(driver, controller);
	return is ? EFI_SUCCESS : EFI_UNSUPPORTED;
}

static enum pci_status make_title(struct efi_device *e, const struct pci_driver *pci)
{
	char addr[PCI_ADDR_MAX], text[TITLE_MAX];
	size_t bytes;

	fmt_string(text, sizeof(text), "%s %s", pci->device_name,
	           pci_addr_format(addr, e->func.addr));
	e->title = efi_to_ucs2(&e->efi, text, &bytes);
	return e->title ? PCI_OK : PCI_ENOSPC;
}

static enum pci_status begin(struct efi_device *e, const struct pci_driver *pci)
{
	enum pci_status st = make_title(e, pci);

	if (st == PCI_OK && pci->state_size) {
		e->device.state = efi_alloc(&e->efi, pci->state_size);
		st = e->device.state ? PCI_OK : PCI_ENOSPC;
	}
	return st == PCI_OK ? pci->start(&e->device) : st;
}

static void end(struct efi_device *e)
{
	EFI_BOOT_SERVICES *bs = e->efi.bs;

	efi_dma_end(e);
	efi_end(&e->efi);
	bs->FreePool(e);
}

/* Nobody but the console hears why a device is not driven: firmware tries, and goes on. */
static void say_why(struct efi_device *e, const struct pci_driver *pci, enum pci_status st)
{
	char buf[PCI_ADDR_MAX];
	const char *addr = "device at an unknown address";

	if (e->device.func)
		addr = pci_addr_format(buf, e->func.addr);
	fmt_print(e->efi.platform.out, "%s: %s: not started: %s\n", pci->name, addr,
	          pci_strstatus(st));
}

static EFI_STATUS start_device(struct efi_driver *driver, EFI_HANDLE controller,
                               EFI_PCI_IO_PROTOCOL *io)
{
	struct efi_device *e;
	enum pci_status st;
	EFI_STATUS status;
	void *pool;

	status = driver->efi.bs->AllocatePool(EfiBootServicesData, sizeof(*e), &pool);
	if (EFI_ERROR(status))
		return status;
	e = __builtin_memset(pool, 0, sizeof(*e));
	st = device_init(e, driver, controller, io);
	if (st == PCI_OK)
		st = begin(e, driver->pci);
	if (st != PCI_OK) {
		say_why(e, driver->pci, st);
		end(e);
		return st == PCI_ENOSPC ? EFI_OUT_OF_RESOURCES : EFI_DEVICE_ERROR;
	}
	efi_console_flush(&e->efi.console);
	e->next = driver->devices;
	driver->devices = e;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI start(EFI_DRIVER_BINDING *this, EFI_HANDLE controller,
                               EFI_DEVICE_PATH *rest)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, binding);
	EFI_PCI_IO_PROTOCOL *io;
	EFI_STATUS status = open(driver, controller, &io);

	(void)rest;
	if (EFI_ERROR(status))
		return status;
	status = start_device(driver, controller, io);
	if (EFI_ERROR(status))
		close(driver, controller);
	return status;
}

static struct efi_device **find(struct efi_driver *driver, EFI_HANDLE controller)
{
	struct efi_device **at = &driver->devices;

	while (*at && (*at)->controller != controller)
		at = &(*at)->next;
	return at;
}

struct efi_device *efi_find_device(struct efi_driver *driver, EFI_HANDLE controller)
{
	return *find(driver, controller);
}

static EFI_STATUS EFIAPI stop(EFI_DRIVER_BINDING *this, EFI_HANDLE controller, UINTN children,
                              EFI_HANDLE *list)
{
	struct efi_driver *driver = efi_container_of(this, struct efi_driver, binding);
	struct efi_device **at = find(driver, controller), *e = *at;

	(void)children;
	(void)list;
	if (!e)
		return EFI_DEVICE_ERROR;
	*at = e->next;
	driver->pci->stop(&e->device);
	end(e);
	close(driver, controller);
	return EFI_SUCCESS;
}

void efi_binding_init(struct efi_driver *driver)
{
	driver->binding = (EFI_DRIVER_BINDING){
		.Supported = supported,
		.Start = start,
		.Stop = stop,
		.Version = driver->pci->version,
		.ImageHandle = driver->efi.image,
		.DriverBindingHandle = driver->efi.image,
	};
}
