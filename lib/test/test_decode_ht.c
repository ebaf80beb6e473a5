/* test_decode_ht.c - HyperTransport capabilities of each type as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_slave(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x14a6}, {0x04, 2, 0x5a26}, {0x06, 2, 0xb4c8}, {0x08, 2, 0xa5d1},
		{0x0a, 2, 0x7f10}, {0x0c, 1, 0x25},   {0x0d, 1, 0x5b},   {0x0e, 2, 0x8421},
		{0x10, 1, 0x35},   {0x11, 1, 0xa4},   {0x12, 2, 0x0412}, {0x14, 2, 0xabcd},
		{0x16, 2, 0xa5c6}, {0x18, 1, 0x12},   {0x19, 1, 0x34},   {0x1a, 1, 0x56}};

	(void)state;
	check_text(
		DESC_STD, 0x08, NO_TYPE, 0x1c, REGS(regs),
		"Command: BaseUnitID=6, UnitCnt=5, MastHost+ DefDir- DUL+\n"
		"Link 0 Control: SrcID- CFlE+ CST+ CFE- <LkFail- Init+ EOC- TXO- <CRCErr=a,\n"
		"    IsocEn+ LSEn- ExtCTL+ 64b-\n"
		"Link 0 Config: MLWI=8bit, DwFcIn+ MLWO=2bit, DwFcOut+ LWI=2bit, DwFcInEn-\n"
		"    LWO=32bit, DwFcOutEn+\n"
		"Link 1 Control: SrcID+ CFlE- CST- CFE- <LkFail+ Init- EOC+ TXO+ <CRCErr=5,\n"
		"    IsocEn- LSEn+ ExtCTL- 64b+\n"
		"Link 1 Config: MLWI=8bit, DwFcIn- MLWO=16bit, DwFcOut- LWI=N/C, DwFcInEn+\n"
		"    LWO=N/C, DwFcOutEn-\n"
		"Revision ID: 1.5\n"
		"Link 0 Frequency: 2.0GHz, <Prot+ <Ovfl- <EOC+ CTLTm-\n"
		"Link 0 Frequency Capability: 200MHz 800MHz 1.8GHz Vend\n"
		"Link 1 Frequency: 600MHz, <Prot- <Ovfl+ <EOC- CTLTm+\n"
		"Link 1 Frequency Capability: 300MHz 600MHz 1.8GHz\n"
		"Feature Capability: IsocFC+ LDTSTOP- CRCTM+ ECTLT- 64bA+ UIDRD+ SrcIDExt-\n"
		"Scratchpad: abcd\n"
		"Error Handling: PFlE- OFlE+ PFE+ OFE- EOCFE- RFE- CRCFE+ SERRFE+ CF+ RE- PNFE+\n"
		"    ONFE- EOCNFE- RNFE+ CRCNFE- SERRNFE+\n"
		"Prefetchable memory behind bridge Upper: 12-34\n"
		"Bus Number: 56\n");
}

static void test_host(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x2dae}, {0x04, 2, 0x8001}, {0x06, 2, 0x1501},
	                                  {0x08, 1, 0x63},   {0x09, 1, 0x86},   {0x0a, 2, 0x2009},
	                                  {0x0c, 2, 0x014a}, {0x10, 2, 0x1234}, {0x12, 2, 0x0281},
	                                  {0x14, 1, 0xab},   {0x15, 1, 0xcd}};

	(void)state;
	check_text(
		DESC_STD, 0x08, NO_TYPE, 0x18, REGS(regs),
		"Command: WarmRst- DblEnd+ DevNum=11, ChainSide+ HostHide+ Slave+ <EOCErr+ DUL-\n"
		"Link Control: SrcID+ CFlE- CST- CFE- <LkFail- Init- EOC- TXO- <CRCErr=0,\n"
		"    IsocEn- LSEn- ExtCTL- 64b+\n"
		"Link Config: MLWI=16bit, DwFcIn- MLWO=8bit, DwFcOut- LWI=4bit, DwFcInEn-\n"
		"    LWO=16bit, DwFcOutEn-\n"
		"Revision ID: 3.3\n"
		"Link Frequency: 1.0GHz, <Prot- <Ovfl- <EOC- CTLTm+\n"
		"Link Frequency Capability: 200MHz 500MHz 2.4GHz\n"
		"Feature Capability: IsocFC- LDTSTOP+ CRCTM- ECTLT+ 64bA- UIDRD- SrcIDExt+\n"
		"    ExtRS+ UCnfE-\n"
		"Scratchpad: 1234\n"
		"Error Handling: PFlE+ OFlE- PFE- OFE- EOCFE- RFE- CRCFE- SERRFE+ CF- RE+ PNFE-\n"
		"    ONFE- EOCNFE- RNFE- CRCNFE- SERRNFE-\n"
		"Prefetchable memory behind bridge Upper: ab-cd\n");
}

static void test_host_without_extended_registers(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x3001}, {0x0c, 2, 0x0200}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x10, REGS(regs),
	           "Command: WarmRst+ DblEnd- DevNum=0, ChainSide- HostHide- Slave- <EOCErr- DUL+\n"
	           "Link Control: SrcID- CFlE- CST- CFE- <LkFail- Init- EOC- TXO- <CRCErr=0,\n"
	           "    IsocEn- LSEn- ExtCTL- 64b-\n"
	           "Link Config: MLWI=8bit, DwFcIn- MLWO=8bit, DwFcOut- LWI=8bit, DwFcInEn-\n"
	           "    LWO=8bit, DwFcOutEn-\n"
	           "Revision ID: 0.0\n"
	           "Link Frequency: 200MHz, <Prot- <Ovfl- <EOC- CTLTm-\n"
	           "Link Frequency Capability: none\n"
	           "Feature Capability: IsocFC- LDTSTOP- CRCTM- ECTLT- 64bA- UIDRD- SrcIDExt-\n"
	           "    ExtRS- UCnfE+\n");
}

static void test_switch(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x4280},     {0x04, 4, 0x12345678},
	                                  {0x08, 4, 0x0005ab35}, {0x0c, 4, 0x000010e1},
	                                  {0x10, 4, 0xabcd0001}, {0x14, 4, 0x00000077}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x18, REGS(regs),
	           "Command: <VIBErr+ VIBFlood- VIBFatal+ VIBNonFatal-\n"
	           "Partition mask: 12345678\n"
	           "Switch: DefPort=21, Decode+ ColdRst- Perf: response dwords sent, BLRIdx=1a,\n"
	           "    HotPlug+ HidePort-\n"
	           "Performance counter: 4321\n"
	           "Base/limit range: abcd0001\n"
	           "Secondary base: 00000077\n");
}

static void test_interrupt_count(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x01}, {0x03, 1, 0x80}, {0x04, 4, 0x00170000}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x08, REGS(regs),
	           "Index: 00, high\n"
	           "Interrupts: last 23\n");
}

static void test_interrupt_low(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x12}, {0x03, 1, 0x80}, {0x04, 4, 0xfe4321aa}};

	(void)state;
	check_text(
		DESC_STD, 0x08, NO_TYPE, 0x08, REGS(regs),
		"Index: 12, low\n"
		"Interrupt: Mask- Polarity+ Type=2, ReqEOI+ DestMode- Type3+ Dest=21, Vector=43,\n"
		"    ExtAddr=fe\n");
}

static void test_interrupt_high(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x13}, {0x03, 1, 0x80}, {0x04, 4, 0x80abcdef}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x08, REGS(regs),
	           "Index: 12, high\n"
	           "Interrupt: IntrInfo=abcdef, PassPW- WaitEOI+\n");
}

static void test_revision(void **state)
{
	static const struct reg regs[] = {{0x02, 1, 0x65}, {0x03, 1, 0x88}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x04, REGS(regs), "Revision ID: 3.5\n");
}

static void test_unit_clumping(void **state)
{
	static const struct reg regs[] = {
		{0x03, 1, 0x90}, {0x04, 4, 0x80000006}, {0x08, 4, 0x00000004}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x0c, REGS(regs),
	           "Clumping supported: 1 2 31\n"
	           "Clumping enabled: 2\n");
}

static void test_extended_config_access(void **state)
{
	static const struct reg regs[] = {
		{0x03, 1, 0x98}, {0x04, 4, 0x1abfd678}, {0x08, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x0c, REGS(regs),
	           "Address: ab:1f.5, register 678, type 1\n"
	           "Data: not read: reading it has side effects\n");
}

static void test_address_mapping_40_bit(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0xa0d2},     {0x04, 4, 0xd0012345},
	                                  {0x08, 4, 0x20098765}, {0x0c, 4, 0x90123456},
	                                  {0x10, 4, 0xabcd1234}, {0x14, 4, 0x00000000},
	                                  {0x18, 4, 0x00000000}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x1c, REGS(regs),
	           "Command: 40-bit, 2 DMA windows, IOSize=13\n"
	           "Secondary non-prefetchable: Enable+ 1234500000, Compat+ NonCoherent- Isoc+\n"
	           "Secondary prefetchable: Enable- 9876500000, Compat- NonCoherent+ Isoc-\n"
	           "DMA 0 Primary: Enable+ base 123456?, Compat+ NonCoherent- Isoc-\n"
	           "DMA 0 Secondary: limit 1234? base abcd?\n"
	           "DMA 1 Primary: Enable- Compat- NonCoherent- Isoc-\n"
	           "DMA 1 Secondary: 0000 0000\n");
}

static void test_address_mapping_64_bit(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0xa200},
	                                  {0x04, 4, 0x00000005},
	                                  {0x08, 4, 0xabc0000d},
	                                  {0x0c, 4, 0x00000012}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x10, REGS(regs),
	           "Command: 64-bit, 0 DMA windows, IOSize=0\n"
	           "Index: 00000005\n"
	           "Window: Enable+ abc00000, Compat+ NonCoherent- Isoc+ upper 00000012\n");
}

static void test_msi_mapping_fixed(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0xa803}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x04, REGS(regs), "MSI Mapping: Enable+ Fixed+\n");
}

static void test_msi_mapping(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0xa800}, {0x04, 4, 0xfee12345}, {0x08, 4, 0x00000012}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x0c, REGS(regs),
	           "MSI Mapping: Enable- Fixed-\n"
	           "Mapping Address Base: 00000012fee00000\n");
}

static void test_direct_route_low(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0xb085}, {0x04, 4, 0x0000beef}, {0x08, 4, 0x12345601}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x0c, REGS(regs),
	           "Command: 5 spaces, index 2, base low\n"
	           "Enable vector: 0000beef\n"
	           "Data: 12345600, Opposite+\n");
}

static void test_direct_route_high(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0xb073}, {0x04, 4, 0x00000000}, {0x08, 4, 0x00000012}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x0c, REGS(regs),
	           "Command: 3 spaces, index 1, limit high\n"
	           "Enable vector: 00000000\n"
	           "Data: 00000012\n");
}

static void test_vcset(void **state)
{
	static const struct reg regs[] = {{0x03, 1, 0xb8}, {0x04, 1, 0x83}, {0x05, 1, 0x02},
	                                  {0x06, 1, 0x80}, {0x08, 1, 0x0c}, {0x09, 1, 0x22},
	                                  {0x0a, 1, 0x01}, {0x0c, 1, 0x38}, {0x0d, 1, 0x4e}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x10, REGS(regs),
	           "VCSets supported: 0 1 7\n"
	           "VCSets of link 1: 1\n"
	           "VCSets of link 0: 7\n"
	           "Stream: depth 12 interval 34 VCs 0-3\n"
	           "NonFC: depth 56 interval 78\n");
}

static void test_retry(void **state)
{
	static const struct reg regs[] = {{0x03, 1, 0xc0},  {0x04, 1, 0x95}, {0x05, 1, 0x05},
	                                  {0x06, 1, 0x6a},  {0x07, 1, 0x02}, {0x08, 2, 0x04d2},
	                                  {0x0a, 2, 0xddd5}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x0c, REGS(regs),
	           "Link 0 Retry control: Retry+ ForceErr- RolloverNF+ ForceStomp- RetryNF+\n"
	           "    RetryF- Attempts=2\n"
	           "Link 0 Retry status: RetrySent+ Rollover- StompRcvd+\n"
	           "Link 1 Retry control: Retry- ForceErr+ RolloverNF- ForceStomp+ RetryNF-\n"
	           "    RetryF+ Attempts=1\n"
	           "Link 1 Retry status: RetrySent- Rollover+ StompRcvd-\n"
	           "Link 0 Retry count: 1234\n"
	           "Link 1 Retry count: 56789\n");
}

static void test_x86(void **state)
{
	static const struct reg regs[] = {{0x03, 1, 0xc8}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x04, REGS(regs), "");
}

static void test_gen3(void **state)
{
	static const struct reg regs[] = {
		{0x03, 1, 0xd0}, {0x10, 4, 0x00000008}, {0x20, 4, 0x12345675}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x24, REGS(regs),
	           "Link 0 Training: Scramble+\n"
	           "Link 1 Training: Scramble- bits 31:4 1234567?, bits 2:0 5?\n"
	           "Raw: 00: d0000000 00000000 00000000 00000000 00000008 00000000\n"
	           "    18: 00000000 00000000 12345675\n");
}

static void test_function_level_extension(void **state)
{
	static const struct reg regs[] = {{0x03, 1, 0xd8}, {0x04, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x08, REGS(regs), "Raw: 00: d8000000 12345678\n");
}

static void test_ht_power_management(void **state)
{
	static const struct reg regs[] = {{0x03, 1, 0xe0}, {0x04, 4, 0x12345679}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x08, REGS(regs), "Raw: 00: e0000000 12345679\n");
}

static void test_unknown_type(void **state)
{
	static const struct reg regs[] = {{0x03, 1, 0xf0}, {0x04, 4, 0x12345678}};

	(void)state;
	check_text(DESC_STD, 0x08, NO_TYPE, 0x08, REGS(regs),
	           "Type: 1e\n"
	           "Raw: 00: f0000000 12345678\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slave),
		cmocka_unit_test(test_host),
		cmocka_unit_test(test_host_without_extended_registers),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_interrupt_count),
		cmocka_unit_test(test_interrupt_low),
		cmocka_unit_test(test_interrupt_high),
		cmocka_unit_test(test_revision),
		cmocka_unit_test(test_unit_clumping),
		cmocka_unit_test(test_extended_config_access),
		cmocka_unit_test(test_address_mapping_40_bit),
		cmocka_unit_test(test_address_mapping_64_bit),
		cmocka_unit_test(test_msi_mapping_fixed),
		cmocka_unit_test(test_msi_mapping),
		cmocka_unit_test(test_direct_route_low),
		cmocka_unit_test(test_direct_route_high),
		cmocka_unit_test(test_vcset),
		cmocka_unit_test(test_retry),
		cmocka_unit_test(test_x86),
		cmocka_unit_test(test_gen3),
		cmocka_unit_test(test_function_level_extension),
		cmocka_unit_test(test_ht_power_management),
		cmocka_unit_test(test_unknown_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
