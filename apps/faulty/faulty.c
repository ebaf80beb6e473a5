/* faulty.c - connect a device while firmware's services fail for its driver, and count. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/faulty/faulty.h"
#include "lib/bytes.h"
#include "lib/fmt.h"
#include "lib/regs.h"

enum { VENDOR = 0x1234, DEVICE = 0x11e8, ALWAYS = 0 };

/* A call that is made to fail, by name; which one of them, counted from 1. */
#define CALLS(X)                                                                                   \
	X(READ, "read")                                                                            \
	X(LOCATION, "location")                                                                    \
	X(ATTRIBUTES, "attributes")                                                                \
	X(BUFFER, "buffer")                                                                        \
	X(MAP, "map")                                                                              \
	X(SHORT_MAP, "short-map")                                                                  \
	X(FAR_MAP, "far-map")                                                                      \
	X(PAGES, "pages")                                                                          \
	X(POOL, "pool")

enum call {
#define CALL_ENUM(name, text) name,
	CALLS(CALL_ENUM) NO_CALL
#undef CALL_ENUM
};

/* Hooks are told a protocol or nothing, so that this cannot be handed to them. */
static struct {
	EFI_PCI_IO_PROTOCOL *io, io_before;
	EFI_BOOT_SERVICES *bs, bs_before;
	enum call call;
	unsigned which, calls[NO_CALL];
	int mappings, buffers, pages, pools; /* had and not given back */
} fault;

/* Whether this is the call that fails; counts it. */
static bool fails(enum call call)
{
	unsigned n = ++fault.calls[call];

	return fault.call == call && (fault.which == ALWAYS || fault.which == n);
}

static EFI_STATUS EFIAPI pci_read(EFI_PCI_IO_PROTOCOL *io, EFI_PCI_IO_PROTOCOL_WIDTH width,
                                  UINT32 at, UINTN n, void *to)
{
	return fails(READ) ? EFI_DEVICE_ERROR : fault.io_before.Pci.Read(io, width, at, n, to);
}

static EFI_STATUS EFIAPI get_location(EFI_PCI_IO_PROTOCOL *io, UINTN *segment, UINTN *bus,
                                      UINTN *dev, UINTN *fn)
{
	return fails(LOCATION) ? EFI_DEVICE_ERROR
	                       : fault.io_before.GetLocation(io, segment, bus, dev, fn);
}

static EFI_STATUS EFIAPI attributes(EFI_PCI_IO_PROTOCOL *io,
                                    EFI_PCI_IO_PROTOCOL_ATTRIBUTE_OPERATION operation, UINT64 which,
                                    UINT64 *ret)
{
	return fails(ATTRIBUTES) ? EFI_UNSUPPORTED
	                         : fault.io_before.Attributes(io, operation, which, ret);
}

static EFI_STATUS EFIAPI allocate_buffer(EFI_PCI_IO_PROTOCOL *io, EFI_ALLOCATE_TYPE type,
                                         EFI_MEMORY_TYPE memory, UINTN pages, void **ret,
                                         UINT64 with)
{
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	if (!fails(BUFFER))
		status = fault.io_before.AllocateBuffer(io, type, memory, pages, ret, with);
	fault.buffers += !EFI_ERROR(status);
	return status;
}

static EFI_STATUS EFIAPI free_buffer(EFI_PCI_IO_PROTOCOL *io, UINTN pages, void *host)
{
	EFI_STATUS status = fault.io_before.FreeBuffer(io, pages, host);

	fault.buffers -= !EFI_ERROR(status);
	return status;
}

/* Half of what was asked for, or behind 4 GiB, as a bridge with a small window or an IOMMU may. */
static EFI_STATUS EFIAPI map(EFI_PCI_IO_PROTOCOL *io, EFI_PCI_IO_PROTOCOL_OPERATION operation,
                             void *host, UINTN *n, EFI_PHYSICAL_ADDRESS *ret, void **mapping)
{
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	if (fails(SHORT_MAP))
		*n /= 2;
	if (!fails(MAP))
		status = fault.io_before.Map(io, operation, host, n, ret, mapping);
	fault.mappings += !EFI_ERROR(status);
	if (fails(FAR_MAP) && !EFI_ERROR(status))
		*ret += UINT64_C(1) << 32;
	return status;
}

static EFI_STATUS EFIAPI unmap(EFI_PCI_IO_PROTOCOL *io, void *mapping)
{
	EFI_STATUS status = fault.io_before.Unmap(io, mapping);

	fault.mappings -= !EFI_ERROR(status);
	return status;
}

static EFI_STATUS EFIAPI allocate_pages(EFI_ALLOCATE_TYPE type, EFI_MEMORY_TYPE memory, UINTN n,
                                        EFI_PHYSICAL_ADDRESS *at)
{
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	if (!fails(PAGES))
		status = fault.bs_before.AllocatePages(type, memory, n, at);
	fault.pages += !EFI_ERROR(status);
	return status;
}

static EFI_STATUS EFIAPI free_pages(EFI_PHYSICAL_ADDRESS at, UINTN n)
{
	EFI_STATUS status = fault.bs_before.FreePages(at, n);

	fault.pages -= !EFI_ERROR(status);
	return status;
}

static EFI_STATUS EFIAPI allocate_pool(EFI_MEMORY_TYPE memory, UINTN n, void **ret)
{
	EFI_STATUS status = EFI_OUT_OF_RESOURCES;

	if (!fails(POOL))
		status = fault.bs_before.AllocatePool(memory, n, ret);
	fault.pools += !EFI_ERROR(status);
	return status;
}

static EFI_STATUS EFIAPI free_pool(void *at)
{
	EFI_STATUS status = fault.bs_before.FreePool(at);

	fault.pools -= !EFI_ERROR(status);
	return status;
}

/* What it returns is from the pool. */
static EFI_STATUS EFIAPI locate(EFI_LOCATE_SEARCH_TYPE type, EFI_GUID *guid, void *key, UINTN *n,
                                EFI_HANDLE **ret)
{
	EFI_STATUS status = fault.bs_before.LocateHandleBuffer(type, guid, key, n, ret);

	fault.pools += !EFI_ERROR(status);
	return status;
}

static void hook(void)
{
	fault.io_before = *fault.io;
	fault.bs_before = *fault.bs;
	fault.io->Pci.Read = pci_read;
	fault.io->GetLocation = get_location;
	fault.io->Attributes = attributes;
	fault.io->AllocateBuffer = allocate_buffer;
	fault.io->FreeBuffer = free_buffer;
	fault.io->Map = map;
	fault.io->Unmap = unmap;
	fault.bs->AllocatePages = allocate_pages;
	fault.bs->FreePages = free_pages;
	fault.bs->AllocatePool = allocate_pool;
	fault.bs->FreePool = free_pool;
	fault.bs->LocateHandleBuffer = locate;
}

static void unhook(void)
{
	*fault.io = fault.io_before;
	*fault.bs = fault.bs_before;
}

/* The handle of the first device that the sample driver drives, with fault.io on it; or NULL. */
static EFI_HANDLE find(struct efi *efi)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;
	UINTN n;
	EFI_HANDLE *handles = efi_handles(efi, guid, &n), found = NULL;

	for (UINTN i = 0; i < n && !found; i++) {
		EFI_PCI_IO_PROTOCOL *io = efi_protocol(efi, handles[i], guid);
		uint32_t id = 0;

		if (!io || EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint32, 0, 1, &id)))
			continue;
		if (reg_field(pci_HDR_ID, VENDOR, id) == VENDOR &&
		    reg_field(pci_HDR_ID, DEVICE, id) == DEVICE) {
			found = handles[i];
			fault.io = io;
		}
	}
	if (handles)
		efi->bs->FreePool(handles);
	return found;
}

static bool parse(const struct platform *p)
{
	static const char *const names[] = {
#define CALL_NAME(name, text) text,
		CALLS(CALL_NAME)
#undef CALL_NAME
	};

	fault.call = NO_CALL;
	for (unsigned i = 0; p->argc && i < NO_CALL; i++)
		if (same_text(p->argv[0], names[i]))
			fault.call = (enum call)i;
	for (const char *c = p->argc > 1 ? p->argv[1] : ""; *c; c++) {
		if (*c < '0' || *c > '9')
			return false;
		fault.which = fault.which * 10 + (unsigned)(*c - '0');
	}
	return !p->argc || fault.call != NO_CALL;
}

enum app_status app_main(struct platform *p)
{
	struct efi *efi = efi_of(p);
	const bool is_dma = p->argc && same_text(p->argv[0], "dma");
	EFI_STATUS connected, status = EFI_SUCCESS;
	EFI_HANDLE device;

	if (!is_dma && !parse(p))
		return APP_USAGE;
	device = find(efi);
	if (!device)
		return APP_NOTFOUND;
	if (is_dma)
		return faulty_dma(efi, fault.io);
	fault.bs = efi->bs;
	hook();
	connected = efi->bs->ConnectController(device, NULL, NULL, FALSE);
	if (!EFI_ERROR(connected))
		status = efi->bs->DisconnectController(device, NULL, NULL);
	unhook();
	fmt_print(p->out, "%s, left: %d mappings, %d buffers, %d pages, %d of the pool\n",
	          EFI_ERROR(connected) ? "not driven" : "driven", fault.mappings, fault.buffers,
	          fault.pages, fault.pools);
	return EFI_ERROR(status) ? APP_DEVICE : APP_OK;
}
