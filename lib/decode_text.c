/* decode_text.c - registers as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/decode.h"
#include "lib/fmt.h"

enum { COLUMNS = 79, TEXT_MAX = 200, LABEL_MAX = 32, DWORDS_PER_LINE = 6, LINE_MAX = 256 };

/* Text underway. */
struct text {
	struct sink *out;
	unsigned indent;
	unsigned column; /* 0: nothing printed of this register */
	bool comma;      /* the text before was a value: one is owed */
	bool has_field;  /* one of the register was shown; else it is in hex */
	bool goes_on;    /* the entry's first register goes on in the line of the entry before */
	char label[DESC_NESTING][LABEL_MAX]; /* of the arrays around, "" for none */
	char entry[LABEL_MAX];               /* of an entry that goes on, until it is shown */
	bool said;                           /* what failed */
	bool cut;                            /* said that registers lie beyond the region */
	size_t used;                         /* of line, which goes out as a whole */
	char line[LINE_MAX];
};

static void flush(struct text *t)
{
	if (t->used)
		t->out->write(t->out, t->line, t->used);
	t->used = 0;
}

static void put_char(struct text *t, char c)
{
	if (t->used == LINE_MAX)
		flush(t);
	t->line[t->used++] = c;
	t->column++;
}

/* n is at most TEXT_MAX. */
static void put(struct text *t, const char *text, size_t n)
{
	if (n > LINE_MAX - t->used)
		flush(t);
	__builtin_memcpy(t->line + t->used, text, n);
	t->used += n;
	t->column += (unsigned)n;
}

static void put_blanks(struct text *t, unsigned n)
{
	static const char blanks[] = "                ";

	for (; n > sizeof(blanks) - 1; n -= (unsigned)sizeof(blanks) - 1)
		put(t, blanks, sizeof(blanks) - 1);
	put(t, blanks, n);
}

static size_t length(const char *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

static void new_line(struct text *t)
{
	put_char(t, '\n');
	flush(t);
	t->column = 0;
	put_blanks(t, t->indent + 4);
}

/* What stands before a text of n characters: the comma that is owed, a blank or a new line. */
static void put_gap(struct text *t, size_t n)
{
	if (t->column + 1 + n >= COLUMNS) /* a comma may follow */
		new_line(t);
	else
		put_char(t, ' ');
}

static void put_comma(struct text *t)
{
	if (t->comma)
		put_char(t, ',');
	t->comma = false;
}

/* Add a text to the line, on a new one if it does not fit; a text wider than that at its blanks. */
static void add_n(struct text *t, const char *text, size_t n)
{
	put_comma(t);
	while (t->column + 1 + n >= COLUMNS && t->indent + 4 + n >= COLUMNS) {
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
	put_gap(t, n);
	put(t, text, n);
}

static void add(struct text *t, const char *text)
{
	add_n(t, text, length(text));
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
		put_char(t, '\n');
	flush(t);
	t->column = 0;
	t->comma = false;
}

/* Start a paragraph: the labels of the arrays around, and a token. */
static void begin_line(struct text *t, const char *token)
{
	end_line(t);
	put_blanks(t, t->indent);
	for (unsigned i = 0; i < DESC_NESTING; i++) {
		put(t, t->label[i], length(t->label[i]));
		if (*t->label[i])
			put_char(t, ' ');
	}
	put(t, token, length(token));
	put_char(t, ':');
}

static void show_reg(void *ctx, const struct decode_reg *r)
{
	const char *token = token_of(r->d, r->line);
	struct text *t = ctx;

	t->has_field = false;
	if (r->st == PCI_ERANGE) {
		end_line(t);
		if (!t->cut)
			fmt_print(t->out, "%*s%s: beyond the end of the %s\n", t->indent, "",
			          desc_string(r->d->table, r->line->name),
			          desc_is_own(r->d->block) ? "region" : "capability");
		t->cut = true;
		return;
	}
	if (!t->column || !(token[0] == '+' || t->goes_on)) /* else in the line before */
		begin_line(t, token);
	t->goes_on = false;
	if (*t->entry)
		add(t, t->entry);
	t->entry[0] = '\0';
	if (r->st != PCI_OK)
		add(t, pci_strstatus(r->st));
	t->said = r->st != PCI_OK && r->st != PCI_ENOREAD;
}

/* The token and a sign. */
static void show_flag(struct text *t, const char *token, bool v)
{
	size_t n = length(token);

	put_comma(t);
	put_gap(t, n + 1);
	put(t, token, n);
	put_char(t, v ? '+' : '-');
}

/* The token with the value in the place of @, or behind it. */
static void show_field(void *ctx, const struct decode_reg *r, const struct desc *f, uint64_t v)
{
	const char *token = token_of(r->d, f), *at;
	struct text *t = ctx;
	bool is_tail = *token == '&';
	char buf[TEXT_MAX];
	struct fmt_buffer b;
	struct sink *s = &b.sink;

	if (f->fmt == FMT_NONE || (f->fmt == FMT_UNSURE && !v))
		return;
	t->has_field = true;
	if (f->fmt == FMT_FLAG) {
		show_flag(t, token, v);
		return;
	}
	fmt_buffer_init(&b, buf, sizeof(buf));
	token += is_tail;
	for (at = token; *at && *at != '@';)
		at++;
	s->write(s, token, (size_t)(at - token));
	s->write(s, " ", *token && !*at);
	decode_value(s, r, f, v);
	s->write(s, at + 1, *at ? length(at + 1) : 0);
	if (is_tail)
		t->comma = false;
	if (is_tail && t->column + b.used < COLUMNS)
		put(t, buf, b.used);
	else
		add_n(t, buf, b.used < TEXT_MAX ? b.used : TEXT_MAX - 1);
	t->comma = true;
}

/* The line stays open: the next register may go on in it. */
static void end_reg(void *ctx, const struct decode_reg *r)
{
	struct text *t = ctx;
	char buf[TEXT_MAX];

	if (!t->has_field && r->st == PCI_OK) {
		fmt_string(buf, sizeof(buf), "%0*llx", r->line->a / 4,
		           (unsigned long long)r->value);
		add(t, buf);
	}
	t->comma = false;
}

/* A label with the index in the place of @. */
static void format_label(const struct decode_array *a, char *buf, size_t size)
{
	const char *label = token_of(a->d, a->line), *at;

	label += *label == '+';
	for (at = label; *at && *at != '@'; at++)
		;
	if (*at)
		fmt_string(buf, size, "%.*s%u%s", (int)(at - label), label, a->index, at + 1);
	else
		fmt_string(buf, size, "%s", label);
}

static void begin_array(void *ctx, const struct decode_array *a)
{
	struct text *t = ctx;
	char buf[TEXT_MAX];

	if (a->line->kind == DESC_ARRAY || desc_is_place(a->line))
		return;
	if (a->line->kind == DESC_KNOWN)
		fmt_string(buf, sizeof(buf), "This version is not known, raw");
	else
		fmt_string(buf, sizeof(buf), "%s", token_of(a->d, a->line));
	begin_line(t, buf);
}

/* Entries that go on in one line have their labels there, before their first register. */
static void begin_entry(void *ctx, const struct decode_array *a)
{
	struct text *t = ctx;

	t->goes_on = *token_of(a->d, a->line) == '+' && a->index;
	if (*token_of(a->d, a->line) != '+') {
		end_line(t);
		format_label(a, t->label[a->depth], LABEL_MAX);
	} else {
		format_label(a, t->entry, LABEL_MAX);
	}
}

static void end_entry(void *ctx, const struct decode_array *a)
{
	struct text *t = ctx;

	t->label[a->depth][0] = t->entry[0] = '\0';
	t->goes_on = false;
}

static void show_raw(void *ctx, const struct decode_array *a)
{
	struct text *t = ctx;
	char buf[TEXT_MAX];

	if (a->index % DWORDS_PER_LINE == 0 && a->index)
		t->column = COLUMNS; /* the line is full */
	if (a->index % DWORDS_PER_LINE == 0) {
		fmt_string(buf, sizeof(buf), "%02zx:", a->offset);
		add(t, buf);
	}
	if (a->st == PCI_OK)
		fmt_string(buf, sizeof(buf), "%08x", a->value);
	else
		fmt_string(buf, sizeof(buf), "%s",
		           a->st == PCI_ENOREAD ? "(not read)" : pci_strstatus(a->st));
	t->said = a->st != PCI_OK && a->st != PCI_ENOREAD;
	add(t, buf);
}

static void end_array(void *ctx, const struct decode_array *a)
{
	struct text *t = ctx;

	(void)a;
	end_line(t);
}

enum pci_status decode_text(const struct decode *d, struct sink *out, unsigned indent)
{
	static const struct decode_visitor visitor = {
		wants,       show_reg,  show_field, end_reg,   begin_array,
		begin_entry, end_entry, show_raw,   end_array,
	};
	struct text t = {.out = out, .indent = indent};
	enum pci_status st = decode_walk(d, &visitor, &t);

	end_line(&t);
	if (st != PCI_OK && !t.said)
		fmt_print(out, "%*s%s\n", indent, "", pci_strstatus(st));
	return st;
}
