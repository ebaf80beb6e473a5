/* gpu_machine.c - machines of bridges and what is behind them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/gpu_machine.h"

#include "lib/pci_func.h"

static void add_root_port(struct host *h)
{
	uint8_t *cfg = host_bridge(h, 0, 1, 0, 1, 1);
	uint8_t *exp = cfg_express(cfg, 0x40, 4, 2);

	put_le16(exp + 2, 0x0142);
	put_le32(exp + 0x0c, 0x01000105);
	put_le16(exp + 0x12, 0x2104);
}

static void add_gpu(struct host *h)
{
	uint8_t *cfg = host_function(h, 1, 0, 0, 0x233010de, 0x030200, 0), *cap;

	cfg[0x08] = 0xa1;
	cfg[0x04] = 0x06;
	put_le32(cfg + 0x10, 0x0000000c);
	put_le32(cfg + 0x14, 0x00000040);
	put_le32(cfg + 0x18, 0xfe000000);
	put_le32(cfg + 0x2c, 0x16c110de);
	put_le32(cfg + 0x30, 0xfd000000);
	put_le16(cfg_cap(cfg, 0x40, 0x01) + 2, 0x0003);
	put_le16(cfg_cap(cfg, 0x48, 0x11) + 2, 0x0008);
	cap = cfg_express(cfg, 0x60, 0, 2);
	put_le32(cap + 0x0c, 0x00000105);
	put_le16(cap + 0x12, 0x1104);
	put_le32(cfg_ext(cfg, 0x100, 0x0001, 2) + 0x10, 0x2000);
	put_le16(cfg_ext(cfg, 0x180, 0x000f, 1) + 6, 0x8000);
	put_le16(cfg_ext(cfg, 0x200, 0x0010, 1) + 0x0e, 32);
	put_le32(cfg_ext(cfg, 0x280, 0x0003, 1) + 4, 0x11223344);
}

struct host *gpu_machine(void)
{
	struct host *h = host_new(2);

	host_acpi(h);
	h->roots[0] = (struct pci_bus_range){0, 0, 1};
	h->root_count = 1;
	host_function(h, 0, 0, 0, 0x29c08086, 0x060000, 0);
	add_root_port(h);
	add_gpu(h);
	h->records[0] = (struct host_record){{0, 1, 0, 0}, {0x4000000000, 0x2000000000}};
	h->records[1] = (struct host_record){{0, 1, 0, 0}, {0xfe000000, 0x1000000}};
	h->record_count = 2;
	return h;
}

struct host *deep_machine(void)
{
	struct host *h = host_new(6);
	uint8_t *cfg;

	h->roots[0] = (struct pci_bus_range){0, 0, 5};
	h->root_count = 1;
	cfg_express(host_bridge(h, 0, 1, 0, 1, 5), 0x40, PCI_PORT_ROOT, 2);
	cfg_express(host_bridge(h, 1, 0, 0, 2, 5), 0x40, PCI_PORT_UPSTREAM, 2);
	cfg = host_bridge(h, 2, 3, 0, 3, 3);
	cfg_cap(cfg, 0x40, 0x01);
	cfg_express(cfg, 0x50, PCI_PORT_DOWNSTREAM, 2)[0x28] = 0x20;
	cfg_ext(host_function(h, 3, 0, 0, 0x11111234, 0x020000, 0x80), 0x100, 0x000e, 1)[5] = 9;
	cfg_ext(host_function(h, 3, 1, 1, 0x11111234, 0x020000, 0x80), 0x100, 0x000e, 1);
	cfg_express(host_bridge(h, 2, 4, 0, 4, 4), 0x40, PCI_PORT_DOWNSTREAM, 1);
	cfg = host_bridge(h, 4, 0, 0, 5, 5);
	cfg_express(cfg, 0x40, PCI_PORT_PCIE_TO_PCI, 1);
	put_le32(cfg_cap(cfg, 0x80, 0x07) + 4, 0x40000000);
	host_function(h, 5, 0, 0, 0x22221234, 0x030000, 0);
	return h;
}

const char gpu_text[] = "0000:01:00.0 3D controller [0302]: 10de:2330 (rev a1)\n"
			"    Path: 00:01.0/01:00.0\n"
			"    Subsystem: 10de:16c1\n"
			"    Config space: 4096 bytes\n"
			"    Link: 16GT/s x16 (maximum 32GT/s x16)\n"
			"    Region 0: Memory at 4000000000 (64-bit, prefetchable) [size=128G]\n"
			"    Region 2: Memory at fe000000 (32-bit, non-prefetchable) [size=16M]\n"
			"    Expansion ROM at fd000000 [disabled]\n"
			"    SR-IOV: TotalVFs 32\n"
			"    Capabilities: [40] Power Management (01)\n"
			"    Capabilities: [48] MSI-X (11)\n"
			"    Capabilities: [60] Express (10)\n"
			"    Capabilities: [100 v2] Advanced Error Reporting (0001)\n"
			"    Capabilities: [180 v1] Address Translation Service (000f)\n"
			"    Capabilities: [200 v1] Single Root I/O Virtualization (0010)\n"
			"    Capabilities: [280 v1] Device Serial Number (0003)\n";

const char bridges_text[] = "0000:00:00.0 Host bridge [0600]: 8086:29c0\n"
			    "    Path: 00:00.0\n"
			    "    Config space: 4096 bytes\n"
			    "0000:00:01.0 PCI bridge [0604]: 1234:00bb\n"
			    "    Path: 00:01.0\n"
			    "    Config space: 4096 bytes\n"
			    "    Link: 16GT/s x16 (maximum 32GT/s x16)\n"
			    "    Capabilities: [40] Express (10)\n";

const char gpu_text_verbose[] =
	"0000:01:00.0 3D controller [0302]: 10de:2330 (rev a1)\n"
	"    Path: 00:01.0/01:00.0\n"
	"    Subsystem: 10de:16c1\n"
	"    Control: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr-\n"
	"        Stepping- SERR- FastB2B- DisINTx-\n"
	"    Status: ImmReady- INTx- Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast,\n"
	"        >TAbort- <TAbort- <MAbort- >SERR- <PERR-\n"
	"    Latency: 0\n"
	"    Config space: 4096 bytes\n"
	"    Link: 16GT/s x16 (maximum 32GT/s x16)\n"
	"      00:01.0 Root Port, slot 0 of 0 W, MaxPayload 128 of 128, no ACS\n"
	"        | 16GT/s x16 of 32GT/s x16, ASPM Disabled\n"
	"      01:00.0 Endpoint, MaxPayload 128 of 128, MaxReadReq 128\n"
	"    Isolation group: 00:01.0 01:00.0\n"
	"    Address translation: ATS on\n"
	"    Region 0: Memory at 4000000000 (64-bit, prefetchable) [size=128G]\n"
	"    Region 2: Memory at fe000000 (32-bit, non-prefetchable) [size=16M]\n"
	"    Expansion ROM at fd000000 [disabled]\n"
	"    SR-IOV: TotalVFs 32\n"
	"    gspVFInfo: none: corrupt data\n"
	"    SR-IOV capability at 200: no generation is known that has it there\n"
	"    Identity: address not mapped\n"
	"    Capabilities: [40] Power Management (01)\n"
	"        Flags: version 3, PMEClk- ImmReadyD0- DSI- D1- D2- AuxCurrent=0mA,\n"
	"            PME: D0- D1- D2- D3hot- D3cold-\n"
	"        Status: D0, NoSoftRst- PME-Enable- DSel=0, DScale=0, PME-\n"
	"    Capabilities: [48] MSI-X (11)\n"
	"        Control: Enable- Count=9, Masked-\n"
	"        Vector table: BAR=0, offset=00000000\n"
	"        PBA: BAR=0, offset=00000000\n"
	"    Capabilities: [60] Express (10)\n"
	"        Express: (v2), Endpoint, Slot- IntMsgNum 0, FLIT-\n"
	"        DevCap: MaxPayload 128 bytes, PhantFunc 0, ExtTag- Latency L0s <64ns,\n"
	"            L1 <1us, AttnBtn- AttnInd- PwrInd- RBE- ErrCorSubclass-\n"
	"            RxMPSFixed- SlotPowerLimit 0W, FLReset- MixedMPS- TEE-IO-\n"
	"        DevCtl: CorrErr- NonFatalErr- FatalErr- UnsupReq- RlxdOrd- ExtTag-\n"
	"            PhantFunc- AuxPwr- NoSnoop- MaxPayload 128 bytes,\n"
	"            MaxReadReq 128 bytes\n"
	"        DevSta: CorrErr- NonFatalErr- FatalErr- UnsupReq- AuxPwr- TransPend-\n"
	"            EmergPwrRed-\n"
	"        LnkCap: Port #0, Speed 32GT/s, Width x16, ASPM not supported,\n"
	"            Exit Latency L0s <64ns, L1 <1us, ClockPM- Surprise- LLActRep-\n"
	"            BwNot- ASPMOptComp-\n"
	"        LnkCtl: ASPM Disabled, PTMAdaptB- RCB 64 bytes, LnkDisable- CommClk-\n"
	"            ExtSynch- ClockPM- AutWidDis- BWInt- AutBWInt- SRISClk-\n"
	"            FltModeDis-\n"
	"        LnkSta: Speed 16GT/s, Width x16, TrErr- Train- SlotClk+ DLActive-\n"
	"            BWMgmt- ABWMgmt-\n"
	"        DevCap2: Completion Timeout: Not Supported, TimeoutDis-\n"
	"            AtomicOpsCap: Routing- 32bit- 64bit- 128bitCAS- NROPrPrP- LTR-\n"
	"            TPHComp- ExtTPHComp- 10BitTagComp- 10BitTagReq- OBFF Not Supported,\n"
	"            ExtFmt- EETLPPrefix- EmergencyPowerReduction Not Supported,\n"
	"            EmergencyPowerReductionInit- DMWrComp- DMWrLen 64B, FRS-\n"
	"        DevCtl2: Completion Timeout: 50us to 50ms, TimeoutDis-\n"
	"            AtomicOpsCtl: ReqEn- EgressBlck- IDOReq- IDOCompl- LTR-\n"
	"            EmergencyPowerReductionReq- 10BitTagReq- OBFF Disabled,\n"
	"            EETLPPrefixBlk-\n"
	"        LnkCap2: Supported Link Speeds: none, Crosslink- LowerSKPGen: none,\n"
	"            LowerSKPRx: none, Retimer- 2Retimers- DRS-\n"
	"        LnkCtl2: Target Link Speed: 2.5GT/s, EnterCompliance- SpeedDis-\n"
	"            Transmit Margin: Normal Operating Range, EnterModifiedCompliance-\n"
	"            ComplianceSOS-\n"
	"            Compliance Preset/De-emphasis: -6dB de-emphasis, 0dB preshoot\n"
	"        LnkSta2: Current De-emphasis Level: -6dB, EqualizationComplete-\n"
	"            EqualizationPhase1- EqualizationPhase2- EqualizationPhase3-\n"
	"            LinkEqualizationRequest- Retimer- 2Retimers-\n"
	"            CrosslinkRes: unsupported, FltMode-\n"
	"    Capabilities: [100 v2] Advanced Error Reporting (0001)\n"
	"        UESta: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF-\n"
	"            MalfTLP- ECRC- UnsupReq- ACSViol- UncorrIntErr- BlockedTLP-\n"
	"            AtomicOpBlocked- TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked-\n"
	"            IDECheck- MisIDETLP- PCRC_CHECK- TLPXlatBlocked-\n"
	"        UEMsk: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF-\n"
	"            MalfTLP- ECRC- UnsupReq- ACSViol- UncorrIntErr- BlockedTLP-\n"
	"            AtomicOpBlocked- TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked-\n"
	"            IDECheck- MisIDETLP- PCRC_CHECK- TLPXlatBlocked-\n"
	"        UESvrt: DLP- SDES- TLP- FCP- CmpltTO- CmpltAbrt- UnxCmplt- RxOF-\n"
	"            MalfTLP- ECRC- UnsupReq- ACSViol- UncorrIntErr- BlockedTLP-\n"
	"            AtomicOpBlocked- TLPBlockedErr- PoisonTLPBlocked- DMWrReqBlocked-\n"
	"            IDECheck- MisIDETLP- PCRC_CHECK- TLPXlatBlocked-\n"
	"        CESta: RxErr- BadTLP- BadDLLP- Rollover- Timeout- AdvNonFatalErr+\n"
	"            CorrIntErr- HeaderOF-\n"
	"        CEMsk: RxErr- BadTLP- BadDLLP- Rollover- Timeout- AdvNonFatalErr-\n"
	"            CorrIntErr- HeaderOF-\n"
	"        AERCap: First Error Pointer: 00, ECRCGenCap- ECRCGenEn- ECRCChkCap-\n"
	"            ECRCChkEn- MultHdrRecCap- MultHdrRecEn- TLPPfxPres- HdrLogCap-\n"
	"            HdrLogSize 4 DW, FlitLogged- LoggedSize 0 DW\n"
	"        HeaderLog: 00000000 00000000 00000000 00000000\n"
	"    Capabilities: [180 v1] Address Translation Service (000f)\n"
	"        ATSCap: Invalidate Queue Depth: 32, PageAligned- GlobalInval- RlxdOrd-\n"
	"        ATSCtl: Enable+ Smallest Translation Unit: 4K\n"
	"    Capabilities: [200 v1] Single Root I/O Virtualization (0010)\n"
	"        IOVCap: Migration- ARIPreserved- 10BitTagReq- 14BitTagReq- IntMsgNum 0\n"
	"        IOVCtl: Enable- Migration- Interrupt- MSE- ARIHierarchy- 10BitTagReq-\n"
	"            14BitTagReq-\n"
	"        IOVSta: Migration-\n"
	"        Initial VFs: 0\n"
	"        Total VFs: 32\n"
	"        Number of VFs: 0\n"
	"        Function Dependency Link: 00\n"
	"        VF offset: 0\n"
	"        VF stride: 0\n"
	"        VF Device ID: 0000\n"
	"        Supported Page Size: none\n"
	"        System Page Size: none\n"
	"    Capabilities: [280 v1] Device Serial Number (0003)\n"
	"        Serial Number: 00-00-00-00-11-22-33-44\n";
