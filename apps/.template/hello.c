/* hello.c - list the functions of a machine, and read a register of one device. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/fmt.h"
#include "lib/machine.h"
#include "lib/pci_map.h"

#define REG_DEF    "apps/hello/hello.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

/* QEMU's bochs-display, until this is yours. */
enum { VENDOR = 0x1234, DEVICE = 0x1111, REGISTERS = PCI_BAR_SLOT(2) };

static void say(void *ctx, const char *line)
{
	struct platform *p = (struct platform *)ctx;

	fmt_print(p->out, "%s\n", line);
}

/* Without a write: where firmware left the BAR's decoding off this is PCI_EDECODE. */
static enum pci_status read_id(const struct machine *m, const struct pci_func *f, uint16_t *ret)
{
	struct pci_mapping mapping;
	struct pci_dev dev;
	struct pci_device device = {m->platform, f, &dev, NULL, NULL};
	dev_MMIO_mmio regs;
	enum pci_status st = pci_open(m->access, f->addr, &dev);

	if (st == PCI_OK)
		st = pci_map_bar(&device, REGISTERS, 0, &mapping, &regs);
	if (st != PCI_OK)
		return st;
	st = io_try_reg(&regs, ID, ret);
	(void)pci_unmap_bar(&mapping); /* has nothing to undo without PCI_MAP_ENABLE */
	return st;
}

static enum pci_status show(const struct machine *m, const struct pci_func *f)
{
	struct sink *out = m->platform->out;
	char buf[PCI_ADDR_MAX];
	enum pci_status st;
	uint16_t id;

	fmt_print(out, "%s %04x:%04x class %04x\n", pci_addr_format(buf, f->addr), f->vendor,
	          f->device, f->class_code >> 8);
	if (f->vendor != VENDOR || f->device != DEVICE)
		return PCI_OK;
	st = read_id(m, f, &id);
	if (st == PCI_OK)
		fmt_print(out, "    ID: version %x of %04x\n", reg_field(dev_MMIO_ID, VERSION, id),
		          id);
	else
		fmt_print(out, "    ID: %s\n", pci_strstatus(st));
	return st;
}

enum app_status app_main(struct platform *p)
{
	enum app_status result;
	struct machine m;

	if (p->argc) {
		fmt_print(p->out, "Usage: hello\n");
		return APP_USAGE;
	}
	machine_init(&m, p, "hello", say, p);
	result = machine_open(&m, ACCESS_ANY);
	if (result == APP_OK)
		result = machine_scan(&m, false);
	if (result != APP_OK)
		return result;
	for (size_t i = 0; i < m.count; i++)
		if (show(&m, &m.funcs[i]) != PCI_OK)
			result = APP_DEVICE;
	return result;
}
