/* ascii.c - a console as old serial ones are: 80 columns, 25 rows, ASCII alone. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/replay/replay.h"

enum { COLUMNS = 80, ROWS = 25 };

static struct ascii *ascii_of(SIMPLE_TEXT_OUTPUT_INTERFACE *out)
{
	return (struct ascii *)(void *)out; /* its first member */
}

static bool has_glyph(CHAR16 unit)
{
	return unit < 0x7f && (unit >= ' ' || unit == '\r' || unit == '\n');
}

static EFI_STATUS put(struct ascii *a, CHAR16 unit)
{
	CHAR16 text[] = {unit, 0};

	return a->real->OutputString(a->real, text);
}

/* A line that is full ends by itself, and once more where its own end follows. */
static EFI_STATUS EFIAPI output_string(SIMPLE_TEXT_OUTPUT_INTERFACE *out, CHAR16 *text)
{
	struct ascii *a = ascii_of(out);
	EFI_STATUS status = EFI_SUCCESS;

	for (; *text; text++) {
		if (!has_glyph(*text)) {
			status = EFI_WARN_UNKNOWN_GLYPH;
			continue;
		}
		put(a, *text);
		a->column = *text < ' ' ? 0 : a->column + 1;
		if (a->column == COLUMNS) {
			put(a, '\r');
			put(a, '\n');
			a->column = 0;
		}
	}
	return status;
}

static EFI_STATUS EFIAPI test_string(SIMPLE_TEXT_OUTPUT_INTERFACE *out, CHAR16 *text)
{
	(void)out;
	while (has_glyph(*text))
		text++;
	return *text ? EFI_UNSUPPORTED : EFI_SUCCESS;
}

static EFI_STATUS EFIAPI query_mode(SIMPLE_TEXT_OUTPUT_INTERFACE *out, UINTN mode, UINTN *columns,
                                    UINTN *rows)
{
	(void)out;
	if (mode)
		return EFI_UNSUPPORTED;
	*columns = COLUMNS;
	*rows = ROWS;
	return EFI_SUCCESS;
}

void ascii_begin(struct ascii *a, EFI_SYSTEM_TABLE *st)
{
	a->mode = (SIMPLE_TEXT_OUTPUT_MODE){.MaxMode = 1};
	a->out = (SIMPLE_TEXT_OUTPUT_INTERFACE){.OutputString = output_string,
	                                        .TestString = test_string,
	                                        .QueryMode = query_mode,
	                                        .Mode = &a->mode};
	a->column = 0;
	a->real = st->ConOut;
	st->ConOut = &a->out;
}

void ascii_end(struct ascii *a, EFI_SYSTEM_TABLE *st)
{
	st->ConOut = a->real;
}
