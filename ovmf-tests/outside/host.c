/* host.c - a driver's own test on the host: its registers are bytes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "lib/io_image.h"

#define REG_DEF    "hello.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

int main(void)
{
	static uint8_t bytes[0x600] = {[0x500] = 0xc5, [0x501] = 0xb0};
	struct io_image image = {bytes, sizeof(bytes), NULL, NULL};
	struct io_region io;
	dev_MMIO_mmio regs;

	io_image_region(&image, IO_MMIO, &io);
	puts(pci_strstatus(io_typed(&io, &regs)));
	printf("%x\n", io_field(&regs, ID, VERSION));
	puts(pci_strstatus(io_try_write16(&io, 0x500, 0)));
	return 0;
}
