/* gsp_vf.c - what NVIDIA's firmware is told of a GPU's virtual functions, to share it as a vGPU. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/gsp_vf.h"

enum { BARS = 3 };

/* Of nova-core's GSP_INIT. */
enum {
	KEY_TOTAL_VFS = 0x0080,
	KEY_FIRST_VF_OFFSET = 0x0081,
	KEY_FLAGS = 0x1003, /* bits 0 to 2: BAR 0 to 2 is of 64 bits */
	KEY_BAR = 0x1050,   /* to 1052 */
};

enum pci_status gsp_vf_info(const struct pci_sriov *s, struct gsp_vf_info *ret)
{
	struct gsp_vf_info info = {.total_vfs = s->total_vfs, .first_vf_offset = s->vf_offset};
	struct pci_addr vf;
	enum pci_status st;
	unsigned slot;

	*ret = (struct gsp_vf_info){0};
	if (!s->total_vfs)
		return PCI_ENOTFOUND;
	st = pci_sriov_check_bars(s, &slot);
	if (st == PCI_OK)
		st = pci_sriov_vf(s, (struct pci_addr){0}, 1, &vf);
	if (st != PCI_OK)
		return st;
	for (unsigned i = 0; i < BARS; i++) {
		info.first_vf_bar_address[i] = s->bar[i].base;
		info.is_64bit_bar[i] = s->bar[i].is_64bit;
	}
	*ret = info;
	return PCI_OK;
}

/* kernel_bif_tu102.c, _gh100.c and _gb100.c read it there without looking for it. */
const char *gsp_vf_generation(size_t offset)
{
	switch (offset) {
	case 0xbcc:
		return "as on Turing to Ada";
	case 0x250:
		return "as on Hopper and GB20x";
	case 0x300:
		return "as on GB10x";
	default:
		return "no generation is known that has it there";
	}
}

void gsp_vf_keys(const struct gsp_vf_info *info, struct gsp_vf_key ret[GSP_VF_KEYS])
{
	uint64_t flags = 0;

	for (unsigned i = 0; i < BARS; i++) {
		flags |= (uint64_t)info->is_64bit_bar[i] << i;
		ret[3 + i] = (struct gsp_vf_key){KEY_BAR + i, info->first_vf_bar_address[i]};
	}
	ret[0] = (struct gsp_vf_key){KEY_TOTAL_VFS, info->total_vfs};
	ret[1] = (struct gsp_vf_key){KEY_FIRST_VF_OFFSET, info->first_vf_offset};
	ret[2] = (struct gsp_vf_key){KEY_FLAGS, flags};
}
