/* spcr.c - the serial console that the ACPI SPCR table names. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/spcr.h"

#include "lib/bytes.h"
#include "lib/machine.h"

enum { REVISION = 8, INTERFACE = 36, ADDRESS = 40, ADDRESS_END = 52 };

/* ACPI 6.5, 5.2.3.2: a Generic Address Structure. */
enum { GAS_SPACE = 0, GAS_BITS = 1, GAS_SHIFT = 2, GAS_ACCESS = 3, GAS_ADDRESS = 4 };
enum { SPACE_MEMORY = 0, SPACE_IO = 1 };
enum { ACCESS_UNDEFINED = 0, ACCESS_BYTE = 1, ACCESS_DWORD = 3 };

/* Debug Port Table 2, table 3; revision 1 has the first two only, and 1 is a 16450 there. */
enum {
	KIND_16550 = 0x00,
	KIND_16550_SUBSET = 0x01,
	KIND_PL011 = 0x03,
	KIND_SBSA_32 = 0x0d,
	KIND_SBSA = 0x0e,
	KIND_16550_GAS = 0x12,
};

static enum pci_status read_model(const uint8_t *bytes, enum uart_model *ret)
{
	switch (bytes[INTERFACE]) {
	case KIND_16550:
	case KIND_16550_SUBSET:
		*ret = UART_16550;
		return PCI_OK;
	case KIND_16550_GAS:
		*ret = UART_16550;
		return bytes[REVISION] > 1 ? PCI_OK : PCI_ENOTFOUND;
	case KIND_PL011:
	case KIND_SBSA_32:
	case KIND_SBSA:
		*ret = UART_PL011;
		return bytes[REVISION] > 1 ? PCI_OK : PCI_ENOTFOUND;
	default:
		return PCI_ENOTFOUND;
	}
}

/*
 * How a 16550's registers lie: the bits of one are the distance to the next, and an access has a
 * width of its own. Microsoft's example of COM1 leaves the access out; some tables say that it is
 * wider than a register, which is then the distance.
 */
static enum pci_status read_layout(const uint8_t *gas, struct uart_place *ret)
{
	unsigned bits = gas[GAS_BITS], access = gas[GAS_ACCESS];

	if (gas[GAS_SHIFT] || access > ACCESS_DWORD || bits % 8 || bits > 32 || bits == 24)
		return PCI_EINVAL;
	ret->width =
		(uint8_t)(access == ACCESS_UNDEFINED ? bits / 8 : 1U << (access - ACCESS_BYTE));
	if (!ret->width)
		ret->width = 1;
	ret->distance = bits / 8 > ret->width ? (uint8_t)(bits / 8) : ret->width;
	return PCI_OK;
}

enum pci_status spcr_parse(const struct acpi_table *t, struct uart_place *ret)
{
	const uint8_t *gas = t->bytes + ADDRESS;
	enum pci_status st;

	*ret = (struct uart_place){0};
	if (t->size < ADDRESS_END || !t->checksum_ok)
		return PCI_ECORRUPT;
	ret->base = get_le64(gas + GAS_ADDRESS);
	if (!ret->base)
		return PCI_EUNASSIGNED;
	ret->ports = gas[GAS_SPACE] == SPACE_IO;
	if (!ret->ports && gas[GAS_SPACE] != SPACE_MEMORY)
		return PCI_ENOTFOUND;
	st = read_model(t->bytes, &ret->model);
	if (st != PCI_OK || ret->model == UART_16550)
		return st == PCI_OK ? read_layout(gas, ret) : st;
	/* Words of 32 bits, which tables call bytes (QEMU's), and an offset of bytes is its own. */
	ret->distance = 1;
	ret->width = 4;
	return ret->ports ? PCI_EINVAL : PCI_OK;
}

enum pci_status spcr_read(const struct acpi *a, struct uart_place *ret)
{
	struct acpi_table t;
	enum pci_status st = acpi_find(a, "SPCR", 0, &t);

	*ret = (struct uart_place){0};
	return st == PCI_OK ? spcr_parse(&t, ret) : st;
}

enum pci_status spcr_find(struct platform *p, struct uart_place *ret)
{
	static const struct uart_place com1 = UART_COM1;
	struct acpi acpi;
	enum pci_status st = machine_acpi(p, &acpi);

	if (st == PCI_OK)
		st = spcr_read(&acpi, ret);
	if (st != PCI_OK)
		*ret = com1;
	return st;
}
