// firmware.cc - firmware's own services from C++, with virtual functions, beside pcikit's.
// SPDX-License-Identifier: BSD-2-Clause
#include "efi/efi.h"
#include "lib/fmt.h"

namespace
{

struct Number {
	virtual unsigned get() const = 0;
};

struct Arguments : Number {
	const struct platform *p;

	explicit Arguments(const struct platform *p) : p(p)
	{
	}
	unsigned get() const override
	{
		return static_cast<unsigned>(p->argc);
	}
};

struct Revision : Number {
	const EFI_SYSTEM_TABLE *st;

	explicit Revision(const EFI_SYSTEM_TABLE *st) : st(st)
	{
	}
	unsigned get() const override
	{
		return st->Hdr.Revision >> 16;
	}
};

} // namespace

app_status app_main(struct platform *p)
{
	static Arguments arguments(p);
	Revision revision(efi_of(p)->st);
	const Number *numbers[] = {&arguments, &revision};

	for (const Number *n : numbers)
		fmt_print(p->out, "%u\n", n->get());
	return APP_OK;
}
