/* edid.c - the input is a monitor's EDID, and where it lies. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/edid.h"

#include <stdlib.h>
#include <string.h>

#include "lib/bytes.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/test/fuzz/fuzz.h"

enum { HEAD = 3, VENDOR = 8, PRODUCT = 10, TIMING = 54 };
enum { FIX_HEADER = 1, FIX_CHECKSUM = 2, READS_FAIL = 4 };

static const uint8_t header[8] = {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0};

static uint8_t sum(const uint8_t *block)
{
	uint8_t s = 0;

	for (unsigned i = 0; i < EDID_BYTES; i++)
		s = (uint8_t)(s + block[i]);
	return s;
}

/* Let the rest be looked at, which header or checksum would keep from it. */
static void fix(uint8_t *block, unsigned flags)
{
	if (flags & FIX_HEADER)
		memcpy(block, header, sizeof(header));
	if (flags & FIX_CHECKSUM)
		block[EDID_BYTES - 1] = (uint8_t)(block[EDID_BYTES - 1] - sum(block));
}

/* Three of 5 bits each, big-endian, whatever the top bit is. E-EDID 1.4, 3.4.1 */
static bool has_letters(const uint8_t *block)
{
	unsigned v = (unsigned)block[VENDOR] << 8 | block[VENDOR + 1];

	for (int shift = 0; shift <= 10; shift += 5)
		if ((v >> shift & 31) < 1 || (v >> shift & 31) > 26)
			return false;
	return true;
}

static bool is_good(const uint8_t *block)
{
	return !memcmp(block, header, sizeof(header)) && !sum(block) && has_letters(block);
}

static void claim_equal(const struct edid *e, const uint8_t *block)
{
	unsigned v = (unsigned)block[VENDOR] << 8 | block[VENDOR + 1];
	const uint8_t *t = block + TIMING;
	bool timing = t[0] || t[1];

	for (int i = 0; i < 3; i++)
		claim(e->vendor[i] == (char)('@' + (v >> (10 - 5 * i) & 31)));
	claim(!e->vendor[3]);
	claim(e->product == get_le16(block + PRODUCT));
	claim(e->xres == (timing ? t[2] | (t[4] & 0xf0u) << 4 : 0));
	claim(e->yres == (timing ? t[5] | (t[7] & 0xf0u) << 4 : 0));
}

static void claim_none(const struct edid *e)
{
	claim(!strcmp(e->vendor, "???") && !e->product && !e->xres && !e->yres);
}

/* block: NULL where it does not lie inside; fails_at: of reads, counted from 1, 0 for none. */
static void read_block(const struct io_region *all, size_t off, const uint8_t *block,
                       unsigned long fails_at)
{
	struct io_region io;
	struct io_fault fault;
	enum pci_status st;
	struct edid e;

	io_fault_region(&fault, all, &io);
	fault.mode = fails_at ? IO_FAULT_FAIL_READS : IO_FAULT_NONE;
	fault.at = fails_at;
	st = edid_read(&io, off, &e);
	claim(!fault.writes && fault.reads <= EDID_BYTES);
	if (!block)
		claim(st == PCI_ERANGE);
	else if (fails_at && fails_at <= EDID_BYTES)
		claim(st == PCI_EIO);
	else
		claim(st == (is_good(block) ? PCI_OK : PCI_ECORRUPT));
	if (st == PCI_OK)
		claim_equal(&e, block);
	else
		claim_none(&e);
}

/* Flags, offset, which read fails; then what is there. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes, *block = NULL;
	struct io_image image;
	struct io_region all;

	if (size <= HEAD)
		return 0;
	size -= HEAD;
	bytes = malloc(size);
	memcpy(bytes, data + HEAD, size);
	if (data[1] + (size_t)EDID_BYTES <= size) {
		block = bytes + data[1];
		fix(block, data[0]);
	}
	image = (struct io_image){.bytes = bytes, .size = size};
	io_image_region(&image, IO_8, &all);
	read_block(&all, data[1], block, data[0] & READS_FAIL ? data[2] : 0);
	free(bytes);
	return 0;
}
