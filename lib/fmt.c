/* fmt.c - formatted text into a sink. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"

#include <stdbool.h>
#include <stdint.h>

enum { PAD_MAX = 16 };
static const char blanks[] = "                ", zeros[] = "0000000000000000";
_Static_assert(sizeof(blanks) == PAD_MAX + 1 && sizeof(zeros) == PAD_MAX + 1, "as many");

/* One conversion as written: flags, width, precision, length. */
struct spec {
	bool left, zero;
	int width, precision; /* precision -1: none */
	int length;           /* -2 hh, -1 h, 0, 1 l, 2 ll, 3 z */
};

static void pad(struct sink *s, const char *with, int n)
{
	for (; n > 0; n -= PAD_MAX)
		s->write(s, with, n < PAD_MAX ? (size_t)n : PAD_MAX);
}

static void put(struct sink *s, const struct spec *sp, const char *text, size_t n)
{
	int fill = sp->width > (int)n ? sp->width - (int)n : 0;

	if (!sp->left)
		pad(s, blanks, fill);
	s->write(s, text, n);
	if (sp->left)
		pad(s, blanks, fill);
}

static void put_number(struct sink *s, const struct spec *sp, uint64_t v, unsigned radix,
                       bool negative)
{
	char text[24];
	size_t at = sizeof(text), fill = 0;

	do
		text[--at] = "0123456789abcdef"[v % radix];
	while (v /= radix);
	if (sp->zero && !sp->left)
		fill = sp->width > (int)(sizeof(text) - at) + negative
		               ? (size_t)sp->width - (sizeof(text) - at) - negative
		               : 0;
	if (fill) {
		if (negative)
			s->write(s, "-", 1);
		pad(s, zeros, (int)fill);
		s->write(s, text + at, sizeof(text) - at);
		return;
	}
	if (negative)
		text[--at] = '-';
	put(s, sp, text + at, sizeof(text) - at);
}

static void put_string(struct sink *s, const struct spec *sp, const char *text)
{
	size_t n = 0;

	if (!text)
		text = "(null)";
	while ((sp->precision < 0 || n < (size_t)sp->precision) && text[n])
		n++;
	put(s, sp, text, n);
}

/* The argument as the length says; va_list is passed by pointer so that the caller's moves on. */
static uint64_t next_unsigned(const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case -2:
		return (unsigned char)va_arg(*ap, unsigned);
	case -1:
		return (unsigned short)va_arg(*ap, unsigned);
	case 0:
		return va_arg(*ap, unsigned);
	case 1:
		return va_arg(*ap, unsigned long);
	case 2:
		return va_arg(*ap, unsigned long long);
	default:
		return va_arg(*ap, size_t);
	}
}

static int64_t next_signed(const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case -2:
		return (signed char)va_arg(*ap, int);
	case -1:
		return (short)va_arg(*ap, int);
	case 0:
		return va_arg(*ap, int);
	case 1:
		return va_arg(*ap, long);
	case 2:
		return va_arg(*ap, long long);
	default:
		return (int64_t)va_arg(*ap, size_t);
	}
}

static int number(const char **f, va_list *ap)
{
	int n = 0;

	if (**f == '*') {
		++*f;
		return va_arg(*ap, int);
	}
	for (; **f >= '0' && **f <= '9'; ++*f)
		n = n < 10000 ? n * 10 + (**f - '0') : n;
	return n;
}

static struct spec parse(const char **f, va_list *ap)
{
	struct spec sp = {.precision = -1};

	for (; **f == '-' || **f == '0'; ++*f)
		*(**f == '-' ? &sp.left : &sp.zero) = true;
	sp.width = number(f, ap);
	if (sp.width < 0) {
		sp.left = true;
		sp.width = -sp.width;
	}
	if (**f == '.') {
		++*f;
		sp.precision = number(f, ap);
	}
	for (; **f == 'h'; ++*f)
		sp.length--;
	for (; **f == 'l'; ++*f)
		sp.length++;
	if (**f == 'z') {
		++*f;
		sp.length = 3;
	}
	return sp;
}

/* The conversion that *f stands at; moves *f behind it. */
static void convert(struct sink *s, const char **f, va_list *ap)
{
	const char *start = *f - 1;
	struct spec sp = parse(f, ap);
	int64_t d;
	char c;

	switch (*(*f)++) {
	case 'c':
		c = (char)va_arg(*ap, int);
		put(s, &sp, &c, 1);
		break;
	case 's':
		put_string(s, &sp, va_arg(*ap, const char *));
		break;
	case 'd':
		d = next_signed(&sp, ap);
		put_number(s, &sp, d < 0 ? -(uint64_t)d : (uint64_t)d, 10, d < 0);
		break;
	case 'u':
		put_number(s, &sp, next_unsigned(&sp, ap), 10, false);
		break;
	case 'x':
		put_number(s, &sp, next_unsigned(&sp, ap), 16, false);
		break;
	case '%':
		s->write(s, "%", 1);
		break;
	default:
		--*f;
		s->write(s, start, (size_t)(*f - start));
	}
}

static void vprint(struct sink *s, const char *f, va_list *ap)
{
	while (*f) {
		size_t n = 0;

		while (f[n] && f[n] != '%')
			n++;
		if (n)
			s->write(s, f, n);
		f += n;
		if (*f++ != '%')
			return;
		convert(s, &f, ap);
	}
}

void fmt_vprint(struct sink *s, const char *format, va_list ap)
{
	va_list copy; /* an array on x86_64: as a parameter it has no address of its type */

	va_copy(copy, ap);
	vprint(s, format, &copy);
	va_end(copy);
}

void fmt_print(struct sink *s, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vprint(s, format, &ap);
	va_end(ap);
}

static void buffer_write(struct sink *s, const char *text, size_t n)
{
	struct fmt_buffer *b = (struct fmt_buffer *)s; /* its first member */

	size_t room = b->used + 1 < b->size ? b->size - b->used - 1 : 0;
	size_t copied = n < room ? n : room;

	if (room) {
		__builtin_memcpy(b->buf + b->used, text, copied);
		b->buf[b->used + copied] = '\0';
	}
	b->used += n;
}

void fmt_buffer_init(struct fmt_buffer *b, char *buf, size_t size)
{
	*b = (struct fmt_buffer){{buffer_write}, buf, size, 0};
	if (size)
		buf[0] = '\0';
}

size_t fmt_string(char *buf, size_t size, const char *format, ...)
{
	struct fmt_buffer b;
	va_list ap;

	fmt_buffer_init(&b, buf, size);
	va_start(ap, format);
	vprint(&b.sink, format, &ap);
	va_end(ap);
	return b.used;
}

const char *fmt_size(char buf[FMT_SIZE_MAX], unsigned long long bytes)
{
	static const char unit[] = "\0KMGTPE";
	unsigned u = 0;

	while (u + 2 < sizeof(unit) && bytes && bytes % 1024 == 0) {
		bytes /= 1024;
		u++;
	}
	if (u)
		fmt_string(buf, FMT_SIZE_MAX, "%llu%c", bytes, unit[u]);
	else
		fmt_string(buf, FMT_SIZE_MAX, "%llu", bytes);
	return buf;
}
