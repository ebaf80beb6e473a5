/* vbios.c - what is in a GPU's ROM. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/vbios.h"

#include "lib/fmt.h"
#include "lib/io_copy.h"

enum { LEAST = 2048, MOST = 1 << 20 }; /* a ROM has 2 KiB at least: PCIe Base 6.0, 7.5.1.2.4 */
enum { IMAGE_MAX = 32 };               /* what one adds to the list */

void vbios_begin(struct vbios *b)
{
	b->has = false;
	b->window_size = 0;
}

/* As a region, no larger than it can be: its size is not known, but what it is aligned to is. */
static enum pci_status open_rom(const struct vbios *b, const struct pci_device *d, unsigned flags,
                                struct io_region *ret)
{
	struct pci_mapping m;
	uint64_t offset = 0, size;
	enum pci_status st = pci_open_bar(d, PCI_BAR_EXPANSION, PCI_MAP_UNSIZED, &m);

	size = m.bar.base & -m.bar.base;
	if (st != PCI_OK) {
		offset = b->window_offset;
		size = b->window_size;
		if (!size || pci_open_bar(d, b->window_bar, flags, &m) != PCI_OK)
			return PCI_ENOTFOUND;
	}
	return pci_bar_region(&m, offset, size < MOST ? (size_t)size : MOST, ret);
}

static void add_image(struct vbios *b, struct fmt_buffer *list, const struct pci_rom_image *i)
{
	const char *name = pci_rom_code_name(i->code_type), *machine;
	bool fits = list->used < VBIOS_IMAGES_MAX - IMAGE_MAX;

	if (fits)
		fmt_print(&list->sink, "%s%s", list->used ? ", " : "", name ? name : "unknown");
	if (fits && i->has_efi) {
		machine = pci_rom_machine_name(i->machine);
		fmt_print(&list->sink, " (%s)", machine ? machine : "unknown");
	}
	b->has_efi |= i->has_efi;
	b->is_whole = i->is_last && !i->is_cut;
}

/* Find the images among the first size bytes, all anew; PCI_ENOTFOUND where that is no ROM. */
static enum pci_status walk(struct vbios *b, size_t size)
{
	struct fmt_buffer list;
	struct pci_rom_image i;
	size_t at;
	enum pci_status st = pci_rom_first(b->bytes, size, &at), end = st;

	fmt_buffer_init(&list, b->images, sizeof(b->images));
	b->version[0] = '\0';
	b->is_whole = b->has_efi = false;
	while (end == PCI_OK && (end = pci_rom_next(b->bytes, size, &at, &i)) == PCI_OK) {
		if (!b->images[0] && !pci_rom_version(b->bytes, size, &i, b->version))
			b->version[0] = '\0';
		add_image(b, &list, &i);
	}
	return end == PCI_ENOTFOUND ? st : end;
}

/*
 * Twice as much each time, until the last image is whole: its size is a power of two and the images
 * lie inside it, so that nothing beyond it is read, and a long ROM is not read for a short one.
 */
static enum pci_status read_images(struct vbios *b, const struct io_region *io)
{
	enum pci_status st = PCI_OK;
	size_t have = 0;

	for (size_t want = LEAST; want <= io->size; want *= 2) {
		st = io_copy_in(io, have, 4, b->bytes + have, want - have);
		if (st != PCI_OK)
			break;
		have = want;
		st = walk(b, have);
		if (b->is_whole || st == PCI_ENOTFOUND)
			break;
	}
	return st;
}

void vbios_read(struct vbios *b, const struct pci_device *d, unsigned flags)
{
	struct io_region io;

	b->version[0] = b->images[0] = '\0';
	b->is_whole = b->has_efi = false;
	b->st = open_rom(b, d, flags, &io);
	b->has = b->st != PCI_ENOTFOUND;
	if (b->st == PCI_OK && !b->bytes) {
		b->bytes = d->platform->ops->alloc(d->platform, MOST);
		b->st = b->bytes ? PCI_OK : PCI_ENOSPC;
	}
	if (b->st == PCI_OK)
		b->st = read_images(b, &io);
}

/* Why there are not all images. */
static const char *end_words(const struct vbios *b)
{
	return b->is_whole ? "ok" : b->st == PCI_OK ? "cut short" : pci_strstatus(b->st);
}

void vbios_show_text(const struct vbios *b, struct sink *out)
{
	if (!b->has)
		return;
	fmt_print(out, "    VBIOS: ");
	if (b->images[0])
		fmt_print(out, "%s%simages %s%s%s", b->version, b->version[0] ? ", " : "",
		          b->images, b->has_efi ? "" : ", no EFI image", b->is_whole ? "" : ", ");
	fmt_print(out, "%s\n", b->is_whole ? "" : end_words(b));
}

void vbios_show_json(const struct vbios *b, struct json *j)
{
	if (!b->has)
		return;
	json_begin_object(j, "rom");
	json_string(j, "status", end_words(b));
	json_string(j, "version", b->version);
	json_string(j, "images", b->images);
	json_bool(j, "efi", b->has_efi);
	json_end_object(j);
}
