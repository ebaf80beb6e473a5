/* pci_place.c - registers of a function as people name them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_place.h"

#include "lib/hex.h"

static const char *behind(const char *text, const char *start)
{
	for (; *start; start++)
		if (*text++ != *start)
			return NULL;
	return text;
}

static bool parse_where(const char *text, struct pci_place *ret)
{
	static const char *const names[] = {"bar0", "bar1", "bar2",  "bar3",
	                                    "bar4", "bar5", "config"};
	const char *rest = behind(text, "cfg");
	unsigned slot = PCI_PLACE_CONFIG;

	for (unsigned i = 0; i <= PCI_PLACE_CONFIG && !rest; i++) {
		rest = behind(text, names[i]);
		slot = i;
	}
	ret->name = names[slot];
	ret->slot = slot;
	ret->offset = 0;
	if (rest && *rest == '+')
		rest = hex_number(rest + 1, UINT64_MAX, &ret->offset);
	return rest && !*rest;
}

/* A number from 1 on; *ret stays where there is no text. */
static bool parse_number(const char *text, uint64_t max, uint64_t *ret)
{
	const char *rest = text ? hex_number(text, max, ret) : "";

	return rest && !*rest && *ret;
}

enum pci_status pci_place_parse(const char *const words[3], struct pci_place *ret,
                                const char **ret_bad)
{
	uint64_t width = 4;

	*ret_bad = words[0];
	if (!parse_where(words[0], ret))
		return PCI_EINVAL;
	*ret_bad = words[1];
	if (!parse_number(words[1], 8, &width) || width & (width - 1))
		return PCI_EINVAL;
	*ret_bad = words[2];
	ret->width = (unsigned)width;
	ret->count = 1;
	return parse_number(words[2], SIZE_MAX / width, &ret->count) ? PCI_OK : PCI_EINVAL;
}

static uint64_t end_of(const struct pci_place *p)
{
	return p->offset + p->count * p->width;
}

static enum pci_status check_range(const struct pci_place *p, uint64_t size)
{
	return p->offset > size || p->count > (size - p->offset) / p->width ? PCI_ERANGE : PCI_OK;
}

static enum pci_status check_noread(const struct pci_place *p, const struct pci_view *v)
{
	uint32_t noread[32] = {0};
	enum pci_status st = pci_view_noread(v, noread);

	for (uint64_t at = p->offset / 4; at <= (end_of(p) - 1) / 4 && st == PCI_OK; at++)
		if (noread[at / 32] >> at % 32 & 1)
			st = PCI_ENOREAD;
	return st;
}

/* What the view has read it reads no more; the registers of *r are the function's own. */
static enum pci_status find_config(const struct pci_place *p, struct machine *m,
                                   const struct pci_func *f, unsigned flags,
                                   struct pci_place_regs *r)
{
	bool extended = check_range(p, PCI_CONFIG_NORMAL) != PCI_OK;
	enum pci_status st = pci_view_read_caps(&r->view, m, f, extended);

	r->size = r->dev.cfg.size = r->view.dev.cfg.size;
	if (st == PCI_OK)
		st = check_range(p, r->size);
	if (st == PCI_OK && end_of(p) > machine_known_bytes(m, f, p->offset))
		st = PCI_ENOTFOUND;
	if (st == PCI_OK && !(flags & PCI_PLACE_NOREAD) && !m->is_dump)
		st = check_noread(p, &r->view);
	return st == PCI_OK ? io_sub(&r->dev.cfg, p->offset, p->count * p->width, &r->io) : st;
}

static enum pci_status find_bar(const struct pci_place *p, unsigned flags, struct pci_place_regs *r)
{
	unsigned map = flags & PCI_PLACE_UNSIZED ? PCI_MAP_UNSIZED : 0;
	enum pci_status found = pci_open_bar(&r->device, PCI_BAR_SLOT(p->slot), map, &r->mapping);
	enum pci_status st;

	if (found == PCI_EPORTS && r->device.platform->ops->ports)
		found = pci_open_bar(&r->device, PCI_BAR_SLOT(p->slot), map | PCI_MAP_PORTS,
		                     &r->mapping);
	if (found != PCI_OK && found != PCI_EDECODE)
		return found;
	r->size = r->mapping.bar.size;
	if (check_range(p, r->size ? r->size : SIZE_MAX) != PCI_OK)
		return PCI_ERANGE;
	st = pci_bar_region(&r->mapping, p->offset, p->count * p->width, &r->io);
	if (st == PCI_ERANGE)
		st = PCI_EUNMAPPED;
	return st == PCI_OK ? found : st;
}

enum pci_status pci_place_find(const struct pci_place *place, struct machine *m,
                               const struct pci_func *f, unsigned flags, struct pci_place_regs *ret)
{
	enum pci_status st = f->status, usable;

	ret->size = 0;
	if (st == PCI_OK)
		st = pci_open(m->access, f->addr, &ret->dev);
	if (st != PCI_OK)
		return st;
	ret->device = (struct pci_device){m->platform, f, &ret->dev};
	if (place->slot == PCI_PLACE_CONFIG)
		st = find_config(place, m, f, flags, ret);
	else /* a dump has another machine's addresses */
		st = m->is_dump ? PCI_ENOTFOUND : find_bar(place, flags, ret);
	if (st != PCI_OK && st != PCI_EDECODE)
		return st;
	usable = io_check(&ret->io, 0, place->width);
	return usable == PCI_OK ? st : usable;
}

enum pci_status pci_place_enable(struct pci_place_regs *r)
{
	unsigned flags = PCI_MAP_ENABLE | PCI_MAP_UNSIZED | (r->mapping.bar.io ? PCI_MAP_PORTS : 0);

	return pci_open_bar(&r->device, PCI_BAR_SLOT(r->mapping.bar.slot), flags, &r->mapping);
}
