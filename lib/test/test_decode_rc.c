/* test_decode_rc.c - what a root complex says of itself as text, against the specification. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/pci_scan.h"
#include "lib/test/block.h"

/* One link to memory, one to configuration space whose bus numbers have 5 bits, one with 8. */
static void test_link_declaration(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x02030302}, {0x10, 4, 0x0b0a0001}, {0x18, 4, 0xfed1c000},
		{0x1c, 4, 0x00000001}, {0x20, 4, 0x0d0c0006}, {0x28, 4, 0x4a6fb005},
		{0x2c, 4, 0x00000002}, {0x30, 4, 0x00000003}, {0x38, 4, 0xea6fb000}};

	(void)state;
	check_text(DESC_EXT, 0x05, PCI_PORT_ROOT, 0x40, REGS(regs),
	           "Desc: PortNumber=02, ComponentID=03, Links=3, EltType=Internal\n"
	           "Link0 Desc: TargetPort=0b, TargetComponent=0a, AssocRCRB- LinkType=MemMapped,\n"
	           "    LinkValid+\n"
	           "Link0 Addr: 00000001fed1c000\n"
	           "Link1 Desc: TargetPort=0d, TargetComponent=0c, AssocRCRB+ LinkType=Config,\n"
	           "    LinkValid-\n"
	           "Link1 Addr: 06:1f.3, CfgSpace=000000024a000000, BusBits=5\n"
	           "Link2 Desc: TargetPort=00, TargetComponent=00, AssocRCRB- LinkType=Config,\n"
	           "    LinkValid+\n"
	           "Link2 Addr: a6:1f.3, CfgSpace=00000000e0000000, BusBits=8\n");
}

static void test_internal_link(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00cdd884}, {0x08, 2, 0x0082}, {0x0a, 2, 0x0043}};

	(void)state;
	check_text(DESC_EXT, 0x06, PCI_PORT_RC_ENDPOINT, 0x0c, REGS(regs),
	           "RCLnkCap: Speed 16GT/s, Width x8, ASPM L1, Exit Latency L0s <2us, L1 <8us,\n"
	           "    Supported Link Speeds: 2.5GT/s 5GT/s 32GT/s 64GT/s\n"
	           "RCLnkCtl: ASPM L1 Enabled, ExtSynch+\n"
	           "RCLnkSta: Speed 8GT/s, Width x4\n");
}

static void test_event_collector(void **state)
{
	struct reg regs[] = {{0x00, 4, 0x00010007}, {0x04, 4, 0x80000102}, {0x08, 4, 0x00070500}};

	(void)state;
	check_text(DESC_EXT, 0x07, PCI_PORT_RC_EVENT, 0x0c, REGS(regs), "RCiEPBitmap: 1 8 31\n");
	regs[0].value = 0x00020007;
	check_text(DESC_EXT, 0x07, PCI_PORT_RC_EVENT, 0x0c, REGS(regs),
	           "RCiEPBitmap: 1 8 31\n"
	           "AssociatedBusNumbers: 05-07\n");
	regs[2].value = 0x0000ff00;
	check_text(DESC_EXT, 0x07, PCI_PORT_RC_EVENT, 0x0c, REGS(regs),
	           "RCiEPBitmap: 1 8 31\n"
	           "AssociatedBusNumbers: none\n");
	regs[2].value = 0x00ffff00;
	check_text(DESC_EXT, 0x07, PCI_PORT_RC_EVENT, 0x0c, REGS(regs),
	           "RCiEPBitmap: 1 8 31\n"
	           "AssociatedBusNumbers: ff-ff\n");
}

static void test_register_block(void **state)
{
	static const struct reg regs[] = {
		{0x04, 2, 0x8086}, {0x06, 2, 0x2f1c}, {0x08, 4, 0x00000001}, {0x0c, 4, 0xfffffffe}};

	(void)state;
	check_text(DESC_EXT, 0x0a, NO_TYPE, 0x14, REGS(regs),
	           "Vendor ID: 8086\n"
	           "Device ID: 2f1c\n"
	           "RCRBCap: CRSVisible+\n"
	           "RCRBCtl: CRSVisible-\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_declaration),
		cmocka_unit_test(test_internal_link),
		cmocka_unit_test(test_event_collector),
		cmocka_unit_test(test_register_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
