/* pci_ids.c - names of vendors, devices and classes from a pci.ids file. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_ids.h"

#include "lib/hex.h"
#include "lib/utf.h"

/* Sections, in the file's usual order. */
enum section { DEVICES, SUBSYSTEMS, CLASSES, OTHER };

/*
 * The key has the numbers of all levels, the first one highest, 0 for a level below: then a file in
 * the order of its numbers is one in the order of (section, key, level).
 */
struct pci_ids_entry {
	uint64_t key;
	uint32_t text; /* where the name is, of all text */
	uint16_t size;
	uint8_t section, level;
};

enum {
	ENTRIES = PCI_IDS_BLOCK / sizeof(struct pci_ids_entry), /* of a block */
	LINE_MAX = 1022,                                        /* as lspci has it */
	TABS_MAX = 2,
};

/* The number that a line of each section and level starts with: digits, and its place in the key.
 */
struct number {
	uint8_t digits, shift;
};
static const struct number numbers[OTHER][TABS_MAX + 1] = {
	[DEVICES] = {{4, 48}, {4, 32}, {4, 16}}, /* a board's second number follows, at 0 */
	[SUBSYSTEMS] = {{4, 16}, {4, 0}},
	[CLASSES] = {{2, 16}, {2, 8}, {2, 0}},
};

static struct pci_ids_entry *entry_at(const struct pci_ids *ids, size_t i)
{
	return &ids->entries[i / ENTRIES][i % ENTRIES];
}

static int compare(const struct pci_ids_entry *a, const struct pci_ids_entry *b)
{
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->level - b->level;
}

/* A file while it is read. */
struct reader {
	struct pci_ids *ids;
	struct platform *platform;
	enum pci_status st;
	bool unordered; /* an entry that is not above the one before it */

	enum section section;
	unsigned open; /* levels that a line may have now, besides the first */
	uint64_t key;  /* of the last line taken */

	size_t used; /* of line, or more than it holds */
	char line[LINE_MAX + 1];
};

/* What is left of a line. */
struct cursor {
	const char *s, *end;
};

static bool take(struct cursor *c, char want)
{
	if (c->s == c->end || *c->s != want)
		return false;
	c->s++;
	return true;
}

static bool take_number(struct cursor *c, struct number n, uint64_t *key)
{
	uint64_t v = 0;
	int digit;

	for (unsigned i = 0; i < n.digits; i++, c->s++) {
		if (c->s == c->end || (digit = hex_digit(*c->s)) < 0)
			return false;
		v = v << 4 | (unsigned)digit;
	}
	*key |= v << n.shift;
	return true;
}

/* Blanks and what follows them, of which there must be something. */
static bool take_blanks(struct cursor *c)
{
	const char *start = c->s;

	while (take(c, ' ') || take(c, '\t'))
		continue;
	return c->s > start && c->s < c->end;
}

/* The block, or a new one where there is none yet; r->st tells when memory is out. */
static void *block_of(struct reader *r, void *block)
{
	if (!block)
		block = r->platform->ops->alloc(r->platform, PCI_IDS_BLOCK);
	if (!block)
		r->st = PCI_ENOSPC;
	return block;
}

/* What is plain ASCII, as nearly all is, needs no decoding. */
static void copy_clean(char *to, const char *from, size_t n)
{
	while (n) {
		size_t step = *from >= ' ' && *from <= '~' ? 1 : utf8_printable(from, n);

		if (step) {
			for (size_t i = 0; i < step; i++)
				to[i] = from[i];
		} else {
			*to = '?';
			step = 1;
		}
		to += step;
		from += step;
		n -= step;
	}
}

/* Keep a name; none lies in two blocks. False where there are too many, or no memory. */
static bool add(struct reader *r, struct pci_ids_entry e, const struct cursor *name)
{
	struct pci_ids *ids = r->ids;
	size_t size = (size_t)(name->end - name->s);
	size_t at = ids->text_used % PCI_IDS_BLOCK, skip = PCI_IDS_BLOCK - at;
	size_t text = ids->text_used + (size > skip ? skip : 0);
	size_t block = text / PCI_IDS_BLOCK, entries = ids->count / ENTRIES;

	if (block >= PCI_IDS_BLOCKS || entries >= PCI_IDS_BLOCKS)
		return false;
	ids->text[block] = block_of(r, ids->text[block]);
	ids->entries[entries] = block_of(r, ids->entries[entries]);
	if (r->st != PCI_OK)
		return false;
	copy_clean(ids->text[block] + text % PCI_IDS_BLOCK, name->s, size);
	ids->text_used = text + size;
	e.text = (uint32_t)text;
	e.size = (uint16_t)size;
	if (ids->count && compare(entry_at(ids, ids->count - 1), &e) >= 0)
		r->unordered = true;
	*entry_at(ids, ids->count++) = e;
	return true;
}

/* A line without tabs opens a section: a vendor, or a letter and a blank. */
static void open_section(struct reader *r, struct cursor *c)
{
	char letter = *c->s;

	r->section = DEVICES;
	if (letter < 'A' || letter > 'Z' || c->end - c->s < 2 || c->s[1] != ' ')
		return;
	r->section = letter == 'C' ? CLASSES : letter == 'S' ? SUBSYSTEMS : OTHER;
	c->s += 2;
}

/* The numbers of a line into the key, below those of the lines above it. */
static bool take_numbers(const struct reader *r, unsigned tabs, struct cursor *c, uint64_t *key)
{
	struct number n = numbers[r->section][tabs];
	static const struct number second = {4, 0};

	*key = tabs ? r->key & UINT64_MAX << (n.shift + 4 * n.digits) : 0;
	return n.digits && take_number(c, n, key) &&
	       (r->section != DEVICES || tabs < TABS_MAX ||
	        (take(c, ' ') && take_number(c, second, key)));
}

/* A line that is no comment, behind its tabs; false where it is left out. */
static bool take_line(struct reader *r, unsigned tabs, struct cursor *c)
{
	struct pci_ids_entry e = {.level = (uint8_t)tabs};

	if (!tabs)
		open_section(r, c);
	if (r->section == OTHER)
		return true;
	if (tabs > r->open || tabs > TABS_MAX)
		return false;
	r->open = tabs;
	if (r->used > LINE_MAX || !take_numbers(r, tabs, c, &e.key))
		return false;
	e.section = (uint8_t)r->section;
	if (r->section == SUBSYSTEMS && !tabs) {
		if (c->s < c->end)
			return false;
	} else if (!take_blanks(c) || !add(r, e, c)) {
		return false;
	}
	r->key = e.key;
	r->open = tabs + 1;
	return true;
}

/* Of blanks at the line's end one is dropped, behind any CR: what lspci does. */
static void end_line(struct reader *r)
{
	size_t n = r->used < LINE_MAX ? r->used : LINE_MAX;
	struct cursor c, rest;
	unsigned tabs = 0;

	while (n && r->line[n - 1] == '\r')
		n--;
	if (n && (r->line[n - 1] == ' ' || r->line[n - 1] == '\t'))
		n--;
	c = (struct cursor){r->line, r->line + n};
	while (take(&c, '\t'))
		tabs++;
	rest = c;
	while (take(&rest, ' ') || take(&rest, '\t'))
		continue;
	if (rest.s < rest.end && *rest.s != '#')
		r->ids->skipped += !take_line(r, tabs, &c);
	r->used = 0;
}

static void feed(void *ctx, const char *bytes, size_t n)
{
	struct reader *r = ctx;

	for (size_t i = 0; i < n && r->st == PCI_OK; i++) {
		if (bytes[i] == '\n')
			end_line(r);
		else if (r->used <= LINE_MAX)
			r->line[r->used++] = bytes[i];
	}
}

/* Whether a belongs before b; of equals that which was first in the file. */
static bool is_before(const struct pci_ids_entry *a, const struct pci_ids_entry *b)
{
	int order = compare(a, b);

	return order ? order < 0 : a->text < b->text;
}

static void swap(struct pci_ids_entry *a, struct pci_ids_entry *b)
{
	struct pci_ids_entry old = *a;

	*a = *b;
	*b = old;
}

/* Let the entry at root sink to its place in the heap of n. */
static void sink(const struct pci_ids *ids, size_t root, size_t n)
{
	for (size_t child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n && is_before(entry_at(ids, child), entry_at(ids, child + 1)))
			child++;
		if (!is_before(entry_at(ids, root), entry_at(ids, child)))
			return;
		swap(entry_at(ids, root), entry_at(ids, child));
	}
}

/* A heap sort, which takes no memory and whose worst case is no worse. */
static void sort(struct pci_ids *ids)
{
	for (size_t i = ids->count / 2; i--;)
		sink(ids, i, ids->count);
	for (size_t n = ids->count; n-- > 1;) {
		swap(entry_at(ids, 0), entry_at(ids, n));
		sink(ids, 0, n);
	}
}

static void drop_repeated(struct pci_ids *ids)
{
	size_t kept = 0;

	for (size_t i = 0; i < ids->count; i++)
		if (!kept || compare(entry_at(ids, kept - 1), entry_at(ids, i)))
			*entry_at(ids, kept++) = *entry_at(ids, i);
	ids->skipped += ids->count - kept;
	ids->count = kept;
}

static enum pci_status read(struct reader *r, const char *file)
{
	const struct platform_ops *ops = r->platform->ops;
	enum pci_status st = PCI_ENOTFOUND;

	if (file)
		st = ops->read_file(r->platform, file, feed, r);
	else if (ops->read_data)
		st = ops->read_data(r->platform, "pci.ids", feed, r);
	if (r->used)
		end_line(r);
	return r->st != PCI_OK ? r->st : st;
}

enum pci_status pci_ids_load(struct pci_ids *ids, struct platform *p, const char *file)
{
	struct reader *r = p->ops->alloc(p, sizeof(*r));
	enum pci_status st = PCI_ENOSPC;

	*ids = (struct pci_ids){0};
	if (r) {
		*r = (struct reader){.ids = ids, .platform = p, .section = DEVICES};
		st = read(r, file);
	}
	if (st != PCI_OK)
		*ids = (struct pci_ids){0};
	if (st == PCI_OK && r->unordered) {
		sort(ids);
		drop_repeated(ids);
	}
	return st;
}

static struct pci_name find(const struct pci_ids *ids, enum section section, unsigned level,
                            uint64_t key)
{
	const struct pci_ids_entry wanted = {
		.key = key, .section = (uint8_t)section, .level = (uint8_t)level};
	size_t low = 0, high = ids->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct pci_ids_entry *e = entry_at(ids, mid);
		int order = compare(e, &wanted);

		if (!order)
			return (struct pci_name){ids->text[e->text / PCI_IDS_BLOCK] +
			                                 e->text % PCI_IDS_BLOCK,
			                         e->size};
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return (struct pci_name){NULL, 0};
}

struct pci_name pci_ids_vendor(const struct pci_ids *ids, uint16_t vendor)
{
	return find(ids, DEVICES, 0, (uint64_t)vendor << 48);
}

struct pci_name pci_ids_device(const struct pci_ids *ids, uint16_t vendor, uint16_t device)
{
	return find(ids, DEVICES, 1, (uint64_t)vendor << 48 | (uint64_t)device << 32);
}

struct pci_name pci_ids_subsystem(const struct pci_ids *ids, const struct pci_subsystem *s)
{
	uint64_t device = (uint64_t)s->vendor << 48 | (uint64_t)s->device << 32;
	uint64_t board = (uint64_t)s->subvendor << 16 | s->subdevice;
	struct pci_name name = {NULL, 0};

	if (s->vendor && s->device)
		name = find(ids, DEVICES, 2, device | board);
	if (!name.text)
		name = find(ids, SUBSYSTEMS, 1, board);
	if (!name.text && device >> 32 == board)
		name = find(ids, DEVICES, 1, device);
	return name;
}

struct pci_name pci_ids_class(const struct pci_ids *ids, uint8_t base)
{
	return find(ids, CLASSES, 0, (uint64_t)base << 16);
}

struct pci_name pci_ids_subclass(const struct pci_ids *ids, uint16_t class_subclass)
{
	return find(ids, CLASSES, 1, (uint64_t)class_subclass << 8);
}

struct pci_name pci_ids_prog_if(const struct pci_ids *ids, uint32_t class_code)
{
	return find(ids, CLASSES, 2, class_code);
}
