/* test_decode_exp.c - the PCI Express capability of each port type and version as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_scan.h"
#include "lib/test/block.h"

static void test_endpoint(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0002},     {0x04, 4, 0x152c8fe2}, {0x08, 2, 0x593f},
		{0x0a, 2, 0x0049},     {0x0c, 4, 0x0947a105}, {0x10, 2, 0x0142},
		{0x12, 2, 0xd104},     {0x24, 4, 0x0070131f}, {0x28, 2, 0x6405},
		{0x2c, 4, 0x0780003e}, {0x30, 2, 0x1245},     {0x32, 2, 0x081f}};

	(void)state;
	check_text(
		DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x3c, REGS(regs),
		"Express: (v2), Endpoint, Slot- IntMsgNum 0, FLIT-\n"
		"DevCap: MaxPayload 512 bytes, PhantFunc 0, ExtTag+ Latency L0s unlimited,\n"
		"    L1 unlimited, AttnBtn- AttnInd- PwrInd- RBE+ ErrCorSubclass- RxMPSFixed-\n"
		"    SlotPowerLimit 7.5W, FLReset+ MixedMPS- TEE-IO-\n"
		"DevCtl: CorrErr+ NonFatalErr+ FatalErr+ UnsupReq+ RlxdOrd+ ExtTag+ PhantFunc-\n"
		"    AuxPwr- NoSnoop+ FLReset- MaxPayload 256 bytes, MaxReadReq 4096 bytes\n"
		"DevSta: CorrErr+ NonFatalErr- FatalErr- UnsupReq+ AuxPwr- TransPend-\n"
		"    EmergPwrRed+\n"
		"LnkCap: Port #9, Speed 32GT/s, Width x16, ASPM not supported,\n"
		"    Exit Latency L0s <256ns, L1 unlimited, ClockPM+ Surprise- LLActRep- BwNot-\n"
		"    ASPMOptComp+\n"
		"LnkCtl: ASPM L1 Enabled, PTMAdaptB- RCB 64 bytes, LnkDisable- CommClk+\n"
		"    ExtSynch- ClockPM+ AutWidDis- BWInt- AutBWInt- SRISClk- FltModeDis-\n"
		"LnkSta: Speed 16GT/s, Width x16, TrErr- Train- SlotClk+ DLActive- BWMgmt+\n"
		"    ABWMgmt+\n"
		"DevCap2: Completion Timeout: Range ABCD, TimeoutDis+ AtomicOpsCap: Routing-\n"
		"    32bit- 64bit+ 128bitCAS+ NROPrPrP- LTR- TPHComp+ ExtTPHComp- 10BitTagComp-\n"
		"    10BitTagReq- OBFF Not Supported, ExtFmt+ EETLPPrefix+ MaxEETLPPrefixes 1,\n"
		"    EmergencyPowerReduction Not Supported, EmergencyPowerReductionInit-\n"
		"    DMWrComp- DMWrLen 64B, FRS-\n"
		"DevCtl2: Completion Timeout: 16ms to 55ms, TimeoutDis- AtomicOpsCtl: ReqEn-\n"
		"    EgressBlck- IDOReq- IDOCompl- LTR+ EmergencyPowerReductionReq-\n"
		"    10BitTagReq- OBFF Via WAKE#, EETLPPrefixBlk-\n"
		"LnkCap2: Supported Link Speeds: 2.5-32GT/s, Crosslink- LowerSKPGen: none,\n"
		"    LowerSKPRx: none, Retimer+ 2Retimers+ OptRetimer 1?, FRARetimer 1?, DRS-\n"
		"LnkCtl2: Target Link Speed: 32GT/s, EnterCompliance- SpeedDis-\n"
		"    Transmit Margin: 200-400mV(full-swing)/100-200mV(half-swing),\n"
		"    EnterModifiedCompliance- ComplianceSOS-\n"
		"    Compliance Preset/De-emphasis: -3.5dB de-emphasis, 0dB preshoot\n"
		"LnkSta2: Current De-emphasis Level: -3.5dB, EqualizationComplete+\n"
		"    EqualizationPhase1+ EqualizationPhase2+ EqualizationPhase3+\n"
		"    LinkEqualizationRequest- Retimer- 2Retimers- CrosslinkRes: unsupported,\n"
		"    FltMode- OptRetimer 1?\n");
}

static void test_endpoint_version_1(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0001},     {0x04, 4, 0x00007001}, {0x08, 2, 0x2810}, {0x0a, 2, 0x0010},
		{0x0c, 4, 0x00034041}, {0x10, 2, 0x0008},     {0x12, 2, 0x1041}};

	(void)state;
	check_text(
		DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x14, REGS(regs),
		"Express: (v1), Endpoint, Slot- IntMsgNum 0, FLIT-\n"
		"DevCap: MaxPayload 256 bytes, PhantFunc 0, ExtTag- Latency L0s <64ns, L1 <1us,\n"
		"    AttnBtn+ AttnInd+ PwrInd+ RBE- ErrCorSubclass- RxMPSFixed-\n"
		"    SlotPowerLimit 0W, FLReset- MixedMPS- TEE-IO-\n"
		"DevCtl: CorrErr- NonFatalErr- FatalErr- UnsupReq- RlxdOrd+ ExtTag- PhantFunc-\n"
		"    AuxPwr- NoSnoop+ MaxPayload 128 bytes, MaxReadReq 512 bytes\n"
		"DevSta: CorrErr- NonFatalErr- FatalErr- UnsupReq- AuxPwr+ TransPend-\n"
		"    EmergPwrRed-\n"
		"LnkCap: Port #0, Speed 2.5GT/s, Width x4, ASPM not supported,\n"
		"    Exit Latency L0s <1us, L1 <64us, ClockPM- Surprise- LLActRep- BwNot-\n"
		"    ASPMOptComp-\n"
		"LnkCtl: ASPM Disabled, PTMAdaptB- RCB 128 bytes, LnkDisable- CommClk-\n"
		"    ExtSynch- ClockPM- AutWidDis- BWInt- AutBWInt- SRISClk- FltModeDis-\n"
		"LnkSta: Speed 2.5GT/s, Width x4, TrErr- Train- SlotClk+ DLActive- BWMgmt-\n"
		"    ABWMgmt-\n");
}

static void test_root_port(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0342},     {0x04, 4, 0x00008001}, {0x08, 2, 0x0027},
		{0x0a, 2, 0x0000},     {0x0c, 4, 0x01778d03}, {0x10, 2, 0x8c4b},
		{0x12, 2, 0xb083},     {0x14, 4, 0x00080cfb}, {0x18, 2, 0x17f1},
		{0x1a, 2, 0x0148},     {0x1c, 2, 0x001f},     {0x1e, 2, 0x0001},
		{0x20, 4, 0x00030100}, {0x24, 4, 0x0000a860}, {0x28, 2, 0x0020},
		{0x2c, 4, 0x8000000e}, {0x30, 2, 0x0053},     {0x32, 2, 0xc000},
		{0x34, 4, 0x00000005}};

	(void)state;
	check_text(
		DESC_STD, 0x10, PCI_PORT_ROOT, 0x3c, REGS(regs),
		"Express: (v2), Root Port, Slot+ IntMsgNum 1, FLIT-\n"
		"DevCap: MaxPayload 256 bytes, PhantFunc 0, ExtTag- RBE+ ErrCorSubclass-\n"
		"    RxMPSFixed- MixedMPS- TEE-IO-\n"
		"DevCtl: CorrErr+ NonFatalErr+ FatalErr+ UnsupReq- RlxdOrd- ExtTag- PhantFunc-\n"
		"    AuxPwr- NoSnoop- MaxPayload 256 bytes, MaxReadReq 128 bytes\n"
		"DevSta: CorrErr- NonFatalErr- FatalErr- UnsupReq- AuxPwr- TransPend-\n"
		"    EmergPwrRed-\n"
		"LnkCap: Port #1, Speed 8GT/s, Width x16, ASPM L0s L1, Exit Latency L0s <64ns,\n"
		"    L1 unlimited, ClockPM+ Surprise- LLActRep+ BwNot+ ASPMOptComp+\n"
		"LnkCtl: ASPM L0s L1 Enabled, PTMAdaptB- RCB 128 bytes, LnkDisable- CommClk+\n"
		"    ExtSynch- ClockPM- AutWidDis- BWInt+ AutBWInt+ SRISClk- FltModeDis-\n"
		"    DRS DRS to FRS\n"
		"LnkSta: Speed 8GT/s, Width x8, TrErr- Train- SlotClk+ DLActive+ BWMgmt-\n"
		"    ABWMgmt+\n"
		"SltCap: AttnBtn+ PwrCtrl+ MRL- AttnInd+ PwrInd+ Surprise+ HotPlug+\n"
		"    PowerLimit 25W, Interlock- NoCompl- Slot #1\n"
		"SltCtl: AttnBtn+ PwrFlt- MRL- PresDet- CmdCplt+ HPIrq+ AttnInd Off, PwrInd Off,\n"
		"    Power+ Interlock- LinkChg+ AutoPwrLimDis- InbandPDDis-\n"
		"SltSta: AttnBtn- PowerFlt- MRL- CmdCplt- PresDet+ Interlock- Changed: MRL-\n"
		"    PresDet+ LinkState+\n"
		"RootCtl: ErrCorrectable+ ErrNon-Fatal+ ErrFatal+ PMEIntEna+ CRSVisible+\n"
		"    NoNFMSubtree-\n"
		"RootCap: CRSVisible+\n"
		"RootSta: PME ReqID 0100, PMEStatus+ PMEPending+\n"
		"DevCap2: Completion Timeout: Not Supported, TimeoutDis- ARIFwd+\n"
		"    AtomicOpsCap: Routing+ 32bit- 64bit- 128bitCAS- NROPrPrP- LTR+ TPHComp-\n"
		"    ExtTPHComp+ LN System CLS 128byte cachelines, 10BitTagComp- 10BitTagReq-\n"
		"    OBFF Not Supported, ExtFmt- EETLPPrefix-\n"
		"    EmergencyPowerReduction Not Supported, EmergencyPowerReductionInit-\n"
		"    DMWrComp- DMWrLen 64B, FRS-\n"
		"DevCtl2: Completion Timeout: 50us to 50ms, TimeoutDis- ARIFwd+\n"
		"    AtomicOpsCtl: ReqEn- EgressBlck- IDOReq- IDOCompl- LTR-\n"
		"    EmergencyPowerReductionReq- 10BitTagReq- OBFF Disabled, EETLPPrefixBlk-\n"
		"LnkCap2: Supported Link Speeds: 2.5-8GT/s, Crosslink- LowerSKPGen: none,\n"
		"    LowerSKPRx: none, Retimer- 2Retimers- DRS+\n"
		"LnkCtl2: Target Link Speed: 8GT/s, EnterCompliance+ SpeedDis-\n"
		"    Selectable De-emphasis: -3.5dB, Transmit Margin: Normal Operating Range,\n"
		"    EnterModifiedCompliance- ComplianceSOS-\n"
		"    Compliance Preset/De-emphasis: -6dB de-emphasis, 0dB preshoot\n"
		"LnkSta2: Current De-emphasis Level: -6dB, EqualizationComplete-\n"
		"    EqualizationPhase1- EqualizationPhase2- EqualizationPhase3-\n"
		"    LinkEqualizationRequest- Retimer- 2Retimers- CrosslinkRes: unsupported,\n"
		"    FltMode- DownstreamComp: Link Up - Present, DRS+\n"
		"SltCap2: InbandPDDis+ OutOfBandPD 2?\n");
}

static void test_root_port_without_slot(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0042}, {0x04, 4, 0x00008000}, {0x0c, 4, 0x07711d03}, {0x12, 2, 0x7011}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_ROOT, 0x3c, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta RootCtl RootCap RootSta "
	                "DevCap2 DevCtl2 LnkCap2 LnkCtl2 LnkSta2");
}

static void test_upstream_port(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0052}, {0x04, 4, 0x0fc08001}, {0x0c, 4, 0x00000843}, {0x12, 2, 0x0043}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_UPSTREAM, 0x3c, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta DevCap2 DevCtl2 LnkCap2 "
	                "LnkCtl2 LnkSta2");
}

static void test_downstream_port_version_1(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0161},     {0x04, 4, 0x00000000},
	                                  {0x0c, 4, 0x02000041}, {0x12, 2, 0x0800},
	                                  {0x14, 4, 0x00007980}, {0x18, 2, 0x02c0},
	                                  {0x1a, 2, 0x0060}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_DOWNSTREAM, 0x1c, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta SltCap SltCtl SltSta");
}

static void test_pcie_to_pci_bridge(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0071},
	                                  {0x04, 4, 0x00008000},
	                                  {0x08, 2, 0x8000},
	                                  {0x0c, 4, 0x00000041},
	                                  {0x12, 2, 0x0011}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_PCIE_TO_PCI, 0x14, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta");
}

/* The bit that resets other functions makes such a bridge retry configuration requests. */
static void test_bridge_configuration_retry(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0071}, {0x04, 4, 0x10008000}, {0x08, 2, 0xa810}};
	static const char expected[] = "DevCtl: CorrErr- NonFatalErr- FatalErr- UnsupReq- RlxdOrd+ "
				       "ExtTag- PhantFunc-\n    AuxPwr- NoSnoop+ BrConfRtry+ "
				       "MaxPayload 128 bytes, MaxReadReq 512 bytes\n";
	const char *text = block_text(DESC_STD, 0x10, PCI_PORT_PCIE_TO_PCI, 0x14, REGS(regs));

	(void)state;
	assert_non_null(strstr(text, expected));
}

static void test_unknown_version(void **state)
{
	static const struct reg regs[] = {{0x00, 4, 0x00930010}};
	const char *text = block_text(DESC_STD, 0x10, PCI_PORT_RC_ENDPOINT, 0x3c, REGS(regs));

	(void)state;
	assert_non_null(strstr(text, "This version is not known, raw: 00: 00930010"));
}

static void test_pci_to_pcie_bridge(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0181}, {0x0c, 4, 0x00000041}, {0x14, 4, 0x00000040}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_PCI_TO_PCIE, 0x1c, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta SltCap SltCtl SltSta");
}

static void test_rc_endpoint(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0092},
	                                  {0x04, 4, 0x10008000},
	                                  {0x08, 2, 0x8000},
	                                  {0x24, 4, 0x00000001},
	                                  {0x28, 2, 0x0009}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_RC_ENDPOINT, 0x3c, REGS(regs),
	                "Express DevCap DevCtl DevSta DevCap2 DevCtl2");
}

static void test_rc_event_collector(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x00a2},
	                                  {0x04, 4, 0x00008000},
	                                  {0x1c, 2, 0x0008},
	                                  {0x1e, 2, 0x0000},
	                                  {0x20, 4, 0x00020018}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_RC_EVENT, 0x3c, REGS(regs),
	                "Express DevCap DevCtl DevSta RootCtl RootCap RootSta DevCap2 DevCtl2");
}

static void test_legacy_endpoint(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0011}, {0x04, 4, 0x00000e0a}, {0x0c, 4, 0x00000041}, {0x12, 2, 0x0041}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_LEGACY_ENDPOINT, 0x14, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta");
}

static void test_express_reserved_values(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0xf032}, {0x0c, 4, 0x00000007},
	                                  {0x12, 2, 0x000f}, {0x24, 4, 0x0300e004},
	                                  {0x28, 2, 0x0003}, {0x30, 2, 0xf3c7}};

	(void)state;
	check_registers(DESC_STD, 0x10, PCI_PORT_ENDPOINT, 0x3c, REGS(regs),
	                "Express DevCap DevCtl DevSta LnkCap LnkCtl LnkSta DevCap2 DevCtl2 LnkCap2 "
	                "LnkCtl2 LnkSta2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endpoint),
		cmocka_unit_test(test_endpoint_version_1),
		cmocka_unit_test(test_root_port),
		cmocka_unit_test(test_root_port_without_slot),
		cmocka_unit_test(test_upstream_port),
		cmocka_unit_test(test_downstream_port_version_1),
		cmocka_unit_test(test_pcie_to_pci_bridge),
		cmocka_unit_test(test_bridge_configuration_retry),
		cmocka_unit_test(test_unknown_version),
		cmocka_unit_test(test_pci_to_pcie_bridge),
		cmocka_unit_test(test_rc_endpoint),
		cmocka_unit_test(test_rc_event_collector),
		cmocka_unit_test(test_legacy_endpoint),
		cmocka_unit_test(test_express_reserved_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
