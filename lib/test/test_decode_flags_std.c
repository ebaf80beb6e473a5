/* test_decode_flags_std.c - each flag of standard capabilities is one bit, and its own. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/pci_func.h"
#include "lib/test/block.h"

/* clang-format off */
#define NOTHING {0, 0, 0}

static const struct flags flags[] = {
	{DESC_HDR, 0x00, NO_TYPE, 0x04, 2, "Control",
	 "0=I/O 1=Mem 2=BusMaster 3=SpecCycle 4=MemWINV 5=VGASnoop 6=ParErr "
	 "7=Stepping 8=SERR 9=FastB2B 10=DisINTx", NOTHING},
	{DESC_HDR, 0x00, NO_TYPE, 0x06, 2, "Status",
	 "0=ImmReady 3=INTx 4=Cap 5=66MHz 6=UDF 7=FastB2B 8=ParErr "
	 "11=>TAbort 12=<TAbort 13=<MAbort 14=>SERR 15=<PERR", NOTHING},
	{DESC_HDR, 0x02, NO_TYPE, 0x1e, 2, "Secondary status",
	 "5=66MHz 7=FastB2B 8=ParErr 11=>TAbort 12=<TAbort 13=<MAbort "
	 "14=<SERR 15=<PERR", NOTHING},
	{DESC_HDR, 0x02, NO_TYPE, 0x3e, 2, "BridgeCtl",
	 "0=Parity 1=SERR 2=NoISA 3=VGA 4=VGA16 5=MAbort 6=>Reset 7=FastB2B "
	 "8=PriDiscTmr 9=SecDiscTmr 10=DiscTmrStat 11=DiscTmrSERREn", NOTHING},
	{DESC_HDR, 0x03, NO_TYPE, 0x16, 2, "Secondary status",
	 "5=66MHz 7=FastB2B 8=ParErr 11=>TAbort 12=<TAbort 13=<MAbort "
	 "14=<SERR 15=<PERR", NOTHING},
	{DESC_HDR, 0x03, NO_TYPE, 0x3e, 2, "BridgeCtl",
	 "0=Parity 1=SERR 2=ISA 3=VGA 5=MAbort 6=>Reset 7=16bInt 8=PrefMem0 "
	 "9=PrefMem1 10=PostWrite", NOTHING},
	{DESC_STD, 0x01, NO_TYPE, 0x02, 2, "Flags",
	 "3=PMEClk 4=ImmReadyD0 5=DSI 9=D1 10=D2 11=D0 12=D1 13=D2 14=D3hot "
	 "15=D3cold", NOTHING},
	{DESC_STD, 0x01, NO_TYPE, 0x04, 2, "Status",
	 "3=NoSoftRst 8=PME-Enable 15=PME", NOTHING},
	{DESC_STD, 0x02, NO_TYPE, 0x04, 4, "Status",
	 "3=AGP3 4=FW 5=64bit 6=HTrans 7=GART64 8=ITACoh 9=SBA 17=Iso", NOTHING},
	{DESC_STD, 0x02, NO_TYPE, 0x08, 4, "Command",
	 "4=FW 5=64bit 7=GART64 8=AGP 9=SBA", NOTHING},
	{DESC_STD, 0x03, NO_TYPE, 0x02, 2, "Address",
	 "15=F", NOTHING},
	{DESC_STD, 0x05, NO_TYPE, 0x02, 2, "Control",
	 "0=Enable 7=64bit 8=Maskable 9=ExtDataCap 10=ExtDataEn", NOTHING},
	{DESC_STD, 0x06, NO_TYPE, 0x02, 1, "Hot swap",
	 "0=DHA 1=EIM 2=PIE 3=LOO 6=EXT 7=INS", NOTHING},
	{DESC_STD, 0x07, NO_TYPE, 0x02, 2, "Command",
	 "0=DPERE 1=ERO", NOTHING},
	{DESC_STD, 0x07, NO_TYPE, 0x04, 4, "Status",
	 "16=64bit 17=133MHz 18=SCD 19=USC 29=RSCEM 30=266MHz 31=533MHz", NOTHING},
	{DESC_STD, 0x07, NO_TYPE, 0x08, 4, "ECC",
	 "0=SecSelect 1=OtherBank 2=AddCorr 3=AddUncorr 7=Corrected "
	 "28=UpdateEn 30=SingleBitDis 31=ECCMode", {0x02, 2, 0x1000}},
	{DESC_STD, 0x07, NO_TYPE, 0x02, 2, "Secondary Status",
	 "0=64bit 1=133MHz 2=SCD 3=USC 4=SCO 5=SRD 14=266MHz 15=533MHz", {HEADER + 0x0e, 1, 0x01}},
	{DESC_STD, 0x07, NO_TYPE, 0x04, 4, "\nStatus",
	 "16=64bit 17=133MHz 18=SCD 19=USC 20=SCO 21=SRD 29=DIM 30=266MHz "
	 "31=533MHz", {HEADER + 0x0e, 1, 0x01}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x04, 4, "DevCap",
	 "5=ExtTag 12=AttnBtn 13=AttnInd 14=PwrInd 15=RBE 16=ErrCorSubclass "
	 "17=RxMPSFixed 28=FLReset 29=MixedMPS 30=TEE-IO", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x08, 2, "DevCtl",
	 "0=CorrErr 1=NonFatalErr 2=FatalErr 3=UnsupReq 4=RlxdOrd 8=ExtTag "
	 "9=PhantFunc 10=AuxPwr 11=NoSnoop 15=FLReset", {0x04, 4, 0x10000000}},
	{DESC_STD, 0x10, PCI_PORT_PCIE_TO_PCI, 0x08, 2, "DevCtl",
	 "0=CorrErr 1=NonFatalErr 2=FatalErr 3=UnsupReq 4=RlxdOrd 8=ExtTag "
	 "9=PhantFunc 10=AuxPwr 11=NoSnoop 15=BrConfRtry", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x0a, 2, "DevSta",
	 "0=CorrErr 1=NonFatalErr 2=FatalErr 3=UnsupReq 4=AuxPwr 5=TransPend "
	 "6=EmergPwrRed", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x0c, 4, "LnkCap",
	 "18=ClockPM 19=Surprise 20=LLActRep 21=BwNot 22=ASPMOptComp", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x10, 2, "LnkCtl",
	 "2=PTMAdaptB 4=LnkDisable 6=CommClk 7=ExtSynch 8=ClockPM "
	 "9=AutWidDis 10=BWInt 11=AutBWInt 12=SRISClk 13=FltModeDis", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x12, 2, "LnkSta",
	 "10=TrErr 11=Train 12=SlotClk 13=DLActive 14=BWMgmt 15=ABWMgmt", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x14, 4, "SltCap",
	 "0=AttnBtn 1=PwrCtrl 2=MRL 3=AttnInd 4=PwrInd 5=Surprise 6=HotPlug "
	 "17=Interlock 18=NoCompl", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x18, 2, "SltCtl",
	 "0=AttnBtn 1=PwrFlt 2=MRL 3=PresDet 4=CmdCplt 5=HPIrq 10=Power "
	 "11=Interlock 12=LinkChg 13=AutoPwrLimDis 14=InbandPDDis", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x1a, 2, "SltSta",
	 "0=AttnBtn 1=PowerFlt 2=MRL 3=PresDet 4=CmdCplt 5=MRL 6=PresDet "
	 "7=Interlock 8=LinkState", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x1c, 2, "RootCtl",
	 "0=ErrCorrectable 1=ErrNon-Fatal 2=ErrFatal 3=PMEIntEna "
	 "4=CRSVisible 5=NoNFMSubtree", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x1e, 2, "RootCap",
	 "0=CRSVisible", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x20, 4, "RootSta",
	 "16=PMEStatus 17=PMEPending", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x24, 4, "DevCap2",
	 "4=TimeoutDis 5=ARIFwd 6=Routing 7=32bit 8=64bit 9=128bitCAS "
	 "10=NROPrPrP 11=LTR 12=TPHComp 13=ExtTPHComp 16=10BitTagComp "
	 "17=10BitTagReq 20=ExtFmt 21=EETLPPrefix "
	 "26=EmergencyPowerReductionInit 28=DMWrComp 31=FRS", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x28, 2, "DevCtl2",
	 "4=TimeoutDis 5=ARIFwd 6=ReqEn 7=EgressBlck 8=IDOReq 9=IDOCompl "
	 "10=LTR 11=EmergencyPowerReductionReq 12=10BitTagReq "
	 "15=EETLPPrefixBlk", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x2c, 4, "LnkCap2",
	 "8=Crosslink 23=Retimer 24=2Retimers 31=DRS", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x30, 2, "LnkCtl2",
	 "4=EnterCompliance 5=SpeedDis 10=EnterModifiedCompliance "
	 "11=ComplianceSOS", {0x02, 2, 0x0102}},
	{DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x32, 2, "LnkSta2",
	 "1=EqualizationComplete 2=EqualizationPhase1 3=EqualizationPhase2 "
	 "4=EqualizationPhase3 5=LinkEqualizationRequest 6=Retimer "
	 "7=2Retimers 10=FltMode", {0x02, 2, 0x0002}},
	{DESC_STD, 0x10, PCI_PORT_ROOT, 0x34, 4, "SltCap2",
	 "0=InbandPDDis", {0x02, 2, 0x0102}},
	{DESC_STD, 0x11, NO_TYPE, 0x02, 2, "Control",
	 "14=Masked 15=Enable", NOTHING},
	{DESC_STD, 0x13, NO_TYPE, 0x03, 1, "AFCap",
	 "0=TP 1=FLR", NOTHING},
	{DESC_STD, 0x15, NO_TYPE, 0x04, 4, "FPBCap",
	 "0=RID 1=MemLow 2=MemHigh", NOTHING},
	{DESC_STD, 0x08, NO_TYPE, 0x04, 2, "Link 0 Control",
	 "0=SrcID 1=CFlE 2=CST 3=CFE 4=<LkFail 5=Init 6=EOC 7=TXO 12=IsocEn "
	 "13=LSEn 14=ExtCTL 15=64b", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x08, 2, "Link 1 Control",
	 "0=SrcID 1=CFlE 2=CST 3=CFE 4=<LkFail 5=Init 6=EOC 7=TXO 12=IsocEn "
	 "13=LSEn 14=ExtCTL 15=64b", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x06, 2, "Link 0 Config",
	 "3=DwFcIn 7=DwFcOut 11=DwFcInEn 15=DwFcOutEn", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x0a, 2, "Link 1 Config",
	 "3=DwFcIn 7=DwFcOut 11=DwFcInEn 15=DwFcOutEn", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x0d, 1, "Link 0 Frequency",
	 "4=<Prot 5=<Ovfl 6=<EOC 7=CTLTm", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x11, 1, "Link 1 Frequency",
	 "4=<Prot 5=<Ovfl 6=<EOC 7=CTLTm", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x10, 1, "Feature Capability",
	 "0=IsocFC 1=LDTSTOP 2=CRCTM 3=ECTLT 4=64bA 5=UIDRD 6=SrcIDExt", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x16, 2, "Error Handling",
	 "0=PFlE 1=OFlE 2=PFE 3=OFE 4=EOCFE 5=RFE 6=CRCFE 7=SERRFE 8=CF 9=RE "
	 "10=PNFE 11=ONFE 12=EOCNFE 13=RNFE 14=CRCNFE 15=SERRNFE", {0x03, 1, 0x00}},
	{DESC_STD, 0x08, NO_TYPE, 0x04, 2, "Link Control",
	 "0=SrcID 1=CFlE 2=CST 3=CFE 4=<LkFail 5=Init 6=EOC 7=TXO 12=IsocEn "
	 "13=LSEn 14=ExtCTL 15=64b", {0x03, 1, 0x20}},
	{DESC_STD, 0x08, NO_TYPE, 0x06, 2, "Link Config",
	 "3=DwFcIn 7=DwFcOut 11=DwFcInEn 15=DwFcOutEn", {0x03, 1, 0x20}},
	{DESC_STD, 0x08, NO_TYPE, 0x0c, 2, "Feature Capability",
	 "0=IsocFC 1=LDTSTOP 2=CRCTM 3=ECTLT 4=64bA 5=UIDRD 6=SrcIDExt "
	 "8=ExtRS 9=UCnfE", {0x03, 1, 0x20}},
};
/* clang-format on */

static void test_flags(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		check_flags(&flags[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_flags)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
