/* test_decode_vsec.c - vendor-specific extended capabilities as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_vsec(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x014c2abc},
	                                  {0x08, 4, 0x00000011},
	                                  {0x0c, 4, 0x00000022},
	                                  {0x10, 4, 0x00000033},
	                                  {0x14, 4, 0x00000044}};

	(void)state;
	check_text(DESC_EXT, 0x0b, NO_TYPE, 0x40, REGS(regs),
	           "VSEC: ID=2abc, Rev=12, Len=014\n"
	           "Data: 08: 00000011 00000022 00000033\n");
}

static void test_vsec_longer_than_the_room(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0xfff00001}, {0x08, 4, 0x00000011}, {0x0c, 4, 0x00000022}};

	(void)state;
	check_text(DESC_EXT, 0x0b, NO_TYPE, 0x10, REGS(regs),
	           "VSEC: ID=0001, Rev=0, Len=fff\n"
	           "Data: 08: 00000011 00000022\n");
}

static void test_vsec_without_length(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00010002}, {0x08, 4, 0x00000011}};

	(void)state;
	check_text(DESC_EXT, 0x0b, NO_TYPE, 0x40, REGS(regs), "VSEC: ID=0002, Rev=1, Len=000\n");
}

static void test_vsec_of_unknown_version(void **state)
{
	static const struct reg regs[] = {
		{0x00, 4, 0x0005000b}, {0x04, 4, 0x00c00001}, {0x08, 4, 0x00000011}};

	(void)state;
	check_text(DESC_EXT, 0x0b, NO_TYPE, 0x40, REGS(regs),
	           "VSEC: ID=0001, Rev=0, Len=00c\n"
	           "Data: 08: 00000011\n"
	           "This version is not known, raw: 00: 0005000b 00c00001 00000011\n");
}

static void test_dvsec_unknown(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x014210de}, {0x08, 2, 0x1234},
	                                  {0x0a, 2, 0xabcd},     {0x0c, 4, 0x00000022},
	                                  {0x10, 4, 0x00000033}, {0x14, 4, 0x00000044}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=10de, Rev=2, Len=20 ID=1234\n"
	           "Data: 08: abcd1234 00000022 00000033\n");
}

static void test_dvsec_length_in_header(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00618086}, {0x08, 2, 0x0002}, {0x0a, 1, 0x05}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=6 ID=0002\n"
	           "ENTRIES: beyond the end of the capability\n");
}

static void test_dvsec_length_in_body(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00b18086}, {0x08, 2, 0x0002}, {0x0a, 1, 0x05}, {0x0b, 1, 0x06}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=11 ID=0002\n"
	           "Table: 5 entries\n"
	           "ENTRY_SIZE: beyond the end of the capability\n");
}

static void test_dvsec_length_in_register(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x00e18086},
	                                  {0x08, 2, 0x0042},
	                                  {0x0a, 1, 0x05},
	                                  {0x0b, 1, 0x06},
	                                  {0x0c, 4, 0x00000001}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=14 ID=0042\n"
	           "Table: 5 entries of 6 dwords\n"
	           "LOC: beyond the end of the capability\n");
}

static void test_intel_table_2(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01018086},
	                                  {0x08, 2, 0x0002},
	                                  {0x0a, 1, 0xc8},
	                                  {0x0b, 1, 0x09},
	                                  {0x0c, 4, 0x00091a2d}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=16 ID=0002\n"
	           "Table: 200 entries of 9 dwords at BAR5, offset=00091a28\n");
}

static void test_intel_table_3(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01018086},
	                                  {0x08, 2, 0x0003},
	                                  {0x0a, 1, 0xc8},
	                                  {0x0b, 1, 0x09},
	                                  {0x0c, 4, 0x00091a2d}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=16 ID=0003\n"
	           "Table: 200 entries of 9 dwords at BAR5, offset=00091a28\n");
}

static void test_intel_table_4(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01018086},
	                                  {0x08, 2, 0x0004},
	                                  {0x0a, 1, 0xc8},
	                                  {0x0b, 1, 0x09},
	                                  {0x0c, 4, 0x00091a2d}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=16 ID=0004\n"
	           "Table: 200 entries of 9 dwords at BAR5, offset=00091a28\n");
}

static void test_intel_table_c(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01018086},
	                                  {0x08, 2, 0x000c},
	                                  {0x0a, 1, 0xc8},
	                                  {0x0b, 1, 0x09},
	                                  {0x0c, 4, 0x00091a2d}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=16 ID=000c\n"
	           "Table: 200 entries of 9 dwords at BAR5, offset=00091a28\n");
}

static void test_intel_table_41(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01018086},
	                                  {0x08, 2, 0x0041},
	                                  {0x0a, 1, 0xc8},
	                                  {0x0b, 1, 0x09},
	                                  {0x0c, 4, 0x00091a2d}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=16 ID=0041\n"
	           "Table: 200 entries of 9 dwords at BAR5, offset=00091a28\n");
}

static void test_intel_table_42(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01018086},
	                                  {0x08, 2, 0x0042},
	                                  {0x0a, 1, 0xc8},
	                                  {0x0b, 1, 0x09},
	                                  {0x0c, 4, 0x00091a2d}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=16 ID=0042\n"
	           "Table: 200 entries of 9 dwords at BAR5, offset=00091a28\n");
}

static void test_intel_other(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00c18086}, {0x08, 2, 0x000d}, {0x0a, 2, 0x0102}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=12 ID=000d\n"
	           "Data: 08: 0102000d\n");
}

static void test_intel_siov(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01808086}, {0x08, 2, 0x0005},     {0x0a, 1, 0x77},      {0x0b, 1, 0x01},
		{0x0c, 4, 0x00000553}, {0x10, 4, 0x00000001}, {0x14, 4, 0x00000001}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=0, Len=24 ID=0005\n"
	           "SIOVCap: Function Dependency Link 77? Homogeneous 1?\n"
	           "Supported Page Size: 553?\n"
	           "System Page Size: 1?\n"
	           "SIOVCaps: IMS 1?\n");
}

static void test_opencapi_tl(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x09001014}, {0x08, 2, 0xf000},     {0x10, 2, 0xabcd},
		{0x18, 4, 0x00000011}, {0x20, 4, 0x00000022}, {0x30, 4, 0x00000100},
		{0x34, 4, 0x00000101}, {0x38, 4, 0x00000102}, {0x3c, 4, 0x00000103},
		{0x40, 4, 0x00000104}, {0x44, 4, 0x00000105}, {0x48, 4, 0x00000106},
		{0x4c, 4, 0x00000107}, {0x50, 4, 0x00000200}, {0x54, 4, 0x00000201},
		{0x58, 4, 0x00000202}, {0x5c, 4, 0x00000203}, {0x60, 4, 0x00000204},
		{0x64, 4, 0x00000205}, {0x68, 4, 0x00000206}, {0x6c, 4, 0x00000207}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x100, REGS(regs),
	           "DVSEC: Vendor=1014, Rev=0, Len=144 ID=f000\n"
	           "Backoff: abcd\n"
	           "Receive templates: 00000011\n"
	           "Send templates: 00000022\n"
	           "Receive rates: 00000100 00000101 00000102 00000103 00000104 00000105 00000106\n"
	           "    00000107\n"
	           "Send rates: 00000200 00000201 00000202 00000203 00000204 00000205 00000206\n"
	           "    00000207\n");
}

static void test_opencapi_function(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01001014}, {0x08, 2, 0xf001}, {0x0a, 2, 0x8500}, {0x0c, 4, 0x00001234}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1014, Rev=0, Len=16 ID=f001\n"
	           "Function: MaxAFU 5?, AFUPresent 1?\n"
	           "AcTag: 00001234\n");
}

static void test_opencapi_afu_info(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x01401014},
	                                  {0x08, 2, 0xf003},
	                                  {0x0a, 1, 0x2a},
	                                  {0x0c, 4, 0x80000124},
	                                  {0x10, 4, 0xdeadbeef}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1014, Rev=0, Len=20 ID=f003\n"
	           "AFUInfo: Index 2a? Offset 124?, Valid 1?\n"
	           "AFUData: deadbeef\n");
}

static void test_opencapi_afu_control(void **state)
{
	static const struct reg regs[] = {{0x04, 4, 0x02001014}, {0x08, 2, 0xf004},
	                                  {0x0a, 1, 0x03},       {0x0c, 4, 0x010abcde},
	                                  {0x10, 1, 0x14},       {0x11, 1, 0x13},
	                                  {0x14, 4, 0x00012345}, {0x18, 2, 0x0123},
	                                  {0x1a, 2, 0x0456},     {0x1c, 2, 0x0789}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1014, Rev=0, Len=32 ID=f004\n"
	           "AFUCtl: Index 3? TermPASID abcde?, Enable 1?\n"
	           "PASIDs: Supported 2^14? Enabled 2^13? Base 12345?\n"
	           "AcTags: Supported 123? Enabled 456? Base 789?\n");
}

/* The same identifiers are of nothing known where another vendor has given them. */
static void test_other_vendors(void **state)
{
	static const uint16_t ids[] = {0,  2,  3,    4,    5,      7,      8,      9,
	                               10, 12, 0x41, 0x42, 0xf000, 0xf001, 0xf003, 0xf004};
	static const uint16_t vendors[] = {0x1014, 0x1234, 0x1e98, 0x8086};
	static const bool known[][4] = {
		{false, false, true, false},  {false, false, true, true},
		{false, false, true, true},   {false, false, true, true},
		{false, false, true, true},   {false, false, true, false},
		{false, false, true, false},  {false, false, true, false},
		{false, false, false, false}, {false, false, false, true},
		{false, false, false, true},  {false, false, false, true},
		{true, false, false, false},  {true, false, false, false},
		{true, false, false, false},  {true, false, false, false},
	};

	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		for (unsigned v = 0; v < 4; v++) {
			const struct reg regs[] = {{4, 4, vendors[v] | 0x90010000}, {8, 2, ids[i]}};
			const char *text = block_text(DESC_EXT, 0x23, NO_TYPE, 0x1000, REGS(regs));

			assert_int_equal(strstr(text, "\nData:") == NULL, known[i][v]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_vendors),
		cmocka_unit_test(test_vsec),
		cmocka_unit_test(test_vsec_longer_than_the_room),
		cmocka_unit_test(test_vsec_without_length),
		cmocka_unit_test(test_vsec_of_unknown_version),
		cmocka_unit_test(test_dvsec_unknown),
		cmocka_unit_test(test_dvsec_length_in_header),
		cmocka_unit_test(test_dvsec_length_in_body),
		cmocka_unit_test(test_dvsec_length_in_register),
		cmocka_unit_test(test_intel_table_2),
		cmocka_unit_test(test_intel_table_3),
		cmocka_unit_test(test_intel_table_4),
		cmocka_unit_test(test_intel_table_c),
		cmocka_unit_test(test_intel_table_41),
		cmocka_unit_test(test_intel_table_42),
		cmocka_unit_test(test_intel_other),
		cmocka_unit_test(test_intel_siov),
		cmocka_unit_test(test_opencapi_tl),
		cmocka_unit_test(test_opencapi_function),
		cmocka_unit_test(test_opencapi_afu_info),
		cmocka_unit_test(test_opencapi_afu_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
