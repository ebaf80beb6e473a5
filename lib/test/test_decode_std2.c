/* test_decode_std2.c - the less common standard capabilities as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_agp_2(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x08, 4, 0x06000000},
	                                  {0x02, 1, 0x20},
	                                  {0x04, 4, 0x1f020217},
	                                  {0x08, 4, 0x07000312},
	                                  {0x0c, 4, 0x11111111}};

	(void)state;
	check_text(
		DESC_STD, 0x02, NO_TYPE, 0x0c, REGS(regs),
		"AGP version: 2.0\n"
		"Status: RQ=32, Iso+ ArqSz=16, Cal=4ms, SBA+ ITACoh- GART64- HTrans- 64bit- FW+\n"
		"    AGP3- Rate=x1 x2 x4\n"
		"Command: RQ=8, ArqSz=16, Cal=4ms, SBA+ AGP+ GART64- 64bit- FW+ Rate=x2\n");
}

static void test_agp_3_target(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x08, 4, 0x06000000},
	                                  {0x02, 1, 0x35},
	                                  {0x04, 4, 0x2002c5aa},
	                                  {0x08, 4, 0x10006aa1},
	                                  {0x0c, 4, 0x00123479},
	                                  {0x10, 4, 0x00000280},
	                                  {0x14, 2, 0x0f38},
	                                  {0x16, 2, 0x1001},
	                                  {0x18, 4, 0xfedcb000},
	                                  {0x1c, 4, 0x00000012},
	                                  {0x20, 2, 0x5640}};

	(void)state;
	check_text(DESC_STD, 0x02, NO_TYPE, 0x24, REGS(regs),
	           "AGP version: 3.5\n"
	           "Status: RQ=33, Iso+ ArqSz=1K, Cal=16ms, SBA- ITACoh+ GART64+ HTrans- 64bit+\n"
	           "    FW- AGP3+ Rate=x8\n"
	           "Command: RQ=17, ArqSz=128, Cal=64ms, SBA+ AGP- GART64+ 64bit+ FW- Rate=x4\n"
	           "IsoStatus: MaxBW=576bytes/us, MaxTrans=52, Payload=1, MaxLatency=7,\n"
	           "    Error: target overflow or master read underrun\n"
	           "Control: GTLB+ Aperture- CalDis+\n"
	           "ApertureSize: 0f38\n"
	           "PageSize: 1001\n"
	           "GART: fedcb000 upper 00000012\n"
	           "IsoCommand: MaxTrans=86, Payload=1\n");
}

static void test_agp_3_master(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x08, 4, 0x03000000},
	                                  {0x02, 1, 0x30},
	                                  {0x04, 4, 0x0000004a},
	                                  {0x10, 4, 0x00000380}};

	(void)state;
	check_text(DESC_STD, 0x02, NO_TYPE, 0x24, REGS(regs),
	           "AGP version: 3.0\n"
	           "Status: RQ=1, Iso- ArqSz=16, Cal=4ms, SBA- ITACoh- GART64- HTrans+ 64bit- FW-\n"
	           "    AGP3+ Rate=x8\n"
	           "Command: RQ=1, ArqSz=16, Cal=4ms, SBA- AGP- GART64- 64bit- FW- Rate=none\n");
}

static void test_vpd(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x8124}, {0x04, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x03, NO_TYPE, 0x08, REGS(regs),
	           "Address: 0124, F+\n"
	           "Data: 12345678\n");
}

static void test_slot_id(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x2d}, {0x03, 1, 0x1e}};

	(void)state;
	check_text(DESC_STD, 0x04, NO_TYPE, 0x04, REGS(regs),
	           "Slot ID: 13 slots, First+ chassis 1e\n");
}

static void test_hot_swap(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x9a}};

	(void)state;
	check_text(DESC_STD, 0x06, NO_TYPE, 0x04, REGS(regs),
	           "Hot swap: INS+ EXT- PI=1, LOO+ PIE- EIM+ DHA-\n");
}

static void test_debug_port(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x4f34}};

	(void)state;
	check_text(DESC_STD, 0x0a, NO_TYPE, 0x04, REGS(regs), "Debug port: BAR1, offset=0f34\n");
}

static void test_without_layout(void **state)
{
	static const struct reg regs[] = {
		{0x00, 4, 0x1234000b}, {0x04, 4, 0x9abcdef0}, {0x08, 4, 0x0000beef}};

	(void)state;
	check_text(DESC_STD, 0x0b, NO_TYPE, 0x0c, REGS(regs),
	           "Raw: 00: 1234000b 9abcdef0 0000beef\n");
}

static void test_agp_8x(void **state)
{
	static const struct reg regs[] = {{0x00, 4, 0x1234000e}, {0x04, 4, 0x9abcdef1}};

	(void)state;
	check_text(DESC_STD, 0x0e, NO_TYPE, 0x08, REGS(regs), "Raw: 00: 1234000e 9abcdef1\n");
}

static void test_hot_plug(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x13}, {0x03, 1, 0xc4}, {0x04, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x0c, NO_TYPE, 0x08, REGS(regs),
	           "DwordSelect: 19\n"
	           "Pending: c4\n"
	           "DwordData: 12345678\n");
}

static void test_subsystem_of_bridge(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x1043}, {0x06, 2, 0x8765}};

	(void)state;
	check_text(DESC_STD, 0x0d, NO_TYPE, 0x08, REGS(regs), "Subsystem: 1043:8765\n");
}

static void test_iommu(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x08, 4, 0x08060012}, {0x02, 2, 0x1a2b},
	                                  {0x04, 4, 0xfeb98001},          {0x08, 4, 0x00000003},
	                                  {0x0c, 4, 0x9881208a},          {0x10, 4, 0x98603045},
	                                  {0x14, 4, 0x00000011}};

	(void)state;
	check_text(DESC_STD, 0x0f, NO_TYPE, 0x18, REGS(regs),
	           "IOMMU: rev 5, IOTLB- HtTunnel+ NpCache- EFR+ CapExt+\n"
	           "Base: Enable+ feb98000 upper 00000003\n"
	           "Range: Valid+ bus 20, devfn 81-98, UnitID 10\n"
	           "Misc: IntMsgNum 5, GVAsize=2, PA 48 bits, VA 64 bits, HtAtsResv+\n"
	           "    PPR IntMsgNum 19 GA IntMsgNum 17\n");
}

static void test_iommu_of_amd(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x14191022},
	                                  {HEADER + 0x08, 4, 0x08800000},
	                                  {0x02, 2, 0x0503},
	                                  {0x08, 4, 0x00000005},
	                                  {0x0c, 4, 0x40000000},
	                                  {0x10, 4, 0x00080000}};

	(void)state;
	check_text(DESC_STD, 0x0f, NO_TYPE, 0x14, REGS(regs),
	           "IOMMU: rev 0, IOTLB+ HtTunnel- NpCache+ EFR- CapExt-\n"
	           "Base: Enable- 00000000 upper 00000005\n"
	           "Range: Valid- bus 00, devfn 00-40, UnitID 0\n"
	           "Misc: IntMsgNum 0, GVAsize=0, PA 0 bits, VA 16 bits, HtAtsResv-\n"
	           "    PPR IntMsgNum 0\n");
}

static void test_secure_device_of_another_class(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x08, 4, 0x03000000}, {0x00, 4, 0x002b000f}, {0x04, 4, 0x11111111}};

	(void)state;
	check_text(DESC_STD, 0x0f, NO_TYPE, 0x0c, REGS(regs),
	           "Secure device: type 3, rev 5\n"
	           "Raw: 00: 002b000f 11111111 00000000\n");
}

static void test_sata(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0012}, {0x04, 4, 0x00045678}};

	(void)state;
	check_text(DESC_STD, 0x12, NO_TYPE, 0x08, REGS(regs),
	           "SATA HBA: v1.2 BAR4, Offset=01159c\n");
}

static void test_sata_in_config_space(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0010},
	                                  {0x04, 4, 0x0000000f},
	                                  {0x08, 4, 0x00000024},
	                                  {0x0c, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x12, NO_TYPE, 0x10, REGS(regs),
	           "SATA HBA: v1.0 InCfgSpace, Offset=000000\n"
	           "Index: 00000024\n"
	           "Data: not read: reading it has side effects\n");
}

static void test_advanced_features(void **state)
{
	static const struct reg regs[] = {
		{0x02, 1, 0x06}, {0x03, 1, 0x02}, {0x04, 1, 0x01}, {0x05, 1, 0x01}};

	(void)state;
	check_text(DESC_STD, 0x13, NO_TYPE, 0x06, REGS(regs),
	           "AFCap: TP- FLR+\n"
	           "AFCtrl: FLR+\n"
	           "AFStatus: TP+\n");
}

static void test_enhanced_allocation(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x0e, 1, 0x80}, {0x02, 2, 0x0004},     {0x04, 4, 0x80ff0002},
		{0x08, 4, 0xfe000000},    {0x0c, 4, 0x000ffffc}, {0x10, 4, 0x400302a4},
		{0x14, 4, 0x80000002},    {0x18, 4, 0x0fffffff}, {0x1c, 4, 0x90000012},
		{0x20, 4, 0xa0000034},    {0x24, 4, 0xfffffd83}, {0x28, 4, 0xc0000000},
		{0x2c, 4, 0x7ffffffe},    {0x30, 4, 0xb0000056}, {0x34, 4, 0x00000073},
		{0x38, 4, 0xd0000002},    {0x3c, 4, 0x00000ffc}};

	(void)state;
	check_text(
		DESC_STD, 0x14, NO_TYPE, 0x40, REGS(regs),
		"EA: NumEntries=4\n"
		"Entry 0 Flags: Enable+ Writable- EntrySize=2, BAR Equivalent Indicator: BAR 0,\n"
		"    PrimaryProperties: memory space, non-prefetchable\n"
		"Entry 0 Range: Base=fe000000 MaxOffset=000fffff\n"
		"Entry 1 Flags: Enable- Writable+ EntrySize=4,\n"
		"    BAR Equivalent Indicator: VF-BAR 1, PrimaryProperties: I/O space,\n"
		"    SecondaryProperties: VF memory space, prefetchable\n"
		"Entry 1 Range: Base=80000000 MaxOffset=0fffffff upper Base=90000012\n"
		"    upper MaxOffset=a0000034\n"
		"Entry 2 Flags: Enable+ Writable+ EntrySize=3,\n"
		"    BAR Equivalent Indicator: expansion ROM,\n"
		"    PrimaryProperties: memory space resource unavailable for use\n"
		"Entry 2 Range: Base=c0000000 MaxOffset=7fffffff upper MaxOffset=b0000056\n"
		"Entry 3 Flags: Enable- Writable- EntrySize=3,\n"
		"    BAR Equivalent Indicator: not indicated,\n"
		"    PrimaryProperties: memory space, non-prefetchable,\n"
		"    SecondaryProperties: memory space, non-prefetchable\n"
		"Entry 3 Range: Base=d0000000 MaxOffset=00000fff\n"
		"BASE_HI: beyond the end of the capability\n");
}

static void test_enhanced_allocation_of_bridge(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x0e, 1, 0x01}, {0x02, 2, 0x0002},
	                                  {0x04, 1, 0x0c},          {0x05, 1, 0x22},
	                                  {0x08, 4, 0x00ff0661},    {0x0c, 4, 0x11111111},
	                                  {0x10, 4, 0x80ff0780}};

	(void)state;
	check_text(DESC_STD, 0x14, NO_TYPE, 0x18, REGS(regs),
	           "EA: NumEntries=2\n"
	           "Fixed bus: secondary=12 subordinate=34\n"
	           "Entry 0 Flags: Enable- Writable- EntrySize=1,\n"
	           "    BAR Equivalent Indicator: resource behind function,\n"
	           "    PrimaryProperties: allocation behind bridge, prefetchable memory\n"
	           "Entry 1 Flags: Enable+ Writable- EntrySize=0,\n"
	           "    BAR Equivalent Indicator: expansion ROM,\n"
	           "    PrimaryProperties: allocation behind bridge, I/O space\n");
}

static void test_flattening_portal_bridge(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x0503022d}, {0x08, 4, 0xabc80051},
	                                  {0x0c, 4, 0x00004568}, {0x10, 4, 0x12300041},
	                                  {0x14, 4, 0x70000070}, {0x18, 4, 0x00000009},
	                                  {0x1c, 4, 0x00008025}, {0x20, 4, 0xdeadbeef}};

	(void)state;
	check_text(DESC_STD, 0x15, NO_TYPE, 0x24, REGS(regs),
	           "FPBCap: RID+ MemLow- MemHigh+ SecDev=6, RID 1024 bits, MemLow 2048 bits,\n"
	           "    MemHigh 8192 bits\n"
	           "RIDCtl: Enable+ 256 RIDs per bit, Start=abc8 SecStart=4568\n"
	           "MemLowCtl: Enable+ 16M per bit, Start=12300000\n"
	           "MemHighCtl: Enable- 32G per bit, Start=70000000 upper Start=00000009\n"
	           "Access: MEM High, dword 37 data deadbeef\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agp_2),
		cmocka_unit_test(test_agp_3_target),
		cmocka_unit_test(test_agp_3_master),
		cmocka_unit_test(test_vpd),
		cmocka_unit_test(test_slot_id),
		cmocka_unit_test(test_hot_swap),
		cmocka_unit_test(test_debug_port),
		cmocka_unit_test(test_without_layout),
		cmocka_unit_test(test_agp_8x),
		cmocka_unit_test(test_hot_plug),
		cmocka_unit_test(test_subsystem_of_bridge),
		cmocka_unit_test(test_iommu),
		cmocka_unit_test(test_iommu_of_amd),
		cmocka_unit_test(test_secure_device_of_another_class),
		cmocka_unit_test(test_sata),
		cmocka_unit_test(test_sata_in_config_space),
		cmocka_unit_test(test_advanced_features),
		cmocka_unit_test(test_enhanced_allocation),
		cmocka_unit_test(test_enhanced_allocation_of_bridge),
		cmocka_unit_test(test_flattening_portal_bridge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
