/* pci_name.c - what functions are called, in the words of lspci. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/pci_name.h"

#include "lib/fmt.h"
#include "lib/pci_class.h"

/* Of an IDE programming interface; bits 4-6 are reserved. */
static const struct ide_bit {
	uint8_t mask;
	char name[7];
} ide_bits[] = {{0x80, "Master"}, {0x08, "SecP"}, {0x04, "SecO"}, {0x02, "PriP"}, {0x01, "PriO"}};
enum { CLASS_IDE = 0x0101, IDE_RESERVED = 0x70 };

/* Let a text of length bytes that was cut at size end in dots, behind a whole character. */
static const char *end_cut(char *buf, size_t size, size_t length)
{
	static const char dots[] = "...";
	size_t at = size - sizeof(dots);

	if (length < size || size < sizeof(dots))
		return buf;
	while (at && ((uint8_t)buf[at] & 0xc0) == 0x80)
		at--;
	__builtin_memcpy(buf + at, dots, sizeof(dots));
	return buf;
}

/* A name, or the word for none, and its number where the style or the lack of a name wants it. */
static const char *write_one(enum pci_name_style style, struct pci_name name, const char *word,
                             uint16_t number, char *buf, size_t size)
{
	size_t length;

	if (style == PCI_NAME_NUMBERS)
		length = fmt_string(buf, size, "%04x", number);
	else if (style == PCI_NAME_BOTH && name.text)
		length = fmt_string(buf, size, "%.*s [%04x]", (int)name.size, name.text, number);
	else if (style == PCI_NAME_BOTH)
		length = fmt_string(buf, size, "%s [%04x]", word, number);
	else if (name.text)
		length = fmt_string(buf, size, "%.*s", (int)name.size, name.text);
	else
		length = fmt_string(buf, size, "%s %04x", word, number);
	return end_cut(buf, size, length);
}

/* Two names as one; the second counts only with the first. */
static const char *write_two(enum pci_name_style style, struct pci_name a, struct pci_name b,
                             const uint16_t number[2], char *buf, size_t size)
{
	struct fmt_buffer out;

	fmt_buffer_init(&out, buf, size);
	if (style != PCI_NAME_NUMBERS && a.text)
		fmt_print(&out.sink, "%.*s ", (int)a.size, a.text);
	if (style == PCI_NAME_NUMBERS)
		fmt_print(&out.sink, "%04x:%04x", number[0], number[1]);
	else if (a.text && b.text)
		fmt_print(&out.sink, "%.*s", (int)b.size, b.text);
	else
		fmt_print(&out.sink, "Device");
	if (style == PCI_NAME_BOTH)
		fmt_print(&out.sink, " [%04x:%04x]", number[0], number[1]);
	else if (style == PCI_NAME_TEXT && !a.text)
		fmt_print(&out.sink, " %04x:%04x", number[0], number[1]);
	else if (style == PCI_NAME_TEXT && !b.text)
		fmt_print(&out.sink, " %04x", number[1]);
	return end_cut(buf, size, out.used);
}

/* The name of a class in a file, or built in where there is none; *ret_is_base: of its base. */
static struct pci_name class_name(const struct pci_ids *ids, uint16_t code, bool *ret_is_base)
{
	struct pci_name name = pci_ids_subclass(ids, code);
	size_t n = 0;

	*ret_is_base = !name.text;
	if (!name.text)
		name = pci_ids_class(ids, (uint8_t)(code >> 8));
	if (!ids->count) {
		name.text = pci_class_find(code, ret_is_base);
		while (name.text && name.text[n])
			n++;
		name.size = n;
	}
	return name;
}

const char *pci_name_class(const struct pci_namer *n, uint16_t class_subclass, char *buf,
                           size_t size)
{
	enum pci_name_style style = n->style;
	bool is_base;
	struct pci_name name = class_name(n->ids, class_subclass, &is_base);

	if (name.text && is_base && style == PCI_NAME_TEXT)
		style = PCI_NAME_BOTH;
	return write_one(style, name, "Class", class_subclass, buf, size);
}

const char *pci_name_vendor(const struct pci_namer *n, uint16_t vendor, char *buf, size_t size)
{
	return write_one(n->style, pci_ids_vendor(n->ids, vendor), "Vendor", vendor, buf, size);
}

const char *pci_name_device(const struct pci_namer *n, uint16_t vendor, uint16_t device, char *buf,
                            size_t size)
{
	return write_one(n->style, pci_ids_device(n->ids, vendor, device), "Device", device, buf,
	                 size);
}

const char *pci_name_both(const struct pci_namer *n, uint16_t vendor, uint16_t device, char *buf,
                          size_t size)
{
	const uint16_t number[] = {vendor, device};

	return write_two(n->style, pci_ids_vendor(n->ids, vendor),
	                 pci_ids_device(n->ids, vendor, device), number, buf, size);
}

const char *pci_name_subvendor(const struct pci_namer *n, uint16_t subvendor, char *buf,
                               size_t size)
{
	return write_one(n->style, pci_ids_vendor(n->ids, subvendor), "Unknown vendor", subvendor,
	                 buf, size);
}

const char *pci_name_subdevice(const struct pci_namer *n, const struct pci_subsystem *s, char *buf,
                               size_t size)
{
	return write_one(n->style, pci_ids_subsystem(n->ids, s), "Device", s->subdevice, buf, size);
}

const char *pci_name_subsystem(const struct pci_namer *n, const struct pci_subsystem *s, char *buf,
                               size_t size)
{
	const uint16_t number[] = {s->subvendor, s->subdevice};

	return write_two(n->style, pci_ids_vendor(n->ids, s->subvendor),
	                 pci_ids_subsystem(n->ids, s), number, buf, size);
}

const char *pci_name_prog_if(const struct pci_namer *n, uint32_t class_code, char *buf, size_t size)
{
	struct pci_name name = pci_ids_prog_if(n->ids, class_code);
	struct fmt_buffer out;

	fmt_buffer_init(&out, buf, size);
	if (name.text)
		fmt_print(&out.sink, "%.*s", (int)name.size, name.text);
	else if (class_code >> 8 != CLASS_IDE || (class_code & IDE_RESERVED))
		return NULL;
	for (size_t i = 0; !name.text && i < sizeof(ide_bits) / sizeof(ide_bits[0]); i++)
		if (class_code & ide_bits[i].mask)
			fmt_print(&out.sink, "%s%s", out.used ? " " : "", ide_bits[i].name);
	return end_cut(buf, size, out.used);
}
