/* args.c - one line of UEFI text, split into a program's arguments. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/args.h"

#include <stdbool.h>

#include "lib/fmt.h"

static bool is_blank(uint16_t unit)
{
	return unit == ' ' || unit == '\t';
}

static bool is_control(uint16_t unit)
{
	return unit < ' ' || (unit >= 0x7f && unit < 0xa0);
}

/* Return the length of the text in line, up to n units; PCI_EINVAL if it is none. */
static enum pci_status text_length(const uint16_t *line, size_t n, size_t *ret)
{
	size_t i;

	*ret = 0;
	for (i = 0; i < n && line[i]; i++)
		if (is_control(line[i]) && !is_blank(line[i]))
			return PCI_EINVAL;
	*ret = i;
	return PCI_OK;
}

/*
 * Convert the argument at line[0] into buf without its quotes and escapes and terminate it. Return
 * the units taken, or 0 if it does not fit; *ret_used is what it takes in buf.
 */
static size_t take_one(const uint16_t *line, size_t n, char *buf, size_t size, size_t *ret_used)
{
	bool quoted = false;
	size_t used = 0, i;

	for (i = 0; i < n && (quoted || !is_blank(line[i])); i++) {
		if (line[i] == '"') {
			quoted = !quoted;
			continue;
		}
		if (line[i] == '^' && i + 1 < n)
			i++;
		size_t len = utf8_from_ucs2(NULL, 0, &line[i], 1);

		if (size - used <= len)
			return 0;
		used += utf8_from_ucs2(buf + used, size - used, &line[i], 1);
	}
	buf[used] = '\0';
	*ret_used = used + 1;
	return i;
}

enum pci_status args_split(struct args *args, const uint16_t *line, size_t n)
{
	size_t used = 0, count = 0, i = 0;
	enum pci_status st;

	args->count = 0;
	st = text_length(line, n, &n);
	if (st != PCI_OK)
		return st;
	for (;;) {
		size_t taken, len;

		while (i < n && is_blank(line[i]))
			i++;
		if (i == n)
			break;
		if (count == args->max || used == args->text_size)
			return PCI_ENOSPC;
		taken = take_one(line + i, n - i, args->text + used, args->text_size - used, &len);
		if (!taken)
			return PCI_ENOSPC;
		args->argv[count++] = args->text + used;
		used += len;
		i += taken;
	}
	args->count = count;
	return PCI_OK;
}

static bool is_plain(const char *arg)
{
	size_t i = 0;

	while ((unsigned char)arg[i] > ' ' && arg[i] != '"' && arg[i] != '^')
		i++;
	return i && !arg[i];
}

static void put_quoted(struct sink *out, const char *arg)
{
	fmt_print(out, "\"");
	for (; *arg; arg++)
		fmt_print(out, *arg == '"' || *arg == '^' ? "^%c" : "%c", *arg);
	fmt_print(out, "\"");
}

size_t args_join(char *buf, size_t size, const char *const *args, int n)
{
	struct fmt_buffer b;

	fmt_buffer_init(&b, buf, size);
	for (int i = 0; i < n; i++) {
		if (i)
			fmt_print(&b.sink, " ");
		if (is_plain(args[i]))
			fmt_print(&b.sink, "%s", args[i]);
		else
			put_quoted(&b.sink, args[i]);
	}
	return b.used;
}
