/* test_decode_cxl_port.c - the ports and registers of Compute Express Link as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_flex_bus_of_other_vendor(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00c01234}, {0x08, 2, 0x0007}, {0x0a, 2, 0x1234}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1234, Rev=0, Len=12 ID=0007\n"
	           "Data: 08: 12340007\n");
}

static void test_function_map(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x02c01e98}, {0x08, 2, 0x0002},     {0x0c, 4, 0x00000001},
		{0x10, 4, 0x00000002}, {0x14, 4, 0x00000004}, {0x18, 4, 0x80000008},
		{0x1c, 4, 0x00000010}, {0x20, 4, 0x00000020}, {0x24, 4, 0x00000040}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=44 ID=0002\n"
	           "NonCXL: 0: 0 1: 1 2: 2 3: 3 31 4: 4 5: 5 6: 6 7: none\n");
}

static void test_port(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x02801e98}, {0x08, 2, 0x0003},     {0x0a, 2, 0x4000},
		{0x0c, 2, 0x0015},     {0x0e, 1, 0x12},       {0x0f, 1, 0x34},
		{0x10, 2, 0x1230},     {0x12, 2, 0x4560},     {0x14, 2, 0x7890},
		{0x16, 2, 0xabc0},     {0x18, 4, 0x00000011}, {0x1c, 4, 0x00000022},
		{0x20, 4, 0xdeade001}, {0x24, 4, 0x80000033}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=40 ID=0003\n"
	           "CXLPortSta: PMComplete- Viral+\n"
	           "CXLPortCtl: UnmaskSBR+ UnmaskLinkDisable- AltMem+ AltBME- UIOToHDM+\n"
	           "    ViralEnable-\n"
	           "AlternateBus: base=12 limit=34\n"
	           "AlternateMem: base=12300000 limit=45600000\n"
	           "AlternatePref: base=78900000 limit=abc00000 upper base=00000011\n"
	           "    upper limit=00000022\n"
	           "RCRB: Enable+ base=80000033deade000\n");
}

static void test_port_complement(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x02801e98}, {0x08, 2, 0x0003}, {0x0a, 2, 0x0001}, {0x0c, 2, 0x400a}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=40 ID=0003\n"
	           "CXLPortSta: PMComplete+ Viral-\n"
	           "CXLPortCtl: UnmaskSBR- UnmaskLinkDisable+ AltMem- AltBME+ UIOToHDM-\n"
	           "    ViralEnable+\n"
	           "AlternateBus: base=00 limit=00\n"
	           "AlternateMem: base=00000000 limit=00000000\n"
	           "AlternatePref: base=00000000 limit=00000000 upper base=00000000\n"
	           "    upper limit=00000000\n"
	           "RCRB: Enable- base=0000000000000000\n");
}

static void test_port_gpf(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01001e98}, {0x08, 2, 0x0004}, {0x0c, 2, 0x0709}, {0x0e, 2, 0x030f}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=16 ID=0004\n"
	           "GPF Phase 1 Timeout: 90s\n"
	           "GPF Phase 2 Timeout: 15ms\n");
}

static void test_flex_bus_of_cxl_1_1(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01008086}, {0x08, 2, 0x0007},     {0x0a, 2, 0x2025},
		{0x0c, 2, 0x418a},     {0x0e, 2, 0x5552},     {0x10, 4, 0xffabcdef},
		{0x14, 4, 0x00000003}, {0x18, 4, 0x00000001}, {0x1c, 4, 0x00000006}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=0, Len=16 ID=0007\n"
	           "FBCap: Cache+ IO- Mem+\n"
	           "FBCtl: Cache- IO+ Mem- SynHdrByp+ DrftBuf- Retimer1+ Retimer2-\n"
	           "FBSta: Cache- IO+ Mem- SynHdrByp- DrftBuf+ CorrProtoIDErr+ UncorrProtoIDErr-\n"
	           "    UnxProtoIDDropped+\n");
}

static void test_flex_bus_rev_1(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01411e98}, {0x08, 2, 0x0007},     {0x0a, 2, 0x2025},
		{0x0c, 2, 0x418a},     {0x0e, 2, 0x5552},     {0x10, 4, 0xffabcdef},
		{0x14, 4, 0x00000003}, {0x18, 4, 0x00000001}, {0x1c, 4, 0x00000006}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=1, Len=20 ID=0007\n"
	           "FBCap: Cache+ IO- Mem+ 68BFlit+ MltLogDev-\n"
	           "FBCtl: Cache- IO+ Mem- SynHdrByp+ DrftBuf- Retimer1+ Retimer2- 68BFlit-\n"
	           "    MltLogDev- RCDDisable+\n"
	           "FBSta: Cache- IO+ Mem- SynHdrByp- DrftBuf+ CorrProtoIDErr+ UncorrProtoIDErr-\n"
	           "    UnxProtoIDDropped+ 68BFlit- MltLogDev+ EvenHalfFailed-\n"
	           "FBModTS: Received FB Data: abcdef\n");
}

static void test_flex_bus_rev_2(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x02021e98}, {0x08, 2, 0x0007},     {0x0a, 2, 0x2025},
		{0x0c, 2, 0x418a},     {0x0e, 2, 0x5552},     {0x10, 4, 0xffabcdef},
		{0x14, 4, 0x00000003}, {0x18, 4, 0x00000001}, {0x1c, 4, 0x00000006}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=2, Len=32 ID=0007\n"
	           "FBCap: Cache+ IO- Mem+ 68BFlit+ MltLogDev- 256BFlit+ PBRFlit-\n"
	           "FBCtl: Cache- IO+ Mem- SynHdrByp+ DrftBuf- Retimer1+ Retimer2- 68BFlit-\n"
	           "    MltLogDev- RCDDisable+ 256BFlit- PBRFlit+\n"
	           "FBSta: Cache- IO+ Mem- SynHdrByp- DrftBuf+ CorrProtoIDErr+ UncorrProtoIDErr-\n"
	           "    UnxProtoIDDropped+ 68BFlit- MltLogDev+ EvenHalfFailed- RetimerMismatch-\n"
	           "    Phase2Mismatch+ 256BFlit- PBRFlit+ IOThrottle-\n"
	           "FBModTS: Received FB Data: abcdef\n"
	           "FBCap2: NOPHint+\n"
	           "FBCtl2: NOPHint+\n"
	           "FBSta2: NOPHintInfo: 2\n");
}

static void test_flex_bus_rev_3(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x02031e98}, {0x08, 2, 0x0007},
	                                  {0x0a, 2, 0x2025},     {0x0c, 2, 0x418a},
	                                  {0x0e, 2, 0x5552},     {0x10, 4, 0xffabcdef},
	                                  {0x14, 4, 0x00000002}, {0x1c, 4, 0x00000005}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=3, Len=32 ID=0007\n"
	           "FBCap: Cache+ IO- Mem+ 68BFlit+ MltLogDev- 256BFlit+ PBRFlit-\n"
	           "FBCtl: Cache- IO+ Mem- SynHdrByp+ DrftBuf- Retimer1+ Retimer2- 68BFlit-\n"
	           "    MltLogDev- RCDDisable+ 256BFlit- PBRFlit+\n"
	           "FBSta: Cache- IO+ Mem- SynHdrByp- DrftBuf+ CorrProtoIDErr+ UncorrProtoIDErr-\n"
	           "    UnxProtoIDDropped+ 68BFlit- MltLogDev+ EvenHalfFailed- RetimerMismatch-\n"
	           "    Phase2Mismatch+ 256BFlit- PBRFlit+ IOThrottle-\n"
	           "FBModTS: Received FB Data: abcdef\n"
	           "FBCap2: NOPHint- Streamlined 1?\n"
	           "FBCtl2: NOPHint-\n"
	           "FBSta2: NOPHintInfo: 1, Streamlined 1?\n");
}

static void test_flex_bus_alternating(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x02021e98},
	                                  {0x08, 2, 0x0007},
	                                  {0x0a, 2, 0x5555},
	                                  {0x0c, 2, 0x5555},
	                                  {0x0e, 2, 0x5555}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=2, Len=32 ID=0007\n"
	           "FBCap: Cache+ IO- Mem+ 68BFlit- MltLogDev+ 256BFlit- PBRFlit+\n"
	           "FBCtl: Cache+ IO- Mem+ SynHdrByp- DrftBuf+ Retimer1+ Retimer2- 68BFlit-\n"
	           "    MltLogDev+ RCDDisable- 256BFlit- PBRFlit+\n"
	           "FBSta: Cache+ IO- Mem+ SynHdrByp- DrftBuf+ CorrProtoIDErr+ UncorrProtoIDErr-\n"
	           "    UnxProtoIDDropped+ 68BFlit- MltLogDev+ EvenHalfFailed- RetimerMismatch-\n"
	           "    Phase2Mismatch+ 256BFlit- PBRFlit+ IOThrottle-\n"
	           "FBModTS: Received FB Data: 000000\n"
	           "FBCap2: NOPHint-\n"
	           "FBCtl2: NOPHint-\n"
	           "FBSta2: NOPHintInfo: 0\n");
}

static void test_flex_bus_of_unknown_rev(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01041e98}, {0x08, 2, 0x0007}, {0x0a, 2, 0x2025}, {0x0c, 2, 0x418a}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=4, Len=16 ID=0007\n"
	           "FBCap: Cache+ IO- Mem+ 68BFlit+ MltLogDev- 256BFlit+ PBRFlit-\n"
	           "FBCtl: Cache- IO+ Mem- SynHdrByp+ DrftBuf- Retimer1+ Retimer2- 68BFlit-\n"
	           "    MltLogDev- RCDDisable+ 256BFlit- PBRFlit+\n"
	           "FBSta: Cache- IO- Mem- SynHdrByp- DrftBuf- CorrProtoIDErr- UncorrProtoIDErr-\n"
	           "    UnxProtoIDDropped- 68BFlit- MltLogDev- EvenHalfFailed- RetimerMismatch-\n"
	           "    Phase2Mismatch- 256BFlit- PBRFlit- IOThrottle-\n"
	           "MODTS: beyond the end of the capability\n"
	           "This version is not known, raw: 00: 00010023 01041e98 20250007 0000418a\n");
}

static void test_register_locator(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01c01e98}, {0x08, 2, 0x0008},
	                                  {0x0c, 4, 0xabcd0304}, {0x10, 4, 0x00000055},
	                                  {0x14, 4, 0x0000ff01}, {0x1c, 4, 0xffffffff}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=28 ID=0008\n"
	           "Block0 at: BIR: bar4, ID: CXL device registers, offset: 00000055abcd0000\n"
	           "Block1 at: BIR: bar1, ID: vendor-specific, offset: 0000000000000000\n");
}

static void test_multiple_logical_devices(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01001e98}, {0x08, 2, 0x0009}, {0x0a, 2, 0x0010}, {0x0c, 2, 0xbeef}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=16 ID=0009\n"
	           "NumLogDevs: 16\n"
	           "LDHotReset: beef\n");
}

static void test_test_of_cxl_1_1(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x02208086}, {0x08, 2, 0x000a},
	                                  {0x0a, 2, 0x0001},     {0x0c, 4, 0x5512b4d9},
	                                  {0x10, 2, 0x83e8},     {0x14, 4, 0x0abcdef5},
	                                  {0x18, 4, 0x80000012}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=0, Len=34 ID=000a\n"
	           "TestLock: Config+\n"
	           "TestCap1: SelfCheck+ Alg1a- Alg1b- Alg2+ RdCurr+ RdOwn- RdShared+ RdAny+\n"
	           "    RdOwnNoData- ItoMWr- MemWr+ CLFlush- CleanEvict+ DirtyEvict+\n"
	           "    CleanEvictNoData- WOWrInv+ WOWrInvF- WrInv+ CacheFlushed- UnxCmplt-\n"
	           "    CmpltTOInject+ CfgSize 85\n"
	           "TestCap2: Cache Size: 1000, in MB\n"
	           "TestBase: Enable+ Type 2, base=800000120abcdef0\n");
}

static void test_test_alternating(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01408086}, {0x08, 2, 0x000a}, {0x0c, 4, 0x00155555}, {0x10, 2, 0x0007}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=0, Len=20 ID=000a\n"
	           "TestLock: Config-\n"
	           "TestCap1: SelfCheck+ Alg1a- Alg1b+ Alg2- RdCurr+ RdOwn- RdShared+ RdAny-\n"
	           "    RdOwnNoData+ ItoMWr- MemWr+ CLFlush- CleanEvict+ DirtyEvict-\n"
	           "    CleanEvictNoData+ WOWrInv- WOWrInvF+ WrInv- CacheFlushed+ UnxCmplt-\n"
	           "    CmpltTOInject+ CfgSize 0\n"
	           "TestCap2: Cache Size: 7, in B\n"
	           "BASE: beyond the end of the capability\n");
}

static void test_test_of_cxl_2_0(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01001e98}, {0x08, 2, 0x000a}, {0x0a, 2, 0x0001}, {0x0c, 4, 0x00000002}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=16 ID=000a\n"
	           "Data: 08: 0001000a 00000002\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flex_bus_of_other_vendor),
		cmocka_unit_test(test_function_map),
		cmocka_unit_test(test_port),
		cmocka_unit_test(test_port_complement),
		cmocka_unit_test(test_port_gpf),
		cmocka_unit_test(test_flex_bus_of_cxl_1_1),
		cmocka_unit_test(test_flex_bus_rev_1),
		cmocka_unit_test(test_flex_bus_rev_2),
		cmocka_unit_test(test_flex_bus_rev_3),
		cmocka_unit_test(test_flex_bus_alternating),
		cmocka_unit_test(test_flex_bus_of_unknown_rev),
		cmocka_unit_test(test_register_locator),
		cmocka_unit_test(test_multiple_logical_devices),
		cmocka_unit_test(test_test_of_cxl_1_1),
		cmocka_unit_test(test_test_alternating),
		cmocka_unit_test(test_test_of_cxl_2_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
