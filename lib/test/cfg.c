/* cfg.c - configuration space by hand, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/test/cfg.h"

#include <string.h>

#include "lib/bytes.h"
#include "lib/pci.h"

void put_le16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

void put_le32(uint8_t *p, uint32_t v)
{
	put_le16(p, (uint16_t)v);
	put_le16(p + 2, (uint16_t)(v >> 16));
}

void put_le64(uint8_t *p, uint64_t v)
{
	put_le32(p, (uint32_t)v);
	put_le32(p + 4, (uint32_t)(v >> 32));
}

void cfg_init(uint8_t *cfg, uint32_t id, uint32_t class_code, uint8_t header_type)
{
	memset(cfg, 0, PCI_CONFIG_EXTENDED);
	put_le32(cfg, id);
	put_le32(cfg + 8, class_code << 8);
	cfg[0x0e] = header_type;
}

uint8_t *cfg_cap(uint8_t *cfg, uint8_t offset, uint8_t id)
{
	uint8_t *link = cfg + ((cfg[0x0e] & 0x7f) == 2 ? 0x14 : 0x34);

	cfg[0x06] |= 0x10;
	while (*link)
		link = cfg + *link + 1;
	*link = offset;
	cfg[offset] = id;
	return cfg + offset;
}

uint8_t *cfg_ext(uint8_t *cfg, uint16_t offset, uint16_t id, unsigned version)
{
	uint16_t last = 0x100;

	while (offset != 0x100 && get_le16(cfg + last + 2) >> 4)
		last = get_le16(cfg + last + 2) >> 4;
	if (offset != last)
		put_le16(cfg + last + 2, (uint16_t)((cfg[last + 2] & 0xf) | offset << 4));
	put_le16(cfg + offset, id);
	put_le16(cfg + offset + 2, (uint16_t)version);
	return cfg + offset;
}

uint8_t *cfg_express(uint8_t *cfg, uint8_t offset, unsigned type, unsigned version)
{
	uint8_t *cap = cfg_cap(cfg, offset, 0x10);

	put_le16(cap + 2, (uint16_t)(type << 4 | version));
	return cap;
}
