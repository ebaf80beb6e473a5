/* test_fault.c - each kind of fault with each access of a scan, a size, a walk, a decode. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/decode.h"
#include "lib/fmt.h"
#include "lib/pci_bar.h"
#include "lib/pci_dev.h"
#include "lib/test/gpu_machine.h"
#include "lib/test/scan.h"

/* A fault, and what must come out of it. */
struct kind {
	enum io_fault_mode mode;
	unsigned long count;
	uint64_t mask;
	enum pci_status tells; /* the status that must come out; PCI_OK where nobody can know */
};

static const struct kind special[] = {
	{IO_FAULT_UNPLUG, 0, 0, PCI_EGONE},
	{IO_FAULT_RETRY, 0, 0, PCI_ERETRY},
	{IO_FAULT_RETRY, 2, 0, PCI_ERETRY},
	{IO_FAULT_RETRY, 5, 0, PCI_ERETRY},
	{IO_FAULT_FAIL_READS, 0, 0, PCI_EIO},
	{IO_FAULT_FAIL_READS, 1, 0, PCI_EIO},
	{IO_FAULT_FAIL_READS, 3, 0, PCI_EIO},
	{IO_FAULT_RETRY, 1, 0, PCI_OK}, /* over before anybody asks: but see test_class() */
	{IO_FAULT_FLIP, 1, 0xffffffff, PCI_OK},
	{IO_FAULT_FLIP, 0, 0x55555555, PCI_OK},
	{IO_FAULT_STICK_HIGH, 0, 0x00f00000, PCI_OK},
	{IO_FAULT_STICK_HIGH, 0, 0xffff0000, PCI_OK},
	{IO_FAULT_STICK_HIGH, 0, 0x0000ffff, PCI_OK},
	{IO_FAULT_STICK_HIGH, 0, 0xfffffffe, PCI_OK},
	{IO_FAULT_STICK_LOW, 0, 0x0000ff00, PCI_OK},
	{IO_FAULT_STICK_LOW, 0, 0xffff0000, PCI_OK},
	{IO_FAULT_STICK_LOW, 0, 0xffffffff, PCI_OK},
};
enum { SPECIAL = sizeof(special) / sizeof(special[0]), KINDS = SPECIAL + 3 * 32 };

/* Those, and each bit inverted once, and stuck at either value. */
static struct kind kind_of(size_t k)
{
	static const struct kind bits[] = {
		{IO_FAULT_FLIP, 1, 1, PCI_OK},
		{IO_FAULT_STICK_HIGH, 0, 1, PCI_OK},
		{IO_FAULT_STICK_LOW, 0, 1, PCI_OK},
	};
	struct kind kind = k < SPECIAL ? special[k] : bits[(k - SPECIAL) / 32];

	if (k >= SPECIAL)
		kind.mask <<= (k - SPECIAL) % 32;
	return kind;
}

static const struct kind none = {IO_FAULT_NONE, 0, 0, PCI_OK};

static void arm(struct host *h, const struct kind *k, unsigned long at)
{
	h->fault.reads = 0;
	h->fault.mode = k->mode;
	h->fault.at = at;
	h->fault.count = k->count;
	h->fault.mask = k->mask;
}

/* As far as it was read by itself: not what it inherits from a bridge above. */
static bool is_same(const struct pci_func *a, const struct pci_func *b)
{
	return pci_addr_equal(a->addr, b->addr) && a->vendor == b->vendor &&
	       a->device == b->device && a->class_code == b->class_code &&
	       a->revision == b->revision && a->layout == b->layout &&
	       a->multifunction == b->multifunction && a->port_type == b->port_type &&
	       a->secondary == b->secondary && a->subordinate == b->subordinate &&
	       a->passes_extended == b->passes_extended && a->forwards_ari == b->forwards_ari;
}

static const struct pci_func *find(const struct scan *s, struct pci_addr addr)
{
	for (size_t i = 0; i < s->count && i < SCAN_FUNCS; i++)
		if (pci_addr_equal(s->funcs[i].addr, addr))
			return &s->funcs[i];
	return NULL;
}

/* Whatever the bits are: each address once, parents before their children, each slot read once. */
static void check_form(const struct scan *s)
{
	/* Slots, and of each what its first look costs at most: header 4, chain 50, ARI 961. */
	const unsigned long slots = 6 * PCI_DEVS * PCI_FNS;

	for (size_t i = 0; i < s->count && i < SCAN_FUNCS; i++) {
		const struct pci_func *f = &s->funcs[i];

		assert_ptr_equal(find(s, f->addr), f);
		assert_true(f->parent == PCI_NO_PARENT || f->parent < i);
		assert_int_equal(f->gone, f->status != PCI_OK);
	}
	assert_in_range(s->reads, 1, slots + s->count * (4 + 50 + 961));
}

/* What is not told of is as it was; and what is missing or marked was told of. */
static void check_truth(const struct scan *s, const struct scan *whole, enum pci_status tells)
{
	size_t sound = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct pci_func *f = &s->funcs[i];

		assert_non_null(find(whole, f->addr));
		assert_true(f->gone || is_same(f, find(whole, f->addr)));
		if (f->gone)
			assert_true(f->status == tells);
		sound += !f->gone;
	}
	if (sound < whole->count && tells != PCI_EGONE)
		assert_string_not_equal(s->notes, "");
}

/* Of those that are in both. */
static size_t count_changed(const struct scan *s, const struct scan *whole)
{
	size_t n = 0;

	for (size_t i = 0; i < whole->count; i++) {
		const struct pci_func *f = find(s, whole->funcs[i].addr);

		n += f && !is_same(f, &whole->funcs[i]);
	}
	return n;
}

/* How many functions had been read when access n came. */
static size_t count_before(struct host *h, unsigned long n)
{
	struct scan s;

	arm(h, &special[0], n);
	scan_host(h, &s);
	return s.count - (s.count && s.funcs[s.count - 1].gone);
}

static void check_scan(struct host *h)
{
	static struct scan whole, s;

	arm(h, &none, 0);
	scan_host(h, &whole);
	for (unsigned long n = 1; n <= whole.reads; n++) {
		size_t before = count_before(h, n);

		for (size_t k = 0; k < KINDS; k++) {
			const struct kind kind = kind_of(k);

			arm(h, &kind, n);
			scan_host(h, &s);
			check_form(&s);
			for (size_t i = 0; i < before; i++) /* partial results are kept */
				assert_true(is_same(&s.funcs[i], &whole.funcs[i]));
			if (kind.tells != PCI_OK)
				check_truth(&s, &whole, kind.tells);
			if (kind.mode == IO_FAULT_FLIP && kind.count == 1)
				assert_in_range(count_changed(&s, &whole), 0, 1);
		}
	}
	assert_int_equal(h->fault.writes, 0);
	host_free(h);
}

static void test_scan(void **state)
{
	(void)state;
	check_scan(gpu_machine());
	check_scan(deep_machine());
}

/* A class is never all ones because of a moment: it is read again. */
static void test_class(void **state)
{
	const struct kind moment = {IO_FAULT_RETRY, 1, 0, PCI_OK};
	struct host *h = deep_machine();
	static struct scan whole, s;

	(void)state;
	scan_host(h, &whole);
	for (unsigned long n = 1; n <= whole.reads; n++) {
		arm(h, &moment, n);
		scan_host(h, &s);
		for (size_t i = 0; i < s.count; i++)
			assert_true(s.funcs[i].gone || s.funcs[i].class_code != 0xffffff);
	}
	host_free(h);
}

/* Size, walk and BARs of a function; *ret_caps has what was found, whatever came later. */
static enum pci_status inspect(struct host *h, const struct pci_func *f, struct pci_caps *caps)
{
	struct pci_bar_source src = {.layout = f->layout, .known_bytes = SIZE_MAX, .caps = caps};
	struct pci_bars bars;
	struct pci_dev dev;
	enum pci_status st;

	caps->count = 0;
	assert_int_equal(pci_open(host_access(h), f->addr, &dev), PCI_OK);
	st = pci_size_config(&dev, f);
	if (st != PCI_OK)
		return st;
	pci_caps_read(caps, &dev.cfg, f->layout);
	if (caps->std.end == PCI_WALK_ERROR)
		return caps->std.status;
	if (caps->ext.end == PCI_WALK_ERROR)
		return caps->ext.status;
	src.cfg = &dev.cfg;
	st = pci_read_bars(&src, &bars);
	assert_in_range(bars.count, 0, PCI_BARS_MAX);
	return st;
}

/* Each capability once, where there can be one. */
static void check_caps(const struct pci_caps *caps)
{
	uint8_t seen[PCI_CONFIG_EXTENDED] = {0};

	for (size_t i = 0; i < caps->count; i++) {
		size_t off = caps->cap[i].offset;

		assert_int_equal(off % 4, 0);
		assert_in_range(off, 0x40, PCI_CONFIG_EXTENDED - 4);
		assert_int_equal(off >= 0x100, caps->cap[i].kind == PCI_CAP_EXT);
		assert_int_equal(seen[off]++, 0);
	}
}

/* What was found is what is there, in its order; after a failed chain the other is walked. */
static void check_part(const struct pci_caps *part, const struct pci_caps *whole)
{
	size_t at = 0;

	for (size_t i = 0; i < part->count; i++, at++) {
		while (at < whole->count &&
		       memcmp(&part->cap[i], &whole->cap[at], sizeof(*whole->cap)))
			at++;
		assert_in_range(at, 0, whole->count - 1);
	}
}

static void check_inspect(struct host *h, const struct pci_func *f)
{
	static struct pci_caps whole, caps;
	unsigned long reads;

	arm(h, &none, 0);
	assert_int_equal(inspect(h, f, &whole), PCI_OK);
	reads = h->fault.reads;
	for (unsigned long n = 1; n <= reads; n++)
		for (size_t k = 0; k < KINDS; k++) {
			const struct kind kind = kind_of(k);
			enum pci_status st;

			arm(h, &kind, n);
			st = inspect(h, f, &caps);
			check_caps(&caps);
			/* Two walks of 48, one of 960, 8 others, and an ID for each of all ones. */
			assert_in_range(h->fault.reads, 1, 2 * (2 * 50 + 960 + 16 + 8));
			if (kind.tells == PCI_OK)
				continue;
			assert_int_equal(st, kind.tells);
			check_part(&caps, &whole);
		}
}

static void test_inspect(void **state)
{
	struct host *machines[] = {gpu_machine(), deep_machine()};
	static struct scan s;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		arm(machines[i], &none, 0);
		scan_host(machines[i], &s);
		for (size_t f = 0; f < s.count; f++)
			check_inspect(machines[i], &s.funcs[f]);
		host_free(machines[i]);
	}
}

struct text {
	struct fmt_buffer out;
	char buf[1 << 13];
};

/* The Express capability of the GPU; a bit is as good there as in any other block. */
static enum pci_status decode(struct host *h, const struct kind *k, unsigned long n, struct text *t)
{
	struct io_region exp;
	struct pci_dev dev;
	const struct decode d = {.table = &pci_desc,
	                         .block = desc_find(&pci_desc, DESC_STD, 0x10),
	                         .io = &exp,
	                         .express = &exp};

	arm(h, &none, 0);
	assert_int_equal(pci_open(host_access(h), (struct pci_addr){0, 1, 0, 0}, &dev), PCI_OK);
	assert_int_equal(pci_find_id(&dev.cfg, PCI_CAP_STD, 0x10, 0, &exp), PCI_OK);
	fmt_buffer_init(&t->out, t->buf, sizeof(t->buf));
	arm(h, k, n);
	return decode_text(&d, &t->out.sink, 0);
}

/* Up to its last line, which tells of the failure, a text has the words that it had. */
static void check_cut(const char *text, const char *whole, enum pci_status st)
{
	const char *last = text + strlen(text) - 1;

	while (last > text && last[-1] != '\n')
		last--;
	assert_non_null(strstr(last, pci_strstatus(st)));
	while (text < last) {
		size_t n = strcspn(text, " \n"), m = strcspn(whole, " \n");

		assert_int_equal(strncmp(text, whole, n), 0);
		text += n + strspn(text + n, " \n");
		whole += m + strspn(whole + m, " \n");
	}
}

static void test_decode(void **state)
{
	struct host *h = gpu_machine();
	static struct text whole, t;
	unsigned long reads;

	(void)state;
	assert_int_equal(decode(h, &none, 0, &whole), PCI_OK);
	reads = h->fault.reads;
	for (unsigned long n = 1; n <= reads; n++)
		for (size_t k = 0; k < KINDS; k++) {
			const struct kind kind = kind_of(k);
			enum pci_status st = decode(h, &kind, n, &t);

			assert_in_range(t.out.used, 1, sizeof(t.buf) - 1);
			assert_in_range(h->fault.reads, 1, 2 * reads + 64);
			if (kind.tells == PCI_OK)
				continue;
			assert_int_equal(st, kind.tells);
			check_cut(t.buf, whole.buf, st);
		}
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_class),
		cmocka_unit_test(test_inspect),
		cmocka_unit_test(test_decode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
