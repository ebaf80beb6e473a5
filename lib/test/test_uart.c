/* test_uart.c - a serial port that is ready, slow, stuck, or gone. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/host.h"
#include "lib/uart.h"

enum { BASE = 0x3f8, LONGEST = 1011, TEXT_MAX = 64 };

/* A device that takes text, and whose status is busy for that many reads after each character. */
struct device {
	struct host *h; /* its platform, whose map() and ports() lead here */
	struct uart_place at;
	size_t status_at, data_at;
	uint64_t ready, busy; /* what the status reads */
	unsigned busy_reads, busy_left;
	bool stuck, gone, failing;
	unsigned long reads, writes;
	uint64_t waited_us;
	size_t used;
	char text[TEXT_MAX];
	enum pci_status maps; /* what map() and ports() return */
	uint64_t mapped;
	size_t mapped_size;
};

static struct device *device; /* of the test that runs: platform operations have no context */

static enum pci_status device_read(const struct io_region *io, size_t off, unsigned width,
                                   uint64_t *ret)
{
	struct device *d = io->ctx;
	bool busy = d->stuck || d->busy_left;

	assert_int_equal(off, d->status_at);
	assert_int_equal(width, d->at.width);
	d->reads++;
	d->busy_left -= d->busy_left > 0;
	*ret = d->gone ? UINT64_MAX : busy ? d->busy : d->ready;
	return d->failing ? PCI_EIO : PCI_OK;
}

static enum pci_status device_write(const struct io_region *io, size_t off, unsigned width,
                                    uint64_t val)
{
	struct device *d = io->ctx;

	assert_int_equal(off, d->data_at);
	assert_int_equal(width, d->at.width);
	assert_false(d->stuck || d->busy_left || d->gone); /* it would be lost */
	d->writes++;
	assert_true(d->used < TEXT_MAX - 1);
	d->text[d->used++] = (char)val;
	d->busy_left = d->busy_reads;
	return PCI_OK;
}

static enum pci_status map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	static const struct io_ops ops = {device_read, device_write};

	(void)p;
	device->mapped = phys;
	device->mapped_size = size;
	*ret = (struct io_region){.ops = &ops,
	                          .ctx = device,
	                          .base = device->at.base,
	                          .size = size,
	                          .widths = IO_8 | IO_16 | IO_32};
	return device->maps;
}

static enum pci_status no_map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret)
{
	(void)p;
	(void)phys;
	(void)size;
	*ret = (struct io_region){0};
	fail_msg("memory for ports, or ports for memory");
	return PCI_EIO;
}

static enum pci_status ports(struct platform *p, struct pci_addr addr, uint64_t base, size_t size,
                             struct io_region *ret)
{
	(void)addr;
	return device->at.ports ? map(p, base, size, ret) : no_map(p, base, size, ret);
}

static void stall(struct platform *p, uint64_t us)
{
	(void)p;
	device->waited_us += us;
}

static void setup(struct device *d, struct uart_place at)
{
	bool is_16550 = at.model == UART_16550;

	*d = (struct device){
		.h = host_new(1),
		.at = at,
		.status_at = (is_16550 ? 5U : 0x18U) * at.distance,
		.ready = is_16550 ? 0x60 : 0x90,
		.busy = is_16550 ? 0x00 : 0x28,
	};
	d->h->ops.map = at.ports ? no_map : map;
	d->h->ops.ports = ports;
	d->h->ops.stall = stall;
	device = d;
}

static void say(struct uart *u, const char *text)
{
	u->sink.write(&u->sink, text, strlen(text));
}

static const struct uart_place com1 = UART_COM1;
static const struct uart_place places[] = {
	UART_COM1,
	{UART_16550, false, 0xfe000000, 1, 1},
	{UART_16550, false, 0xfe000000, 4, 1},
	{UART_16550, false, 0xfe000000, 4, 4},
	{UART_16550, false, 0xfe000000, 2, 2},
	{UART_PL011, false, 0x9000000, 1, 4},
};

/* Every way that registers lie; a line's end is two characters; opening writes nothing. */
static void test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct device d;
		struct uart u;

		setup(&d, places[i]);
		d.busy_reads = 3;
		assert_int_equal(uart_open(&u, &d.h->platform, &places[i]), PCI_OK);
		assert_int_equal(d.mapped, places[i].base);
		assert_true(d.mapped_size >= d.status_at + d.at.width);
		assert_int_equal(d.reads, 1);
		assert_int_equal(d.writes, 0);
		say(&u, "a\nbc\n");
		say(&u, "\xc3\xa4");
		assert_int_equal(uart_flush(&u), PCI_OK);
		assert_string_equal(d.text, "a\r\nbc\r\n\xc3\xa4");
		host_free(d.h);
	}
}

/* What never gets ready takes a second once, and then one look for each character. */
static void test_stuck(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct device d;
		struct uart u;

		setup(&d, places[i]);
		assert_int_equal(uart_open(&u, &d.h->platform, &places[i]), PCI_OK);
		d.stuck = true;
		d.reads = 0;
		say(&u, "lost\n");
		assert_int_equal(d.writes, 0);
		assert_int_equal(d.waited_us, 1000000);
		assert_true(d.reads <= LONGEST + 5);
		say(&u, "more of that");
		assert_int_equal(d.waited_us, 1000000);
		assert_true(d.reads <= LONGEST + 5 + 12);
		assert_int_equal(uart_flush(&u), PCI_ETIMEDOUT);
		d.stuck = false;
		d.busy_reads = 2; /* it is waited for again */
		say(&u, "back");
		assert_string_equal(d.text, "back");
		host_free(d.h);
	}
}

/* A platform without a clock has the same bound. */
static void test_stuck_without_clock(void **state)
{
	struct device d;
	struct uart u;

	(void)state;
	setup(&d, com1);
	d.h->ops.stall = NULL;
	assert_int_equal(uart_open(&u, &d.h->platform, &com1), PCI_OK);
	d.stuck = true;
	say(&u, "x");
	assert_true(d.reads <= LONGEST + 1);
	host_free(d.h);
}

/* All ones of a 16550 have the bit that says ready: nothing is written there all the same. */
static void test_gone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct device d;
		struct uart u;

		setup(&d, places[i]);
		d.gone = true;
		assert_int_equal(uart_open(&u, &d.h->platform, &places[i]), PCI_ENOTFOUND);
		d.gone = false;
		assert_int_equal(uart_open(&u, &d.h->platform, &places[i]), PCI_OK);
		say(&u, "ok");
		d.gone = true;
		say(&u, "nobody");
		assert_true(d.waited_us <= 1000000);
		assert_true(uart_flush(&u) != PCI_OK);
		assert_string_equal(d.text, "ok");
		host_free(d.h);
	}
}

/* An access that fails ends the wait. */
static void test_failing(void **state)
{
	struct device d;
	struct uart u;

	(void)state;
	setup(&d, com1);
	d.failing = true;
	assert_int_equal(uart_open(&u, &d.h->platform, &com1), PCI_EIO);
	d.failing = false;
	assert_int_equal(uart_open(&u, &d.h->platform, &com1), PCI_OK);
	d.failing = true;
	say(&u, "ab");
	assert_int_equal(d.reads, 4);
	assert_int_equal(d.writes, 0);
	assert_int_equal(uart_flush(&u), PCI_EIO);
	host_free(d.h);
}

static void test_places(void **state)
{
	static const struct uart_place bad[] = {
		{UART_16550, true, 0x3f8, 0, 1},         {UART_16550, true, 0x3f8, 3, 1},
		{UART_16550, true, 0x3f8, 8, 1},         {UART_16550, true, 0x3f8, 1, 0},
		{UART_16550, true, 0x3f8, 4, 3},         {UART_16550, true, 0x3f8, 4, 8},
		{(enum uart_model)9, true, 0x3f8, 1, 1},
	};
	char name[UART_PLACE_MAX];
	struct device d;
	struct uart u;

	(void)state;
	setup(&d, com1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(uart_open(&u, &d.h->platform, &bad[i]), PCI_EINVAL);
	d.maps = PCI_EUNMAPPED;
	assert_int_equal(uart_open(&u, &d.h->platform, &com1), PCI_EUNMAPPED);
	d.h->ops.ports = NULL;
	assert_int_equal(uart_open(&u, &d.h->platform, &com1), PCI_EPORTS);
	assert_int_equal(d.reads + d.writes, 0);
	assert_string_equal(uart_place_format(name, &com1), "16550 at port 3f8");
	assert_string_equal(uart_place_format(name, &places[5]), "PL011 at 9000000");
	host_free(d.h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_stuck_without_clock),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_failing),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
