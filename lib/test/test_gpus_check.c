/* test_gpus_check.c - each finding of gpus --check, and what is just no finding. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "apps/gpus/check.h"

/* A GPU behind a root port, with nothing wrong: 16GT/s x16, ReBAR and SR-IOV as they should be. */
struct fixture {
	struct pci_func port, func;
	struct gpu_hop hop[2];
	const struct gpu_hop *hops[2];
	struct pci_bars bars;
	struct pci_rebar rebar;
	struct pci_sriov sriov;
	struct gpu_facts facts;
	char found[512]; /* "CODE evidence; CODE evidence; " */
};

static void found(void *ctx, const struct finding *f)
{
	struct fixture *x = ctx;
	size_t n = strlen(x->found);
	const char *colon = f->has_addr && f->addr.bus == 0 ? " 00:01.0" : "";

	snprintf(x->found + n, sizeof(x->found) - n, "%s%s: %s; ", finding_name(f->code), colon,
	         f->evidence);
}

static void set_link(struct pci_express *e)
{
	e->has_link = e->has_2 = true;
	e->lnkcap = 0x00100104;
	e->lnkcap2 = 0x1e;
	e->lnksta = 0x3104;
	e->lnkctl2 = 4;
	e->devctl = 0x2830;
}

static void setup(struct fixture *x)
{
	*x = (struct fixture){0};
	x->port = (struct pci_func){.addr = {0, 0, 1, 0, 0},
	                            .layout = PCI_LAYOUT_BRIDGE,
	                            .port_type = PCI_PORT_ROOT,
	                            .secondary = 1,
	                            .subordinate = 2};
	x->func = (struct pci_func){.addr = {0, 1, 0, 0, 0}, .class_code = 0x030000, .parent = 0};
	x->hop[0] = (struct gpu_hop){.func = &x->port, .has_express = true, .command = 7};
	x->hop[1] = (struct gpu_hop){.func = &x->func, .has_express = true, .command = 2};
	set_link(&x->hop[0].express);
	set_link(&x->hop[1].express);
	x->hop[0].express.port_type = PCI_PORT_ROOT;
	x->hop[0].isolation =
		(struct pci_isolation){PCI_PORT_ROOT, .has_acs = true, .acs_cap = 0x1d, 0x1d};
	x->hop[0].express.has_slot = true;
	x->hop[0].windows[0] = (struct pci_window){
		.kind = PCI_WINDOW_PREFETCHABLE, .base = 0x6000000000, .limit = 0x6fffffffff};
	x->hop[0].window_count = 1;
	x->hop[1].has_power = x->hop[1].has_aer = true;
	x->bars.count = 2;
	x->bars.bar[0] = (struct pci_bar){.kind = PCI_BAR_HEADER,
	                                  .is_64bit = true,
	                                  .prefetchable = true,
	                                  .base = 0x6000000000,
	                                  .size = UINT64_C(16) << 30};
	x->bars.bar[1] = (struct pci_bar){.kind = PCI_BAR_ROM, .base = 0xfff00000};
	x->rebar = (struct pci_rebar){.current = 14, .possible = 0x7f00};
	x->sriov = (struct pci_sriov){.total_vfs = 8, .vf_offset = 2, .vf_stride = 1};
	x->sriov.bar_count = 1;
	x->sriov.bar[0] = (struct pci_bar){.is_64bit = true, .base = 0x7000000000};
	x->hops[0] = &x->hop[0];
	x->hops[1] = &x->hop[1];
	x->facts = (struct gpu_facts){x->hops, 2, &x->bars, &x->rebar, 1, &x->sriov};
}

static void check(struct fixture *x, const char *expected)
{
	struct findings f = {.found = found, .ctx = x};

	check_gpu(&x->facts, &f);
	assert_string_equal(x->found, expected);
}

/* One thing is set in a machine that is sound. */
#define CHECK(expected, ...)                                                                       \
	do {                                                                                       \
		struct fixture x;                                                                  \
		setup(&x);                                                                         \
		__VA_ARGS__;                                                                       \
		check(&x, expected);                                                               \
	} while (0)

static void test_state(void **state)
{
	(void)state;
	CHECK("", );
	CHECK("DEVICE_GONE: the device is gone; ", x.hop[1].st = PCI_EGONE);
	CHECK("", x.hop[1].st = PCI_EIO, x.hop[1].command = 0);
	CHECK("", x.hop[0].st = PCI_EIO, x.hop[0].isolation.has_acs = false);
	CHECK("D3: power state D3 (PMCSR); ", x.hop[1].power_state = 3);
	CHECK("", x.hop[1].power_state = 3, x.hop[1].has_power = false);
	CHECK("DECODE_OFF: Command 0005; ", x.hop[1].command = 5);
	CHECK("", x.hop[1].command = 2);
	CHECK("ROM_MISSING: no expansion ROM register; ", x.hop[1].command = 0, x.bars.count = 0);
	CHECK("", x.hop[1].command = 5, x.bars.bar[0].io = x.bars.bar[1].io = true);
}

static void test_bars(void **state)
{
	(void)state;
	CHECK("BAR_UNASSIGNED: BAR 0 at 0; ", x.bars.bar[0].base = 0);
	CHECK("", x.bars.bar[0].base = 0, x.bars.bar[0].io = true);
	CHECK("", x.bars.bar[0].base = 0, x.bars.bar[0].cut = true);
	CHECK("BAR_BELOW_4G: BAR 0 of 256 MiB at c0000000; ", x.bars.bar[0].base = 0xc0000000,
	      x.bars.bar[0].size = 256 << 20);
	CHECK("BAR_BELOW_4G: BAR 0 of 16384 MiB at c0000000; ", x.bars.bar[0].base = 0xc0000000,
	      x.bars.bar[0].size = 0);
	CHECK("", x.bars.bar[0].base = 0xc0000000, x.bars.bar[0].size = 128 << 20);
	CHECK("", x.bars.bar[0].base = 0xc0000000, x.bars.bar[0].prefetchable = false);
	CHECK("", x.bars.bar[0].base = UINT64_C(1) << 32);
}

static void test_rebar(void **state)
{
	(void)state;
	CHECK("REBAR_SMALL: BAR 0 has 256 MiB, the next size is 512 MiB, which the windows above "
	      "hold; ",
	      x.rebar.current = 8);
	CHECK("REBAR_SMALL: BAR 0 has 256 MiB, the next size is 512 MiB, for which 00:01.0 has no "
	      "room; ",
	      x.rebar.current = 8, x.hop[0].windows[0].limit = 0x600fffffff);
	CHECK("", x.rebar.current = 8, x.rebar.possible = 0x100);
	CHECK("", x.rebar.current = 15);
	CHECK("", x.rebar.current = 8, x.facts.rebar_count = 0);
}

static void test_links(void **state)
{
	(void)state;
	CHECK("LINK_WIDTH 00:01.0: x8 of x16 (LnkSta 3084, LnkCap 00100104); ",
	      x.hop[0].express.lnksta = 0x3084);
	CHECK("", x.hop[0].express.lnksta = 0x3084, x.hop[1].express.lnkcap = 0x00100084);
	CHECK("LINK_WIDTH 00:01.0: x8 of x16 (LnkSta 3084, LnkCap 00100104), 1 retimer; ",
	      x.hop[0].express.lnksta = 0x3084, x.hop[0].express.lnksta2 = 0x40);
	CHECK("LINK_IDLE 00:01.0: 2.5GT/s of 16GT/s (LnkSta 3101), 2 retimers; ",
	      x.hop[0].express.lnksta = 0x3101, x.hop[0].express.lnksta2 = 0xc0);
	CHECK("LINK_SPEED 00:01.0: the port's target is 8GT/s of 16GT/s (LnkCtl2 0003); ",
	      x.hop[0].express.lnkctl2 = 3);
	CHECK("", x.hop[0].express.lnkctl2 = 0);
	CHECK("LINK_SPEED 00:01.0: the port has 8GT/s at most, the card 16GT/s; ",
	      x.hop[0].express.lnkcap2 = 0xe, x.hop[0].express.lnksta = 0x3103);
	CHECK("", x.hop[1].express.lnkcap2 = 0xe, x.hop[0].express.lnksta = 0x3103);
	CHECK("", x.hop[0].express.lnkcap = 0, x.hop[0].express.lnkcap2 = 0);
	CHECK("LINK_IDLE 00:01.0: 2.5GT/s of 16GT/s (LnkSta 3101); ",
	      x.hop[0].express.lnksta = 0x3101);
	CHECK("MPS_MISMATCH 00:01.0: DevCtl 2850 above, 2830 below; ",
	      x.hop[0].express.devctl = 0x2850);
	CHECK("", x.hop[0].express.devctl = 0x5830);
	CHECK("", x.hop[0].express.lnksta = 0x3084, x.port.port_type = PCI_PORT_UPSTREAM);
}

static void test_errors(void **state)
{
	(void)state;
	CHECK("AER_FATAL: UESta 00040000, UESvrt 00062030; ", x.hop[1].ue_status = 0x40000,
	      x.hop[1].ue_severity = 0x62030);
	CHECK("", x.hop[1].ue_status = 0x100000, x.hop[1].ue_severity = 0x62030);
	CHECK("AER_FATAL 00:01.0: DevSta 0004; ", x.hop[0].express.devsta = 4);
	CHECK("", x.hop[0].express.devsta = 0xb);
	CHECK("ACS_OFF 00:01.0: ACSCap 001d, ACSCtl 0000; ", x.hop[0].isolation.acs_ctl = 0);
	CHECK("", x.hop[0].isolation.acs_cap = 0, x.hop[0].isolation.acs_ctl = 0);
	CHECK("ACS_MISSING 00:01.0: the port has no Access Control Services; ",
	      x.hop[0].isolation.has_acs = false);
	CHECK("", x.hop[0].isolation.has_acs = false, x.port.port_type = PCI_PORT_UPSTREAM);
}

static void test_sriov(void **state)
{
	(void)state;
	CHECK("SRIOV_NO_BUSES: 600 VFs need buses beyond 02; ", x.sriov.total_vfs = 600);
	CHECK("", x.sriov.total_vfs = 510);
	CHECK("SRIOV_NO_BUSES: 511 VFs need buses beyond 02; ", x.sriov.total_vfs = 511);
	CHECK("SRIOV_NO_SPACE: VF BAR 0 at 0; ", x.sriov.bar[0].base = 0);
	CHECK("", x.sriov.bar[0].base = 0, x.sriov.total_vfs = 0);
	CHECK("SRIOV_BAD: VF offset 0, stride 1 for 8 VFs; ", x.sriov.vf_offset = 0);
	CHECK("SRIOV_BAD: VF offset 2, stride 0 for 8 VFs; ", x.sriov.vf_stride = 0);
	CHECK("", x.sriov.vf_stride = 0, x.sriov.total_vfs = 1);
	CHECK("SRIOV_BAD: VF BAR 3; ", x.sriov.bar[0].io = true, x.sriov.bar[0].slot = 3);
	CHECK("", x.facts.sriov = NULL, x.sriov.vf_offset = 0);
}

static void test_rom(void **state)
{
	(void)state;
	CHECK("ROM_MISSING: no expansion ROM register; ", x.bars.count = 1);
	CHECK("", x.bars.count = 1, x.func.class_code = 0x030200);
	CHECK("", x.bars.count = 1, x.facts.hop = &x.hops[1], x.facts.hops = 1);
}

static void check_port(struct fixture *x, bool is_empty, bool reached, const char *expected)
{
	struct findings f = {.found = found, .ctx = x};

	check_bridge(&x->hop[0], is_empty, reached, &f);
	assert_string_equal(x->found, expected);
}

#define CHECK_PORT(is_empty, expected, ...)                                                        \
	do {                                                                                       \
		struct fixture x;                                                                  \
		setup(&x);                                                                         \
		x.hop[0].express.lnksta = 0;                                                       \
		__VA_ARGS__;                                                                       \
		check_port(&x, is_empty, true, expected);                                          \
	} while (0)

static void test_missing(void **state)
{
	(void)state;
	CHECK_PORT(true, "", );
	CHECK_PORT(true, "LINK_DOWN 00:01.0: SltSta 0040, LnkSta 0000; ",
	           x.hop[0].express.sltsta = 0x40);
	CHECK_PORT(false, "", x.hop[0].express.sltsta = 0x40);
	CHECK_PORT(true, "", x.hop[0].express.sltsta = 0x40, x.hop[0].express.has_slot = false);
	CHECK_PORT(true, "SLOT_EMPTY_BUT_PRESENT 00:01.0: SltSta 0040, LnkSta 2000; ",
	           x.hop[0].express.sltsta = 0x40, x.hop[0].express.lnksta = 0x2000);
	CHECK_PORT(true, "SLOT_EMPTY_BUT_PRESENT 00:01.0: SltSta 0040, LnkSta 0000; ",
	           x.hop[0].express.sltsta = 0x40, x.hop[0].express.lnkcap = 0x104);
	CHECK_PORT(true, "", x.hop[0].express.lnkcap = 0x104, x.hop[0].express.lnksta = 0x2000);
	CHECK_PORT(true, "LINK_DISABLED 00:01.0: LnkCtl 0010; ", x.hop[0].express.lnkctl = 0x10,
	           x.hop[0].express.sltsta = 0x40);
	CHECK_PORT(false, "", x.hop[0].express.lnkctl = 0x10);
	CHECK_PORT(false, "POWER_FAULT 00:01.0: SltSta 0002; ", x.hop[0].express.sltsta = 2);
	CHECK_PORT(false, "", x.hop[0].express.sltsta = 2, x.hop[0].express.has_slot = false);
	CHECK_PORT(true, "BUS_UNASSIGNED 00:01.0: buses 00-00; ", x.port.secondary = 0,
	           x.port.subordinate = 0, x.hop[0].express.sltsta = 0x40);
	CHECK_PORT(true, "BUS_UNASSIGNED 00:01.0: buses 05-04; ", x.port.secondary = 5,
	           x.port.subordinate = 4);
}

static void test_unscanned(void **state)
{
	struct fixture x;

	(void)state;
	setup(&x);
	check_port(&x, true, false, "BEHIND_UNSCANNED 00:01.0: buses 01-02; ");
}

/* A list of codes says what is told and counted. */
static void test_selection(void **state)
{
	struct findings f = {.found = found};
	struct fixture x;

	(void)state;
	setup(&x);
	f.ctx = &x;
	x.hop[1].power_state = 3;
	x.hop[1].command = 0;
	x.hop[0].isolation.acs_ctl = 0;
	assert_true(finding_parse("D3,LINK_WIDTH", &f.ignored));
	assert_int_equal(f.ignored, UINT64_C(1) << FINDING_D3 | UINT64_C(1) << FINDING_LINK_WIDTH);
	check_gpu(&x.facts, &f);
	assert_string_equal(x.found, "DECODE_OFF: Command 0000; "
	                             "ACS_OFF 00:01.0: ACSCap 001d, ACSCtl 0000; ");
	assert_int_equal(f.by_severity[FINDING_NOTE], 1);
	assert_int_equal(f.by_severity[FINDING_WARNING], 1);
	assert_int_equal(f.by_severity[FINDING_ERROR], 0);
	assert_false(finding_parse("", &f.ignored));
	assert_false(finding_parse("D", &f.ignored));
	assert_false(finding_parse("D3,", &f.ignored));
	assert_false(finding_parse("D33", &f.ignored));
	assert_false(finding_parse("d3", &f.ignored));
	for (unsigned code = 0; code < FINDING_CODES; code++) {
		assert_true(finding_parse(finding_name((enum finding_code)code), &f.ignored));
		assert_int_equal(f.ignored, UINT64_C(1) << code);
		assert_in_range(strlen(finding_advice((enum finding_code)code)), 20, 75);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state),   cmocka_unit_test(test_bars),
		cmocka_unit_test(test_rebar),   cmocka_unit_test(test_links),
		cmocka_unit_test(test_errors),  cmocka_unit_test(test_sriov),
		cmocka_unit_test(test_rom),     cmocka_unit_test(test_unscanned),
		cmocka_unit_test(test_missing), cmocka_unit_test(test_selection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
