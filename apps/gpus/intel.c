/* intel.c - an Intel GPU by its graphics IP. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/identity.h"

#define REG_DEF    "apps/gpus/intel.def"
#define REG_PREFIX intel
#include "lib/reg_block.h"

enum { VENDOR = 0x8086 };

/*
 * Those that have the register, first and last: Linux include/drm/intel/pciids.h, from Meteor Lake
 * on. What was before has something else at its place.
 */
static const uint16_t ids[][2] = {
	{0x7d40, 0x7d41}, {0x7d45, 0x7d45}, {0x7d51, 0x7d51}, {0x7d55, 0x7d55}, /* MTL, ARL */
	{0x7d60, 0x7d60}, {0x7d67, 0x7d67}, {0x7dd1, 0x7dd1}, {0x7dd5, 0x7dd5},
	{0xb640, 0xb640}, {0x6420, 0x6420}, {0x64a0, 0x64a0}, {0x64b0, 0x64b0}, /* ARL, LNL */
	{0xe202, 0xe202}, {0xe209, 0xe209}, {0xe20b, 0xe20d}, {0xe210, 0xe212}, /* BMG */
	{0xe216, 0xe216}, {0xe220, 0xe223}, {0xb080, 0xb090}, {0xb0a0, 0xb0a0}, /* BMG, PTL */
	{0xb0b0, 0xb0b0}, {0xfd80, 0xfd81},                                     /* PTL, WCL */
};

bool intel_matches(const struct pci_func *f)
{
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (f->vendor == VENDOR && f->device >= ids[i][0] && f->device <= ids[i][1])
			return true;
	return false;
}

enum pci_status intel_read(const struct pci_device *d, const struct pci_view *v, unsigned flags,
                           struct identity *ret)
{
	struct pci_mapping mapping;
	intel_MMIO_mmio regs;
	uint32_t id = 0;
	enum pci_status st = pci_map_bar(d, PCI_BAR_SLOT(0), flags, &mapping, &regs);

	(void)v;
	if (st == PCI_OK)
		st = io_try_reg(&regs, GMD_ID, &id);
	if (st == PCI_OK && id && id != UINT32_MAX)
		identity_add(ret, "Graphics IP", "%u.%02u (revision %u)",
		             reg_field(intel_MMIO_GMD_ID, ARCH, id),
		             reg_field(intel_MMIO_GMD_ID, RELEASE, id),
		             reg_field(intel_MMIO_GMD_ID, REVISION, id));
	return st;
}
