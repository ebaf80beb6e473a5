/* test_decode_aer.c - errors that were seen as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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
		DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x48, REGS(regs),
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
		"    MultHdrRecCap+ MultHdrRecEn+ TLPPfxPres+ HdrLogCap+ HdrLogSize 3 DW,\n"
		"    FlitLogged- LoggedSize 5 DW, RCECSCap 1?\n"
		"HeaderLog: 04000001 0000220f 01070000 deadbeef\n"
		"PrefixLog: 00000000 00000000 00000000 00000000\n");
}

/* The text from the header log on, which a test of what comes after it looks at. */
static const char *text_after_log(uint8_t type, size_t size, const struct reg *regs, size_t count)
{
	const char *log = strstr(block_text(DESC_EXT, 0x01, type, size, regs, count), "HeaderLog:");

	assert_non_null(log);
	return strchr(log, '\n') + 1;
}

static void test_aer_of_root(void **state)
{
	static const struct reg regs[] = {
		{0x2c, 4, 0x00080015}, {0x30, 4, 0xf80004d5}, {0x34, 2, 0x0100}, {0x36, 2, 0x0218}};
	static const struct reg others[] = {{0x2c, 4, 0x0001002a}, {0x30, 4, 0x0800022a}};

	(void)state;
	assert_string_equal(
		text_after_log(PCI_PORT_ROOT, 0x38, REGS(regs)),
		"RootCmd: CERptEn+ NFERptEn- FERptEn+ ECSSigSFW 1?, SFWSource 8?\n"
		"RootSta: CERcvd+ MultCERcvd- UERcvd+ MultUERcvd- FirstFatal+ NonFatalMsg-\n"
		"    FatalMsg+ ECS SIG_SFW, SFWMultCERcvd 1?, IntMsgNum 31\n"
		"ErrorSrc ERR_COR: 0100\n"
		"ErrorSrc ERR_FATAL/NONFATAL: 0218\n");
	assert_string_equal(
		text_after_log(PCI_PORT_RC_EVENT, 0x38, REGS(others)),
		"RootCmd: CERptEn- NFERptEn+ FERptEn- ECSLegacySFW 1?, ECSSigOS 1?,\n"
		"    SFWSource 1?\n"
		"RootSta: CERcvd- MultCERcvd+ UERcvd- MultUERcvd+ FirstFatal- NonFatalMsg+\n"
		"    FatalMsg- ECS legacy, SFWCERcvd 1?, IntMsgNum 1\n"
		"ErrorSrc ERR_COR: 0000\n"
		"ErrorSrc ERR_FATAL/NONFATAL: 0000\n");
}

/* Each flag has another one of eight patterns than its neighbours. */
static void test_aer_of_bridge(void **state)
{
	static const struct reg regs[] = {{0x2c, 4, 0x00002aa5},           {0x30, 4, 0x00000cc6},
	                                  {0x34, 4, 0x000030e8},           {0x38, 4, 0x00000016},
	                                  {0x3c, 4, 0x11223344},           {0x40, 4, 0x55667788},
	                                  {0x44, 4, 0x99aabbcc},           {0x48, 4, 0xddeeff00},
	                                  {EXPRESS + 0x24, 4, 0x00200000}, {0x18, 4, 0x0000c000}};

	(void)state;
	for (size_t n = 9; n <= 10; n++) /* with and without a log for Flit mode */
		assert_string_equal(text_after_log(PCI_PORT_PCIE_TO_PCI, 0x60, regs, n),
		                    "SecUESta: TAbortSC+ MAbortSC- <TAbort+ <MAbort- UnexpSC+ "
		                    "SCMsgData- Data+\n"
		                    "    Attr- Addr+ DiscTmr- PERR+ SERR- BridgeInt+\n"
		                    "SecUEMsk: TAbortSC- MAbortSC+ <TAbort+ <MAbort- UnexpSC- "
		                    "SCMsgData+ Data+\n"
		                    "    Attr- Addr- DiscTmr+ PERR+ SERR- BridgeInt-\n"
		                    "SecUESvrt: TAbortSC- MAbortSC- <TAbort- <MAbort+ UnexpSC+ "
		                    "SCMsgData+ Data+\n"
		                    "    Attr- Addr- DiscTmr- PERR- SERR+ BridgeInt+\n"
		                    "SecAERCap: First Error Pointer: 16\n"
		                    "SecHeaderLog: 11223344 55667788 99aabbcc ddeeff00\n");
}

static void test_prefix_log(void **state)
{
	struct reg regs[] = {
		{0x38, 4, 0x91000001}, {0x3c, 4, 0x91000002},           {0x40, 4, 0x91000003},
		{0x44, 4, 0x91000004}, {EXPRESS + 0x24, 4, 0x00200000}, {EXPRESS + 0x02, 1, 2},
	};

	(void)state;
	assert_string_equal(text_after_log(PCI_PORT_ENDPOINT, 0x48, REGS(regs)),
	                    "PrefixLog: 91000001 91000002 91000003 91000004\n");
	assert_string_equal(text_after_log(PCI_PORT_ENDPOINT, 0x48, regs, 4), "");
	assert_string_equal(text_after_log(NO_TYPE, 0x48, REGS(regs)), "");
	regs[5].value = 1; /* version 1 of the PCI Express capability has no such bit */
	assert_string_equal(text_after_log(PCI_PORT_ENDPOINT, 0x48, REGS(regs)), "");
}

static void test_flit_header_log(void **state)
{
	struct reg regs[] = {
		{0x00, 4, 0x00030001}, {0x18, 4, 6 << 13 | 1 << 18 | 6 << 19},
		{0x38, 4, 0xf1170001}, {0x3c, 4, 0xf1170002},
		{0x40, 4, 0xf1170003}, {EXPRESS + 0x24, 4, 0x00200000},
	};

	(void)state;
	assert_string_equal(text_after_log(PCI_PORT_ENDPOINT, 0x60, REGS(regs)),
	                    "HeaderLogExt: 38: f1170001 f1170002\n");
	assert_non_null(strstr(block_text(DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x60, REGS(regs)),
	                       "HdrLogSize 6 DW,\n    FlitLogged+ LoggedSize 6 DW\n"));
	regs[1].value = 15 << 13; /* more than there are */
	assert_string_equal(text_after_log(PCI_PORT_ENDPOINT, 0x60, REGS(regs)), "");
}

/* Versions up to 3 have this layout. */
static void test_version(void **state)
{
	static const struct reg known = {0x00, 4, 0x00030001}, unknown = {0x00, 4, 0x00040001};

	(void)state;
	assert_string_equal(text_after_log(PCI_PORT_ENDPOINT, 0x2c, &known, 1), "");
	assert_memory_equal(text_after_log(PCI_PORT_ENDPOINT, 0x2c, &unknown, 1),
	                    "This version is not known, raw: 00: 00040001", 44);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aer),
		cmocka_unit_test(test_aer_of_root),
		cmocka_unit_test(test_aer_of_bridge),
		cmocka_unit_test(test_prefix_log),
		cmocka_unit_test(test_flit_header_log),
		cmocka_unit_test(test_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
