/* dhcp.c - the input is a DHCP server's answer. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/dhcp.h"

#include <string.h>

#include "lib/test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_boot boot;
	size_t n;

	memset(&boot, 0xff, sizeof(boot));
	if (dhcp_read_boot(data, size, &boot) != PCI_OK)
		return 0;
	n = strnlen(boot.file, sizeof(boot.file));
	claim(n && n <= DHCP_FILE_MAX);
	n = dhcp_directory(boot.file);
	claim(n <= strlen(boot.file));
	claim(!n || boot.file[n - 1] == '/' || boot.file[n - 1] == '\\');
	return 0;
}
