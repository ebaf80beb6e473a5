/* taketest.c - take a device from firmware's drivers and give it back, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/regs.h"

#include "efi/take.h"
#include "lib/fmt.h"
#include "lib/options.h"

enum {
	CYCLES = 20,
	COMMAND = reg_at(pci_HDR, COMMAND),
	CHANGED = reg_mask(pci_HDR_COMMAND, INTX_DISABLE) | reg_mask(pci_HDR_COMMAND, MASTER)
};

struct taketest {
	struct efi *efi;
	struct pci_addr addr;
	unsigned passed, failed;
};

static void check(struct taketest *t, const char *what, bool ok)
{
	t->passed += ok;
	t->failed += !ok;
	if (!ok)
		fmt_print(t->efi->platform.out, "failed: %s\n", what);
}

static bool drives_console(struct taketest *t)
{
	return efi_drives_console(&t->efi->platform, t->addr);
}

static enum pci_status take(struct taketest *t, struct efi_taken *ret)
{
	return efi_take(&t->efi->platform, t->addr, ret);
}

static UINT16 command(struct taketest *t)
{
	EFI_PCI_IO_PROTOCOL *io = efi_find_function(t->efi, t->addr)->io;
	UINT16 v;

	return EFI_ERROR(io->Pci.Read(io, EfiPciIoWidthUint16, COMMAND, 1, &v)) ? 0xffff : v;
}

static void set_command(struct taketest *t, UINT16 v)
{
	EFI_PCI_IO_PROTOCOL *io = efi_find_function(t->efi, t->addr)->io;

	check(t, "write", !EFI_ERROR(io->Pci.Write(io, EfiPciIoWidthUint16, COMMAND, 1, &v)));
}

/* What is gone meanwhile, and that everything is back. */
static void test_once(struct taketest *t)
{
	struct pci_bar_record before[PCI_BAR_RECORDS], taken[PCI_BAR_RECORDS];
	size_t bars = efi_bar_records(&t->efi->platform, t->addr, before);
	UINT16 was = command(t);
	struct efi_taken d, again;

	check(t, "console before", drives_console(t));
	check(t, "take", take(t, &d) == PCI_OK && d.had_driver);
	check(t, "no console", !drives_console(t));
	check(t, "BARs",
	      efi_bar_records(&t->efi->platform, t->addr, taken) == bars && bars &&
	              !__builtin_memcmp(before, taken, bars * sizeof(*before)));
	check(t, "taken twice", take(t, &again) == PCI_EBUSY);
	check(t, "nothing to give back", efi_give_back(&again) == PCI_OK && !drives_console(t));
	set_command(t, (UINT16)(was ^ CHANGED));
	check(t, "change of Command", command(t) == (was ^ CHANGED));
	check(t, "give back", efi_give_back(&d) == PCI_OK);
	check(t, "Command", command(t) == was);
	check(t, "console after", drives_console(t));
	check(t, "given back twice", efi_give_back(&d) == PCI_OK && drives_console(t));
}

/* Nothing of firmware's becomes more. */
static void test_cycles(struct taketest *t)
{
	struct efi_taken d;
	UINTN first = 0, n = 0;

	for (unsigned i = 0; i < CYCLES; i++) {
		EFI_HANDLE *handles;

		check(t, "take", take(t, &d) == PCI_OK);
		check(t, "give back", efi_give_back(&d) == PCI_OK);
		if (EFI_ERROR(t->efi->bs->LocateHandleBuffer(AllHandles, NULL, NULL, &n, &handles)))
			return check(t, "handles", false);
		t->efi->bs->FreePool(handles);
		first = i ? first : n;
	}
	check(t, "number of handles", n == first);
}

/* A driver that does not let go: not even one, so that nobody can stop it. */
static void test_busy(struct taketest *t)
{
	EFI_GUID guid = EFI_PCI_IO_PROTOCOL_GUID;
	EFI_HANDLE handle = efi_find_function(t->efi, t->addr)->handle;
	EFI_HANDLE agent = efi_boot_volume(t->efi);
	EFI_BOOT_SERVICES *bs = t->efi->bs;
	struct efi_taken d;
	void *io;

	check(t, "disconnect", !EFI_ERROR(bs->DisconnectController(handle, NULL, NULL)));
	check(t, "no driver", take(t, &d) == PCI_OK && !d.had_driver);
	check(t, "give back", efi_give_back(&d) == PCI_OK && !drives_console(t));
	check(t, "open",
	      !EFI_ERROR(bs->OpenProtocol(handle, &guid, &io, agent, handle,
	                                  EFI_OPEN_PROTOCOL_BY_DRIVER)));
	check(t, "busy", take(t, &d) == PCI_EBUSY);
	check(t, "close", !EFI_ERROR(bs->CloseProtocol(handle, &guid, agent, handle)));
	check(t, "connect", !EFI_ERROR(bs->ConnectController(handle, NULL, NULL, TRUE)));
	check(t, "console again", drives_console(t));
}

/* taketest ADDRESS, with segment and bus, of a function that drives a console */
enum app_status app_main(struct platform *p)
{
	struct taketest t = {.efi = efi_of(p)};
	struct options o = {p, "taketest", "", &(struct option_word){0}, .next = 0};
	struct efi_taken d;
	struct pci_match m;

	if (options_next(&o) != OPTION_ARGUMENT || !options_address(&o, &m))
		return APP_USAGE;
	t.addr = (struct pci_addr){0, 0xff, 31, 7};
	check(&t, "not there", take(&t, &d) == PCI_ENOTFOUND && efi_give_back(&d) == PCI_OK);
	t.addr = (struct pci_addr){(uint32_t)m.segment, (uint8_t)m.bus, (uint8_t)m.dev,
	                           (uint8_t)m.fn};
	if (!efi_find_function(t.efi, t.addr))
		return APP_NOTFOUND;
	test_once(&t);
	test_cycles(&t);
	test_busy(&t);
	fmt_print(p->out, "%u passed, %u failed\n", t.passed, t.failed);
	return t.failed ? APP_DEVICE : APP_OK;
}
