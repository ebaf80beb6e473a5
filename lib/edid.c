/* edid.c - what a monitor says of itself. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/edid.h"

#include "lib/io_copy.h"

#define REG_DEF    "lib/regs/device/edid.def"
#define REG_PREFIX edid
#include "lib/reg_block.h"

#define HEADER_VALUE UINT64_C(0x00ffffffffffff00)

static bool has_checksum(const uint64_t words[EDID_BYTES / 8])
{
	const uint8_t *bytes = (const uint8_t *)words;
	uint8_t sum = 0;

	for (unsigned i = 0; i < EDID_BYTES; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum == 0;
}

static bool read_vendor(uint16_t v, char ret[4])
{
	const unsigned letters[] = {
		reg_field(edid_BASE_VENDOR, FIRST, v),
		(unsigned)reg_field(edid_BASE_VENDOR, SECOND_HIGH, v) << 3 |
			reg_field(edid_BASE_VENDOR, SECOND_LOW, v),
		reg_field(edid_BASE_VENDOR, THIRD, v),
	};

	for (unsigned i = 0; i < 3; i++) {
		if (letters[i] < 1 || letters[i] > 26)
			return false;
		ret[i] = (char)('A' - 1 + letters[i]);
	}
	ret[3] = '\0';
	return true;
}

/* A descriptor without a pixel clock is no timing. */
static void read_timing(const edid_BASE_region *e, struct edid *ret)
{
	if (!io_read(e, CLOCK))
		return;
	ret->xres = (unsigned)io_field(e, X_HIGH, ACTIVE) << 8 | io_read(e, X_LOW);
	ret->yres = (unsigned)io_field(e, Y_HIGH, ACTIVE) << 8 | io_read(e, Y_LOW);
}

static bool parse(const uint64_t words[EDID_BYTES / 8], struct edid *ret)
{
	const struct io_region block = {
		.map = (volatile uint8_t *)(uintptr_t)words, .size = EDID_BYTES, .widths = IO_MMIO};
	edid_BASE_region e;

	if (io_typed(&block, &e) != PCI_OK || io_read(&e, HEADER) != HEADER_VALUE ||
	    !has_checksum(words) || !read_vendor(io_read(&e, VENDOR), ret->vendor))
		return false;
	ret->product = io_read(&e, PRODUCT);
	read_timing(&e, ret);
	return true;
}

enum pci_status edid_read(const struct io_region *io, size_t off, struct edid *ret)
{
	uint64_t words[EDID_BYTES / 8]; /* aligned, as registers are */
	enum pci_status st = io_copy_in(io, off, 1, words, sizeof(words));

	*ret = (struct edid){0};
	if (st == PCI_OK && !parse(words, ret))
		st = PCI_ECORRUPT;
	if (st != PCI_OK)
		*ret = (struct edid){.vendor = "???"};
	return st;
}
