/* test_decode_std.c - headers and standard capabilities as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_header(void **state)
{
	static const struct reg regs[] = {
		{0x04, 2, 0x0507}, {0x06, 2, 0x2210}, {0x08, 4, 0x030000a1}};

	(void)state;
	check_text(DESC_HDR, 0x00, NO_TYPE, 0x40, REGS(regs),
	           "Control: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping-\n"
	           "    SERR+ FastB2B- DisINTx+\n"
	           "Status: ImmReady- INTx- Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=medium,\n"
	           "    >TAbort- <TAbort- <MAbort+ >SERR- <PERR-\n");
}

static void test_type0_header(void **state)
{
	static const struct reg regs[] = {{0x10, 4, 0xfe000004},
	                                  {0x28, 4, 0x20001237},
	                                  {0x2c, 4, 0x12348086},
	                                  {0x3e, 1, 0x04},
	                                  {0x3f, 1, 0x14}};

	(void)state;
	check_text(DESC_HDR, 0x01, NO_TYPE, 0x40, REGS(regs),
	           "CardBus CIS: in ROM, image 2, offset 0001230\n"
	           "Latency: 1000ns min\n"
	           "Latency: 5000ns max\n");
}

static void test_type0_header_without_latencies(void **state)
{
	static const struct reg regs[] = {{0x28, 4, 0x00000003}};

	(void)state;
	check_text(DESC_HDR, 0x01, NO_TYPE, 0x40, REGS(regs), "");
}

static void test_cardbus_cis_in_bar(void **state)
{
	static const struct reg regs[] = {{0x28, 4, 0x00004563}};

	(void)state;
	check_text(DESC_HDR, 0x01, NO_TYPE, 0x40, REGS(regs),
	           "CardBus CIS: in BAR2, offset 0004560\n");
}

static void test_type1_header(void **state)
{
	static const struct reg regs[] = {{0x18, 4, 0x40030201}, {0x1c, 1, 0xe1},
	                                  {0x1e, 2, 0x6400},     {0x20, 2, 0xfc00},
	                                  {0x24, 2, 0xe001},     {0x3e, 2, 0x0c4b}};

	(void)state;
	check_text(DESC_HDR, 0x02, NO_TYPE, 0x40, REGS(regs),
	           "Secondary status: 66MHz- FastB2B- ParErr- DEVSEL=slow, >TAbort- <TAbort-\n"
	           "    <MAbort+ <SERR+ <PERR-\n"
	           "BridgeCtl: Parity+ SERR+ NoISA- VGA+ VGA16- MAbort- >Reset+ FastB2B-\n"
	           "    PriDiscTmr- SecDiscTmr- DiscTmrStat+ DiscTmrSERREn+\n");
}

static void test_type2_header(void **state)
{
	static const struct reg regs[] = {
		{0x10, 4, 0xfe123000}, {0x14, 1, 0xa0},       {0x16, 2, 0x52a0},
		{0x18, 4, 0xb0060504}, {0x1c, 4, 0x20000000}, {0x2c, 4, 0x0000d001},
		{0x3e, 2, 0x06a9},     {0x40, 4, 0x12348086}, {0x44, 4, 0x000003e1}};

	(void)state;
	check_text(
		DESC_HDR, 0x03, NO_TYPE, 0x48, REGS(regs),
		"Secondary status: 66MHz+ FastB2B+ ParErr- DEVSEL=medium, >TAbort- <TAbort+\n"
		"    <MAbort- <SERR+ <PERR-\n"
		"Bus: primary=04, secondary=05, subordinate=06, sec-latency=176\n"
		"BridgeCtl: Parity+ SERR- ISA- VGA+ MAbort+ >Reset- 16bInt+ PrefMem0- PrefMem1+\n"
		"    PostWrite+\n"
		"Subsystem: 8086:1234\n"
		"16-bit legacy interface ports: I/O 1?, at 000003e0\n");
}

static void test_power_management(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x0e, 1, 0x80},
	                                  {0x02, 2, 0xc3b3},
	                                  {0x04, 2, 0xb30b},
	                                  {0x06, 1, 0xc0},
	                                  {0x07, 1, 0x7b}};

	(void)state;
	check_text(DESC_STD, 0x01, NO_TYPE, 0x08, REGS(regs),
	           "Flags: version 3, PMEClk- ImmReadyD0+ DSI+ D1+ D2- AuxCurrent=320mA, PME: D0-\n"
	           "    D1- D2- D3hot+ D3cold+\n"
	           "Status: D3, NoSoftRst+ PME-Enable+ DSel=9, DScale=1, PME+\n"
	           "Data: 12.3W\n");
}

static void test_power_in_hundredths(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0003}, {0x04, 2, 0x4a00}, {0x07, 1, 0x7b}};

	(void)state;
	check_text(DESC_STD, 0x01, NO_TYPE, 0x08, REGS(regs),
	           "Flags: version 3, PMEClk- ImmReadyD0- DSI- D1- D2- AuxCurrent=0mA, PME: D0-\n"
	           "    D1- D2- D3hot- D3cold-\n"
	           "Status: D0, NoSoftRst- PME-Enable- DSel=5, DScale=2, PME-\n"
	           "Data: 1.23W\n");
}

static void test_power_in_thousandths(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0003}, {0x04, 2, 0x6000}, {0x07, 1, 0x7b}};

	(void)state;
	check_text(DESC_STD, 0x01, NO_TYPE, 0x08, REGS(regs),
	           "Flags: version 3, PMEClk- ImmReadyD0- DSI- D1- D2- AuxCurrent=0mA, PME: D0-\n"
	           "    D1- D2- D3hot- D3cold-\n"
	           "Status: D0, NoSoftRst- PME-Enable- DSel=0, DScale=3, PME-\n"
	           "Data: 0.123W\n");
}

static void test_power_management_of_bridge(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x0e, 1, 0x01},
	                                  {0x02, 2, 0x2809},
	                                  {0x04, 2, 0x0000},
	                                  {0x06, 1, 0xc0},
	                                  {0x07, 1, 0x7b}};

	(void)state;
	check_text(DESC_STD, 0x01, NO_TYPE, 0x08, REGS(regs),
	           "Flags: version 1, PMEClk+ ImmReadyD0- DSI- D1- D2- AuxCurrent=0mA, PME: D0+\n"
	           "    D1- D2+ D3hot- D3cold-\n"
	           "Status: D0, NoSoftRst- PME-Enable- DSel=0, DScale=0, PME-\n"
	           "Bridge: PM+ B2 in D3hot\n");
}

static void test_msi_32_bits(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0005}, {0x04, 4, 0xfee01004}, {0x08, 4, 0x12344021}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x0e, REGS(regs),
	           "Control: Enable+ Count=1/4, 64bit- Maskable- ExtDataCap- ExtDataEn-\n"
	           "Address: fee01004\n"
	           "Data: 4021\n");
}

static void test_msi_32_bits_masked(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0725},
	                                  {0x04, 4, 0xfee01004},
	                                  {0x08, 4, 0x12344021},
	                                  {0x0c, 4, 0x00000003},
	                                  {0x10, 4, 0x80000000}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x14, REGS(regs),
	           "Control: Enable+ Count=4/4, 64bit- Maskable+ ExtDataCap+ ExtDataEn+\n"
	           "Address: fee01004\n"
	           "Data: 4021\n"
	           "Extended data: 1234\n"
	           "Masking: 00000003\n"
	           "Pending: 80000000\n");
}

static void test_msi_64_bits(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0280},
	                                  {0x04, 4, 0xfee01004},
	                                  {0x08, 4, 0x00000012},
	                                  {0x0c, 4, 0x12344021}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x10, REGS(regs),
	           "Control: Enable- Count=1/1, 64bit+ Maskable- ExtDataCap+ ExtDataEn-\n"
	           "Address: fee01004\n"
	           "Address high: 00000012\n"
	           "Data: 4021\n"
	           "Extended data: 1234\n");
}

static void test_msi_64_bits_masked(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x05db},     {0x04, 4, 0xfee01004},
	                                  {0x08, 4, 0x00000012}, {0x0c, 4, 0x12344021},
	                                  {0x10, 4, 0x0000000f}, {0x14, 4, 0x0000000a}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x18, REGS(regs),
	           "Control: Enable+ Count=32/32, 64bit+ Maskable+ ExtDataCap- ExtDataEn+\n"
	           "Address: fee01004\n"
	           "Address high: 00000012\n"
	           "Data: 4021\n"
	           "Masking: 0000000f\n"
	           "Pending: 0000000a\n");
}

static void test_msix(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0xc7ff}, {0x04, 4, 0x000b9002}, {0x08, 4, 0x000ba005}};

	(void)state;
	check_text(DESC_STD, 0x11, NO_TYPE, 0x0c, REGS(regs),
	           "Control: Enable+ Count=2048, Masked+\n"
	           "Vector table: BAR=2, offset=000b9000\n"
	           "PBA: BAR=5, offset=000ba000\n");
}

static void test_pcix_of_unknown_header(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x0e, 1, 0x02}, {0x04, 4, 0x40000000}};

	(void)state;
	check_text(DESC_STD, 0x07, NO_TYPE, 0x08, REGS(regs), "Status: 266MHz+ 533MHz-\n");
}

static void test_pcix_device(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x0e, 1, 0x80}, {0x02, 2, 0x0056}, {0x04, 4, 0x2ca702fd}};

	(void)state;
	check_text(
		DESC_STD, 0x07, NO_TYPE, 0x08, REGS(regs),
		"Command: DPERE- ERO+ RBC=1024, OST=12, Version=0\n"
		"Status: Dev=02:1f.5, 64bit+ 133MHz+ SCD+ USC- DC=simple, DMMRBC=1024, DMOST=2,\n"
		"    DMCRS=8K, RSCEM+ 266MHz- 533MHz-\n");
}

static void test_pcix_device_with_ecc(void **state)
{
	static const struct reg regs[] = {{HEADER + 0x0e, 1, 0x80}, {0x02, 2, 0x1009},
	                                  {0x04, 4, 0x5e78e7a8},    {0x08, 4, 0x9ca5b6d9},
	                                  {0x0c, 4, 0x11111111},    {0x10, 4, 0x22222222},
	                                  {0x14, 4, 0x33333333}};

	(void)state;
	check_text(
		DESC_STD, 0x07, NO_TYPE, 0x18, REGS(regs),
		"Command: DPERE+ ERO- RBC=2048, OST=1, Version=1\n"
		"Status: Dev=e7:15.0, 64bit- 133MHz- SCD- USC+ DC=bridge, DMMRBC=4096, DMOST=8,\n"
		"    DMCRS=128K, RSCEM- 266MHz+ 533MHz-\n"
		"ECC: SecSelect+ OtherBank- AddCorr- AddUncorr+ Phase: 64-bit data, Corrected+\n"
		"    Syndrome=b6, Cmd=5, SecondCmd=a, UpperAttr=c, UpdateEn+ SingleBitDis-\n"
		"    ECCMode+\n"
		"ECCAddr: first 11111111 second 22222222 attribute 33333333\n");
}

static void test_pcix_bridge(void **state)
{
	static const struct reg regs[] = {
		{HEADER + 0x0e, 1, 0x01}, {0x02, 2, 0x52d6},     {0x04, 4, 0xa0260312},
		{0x08, 4, 0x80078008},    {0x0c, 4, 0x9009900a}, {0x10, 4, 0x40000046},
		{0x14, 4, 0x11111111},    {0x18, 4, 0x22222222}, {0x1c, 4, 0x33333333}};

	(void)state;
	check_text(DESC_STD, 0x07, NO_TYPE, 0x20, REGS(regs),
	           "Secondary Status: 64bit- 133MHz+ SCD+ USC- SCO+ SRD- Freq=133MHz 266,\n"
	           "    Version=1, 266MHz+ 533MHz-\n"
	           "Status: Dev=03:02.2, 64bit- 133MHz+ SCD+ USC- SCO- SRD+ DIM+ 266MHz- 533MHz+\n"
	           "Upstream: Capacity=32776, CommitmentLimit=32775\n"
	           "Downstream: Capacity=36874, CommitmentLimit=36873\n"
	           "ECC: SecSelect- OtherBank+ AddCorr+ AddUncorr- Phase: 32-bit data, Corrected-\n"
	           "    Syndrome=00, Cmd=0, SecondCmd=0, UpperAttr=0, UpdateEn- SingleBitDis+\n"
	           "    ECCMode-\n"
	           "ECCAddr: first 11111111 second 22222222 attribute 33333333\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_type0_header),
		cmocka_unit_test(test_type0_header_without_latencies),
		cmocka_unit_test(test_cardbus_cis_in_bar),
		cmocka_unit_test(test_type1_header),
		cmocka_unit_test(test_type2_header),
		cmocka_unit_test(test_power_management),
		cmocka_unit_test(test_power_in_hundredths),
		cmocka_unit_test(test_power_in_thousandths),
		cmocka_unit_test(test_power_management_of_bridge),
		cmocka_unit_test(test_msi_32_bits),
		cmocka_unit_test(test_msi_32_bits_masked),
		cmocka_unit_test(test_msi_64_bits),
		cmocka_unit_test(test_msi_64_bits_masked),
		cmocka_unit_test(test_msix),
		cmocka_unit_test(test_pcix_of_unknown_header),
		cmocka_unit_test(test_pcix_device),
		cmocka_unit_test(test_pcix_device_with_ecc),
		cmocka_unit_test(test_pcix_bridge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
