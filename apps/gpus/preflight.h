/* preflight.h - what -v and --check know of a GPU beyond its own function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef APPS_GPUS_PREFLIGHT_H
#define APPS_GPUS_PREFLIGHT_H

#include "apps/gpus/check.h"
#include "apps/gpus/gsp_vf.h"

enum { PREFLIGHT_FINDINGS = 64, PREFLIGHT_EVIDENCE_MAX = 128 };

/* Findings until they are shown: those of the machine, or of one function. */
struct preflight_list {
	size_t count;
	struct finding finding[PREFLIGHT_FINDINGS]; /* the text of each is in evidence */
	char evidence[PREFLIGHT_FINDINGS][PREFLIGHT_EVIDENCE_MAX];
};

/* Of a whole machine; allocated, not moved. */
struct preflight {
	struct machine *machine;
	struct pci_view view;       /* of one function at a time */
	struct gpu_hop **hop;       /* of each function, once it was read */
	struct pci_isolation *iso;  /* of each function */
	uint32_t *group;            /* of each function, as pci_group() */
	enum pci_status st;         /* of the first function that could not be read */
	bool failed;                /* it was found before */
	struct findings findings;   /* what is told, and counts */
	struct preflight_list list; /* what was told since preflight_clear() */
};

/* Resizable BARs, or those of virtual functions. */
struct preflight_rebars {
	struct pci_rebar bar[PCI_REBAR_MAX];
	size_t count;
};

/* How far addresses can be translated for it: capabilities that it has, and whether they are on. */
enum { PREFLIGHT_ATS, PREFLIGHT_PRI, PREFLIGHT_PASID, PREFLIGHT_SERVICES };
struct preflight_service {
	bool has, enabled;
};

/* Facts of one GPU. */
struct preflight_gpu {
	struct gpu_hop own;
	const struct gpu_hop *way[PCI_BUSES]; /* from the root bus down to it */
	struct gpu_facts facts;
	struct preflight_rebars rebar, vf_rebar;
	struct preflight_service service[PREFLIGHT_SERVICES];
	struct pci_sriov sriov;
	bool has_gsp; /* an NVIDIA GPU with virtual functions */
	uint16_t sriov_offset;
	enum pci_status gsp_status;
	struct gsp_vf_info gsp;
};

/*
 * Read what lies between functions: how far each of the machine's functions is isolated, and every
 * bridge. PCI_ENOSPC without memory. Cost: of each function the headers of its capabilities, PCI
 * Express and ACS; of a bridge its header, windows, Express, AER and PM besides. Every dword once,
 * and those of a GPU again when it is shown.
 */
PCI_MUST_CHECK enum pci_status preflight_init(struct preflight *p, struct machine *m);

/*
 * Make *ret of a function that v holds and those above it. Nothing of these is read again. v->st is
 * the first access that failed.
 */
void preflight_read(struct preflight *p, struct pci_view *v, struct preflight_gpu *ret);

/* Look for what is wrong with all bridges; or with one GPU. What is found is in p->list. */
void preflight_check_machine(struct preflight *p);
void preflight_check_gpu(struct preflight *p, const struct preflight_gpu *g);
void preflight_clear(struct preflight *p);

/* Show the list; the way, group and virtual functions of a GPU. */
void preflight_show_findings(const struct preflight *p, struct sink *out);
void preflight_put_findings(const struct preflight *p, struct json *j);
void preflight_show_gpu(const struct preflight *p, const struct preflight_gpu *g, struct sink *out);
void preflight_show_vfs(const struct preflight_gpu *g, struct sink *out);
void preflight_put_gpu(const struct preflight *p, const struct preflight_gpu *g, struct json *j);

#endif
