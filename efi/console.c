/* console.c - text to the firmware's console, a line at a time. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "efi/efi.h"

/*
 * The shell's standard output, which alone leads into a pipe; else the console. What is a file
 * there takes UCS-2 with an end and makes of it what it needs.
 */
static bool print(const struct efi_console *console, CHAR16 *text, size_t units)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *out = console->st->ConOut;
	UINTN size = units * sizeof(*text);

	text[units] = 0;
	if (console->shell)
		return !EFI_ERROR(console->shell->WriteFile(console->std_out, &size, text));
	return out && !EFI_ERROR(out->OutputString(out, text));
}

/*
 * A failure need not be the end: a splitter of several consoles reports that one of them failed.
 * But when not even nothing can be written, the user has quit the shell's page break, which from
 * then on refuses all output of the program; or there is no console.
 */
void efi_console_flush(struct efi_console *console)
{
	if (console->used && !console->closed && !print(console, console->text, console->used))
		console->closed = !print(console, console->text, 0);
	console->used = 0;
}

/* Of a character beyond ASCII, which a screen may leave out without a word. */
static bool has_glyph(const struct efi_console *console, uint32_t code)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *out = console->st->ConOut;
	CHAR16 text[] = {(CHAR16)code, 0};

	return code <= 0xffff && (!out || !efi_is_screen(console) || !out->TestString(out, text));
}

/* A line at a time: it is the characters that are slow, and a call costs nothing beside them. */
static void put(struct efi_console *console, uint32_t code)
{
	if (code == '\n')
		console->text[console->used++] = '\r';
	if (code == 0 || (code > '~' && !has_glyph(console, code)))
		code = '?';
	console->text[console->used++] = (CHAR16)code;
	if (code == '\n' || console->used + 2 > EFI_CONSOLE_UNITS)
		efi_console_flush(console);
}

void efi_console_show(struct efi_console *console, const char *line)
{
	unsigned old = console->shown, n;

	for (n = 0; line[n]; n++)
		put(console, (uint8_t)line[n]);
	console->shown = n;
	for (; n < old; n++)
		put(console, ' ');
	if (n)
		put(console, '\r');
	efi_console_flush(console);
}

static struct efi_console *console_of(struct sink *s)
{
	return (struct efi_console *)(void *)((char *)s - offsetof(struct efi_console, sink));
}

static void write(struct sink *s, const char *text, size_t n)
{
	struct efi_console *console = console_of(s);

	if (console->closed)
		return;
	if (console->shown)
		efi_console_show(console, "");
	console->spoke = true;
	for (size_t i = 0; i < n; i++) {
		uint32_t codes[2];
		size_t count = utf8_decode(&console->decoder, (uint8_t)text[i], codes);

		for (size_t k = 0; k < count; k++)
			put(console, codes[k]);
	}
}

void efi_console_init(struct efi_console *console, EFI_SYSTEM_TABLE *st)
{
	console->sink.write = write;
	console->st = st;
}
