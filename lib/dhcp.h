/* dhcp.h - where a machine was booted from, in a DHCP server's answer. RFC 2131, RFC 2132 */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_DHCP_H
#define LIB_DHCP_H

#include "lib/status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { DHCP_FILE_MAX = 255 }; /* an option's length is a byte */

struct dhcp_boot {
	uint8_t server[4]; /* IPv4 address of the TFTP server */
	char file[DHCP_FILE_MAX + 1];
};

/*
 * Take the server and the boot file of an answer of n bytes: from its options 67 (bootfile name)
 * and, where siaddr is 0, 54 (server identifier), else from its fields. Names end at their first
 * NUL. PCI_ENOTFOUND where there is no file or no server, PCI_ECORRUPT for what is no answer by
 * DHCP.
 */
PCI_MUST_CHECK enum pci_status dhcp_read_boot(const uint8_t *packet, size_t n,
                                              struct dhcp_boot *ret);

/* The length of the part of a file's name up to its last slash or backslash. */
size_t dhcp_directory(const char *file);

#ifdef __cplusplus
}
#endif
#endif
