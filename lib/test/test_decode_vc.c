/* test_decode_vc.c - virtual channels as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_scan.h"
#include "lib/test/block.h"

/* Two channels, whose arbitration has tables of 64 entries of 4 bits and of 32 of 4 bits. */
static const struct reg two_channels[] = {
	{0x04, 4, 0x00000831}, {0x08, 4, 0x04000005}, {0x0c, 2, 0x0014},     {0x0e, 2, 0x0001},
	{0x10, 4, 0x06058012}, {0x14, 4, 0x8002005d}, {0x1a, 2, 0x0002},     {0x1c, 4, 0x0000402d},
	{0x20, 4, 0x5d0a00a2}, {0x26, 2, 0x0001},     {0x40, 4, 0x76543210}, {0x5c, 4, 0x01234567},
	{0x60, 4, 0x0000000f}, {0x6c, 4, 0xf0000000}, {0x70, 4, 0xdeadbeef},
};

static void check_vc(uint16_t id)
{
	check_text(
		DESC_EXT, id, PCI_PORT_ROOT, 0x80, REGS(two_channels),
		"Caps: LPEVC=3, RefClk=100ns, PATEntryBits=4\n"
		"Arb: Fixed+ WRR32- WRR64+ WRR128- VATOffset=040\n"
		"Ctrl: ArbSelect=WRR64, AllVCs+\n"
		"Status: InProgress+\n"
		"VCArbTable: 40: 76543210 00000000 00000000 00000000 00000000 00000000\n"
		"    58: 00000000 01234567\n"
		"VC0 Caps: PATOffset=060, MaxTimeSlots=6, Fixed- WRR32+ WRR64- WRR128- TWRR128+\n"
		"    WRR256- AdvPktSw- RejSnoopTrans+\n"
		"VC0 Ctrl: Enable+ ID=0, ArbSelect=WRR32, TC/VC=5d, SharedLimit-\n"
		"VC0 Status: NegoPending+ InProgress-\n"
		"VC0 PortArbTable: 60: 0000000f 00000000 00000000 f0000000\n"
		"VC1 Caps: PATOffset=000, MaxTimeSlots=1, Fixed+ WRR32- WRR64+ WRR128+ TWRR128-\n"
		"    WRR256+ AdvPktSw+ RejSnoopTrans-\n"
		"VC1 Ctrl: Enable- ID=5, ArbSelect=WRR256, TC/VC=a2, SharedLimit+ 37.5%\n"
		"VC1 Status: NegoPending- InProgress+\n");
}

static void test_vc(void **state)
{
	(void)state;
	check_vc(0x02);
	check_vc(0x09);
}

static void test_mfvc(void **state)
{
	(void)state;
	check_text(
		DESC_EXT, 0x08, PCI_PORT_UPSTREAM, 0x80, REGS(two_channels),
		"Caps: LPEVC=3, RefClk=100ns, FATEntryBits=4\n"
		"Arb: Fixed+ WRR32- WRR64+ WRR128- VATOffset=040\n"
		"Ctrl: ArbSelect=WRR64, AllVCs+\n"
		"Status: InProgress+\n"
		"VCArbTable: 40: 76543210 00000000 00000000 00000000 00000000 00000000\n"
		"    58: 00000000 01234567\n"
		"VC0 Caps: FATOffset=060, MaxTimeSlots=6, Fixed- WRR32+ WRR64- WRR128- TWRR128+\n"
		"    WRR256-\n"
		"VC0 Ctrl: Enable+ ID=0, ArbSelect=WRR32, TC/VC=5d, SharedLimit-\n"
		"VC0 Status: NegoPending+ InProgress-\n"
		"VC0 FuncArbTable: 60: 0000000f 00000000 00000000 f0000000\n"
		"VC1 Caps: FATOffset=000, MaxTimeSlots=1, Fixed+ WRR32- WRR64+ WRR128+ TWRR128-\n"
		"    WRR256+\n"
		"VC1 Ctrl: Enable- ID=5, ArbSelect=WRR256, TC/VC=a2, SharedLimit+ 37.5%\n"
		"VC1 Status: NegoPending- InProgress+\n");
}

/* The dwords of a table: of 0x40 in the capability, whose number the test counts in the text. */
static unsigned count_dwords(const char *table, const struct reg *regs, size_t count)
{
	const char *line =
		strstr(block_text(DESC_EXT, 0x02, PCI_PORT_ROOT, 0x400, regs, count), table);
	unsigned n = 0;

	if (!line)
		return 0;
	for (line += strlen(table); *line && (*line != '\n' || line[1] == ' '); line++)
		n += *line == ' ' && strspn(line + 1, "0123456789abcdef") == 8;
	return n;
}

static void test_table_lengths(void **state)
{
	static const unsigned port_dwords[] = {0, 1, 2, 4, 4, 8, 0, 0};
	static const unsigned vc_dwords[] = {0, 4, 8, 16, 0, 0, 0, 0};

	(void)state;
	for (unsigned select = 0; select < 8; select++) {
		struct reg regs[] = {{0x08, 4, 0x04000000},
		                     {0x0c, 2, select << 1},
		                     {0x10, 4, 0x08000000},
		                     {0x14, 4, select << 17},
		                     {0x04, 4, 0}};

		assert_int_equal(count_dwords("VCArbTable:", REGS(regs)), vc_dwords[select]);
		for (unsigned log2 = 0; log2 < 4; log2++) {
			regs[4].value = log2 << 10;
			assert_int_equal(count_dwords("PortArbTable:", REGS(regs)),
			                 port_dwords[select] << log2);
		}
	}
}

static void test_no_table(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00000200}, {0x08, 4, 0x00000002}};

	(void)state;
	assert_non_null(strstr(block_text(DESC_EXT, 0x02, PCI_PORT_ROOT, 0x1c, REGS(regs)),
	                       "Caps: LPEVC=0, RefClk=reserved 2, PATEntryBits=1\n"
	                       "Arb: Fixed- WRR32+ WRR64- WRR128-\n"
	                       "Ctrl: ArbSelect=Fixed, AllVCs-\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vc),
		cmocka_unit_test(test_mfvc),
		cmocka_unit_test(test_table_lengths),
		cmocka_unit_test(test_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
