/* test_gpus_preflight.c - gpus --check on machines of bytes: what it prints, and its status. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/test/app_run.h"
#include "lib/test/block.h"
#include "lib/test/gpu_machine.h"

static const char way[] = "0000:01:00.0 3D controller [0302]: 10de:2330 (rev a1)\n"
			  "      00:01.0 Root Port, slot 0 of 0 W, MaxPayload 128 of 128, no ACS\n"
			  "        | 16GT/s x16 of 32GT/s x16, ASPM Disabled\n"
			  "      01:00.0 Endpoint, MaxPayload 128 of 128, MaxReadReq 128\n";

static const char all[] =
	"warning ACS_MISSING 0000:00:01.0: the port has no Access Control Services\n"
	"    it cannot be passed to a guest alone: use another slot\n"
	"note LINK_IDLE 0000:00:01.0: 16GT/s of 32GT/s (LnkSta 2104)\n"
	"    the link is slower than both ends can: an idle GPU's often is\n"
	"warning SRIOV_BAD 0000:01:00.0: VF offset 0, stride 0 for 32 VFs\n"
	"    its SR-IOV capability contradicts the specification: update the card\n"
	"0 errors, 2 warnings, 1 note\n";

static void test_text(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "--check"), APP_DEVICE);
	check_output(h, ecam_line, way, all);
	assert_int_equal(RUN(h, "--check", "--only", "LINK_IDLE,D3"), APP_OK);
	assert_null(strstr(h->text, "warning ACS_MISSING"));
	assert_non_null(strstr(h->text, "0 errors, 0 warnings, 1 note\n"));
	assert_int_equal(RUN(h, "--check", "--ignore", "ACS_MISSING", "--ignore", "SRIOV_BAD"),
	                 APP_OK);
	assert_non_null(strstr(h->text, "0 errors, 0 warnings, 1 note\n"));
	assert_int_equal(RUN(h, "--check", "--ignore", "ACS_MISSING"), APP_DEVICE);
	assert_int_equal(RUN(h, "--check", "--only", "NOTHING"), APP_USAGE);
	assert_string_equal(h->text, "gpus: unknown code: NOTHING (-h shows the options)\n");
	assert_int_equal(RUN(h, "--check", "--ignore"), APP_USAGE);
	host_free(h);
}

static void test_json(void **state)
{
	static const char finding[] =
		"\"findings\":[{\"code\":\"SRIOV_BAD\",\"severity\":\"warning\","
		"\"address\":\"0000:01:00.0\",";
	struct host *h = gpu_machine();

	(void)state;
	assert_int_equal(RUN(h, "--check", "--json", "--only", "SRIOV_BAD"), APP_DEVICE);
	assert_non_null(strstr(h->text, finding));
	assert_non_null(strstr(h->text, "],\"findings\":[],\"status\":7}"));
	assert_non_null(strstr(h->text, "\"hops\":[{\"address\":\"0000:00:01.0\","));
	assert_non_null(strstr(h->text, "\"isolation_group\":[\"0000:00:01.0\",\"0000:01:00.0\"]"));
	host_free(h);
}

/* Extended capabilities of the GPU: at[0], and on in the chain after SR-IOV at 200. */
static void put_cap(uint8_t *cfg, unsigned last, unsigned at, unsigned id)
{
	put_le32(cfg + last, (get_le32(cfg + last) & 0xfffff) | at << 20);
	put_le32(cfg + at, 1 << 16 | id);
}

/* What else it has: each is told of where there is one, and as it is. */
static void test_services(void **state)
{
	struct host *h = gpu_machine();
	uint8_t *gpu = host_page(h, 1, 0, 0);

	(void)state;
	put_cap(gpu, 0x200, 0x300, 0x13);
	put_cap(gpu, 0x300, 0x310, 0x1b);
	put_le16(gpu + 0x304, 1);
	put_le16(gpu + 0x314, 1); /* not the register */
	put_le16(gpu + 0x316, 2); /* not the bit */
	put_cap(gpu, 0x310, 0x320, 0x24);
	put_le32(gpu + 0x324, 0x70);
	put_le32(gpu + 0x328, 1 << 5 | 1 << 8 | 2);
	assert_int_equal(RUN(h, "-v"), APP_OK);
	assert_non_null(strstr(h->text, "    Address translation: ATS on, PRI on, PASID off\n"
	                                "    Resizable VF BAR 2: 2M of 1M 2M 4M\n"));
	assert_int_equal(RUN(h, "--check", "--json"), APP_DEVICE);
	assert_non_null(strstr(h->text,
	                       "\"ats\":true,\"pri\":true,\"pasid\":false,\"resizable_bars\":[],"
	                       "\"vf_resizable_bars\":[{\"bar\":2,\"size\":2097152,\"sizes\":"
	                       "[1048576,2097152,4194304]}],"));
	host_free(h);
}

/* Whether a larger BAR has room above, and the virtual functions have buses: facts, and as JSON. */
static void test_room(void **state)
{
	struct host *h = gpu_machine();
	uint8_t *gpu = host_page(h, 1, 0, 0), *port = host_page(h, 0, 1, 0);

	(void)state;
	put_cap(gpu, 0x200, 0x300, 0x15);
	put_le32(gpu + 0x304, 0x3000);
	put_le32(gpu + 0x308, 8 << 8 | 1 << 5);
	put_le32(gpu + 0x214, 1 << 16 | 1);
	put_le32(port + 0x24, 0x0ff10001); /* 256 MiB at 4000000000 */
	put_le32(port + 0x28, 0x40);
	put_le32(port + 0x2c, 0x40);
	(void)RUN(h, "-v");
	assert_non_null(strstr(h->text, "    Resizable BAR 0: 256M of 256M 512M\n"
	                                "        512M: no room in the windows above\n"));
	(void)RUN(h, "--check", "--json");
	assert_non_null(strstr(h->text, "\"next_fits\":false}"));
	assert_non_null(strstr(h->text, "\"buses_suffice\":true"));
	put_le32(port + 0x24, 0x1ff10001); /* 512 MiB */
	put_le32(gpu + 0x214, 1 << 16 | 0x100);
	(void)RUN(h, "-v");
	assert_non_null(strstr(h->text, "        512M: room in the windows above\n"));
	(void)RUN(h, "--check", "--json");
	assert_non_null(strstr(h->text, "\"next_fits\":true}"));
	assert_non_null(strstr(h->text, "\"buses_suffice\":false"));
	host_free(h);
}

static uint8_t *mcfg(struct host *h)
{
	return (uint8_t *)(uintptr_t)h->ops.memory(&h->platform, HOST_MCFG, 60);
}

/* What is wrong with the way to configuration space is a finding of the machine. */
static void check_tables(struct host *h, const char *expected)
{
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h;
	(void)RUN(h, "--check", "--json", "--only", "NO_ECAM,MCFG_BAD");
	assert_non_null(strstr(h->text, expected));
	host_free(h);
}

#define NO_ECAM_JSON                                                                               \
	"\"findings\":[{\"code\":\"NO_ECAM\",\"severity\":\"warning\",\"evidence\":"               \
	"\"configuration space by RootBridgeIo\","
#define MCFG_BAD_JSON "{\"code\":\"MCFG_BAD\",\"severity\":\"warning\",\"evidence\":\""

static void test_tables(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	check_tables(h, "\"findings\":[],\"status\":0}");
	h = gpu_machine();
	mcfg(h)[9]++;
	check_tables(h,
	             "],\"findings\":[" MCFG_BAD_JSON "MCFG: wrong checksum, used all the same\"");
	h = gpu_machine();
	mcfg(h)[0] = 'X';
	check_tables(h, NO_ECAM_JSON);
	h = gpu_machine();
	mcfg(h)[0] = 'X';
	check_tables(h, "evidence\":\"configuration space by RootBridgeIo\",\"advice\":\"extended "
	                "capabilities may be hidden: the MCFG table is missing or unusable\"}],"
	                "\"status\":7}");
	h = gpu_machine();
	put_le32(mcfg(h) + 4, 44);
	check_tables(h, MCFG_BAD_JSON "the MCFG table is empty\"");
	h = gpu_machine();
	mcfg(h)[9]++;
	h->memory_kind = MEMORY_RAM;
	check_tables(h, MCFG_BAD_JSON "MCFG: wrong checksum, used all the same (+1)\"");
	h = gpu_machine();
	memcpy(mcfg(h) + 10, "CAVIUMTHUNDERX\2\0\0\0", 18);
	host_checksum(mcfg(h), 60, 9);
	check_tables(h, "missing or unusable\"}],\"status\":7}"); /* that is no fault */
}

/* What firmware says in many words goes on in a second line. */
static void test_long_evidence(void **state)
{
	struct host *h = gpu_machine();

	(void)state;
	h->methods[ACCESS_ROOT_BRIDGE_IO] = h;
	h->memory_kind = MEMORY_RAM;
	assert_int_equal(RUN(h, "--check"), APP_DEVICE);
	assert_non_null(strstr(h->text, "warning MCFG_BAD: ECAM: segment 0000, buses 00-01, at "
	                                "80000000, not used: in\n    RAM\n"));
	check_lines(h->text);
	host_free(h);
}

/* The card is not seen: a finding of its own, and no GPU is no reason for another status. */
static void test_missing(void **state)
{
	struct host *h = gpu_machine();
	uint8_t *port = host_page(h, 0, 1, 0);

	(void)state;
	memset(host_page(h, 1, 0, 0), 0xff, 4096);
	assert_int_equal(RUN(h, "--check"), APP_NOTFOUND);
	assert_non_null(strstr(h->text, "gpus: no display controller"));
	assert_non_null(strstr(h->text, "0 errors, 0 warnings, 0 notes\n"));
	port[0x40 + 0x1a] |= 0x40;
	assert_int_equal(RUN(h, "--check"), APP_DEVICE);
	assert_non_null(
		strstr(h->text, "error SLOT_EMPTY_BUT_PRESENT 0000:00:01.0: SltSta 0040, "));
	assert_int_equal(RUN(h, "--check", "--json"), APP_DEVICE);
	assert_non_null(strstr(h->text, "\"functions\":[],\"findings\":[{\"code\":"
	                                "\"SLOT_EMPTY_BUT_PRESENT\","));
	port[0x19] = port[0x1a] = 0;
	assert_int_equal(RUN(h, "--check"), APP_DEVICE);
	assert_non_null(strstr(h->text, "error BUS_UNASSIGNED 0000:00:01.0: buses 00-00\n"));
	host_free(h);
}

/* Wherever it is lost, it ends, says so, and is no success. */
static void test_unplug(void **state)
{
	struct host *h = gpu_machine();
	unsigned long reads;

	(void)state;
	(void)RUN(h, "--check");
	reads = h->fault.reads;
	for (h->fault.unplug_at = 1; h->fault.unplug_at <= reads; h->fault.unplug_at++) {
		enum app_status st = RUN(h, "--check");

		assert_true(st == APP_DEVICE || st == APP_NOTFOUND);
		assert_in_range(h->fault.reads, 1, reads + 100);
	}
	host_free(h);
}

static void test_out_of_memory(void **state)
{
	struct host *h = gpu_machine();
	unsigned allocs;

	(void)state;
	(void)RUN(h, "--check");
	allocs = h->allocs;
	assert_in_range(allocs, 5, 50);
	for (h->alloc_fails_at = 1; h->alloc_fails_at <= allocs; h->alloc_fails_at++) {
		h->allocs = 0;
		assert_int_not_equal(RUN(h, "--check"), APP_OK);
	}
	host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),          cmocka_unit_test(test_json),
		cmocka_unit_test(test_services),      cmocka_unit_test(test_tables),
		cmocka_unit_test(test_room),          cmocka_unit_test(test_long_evidence),
		cmocka_unit_test(test_missing),       cmocka_unit_test(test_unplug),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
