/* test_decode_cxl.c - the devices of Compute Express Link as text. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/test/block.h"

static void test_device_of_cxl_1_1(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03808086}, {0x08, 2, 0x0000},     {0x0a, 2, 0xa365},
		{0x0c, 2, 0x5432},     {0x0e, 2, 0x4000},     {0x10, 2, 0x002a},
		{0x12, 2, 0x8005},     {0x14, 2, 0x0001},     {0x16, 2, 0x0ca2},
		{0x18, 4, 0x00000012}, {0x1c, 4, 0x90016445}, {0x20, 4, 0x00000034},
		{0x24, 4, 0xa0000000}, {0x28, 4, 0x00000056}, {0x2c, 4, 0xe000812a},
		{0x30, 4, 0x00000078}, {0x34, 4, 0xb0000000}, {0x38, 2, 0x0015}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=0, Len=56 ID=0000\n"
	           "CXLCap: Cache+ IO- Mem+ MemHWInit- HDMCount 2, Viral-\n"
	           "CXLCtl: Cache- IO+ Mem- CacheSFCov 2M, CacheSFGran 1K, CacheClean- Viral+\n"
	           "CXLSta: Viral+\n"
	           "CXLLock: Config+\n"
	           "Range1: size=00000012 90000000, Valid+ Active- Type=non-volatile, Class=CDAT,\n"
	           "    interleave=1024 base=00000034 a0000000\n"
	           "Range2: size=00000056 e0000000, Valid- Active+ Type=CDAT, Class=storage,\n"
	           "    interleave=256 base=00000078 b0000000\n");
}

static void test_device_rev_0(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03801e98}, {0x08, 2, 0x0000},     {0x0a, 2, 0xa365},
		{0x0c, 2, 0x5432},     {0x0e, 2, 0x4000},     {0x10, 2, 0x002a},
		{0x12, 2, 0x8005},     {0x14, 2, 0x0001},     {0x16, 2, 0x0ca2},
		{0x18, 4, 0x00000012}, {0x1c, 4, 0x90016445}, {0x20, 4, 0x00000034},
		{0x24, 4, 0xa0000000}, {0x28, 4, 0x00000056}, {0x2c, 4, 0xe000812a},
		{0x30, 4, 0x00000078}, {0x34, 4, 0xb0000000}, {0x38, 2, 0x0015}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=56 ID=0000\n"
	           "CXLCap: Cache+ IO- Mem+ MemHWInit- HDMCount 2, Viral-\n"
	           "CXLCtl: Cache- IO+ Mem- CacheSFCov 2M, CacheSFGran 1K, CacheClean- Viral+\n"
	           "CXLSta: Viral+\n"
	           "CXLLock: Config+\n"
	           "Range1: size=00000012 90000000, Valid+ Active- Type=non-volatile, Class=CDAT,\n"
	           "    interleave=1024 base=00000034 a0000000\n"
	           "Range2: size=00000056 e0000000, Valid- Active+ Type=CDAT, Class=storage,\n"
	           "    interleave=256 base=00000078 b0000000\n");
}

static void test_device_rev_1(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03811e98}, {0x08, 2, 0x0000},     {0x0a, 2, 0xa365},
		{0x0c, 2, 0x5432},     {0x0e, 2, 0x4000},     {0x10, 2, 0x002a},
		{0x12, 2, 0x8005},     {0x14, 2, 0x0001},     {0x16, 2, 0x0ca2},
		{0x18, 4, 0x00000012}, {0x1c, 4, 0x90016445}, {0x20, 4, 0x00000034},
		{0x24, 4, 0xa0000000}, {0x28, 4, 0x00000056}, {0x2c, 4, 0xe000812a},
		{0x30, 4, 0x00000078}, {0x34, 4, 0xb0000000}, {0x38, 2, 0x0015}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=1, Len=56 ID=0000\n"
	           "CXLCap: Cache+ IO- Mem+ MemHWInit- HDMCount 2, Viral- CacheWB&Inval+ Rst-\n"
	           "    RstTimeout 10s, RstMemClr- MltLogDev+ PMInitReport+\n"
	           "CXLCtl: Cache- IO+ Mem- CacheSFCov 2M, CacheSFGran 1K, CacheClean- Viral+\n"
	           "CXLSta: Viral+\n"
	           "CXLCtl2: DisableCaching- InitCacheWB&Inval+ InitRst- RstMemClrEn+\n"
	           "CXLSta2: CacheInvalid+ ResetComplete- ResetError+ PMComplete+\n"
	           "CXLLock: Config+\n"
	           "CXLCap2: Cache Size: 12M\n"
	           "Range1: size=00000012 90000000, Valid+ Active- Type=non-volatile, Class=CDAT,\n"
	           "    interleave=1024, timeout=64s base=00000034 a0000000\n"
	           "Range2: size=00000056 e0000000, Valid- Active+ Type=CDAT, Class=storage,\n"
	           "    interleave=256, timeout=256s base=00000078 b0000000\n");
}

static void test_device_rev_2(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03c21e98}, {0x08, 2, 0x0000},     {0x0a, 2, 0xa365},
		{0x0c, 2, 0x5432},     {0x0e, 2, 0x4000},     {0x10, 2, 0x002a},
		{0x12, 2, 0x8005},     {0x14, 2, 0x0001},     {0x16, 2, 0x0ca2},
		{0x18, 4, 0x00000012}, {0x1c, 4, 0x90016445}, {0x20, 4, 0x00000034},
		{0x24, 4, 0xa0000000}, {0x28, 4, 0x00000056}, {0x2c, 4, 0xe000812a},
		{0x30, 4, 0x00000078}, {0x34, 4, 0xb0000000}, {0x38, 2, 0x0015}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=2, Len=60 ID=0000\n"
	           "CXLCap: Cache+ IO- Mem+ MemHWInit- HDMCount 2, Viral- CacheWB&Inval+ Rst-\n"
	           "    RstTimeout 10s, RstMemClr- MltLogDev+ PMInitReport+\n"
	           "CXLCtl: Cache- IO+ Mem- CacheSFCov 2M, CacheSFGran 1K, CacheClean- Viral+\n"
	           "CXLSta: Viral+\n"
	           "CXLCtl2: DisableCaching- InitCacheWB&Inval+ InitRst- RstMemClrEn+\n"
	           "    DesiredVolatileHDMStateAfterHotReset-\n"
	           "CXLSta2: CacheInvalid+ ResetComplete- ResetError+ PMComplete+ HDMPreserveErr-\n"
	           "CXLLock: Config+\n"
	           "CXLCap2: Cache Size: 12M, Fallback: CXL type 1\n"
	           "Range1: size=00000012 90000000, Valid+ Active- Type=non-volatile, Class=CDAT,\n"
	           "    interleave=1024, timeout=64s base=00000034 a0000000\n"
	           "Range2: size=00000056 e0000000, Valid- Active+ Type=CDAT, Class=storage,\n"
	           "    interleave=256, timeout=256s base=00000078 b0000000\n"
	           "CXLCap3: ColdReset+ WarmReset- HotReset+ HotResetConfigurability-\n");
}

static void test_device_rev_3(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03c31e98}, {0x08, 2, 0x0000},     {0x0a, 2, 0xa365},
		{0x0c, 2, 0x5432},     {0x0e, 2, 0x4000},     {0x10, 2, 0x002a},
		{0x12, 2, 0x8005},     {0x14, 2, 0x0001},     {0x16, 2, 0x0ca2},
		{0x18, 4, 0x00000012}, {0x1c, 4, 0x90016445}, {0x20, 4, 0x00000034},
		{0x24, 4, 0xa0000000}, {0x28, 4, 0x00000056}, {0x2c, 4, 0xe000812a},
		{0x30, 4, 0x00000078}, {0x34, 4, 0xb0000000}, {0x38, 2, 0x0015}};

	(void)state;
	check_text(
		DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
		"DVSEC: Vendor=1e98, Rev=3, Len=60 ID=0000\n"
		"CXLCap: Cache+ IO- Mem+ MemHWInit- HDMCount 2, Viral- CacheWB&Inval+ Rst-\n"
		"    RstTimeout 10s, RstMemClr- MltLogDev+ PMInitReport+ TSP-\n"
		"CXLCtl: Cache- IO+ Mem- CacheSFCov 2M, CacheSFGran 1K, CacheClean- Viral+\n"
		"    DirectP2P+\n"
		"CXLSta: Viral+\n"
		"CXLCtl2: DisableCaching- InitCacheWB&Inval+ InitRst- RstMemClrEn+\n"
		"    DesiredVolatileHDMStateAfterHotReset- ModCpl+\n"
		"CXLSta2: CacheInvalid+ ResetComplete- ResetError+ PMComplete+ HDMPreserveErr-\n"
		"CXLLock: Config+\n"
		"CXLCap2: Cache Size: 12M, Fallback: CXL type 1, ModCpl- NoCleanWB+\n"
		"Range1: size=00000012 90000000, Valid+ Active- Type=non-volatile, Class=CDAT,\n"
		"    interleave=1024, timeout=64s, Degraded+ base=00000034 a0000000\n"
		"Range2: size=00000056 e0000000, Valid- Active+ Type=CDAT, Class=storage,\n"
		"    interleave=256, timeout=256s, Degraded- base=00000078 b0000000\n"
		"CXLCap3: ColdReset+ WarmReset- HotReset+ HotResetConfigurability- DirectP2P+\n");
}

static void test_device_cut_short(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03821e98}, {0x08, 2, 0x0000},     {0x0a, 2, 0xa365},
		{0x0c, 2, 0x5432},     {0x0e, 2, 0x4000},     {0x10, 2, 0x002a},
		{0x12, 2, 0x8005},     {0x14, 2, 0x0001},     {0x16, 2, 0x0ca2},
		{0x18, 4, 0x00000012}, {0x1c, 4, 0x90016445}, {0x20, 4, 0x00000034},
		{0x24, 4, 0xa0000000}, {0x28, 4, 0x00000056}, {0x2c, 4, 0xe000812a},
		{0x30, 4, 0x00000078}, {0x34, 4, 0xb0000000}, {0x38, 2, 0x0015}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=2, Len=56 ID=0000\n"
	           "CXLCap: Cache+ IO- Mem+ MemHWInit- HDMCount 2, Viral- CacheWB&Inval+ Rst-\n"
	           "    RstTimeout 10s, RstMemClr- MltLogDev+ PMInitReport+\n"
	           "CXLCtl: Cache- IO+ Mem- CacheSFCov 2M, CacheSFGran 1K, CacheClean- Viral+\n"
	           "CXLSta: Viral+\n"
	           "CXLCtl2: DisableCaching- InitCacheWB&Inval+ InitRst- RstMemClrEn+\n"
	           "    DesiredVolatileHDMStateAfterHotReset-\n"
	           "CXLSta2: CacheInvalid+ ResetComplete- ResetError+ PMComplete+ HDMPreserveErr-\n"
	           "CXLLock: Config+\n"
	           "CXLCap2: Cache Size: 12M, Fallback: CXL type 1\n"
	           "Range1: size=00000012 90000000, Valid+ Active- Type=non-volatile, Class=CDAT,\n"
	           "    interleave=1024, timeout=64s base=00000034 a0000000\n"
	           "Range2: size=00000056 e0000000, Valid- Active+ Type=CDAT, Class=storage,\n"
	           "    interleave=256, timeout=256s base=00000078 b0000000\n"
	           "CAP3: beyond the end of the capability\n");
}

static void test_device_complement(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x03c31e98}, {0x08, 2, 0x0000}, {0x0a, 2, 0x5c8a}, {0x0c, 2, 0x08fd},
		{0x0e, 2, 0xbfff},     {0x10, 2, 0x0015}, {0x12, 2, 0x000a}, {0x14, 2, 0xfffe},
		{0x16, 2, 0x1071},     {0x38, 2, 0x000a}};

	(void)state;
	check_text(
		DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
		"DVSEC: Vendor=1e98, Rev=3, Len=60 ID=0000\n"
		"CXLCap: Cache- IO+ Mem- MemHWInit+ HDMCount 0, Viral+ CacheWB&Inval- Rst+\n"
		"    RstTimeout 100s, RstMemClr+ MltLogDev- PMInitReport- TSP+\n"
		"CXLCtl: Cache+ IO- Mem+ CacheSFCov 64T, CacheSFGran 64, CacheClean+ Viral-\n"
		"    DirectP2P-\n"
		"CXLSta: Viral-\n"
		"CXLCtl2: DisableCaching+ InitCacheWB&Inval- InitRst+ RstMemClrEn-\n"
		"    DesiredVolatileHDMStateAfterHotReset+ ModCpl-\n"
		"CXLSta2: CacheInvalid- ResetComplete+ ResetError- PMComplete- HDMPreserveErr+\n"
		"CXLLock: Config-\n"
		"CXLCap2: Cache Size: 1M, Fallback: CXL type 3, ModCpl+ NoCleanWB-\n"
		"Range1: size=00000000 00000000, Valid- Active- Type=volatile, Class=memory,\n"
		"    interleave=none, timeout=1s, Degraded- base=00000000 00000000\n"
		"Range2: size=00000000 00000000, Valid- Active- Type=volatile, Class=memory,\n"
		"    interleave=none, timeout=1s, Degraded- base=00000000 00000000\n"
		"CXLCap3: ColdReset- WarmReset+ HotReset- HotResetConfigurability+ DirectP2P-\n");
}

static void test_device_without_cache_size(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01811e98}, {0x08, 2, 0x0000}, {0x16, 2, 0x0500}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=1, Len=24 ID=0000\n"
	           "CXLCap: Cache- IO- Mem- MemHWInit- HDMCount 0, Viral- CacheWB&Inval- Rst-\n"
	           "    RstTimeout 10ms, RstMemClr- MltLogDev- PMInitReport-\n"
	           "CXLCtl: Cache- IO- Mem- CacheSFCov none, CacheSFGran 64, CacheClean- Viral-\n"
	           "CXLSta: Viral-\n"
	           "CXLCtl2: DisableCaching- InitCacheWB&Inval- InitRst- RstMemClrEn-\n"
	           "CXLSta2: CacheInvalid- ResetComplete- ResetError- PMComplete-\n"
	           "CXLLock: Config-\n"
	           "CXLCap2: Cache Size: not reported\n"
	           "R1_SIZE_HI: beyond the end of the capability\n");
}

static void test_device_of_other_vendor(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00c18086}, {0x08, 2, 0x0000}, {0x0a, 2, 0x1234}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=8086, Rev=1, Len=12 ID=0000\n"
	           "Data: 08: 12340000\n");
}

static void test_device_rev_0_of_other_vendor(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x00c01234}, {0x08, 2, 0x0000}, {0x0a, 2, 0x1234}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x60, REGS(regs),
	           "DVSEC: Vendor=1234, Rev=0, Len=12 ID=0000\n"
	           "Data: 08: 12340000\n");
}

static void test_device_gpf(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01001e98}, {0x08, 2, 0x0005}, {0x0a, 2, 0x0205}, {0x0c, 4, 0x000030d4}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=16 ID=0005\n"
	           "GPF Phase 2 Duration: 500us\n"
	           "GPF Phase 2 Power: 12500mW\n");
}

static void test_device_gpf_reserved(void **state)
{
	static const struct reg regs[] = {
		{0x04, 4, 0x01001e98}, {0x08, 2, 0x0005}, {0x0a, 2, 0x0805}};

	(void)state;
	check_text(DESC_EXT, 0x23, NO_TYPE, 0x40, REGS(regs),
	           "DVSEC: Vendor=1e98, Rev=0, Len=16 ID=0005\n"
	           "GPF Phase 2 Duration: 5 in reserved scale 8\n"
	           "GPF Phase 2 Power: 0mW\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device_of_cxl_1_1),
		cmocka_unit_test(test_device_rev_0),
		cmocka_unit_test(test_device_rev_1),
		cmocka_unit_test(test_device_rev_2),
		cmocka_unit_test(test_device_rev_3),
		cmocka_unit_test(test_device_cut_short),
		cmocka_unit_test(test_device_complement),
		cmocka_unit_test(test_device_without_cache_size),
		cmocka_unit_test(test_device_of_other_vendor),
		cmocka_unit_test(test_device_rev_0_of_other_vendor),
		cmocka_unit_test(test_device_gpf),
		cmocka_unit_test(test_device_gpf_reserved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
