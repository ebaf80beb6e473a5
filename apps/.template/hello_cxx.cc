// hello_cxx.cc - the same in C++, which is gnu++17 without exceptions, RTTI and library.
// SPDX-License-Identifier: BSD-2-Clause
#include "lib/fmt.h"
#include "lib/machine.h"
#include "lib/pci_map.h"

#define REG_DEF    "apps/hello/hello.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

namespace
{

constexpr uint16_t vendor = 0x1234, device_id = 0x1111;

// What is mapped is unmapped at the end of its scope.
template <typename Regs> struct Bar {
	struct pci_mapping mapping;
	Regs regs;
	pci_status status;

	Bar(const struct pci_device &device, unsigned index, unsigned flags)
	    : status(pci_map_bar(&device, index, flags, &mapping, &regs))
	{
	}
	Bar(const Bar &) = delete;
	~Bar()
	{
		if (status == PCI_OK)
			(void)pci_unmap_bar(&mapping);
	}
};

pci_status show(const struct machine &m, const struct pci_func &f)
{
	struct pci_dev dev;
	char buf[PCI_ADDR_MAX];
	sink *out = m.platform->out;
	pci_status st;

	fmt_print(out, "%s %04x:%04x class %04x\n", pci_addr_format(buf, f.addr), f.vendor,
	          f.device, f.class_code >> 8);
	if (f.vendor != vendor || f.device != device_id)
		return PCI_OK;
	st = pci_open(m.access, f.addr, &dev);
	if (st != PCI_OK)
		return st;
	Bar<dev_MMIO_mmio> bar({m.platform, &f, &dev, nullptr, nullptr}, PCI_BAR_SLOT(2), 0);
	if (bar.status != PCI_OK)
		fmt_print(out, "    ID: %s\n", pci_strstatus(bar.status));
	else
		fmt_print(out, "    ID: version %x of %04x\n", io_field(&bar.regs, ID, VERSION),
		          io_read(&bar.regs, ID));
	return bar.status;
}

} // namespace

app_status app_main(struct platform *p)
{
	struct machine m;

	machine_init(
		&m, p, "hello",
		[](void *ctx, const char *line) {
			fmt_print(static_cast<platform *>(ctx)->out, "%s\n", line);
		},
		p);
	app_status result = machine_open(&m, ACCESS_ANY);
	if (result == APP_OK)
		result = machine_scan(&m, false);
	if (result != APP_OK)
		return result;
	for (size_t i = 0; i < m.count; i++)
		if (show(m, m.funcs[i]) != PCI_OK)
			result = APP_DEVICE;
	return result;
}
