/* test_decode_ext.c - extended capabilities as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/pci_scan.h"
#include "lib/test/block.h"

static void test_aer(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00142010}, {0x08, 4, 0x84400000},
	                                  {0x0c, 4, 0x00462030}, {0x10, 4, 0x00002041},
	                                  {0x14, 4, 0x0000f100}, {0x18, 4, 0x01287fa4},
	                                  {0x1c, 4, 0x04000001}, {0x20, 4, 0x0000220f},
	                                  {0x24, 4, 0x01070000}, {0x28, 4, 0xdeadbeef}};

	(void)state;
	check_text(
		DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x2c, REGS(regs),
		"UESta: DLP+ SDES- TLP- FCP+ CmpltTO- CmpltAbrt- UnxCmplt- RxOF- MalfTLP+ ECRC-\n"
		"    UnsupReq+ ACSViol- UncorrIntErr- BlockedTLP- AtomicOpBlocked-\n"
		"    TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked- IDECheck- MisIDETLP-\n"
		"    PCRC_CHECK- TLPXlatBlocked-\n"
		"UEMsk: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF- MalfTLP- ECRC-\n"
		"    UnsupReq- ACSViol- UncorrIntErr+ BlockedTLP- AtomicOpBlocked-\n"
		"    TLPBlockedErr- PoisonTLPBlocked+ DMWrReqBlocked- IDECheck- MisIDETLP-\n"
		"    PCRC_CHECK- TLPXlatBlocked+\n"
		"UESvrt: DLP+ SDES+ TLP- FCP+ CmpltTO- CmpltAbrt- UnxCmplt- RxOF+ MalfTLP+\n"
		"    ECRC- UnsupReq- ACSViol- UncorrIntErr+ BlockedTLP- AtomicOpBlocked-\n"
		"    TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked- IDECheck- MisIDETLP-\n"
		"    PCRC_CHECK- TLPXlatBlocked-\n"
		"CESta: RxErr+ BadTLP+ BadDLLP- Rollover- Timeout- AdvNonFatalErr+ CorrIntErr-\n"
		"    HeaderOF-\n"
		"CEMsk: RxErr- BadTLP- BadDLLP- Rollover+ Timeout+ AdvNonFatalErr+ CorrIntErr+\n"
		"    HeaderOF+\n"
		"AERCap: First Error Pointer: 04, ECRCGenCap+ ECRCGenEn- ECRCChkCap+ ECRCChkEn+\n"
		"    MultHdrRecCap+ MultHdrRecEn+ TLPPfxPres+ HdrLogCap+ HdrLogSize 3,\n"
		"    FlitLogged- LoggedSize 5, RCECSCap+\n"
		"HeaderLog: 04000001 0000220f 01070000 deadbeef\n");
}

static void test_aer_of_root(void **state)
{
	static const struct reg regs[] = {
		{0x2c, 4, 0x00080015}, {0x30, 4, 0xf80004d5}, {0x34, 2, 0x0100}, {0x36, 2, 0x0218}};

	(void)state;
	check_text(
		DESC_EXT, 0x01, PCI_PORT_ROOT, 0x38, REGS(regs),
		"UESta: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF- MalfTLP- ECRC-\n"
		"    UnsupReq- ACSViol- UncorrIntErr- BlockedTLP- AtomicOpBlocked-\n"
		"    TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked- IDECheck- MisIDETLP-\n"
		"    PCRC_CHECK- TLPXlatBlocked-\n"
		"UEMsk: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF- MalfTLP- ECRC-\n"
		"    UnsupReq- ACSViol- UncorrIntErr- BlockedTLP- AtomicOpBlocked-\n"
		"    TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked- IDECheck- MisIDETLP-\n"
		"    PCRC_CHECK- TLPXlatBlocked-\n"
		"UESvrt: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF- MalfTLP-\n"
		"    ECRC- UnsupReq- ACSViol- UncorrIntErr- BlockedTLP- AtomicOpBlocked-\n"
		"    TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked- IDECheck- MisIDETLP-\n"
		"    PCRC_CHECK- TLPXlatBlocked-\n"
		"CESta: RxErr- BadTLP- BadDLLP- Rollover- Timeout- AdvNonFatalErr- CorrIntErr-\n"
		"    HeaderOF-\n"
		"CEMsk: RxErr- BadTLP- BadDLLP- Rollover- Timeout- AdvNonFatalErr- CorrIntErr-\n"
		"    HeaderOF-\n"
		"AERCap: First Error Pointer: 00, ECRCGenCap- ECRCGenEn- ECRCChkCap- ECRCChkEn-\n"
		"    MultHdrRecCap- MultHdrRecEn- TLPPfxPres- HdrLogCap- HdrLogSize 0,\n"
		"    FlitLogged- LoggedSize 0, RCECSCap-\n"
		"HeaderLog: 00000000 00000000 00000000 00000000\n"
		"RootCmd: CERptEn+ NFERptEn- FERptEn+ ECSLegacySFW- ECSSigSFW+ ECSSigOS-\n"
		"    SFWSource 0008\n"
		"RootSta: CERcvd+ MultCERcvd- UERcvd+ MultUERcvd- FirstFatal+ NonFatalMsg-\n"
		"    FatalMsg+ ECS SIG_SFW, SFWCERcvd- SFWMultCERcvd+ IntMsgNum 31\n"
		"ErrorSrc ERR_COR: 0100\n"
		"ErrorSrc ERR_FATAL/NONFATAL: 0218\n");
}

static void test_serial_number(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x33445566}, {0x08, 4, 0x00aa1122}};

	(void)state;
	check_text(DESC_EXT, 0x03, NO_TYPE, 0x0c, REGS(regs),
	           "Serial Number: 00-aa-11-22-33-44-55-66\n");
}

static void test_vsec(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x02815678}};

	(void)state;
	check_text(DESC_EXT, 0x0b, NO_TYPE, 0x10, REGS(regs), "VSEC: ID=5678, Rev=1, Len=028\n");
}

static void test_acs(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x085f}, {0x06, 2, 0x001d}};

	(void)state;
	check_text(DESC_EXT, 0x0d, NO_TYPE, 0x08, REGS(regs),
	           "ACSCap: SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl-\n"
	           "    DirectTrans+ Enhanced- EgressVectorBits 8\n"
	           "ACSCtl: SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl-\n"
	           "    DirectTrans-\n");
}

static void test_acs_enhanced(void **state)
{
	static const struct reg regs[] = {{0x04, 2, 0x20ff}, {0x06, 2, 0x1de2}};

	(void)state;
	check_text(DESC_EXT, 0x0d, NO_TYPE, 0x08, REGS(regs),
	           "ACSCap: SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl+\n"
	           "    DirectTrans+ Enhanced+ EgressVectorBits 32\n"
	           "ACSCtl: SrcValid- TransBlk+ ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl+\n"
	           "    DirectTrans+ IOBlock+ DSPMem block, USPMem reserved 3, UnclaimedRedir+\n");
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

	(void)state;
	check_text(DESC_EXT, 0x0f, NO_TYPE, 0x08, REGS(regs),
	           "ATSCap: Invalidate Queue Depth: 5, PageAligned+ GlobalInval+ RlxdOrd-\n"
	           "ATSCtl: Enable+ Smallest Translation Unit: 01\n");
}

static void test_sriov(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00a00006}, {0x08, 2, 0x0019},     {0x0a, 2, 0x0001},
		{0x0c, 2, 0x0010},     {0x0e, 2, 0x003f},     {0x10, 2, 0x0004},
		{0x12, 1, 0x03},       {0x14, 2, 0x0080},     {0x16, 2, 0x0002},
		{0x1a, 2, 0x1889},     {0x1c, 4, 0x00000553}, {0x20, 4, 0x00000001},
		{0x3c, 4, 0x00001003}};

	(void)state;
	check_text(DESC_EXT, 0x10, NO_TYPE, 0x40, REGS(regs),
	           "IOVCap: Migration- ARIPreserved+ 10BitTagReq+ 14BitTagReq- IntMsgNum 5\n"
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
	           "VF Migration: BIR=3, offset=00001000\n");
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

static void test_dvsec(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x03c11e98}, {0x08, 2, 0x0008}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x0c, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=1, Len=03c\n"
	           "DVSEC ID: 0008\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aer),           cmocka_unit_test(test_aer_of_root),
		cmocka_unit_test(test_serial_number), cmocka_unit_test(test_vsec),
		cmocka_unit_test(test_acs),           cmocka_unit_test(test_acs_enhanced),
		cmocka_unit_test(test_ari),           cmocka_unit_test(test_ats),
		cmocka_unit_test(test_sriov),         cmocka_unit_test(test_rebar),
		cmocka_unit_test(test_ltr),           cmocka_unit_test(test_dvsec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
