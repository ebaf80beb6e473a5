/* test_decode_link.c - power, links and requests as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_scan.h"
#include "lib/test/block.h"

static void test_power_budget(void **state)
{
	struct reg regs[] = {
		{0x04, 1, 0x07}, {0x06, 2, 0x016e}, {0x08, 4, 0x8149ae96}, {0x0c, 4, 0xffffff62}};

	(void)state;
	check_text(DESC_EXT, 0x04, NO_TYPE, 0x10, REGS(regs),
	           "PBSelect: entry 7\n"
	           "PBCtl: Extended- Limit+ substate 3, OutOfBandLimit+ substate 5\n"
	           "PBData: 1.50W, Sustained, D1, substate 3, rail 1.5V or 1.8V, Extended+\n"
	           "    connector 5\n"
	           "PBCap: SystemAllocated- Extended+ Sense- Limit-\n"
	           "    power disable for recovery and D3cold, power loss notification\n");
	regs[1].value = 0x0001;
	regs[2].value = 0x00104000 | 3;
	regs[3].value = 0x00abcd8d;
	check_text(DESC_EXT, 0x04, NO_TYPE, 0x10, REGS(regs),
	           "PBSelect: entry 7\n"
	           "PBCtl: Extended+ Limit- OutOfBandLimit-\n"
	           "PBData: 3W, PME Aux, D2, substate 0, rail 48V?, Extended-\n"
	           "PBCap: SystemAllocated+ Extended- Sense+ Limit+ power disable not reported,\n"
	           "    power loss notification and acknowledge, power sense abcd?\n");
}

/* A value of 4 in each scale, and what has none. */
static void test_power_scales(void **state)
{
	static const struct {
		uint32_t data;
		const char *text;
	} cases[] = {
		{0x00000004, "PBData: 4W,"},
		{0x00000104, "PBData: 0.4W,"},
		{0x00000204, "PBData: 0.04W,"},
		{0x00000304, "PBData: 0.004W,"},
		{0x00200004, "PBData: 40W,"},
		{0x00200104, "PBData: 400W,"},
		{0x00200204, "PBData: 4 in reserved scale 6 W,"},
		{0x000000ef, "PBData: 239W,"},
		{0x000000f0, "PBData: 250W,"},
		{0x000000f2, "PBData: 300W,"},
		{0x000000f3, "PBData: reserved f3 W,"},
		{0x000001f1, "PBData: 24.1W,"},
		{0x002000f1, "PBData: 2410W,"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reg reg = {0x08, 4, cases[i].data};

		assert_non_null(
			strstr(block_text(DESC_EXT, 0x04, NO_TYPE, 0x10, &reg, 1), cases[i].text));
	}
}

static void test_power_allocation(void **state)
{
	/* three substates, in units of 0.1 W and of 10 ms */
	static const struct reg regs[] = {{0x04, 4, 0x07032102},
	                                  {0x08, 4, 0x00000005},
	                                  {0x0c, 2, 0x0101},
	                                  {0x0e, 2, 0x0002},
	                                  {0x10, 4, 0x6405fa0f}};

	(void)state;
	check_text(DESC_EXT, 0x16, NO_TYPE, 0x14, REGS(regs),
	           "DPACap: SubstateMax=2, unit 0.1W, Latency0=30ms, Latency1=70ms\n"
	           "DPALatency1: substates: 0 2\n"
	           "DPASta: Substate=1, Control+\n"
	           "DPACtl: Substate=2\n"
	           "DPAPower: 0: 1.5W 1: 25W 2: 0.5W\n");
}

static void test_power_allocation_units(void **state)
{
	static const struct {
		uint32_t cap;
		const char *latency, *power;
	} cases[] = {
		{0x00050000, "Latency0=5ms", "0: 1500W"},
		{0x00051200, "Latency0=500ms", "0: 150W"},
		{0x00052300, "Latency0=5 in reserved unit 3 ms", "0: 15W"},
		{0x00053100, "Latency0=50ms", "0: 1.50W"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reg regs[] = {{0x04, 4, cases[i].cap}, {0x10, 1, 150}};
		const char *text = block_text(DESC_EXT, 0x16, NO_TYPE, 0x14, REGS(regs));

		assert_non_null(strstr(text, cases[i].latency));
		assert_non_null(strstr(text, cases[i].power));
	}
}

static void test_secondary_pcie(void **state)
{
	/* of a link of two lanes */
	static const struct reg regs[] = {
		{0x04, 4, 0x00000002}, {0x08, 4, 0x80000009},           {0x0c, 2, 0x1a27},
		{0x0e, 2, 0x6f7f},     {EXPRESS + 0x0c, 4, 0x00000020}, {0x10, 2, 0xffff}};

	(void)state;
	check_text(
		DESC_EXT, 0x19, PCI_PORT_ROOT, 0x14, REGS(regs),
		"LnkCtl3: LnkEquIntrruptEn+ PerformEqu-\n"
		"LaneErrStat: LaneErr at lane: 0 3 31\n"
		"Lane 0 Equ: DownTx P7, DownRx -8dB, UpTx P10, UpRx -7dB\n"
		"Lane 1 Equ: DownTx reserved f, DownRx reserved 7, UpTx reserved f, UpRx -12dB\n");
	check_text(DESC_EXT, 0x19, PCI_PORT_ROOT, 0x14, regs, 1,
	           "LnkCtl3: LnkEquIntrruptEn+ PerformEqu-\n"
	           "LaneErrStat: 00000000\n");
}

static void test_processing_hints(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00020305}, {0x08, 4, 0x00000302},
	                                  {0x0c, 2, 0x3412},     {0x0e, 2, 0x7856},
	                                  {0x10, 2, 0xbc9a},     {0x12, 2, 0xffff}};
	static const struct reg in_msix[] = {{0x04, 4, 0x00010402}, {0x08, 4, 0x00000101}};
	static const struct reg no_upper[] = {{0x04, 4, 0x00000200}, {0x0c, 2, 0x3412}};
	static const struct reg no_table[] = {{0x04, 4, 0x07ff0100}};

	(void)state;
	check_text(DESC_EXT, 0x17, NO_TYPE, 0x14, REGS(regs),
	           "TPHCap: NoST+ IntVec- DevSpec+ ExtTPH+\n"
	           "    Steering table: in TPH capability structure, 3 entries\n"
	           "TPHCtl: Mode: Device specific, Requester: TPH and extended TPH\n"
	           "Steering tags: 0: 12, upper 34 1: 56, upper 78 2: 9a, upper bc\n");
	check_text(DESC_EXT, 0x17, NO_TYPE, 0x14, REGS(in_msix),
	           "TPHCap: NoST- IntVec+ DevSpec- ExtTPH- Steering table: in MSI-X table,\n"
	           "    2 entries\n"
	           "TPHCtl: Mode: Interrupt vector, Requester: TPH\n");
	check_text(DESC_EXT, 0x17, NO_TYPE, 0x14, REGS(no_upper),
	           "TPHCap: NoST- IntVec- DevSpec- ExtTPH-\n"
	           "    Steering table: in TPH capability structure, 1 entries\n"
	           "TPHCtl: Mode: No ST, Requester: off\n"
	           "Steering tags: 0: 12\n");
	check_text(DESC_EXT, 0x17, NO_TYPE, 0x14, REGS(no_table),
	           "TPHCap: NoST- IntVec- DevSpec- ExtTPH+ Steering table: none\n"
	           "TPHCtl: Mode: No ST, Requester: off\n");
}

static void test_multiplexing(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000502},
	                                  {0x08, 4, 0x04030201},
	                                  {0x0c, 4, 0x05020401},
	                                  {0x10, 4, 0x1e981234},
	                                  {0x14, 4, 0x80865678}};
	static const struct reg none[] = {{0x0c, 4, 0x02040206}};

	(void)state;
	check_text(DESC_EXT, 0x1a, PCI_PORT_ROOT, 0x18, REGS(regs),
	           "PMUXCap: Protocols=2, Link Speeds: 2.5GT/s 8GT/s\n"
	           "PMUXCtl: Channel0=1, Channel1=2, Channel2=3, Channel3=4\n"
	           "PMUXSta: Ch0SpeedDis+ Ch0WidthDis- Ch0ProtocolDis- Ch1SpeedDis- Ch1WidthDis-\n"
	           "    Ch1ProtocolDis+ Ch2SpeedDis- Ch2WidthDis+ Ch2ProtocolDis- Ch3SpeedDis+\n"
	           "    Ch3WidthDis- Ch3ProtocolDis+\n"
	           "Protocol: ID=1234, Authority=1e98\n"
	           "Protocol: ID=5678, Authority=8086\n");
	check_text(DESC_EXT, 0x1a, PCI_PORT_ROOT, 0x18, REGS(none),
	           "PMUXCap: Protocols=0, Link Speeds: none\n"
	           "PMUXCtl: Channel0=0, Channel1=0, Channel2=0, Channel3=0\n"
	           "PMUXSta: Ch0SpeedDis- Ch0WidthDis+ Ch0ProtocolDis+ Ch1SpeedDis- Ch1WidthDis+\n"
	           "    Ch1ProtocolDis- Ch2SpeedDis- Ch2WidthDis- Ch2ProtocolDis+ Ch3SpeedDis-\n"
	           "    Ch3WidthDis+ Ch3ProtocolDis-\n");
}

static void test_page_requests(void **state)
{
	static const struct reg regs[] = {
		{0x04, 2, 0x0002}, {0x06, 2, 0x0102}, {0x08, 4, 0x00000200}, {0x0c, 4, 0x00000040}};
	static const struct reg others[] = {{0x04, 2, 0x0001}, {0x06, 2, 0x8001}};

	(void)state;
	check_text(DESC_EXT, 0x13, NO_TYPE, 0x10, REGS(regs),
	           "PRICtl: Enable- Reset+\n"
	           "PRISta: RF- UPRGI+ Stopped+ PASID-\n"
	           "Page Request Capacity: 00000200\n"
	           "Page Request Allocation: 00000040\n");
	check_text(DESC_EXT, 0x13, NO_TYPE, 0x10, REGS(others),
	           "PRICtl: Enable+ Reset-\n"
	           "PRISta: RF+ UPRGI- Stopped- PASID+\n"
	           "Page Request Capacity: 00000000\n"
	           "Page Request Allocation: 00000000\n");
}

static void test_pasid(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x140a}, {0x06, 2, 0x0005}};
	static const struct reg others[] = {{0x04, 2, 0x0104}, {0x06, 2, 0x000a}};

	(void)state;
	check_text(DESC_EXT, 0x1b, NO_TYPE, 0x08, REGS(regs),
	           "PASIDCap: Exec+ Priv- Translated+ Max PASID Width: 20 bits\n"
	           "PASIDCtl: Enable+ Exec- Priv+ Translated-\n");
	check_text(DESC_EXT, 0x1b, NO_TYPE, 0x08, REGS(others),
	           "PASIDCap: Exec- Priv+ Translated- Max PASID Width: 1 bits\n"
	           "PASIDCtl: Enable- Exec+ Priv- Translated+\n");
}

static void test_ln_requester(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x0a02}, {0x06, 2, 0x0501}};
	static const struct reg others[] = {{0x04, 2, 0x0001}, {0x06, 2, 0x0002}};

	(void)state;
	check_text(DESC_EXT, 0x1c, NO_TYPE, 0x08, REGS(regs),
	           "LNRCap: 64byte- 128byte+ Registrations=1K\n"
	           "LNRCtl: Enable+ Line=64 bytes, Registrations=32\n");
	check_text(DESC_EXT, 0x1c, NO_TYPE, 0x08, REGS(others),
	           "LNRCap: 64byte+ 128byte- Registrations=1\n"
	           "LNRCtl: Enable- Line=128 bytes, Registrations=1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_power_budget),
		cmocka_unit_test(test_power_scales),
		cmocka_unit_test(test_power_allocation),
		cmocka_unit_test(test_power_allocation_units),
		cmocka_unit_test(test_secondary_pcie),
		cmocka_unit_test(test_processing_hints),
		cmocka_unit_test(test_multiplexing),
		cmocka_unit_test(test_page_requests),
		cmocka_unit_test(test_pasid),
		cmocka_unit_test(test_ln_requester),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
