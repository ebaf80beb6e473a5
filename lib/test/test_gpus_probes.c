/* test_gpus_probes.c - Intel's and virtio's GPUs by their registers. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/bar_machine.h"

enum { GMD_ID = 0xd8c };

static uint32_t gmd_id(unsigned arch, unsigned release, unsigned revision)
{
	return arch << 22 | release << 14 | revision;
}

static void check_intel(unsigned device, bool has)
{
	struct bar_machine *m = bar_machine_new(app_main, device << 16 | 0x8086, 0x030000);

	put_le32(m->bar + GMD_ID, gmd_id(20, 4, 3));
	if (has)
		bar_expect(m, "Graphics IP: 20.04 (revision 3)");
	else
		bar_expect_not(m, "Graphics IP");
	assert_int_equal(m->reads, has);
	bar_machine_free(m);
}

/* What was before Meteor Lake has another register there, which nobody reads. */
static void test_intel_ids(void **state)
{
	static const uint16_t ids[] = {
		0x7d40, 0x7d41, 0x7d45, 0x7d51, 0x7d55, 0x7d60, 0x7d67, 0x7dd1,
		0x7dd5, 0xb640, 0x6420, 0x64a0, 0x64b0, 0xe202, 0xe209, 0xe20b,
		0xe20c, 0xe20d, 0xe210, 0xe211, 0xe212, 0xe216, 0xe220, 0xe223,
		0xb080, 0xb087, 0xb08f, 0xb090, 0xb0a0, 0xb0b0, 0xfd80, 0xfd81,
	};
	static const uint16_t others[] = {0x46a6, 0x56a0, 0x4905, 0x7d3f, 0x7d42, 0x7d44, 0x7d46,
	                                  0x7d66, 0x7d68, 0xa780, 0xe201, 0xe20a, 0xe20e, 0xe213,
	                                  0xe224, 0xb07f, 0xb091, 0xfd7f, 0xfd82, 0x2484};

	(void)state;
	for (unsigned i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		check_intel(ids[i], true);
	for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		check_intel(others[i], false);
}

static void test_intel(void **state)
{
	static const char *const args[] = {"-v"};
	struct bar_machine *m = bar_machine_new(app_main, 0x7d558086, 0x030000);

	(void)state;
	put_le32(m->bar + GMD_ID, gmd_id(12, 71, 4));
	bar_expect(m, "Graphics IP: 12.71 (revision 4)");
	put_le32(m->bar + GMD_ID, gmd_id(0x3ff, 0xff, 0x3f) | 0x3fc0);
	bar_expect_not(m, "Graphics IP"); /* all ones */
	put_le32(m->bar + GMD_ID, gmd_id(0x3ff, 0xff, 0x3f));
	bar_expect(m, "Graphics IP: 1023.255 (revision 63)");
	put_le32(m->bar + GMD_ID, 0);
	bar_expect_not(m, "Graphics IP");
	m->fails_at = 1;
	bar_expect_lost(m, "Identity: access failed");
	m->fails_at = 0;
	m->cfg[4] = 0;
	bar_expect(m, "Identity: decoding is off");
	assert_int_equal(m->reads, 0);
	m->cfg[4] = 2;
	m->gone_at = 1;
	assert_int_equal(bar_run(m, 1, args), APP_DEVICE);
	assert_non_null(strstr(m->h->text, "Identity: the device is gone\n"));
	bar_machine_free(m);
}

/* Capabilities of common configuration and of the device's own, which is at 2000 of BAR 0. */
static struct bar_machine *virtio_machine(void)
{
	struct bar_machine *m = bar_machine_new(app_main, 0x10501af4, 0x038000);
	uint8_t *cap = cfg_cap(m->cfg, 0xa0, 0x09);

	cap[2] = 0x10;
	cap[3] = 1;
	put_le32(cap + 12, 0x1000);
	cap = cfg_cap(m->cfg, 0xb0, 0x09);
	cap[2] = 0x10;
	cap[3] = 4;
	put_le32(cap + 8, 0x2000);
	put_le32(cap + 12, 0x1000);
	put_le32(m->bar + 0x2008, 3);
	return m;
}

static void test_virtio(void **state)
{
	static const char *const args[] = {"-v", "--json"};
	struct bar_machine *m = virtio_machine();

	(void)state;
	bar_expect(m, "Scanouts: 3");
	assert_int_equal(m->reads, 1);
	assert_int_equal(m->narrowest, 4);
	assert_int_equal(bar_run(m, 2, args), APP_OK);
	assert_non_null(strstr(m->h->text, "\"identity\":{\"scanouts\":\"3\"}"));
	m->fails_at = 1;
	bar_expect_lost(m, "Identity: access failed");
	bar_machine_free(m);
}

/* One dword of the capability is another; nothing is read then. */
static void check_place(unsigned off, uint32_t v, const char *line)
{
	struct bar_machine *m = virtio_machine();

	put_le32(m->cfg + 0xb0 + off, v);
	bar_expect(m, line);
	assert_int_equal(m->reads, 0);
	bar_machine_free(m);
}

static void test_virtio_wrong(void **state)
{
	struct bar_machine *m;

	(void)state;
	check_place(0, 0x05100009, "Identity: not found");
	check_place(4, 1, "Identity: not found"); /* the upper half of BAR 0 */
	check_place(4, 2, "Identity: no address assigned");
	check_place(4, 6, "Identity: not found");
	check_place(4, 0xff, "Identity: not found");
	check_place(8, BAR_MACHINE_SIZE - 8, "Identity: outside the region");
	check_place(8, UINT32_MAX, "Identity: outside the region");
	check_place(8, 0x2001, "Identity: misaligned");
	check_place(12, 8, "Identity: outside the region");
	check_place(12, UINT32_MAX, "Identity: outside the region");

	/* It does not fit where it is. */
	m = virtio_machine();
	m->cfg[0xb1] = 0xf8;
	m->cfg[0xf8] = 9;
	m->cfg[0xf9] = 0;
	m->cfg[0xb3] = 2;
	m->cfg[0xfb] = 4;
	bar_expect(m, "Identity: outside the region");
	assert_int_equal(m->reads, 0);
	m->cfg[0x34] = 0;
	bar_expect(m, "Identity: not found");
	bar_machine_free(m);
}

/* Where nobody knows BAR 0's size it is as long as the capability says, and cannot wrap. */
static void test_virtio_unsized(void **state)
{
	struct bar_machine *m = virtio_machine();

	(void)state;
	m->h->record_count = 0;
	bar_expect(m, "Scanouts: 3");
	put_le32(m->cfg + 0x10, 0xfffffff4);
	put_le32(m->cfg + 0x14, UINT32_MAX);
	put_le32(m->cfg + 0xb8, 0x10);
	bar_expect(m, "Identity: outside the region");
	assert_int_equal(m->reads, 0);
	bar_machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_intel_ids),      cmocka_unit_test(test_intel),
		cmocka_unit_test(test_virtio),         cmocka_unit_test(test_virtio_wrong),
		cmocka_unit_test(test_virtio_unsized),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
