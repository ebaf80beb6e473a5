/* pci_sriov.c - the virtual functions that a function can have. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_sriov.h"

static enum pci_status read_numbers(const struct io_region *cap, struct pci_sriov *s)
{
	pci_SRIOV_region r;
	uint16_t ctl;
	enum pci_status st = io_typed(cap, &r);

	if (st == PCI_OK)
		st = io_try_reg(&r, CTL, &ctl);
	if (st == PCI_OK)
		st = io_try_reg(&r, INITIAL_VFS, &s->initial_vfs);
	if (st == PCI_OK)
		st = io_try_reg(&r, TOTAL_VFS, &s->total_vfs);
	if (st == PCI_OK)
		st = io_try_reg(&r, NUM_VFS, &s->num_vfs);
	if (st == PCI_OK)
		st = io_try_reg(&r, VF_OFFSET, &s->vf_offset);
	if (st == PCI_OK)
		st = io_try_reg(&r, VF_STRIDE, &s->vf_stride);
	if (st == PCI_OK)
		st = io_try_reg(&r, VF_DEVICE, &s->vf_device);
	if (st == PCI_OK)
		st = io_try_reg(&r, SUP_PAGE, &s->supported_pages);
	if (st == PCI_OK)
		st = io_try_reg(&r, SYS_PAGE, &s->system_page);
	if (st != PCI_OK)
		return st;
	s->enabled = reg_field(pci_SRIOV_CTL, VF_ENABLE, ctl);
	s->memory_enabled = reg_field(pci_SRIOV_CTL, VF_MSE, ctl);
	s->ari_hierarchy = reg_field(pci_SRIOV_CTL, ARI_HIER, ctl);
	return PCI_OK;
}

static enum pci_status read_bars(const struct io_region *cap, size_t offset, struct pci_sriov *s)
{
	const struct pci_bar_block block = {
		PCI_BAR_VF, (uint16_t)(offset + reg_at(pci_SRIOV, VF_BAR)), PCI_BAR_SLOTS};
	uint32_t v[PCI_BAR_SLOTS];
	enum pci_status st = PCI_OK;

	for (unsigned i = 0; i < PCI_BAR_SLOTS && st == PCI_OK; i++)
		st = io_try_read32(cap, reg_at(pci_SRIOV, VF_BAR) + 4 * i, &v[i]);
	for (unsigned i = 0; i < PCI_BAR_SLOTS && st == PCI_OK; i++) {
		struct pci_bar *b = &s->bar[s->bar_count++];

		if (pci_decode_bar(&block, i, v[i], b))
			b->base |= (uint64_t)v[++i] << 32;
	}
	return st;
}

enum pci_status pci_read_sriov(const struct io_region *cap, size_t offset, struct pci_sriov *ret)
{
	struct pci_sriov s = {0};
	enum pci_status st = read_numbers(cap, &s);

	if (st == PCI_OK)
		st = read_bars(cap, offset, &s);
	*ret = st == PCI_OK ? s : (struct pci_sriov){0};
	return st;
}

enum pci_status pci_sriov_check_bars(const struct pci_sriov *s, unsigned *ret_slot)
{
	for (size_t i = 0; i < s->bar_count; i++) {
		*ret_slot = s->bar[i].slot;
		if (s->bar[i].io)
			return PCI_EPORTS;
		if (s->bar[i].broken)
			return PCI_ECORRUPT;
	}
	return PCI_OK;
}

enum pci_status pci_sriov_vf(const struct pci_sriov *s, struct pci_addr pf, unsigned n,
                             struct pci_addr *ret)
{
	uint32_t id = (uint32_t)pf.bus << 8 | (uint32_t)pf.dev << 3 | pf.fn;

	if (!n || n > s->total_vfs)
		return PCI_EINVAL;
	if (!s->vf_offset || (n > 1 && !s->vf_stride))
		return PCI_ECORRUPT;
	id += s->vf_offset + (n - 1) * s->vf_stride;
	if (id > UINT16_MAX)
		return PCI_ERANGE;
	*ret = pf;
	ret->bus = (uint8_t)(id >> 8);
	ret->dev = id >> 3 & 0x1f;
	ret->fn = id & 7;
	return PCI_OK;
}
