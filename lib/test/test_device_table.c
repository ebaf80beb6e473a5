/* test_device_table.c - a device's own registers by its table: what is read, text, JSON, names. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/decode.h"
#include "lib/fmt.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/io_trace.h"
#include "lib/presence.h"
#include "lib/test/block.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_table.h"

enum { ENGINE = 1, FAR = 2, SIZE = 0x200, TEXT_MAX = 1 << 14 };

/* The registers as bytes in memory, and the accesses that reached them: "read 100.4 ". */
struct fixture {
	_Alignas(8) uint8_t bytes[SIZE];
	struct io_image image;
	struct io_trace trace;
	struct io_region io;
	char text[TEXT_MAX], reads[TEXT_MAX];
	size_t used;
};

static void note(void *ctx, const struct io_trace_event *e)
{
	struct fixture *f = ctx;

	f->used += fmt_string(f->reads + f->used, TEXT_MAX - f->used, "%s%zx.%u ",
	                      e->write ? "write " : "", e->off, e->width);
}

static void put(struct fixture *f, size_t at, unsigned width, uint64_t v)
{
	for (unsigned i = 0; i < width; i++)
		f->bytes[at + i] = (uint8_t)(v >> 8 * i);
}

/* A test engine with two queues, whose second channel runs. */
static void fixture_init(struct fixture *f)
{
	struct io_region image;

	memset(f, 0, sizeof(*f));
	put(f, 0x00, 4, 0x1234abcd);
	put(f, 0x04, 2, 0x12); /* two queues, lanes */
	put(f, 0x80, 1, 1);
	put(f, 0x88, 8, 0x1122334455667788);
	put(f, 0xb0, 8, 0xfedcba9876543000);
	put(f, 0xb8, 2, 0x0102);
	put(f, 0xba, 2, 0x0304);
	put(f, 0x100, 4, 0x3);
	put(f, 0x104, 2, 0x2a01);
	put(f, 0x107, 1, 0x5a);
	put(f, 0x118, 2, 0xbeef);
	put(f, 0x130, 4, 0x6);
	put(f, 0x140, 8, 0xffffffff00000000);
	put(f, 0x150, 4, 0x11);
	put(f, 0x15c, 2, 0x40);
	f->image = (struct io_image){f->bytes, SIZE, NULL, NULL};
	io_image_region(&f->image, IO_MMIO, &image);
	io_trace_region(&f->trace, &image, note, f, &f->io);
}

static enum pci_status print(struct fixture *f, uint16_t id)
{
	struct fmt_buffer out;
	struct decode d;

	f->used = 0;
	f->reads[0] = '\0';
	fmt_buffer_init(&out, f->text, TEXT_MAX);
	assert_int_equal(decode_device(&dev_desc, DESC_MMIO, id, &f->io, &d), PCI_OK);
	return decode_text(&d, &out.sink, 4);
}

static enum pci_status print_json(struct fixture *f, uint16_t id)
{
	struct fmt_buffer out;
	struct decode d;
	struct json j;
	enum pci_status st;

	f->used = 0;
	f->reads[0] = '\0';
	fmt_buffer_init(&out, f->text, TEXT_MAX);
	json_init(&j, &out.sink, 0);
	json_begin_object(&j, NULL);
	assert_int_equal(decode_device(&dev_desc, DESC_MMIO, id, &f->io, &d), PCI_OK);
	st = decode_json(&d, &j);
	json_end_object(&j);
	json_end(&j);
	return st;
}

static const char expected_text[] = "    ID: 1234abcd\n"
				    "    Caps: Queues: 2, Lanes+\n"
				    "    Data: not read: reading it has side effects\n"
				    "    DMA0 Ctrl: Run-\n"
				    "    DMA0 Ring 0 Base: 0000000000000000\n"
				    "    DMA0 Ring 0 Head: 0000\n"
				    "    DMA0 Ring 0 Tail: 0000\n"
				    "    DMA0 Ring 1 Base: 0000000000000000\n"
				    "    DMA0 Ring 1 Head: 0000\n"
				    "    DMA0 Ring 1 Tail: 0000\n"
				    "    DMA1 Ctrl: Run+\n"
				    "    DMA1 Done: 1122334455667788\n"
				    "    DMA1 Ring 0 Base: 0000000000000000\n"
				    "    DMA1 Ring 0 Head: 0000\n"
				    "    DMA1 Ring 0 Tail: 0000\n"
				    "    DMA1 Ring 1 Base: fedcba9876543000\n"
				    "    DMA1 Ring 1 Head: 0102\n"
				    "    DMA1 Ring 1 Tail: 0304\n"
				    "    Lane 0 Ctrl: En+ Speed: slow\n"
				    "    Lane 0 Status: Err+ Level: 42\n"
				    "    Lane 0 Fifo: not read: reading it has side effects\n"
				    "    Lane 0 ID: 0000\n"
				    "    Lane 1 Ctrl: En- Speed: off\n"
				    "    Lane 1 Status: Err- Level: 0\n"
				    "    Lane 1 Fifo: not read: reading it has side effects\n"
				    "    Lane 1 ID: beef\n"
				    "    Lane 2 Ctrl: En- Speed: off\n"
				    "    Lane 2 Status: Err- Level: 0\n"
				    "    Lane 2 Fifo: not read: reading it has side effects\n"
				    "    Lane 2 ID: 0000\n"
				    "    Lane 3 Ctrl: En- Speed: reserved 3\n"
				    "    Lane 3 Status: Err- Level: 0\n"
				    "    Lane 3 Fifo: not read: reading it has side effects\n"
				    "    Lane 3 ID: 0000\n"
				    "    Stamp: ffffffff00000000\n"
				    "    Queue 0 Doorbell: 00000011\n"
				    "    Queue 0 Size: 0000\n"
				    "    Queue 1 Doorbell: 00000000\n"
				    "    Queue 1 Size: 0040\n";

/* With single quotes, to be read. */
static const char expected_json[] =
	"{'ID':{'raw':'0x1234abcd','VERSION':13},'CAPS':{'raw':'0x0012','QUEUES':2,'LANES':true},"
	"'DATA':{'error':'not read: reading it has side effects'},"
	"'DMA0':{'CTRL':{'raw':'0x00','RUN':false},'RING':["
	"{'BASE':{'raw':'0x0000000000000000','ADDR':'0x0'},"
	"'HEAD':{'raw':'0x0000'},'TAIL':{'raw':'0x0000'}},"
	"{'BASE':{'raw':'0x0000000000000000','ADDR':'0x0'},"
	"'HEAD':{'raw':'0x0000'},'TAIL':{'raw':'0x0000'}}]},"
	"'DMA1':{'CTRL':{'raw':'0x01','RUN':true},'DONE':{'raw':'0x1122334455667788'},"
	"'RING':[{'BASE':{'raw':'0x0000000000000000','ADDR':'0x0'},"
	"'HEAD':{'raw':'0x0000'},'TAIL':{'raw':'0x0000'}},"
	"{'BASE':{'raw':'0xfedcba9876543000','ADDR':'0xfedcba9876543000'},"
	"'HEAD':{'raw':'0x0102'},'TAIL':{'raw':'0x0304'}}]},'LANE':["
	"{'CTRL':{'raw':'0x00000003','ENABLE':true,'SPEED':'slow'},"
	"'STATUS':{'raw':'0x2a01','ERROR':true,'LEVEL':42},"
	"'FIFO':{'error':'not read: reading it has side effects'},"
	"'MODE':{'raw':'0x5a'},'ID':{'raw':'0x0000'}},"
	"{'CTRL':{'raw':'0x00000000','ENABLE':false,'SPEED':'off'},"
	"'STATUS':{'raw':'0x0000','ERROR':false,'LEVEL':0},"
	"'FIFO':{'error':'not read: reading it has side effects'},"
	"'MODE':{'raw':'0x00'},'ID':{'raw':'0xbeef'}},"
	"{'CTRL':{'raw':'0x00000000','ENABLE':false,'SPEED':'off'},"
	"'STATUS':{'raw':'0x0000','ERROR':false,'LEVEL':0},"
	"'FIFO':{'error':'not read: reading it has side effects'},"
	"'MODE':{'raw':'0x00'},'ID':{'raw':'0x0000'}},"
	"{'CTRL':{'raw':'0x00000006','ENABLE':false,'SPEED':'reserved 3'},"
	"'STATUS':{'raw':'0x0000','ERROR':false,'LEVEL':0},"
	"'FIFO':{'error':'not read: reading it has side effects'},"
	"'MODE':{'raw':'0x00'},'ID':{'raw':'0x0000'}}],'STAMP':{'raw':'0xffffffff00000000'},"
	"'QUEUE':[{'DOORBELL':{'raw':'0x00000011'},'SIZE':{'raw':'0x0000'}},{"
	"'DOORBELL':{'raw':'0x00000000'},'SIZE':{'raw':'0x0040'}}]}\n";

static void test_text(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(print(&f, ENGINE), PCI_OK);
	assert_string_equal(f.text, expected_text);
	check_lines(f.text);
}

static void test_json(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(print_json(&f, ENGINE), PCI_OK);
	for (char *c = f.text; *c; c++)
		*c = *c == '"' ? '\'' : *c;
	assert_string_equal(f.text, expected_json);
}

/* All of a block but what has side effects: each register once, at its width, and nothing else. */
static void test_reads(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(print_json(&f, ENGINE), PCI_OK);
	assert_string_equal(f.reads, "0.4 4.2 "
	                             "40.1 60.8 68.2 6a.2 70.8 78.2 7a.2 "
	                             "80.1 88.8 a0.8 a8.2 aa.2 b0.8 b8.2 ba.2 "
	                             "100.4 104.2 107.1 108.2 110.4 114.2 117.1 118.2 "
	                             "120.4 124.2 127.1 128.2 130.4 134.2 137.1 138.2 "
	                             "140.8 150.4 154.2 158.4 15c.2 ");
	f.bytes[0x00] = 0; /* a version that is not known */
	f.bytes[0x04] = 1; /* one queue, no lanes */
	f.bytes[0x40] = 1;
	f.bytes[0x80] = 0;
	assert_int_equal(print_json(&f, ENGINE), PCI_OK);
	assert_string_equal(f.reads, "0.4 4.2 "
	                             "40.1 48.8 60.8 68.2 6a.2 70.8 78.2 7a.2 "
	                             "80.1 a0.8 a8.2 aa.2 b0.8 b8.2 ba.2 "
	                             "140.8 150.4 154.2 ");
	assert_null(strstr(f.text, "LANE\":["));
	assert_int_equal(print_json(&f, 0), PCI_OK);
	assert_string_equal(f.reads, "0.8 8.4 c.2 e.1 f.1 10.2 ");
}

/* As text, only what has a token is read, and what it depends on. */
static void test_text_reads(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(print(&f, ENGINE), PCI_OK);
	assert_null(strstr(f.reads, " 107.1 "));
	assert_non_null(strstr(f.reads, " 104.2 108.2 "));
	assert_int_equal(print(&f, 0), PCI_OK);
	assert_string_equal(f.text, "");
	assert_string_equal(f.reads, "");
}

/* Where there is no access of 64 bits, two of 32. */
static void test_halves(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.io.widths = IO_CONFIG;
	assert_int_equal(print(&f, ENGINE), PCI_OK);
	assert_string_equal(f.text, expected_text);
	assert_non_null(strstr(f.reads, " 88.4 8c.4 a0.4 a4.4 a8.2 "));
	assert_non_null(strstr(f.reads, " 140.4 144.4 150.4 "));
}

/* A region that ends inside the table: nothing beyond it is read, and that is said once. */
static void test_short(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	for (size_t size = 0; size < SIZE; size++) {
		const char *beyond;

		f.io.size = size;
		assert_int_equal(print(&f, ENGINE), PCI_OK);
		beyond = strstr(f.text, ": beyond the end of the region\n");
		assert_int_equal(!beyond, size >= 0x15e);
		assert_true(!beyond || !strstr(beyond + 1, ": beyond"));
		assert_int_equal(!strstr(f.text, "Stamp"), size < 0x148);
		assert_int_equal(!strstr(f.text, "Lane 3 ID"), size < 0x13a);
	}
	f.io.size = 0x100; /* of the entries that are beyond it, only the first is told */
	assert_int_equal(print_json(&f, ENGINE), PCI_OK);
	assert_non_null(strstr(f.text, "\"MODE\":{\"error\""));
	assert_null(strstr(strstr(f.text, "\"MODE\"") + 1, "\"MODE\""));
}

/* It vanishes with each access in turn. */
static void test_gone(void **state)
{
	struct fixture f;
	struct io_fault fault;
	struct io_region under;
	struct pci_presence presence;
	unsigned long reads = 0;

	(void)state;
	fixture_init(&f);
	assert_int_equal(print_json(&f, ENGINE), PCI_OK);
	for (const char *c = f.reads; *c; c++)
		reads += *c == ' ';
	for (unsigned long n = 1; n < reads + 3; n++) {
		fixture_init(&f);
		under = f.io;
		io_fault_region(&fault, &under, &f.io);
		pci_presence_init(&presence, &f.io);
		f.io.presence = &presence;
		fault.unplug_at = n;
		assert_int_equal(print_json(&f, ENGINE), n > reads ? PCI_OK : PCI_EGONE);
	}
}

/* What does not fit into 16 bits. */
static enum pci_status read_address(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t *ret)
{
	(void)width;
	*ret = io->base + off;
	return PCI_OK;
}

static void test_far(void **state)
{
	static const struct io_ops ops = {read_address, NULL};
	const struct io_region io = {.ops = &ops, .size = 0x40000, .widths = IO_MMIO};
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.io = io;
	assert_int_equal(print(&f, FAR), PCI_OK);
	assert_non_null(strstr(f.text, "Near 0 ID: 0008\n"));
	assert_non_null(strstr(f.text, "Near 1 ID: 0018\n"));
	assert_non_null(strstr(f.text, "Last: 0003fffc\n"));
	assert_int_equal(print_json(&f, FAR), PCI_OK);
	assert_non_null(strstr(f.text, "\"CTRL\":{\"raw\":\"0x00010010\""));
}

static void test_any_bytes(void **state)
{
	struct fixture f;

	(void)state;
	srand(1);
	for (unsigned i = 0; i < 200; i++) {
		fixture_init(&f);
		for (size_t at = 0; at < SIZE; at++)
			f.bytes[at] = i ? (uint8_t)rand() : 0xff;
		assert_int_equal(print_json(&f, ENGINE), PCI_OK);
		assert_memory_equal(f.reads, "0.4 4.2 40.1 ", 13);
		assert_int_equal(print(&f, ENGINE), PCI_OK);
		check_lines(f.text);
	}
}

static void test_names(void **state)
{
	const struct desc *f = desc_find_field(&dev_desc, "LINK", "CTRL", "SPEED"), *block;
	struct decode d;
	struct fixture fixture;
	const char *name;
	size_t n;

	(void)state;
	fixture_init(&fixture);
	assert_non_null(f);
	assert_int_equal(f->a, 2);
	assert_int_equal(f->b, 1);
	name = desc_value(&dev_desc, f, 2, &n);
	assert_int_equal(n, 4);
	assert_memory_equal(name, "fast", n);
	assert_null(desc_find_field(&dev_desc, "ENGINE", "CTRL", "SPEED"));
	block = desc_find(&dev_desc, DESC_MMIO, ENGINE);
	assert_string_equal(desc_string(&dev_desc, block->name), "ENGINE");
	assert_int_equal(desc_size(block), 0x200);
	assert_int_equal(desc_size(desc_find(&dev_desc, DESC_MMIO, FAR)), 0xffff);
	assert_int_equal(desc_size(desc_find(&dev_desc, DESC_RELATIVE, 0x40)), 0x40);
	assert_int_equal(decode_device(&dev_desc, DESC_MMIO, ENGINE, &fixture.io, &d), PCI_OK);
	assert_string_equal(decode_title(&d), "Test engine");
	assert_int_equal(decode_device(&dev_desc, DESC_MMIO, 3, &fixture.io, &d), PCI_ENOTFOUND);
	assert_int_equal(decode_device(&dev_desc, DESC_MMIO, 0x40, &fixture.io, &d), PCI_ENOTFOUND);
	assert_string_equal(fixture.reads, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),      cmocka_unit_test(test_json),
		cmocka_unit_test(test_reads),     cmocka_unit_test(test_text_reads),
		cmocka_unit_test(test_halves),    cmocka_unit_test(test_short),
		cmocka_unit_test(test_gone),      cmocka_unit_test(test_far),
		cmocka_unit_test(test_any_bytes), cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
