/* test_decode_ext.c - extended capabilities as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_scan.h"
#include "lib/test/block.h"

static void test_serial_number(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x33445566}, {0x08, 4, 0x00aa1122}};

	(void)state;
	check_text(DESC_EXT, 0x03, NO_TYPE, 0x0c, REGS(regs),
	           "Serial Number: 00-aa-11-22-33-44-55-66\n");
}

static void test_acs(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x085f}, {0x06, 2, 0x001d}};

	(void)state;
	check_text(DESC_EXT, 0x0d, NO_TYPE, 0x08, REGS(regs),
	           "ACSCap: SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl-\n"
	           "    DirectTrans+ Enhanced-\n"
	           "ACSCtl: SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl-\n"
	           "    DirectTrans-\n");
}

static void test_acs_enhanced(void **state)
{
	static const struct reg regs[] = {
		{0x04, 2, 0x20ff}, {0x06, 2, 0x19e2}, {0x08, 4, 0x00010002}, {0x0c, 4, 0xdeadbeef}};

	(void)state;
	check_text(DESC_EXT, 0x0d, NO_TYPE, 0x10, REGS(regs),
	           "ACSCap: SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl+\n"
	           "    DirectTrans+ Enhanced+ EgressVectorBits 32\n"
	           "ACSCtl: SrcValid- TransBlk+ ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl+\n"
	           "    DirectTrans+ IOBlock+ DSPMem block, USPMem redirect, UnclaimedRedir+\n"
	           "EgressVector: 00010002\n");
}

/* 40 bits are two dwords, 0 stands for 256 bits. */
static void test_acs_egress(void **state)
{
	struct reg regs[] = {{0x04, 2, 0x2820}, {0x08, 4, 0x80000001}, {0x0c, 4, 0x00000080}};

	(void)state;
	check_text(DESC_EXT, 0x0d, NO_TYPE, 0x28, REGS(regs),
	           "ACSCap: SrcValid- TransBlk- ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl+\n"
	           "    DirectTrans- Enhanced- EgressVectorBits 40\n"
	           "ACSCtl: SrcValid- TransBlk- ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl-\n"
	           "    DirectTrans-\n"
	           "EgressVector: 80000001 00000080\n");
	regs[0].value = 0x0020;
	assert_non_null(strstr(block_text(DESC_EXT, 0x0d, NO_TYPE, 0x28, REGS(regs)),
	                       "EgressVectorBits 256\n"));
	assert_non_null(strstr(block_text(DESC_EXT, 0x0d, NO_TYPE, 0x28, REGS(regs)),
	                       "EgressVector: 80000001 00000080 00000000 00000000 00000000 "
	                       "00000000 00000000\n    00000000\n"));
}

static void test_ari(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x0902}, {0x06, 2, 0x0051}};

	(void)state;
	check_text(DESC_EXT, 0x0e, NO_TYPE, 0x08, REGS(regs),
	           "ARICap: MFVC- ACS+ Next Function: 9\n"
	           "ARICtl: MFVC+ ACS- Function Group: 5\n");
}

static void test_ats(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x0065}, {0x06, 2, 0x8001}};
	static const struct reg others[] = {{0x04, 2, 0x0080}, {0x06, 2, 0x0013}};

	(void)state;
	check_text(DESC_EXT, 0x0f, NO_TYPE, 0x08, REGS(regs),
	           "ATSCap: Invalidate Queue Depth: 5, PageAligned+ GlobalInval+ RlxdOrd-\n"
	           "ATSCtl: Enable+ Smallest Translation Unit: 8K\n");
	check_text(DESC_EXT, 0x0f, NO_TYPE, 0x08, REGS(others),
	           "ATSCap: Invalidate Queue Depth: 32, PageAligned- GlobalInval- RlxdOrd+\n"
	           "ATSCtl: Enable- Smallest Translation Unit: 2G\n");
}

static void test_sriov(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00a00007}, {0x08, 2, 0x0019},     {0x0a, 2, 0x0001},
		{0x0c, 2, 0x0010},     {0x0e, 2, 0x003f},     {0x10, 2, 0x0004},
		{0x12, 1, 0x03},       {0x14, 2, 0x0080},     {0x16, 2, 0x0002},
		{0x1a, 2, 0x1889},     {0x1c, 4, 0x00000553}, {0x20, 4, 0x00000001},
		{0x3c, 4, 0x80001013}};

	(void)state;
	check_text(DESC_EXT, 0x10, NO_TYPE, 0x40, REGS(regs),
	           "IOVCap: Migration+ ARIPreserved+ 10BitTagReq+ 14BitTagReq- IntMsgNum 5\n"
	           "IOVCtl: Enable+ Migration- Interrupt- MSE+ ARIHierarchy+ 10BitTagReq-\n"
	           "    14BitTagReq-\n"
	           "IOVSta: Migration+\n"
	           "Initial VFs: 16\n"
	           "Total VFs: 63\n"
	           "Number of VFs: 4\n"
	           "Function Dependency Link: 03\n"
	           "VF offset: 128\n"
	           "VF stride: 2\n"
	           "VF Device ID: 1889\n"
	           "Supported Page Size: 4K 8K 64K 256K 1M 4M\n"
	           "System Page Size: 4K\n"
	           "VF Migration: BIR=3, offset=80001010\n");
}

static void test_sriov_without_migration(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00200008}, {0x08, 2, 0x0066}};
	const char *text = block_text(DESC_EXT, 0x10, NO_TYPE, 0x40, REGS(regs));

	(void)state;
	assert_null(strstr(text, "VF Migration"));
	assert_ptr_equal(
		text,
		strstr(text,
	               "IOVCap: Migration- ARIPreserved- 10BitTagReq- 14BitTagReq+ IntMsgNum 1\n"
	               "IOVCtl: Enable- Migration+ Interrupt+ MSE- ARIHierarchy- 10BitTagReq+\n"
	               "    14BitTagReq+\n"
	               "IOVSta: Migration-\n"));
}

/* Capabilities of which no layout is public. */
static void test_without_layout(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x11223344}, {0x08, 4, 0x55667788}};

	(void)state;
	check_text(DESC_EXT, 0x11, NO_TYPE, 0x0c, REGS(regs), "Raw: 04: 11223344 55667788\n");
	check_text(DESC_EXT, 0x14, NO_TYPE, 0x0c, REGS(regs), "Raw: 04: 11223344 55667788\n");
	check_text(DESC_EXT, 0x0c, NO_TYPE, 0x08, regs, 1, "DeviceCorrelation: 11223344\n");
}

static const struct reg multicast[] = {
	{0x04, 2, 0x8c0f}, {0x06, 2, 0x8007},     {0x08, 4, 0xabcdf015}, {0x0c, 4, 0x80000012},
	{0x10, 4, 0x1},    {0x14, 4, 0x80000000}, {0x18, 4, 0x2},        {0x1c, 4, 0x40000000},
	{0x20, 4, 0x4},    {0x24, 4, 0x20000000}, {0x28, 4, 0x9abcd04c}, {0x2c, 4, 0x80000034}};

static void test_multicast_of_endpoint(void **state)
{
	(void)state;
	check_text(DESC_EXT, 0x12, PCI_PORT_ENDPOINT, 0x28, REGS(multicast),
	           "McastCap: MaxGroups 16, WindowSz 4K\n"
	           "McastCtl: NumGroups 8, Enable+\n"
	           "McastBAR: IndexPos 21, BaseAddr 80000012abcdf000\n"
	           "McastReceiveVec: 8000000000000001\n"
	           "McastBlockAllVec: 4000000000000002\n"
	           "McastBlockUntransVec: 2000000000000004\n");
}

static void test_multicast_of_port(void **state)
{
	struct reg overlay = {0x28, 4, 0x00000045};

	(void)state;
	check_text(DESC_EXT, 0x12, PCI_PORT_DOWNSTREAM, 0x30, REGS(multicast),
	           "McastCap: MaxGroups 16, ECRCRegen+\n"
	           "McastCtl: NumGroups 8, Enable+\n"
	           "McastBAR: IndexPos 21, BaseAddr 80000012abcdf000\n"
	           "McastReceiveVec: 8000000000000001\n"
	           "McastBlockAllVec: 4000000000000002\n"
	           "McastBlockUntransVec: 2000000000000004\n"
	           "McastOverlayBAR: OverlaySize 4K, BaseAddr 800000349abcd040\n");
	assert_non_null(
		strstr(block_text(DESC_EXT, 0x12, PCI_PORT_ROOT, 0x30, &overlay, 1),
	               "McastOverlayBAR: OverlaySize disabled, BaseAddr 0000000000000040\n"));
	overlay.value = 6;
	assert_non_null(strstr(block_text(DESC_EXT, 0x12, PCI_PORT_UPSTREAM, 0x30, &overlay, 1),
	                       "McastOverlayBAR: OverlaySize 64, BaseAddr 0000000000000000\n"));
}

static void test_rebar(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x0003fff0},
	                                  {0x08, 4, 0x00000d41},
	                                  {0x0c, 4, 0x00000070},
	                                  {0x10, 4, 0x00010102}};

	(void)state;
	check_text(DESC_EXT, 0x15, NO_TYPE, 0x14, REGS(regs),
	           "ReBARCap: supported: 1M 2M 4M 8M 16M 32M 64M 128M 256M 512M 1G 2G 4G 8G\n"
	           "ReBARCtl: BAR 1, current size: 8G, also supported: none\n"
	           "ReBARCap: supported: 1M 2M 4M\n"
	           "ReBARCtl: BAR 2, current size: 2M, also supported: 256T\n");
}

static void test_ltr(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x1003}, {0x06, 2, 0x1848}};

	(void)state;
	check_text(DESC_EXT, 0x18, NO_TYPE, 0x08, REGS(regs),
	           "Max snoop latency: 3145728ns\n"
	           "Max no snoop latency: 72 in reserved scale 6\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_serial_number),
		cmocka_unit_test(test_acs),
		cmocka_unit_test(test_acs_enhanced),
		cmocka_unit_test(test_acs_egress),
		cmocka_unit_test(test_ari),
		cmocka_unit_test(test_ats),
		cmocka_unit_test(test_sriov),
		cmocka_unit_test(test_sriov_without_migration),
		cmocka_unit_test(test_without_layout),
		cmocka_unit_test(test_multicast_of_endpoint),
		cmocka_unit_test(test_multicast_of_port),
		cmocka_unit_test(test_rebar),
		cmocka_unit_test(test_ltr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
