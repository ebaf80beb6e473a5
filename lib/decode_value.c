/* decode_value.c - what a field's bits mean, in words. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"
#include "lib/fmt.h"
#include "lib/regs.h"

static void print_enum(struct sink *out, const struct decode_reg *r, const struct desc *f,
                       uint64_t v)
{
	size_t n;
	const char *name = desc_value(r->d->table, f, v, &n);

	if (name)
		fmt_print(out, "%.*s", (int)n, name);
	else
		fmt_print(out, "reserved %llx", (unsigned long long)v);
}

/* 2^exponent bytes; an exponent beyond 63 is a reserved value. */
static void print_size(struct sink *out, uint64_t exponent)
{
	char buf[FMT_SIZE_MAX];

	if (exponent < 64)
		fmt_print(out, "%s", fmt_size(buf, 1ull << exponent));
	else
		fmt_print(out, "reserved 2^%llu", (unsigned long long)exponent);
}

/* The names, sizes or numbers of the bits that are set. */
static void print_bits(struct sink *out, const struct decode_reg *r, const struct desc *f,
                       uint64_t v)
{
	const char *space = "";

	if (!v)
		fmt_print(out, "none");
	for (unsigned i = 0; v; i++, v >>= 1) {
		if (!(v & 1))
			continue;
		fmt_print(out, "%s", space);
		space = " ";
		if (f->fmt == FMT_LIST)
			fmt_print(out, "%u", i);
		else if (f->fmt == FMT_SIZES)
			print_size(out, (uint64_t)i + f->arg);
		else
			print_enum(out, r, f, i);
	}
}

/* Watts: a value in units of 1, 0.1, 0.01 or 0.001; the codes from f0 on are in no unit. */
static void print_power(struct sink *out, uint64_t value, unsigned scale)
{
	static const unsigned divisor[] = {1, 10, 100, 1000};
	unsigned v = (unsigned)value, d = divisor[scale & 3];

	if (!scale && v >= 0xf0) {
		if (v <= 0xf2)
			fmt_print(out, "%u", 250 + 25 * (v - 0xf0));
		else
			fmt_print(out, "reserved %x ", v);
		return;
	}
	fmt_print(out, "%u", v / d);
	if (v % d)
		fmt_print(out, ".%0*u", (int)scale, v % d);
}

/* PCIe Base 6.0, 7.8.2.2: value * 32^scale ns. */
static void print_latency(struct sink *out, uint64_t value, unsigned scale)
{
	if (scale > 5)
		fmt_print(out, "%u in reserved scale %u", (unsigned)value, scale);
	else
		fmt_print(out, "%lluns", (unsigned long long)value << 5 * scale);
}

/* EUI-64, most significant byte first. */
static void print_serial(struct sink *out, uint64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		fmt_print(out, "%02x%s", (unsigned)(v >> shift & 0xff), shift ? "-" : "");
}

static void call(struct sink *out, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	uint32_t reg = (uint32_t)r->value;

	switch (f->arg) {
	case CALL_power:
		print_power(out, v, reg_field(pci_EXP_DEVCAP, SPL_SCALE, reg));
		break;
	case CALL_slot_power:
		print_power(out, v, reg_field(pci_EXPSLT_SLTCAP, SPL_SCALE, reg));
		break;
	case CALL_latency:
		print_latency(out, v, reg_field(pci_LTR_SNOOP, SCALE, (uint16_t)reg));
		break;
	case CALL_serial:
		print_serial(out, v);
		break;
	}
}

void decode_value(struct sink *out, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	switch (f->fmt) {
	case FMT_DEC:
		fmt_print(out, "%llu", (unsigned long long)v);
		break;
	case FMT_PLUS1:
		fmt_print(out, "%llu", (unsigned long long)v + 1);
		break;
	case FMT_POW2:
		if (v > DESC_POW2_MAX)
			fmt_print(out, "reserved %llu", (unsigned long long)v);
		else
			fmt_print(out, "%llu", 1ull << (v + f->arg));
		break;
	case FMT_HEX:
		fmt_print(out, "%0*llx", (f->a - f->b) / 4 + 1, (unsigned long long)v);
		break;
	case FMT_SHL:
		fmt_print(out, "%0*llx", (f->a - f->b + f->arg) / 4 + 1,
		          (unsigned long long)v << f->arg);
		break;
	case FMT_PLACE:
		fmt_print(out, "%0*llx", f->a / 4 + 1, (unsigned long long)v << f->b);
		break;
	case FMT_ENUM:
		print_enum(out, r, f, v);
		break;
	case FMT_UNSURE:
		fmt_print(out, "%llx?", (unsigned long long)v);
		break;
	case FMT_BITS:
	case FMT_LIST:
	case FMT_SIZES:
		print_bits(out, r, f, v);
		break;
	case FMT_SIZE:
		print_size(out, v + f->arg);
		break;
	case FMT_CALL:
		call(out, r, f, v);
		break;
	}
}
