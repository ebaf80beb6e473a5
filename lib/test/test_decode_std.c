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

static void test_type1_header(void **state)
{
	static const struct reg regs[] = {
		{0x18, 4, 0x40030201}, {0x1c, 1, 0xe1},       {0x1d, 1, 0xf0},   {0x1e, 2, 0x6400},
		{0x20, 2, 0xfc00},     {0x22, 2, 0xfdf0},     {0x24, 2, 0xe001}, {0x26, 2, 0xeff1},
		{0x28, 4, 0x00000038}, {0x2c, 4, 0x0000003f}, {0x30, 2, 0x0001}, {0x32, 2, 0x0002},
		{0x3e, 2, 0x0c4b}};

	(void)state;
	check_text(DESC_HDR, 0x02, NO_TYPE, 0x40, REGS(regs),
	           "Bus: primary=01, secondary=02, subordinate=03, sec-latency=64\n"
	           "I/O base: [32-bit], e000\n"
	           "I/O limit: [16-bit], f000\n"
	           "Secondary status: 66MHz- FastB2B- ParErr- DEVSEL=slow, >TAbort- <TAbort-\n"
	           "    <MAbort+ <SERR+ <PERR-\n"
	           "Memory base: fc000000\n"
	           "Memory limit: fdf00000\n"
	           "Prefetchable memory base: [64-bit], e0000000\n"
	           "Prefetchable memory limit: [64-bit], eff00000\n"
	           "Prefetchable base high: 00000038\n"
	           "Prefetchable limit high: 0000003f\n"
	           "I/O base high: 0001\n"
	           "I/O limit high: 0002\n"
	           "BridgeCtl: Parity+ SERR+ NoISA- VGA+ VGA16- MAbort- >Reset+ FastB2B-\n"
	           "    PriDiscTmr- SecDiscTmr- DiscTmrStat+ DiscTmrSERREn+\n");
}

static void test_power_management(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0xc3b3}, {0x04, 2, 0xb30b}, {0x06, 1, 0xc0}};

	(void)state;
	check_text(DESC_STD, 0x01, NO_TYPE, 0x08, REGS(regs),
	           "Flags: version 3, PMEClk- ImmReadyD0+ DSI+ D1+ D2- AuxCurrent=320mA, PME: D0-\n"
	           "    D1- D2- D3hot+ D3cold+\n"
	           "Status: D3, NoSoftRst+ PME-Enable+ DSel=9, DScale=1, PME+\n");
}

static void test_msi_32_bits(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0005}, {0x04, 4, 0xfee01004}, {0x08, 2, 0x4021}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x0e, REGS(regs),
	           "Control: Enable+ Count=1, Max=4, 64bit- Maskable- ExtDataCap- ExtDataEn-\n"
	           "Address: fee01004\n"
	           "Data: 4021\n");
}

static void test_msi_32_bits_masked(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x0125},
	                                  {0x04, 4, 0xfee01004},
	                                  {0x08, 2, 0x4021},
	                                  {0x0c, 4, 0x00000003},
	                                  {0x10, 4, 0x80000000}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x14, REGS(regs),
	           "Control: Enable+ Count=4, Max=4, 64bit- Maskable+ ExtDataCap- ExtDataEn-\n"
	           "Address: fee01004\n"
	           "Data: 4021\n"
	           "Masking: 00000003\n"
	           "Pending: 80000000\n");
}

static void test_msi_64_bits(void **state)
{
	static const struct reg regs[] = {
		{0x02, 2, 0x0680}, {0x04, 4, 0xfee01004}, {0x08, 4, 0x00000012}, {0x0c, 2, 0x4021}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x0e, REGS(regs),
	           "Control: Enable- Count=1, Max=1, 64bit+ Maskable- ExtDataCap+ ExtDataEn+\n"
	           "Address: fee01004\n"
	           "Address high: 00000012\n"
	           "Data: 4021\n");
}

static void test_msi_64_bits_masked(void **state)
{
	static const struct reg regs[] = {{0x02, 2, 0x01db},     {0x04, 4, 0xfee01004},
	                                  {0x08, 4, 0x00000012}, {0x0c, 2, 0x4021},
	                                  {0x10, 4, 0x0000000f}, {0x14, 4, 0x0000000a}};

	(void)state;
	check_text(DESC_STD, 0x05, NO_TYPE, 0x18, REGS(regs),
	           "Control: Enable+ Count=32, Max=32, 64bit+ Maskable+ ExtDataCap- ExtDataEn-\n"
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

static void test_pcix(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x40000000}};

	(void)state;
	check_text(DESC_STD, 0x07, NO_TYPE, 0x08, REGS(regs), "Status: 266MHz+ 533MHz-\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_type1_header),
		cmocka_unit_test(test_power_management),
		cmocka_unit_test(test_msi_32_bits),
		cmocka_unit_test(test_msi_32_bits_masked),
		cmocka_unit_test(test_msi_64_bits),
		cmocka_unit_test(test_msi_64_bits_masked),
		cmocka_unit_test(test_msix),
		cmocka_unit_test(test_pcix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
