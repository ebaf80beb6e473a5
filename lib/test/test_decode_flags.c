/* test_decode_flags.c - each flag of the extended capabilities is one bit, and its own. */
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
#define AER_UNCORRECTABLE \
	"4=DLP 5=SDES 12=TLP 13=FCP 14=CmpltTO 15=CmpltAbrt 16=UnxCmplt " \
	"17=RxOF 18=MalfTLP 19=ECRC 20=UnsupReq 21=ACSViol 22=UncorrIntErr " \
	"23=BlockedTLP 24=AtomicOpBlocked 25=TLPBlockedErr " \
	"26=PoisonTLPBlocked 27=DMWrReqBlocked 28=IDECheck 29=MisIDETLP " \
	"30=PCRC_CHECK 31=TLPXlatBlocked"
#define AER_CORRECTABLE \
	"0=RxErr 6=BadTLP 7=BadDLLP 8=Rollover 12=Timeout 13=AdvNonFatalErr " \
	"14=CorrIntErr 15=HeaderOF"
#define AER_SECONDARY \
	"0=TAbortSC 1=MAbortSC 2=<TAbort 3=<MAbort 5=UnexpSC 6=SCMsgData " \
	"7=Data 8=Attr 9=Addr 10=DiscTmr 11=PERR 12=SERR 13=BridgeInt"

static const struct flags flags[] = {
	{DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x04, 4, "UESta",
	 AER_UNCORRECTABLE, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x08, 4, "UEMsk",
	 AER_UNCORRECTABLE, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x0c, 4, "UESvrt",
	 AER_UNCORRECTABLE, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x10, 4, "CESta",
	 AER_CORRECTABLE, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x14, 4, "CEMsk",
	 AER_CORRECTABLE, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ENDPOINT, 0x18, 4, "AERCap",
	 "5=ECRCGenCap 6=ECRCGenEn 7=ECRCChkCap 8=ECRCChkEn 9=MultHdrRecCap "
	 "10=MultHdrRecEn 11=TLPPfxPres 12=HdrLogCap 18=FlitLogged", NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ROOT, 0x2c, 4, "RootCmd",
	 "0=CERptEn 1=NFERptEn 2=FERptEn", NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_ROOT, 0x30, 4, "RootSta",
	 "0=CERcvd 1=MultCERcvd 2=UERcvd 3=MultUERcvd 4=FirstFatal "
	 "5=NonFatalMsg 6=FatalMsg", NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_PCIE_TO_PCI, 0x2c, 4, "SecUESta",
	 AER_SECONDARY, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_PCIE_TO_PCI, 0x30, 4, "SecUEMsk",
	 AER_SECONDARY, NOTHING},
	{DESC_EXT, 0x01, PCI_PORT_PCIE_TO_PCI, 0x34, 4, "SecUESvrt",
	 AER_SECONDARY, NOTHING},
	{DESC_EXT, 0x02, PCI_PORT_ROOT, 0x08, 4, "\nArb",
	 "0=Fixed 1=WRR32 2=WRR64 3=WRR128", NOTHING},
	{DESC_EXT, 0x02, PCI_PORT_ROOT, 0x0c, 2, "\nCtrl",
	 "4=AllVCs", NOTHING},
	{DESC_EXT, 0x02, PCI_PORT_ROOT, 0x0e, 2, "\nStatus",
	 "0=InProgress", NOTHING},
	{DESC_EXT, 0x02, PCI_PORT_ROOT, 0x10, 4, "VC0 Caps",
	 "0=Fixed 1=WRR32 2=WRR64 3=WRR128 4=TWRR128 5=WRR256 14=AdvPktSw "
	 "15=RejSnoopTrans", NOTHING},
	{DESC_EXT, 0x02, PCI_PORT_ROOT, 0x14, 4, "VC0 Ctrl",
	 "30=SharedLimit 31=Enable", NOTHING},
	{DESC_EXT, 0x02, PCI_PORT_ROOT, 0x1a, 2, "VC0 Status",
	 "0=InProgress 1=NegoPending", NOTHING},
	{DESC_EXT, 0x09, PCI_PORT_ROOT, 0x08, 4, "\nArb",
	 "0=Fixed 1=WRR32 2=WRR64 3=WRR128", NOTHING},
	{DESC_EXT, 0x09, PCI_PORT_ROOT, 0x0c, 2, "\nCtrl",
	 "4=AllVCs", NOTHING},
	{DESC_EXT, 0x09, PCI_PORT_ROOT, 0x0e, 2, "\nStatus",
	 "0=InProgress", NOTHING},
	{DESC_EXT, 0x09, PCI_PORT_ROOT, 0x10, 4, "VC0 Caps",
	 "0=Fixed 1=WRR32 2=WRR64 3=WRR128 4=TWRR128 5=WRR256 14=AdvPktSw "
	 "15=RejSnoopTrans", NOTHING},
	{DESC_EXT, 0x09, PCI_PORT_ROOT, 0x14, 4, "VC0 Ctrl",
	 "30=SharedLimit 31=Enable", NOTHING},
	{DESC_EXT, 0x09, PCI_PORT_ROOT, 0x1a, 2, "VC0 Status",
	 "0=InProgress 1=NegoPending", NOTHING},
	{DESC_EXT, 0x08, PCI_PORT_ROOT, 0x08, 4, "\nArb",
	 "0=Fixed 1=WRR32 2=WRR64 3=WRR128", NOTHING},
	{DESC_EXT, 0x08, PCI_PORT_ROOT, 0x0c, 2, "\nCtrl",
	 "4=AllVCs", NOTHING},
	{DESC_EXT, 0x08, PCI_PORT_ROOT, 0x0e, 2, "\nStatus",
	 "0=InProgress", NOTHING},
	{DESC_EXT, 0x08, PCI_PORT_ROOT, 0x10, 4, "VC0 Caps",
	 "0=Fixed 1=WRR32 2=WRR64 3=WRR128 4=TWRR128 5=WRR256", NOTHING},
	{DESC_EXT, 0x08, PCI_PORT_ROOT, 0x14, 4, "VC0 Ctrl",
	 "30=SharedLimit 31=Enable", NOTHING},
	{DESC_EXT, 0x08, PCI_PORT_ROOT, 0x1a, 2, "VC0 Status",
	 "0=InProgress 1=NegoPending", NOTHING},
	{DESC_EXT, 0x04, PCI_PORT_ENDPOINT, 0x06, 2, "PBCtl",
	 "0=Extended 1=Limit 5=OutOfBandLimit", NOTHING},
	{DESC_EXT, 0x04, PCI_PORT_ENDPOINT, 0x08, 4, "PBData",
	 "31=Extended", NOTHING},
	{DESC_EXT, 0x04, PCI_PORT_ENDPOINT, 0x0c, 4, "PBCap",
	 "0=SystemAllocated 1=Extended 2=Sense 3=Limit", NOTHING},
	{DESC_EXT, 0x05, PCI_PORT_ROOT, 0x10, 4, "Link0 Desc",
	 "0=LinkValid 2=AssocRCRB",
	 {0x04, 4, 0x100}},
	{DESC_EXT, 0x06, PCI_PORT_ROOT, 0x08, 2, "RCLnkCtl",
	 "7=ExtSynch", NOTHING},
	{DESC_EXT, 0x0a, PCI_PORT_ROOT, 0x08, 4, "RCRBCap",
	 "0=CRSVisible", NOTHING},
	{DESC_EXT, 0x0a, PCI_PORT_ROOT, 0x0c, 4, "RCRBCtl",
	 "0=CRSVisible", NOTHING},
	{DESC_EXT, 0x0d, PCI_PORT_ENDPOINT, 0x04, 2, "ACSCap",
	 "0=SrcValid 1=TransBlk 2=ReqRedir 3=CmpltRedir 4=UpstreamFwd "
	 "5=EgressCtrl 6=DirectTrans 7=Enhanced", NOTHING},
	{DESC_EXT, 0x0d, PCI_PORT_ENDPOINT, 0x06, 2, "ACSCtl",
	 "0=SrcValid 1=TransBlk 2=ReqRedir 3=CmpltRedir 4=UpstreamFwd "
	 "5=EgressCtrl 6=DirectTrans 7=IOBlock 12=UnclaimedRedir",
	 {0x04, 2, 0x80}},
	{DESC_EXT, 0x0e, PCI_PORT_ENDPOINT, 0x04, 2, "ARICap",
	 "0=MFVC 1=ACS", NOTHING},
	{DESC_EXT, 0x0e, PCI_PORT_ENDPOINT, 0x06, 2, "ARICtl",
	 "0=MFVC 1=ACS", NOTHING},
	{DESC_EXT, 0x0f, PCI_PORT_ENDPOINT, 0x04, 2, "ATSCap",
	 "5=PageAligned 6=GlobalInval 7=RlxdOrd", NOTHING},
	{DESC_EXT, 0x0f, PCI_PORT_ENDPOINT, 0x06, 2, "ATSCtl",
	 "15=Enable", NOTHING},
	{DESC_EXT, 0x10, PCI_PORT_ENDPOINT, 0x04, 4, "IOVCap",
	 "0=Migration 1=ARIPreserved 2=10BitTagReq 3=14BitTagReq", NOTHING},
	{DESC_EXT, 0x10, PCI_PORT_ENDPOINT, 0x08, 2, "IOVCtl",
	 "0=Enable 1=Migration 2=Interrupt 3=MSE 4=ARIHierarchy "
	 "5=10BitTagReq 6=14BitTagReq", NOTHING},
	{DESC_EXT, 0x10, PCI_PORT_ENDPOINT, 0x0a, 2, "IOVSta",
	 "0=Migration", NOTHING},
	{DESC_EXT, 0x12, PCI_PORT_DOWNSTREAM, 0x04, 2, "McastCap",
	 "15=ECRCRegen", NOTHING},
	{DESC_EXT, 0x12, PCI_PORT_DOWNSTREAM, 0x06, 2, "McastCtl",
	 "15=Enable", NOTHING},
	{DESC_EXT, 0x13, PCI_PORT_ENDPOINT, 0x04, 2, "PRICtl",
	 "0=Enable 1=Reset", NOTHING},
	{DESC_EXT, 0x13, PCI_PORT_ENDPOINT, 0x06, 2, "PRISta",
	 "0=RF 1=UPRGI 8=Stopped 15=PASID", NOTHING},
	{DESC_EXT, 0x16, PCI_PORT_ENDPOINT, 0x0c, 2, "DPASta",
	 "8=Control", NOTHING},
	{DESC_EXT, 0x17, PCI_PORT_ENDPOINT, 0x04, 4, "TPHCap",
	 "0=NoST 1=IntVec 2=DevSpec 8=ExtTPH", NOTHING},
	{DESC_EXT, 0x19, PCI_PORT_ROOT, 0x04, 4, "LnkCtl3",
	 "0=PerformEqu 1=LnkEquIntrruptEn", NOTHING},
	{DESC_EXT, 0x1a, PCI_PORT_ROOT, 0x0c, 4, "PMUXSta",
	 "0=Ch0SpeedDis 1=Ch0WidthDis 2=Ch0ProtocolDis 8=Ch1SpeedDis "
	 "9=Ch1WidthDis 10=Ch1ProtocolDis 16=Ch2SpeedDis 17=Ch2WidthDis "
	 "18=Ch2ProtocolDis 24=Ch3SpeedDis 25=Ch3WidthDis 26=Ch3ProtocolDis", NOTHING},
	{DESC_EXT, 0x1b, PCI_PORT_ENDPOINT, 0x04, 2, "PASIDCap",
	 "1=Exec 2=Priv 3=Translated", NOTHING},
	{DESC_EXT, 0x1b, PCI_PORT_ENDPOINT, 0x06, 2, "PASIDCtl",
	 "0=Enable 1=Exec 2=Priv 3=Translated", NOTHING},
	{DESC_EXT, 0x1c, PCI_PORT_ENDPOINT, 0x04, 2, "LNRCap",
	 "0=64byte 1=128byte", NOTHING},
	{DESC_EXT, 0x1c, PCI_PORT_ENDPOINT, 0x06, 2, "LNRCtl",
	 "0=Enable", NOTHING},
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
