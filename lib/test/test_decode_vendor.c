/* test_decode_vendor.c - the vendor-specific capability of those who tell what is in it, as text.
 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_vendor_specific(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10411022}, {0x00, 4, 0x110d4409},
	                                  {0x04, 4, 0x22222222},          {0x08, 4, 0x33333333},
	                                  {0x0c, 4, 0x44444444},          {0x10, 4, 0x55555555}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x14, REGS(regs),
	           "Vendor specific: Len=0d\n"
	           "Raw: 00: 110d4409 22222222 33333333 44444444\n");
}

static void test_virtio_common(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10411af4},
	                                  {0x02, 1, 0x10},
	                                  {0x03, 1, 0x01},
	                                  {0x04, 1, 0x04},
	                                  {0x05, 1, 0x07},
	                                  {0x08, 4, 0x00001000},
	                                  {0x0c, 4, 0x00000038}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x10, REGS(regs),
	           "VirtIO: CommonCfg BAR=4 offset=00001000 size=00000038\n");
}

static void test_virtio_notify(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10001af4},
	                                  {0x02, 1, 0x14},
	                                  {0x03, 1, 0x02},
	                                  {0x04, 1, 0x02},
	                                  {0x08, 4, 0xa0003000},
	                                  {0x0c, 4, 0xb0000040},
	                                  {0x10, 4, 0xc0000012}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x14, REGS(regs),
	           "VirtIO: Notify BAR=2 offset=a0003000 size=b0000040 multiplier=c0000012\n");
}

static void test_virtio_notify_short(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x107f1af4},
	                                  {0x02, 1, 0x10},
	                                  {0x03, 1, 0x02},
	                                  {0x04, 1, 0x02},
	                                  {0x08, 4, 0x00003000},
	                                  {0x0c, 4, 0x00000040},
	                                  {0x10, 4, 0x00000012}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x14, REGS(regs),
	           "VirtIO: Notify BAR=2 offset=00003000 size=00000040\n");
}

static void test_virtio_window(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10411af4},
	                                  {0x02, 1, 0x14},
	                                  {0x03, 1, 0x05},
	                                  {0x04, 1, 0x03},
	                                  {0x08, 4, 0x00000010},
	                                  {0x0c, 4, 0x00000004},
	                                  {0x10, 4, 0x00000012}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x14, REGS(regs),
	           "VirtIO: PCICfg BAR=3 offset=00000010 size=00000004\n"
	           "Data: not read: reading it has side effects\n");
}

static void test_virtio_shared_memory(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10411af4},
	                                  {0x02, 1, 0x18},
	                                  {0x03, 1, 0x08},
	                                  {0x04, 1, 0x02},
	                                  {0x05, 1, 0x11},
	                                  {0x08, 4, 0x00001000},
	                                  {0x0c, 4, 0x00002000},
	                                  {0x10, 4, 0xd0000003},
	                                  {0x14, 4, 0xe0000004}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x18, REGS(regs),
	           "VirtIO: SharedMemory BAR=2 id=17 offset=00001000 size=00002000\n"
	           "    upper offset=d0000003 upper size=e0000004\n");
}

static void test_virtio_shared_memory_short(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10411af4},
	                                  {0x02, 1, 0x10},
	                                  {0x03, 1, 0x08},
	                                  {0x04, 1, 0x02},
	                                  {0x05, 1, 0x11},
	                                  {0x08, 4, 0x00001000},
	                                  {0x0c, 4, 0x00002000},
	                                  {0x10, 4, 0x00000003},
	                                  {0x14, 4, 0x00000004}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x18, REGS(regs),
	           "VirtIO: SharedMemory BAR=2 id=17 offset=00001000 size=00002000\n");
}

static void test_virtio_vendor_data(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x10411af4},
	                                  {0x02, 1, 0x0c},
	                                  {0x03, 1, 0x09},
	                                  {0x04, 2, 0x8086},
	                                  {0x08, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x0c, REGS(regs),
	           "VirtIO: VendorData vendor=8086\n"
	           "Raw: 00: 090c0000 00008086 12345678\n");
}

static void test_not_virtio_below(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x00, 4, 0x0fff1af4}, {0x02, 1, 0x04}, {0x03, 1, 0x01}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x04, REGS(regs),
	           "Vendor specific: Len=04\n"
	           "Raw: 00: 01040000\n");
}

static void test_not_virtio_above(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x00, 4, 0x10801af4}, {0x02, 1, 0x04}, {0x03, 1, 0x01}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x04, REGS(regs),
	           "Vendor specific: Len=04\n"
	           "Raw: 00: 01040000\n");
}

static void test_intel_capabilities(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x16048086},
	                                  {0x02, 2, 0x0110},
	                                  {0x04, 4, 0x5a4a6659},
	                                  {0x08, 4, 0xa9550134},
	                                  {0x0c, 4, 0x11354364}};

	(void)state;
	check_text(
		DESC_STD, 0x09, NO_TYPE, 0x10, REGS(regs),
		"Intel: Capabilities, v1, Len=10\n"
		"CapA: Peg60Dis- Peg12Dis+ Peg11Dis- Peg10Dis+ PeLWUDis+ DmiWidth=x4, EccDis+\n"
		"    ForceEccEn- VTdDis- DmiG2Dis+ PegG2Dis- DDRMaxSize=8GB/chan, 1NDis+ CDDis-\n"
		"    DDPCDis+ X2APICEn+ PDCDis- IGDis- CDID=2, CRID=5, DDROCCAP+ OCEn-\n"
		"    DDRWrtVrefEn- DDR3LEn+\n"
		"CapB: ImguDis+ OCbySSKUCap- OCbySSKUEn+ SMTCap- CacheSzCap 4, SoftBinCap+\n"
		"    DDR3MaxFreqWithRef100=1600MHz, PegG3Dis+ PkgTyp- AddGfxEn+ AddGfxCap-\n"
		"    PegX16Dis+ DmiG3Dis- GmmDis+ DDR3MaxFreq=2132MHz, LPDDR3En+\n"
		"CapC: PegG4Dis+ DDR4MaxFreq=533MHz, LPDDREn- LPDDR4MaxFreq=2666MHz, LPDDR4En+\n"
		"    QClkGvDis+ SgxDis+ BClkOC=130MHz, IddDis+ Pipe3Dis+ Gear1MaxFreq=1066MHz\n");
}

static void test_intel_short(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x16048086},
	                                  {0x02, 2, 0x0108},
	                                  {0x04, 4, 0x00000001},
	                                  {0x08, 4, 0xffffffff}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x10, REGS(regs),
	           "Intel: Capabilities, v1, Len=08\n"
	           "CapA: Peg60Dis- Peg12Dis- Peg11Dis- Peg10Dis- PeLWUDis- DmiWidth=x4, EccDis-\n"
	           "    ForceEccEn- VTdDis- DmiG2Dis- PegG2Dis- DDRMaxSize=Unlimited, 1NDis-\n"
	           "    CDDis- DDPCDis- X2APICEn- PDCDis- IGDis- CDID=0, CRID=0, DDROCCAP- OCEn-\n"
	           "    DDRWrtVrefEn- DDR3LEn+\n");
}

static void test_intel_feature_detection(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x16048086},
	                                  {0x02, 2, 0x100c},
	                                  {0x04, 4, 0x12345678},
	                                  {0x08, 4, 0x9abcdef0}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x0c, REGS(regs),
	           "Intel: Feature Detection, v0, Len=0c\n"
	           "Raw: 00: 100c0000 12345678 9abcdef0\n");
}

static void test_intel_feature_detection_of_version_1(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x00, 4, 0x16048086},
	                                  {0x02, 2, 0x1110},
	                                  {0x04, 4, 0x00000001},
	                                  {0x08, 4, 0x00000002},
	                                  {0x0c, 4, 0x00000003}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x10, REGS(regs),
	           "Intel: Feature Detection, v1, Len=10\n"
	           "Raw: 00: 11100000 00000001 00000002 00000003\n");
}

static void test_intel_unknown_version(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x00, 4, 0x16048086}, {0x02, 2, 0x0208}, {0x04, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x09, NO_TYPE, 0x08, REGS(regs),
	           "Intel: Capabilities, v2, Len=08\n"
	           "Raw: 00: 02080000 12345678\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vendor_specific),
		cmocka_unit_test(test_virtio_common),
		cmocka_unit_test(test_virtio_notify),
		cmocka_unit_test(test_virtio_notify_short),
		cmocka_unit_test(test_virtio_window),
		cmocka_unit_test(test_virtio_shared_memory),
		cmocka_unit_test(test_virtio_shared_memory_short),
		cmocka_unit_test(test_virtio_vendor_data),
		cmocka_unit_test(test_not_virtio_below),
		cmocka_unit_test(test_not_virtio_above),
		cmocka_unit_test(test_intel_capabilities),
		cmocka_unit_test(test_intel_short),
		cmocka_unit_test(test_intel_feature_detection),
		cmocka_unit_test(test_intel_feature_detection_of_version_1),
		cmocka_unit_test(test_intel_unknown_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
