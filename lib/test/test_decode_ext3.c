/* test_decode_ext3.c - extended capabilities from 2eh on as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_doe(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00001555},
	                                  {0x08, 4, 0x80000006},
	                                  {0x0c, 4, 0x8000000c},
	                                  {0x10, 4, 0x00000001},
	                                  {0x14, 4, 0xcafe0001}};

	(void)state;
	check_text(DESC_EXT, 0x2e, NO_TYPE, 0x18, REGS(regs),
	           "DOECap: IntSup+ IntMsgNum 682\n"
	           "DOECtl: IntEn+\n"
	           "DOESta: Busy- IntSta- Error+ ObjectReady+\n"
	           "DOEWrite: not read: reading it has side effects\n"
	           "DOERead: cafe0001\n");
}

static void test_doe_v2(void **state)
{
	static const struct reg regs[] = {{0x00, 4, 0x0002002e},
	                                  {0x04, 4, 0x00002002},
	                                  {0x08, 4, 0x00000004},
	                                  {0x0c, 4, 0x00000013}};

	(void)state;
	check_text(DESC_EXT, 0x2e, NO_TYPE, 0x18, REGS(regs),
	           "DOECap: IntSup- Attention- AsyncMsg+\n"
	           "DOECtl: IntEn- NoAttention+ AsyncMsg-\n"
	           "DOESta: Busy+ IntSta+ Error- AsyncMsg- AtAttention+ ObjectReady-\n"
	           "DOEWrite: not read: reading it has side effects\n"
	           "DOERead: 00000000\n");
}

static void test_dev3(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x000007aa}, {0x08, 4, 0x00000179}, {0x0c, 4, 0x00000014}};

	(void)state;
	check_text(DESC_EXT, 0x2f, NO_TYPE, 0x10, REGS(regs),
	           "DevCap3: DMWr Request Routing- 14-Bit Tag Completer+ 14-Bit Tag Requester-\n"
	           "    L0p+ Port L0p Exit Latency: 2us to 4us, Retimer L0p Exit Latency: >64us,\n"
	           "    UIO Mem RdWr Completer+ UIO Mem RdWr Requester-\n"
	           "DevCtl3: DMWr Requester+ DMWr Egress Blocking- 14-Bit Tag Requester- L0p+\n"
	           "    Target Link Width: dynamic, UIO Mem RdWr Requester-\n"
	           "    UIO 256B Boundary Disable+\n"
	           "DevSta3: Initial Link Width: x16, Segment Captured- Remote L0p+\n");
}

static void test_dev3_without_l0p(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00000825}, {0x08, 4, 0x000000d6}, {0x0c, 4, 0x00000009}};

	(void)state;
	check_text(DESC_EXT, 0x2f, NO_TYPE, 0x10, REGS(regs),
	           "DevCap3: DMWr Request Routing+ 14-Bit Tag Completer- 14-Bit Tag Requester+\n"
	           "    L0p- UIO Mem RdWr Completer- UIO Mem RdWr Requester+\n"
	           "DevCtl3: DMWr Requester- DMWr Egress Blocking+ 14-Bit Tag Requester+ L0p-\n"
	           "    Target Link Width: reserved 5, UIO Mem RdWr Requester+\n"
	           "    UIO 256B Boundary Disable-\n"
	           "DevSta3: Initial Link Width: x2, Segment Captured+ Remote L0p-\n");
}

static void test_pl64(void **state)
{
	static const struct reg regs[] = {
		{EXPRESS + 0x0c, 4, 0x00000040}, {0x0c, 4, 0x0000004c}, {0x10, 4, 0xa9876543}};

	(void)state;
	check_text(DESC_EXT, 0x31, 0, 0x14, REGS(regs),
	           "Phy64Sta: EquComplete- EquPhase1- EquPhase2+ EquPhase3+ LinkEquRequest-\n"
	           "    TxPrecodeOn- TxPrecodeReq+ NoEqualizationNeededRecv-\n"
	           "LaneEqu: 0: DSP=Q3, USP=Q4 1: DSP=Q5, USP=Q6 2: DSP=Q7, USP=Q8 3: DSP=Q9,\n"
	           "    USP=Q10\n");
}

static void test_flit_logging(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0xb2a15597}, {0x08, 4, 0xf6e5d4c3}, {0x0c, 2, 0x0c86},
		{0x0e, 2, 0x4d04},     {0x10, 4, 0x0000000d}, {0x14, 4, 0xffffffff},
		{0x18, 4, 0x1234abcd}, {0x1c, 4, 0x00010000}, {0x20, 4, 0x00030002},
		{0x24, 4, 0x00050004}, {0x28, 4, 0x00070006}, {0x2c, 4, 0x00090008},
		{0x30, 4, 0x000b000a}, {0x34, 4, 0x000d000c}, {0x38, 4, 0x000f000e}};

	(void)state;
	check_text(DESC_EXT, 0x32, NO_TYPE, 0x3c, REGS(regs),
	           "Log1: Valid+ Link Width: x8, Offset: 9, Consecutive: 15, More entries-\n"
	           "    Unrecognized flit+ FEC uncorrectable- SyndParityGrp0: a1,\n"
	           "    SyndCheckGrp0: b2\n"
	           "Log2: SyndParityGrp1: c3, SyndCheckGrp1: d4, SyndParityGrp2: e5,\n"
	           "    SyndCheckGrp2: f6\n"
	           "CntCtl: Flit Error Counter En- Flit Error Counter Interrupt En+\n"
	           "    Events to count: correctable, Trigger Event on Error Count: 200\n"
	           "CntSts: Link Width when started: x16, FlitErr: 77\n"
	           "MeasCtl: En+ Granularity: SKP parity mismatches\n"
	           "MeasSts1: Flit Counter: 4294967295\n"
	           "MeasSts2: Invalid Flit Counter: 43981\n"
	           "MeasSts3-10: Lane0: 0 Lane1: 1 Lane2: 2 Lane3: 3 Lane4: 4 Lane5: 5 Lane6: 6\n"
	           "    Lane7: 7 Lane8: 8 Lane9: 9 Lane10: 10 Lane11: 11 Lane12: 12 Lane13: 13\n"
	           "    Lane14: 14 Lane15: 15\n");
}

static void test_flit_performance(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000001},
	                                  {0x08, 4, 0x00000002},
	                                  {0x0c, 4, 0x00000003},
	                                  {0x10, 4, 0x00000004}};

	(void)state;
	check_text(DESC_EXT, 0x33, NO_TYPE, 0x14, REGS(regs),
	           "FlitPmCap: 00000001\n"
	           "FlitPmCtl: 00000002\n"
	           "FlitPmSts: 00000003\n"
	           "FlitPmLtssm: 10: 00000004\n");
}

static void test_flit_injection(void **state)
{
	static const struct reg regs[] = {{0x08, 4, 0x19150005}, {0x0c, 4, 0x000fac97},
	                                  {0x10, 4, 0x0000000d}, {0x14, 4, 0x1999638a},
	                                  {0x18, 4, 0xabcd1234}, {0x1c, 4, 0x09387639},
	                                  {0x20, 4, 0x074b4d93}};

	(void)state;
	check_text(DESC_EXT, 0x34, NO_TYPE, 0x24, REGS(regs),
	           "FlitEiCtl1: En+ Tx- Rx+ Number of errors: 21, Spacing between errors: 200\n"
	           "FlitEiCtl2: Consecutive: random 7-15, Type: correctable in three groups,\n"
	           "    Offset: 100, Magnitude: 250\n"
	           "FlitEiSts: Tx: started, Rx: error\n"
	           "FlitEiOsCtl1: En- Tx+ Rx- Number of errors: 17, Spacing between errors: 99,\n"
	           "    TS0+ TS1- TS2- SKP+ EIEOS+ EIOS- SDS- Poll+ Conf+ L0- NoEq- Eq01+ Eq2+\n"
	           "    Eq3-\n"
	           "FlitEiOsCtl2: Bytes: 1234, Lanes: abcd\n"
	           "FlitEiOsTx: TS0: started, TS1: completed, TS2: error, SKP: not started,\n"
	           "    EIEOS: completed, EIOS: started, SDS: error, Polling: started,\n"
	           "    Configuration: not started, L0: completed, non-EQ recovery: error,\n"
	           "    Eq01: not started, Eq2: started, Eq3: completed\n"
	           "FlitEiOsRx: TS0: error, TS1: not started, TS2: started, SKP: completed,\n"
	           "    EIEOS: started, EIOS: error, SDS: not started, Polling: started,\n"
	           "    Configuration: error, L0: completed, non-EQ recovery: not started,\n"
	           "    Eq01: started, Eq2: error, Eq3: started\n");
}

static void test_svc(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000001}, {0x0c, 4, 0x00000001},
	                                  {0x10, 4, 0x00000000}, {0x14, 4, 0x00000300},
	                                  {0x18, 4, 0xa8000185}, {0x1c, 4, 0x00000002},
	                                  {0x20, 4, 0x00006f00}, {0x24, 4, 0x50000210}};

	(void)state;
	check_text(
		DESC_EXT, 0x35, NO_TYPE, 0x2c, REGS(regs),
		"SVCCap: ExtVCs 1\n"
		"SVCCtl: EnableDone+\n"
		"SVCSta: UseVC/MFVC-\n"
		"Resource0 Cap: Protocols: UIO or restricted, VC0\n"
		"Resource0 Ctl: TCs 0 2 7, Protocol: restricted as VC0, FCLimit 62.5%, FCLimit-\n"
		"    Enable+\n"
		"Resource0 Sta: NegoPending+\n"
		"Resource1 Cap: Protocols: vendor, VC6\n"
		"Resource1 Ctl: TCs 4, Protocol: UIO, FCLimit 25%, FCLimit+ Enable-\n"
		"Resource1 Sta: NegoPending-\n");
}

static void test_mrbl(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000018},
	                                  {0x08, 4, 0xabcd0102},
	                                  {0x0c, 4, 0x00000012},
	                                  {0x10, 4, 0x0000ff04},
	                                  {0x18, 4, 0xffffffff}};

	(void)state;
	check_text(DESC_EXT, 0x36, NO_TYPE, 0x40, REGS(regs),
	           "MRBLCap: Len=018\n"
	           "Locator: BIR: BAR2, ID: MCAP, offset: 00000012abcd0000\n"
	           "Locator: BIR: BAR4, ID: MDVS, offset: 0000000000000000\n");
}

static void test_nop_flit(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000001},
	                                  {0x08, 4, 0x00000002},
	                                  {0x0c, 4, 0x00000003},
	                                  {0x10, 4, 0x00000004}};

	(void)state;
	check_text(DESC_EXT, 0x37, NO_TYPE, 0x14, REGS(regs),
	           "NopFlitCap: 00000001\n"
	           "NopFlitCtl1: 00000002\n"
	           "NopFlitCtl2: 00000003\n"
	           "NopFlitSta: 00000004\n");
}

static void test_siov(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00001234},
	                                  {0x08, 2, 0x0040},
	                                  {0x0b, 1, 0x01},
	                                  {0x0c, 2, 0x0010},
	                                  {0x0e, 2, 0x0002}};

	(void)state;
	check_text(DESC_EXT, 0x38, NO_TYPE, 0x10, REGS(regs),
	           "SIOVCap: 00001234\n"
	           "SDIs: Total 40?\n"
	           "SIOVSta: Enabled 1?\n"
	           "First SDI: Offset 10? Stride 2?\n");
}

static void test_pl128(void **state)
{
	static const struct reg regs[] = {{EXPRESS + 0x0c, 4, 0x00000040},
	                                  {0x04, 4, 0x00020101},
	                                  {0x0c, 4, 0x000000a1},
	                                  {0x10, 4, 0x1032a49a}};

	(void)state;
	check_text(DESC_EXT, 0x39, 0, 0x14, REGS(regs),
	           "Phy128Cap: Speeds: 128GT/s, LowerSkpGen: 128GT/s, LowerSkpRecv: reserved 1\n"
	           "Phy128Sta: EquComplete+ EquPhase1- EquPhase2- EquPhase3- LinkEquRequest-\n"
	           "    TxPrecodeOn+ TxPrecodeReq- NoEqualizationNeededRecv+\n"
	           "LaneEqu: 0: DSP=Q10, USP=Q9 1: DSP=Q4, USP=Q10 2: DSP=Q2, USP=Q3 3: DSP=Q0,\n"
	           "    USP=Q1\n");
}

static void test_captured_data(void **state)
{
	static const struct reg regs[] = {
		{0x04, 2, 0x1234}, {0x06, 2, 0x5678}, {0x08, 4, 0x9abcdef0}};

	(void)state;
	check_text(DESC_EXT, 0x3a, NO_TYPE, 0xc, REGS(regs),
	           "CapDataCap: 1234\n"
	           "CapDataCtl: 5678\n"
	           "CapData: 9abcdef0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doe),
		cmocka_unit_test(test_doe_v2),
		cmocka_unit_test(test_dev3),
		cmocka_unit_test(test_dev3_without_l0p),
		cmocka_unit_test(test_pl64),
		cmocka_unit_test(test_flit_logging),
		cmocka_unit_test(test_flit_performance),
		cmocka_unit_test(test_flit_injection),
		cmocka_unit_test(test_svc),
		cmocka_unit_test(test_mrbl),
		cmocka_unit_test(test_nop_flit),
		cmocka_unit_test(test_siov),
		cmocka_unit_test(test_pl128),
		cmocka_unit_test(test_captured_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
