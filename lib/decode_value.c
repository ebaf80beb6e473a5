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
		out->write(out, name, n);
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
	bool first = true;

	if (!v)
		fmt_print(out, "none");
	for (unsigned i = 0; v; i++, v >>= 1) {
		if (!(v & 1))
			continue;
		if (!first)
			out->write(out, " ", 1);
		first = false;
		if (f->fmt == FMT_LIST)
			fmt_print(out, "%u", i);
		else if (f->fmt == FMT_SIZES)
			print_size(out, (uint64_t)i + f->arg);
		else
			print_enum(out, r, f, i);
	}
}

/* Bits from the lowest one on without a gap read as a range: 2.5-8GT/s. */
static void print_span(struct sink *out, const struct decode_reg *r, const struct desc *f,
                       uint64_t v)
{
	size_t n, last_size, number = 0, top = 0;
	const char *first = desc_value(r->d->table, f, 0, &n), *last;

	while (v >> top >> 1)
		top++;
	last = desc_value(r->d->table, f, top, &last_size);
	if (v & (v + 1) || v < 2 || !first || !last) {
		print_bits(out, r, f, v);
		return;
	}
	while (number < n && first[number] <= '9')
		number++;
	fmt_print(out, "%.*s-%.*s", (int)number, first, (int)last_size, last);
}

/* value * 10^exponent, which is -3 to 3. */
static void print_decimal(struct sink *out, uint64_t value, int exponent)
{
	static const unsigned power[] = {1, 10, 100, 1000};
	unsigned v = (unsigned)value, d = power[exponent < 0 ? -exponent : exponent];

	if (exponent >= 0) {
		fmt_print(out, "%u", v * d);
		return;
	}
	fmt_print(out, "%u", v / d);
	if (v % d)
		fmt_print(out, ".%0*u", -exponent, v % d);
}

/* Watts in units of 1, 0.1, 0.01, 0.001, 10 or 100; the codes from f0 on are in no unit. */
static void print_power(struct sink *out, uint64_t value, unsigned scale)
{
	unsigned v = (unsigned)value;

	if (scale > 5)
		fmt_print(out, "%u in reserved scale %u ", v, scale);
	else if (scale > 3)
		print_decimal(out, v, (int)scale - 3);
	else if (scale || v < 0xf0)
		print_decimal(out, v, -(int)scale);
	else if (v <= 0xf2)
		fmt_print(out, "%u", 250 + 25 * (v - 0xf0));
	else
		fmt_print(out, "reserved %x ", v);
}

/* PCIe Base 6.0, 7.8.2.2: value * 32^scale ns. */
static void print_latency(struct sink *out, uint64_t value, unsigned scale)
{
	if (scale > 5)
		fmt_print(out, "%u in reserved scale %u", (unsigned)value, scale);
	else
		fmt_print(out, "%lluns", (unsigned long long)value << 5 * scale);
}

/* PCIe Base 6.0, 7.8.3.2: units of 2, 10 or 100 us. */
static void print_power_on(struct sink *out, uint64_t value, unsigned scale)
{
	static const unsigned us[] = {2, 10, 100};

	if (scale > 2)
		fmt_print(out, "%u in reserved scale %u", (unsigned)value, scale);
	else
		fmt_print(out, "%uus", (unsigned)value * us[scale]);
}

/* PCIe Base 6.0, 7.9.15.2 */
static void print_granularity(struct sink *out, uint64_t value)
{
	if (!value || value == 0xff)
		fmt_print(out, "%s", value ? ">254ns" : "unknown");
	else
		fmt_print(out, "%uns", (unsigned)value);
}

/* CXL 3.1, 8.1.6: value * 10^scale us. */
static void print_gpf_time(struct sink *out, uint64_t value, unsigned scale)
{
	static const unsigned factor[] = {1, 10, 100};
	static const char *const unit[] = {"us", "ms", "s"};

	if (scale > 7)
		fmt_print(out, "%u in reserved scale %u", (unsigned)value, scale);
	else
		fmt_print(out, "%u%s", (unsigned)value * factor[scale % 3], unit[scale / 3]);
}

/* CXL 3.1, 8.1.3.7: units of 64 KB or 1 MB. */
static void print_cache_size(struct sink *out, uint64_t value, unsigned unit)
{
	char buf[FMT_SIZE_MAX];

	if (unit > 2)
		fmt_print(out, "%u in reserved unit %u", (unsigned)value, unit);
	else if (!unit)
		fmt_print(out, "not reported");
	else
		fmt_print(out, "%s", fmt_size(buf, value << (unit == 1 ? 16 : 20)));
}

/* EUI-64, most significant byte first. */
static void print_serial(struct sink *out, uint64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		fmt_print(out, "%02x%s", (unsigned)(v >> shift & 0xff), shift ? "-" : "");
}

/* PCIe Base 6.0, 7.9.12.2: in units of 1, 10 or 100 ms. */
static void print_dpa_latency(struct sink *out, uint64_t value, unsigned unit)
{
	if (unit > 2)
		fmt_print(out, "%u in reserved unit %u ", (unsigned)value, unit);
	else
		print_decimal(out, value, (int)unit);
}

/* PCIe Base 6.0, 7.9.8.3.2: of 0 to 7 bits, 0 standing for 8, is the bus number. */
static unsigned rcld_bus_bits(uint64_t addr)
{
	unsigned n = (unsigned)reg_field(pci_RCLDCFG_ADDR, N_BUS_BITS, addr);

	return n ? n : 8;
}

static void print_rcld_function(struct sink *out, uint64_t addr)
{
	unsigned bus = (unsigned)reg_field(pci_RCLDCFG_ADDR, BUS, addr);

	fmt_print(out, "%02x:%02x.%u", bus & ((1u << rcld_bus_bits(addr)) - 1),
	          (unsigned)reg_field(pci_RCLDCFG_ADDR, DEV, addr),
	          (unsigned)reg_field(pci_RCLDCFG_ADDR, FUNC, addr));
}

static void print_rcld_base(struct sink *out, uint64_t addr)
{
	unsigned shift = 20 + rcld_bus_bits(addr);

	fmt_print(out, "%016llx", (unsigned long long)(addr >> shift << shift));
}

/* PCIe Base 6.0, 7.9.10.3: ff to 0 is none. */
static void print_bus_range(struct sink *out, unsigned first, unsigned last)
{
	if (first == 0xff && !last)
		fmt_print(out, "none");
	else
		fmt_print(out, "%02x-%02x", first, last);
}

/* PCIe Base 6.0, 7.9.11.9: 2^v bytes, of which less than 64 are none. */
static void print_overlay(struct sink *out, uint64_t v)
{
	if (v < 6)
		fmt_print(out, "disabled");
	else
		print_size(out, v);
}

/* The field n lines after another one of the same register. */
static unsigned field_after(const struct decode_reg *r, const struct desc *f, unsigned n)
{
	return (unsigned)desc_bits(f + n, r->value);
}

static void call(struct sink *out, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	switch (f->arg) {
	case CALL_power:
		print_power(out, v, field_after(r, f, 1));
		break;
	case CALL_budget: /* the scale has an upper bit of its own */
		print_power(out, v, field_after(r, f, 1) | field_after(r, f, 2) << 2);
		break;
	case CALL_latency:
		print_latency(out, v, field_after(r, f, 1));
		break;
	case CALL_power_on:
		print_power_on(out, v, field_after(r, f, 1));
		break;
	case CALL_gpf_time:
		print_gpf_time(out, v, field_after(r, f, 1));
		break;
	case CALL_cache_size:
		print_cache_size(out, v, field_after(r, f, 1));
		break;
	case CALL_granularity:
		print_granularity(out, v);
		break;
	case CALL_serial:
		print_serial(out, v);
		break;
	case CALL_last_byte: /* of the dword that a limit is in */
		fmt_print(out, "%08llx", (unsigned long long)r->value | 3);
		break;
	case CALL_dpa_latency:
		print_dpa_latency(out, v, reg_field(pci_DPA_CAP, TLUNIT, (uint32_t)r->value));
		break;
	case CALL_rcld_function:
		print_rcld_function(out, r->value);
		break;
	case CALL_rcld_base:
		print_rcld_base(out, r->value);
		break;
	case CALL_bus_range:
		print_bus_range(out, (unsigned)v, field_after(r, f, 1));
		break;
	case CALL_overlay:
		print_overlay(out, v);
		break;
	}
}

void decode_value(struct sink *out, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	switch (f->fmt) {
	case FMT_DEC:
	case FMT_ZERO:
		fmt_print(out, "%llu", (unsigned long long)(v ? v : f->arg));
		break;
	case FMT_PLUS1:
		fmt_print(out, "%llu", (unsigned long long)v + 1);
		break;
	case FMT_MUL:
		fmt_print(out, "%llu", (unsigned long long)v * f->arg);
		break;
	case FMT_TENS:
		print_decimal(out, v, (int16_t)f->arg);
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
	case FMT_SPAN:
		print_span(out, r, f, v);
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
