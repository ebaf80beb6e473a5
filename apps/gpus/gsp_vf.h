/* gsp_vf.h - what NVIDIA's firmware is told of a GPU's virtual functions, to share it as a vGPU. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_GSP_VF_H
#define APPS_GPUS_GSP_VF_H

#include "lib/pci_sriov.h"

/*
 * gspVFInfo: GSP_VF_INFO of open-gpu-kernel-modules 595.45.04,
 * src/nvidia/inc/kernel/gpu/gsp/gsp_static_config.h, by the GSP's own layout.
 */
struct gsp_vf_info {
	uint32_t total_vfs;
	uint32_t first_vf_offset;
	uint64_t first_vf_bar_address[3];
	uint8_t is_64bit_bar[3];
	uint8_t padding[5];
};
_Static_assert(offsetof(struct gsp_vf_info, total_vfs) == 0, "GSP_VF_INFO.totalVFs");
_Static_assert(offsetof(struct gsp_vf_info, first_vf_offset) == 4, "GSP_VF_INFO.firstVFOffset");
_Static_assert(offsetof(struct gsp_vf_info, first_vf_bar_address) == 8, "FirstVFBar0Address");
_Static_assert(offsetof(struct gsp_vf_info, is_64bit_bar) == 32, "GSP_VF_INFO.b64bitBar0");
_Static_assert(sizeof(struct gsp_vf_info) == 40, "GSP_VF_INFO");

/* The same as the list of keys and values that newer firmware takes (nova-core, GSP_INIT). */
enum { GSP_VF_KEYS = 6 };
struct gsp_vf_key {
	uint32_t key;
	uint64_t value;
};

/*
 * Make *ret of what the capability says: BARs 0 to 2 by logical index. All zeros on failure:
 * PCI_ENOTFOUND without VFs, and what pci_sriov_check_bars() and pci_sriov_vf() refuse of the
 * first.
 */
PCI_MUST_CHECK enum pci_status gsp_vf_info(const struct pci_sriov *s, struct gsp_vf_info *ret);

/* Whose chips have the capability at that offset: "as on Turing to Ada"; or that none is known. */
const char *gsp_vf_generation(size_t offset);

/* The same as keys. */
void gsp_vf_keys(const struct gsp_vf_info *info, struct gsp_vf_key ret[GSP_VF_KEYS]);

#endif
