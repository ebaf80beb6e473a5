/* test_decode_array.c - entries, entries inside entries, raw dwords and unknown versions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_ide(void **state)
{
	/* two link blocks, two selective ones with one and no address range */
	static const struct reg regs[] = {
		{0x00, 4, 0x00010030}, {0x04, 4, 0x010120e3}, {0x08, 4, 0x4},
		{0x0c, 4, 0x12000d39}, {0x10, 4, 0x80000002}, {0x14, 4, 0x34080000},
		{0x1c, 4, 0x00000001}, {0x20, 4, 0x56c00301}, {0x24, 4, 0x2},
		{0x28, 4, 0x00123400}, {0x2c, 4, 0x78004501}, {0x30, 4, 0xabc12301},
		{0x34, 4, 0x0000000f}, {0x38, 4, 0x00000008}, {0x40, 4, 0x9a000000},
	};

	(void)state;
	check_text(DESC_EXT, 0x30, NO_TYPE, 0x50, REGS(regs),
	           "IDECap: Lnk+ Sel+ FlowThru- PartHdr- Aggr- PCRC+ IDE_KM+ SelCfg+\n"
	           "    Alg=AES-GCM-256-96b, TCs=2, Streams=2, TeeLim+\n"
	           "IDECtl: FTEn+\n"
	           "LinkIDE#0 Ctl: En+ NPR 4, PR 8, CPL none, PCRC+ HdrEnc=33:2,\n"
	           "    Alg=AES-GCM-256-96b, TC0, ID 18\n"
	           "LinkIDE#0 Sta: Status=secure, RecvChkFail+\n"
	           "LinkIDE#1 Ctl: En- NPR none, PR none, CPL none, PCRC- HdrEnc=no,\n"
	           "    Alg=AES-GCM-256-96b, TC1, ID 52\n"
	           "LinkIDE#1 Sta: Status=insecure, RecvChkFail-\n"
	           "SelectiveIDE#0 Cap: RID#=1\n"
	           "SelectiveIDE#0 Ctl: En+ NPR none, PR none, CPL none, PCRC+ HdrEnc=no,\n"
	           "    Alg=AES-GCM-256-96b, TC0, ID 86, CFG+ Default+ TeeLim+\n"
	           "SelectiveIDE#0 Sta: secure, RecvChkFail-\n"
	           "SelectiveIDE#0 RID: Limit=1234 Valid+ Base=0045, SegBase=78\n"
	           "SelectiveIDE#0 RID#0 Address: Valid+ Base=12300000, Limit=abc00000\n"
	           "    upper Limit=0000000f upper Base=00000008\n"
	           "SelectiveIDE#1 Cap: RID#=0\n"
	           "SelectiveIDE#1 Ctl: En- NPR none, PR none, CPL none, PCRC- HdrEnc=no,\n"
	           "    Alg=AES-GCM-256-96b, TC0, ID 154, CFG- Default- TeeLim-\n"
	           "SelectiveIDE#1 Sta: insecure, RecvChkFail-\n"
	           "SelectiveIDE#1 RID: Limit=0000 Valid- Base=0000, SegBase=00\n");
}

static void test_dpc(void **state)
{
	static const struct reg regs[] = {
		{0x00, 4, 0x0001001d}, {0x04, 2, 0x07e3},     {0x06, 2, 0x0001},
		{0x08, 2, 0x1f07},     {0x0a, 2, 0x0108},     {0x0c, 4, 0x00020001},
		{0x20, 4, 0x11111111}, {0x30, 4, 0x22222222}, {0x34, 4, 0x33333333},
		{0x38, 4, 0x44444444},
	};

	(void)state;
	check_text(
		DESC_EXT, 0x1d, NO_TYPE, 0x40, REGS(regs),
		"DpcCap: IntMsgNum 3, RPExt+ PoisonedTLP+ SwTrigger+ RP PIO Log 7,\n"
		"    DL_ActiveErr- LogSize4-\n"
		"DpcCtl: Trigger: fatal, Cmpl: CA, INT- ErrCor- PoisonedTLP- SwTrigger-\n"
		"    DL_ActiveErr- SIG_SFW-\n"
		"DpcSta: Trigger+ Reason: see TriggerExt, TriggerExt: RP PIO error, INT-\n"
		"    RPBusy- RP PIO ErrPtr: 1f, SIG_SFW-\n"
		"Source: 0108\n"
		"RpPioSta: CfgUR+ CfgCA- CfgCTO- IOUR- IOCA- IOCTO- MemUR- MemCA+ MemCTO-\n"
		"RpPioMsk: CfgUR- CfgCA- CfgCTO- IOUR- IOCA- IOCTO- MemUR- MemCA- MemCTO-\n"
		"RpPioSvrt: CfgUR- CfgCA- CfgCTO- IOUR- IOCA- IOCTO- MemUR- MemCA- MemCTO-\n"
		"RpPioSysErr: CfgUR- CfgCA- CfgCTO- IOUR- IOCA- IOCTO- MemUR- MemCA- MemCTO-\n"
		"RpPioException: CfgUR- CfgCA- CfgCTO- IOUR- IOCA- IOCTO- MemUR- MemCA- MemCTO-\n"
		"RpPioHeaderLog: 11111111 00000000 00000000 00000000\n"
		"RpPioImpSpecLog: 30: 22222222\n"
		"RpPioPrefixLog: 34: 33333333 44444444\n");
}

static void test_tph(void **state)
{
	static const struct reg regs[] = {
		{0x00, 4, 0x00010017}, {0x04, 4, 0x00030307}, {0x08, 4, 0x00000102},
		{0x0c, 4, 0x12345678}, {0x10, 4, 0x9abcdef0},
	};

	(void)state;
	check_text(
		DESC_EXT, 0x17, NO_TYPE, 0x14, REGS(regs),
		"TPHCap: NoST+ IntVec+ DevSpec+ ExtTPH+\n"
		"    Steering table: in TPH capability structure, 4 entries\n"
		"TPHCtl: Mode: Device specific, Requester: TPH\n"
		"Steering tags: 0: 78, upper 56 1: 34, upper 12 2: f0, upper de 3: bc, upper 9a\n");
}

static void test_unknown_version(void **state)
{
	static const struct reg regs[] = {{0x00, 4, 0x00020017}, {0x04, 4, 0x00000001}};

	(void)state;
	check_text(DESC_EXT, 0x17, NO_TYPE, 0x14, REGS(regs),
	           "TPHCap: NoST+ IntVec- DevSpec- ExtTPH- Steering table: none\n"
	           "TPHCtl: Mode: No ST, Requester: off\n"
	           "This version is not known, raw: 00: 00020017 00000001 00000000 00000000\n"
	           "    00000000\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ide),
		cmocka_unit_test(test_dpc),
		cmocka_unit_test(test_tph),
		cmocka_unit_test(test_unknown_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
