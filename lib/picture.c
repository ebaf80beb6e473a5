/* picture.c - a test picture: border, corners, colour bars, grey ramp, dots, and what it is of. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/picture.h"

#include "lib/fmt.h"
#include "lib/font.h"
#include "lib/io_copy.h"

enum { LINES = 2, COLUMNS = 24, MARGIN = 2, MARK = 16, WHITE = 0xffffff, GREY = 0x010101 };

/* The text is in a box with a margin; scale is pixels for each of its dots. */
struct picture {
	unsigned width, height, left, top, scale;
	char text[LINES][COLUMNS];
};

/* x and y in dots, from the upper left corner of the box. */
static bool text_dot(const struct picture *p, unsigned x, unsigned y)
{
	unsigned line = (y - MARGIN) / FONT_HEIGHT;

	return x >= MARGIN && y >= MARGIN && line < LINES &&
	       font_dot(p->text[line], x - MARGIN, (y - MARGIN) % FONT_HEIGHT);
}

/* NOLINTBEGIN(clang-analyzer-*): it does not see that x and y are inside, left and top half way. */
static uint32_t pixel(const struct picture *p, unsigned x, unsigned y)
{
	static const uint32_t bars[] = {0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
	                                0xff00ff, 0xff0000, 0x0000ff, 0x000000};
	static const uint32_t marks[2][2] = {{0xff0000, 0x00ff00}, {0x0000ff, 0xffff00}};
	const bool right = x >= p->width / 2, low = y >= p->height / 2;
	const unsigned side = right ? p->width - 1 - x : x, end = low ? p->height - 1 - y : y;

	if (!side || !end)
		return WHITE;
	if (side <= MARK && end <= MARK)
		return marks[low][right];
	if (side >= p->left && end >= p->top)
		return text_dot(p, (x - p->left) / p->scale, (y - p->top) / p->scale) ? WHITE : 0;
	if (y < p->height * 2 / 3)
		return bars[x * 8 / p->width];
	if (y < p->height * 5 / 6)
		return x * 255 / (p->width - 1) * GREY;
	return (x ^ y) & 1 ? WHITE : 0;
}
/* NOLINTEND(clang-analyzer-*) */

/* In the middle, about half as wide as the picture; where that is too little there is none. */
static void place_text(struct picture *p, unsigned columns)
{
	unsigned wide = columns * FONT_WIDTH + 2 * MARGIN, high = LINES * FONT_HEIGHT + 2 * MARGIN;

	p->scale = p->width / 2 / wide;
	if (p->scale * high > p->height / 2)
		p->scale = 0;
	p->left = (p->width - p->scale * wide + 1) / 2;
	p->top = (p->height - p->scale * high + 1) / 2;
}

enum pci_status picture_draw(const struct io_region *pixels, unsigned width, unsigned height,
                             struct pci_addr addr, uint32_t *line)
{
	struct picture p = {.width = width, .height = height};
	const size_t bytes = width * sizeof(*line);
	enum pci_status st = PCI_OK;
	char buf[PCI_ADDR_MAX];

	fmt_string(p.text[0], COLUMNS, "%ux%u", width, height);
	place_text(&p, (unsigned)fmt_string(p.text[1], COLUMNS, "%s", pci_addr_format(buf, addr)));
	for (unsigned y = 0; y < height && st == PCI_OK; y++) {
		for (unsigned x = 0; x < width; x++)
			line[x] = pixel(&p, x, y);
		st = io_copy_out(pixels, y * bytes, sizeof(*line), line, bytes);
	}
	return st;
}
