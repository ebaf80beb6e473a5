/* test_decode_ext2.c - extended capabilities from 1eh to 2dh as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_l1ss(void **state)
{
	static const struct reg regs[] = {{0x00, 4, 0x0002001e},
	                                  {0x04, 4, 0x00192819},
	                                  {0x08, 4, 0x60053c06},
	                                  {0x0c, 4, 0x0000003a},
	                                  {0x10, 4, 0x00000001}};

	(void)state;
	check_text(DESC_EXT, 0x1e, NO_TYPE, 0x14, REGS(regs),
	           "L1SubCap: PCI-PM_L1.2+ PCI-PM_L1.1- ASPM_L1.2- ASPM_L1.1+ L1_PM_Substates+\n"
	           "    PortCommonModeRestoreTime=40us, PortTPowerOnTime=30us\n"
	           "L1SubCtl1: PCI-PM_L1.2- PCI-PM_L1.1+ ASPM_L1.2+ ASPM_L1.1- T_CommonMode=60us,\n"
	           "    LTR1.2_Threshold=163840ns\n"
	           "L1SubCtl2: T_PwrOn=700us\n"
	           "L1SubSta: 00000001\n");
}

static void test_l1ss_aspm_only(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00f8281c}, {0x08, 4, 0xc0090009}, {0x0c, 4, 0x0000002b}};

	(void)state;
	check_text(DESC_EXT, 0x1e, NO_TYPE, 0x10, REGS(regs),
	           "L1SubCap: PCI-PM_L1.2- PCI-PM_L1.1- ASPM_L1.2+ ASPM_L1.1+ L1_PM_Substates+\n"
	           "    PortCommonModeRestoreTime=40us, PortTPowerOnTime=62us\n"
	           "L1SubCtl1: PCI-PM_L1.2+ PCI-PM_L1.1- ASPM_L1.2- ASPM_L1.1+ T_CommonMode=0us,\n"
	           "    LTR1.2_Threshold=9 in reserved scale 6\n"
	           "L1SubCtl2: T_PwrOn=5 in reserved scale 3\n");
}

static void test_l1ss_without_l12(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00182802}};

	(void)state;
	check_text(DESC_EXT, 0x1e, NO_TYPE, 0x10, REGS(regs),
	           "L1SubCap: PCI-PM_L1.2- PCI-PM_L1.1+ ASPM_L1.2- ASPM_L1.1- L1_PM_Substates-\n"
	           "L1SubCtl1: PCI-PM_L1.2- PCI-PM_L1.1- ASPM_L1.2- ASPM_L1.1- T_CommonMode=0us,\n"
	           "    LTR1.2_Threshold=0ns\n"
	           "L1SubCtl2: T_PwrOn=0us\n");
}

static void test_ptm(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00001012}, {0x08, 4, 0x0000ff01}};

	(void)state;
	check_text(DESC_EXT, 0x1f, NO_TYPE, 0xc, REGS(regs),
	           "PTMCap: Requester- Responder+ Root- EPTM- PropDelayAdapt+\n"
	           "    PTMClockGranularity: 16ns\n"
	           "PTMControl: Enabled+ RootSelected- PTMEffectiveGranularity: >254ns\n");
}

static void test_ptm_unknown(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x0000fe0d}, {0x08, 4, 0x00000002}};

	(void)state;
	check_text(DESC_EXT, 0x1f, NO_TYPE, 0xc, REGS(regs),
	           "PTMCap: Requester+ Responder- Root+ EPTM+ PropDelayAdapt-\n"
	           "    PTMClockGranularity: 254ns\n"
	           "PTMControl: Enabled- RootSelected+ PTMEffectiveGranularity: unknown\n");
}

static void test_mpcie(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x05488002}, {0x08, 4, 0x00000001},
	                                  {0x0c, 4, 0x100c4003}, {0x10, 4, 0x80000005},
	                                  {0x14, 4, 0x821e00a5}, {0x18, 4, 0xa000005a}};

	(void)state;
	check_text(DESC_EXT, 0x20, NO_TYPE, 0x1c, REGS(regs),
	           "MPCIeCap: Speeds: HS-G2, CfgSoftware+ TxWidths: x8 x32, RxWidths: x1 x4\n"
	           "MPCIeCtl: TargetSpeed: HS-G1\n"
	           "MPCIeSta: Speed: HS-G1 HS-G2, RateSeries 1?, CfgSoftware- TxWidth: x12,\n"
	           "    RxWidth: x16\n"
	           "MPCIeLaneErr: Lanes: 0 2 31\n"
	           "MPCIePhyAddr: Lower a5, Upper 1e, Upper5- PHY: remote, Read- Config+\n"
	           "MPCIePhyData: 5a, Error 1?, Pending 1?\n");
}

static void test_frsq(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x12345678}, {0x08, 2, 0x9abc}, {0x0a, 2, 0xdef0}, {0x0c, 4, 0x87654321}};

	(void)state;
	check_text(DESC_EXT, 0x21, NO_TYPE, 0x10, REGS(regs),
	           "FRSQCap: 12345678\n"
	           "FRSQSta: 9abc\n"
	           "FRSQCtl: def0\n"
	           "FRSQueue: 87654321\n");
}

static void test_rtr(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x80a1e80a}, {0x08, 4, 0x0040a123}};

	(void)state;
	check_text(DESC_EXT, 0x22, NO_TYPE, 0xc, REGS(regs),
	           "ReadyTime1: 80a1e80a\n"
	           "ReadyTime2: 0040a123\n");
}

static void test_vf_rebar(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00080110},
	                                  {0x08, 4, 0x00010443},
	                                  {0x0c, 4, 0x00000020},
	                                  {0x10, 4, 0x000001e5}};

	(void)state;
	check_text(DESC_EXT, 0x24, NO_TYPE, 0x14, REGS(regs),
	           "VFReBARCap: supported: 1M 16M 32G\n"
	           "VFReBARCtl: VF BAR 3, current size: 16M, also supported: 256T\n"
	           "VFReBARCap: supported: 2M\n"
	           "VFReBARCtl: VF BAR 5, current size: 2M, also supported: none\n");
}

static void test_dlf(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x80000175}, {0x08, 4, 0x000000ea}};

	(void)state;
	check_text(DESC_EXT, 0x25, NO_TYPE, 0xc, REGS(regs),
	           "DLFCap: ScaledFC+ ImmReady- ExtVCs 5, L0pExit <8us, TLPsPerHalfFlit 1?,\n"
	           "    Exchange+\n"
	           "DLFRemote: ScaledFC- ImmReady+ ExtVCs 2, L0pExit >64us, Valid-\n");
}

static void test_pl16(void **state)
{
	static const struct reg regs[] = {{EXPRESS + 0x0c, 4, 0x00000040},
	                                  {0x0c, 4, 0x00000012},
	                                  {0x10, 4, 0x80000001},
	                                  {0x14, 4, 0x00000006},
	                                  {0x18, 4, 0x00000100},
	                                  {0x20, 1, 0x74},
	                                  {0x21, 1, 0xa0},
	                                  {0x22, 1, 0x0f},
	                                  {0x23, 1, 0x19}};

	(void)state;
	check_text(DESC_EXT, 0x26, 0, 0x24, REGS(regs),
	           "Phy16Sta: EquComplete- EquPhase1+ EquPhase2- EquPhase3- LinkEquRequest+\n"
	           "Phy16Parity: Local: 0 31 Retimer1: 1 2 Retimer2: 8\n"
	           "LaneEqu: 0: DSP=P4, USP=P7 1: DSP=P0, USP=P10 2: DSP=reserved f, USP=P0 3:\n"
	           "    DSP=P9, USP=P1\n");
}

static void test_lmr(void **state)
{
	static const struct reg regs[] = {{EXPRESS + 0x0c, 4, 0x00000020},
	                                  {0x04, 2, 0x0001},
	                                  {0x06, 2, 0x0002},
	                                  {0x08, 2, 0x9c38},
	                                  {0x0a, 2, 0x8871},
	                                  {0x0c, 2, 0x0f16},
	                                  {0x0e, 2, 0x555b}};

	(void)state;
	check_text(DESC_EXT, 0x27, 0, 0x10, REGS(regs),
	           "PortCap: Uses Driver+\n"
	           "PortSta: MargReady- MargSoftReady+\n"
	           "Lane 0 Ctl: Rx broadcast, no command, payload 9c\n"
	           "Lane 0 Sta: Rx A, reserved 6, payload 88, usage reserved 1\n"
	           "Lane 1 Ctl: Rx F, set, payload 0f\n"
	           "Lane 1 Sta: Rx C, step timing, payload 55, usage reserved 1\n");
}

static void test_hierid(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x11111111}, {0x08, 4, 0x22222222},
	                                  {0x0c, 4, 0x33333333}, {0x10, 4, 0x44444444},
	                                  {0x14, 4, 0x55555555}, {0x18, 4, 0x66666666},
	                                  {0x1c, 4, 0x77777777}};

	(void)state;
	check_text(DESC_EXT, 0x28, NO_TYPE, 0x20, REGS(regs),
	           "HierIDSta: 11111111\n"
	           "HierIDData: 22222222\n"
	           "HierIDGUID: 33333333 44444444 55555555 66666666 77777777\n");
}

static void test_npem(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0xa5000a95}, {0x08, 4, 0x01000569}, {0x0c, 4, 0x00000001}};

	(void)state;
	check_text(DESC_EXT, 0x29, NO_TYPE, 0x10, REGS(regs),
	           "NPEMCap: Capable+ Reset- OK+ Locate- Fail+ Rebuild- PFA- HotSpare+\n"
	           "    CriticalArray- FailedArray+ InvalidType- Disabled+ Enclosure: 0 2 5 7\n"
	           "NPEMCtl: Enable+ OK- Locate+ Fail- Rebuild+ PFA+ HotSpare- CriticalArray+\n"
	           "    FailedArray- InvalidType+ Disabled- Enclosure: 0\n"
	           "NPEMSta: CmdCompl+\n");
}

static void test_pl32(void **state)
{
	static const struct reg regs[] = {
		{EXPRESS + 0x0c, 4, 0x00000040}, {0x04, 4, 0x0000fa02}, {0x08, 4, 0x00000201},
		{0x0c, 4, 0x000002a4},           {0x10, 4, 0x1e980919}, {0x14, 4, 0x032bcdef},
		{0x18, 4, 0x8086a2b2},           {0x1c, 4, 0x01123456}, {0x20, 4, 0x87654321}};

	(void)state;
	check_text(
		DESC_EXT, 0x2a, 0, 0x24, REGS(regs),
		"Phy32Cap: EqualizationBypass- NoEqualizationNeeded+ ModTsMode0- ModTsMode1+\n"
		"    ModTsMode2-\n"
		"Phy32Ctl: EqualizationBypassDis+ NoEqualizationNeededDis-\n"
		"    Modified TS Usage Mode: Alternate Protocol Negotiation\n"
		"Phy32Sta: EquComplete- EquPhase1- EquPhase2+ EquPhase3- LinkEquRequest-\n"
		"    ModTsRecv+ Received Enhanced Link Behavior Control: no equalization needed,\n"
		"    TxPrecodeOn- TxPrecodeReq+ NoEqualizationNeededRecv-\n"
		"RxModTs: Training Set Messages, Info1=0123, Vendor=1e98 Info2=2bcdef,\n"
		"    Negotiation: succeeded\n"
		"TxModTs: Alternate Protocol Negotiation, Info1=1456, Vendor=8086 Info2=123456,\n"
		"    Negotiation: disabled\n"
		"LaneEqu: 0: DSP=P1, USP=P2 1: DSP=P3, USP=P4 2: DSP=P5, USP=P6 3: DSP=P7,\n"
		"    USP=P8\n");
}

static void test_altproto(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000011},
	                                  {0x08, 4, 0x00000022},
	                                  {0x0c, 4, 0x00000033},
	                                  {0x10, 4, 0x00000044},
	                                  {0x14, 4, 0x00000055}};

	(void)state;
	check_text(DESC_EXT, 0x2b, NO_TYPE, 0x18, REGS(regs),
	           "AltProtoCap: 00000011\n"
	           "AltProtoCtl: 00000022\n"
	           "AltProtoData: 00000033 00000044\n"
	           "AltProtoSelEn, if any: 14: 00000055\n");
}

static void test_sfi(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x1234},
	                                  {0x06, 2, 0x5678},
	                                  {0x08, 2, 0x9abc},
	                                  {0x0c, 4, 0xdef01234},
	                                  {0x10, 4, 0xbadbadba}};

	(void)state;
	check_text(DESC_EXT, 0x2c, NO_TYPE, 0x14, REGS(regs),
	           "SFICap: 1234\n"
	           "SFICtl: 5678\n"
	           "SFISta: 9abc\n"
	           "SFICAMAddr: def01234\n"
	           "SFICAMData: not read: reading it has side effects\n");
}

static void test_shadow(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000012},
	                                  {0x08, 4, 0x00000034},
	                                  {0x0c, 4, 0x00000056},
	                                  {0x10, 4, 0x00000078}};

	(void)state;
	check_text(DESC_EXT, 0x2d, NO_TYPE, 0x14, REGS(regs),
	           "ShadowCap: 00000012\n"
	           "ShadowCtl: 00000034\n"
	           "Shadow instances: 0c: 00000056 00000078\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_l1ss),
		cmocka_unit_test(test_l1ss_aspm_only),
		cmocka_unit_test(test_l1ss_without_l12),
		cmocka_unit_test(test_ptm),
		cmocka_unit_test(test_ptm_unknown),
		cmocka_unit_test(test_mpcie),
		cmocka_unit_test(test_frsq),
		cmocka_unit_test(test_rtr),
		cmocka_unit_test(test_vf_rebar),
		cmocka_unit_test(test_dlf),
		cmocka_unit_test(test_pl16),
		cmocka_unit_test(test_lmr),
		cmocka_unit_test(test_hierid),
		cmocka_unit_test(test_npem),
		cmocka_unit_test(test_pl32),
		cmocka_unit_test(test_altproto),
		cmocka_unit_test(test_sfi),
		cmocka_unit_test(test_shadow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
