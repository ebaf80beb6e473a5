/* args.c - the program's arguments, from the shell or from the boot option. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/args.h"

#include <efi.h>
#include <efiprot.h>
#include <efishellintf.h>

#include "efi/efi.h"
#include "lib/file_path.h"

/* Bounds for what others wrote: more is no command line. */
enum { MAX_UNITS = 32768, MAX_ARGC = 4096 };

static size_t length(const CHAR16 *text)
{
	size_t n = 0;

	while (n < MAX_UNITS && text[n])
		n++;
	return n;
}

static const char *convert(struct efi *efi, const CHAR16 *text)
{
	size_t n = text ? length(text) : 0;
	char *buf = efi_alloc(efi, UTF8_PER_UCS2 * n + 1);

	if (buf)
		utf8_from_ucs2(buf, UTF8_PER_UCS2 * n + 1, text, n);
	return buf;
}

/* The shell has split the line; its first word is the program. */
static enum pci_status from_words(struct efi *efi, CHAR16 *const *words, size_t argc)
{
	const char **argv;

	if (argc > MAX_ARGC)
		argc = MAX_ARGC;
	argv = efi_alloc(efi, (argc + 1) * sizeof(*argv));
	if (!argv)
		return PCI_ENOSPC;
	for (size_t i = 1; i < argc; i++) {
		argv[i - 1] = convert(efi, words[i]);
		if (!argv[i - 1])
			return PCI_ENOSPC;
	}
	efi->platform.argc = argc ? (int)argc - 1 : 0;
	efi->platform.argv = argv;
	return PCI_OK;
}

/*
 * A boot option's optional data: arguments only; perhaps absent, binary, of odd size, not aligned
 * or not terminated (UEFI 2.10, 3.1.3). What is no text counts as no arguments. A shell gives the
 * whole line (UEFI Shell 2.2, 3.11), and so do programs that imitate one: a first word that is this
 * program's name is no argument.
 */
static enum pci_status from_load_options(struct efi *efi, const EFI_LOADED_IMAGE *loaded)
{
	size_t n = loaded->LoadOptions ? loaded->LoadOptionsSize / sizeof(CHAR16) : 0;
	struct args args;
	CHAR16 *line;

	if (n > MAX_UNITS)
		n = 0;
	args.text_size = ARGS_TEXT(n);
	args.text = efi_alloc(efi, args.text_size);
	args.max = ARGS_COUNT(n);
	args.argv = efi_alloc(efi, args.max * sizeof(*args.argv));
	line = efi_alloc(efi, n * sizeof(*line));
	if (!args.text || !args.argv || !line)
		return PCI_ENOSPC;
	__builtin_memcpy(line, loaded->LoadOptions, n * sizeof(*line));
	if (args_split(&args, line, n) == PCI_ENOSPC)
		return PCI_ENOSPC;
	if (args.count && loaded->FilePath && file_path_is_of(loaded->FilePath, args.argv[0])) {
		args.argv++;
		args.count--;
	}
	efi->platform.argc = (int)args.count;
	efi->platform.argv = args.argv;
	return PCI_OK;
}

enum pci_status efi_args_init(struct efi *efi)
{
	const EFI_LOADED_IMAGE *loaded;
	const EFI_SHELL_INTERFACE *old;

	efi->from_shell =
		efi_protocol(efi, efi->image, (EFI_GUID)EFI_SHELL_PARAMETERS_PROTOCOL_GUID);
	if (efi->from_shell) {
		efi->console.shell = efi_shell(efi);
		efi->console.std_out = efi->from_shell->StdOut;
		return from_words(efi, efi->from_shell->Argv, efi->from_shell->Argc);
	}
	old = efi_protocol(efi, efi->image, (EFI_GUID)SHELL_INTERFACE_PROTOCOL_GUID);
	if (old) {
		efi->console.std_out = old->StdOut;
		return from_words(efi, old->Argv, old->Argc);
	}
	loaded = efi_loaded(efi, efi->image);
	return loaded ? from_load_options(efi, loaded) : PCI_OK;
}
