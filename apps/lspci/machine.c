/* machine.c - the forms for programs: a line of words, or a block of tags, for each function. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/lspci/lspci.h"

/* What a function is called, in the order in which it is told. */
struct names {
	char class_name[PCI_NAME_MAX], vendor[PCI_NAME_MAX], device[PCI_NAME_MAX];
	bool has_subsystem;
	char subvendor[PCI_NAME_MAX], subdevice[PCI_NAME_MAX];
};

static void find_names(const struct pci_namer *n, const struct pci_func *f,
                       const struct pci_subsystem *s, struct names *ret)
{
	pci_name_class(n, (uint16_t)(f->class_code >> 8), ret->class_name, sizeof(ret->class_name));
	pci_name_vendor(n, f->vendor, ret->vendor, sizeof(ret->vendor));
	pci_name_device(n, f->vendor, f->device, ret->device, sizeof(ret->device));
	ret->has_subsystem = pci_has_subsystem(s);
	if (!ret->has_subsystem)
		return;
	pci_name_subvendor(n, s->subvendor, ret->subvendor, sizeof(ret->subvendor));
	pci_name_subdevice(n, s, ret->subdevice, sizeof(ret->subdevice));
}

/* A word in quotes, as a shell takes it. */
static void put_word(struct line *line, const char *text)
{
	line_string(line, " \"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			line_char(line, '\\');
		line_char(line, *text);
	}
	line_char(line, '"');
}

static void put_byte(struct line *line, const char *before, uint8_t v)
{
	line_string(line, before);
	line_hex(line, v, 2);
}

static void show_words(struct lspci *l, const struct pci_func *f, const struct names *n)
{
	struct line *line = &l->line;

	list_slot(l, f, l->more.domains || f->addr.segment);
	put_word(line, n->class_name);
	put_word(line, n->vendor);
	put_word(line, n->device);
	if (f->revision)
		put_byte(line, " -r", f->revision);
	put_byte(line, " -p", (uint8_t)f->class_code);
	put_word(line, n->has_subsystem ? n->subvendor : "");
	put_word(line, n->has_subsystem ? n->subdevice : "");
	line_end(line);
}

static void put_tag(struct line *line, const char *tag, const char *text)
{
	line_string(line, tag);
	line_string(line, text);
	line_char(line, '\n');
}

static void show_tags(struct lspci *l, const struct pci_func *f, const struct names *n)
{
	struct line *line = &l->line;

	line_string(line, l->more.machine > 1 ? "Slot:\t" : "Device:\t");
	list_slot(l, f, l->more.domains || f->addr.segment);
	put_tag(line, "\nClass:\t", n->class_name);
	put_tag(line, "Vendor:\t", n->vendor);
	put_tag(line, "Device:\t", n->device);
	if (n->has_subsystem) {
		put_tag(line, "SVendor:\t", n->subvendor);
		put_tag(line, "SDevice:\t", n->subdevice);
	}
	if (f->revision) {
		put_byte(line, "Rev:\t", f->revision);
		line_char(line, '\n');
	}
	put_byte(line, "ProgIf:\t", (uint8_t)f->class_code);
	line_end(line);
}

enum pci_status machine_show(struct lspci *l, const struct pci_func *f, enum pci_status st)
{
	struct pci_subsystem s = {.vendor = f->vendor, .device = f->device};
	struct names names;

	if (st == PCI_OK)
		st = pci_read_subsystem(&l->view.dev.cfg, f->layout, &s.subvendor, &s.subdevice);
	find_names(&l->namer, f, &s, &names);
	if (l->options.verbose)
		show_tags(l, f, &names);
	else
		show_words(l, f, &names);
	return st;
}
