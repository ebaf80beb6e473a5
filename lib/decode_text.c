/* decode_text.c - registers as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"
#include "lib/fmt.h"

enum { COLUMNS = 79, TEXT_MAX = 200 };

/* Text underway. */
struct text {
	struct sink *out;
	unsigned indent;
	unsigned column; /* 0: nothing printed of this register */
	bool comma;      /* the text before was a value: one is owed */
	bool said;       /* what failed */
	bool cut;        /* said that registers lie beyond the region */
};

static void put(struct text *t, const char *text, size_t n)
{
	t->out->write(t->out, text, n);
	t->column += (unsigned)n;
}

static void new_line(struct text *t)
{
	unsigned indent = t->indent + 4;

	fmt_print(t->out, "\n%*s", indent, "");
	t->column = indent;
}

/* Add a text to the line, on a new one if it does not fit; a text wider than that at its blanks. */
static void add(struct text *t, const char *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	if (t->comma)
		put(t, ",", 1);
	t->comma = false;
	while (t->column + 1 + n > COLUMNS && t->indent + 4 + n > COLUMNS) {
		size_t cut = COLUMNS - t->indent - 4;

		while (cut && text[cut] != ' ')
			cut--;
		if (!cut)
			break;
		new_line(t);
		put(t, text, cut);
		text += cut + 1;
		n -= cut + 1;
	}
	if (t->column + 1 + n >= COLUMNS) /* a comma may follow */
		new_line(t);
	else
		put(t, " ", 1);
	put(t, text, n);
}

static const char *token_of(const struct decode *d, const struct desc *line)
{
	return desc_string(d->table, line->token);
}

static bool wants(void *ctx, const struct decode *d, const struct desc *line)
{
	(void)ctx;
	return *token_of(d, line) != '\0';
}

static void end_line(struct text *t)
{
	if (t->column)
		t->out->write(t->out, "\n", 1);
	t->column = 0;
	t->comma = false;
}

static void show_reg(void *ctx, const struct decode_reg *r)
{
	const char *token = token_of(r->d, r->line);
	struct text *t = ctx;

	if (r->st == PCI_ERANGE) {
		end_line(t);
		if (!t->cut)
			fmt_print(t->out, "%*s%s: beyond the end of the capability\n", t->indent,
			          "", desc_string(r->d->table, r->line->name));
		t->cut = true;
		return;
	}
	if (token[0] != '+' || !t->column) { /* else it goes on in the line before */
		end_line(t);
		fmt_print(t->out, "%*s%s:", t->indent, "", token);
		for (t->column = t->indent + 1; *token; token++)
			t->column++;
	}
	if (r->st != PCI_OK)
		add(t, pci_strstatus(r->st));
	t->said = r->st != PCI_OK;
}

/* The token with the value in the place of @, or behind it. */
static void show_field(void *ctx, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	const char *token = token_of(r->d, f), *at = token;
	struct text *t = ctx;
	char buf[TEXT_MAX];
	struct fmt_buffer b;

	if (f->fmt == FMT_NONE)
		return;
	fmt_buffer_init(&b, buf, sizeof(buf));
	if (f->fmt == FMT_FLAG) {
		fmt_print(&b.sink, "%s%c", token, v ? '+' : '-');
	} else {
		while (*at && *at != '@')
			at++;
		fmt_print(&b.sink, "%.*s%s", (int)(at - token), token, *token && !*at ? " " : "");
		decode_value(&b.sink, r, f, v);
		fmt_print(&b.sink, "%s", *at ? at + 1 : "");
	}
	add(t, buf);
	t->comma = f->fmt != FMT_FLAG;
}

/* The line stays open: the next register may go on in it. */
static void end_reg(void *ctx, const struct decode_reg *r)
{
	struct text *t = ctx;

	(void)r;
	t->comma = false;
}

enum pci_status decode_text(const struct decode *d, struct sink *out, unsigned indent)
{
	static const struct decode_visitor visitor = {wants, show_reg, show_field, end_reg};
	struct text t = {.out = out, .indent = indent};
	enum pci_status st = decode_walk(d, &visitor, &t);

	end_line(&t);
	if (st != PCI_OK && !t.said)
		fmt_print(out, "%*s%s\n", indent, "", pci_strstatus(st));
	return st;
}
