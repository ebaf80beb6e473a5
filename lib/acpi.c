/* acpi.c - from the RSDP to a table. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/acpi.h"

#include "lib/bytes.h"

/* ACPI 6.5, 5.2.5.3 */
enum {
	RSDP_REVISION = 15,
	RSDP_RSDT = 16,
	RSDP_LENGTH = 20,
	RSDP_XSDT = 24,
	RSDP_SIZE_1 = 20,
	RSDP_SIZE_2 = 36,
	TABLE_LENGTH = 4,
};
enum { TABLE_MAX = 1 << 24 }; /* more than any table of a sane machine */

static bool sums_to_zero(const uint8_t *bytes, size_t n)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return !sum;
}

static const uint8_t *at(const struct acpi *a, uint64_t phys, size_t size)
{
	return a->memory.at(a->memory.ctx, phys, size);
}

static bool has_signature(const struct acpi *a, uint64_t phys, const char *signature)
{
	const uint8_t *header = at(a, phys, ACPI_HEADER_SIZE);

	return header && same_bytes(header, signature, 4);
}

static enum pci_status read_table(const struct acpi *a, uint64_t phys, struct acpi_table *ret)
{
	const uint8_t *header = at(a, phys, ACPI_HEADER_SIZE);

	if (!header)
		return PCI_EUNMAPPED;
	ret->size = get_le32(header + TABLE_LENGTH);
	if (ret->size < ACPI_HEADER_SIZE || ret->size > TABLE_MAX)
		return PCI_ECORRUPT;
	ret->bytes = at(a, phys, ret->size);
	if (!ret->bytes)
		return PCI_ECORRUPT;
	ret->checksum_ok = sums_to_zero(ret->bytes, ret->size);
	return PCI_OK;
}

static enum pci_status open_root(struct acpi *a, uint64_t phys, const char *signature,
                                 unsigned entry_size)
{
	struct acpi_table t;
	enum pci_status st;

	if (!phys || !has_signature(a, phys, signature))
		return PCI_ECORRUPT;
	st = read_table(a, phys, &t);
	if (st != PCI_OK)
		return st;
	a->entries = t.bytes + ACPI_HEADER_SIZE;
	a->count = (t.size - ACPI_HEADER_SIZE) / entry_size;
	a->entry_size = entry_size;
	return PCI_OK;
}

/* The first 20 bytes have one checksum, from revision 2 on the whole structure has another. */
static enum pci_status open_rsdp(struct acpi *a, uint64_t phys)
{
	const uint8_t *p = at(a, phys, RSDP_SIZE_1), *p2;

	if (!p)
		return PCI_EUNMAPPED;
	if (!same_bytes(p, "RSD PTR ", 8) || !sums_to_zero(p, RSDP_SIZE_1))
		return PCI_ECORRUPT;
	p2 = p[RSDP_REVISION] >= 2 ? at(a, phys, RSDP_SIZE_2) : NULL;
	if (p2 && get_le32(p2 + RSDP_LENGTH) >= RSDP_SIZE_2 && sums_to_zero(p2, RSDP_SIZE_2) &&
	    open_root(a, get_le64(p2 + RSDP_XSDT), "XSDT", 8) == PCI_OK)
		return PCI_OK;
	return open_root(a, get_le32(p + RSDP_RSDT), "RSDT", 4);
}

enum pci_status acpi_open(struct acpi *a, const struct acpi_memory *memory, uint64_t rsdp2,
                          uint64_t rsdp1)
{
	const uint64_t rsdp[] = {rsdp2, rsdp1};
	enum pci_status st = PCI_ENOTFOUND;

	*a = (struct acpi){.memory = *memory};
	for (unsigned i = 0; i < 2; i++) {
		if (!rsdp[i])
			continue;
		st = open_rsdp(a, rsdp[i]);
		if (st == PCI_OK)
			break;
	}
	return st;
}

enum pci_status acpi_find(const struct acpi *a, const char *signature, unsigned n,
                          struct acpi_table *ret)
{
	for (size_t i = 0; i < a->count; i++) {
		const uint8_t *e = a->entries + i * a->entry_size;
		uint64_t phys = a->entry_size == 8 ? get_le64(e) : get_le32(e);

		if (phys && has_signature(a, phys, signature) && !n--)
			return read_table(a, phys, ret) == PCI_OK ? PCI_OK : PCI_ECORRUPT;
	}
	return PCI_ENOTFOUND;
}
