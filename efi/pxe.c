/* pxe.c - files of the TFTP server that the application was booted from. UEFI 2.10, 24.3 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

#include "lib/progress.h"

/*
 * Of a server that cannot tell a file's size; what no file of ours has; and what an Ethernet frame
 * holds of it (RFC 2348), in place of 512: a server sends each block when it is told of the last.
 */
enum { GUESS = 256 * 1024, TOO_LARGE = 256 * 1024 * 1024, BLOCK = 1500 - 20 - 8 - 4 };

/* Of the answers that have a boot file the last one counts, a boot server's before a proxy's. */
static bool read_boot(const EFI_PXE_BASE_CODE_MODE *mode, struct dhcp_boot *ret)
{
	const struct {
		bool received;
		const EFI_PXE_BASE_CODE_PACKET *packet;
	} answers[] = {
		{mode->PxeReplyReceived, &mode->PxeReply},
		{mode->ProxyOfferReceived, &mode->ProxyOffer},
		{mode->DhcpAckReceived, &mode->DhcpAck},
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		if (answers[i].received &&
		    dhcp_read_boot(answers[i].packet->Raw, sizeof(answers[i].packet->Raw), ret) ==
		            PCI_OK)
			return true;
	return false;
}

const struct dhcp_boot *efi_boot_server(struct efi *efi)
{
	EFI_HANDLE nic;
	EFI_PXE_BASE_CODE_PROTOCOL *pxe;

	if (!efi->server_known) {
		efi->server_known = true;
		nic = efi_boot_volume(efi);
		pxe = nic ? efi_protocol(efi, nic, (EFI_GUID)EFI_PXE_BASE_CODE_PROTOCOL_GUID)
		          : NULL;
		if (pxe && pxe->Mode && pxe->Mode->Started && !pxe->Mode->UsingIpv6 &&
		    read_boot(pxe->Mode, &efi->boot))
			efi->pxe = pxe;
	}
	return efi->pxe ? &efi->boot : NULL;
}

static EFI_STATUS transfer(struct efi *efi, EFI_PXE_BASE_CODE_TFTP_OPCODE operation,
                           const char *path, void *buf, UINT64 *size)
{
	EFI_IP_ADDRESS ip = {0};
	UINTN block = BLOCK;

	__builtin_memcpy(&ip, efi->boot.server, sizeof(efi->boot.server));
	return efi->pxe->Mtftp(efi->pxe, operation, buf, FALSE, size, &block, &ip,
	                       (UINT8 *)(uintptr_t)path, NULL, FALSE);
}

static bool read_size(struct efi *efi, const char *path, UINT64 *ret)
{
	*ret = 0;
	return !EFI_ERROR(transfer(efi, EFI_PXE_BASE_CODE_TFTP_GET_FILE_SIZE, path, NULL, ret));
}

bool efi_can_fetch(struct efi *efi, const char *path)
{
	UINT64 size;

	return read_size(efi, path, &size);
}

struct watch {
	EFI_PXE_BASE_CODE_CALLBACK_PROTOCOL protocol;
	struct efi *efi;
	unsigned long long received;
};

/* UEFI 2.10, 24.4: at each packet, at a priority level at which no key may be read. */
static EFI_PXE_BASE_CODE_CALLBACK_STATUS EFIAPI
count_packet(EFI_PXE_BASE_CODE_CALLBACK_PROTOCOL *this, EFI_PXE_BASE_CODE_FUNCTION function,
             BOOLEAN received, UINT32 size, EFI_PXE_BASE_CODE_PACKET *packet)
{
	struct watch *w = (struct watch *)this;

	(void)function;
	(void)packet;
	if (received)
		w->received += size;
	progress(&w->efi->platform, "reading: %llu KiB", w->received / 1024);
	return EFI_PXE_BASE_CODE_CALLBACK_STATUS_CONTINUE;
}

/* As transfer(), with progress, unless somebody else looks at the packets already. */
static EFI_STATUS read_file(struct efi *efi, const char *path, void *buf, UINT64 *size)
{
	struct watch w = {{EFI_PXE_BASE_CODE_CALLBACK_PROTOCOL_REVISION, count_packet}, efi, 0};
	EFI_GUID guid = EFI_PXE_BASE_CODE_CALLBACK_PROTOCOL_GUID;
	EFI_HANDLE nic = efi_boot_volume(efi);
	BOOLEAN on = TRUE, off = FALSE;
	EFI_STATUS installed =
		efi->bs->InstallProtocolInterface(&nic, &guid, EFI_NATIVE_INTERFACE, &w.protocol);
	EFI_STATUS status;

	if (!EFI_ERROR(installed))
		(void)efi->pxe->SetParameters(efi->pxe, NULL, NULL, NULL, NULL, &on);
	status = transfer(efi, EFI_PXE_BASE_CODE_TFTP_READ_FILE, path, buf, size);
	if (!EFI_ERROR(installed)) {
		(void)efi->pxe->SetParameters(efi->pxe, NULL, NULL, NULL, NULL, &off);
		(void)efi->bs->UninstallProtocolInterface(nic, &guid, &w.protocol);
	}
	return status;
}

/* One try, with room for that many bytes; EFI_BUFFER_TOO_SMALL where that is too few. */
static EFI_STATUS fetch(struct efi *efi, const char *path, UINT64 size, struct efi_bytes *ret)
{
	EFI_STATUS status = EFI_SUCCESS;
	UINT64 used = size;

	ret->bytes = efi_pool(efi, size + 1);
	if (!ret->bytes)
		return EFI_OUT_OF_RESOURCES;
	if (size)
		status = read_file(efi, path, ret->bytes, &used);
	ret->size = used < size ? used : size;
	if (EFI_ERROR(status))
		efi->bs->FreePool(ret->bytes);
	return status;
}

/* The server's error is in words that nobody shows: that there is no such file. */
EFI_STATUS efi_fetch(struct efi *efi, const char *path, struct efi_bytes *ret)
{
	EFI_STATUS status;
	UINT64 size;
	bool known = read_size(efi, path, &size);

	if (!known)
		size = GUESS;
	do
		status = size < TOO_LARGE ? fetch(efi, path, size, ret) : EFI_OUT_OF_RESOURCES;
	while (status == EFI_BUFFER_TOO_SMALL && !known && (size *= 2));
	return status == EFI_TFTP_ERROR ? EFI_NOT_FOUND : status;
}
