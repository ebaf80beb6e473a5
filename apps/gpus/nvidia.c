/* nvidia.c - an NVIDIA GPU by its BAR 0. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps/gpus/identity.h"
#include "lib/io_poll.h"

#define REG_DEF    "apps/gpus/nvidia.def"
#define REG_PREFIX nvidia
#include "lib/reg_block.h"

/* Of the others nothing is shown by name. */
#define REG_DEF    "apps/gpus/nvidia_chip.def"
#define REG_PREFIX nvidia
#include "lib/reg_table.h"

enum {
	VENDOR = 0x10de,
	REGISTERS = PCI_BAR_SLOT(0),
	FIREWALL_US = 4000000, /* as gpu_mgr.c */
	PRI_ERROR = 0xbadf,
	BOOTED = 0xff,
	PROM_SIZE = 1 << 20,
};

/* Where something is elsewhere than before: architectures and chips. */
enum { PASCAL = 0x13, TURING = 0x16, HOPPER = 0x18, GB10X = 0x1a, GB20X = 0x1b, GA102 = 0x172 };

/* What is being read, and the first failure of it. */
struct reading {
	nvidia_MMIO_mmio regs;
	enum pci_status st;
	unsigned arch, chip;
	uint32_t v; /* what was read last */
};

bool nvidia_matches(const struct pci_func *f)
{
	return f->vendor == VENDOR && f->class_code >> 16 == PCI_BASE_CLASS_DISPLAY;
}

/* gpu_mgr.c, Bug 5041782: of these, while a reset is pending, nothing of BAR 0 may be touched. */
static bool has_firewall(const struct pci_view *v)
{
	unsigned id = v->func->device, sub = v->subsystem_id;

	if (id == 0x2901 && (sub == 0x21ea || (sub >= 0x21d7 && sub <= 0x21dd)))
		return false;
	return (id >= 0x2900 && id <= 0x29ff) || (id >= 0x3180 && id <= 0x327f);
}

/* All ones have the bit, too, but nothing will ever clear it. What the view has read is no use. */
static enum pci_status pass_firewall(const struct pci_device *d)
{
	struct io_region cfg = d->dev->presence.cfg;
	nvidia_CFG_region regs;
	enum pci_status st;
	uint32_t v = 0;

	cfg.presence = &d->dev->presence;
	st = io_typed(&cfg, &regs);
	if (st == PCI_OK)
		st = io_try_reg(&regs, FIREWALL_GB100, &v);
	if (st != PCI_OK)
		return st;
	return v == UINT32_MAX
	               ? PCI_EIO
	               : io_poll(d->platform, &regs, FIREWALL_GB100, PENDING, 0, FIREWALL_US);
}

/*
 * Whether a register has a value: an error of the bus behind BAR 0 is told by one, and what the bus
 * does not reach may be all ones. Nothing is read after a failure.
 */
static bool get(struct reading *r, size_t at)
{
	r->v = 0;
	if (r->st == PCI_OK)
		r->st = io_try_read32(&r->regs.io, at, &r->v);
	return r->st == PCI_OK && r->v != UINT32_MAX && r->v >> 16 != PRI_ERROR;
}

/* What a chip or an architecture is called. */
static const char *name(const char *field, unsigned value, size_t *ret_length)
{
	const struct desc *f = desc_find_field(&nvidia_desc, "CHIP", "BOOT_42", field);
	const char *text = desc_value(&nvidia_desc, f, value, ret_length);

	if (!text)
		*ret_length = 1;
	return text ? text : "?";
}

/* From Turing on BOOT_42 counts, which has more bits. */
static bool read_chip(struct reading *r, struct identity *ret)
{
	size_t chip_length, arch_length;
	const char *chip, *arch;
	unsigned revision;
	uint32_t v;

	if (!get(r, io_at(&r->regs, BOOT_0)) || !r->v) {
		if (r->st == PCI_OK)
			identity_add(ret, "Registers", "no answer (%08x)", r->v);
		return false;
	}
	v = r->v;
	r->chip = reg_field(nvidia_MMIO_BOOT_0, CHIP, v);
	r->arch = reg_field(nvidia_MMIO_BOOT_0, ARCH, v);
	revision = reg_field(nvidia_MMIO_BOOT_0, REVISION, v);
	if ((r->arch >= TURING || reg_field(nvidia_MMIO_BOOT_0, ARCH_HIGH, v)) &&
	    get(r, reg_at(nvidia_CHIP, BOOT_42)) && r->v) {
		r->chip = reg_field(nvidia_CHIP_BOOT_42, CHIP, r->v);
		r->arch = reg_field(nvidia_CHIP_BOOT_42, ARCH, r->v);
		revision = reg_field(nvidia_CHIP_BOOT_42, REVISION, r->v);
	}
	if (r->st != PCI_OK)
		return false;
	chip = name("CHIP", r->chip, &chip_length);
	arch = name("ARCH", r->arch, &arch_length);
	identity_add(ret, "Chip", "%.*s (%03x, %.*s, revision %02x)", (int)chip_length, chip,
	             r->chip, (int)arch_length, arch, revision);
	return true;
}

/* A virtual one has no ROM. */
static void read_virtual(struct reading *r, struct identity *ret)
{
	unsigned kind;

	if (!get(r, io_at(&r->regs, BOOT_1)))
		return;
	kind = reg_field(nvidia_MMIO_BOOT_1, VGPU, r->v);
	if (kind) {
		identity_add(ret, "vGPU", kind == 1 ? "paravirtualized" : "virtual function");
		return;
	}
	ret->vbios.window_bar = REGISTERS;
	ret->vbios.window_offset = io_at(&r->regs, PROM);
	ret->vbios.window_size = PROM_SIZE;
}

/* Whether the GPU has started by itself, where its generation says; before that not all is known.
 */
static bool read_boot(struct reading *r, struct identity *ret)
{
	size_t at = io_at(&r->regs, GFW_BOOT);
	bool done;

	if (r->arch < TURING)
		return true;
	if (r->arch == GB20X)
		at = io_at(&r->regs, FSP_BOOT_GB202);
	else if (r->arch == HOPPER || r->arch == GB10X)
		at = io_at(&r->regs, FSP_BOOT_GH100);
	else if (!get(r, io_at(&r->regs, GFW_BOOT_PLM)) ||
	         !reg_field(nvidia_MMIO_GFW_BOOT_PLM, READABLE, r->v))
		return false;
	if (!get(r, at))
		return false;
	done = reg_field(nvidia_MMIO_GFW_BOOT, PROGRESS, r->v) == BOOTED;
	identity_add(ret, "Boot", done ? "complete" : "not complete");
	return done;
}

/* What is there for use, without what corrects its errors. */
static void read_memory(struct reading *r, struct identity *ret)
{
	bool is_old = r->chip < GA102;
	uint32_t mib;

	if (r->arch < PASCAL ||
	    !get(r, is_old ? io_at(&r->regs, FB_SIZE_GP102) : io_at(&r->regs, FB_SIZE_GA102)))
		return;
	mib = r->v;
	if (is_old) {
		mib = reg_field(nvidia_MMIO_FB_SIZE_GP102, MAGNITUDE, r->v)
		      << reg_field(nvidia_MMIO_FB_SIZE_GP102, SCALE, r->v);
		if (reg_field(nvidia_MMIO_FB_SIZE_GP102, ECC, r->v))
			mib -= mib / 16;
	}
	if (mib)
		identity_add(ret, "Memory", "%u MiB", mib);
}

enum pci_status nvidia_read(const struct pci_device *d, const struct pci_view *v, unsigned flags,
                            struct identity *ret)
{
	struct pci_mapping mapping;
	struct reading r;

	r.st = pci_map_bar(d, REGISTERS, flags, &mapping, &r.regs);
	if (r.st == PCI_OK && has_firewall(v))
		r.st = pass_firewall(d);
	if (r.st != PCI_OK || !read_chip(&r, ret))
		return r.st;
	read_virtual(&r, ret);
	if (read_boot(&r, ret))
		read_memory(&r, ret);
	return r.st;
}
