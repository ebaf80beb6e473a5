/* picture.c - the test picture as a PPM file, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/picture.h"

#include "lib/fmt.h"
#include "lib/options.h"

enum { SIDE_MAX = 8192 };

/* Lines of 00rrggbb as bytes of red, green and blue. */
static void print(struct sink *out, const uint32_t *pixels, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char rgb[] = {(char)(pixels[i] >> 16), (char)(pixels[i] >> 8),
		                    (char)pixels[i]};

		out->write(out, rgb, sizeof(rgb));
	}
}

/* picture WxH ADDRESS */
enum app_status app_main(struct platform *p)
{
	static const struct option_word no_words[] = {{0}};
	struct options o = {p, "picture", "", no_words, .next = 0};
	struct io_region io = {.widths = IO_MMIO};
	struct pci_match m;
	unsigned x, y;
	uint32_t *line;

	if (options_next(&o) != OPTION_ARGUMENT ||
	    !options_pair(&o, "no size", 1, SIDE_MAX, &x, &y) ||
	    options_next(&o) != OPTION_ARGUMENT || !options_address(&o, &m))
		return APP_USAGE;
	io.size = (size_t)x * y * sizeof(*line);
	io.map = p->ops->alloc(p, io.size);
	line = p->ops->alloc(p, x * sizeof(*line));
	if (!io.map || !line ||
	    picture_draw(&io, x, y,
	                 (struct pci_addr){(uint32_t)m.segment, (uint8_t)m.bus, (uint8_t)m.dev,
	                                   (uint8_t)m.fn},
	                 line) != PCI_OK)
		return APP_DEVICE;
	fmt_print(p->out, "P6\n%u %u\n255\n", x, y);
	print(p->out, (const uint32_t *)(uintptr_t)io.map, (size_t)x * y);
	return APP_OK;
}
