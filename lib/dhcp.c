/* dhcp.c - where a machine was booted from, in a DHCP server's answer. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/dhcp.h"

#include "lib/bytes.h"

/* RFC 2131, 2; RFC 2132, 3, 9.3, 9.5 and 9.7 */
enum {
	SIADDR = 20,
	ADDRESS = 4,
	SNAME = 44,
	FILE = 108,
	FILE_SIZE = 128,
	COOKIE = 236,
	OPTIONS = 240,
	OPTION_PAD = 0,
	OPTION_OVERLOAD = 52,
	OPTION_SERVER_ID = 54,
	OPTION_BOOT_FILE = 67,
	OPTION_END = 255,
	OVERLOAD_FILE = 1, /* the field holds options */
	OVERLOAD_SNAME = 2,
};

struct bytes {
	const uint8_t *at;
	size_t n;
};

static const char magic[] = {99, (char)130, 83, 99};

/* What the first option of that code holds, or nothing: at is NULL. */
static struct bytes find_option(struct bytes options, unsigned code)
{
	size_t i = 0, length;

	while (i < options.n && options.at[i] != OPTION_END) {
		if (options.at[i] == OPTION_PAD) {
			i++;
			continue;
		}
		if (options.n - i < 2)
			break;
		length = options.at[i + 1];
		if (length > options.n - i - 2)
			break;
		if (options.at[i] == code)
			return (struct bytes){options.at + i + 2, length};
		i += 2 + length;
	}
	return (struct bytes){0};
}

/* The same where options go on in the fields for names, which they say themselves. */
static struct bytes find(const uint8_t *packet, size_t n, unsigned code, unsigned overload)
{
	struct bytes found = find_option((struct bytes){packet + OPTIONS, n - OPTIONS}, code);

	if (!found.at && overload & OVERLOAD_FILE)
		found = find_option((struct bytes){packet + FILE, FILE_SIZE}, code);
	if (!found.at && overload & OVERLOAD_SNAME)
		found = find_option((struct bytes){packet + SNAME, FILE - SNAME}, code);
	return found;
}

static bool take_server(const uint8_t *packet, struct bytes id, struct dhcp_boot *ret)
{
	static const uint8_t none[ADDRESS];

	if (__builtin_memcmp(packet + SIADDR, none, ADDRESS) != 0)
		id = (struct bytes){packet + SIADDR, ADDRESS};
	if (id.n != ADDRESS)
		return false;
	__builtin_memcpy(ret->server, id.at, ADDRESS);
	return true;
}

static bool take_file(struct bytes name, struct dhcp_boot *ret)
{
	size_t n = 0;

	for (; n < name.n && name.at[n]; n++)
		ret->file[n] = (char)name.at[n];
	ret->file[n] = '\0';
	return n;
}

enum pci_status dhcp_read_boot(const uint8_t *packet, size_t n, struct dhcp_boot *ret)
{
	struct bytes overloads, file;
	unsigned overload;

	if (n < OPTIONS || !same_bytes(packet + COOKIE, magic, sizeof(magic)))
		return PCI_ECORRUPT;
	overloads = find_option((struct bytes){packet + OPTIONS, n - OPTIONS}, OPTION_OVERLOAD);
	overload = overloads.n == 1 ? overloads.at[0] : 0;
	file = find(packet, n, OPTION_BOOT_FILE, overload);
	if (!file.at && !(overload & OVERLOAD_FILE))
		file = (struct bytes){packet + FILE, FILE_SIZE};
	if (!take_server(packet, find(packet, n, OPTION_SERVER_ID, overload), ret) ||
	    !take_file(file, ret))
		return PCI_ENOTFOUND;
	return PCI_OK;
}

size_t dhcp_directory(const char *file)
{
	size_t n = 0;

	for (size_t i = 0; file[i]; i++)
		if (file[i] == '/' || file[i] == '\\')
			n = i + 1;
	return n;
}
