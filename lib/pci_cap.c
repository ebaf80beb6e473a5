/* pci_cap.c - both chains of capabilities, and finding one. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_cap.h"

enum { STD_FIRST = 0x40, EXT_FIRST = 0x100, CARDBUS_LAYOUT = 2 };

const char *pci_strwalk(enum pci_walk_end end)
{
	switch (end) {
	case PCI_WALK_END:
		return "complete";
	case PCI_WALK_LOOP:
		return "the chain loops";
	case PCI_WALK_ONES:
		return "a header is all ones";
	case PCI_WALK_RANGE:
		return "a pointer leads out of range";
	case PCI_WALK_ERROR:
		return "a read failed";
	}
	return "unknown";
}

static bool stop(struct pci_walk *w, enum pci_walk_end end)
{
	w->next = 0;
	w->end = end;
	return false;
}

static bool fail(struct pci_walk *w, enum pci_status st)
{
	w->status = st;
	return stop(w, PCI_WALK_ERROR);
}

static size_t limit(const struct pci_walk *w)
{
	return w->kind == PCI_CAP_STD ? PCI_CONFIG_NORMAL : w->cfg->size;
}

static bool is_seen(const struct pci_walk *w, size_t offset)
{
	return w->seen[offset / 128] >> (offset / 4 % 32) & 1;
}

void pci_walk_std(struct pci_walk *w, const struct io_region *cfg, unsigned layout)
{
	enum pci_status st;
	uint16_t status;
	uint8_t pointer;

	*w = (struct pci_walk){.cfg = cfg, .kind = PCI_CAP_STD};
	st = reg_try_read(cfg, pci_HDR, STATUS, &status);
	if (st == PCI_OK && !reg_field(pci_HDR_STATUS, CAP_LIST, status))
		return;
	if (st == PCI_OK)
		st = io_try_read8(cfg,
		                  layout == CARDBUS_LAYOUT ? reg_at(pci_TYPE2, CAP_PTR)
		                                           : reg_at(pci_HDR, CAP_PTR),
		                  &pointer);
	if (st == PCI_OK)
		w->next = pointer & ~3u;
	else
		(void)fail(w, st);
}

void pci_walk_ext(struct pci_walk *w, const struct io_region *cfg)
{
	*w = (struct pci_walk){.cfg = cfg, .kind = PCI_CAP_EXT};
	if (cfg->size > EXT_FIRST)
		w->next = EXT_FIRST;
}

static enum pci_status read_std(struct pci_walk *w, struct pci_cap *cap, bool *ones)
{
	uint16_t header;
	enum pci_status st = io_try_read16(w->cfg, w->next, &header);

	*ones = header == UINT16_MAX;
	cap->id = reg_field(pci_STDCAP_HEADER, ID, header);
	w->next = (size_t)reg_field(pci_STDCAP_HEADER, NEXT, header) << 2;
	return st;
}

static enum pci_status read_ext(struct pci_walk *w, struct pci_cap *cap, bool *ones)
{
	uint32_t header;
	enum pci_status st = io_try_read32(w->cfg, w->next, &header);

	*ones = header == UINT32_MAX;
	cap->id = (uint16_t)reg_field(pci_EXTCAP_HEADER, ID, header);
	cap->version = (uint8_t)reg_field(pci_EXTCAP_HEADER, VERSION, header);
	w->next = (size_t)reg_field(pci_EXTCAP_HEADER, NEXT, header) << 2;
	return st;
}

/*
 * PCIe Base 6.0, 7.6.3: an ID of 0 that leads nowhere ends the list, or says there is none. So
 * does ffff: that is how a root complex register block says it, and ACRN a function.
 */
static bool is_terminator(const struct pci_walk *w, const struct pci_cap *cap)
{
	return w->kind == PCI_CAP_EXT && (!cap->id || cap->id == 0xffff) && !cap->version &&
	       !w->next;
}

bool pci_walk_next(struct pci_walk *w, struct pci_cap *ret)
{
	size_t at = w->next;
	enum pci_status st;
	bool ones;

	if (!at)
		return false;
	if (at < (w->kind == PCI_CAP_STD ? STD_FIRST : EXT_FIRST) || at + 4 > limit(w))
		return stop(w, PCI_WALK_RANGE);
	if (is_seen(w, at))
		return stop(w, PCI_WALK_LOOP);
	*ret = (struct pci_cap){.kind = w->kind, .offset = (uint16_t)at};
	st = w->kind == PCI_CAP_STD ? read_std(w, ret, &ones) : read_ext(w, ret, &ones);
	if (st != PCI_OK)
		return fail(w, st);
	if (ones)
		return stop(w, PCI_WALK_ONES);
	if (is_terminator(w, ret))
		return stop(w, PCI_WALK_END);
	w->seen[at / 128] |= 1u << (at / 4 % 32);
	return true;
}

enum pci_status pci_walk_region(const struct pci_walk *w, size_t offset, struct io_region *ret)
{
	size_t end = offset + 4;

	if (offset >= limit(w))
		return PCI_ERANGE;
	while (end < limit(w) && !is_seen(w, end))
		end += end % 128 == 0 && !w->seen[end / 128] ? 128 : 4;
	return io_sub(w->cfg, offset, (end < limit(w) ? end : limit(w)) - offset, ret);
}

static void collect(struct pci_caps *c, struct pci_walk *w)
{
	struct pci_cap cap;

	while (pci_walk_next(w, &cap))
		c->cap[c->count++] = cap;
}

void pci_caps_read(struct pci_caps *ret, const struct io_region *cfg, unsigned layout)
{
	ret->count = 0;
	pci_walk_std(&ret->std, cfg, layout);
	collect(ret, &ret->std);
	pci_walk_ext(&ret->ext, cfg);
	collect(ret, &ret->ext);
}

enum pci_status pci_caps_region(const struct pci_caps *c, const struct pci_cap *cap,
                                struct io_region *ret)
{
	return pci_walk_region(cap->kind == PCI_CAP_STD ? &c->std : &c->ext, cap->offset, ret);
}

enum pci_status pci_caps_find(const struct pci_caps *c, enum pci_cap_kind kind, uint16_t id,
                              struct io_region *ret)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->cap[i].kind == kind && c->cap[i].id == id)
			return pci_caps_region(c, &c->cap[i], ret);
	return PCI_ENOTFOUND;
}

enum pci_status pci_read_mode2(const struct io_region *cfg, size_t offset, bool *ret)
{
	uint32_t status;
	enum pci_status st = io_try_read32(cfg, offset + reg_at(pci_PCIX, STATUS), &status);

	*ret = st == PCI_OK && (reg_field(pci_PCIX_STATUS, MHZ266, status) ||
	                        reg_field(pci_PCIX_STATUS, MHZ533, status));
	return st == PCI_ERANGE ? PCI_OK : st;
}

/* Whether a capability is the one that is looked for; a status other than PCI_OK ends the search.
 */
struct search {
	uint16_t id;
	unsigned n;
	enum pci_status (*matches)(const struct search *s, const struct io_region *cfg,
	                           const struct pci_cap *cap, bool *ret);
	uint16_t vendor, vendor_id; /* of VSEC and DVSEC */
};

static enum pci_status walk_to(const struct search *s, struct pci_walk *w, size_t *ret_offset)
{
	unsigned n = s->n;
	enum pci_status st;
	struct pci_cap cap;
	bool match;

	*ret_offset = 0;
	while (pci_walk_next(w, &cap)) {
		match = cap.id == s->id;
		st = match && s->matches ? s->matches(s, w->cfg, &cap, &match) : PCI_OK;
		if (st != PCI_OK)
			return st;
		if (match && !*ret_offset && !n--)
			*ret_offset = cap.offset;
	}
	if (*ret_offset)
		return PCI_OK; /* what came after it may be broken */
	return w->end == PCI_WALK_ERROR ? w->status : PCI_ENOTFOUND;
}

static enum pci_status find(const struct io_region *cfg, enum pci_cap_kind kind,
                            const struct search *s, struct io_region *ret)
{
	enum pci_status st;
	struct pci_walk w;
	size_t offset;

	if (kind == PCI_CAP_STD)
		pci_walk_std(&w, cfg, 0);
	else
		pci_walk_ext(&w, cfg);
	st = walk_to(s, &w, &offset);
	return st == PCI_OK ? pci_walk_region(&w, offset, ret) : st;
}

enum pci_status pci_find_id(const struct io_region *cfg, enum pci_cap_kind kind, uint16_t id,
                            unsigned n, struct io_region *ret)
{
	const struct search s = {.id = id, .n = n};

	return find(cfg, kind, &s, ret);
}

enum pci_status pci_find_typed(const struct io_region *cfg, enum pci_cap_kind kind, uint16_t id,
                               unsigned n, size_t size, struct io_region *ret)
{
	enum pci_status st = pci_find_id(cfg, kind, id, n, ret);

	return st == PCI_OK ? io_make_typed(ret, size, IO_CONFIG, false, ret) : st;
}

static enum pci_status is_vsec(const struct search *s, const struct io_region *cfg,
                               const struct pci_cap *cap, bool *ret)
{
	uint32_t header;
	enum pci_status st = io_try_read32(cfg, cap->offset + reg_at(pci_VSEC, HEADER), &header);

	*ret = st == PCI_OK && reg_field(pci_VSEC_HEADER, ID, header) == s->vendor_id;
	return st == PCI_ERANGE ? PCI_OK : st;
}

static enum pci_status is_dvsec(const struct search *s, const struct io_region *cfg,
                                const struct pci_cap *cap, bool *ret)
{
	enum pci_status st;
	uint32_t header;
	uint16_t id;

	*ret = false;
	st = io_try_read32(cfg, cap->offset + reg_at(pci_DVSEC, HEADER1), &header);
	if (st != PCI_OK || reg_field(pci_DVSEC_HEADER1, VENDOR, header) != s->vendor)
		return st == PCI_ERANGE ? PCI_OK : st;
	st = io_try_read16(cfg, cap->offset + reg_at(pci_DVSEC, HEADER2), &id);
	*ret = st == PCI_OK && id == s->vendor_id;
	return st == PCI_ERANGE ? PCI_OK : st;
}

/* End the region where its own length says; both headers have the length in the same place. */
static enum pci_status cut_to_length(struct io_region *io)
{
	enum pci_status st;
	uint32_t header;
	size_t length;

	st = reg_try_read(io, pci_VSEC, HEADER, &header);
	length = reg_field(pci_VSEC_HEADER, LEN, header);
	if (st == PCI_OK && length >= sizeof(union pci_VSEC) && length < io->size)
		io->size = length;
	return st;
}
_Static_assert(reg_at(pci_VSEC, HEADER) == reg_at(pci_DVSEC, HEADER1) &&
                       reg_mask(pci_VSEC_HEADER, LEN) == reg_mask(pci_DVSEC_HEADER1, LEN),
               "VSEC and DVSEC have their length in the same place");

enum pci_status pci_find_vsec(const struct io_region *cfg, uint16_t vendor, uint16_t id, unsigned n,
                              struct io_region *ret)
{
	const struct search s = {reg_id(pci_VSEC), n, is_vsec, vendor, id};
	enum pci_status st;
	uint32_t own;

	st = reg_try_read(cfg, pci_HDR, ID, &own);
	if (st == PCI_OK && reg_field(pci_HDR_ID, VENDOR, own) != vendor)
		return PCI_ENOTFOUND;
	if (st == PCI_OK)
		st = find(cfg, PCI_CAP_EXT, &s, ret);
	return st == PCI_OK ? cut_to_length(ret) : st;
}

enum pci_status pci_find_dvsec(const struct io_region *cfg, uint16_t vendor, uint16_t id,
                               unsigned n, struct io_region *ret)
{
	const struct search s = {reg_id(pci_DVSEC), n, is_dvsec, vendor, id};
	enum pci_status st = find(cfg, PCI_CAP_EXT, &s, ret);

	return st == PCI_OK ? cut_to_length(ret) : st;
}
