/* scarce.c - run an application while one of its allocations fails, each in its turn. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"
#include "lib/args.h"
#include "lib/fmt.h"

enum { RUNS_MAX = 1000 };

/* Hooks are told nothing, so that this cannot be handed to them. */
static struct {
	EFI_SYSTEM_TABLE st;
	EFI_BOOT_SERVICES bs, *before;
	unsigned which, calls;
} scarce;

static bool fails(void)
{
	return ++scarce.calls == scarce.which;
}

static EFI_STATUS EFIAPI allocate_pages(EFI_ALLOCATE_TYPE type, EFI_MEMORY_TYPE memory, UINTN n,
                                        EFI_PHYSICAL_ADDRESS *at)
{
	return fails() ? EFI_OUT_OF_RESOURCES : scarce.before->AllocatePages(type, memory, n, at);
}

static EFI_STATUS EFIAPI allocate_pool(EFI_MEMORY_TYPE memory, UINTN n, void **ret)
{
	return fails() ? EFI_OUT_OF_RESOURCES : scarce.before->AllocatePool(memory, n, ret);
}

/* It allocates what it returns. */
static EFI_STATUS EFIAPI locate(EFI_LOCATE_SEARCH_TYPE type, EFI_GUID *guid, void *key, UINTN *n,
                                EFI_HANDLE **ret)
{
	return fails() ? EFI_OUT_OF_RESOURCES
	               : scarce.before->LocateHandleBuffer(type, guid, key, n, ret);
}

static void copy_tables(EFI_SYSTEM_TABLE *st)
{
	scarce.before = st->BootServices;
	scarce.bs = *st->BootServices;
	scarce.bs.AllocatePages = allocate_pages;
	scarce.bs.AllocatePool = allocate_pool;
	scarce.bs.LocateHandleBuffer = locate;
	scarce.st = *st;
	scarce.st.BootServices = &scarce.bs;
}

static EFI_STATUS run(struct efi *efi, const char *name, const char *line, unsigned which,
                      EFI_STATUS *ret)
{
	EFI_HANDLE image;
	EFI_STATUS status = efi_load_app(efi, name, &image);

	if (EFI_ERROR(status))
		return status;
	scarce.which = which;
	scarce.calls = 0;
	efi_loaded(efi, image)->SystemTable = &scarce.st;
	*ret = efi_start_app(efi, image, line);
	return EFI_SUCCESS;
}

enum app_status app_main(struct platform *p)
{
	struct efi *efi = efi_of(p);
	size_t size = p->argc ? args_join(NULL, 0, p->argv + 1, p->argc - 1) + 1 : 0;
	char *line = size ? efi_alloc(efi, size) : NULL;
	EFI_STATUS status;

	if (!line)
		return APP_USAGE;
	args_join(line, size, p->argv + 1, p->argc - 1);
	copy_tables(efi->st);
	for (unsigned n = 1; n <= RUNS_MAX; n++) {
		if (EFI_ERROR(run(efi, p->argv[0], line, n, &status)))
			return APP_NOTFOUND;
		fmt_print(p->out, "scarce: run %u: status %x\n", n,
		          (unsigned)(status & ~EFI_ERROR_MASK));
		if (scarce.calls < n)
			return APP_OK;
	}
	return APP_ABORTED;
}
