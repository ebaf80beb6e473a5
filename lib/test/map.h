/* map.h - a function whose BARs a test makes regions. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_MAP_H
#define LIB_TEST_MAP_H

#include "lib/bytes.h"
#include "lib/pci_map.h"
#include "lib/test/host.h"

#define REG_DEF    "lib/test/device.def"
#define REG_PREFIX dev
#include "lib/reg_block.h"

#define REG_DEF    "lib/test/ports.def"
#define REG_PREFIX io
#include "lib/reg_block.h"

/* Where its BARs are: slots 0 and 1, 2, 3; and its capabilities. */
#define WIDE UINT64_C(0x3800000000)
enum { WIDE_SIZE = 0x10000, LOW = 0x7e000000, LOW_SIZE = 0x1000 };
enum { PORTS = 0xe000, PORTS_SIZE = 0x20, PM = 0x40, EA = 0x50 };

struct map_fixture {
	struct host *h;
	uint8_t *cfg, before[PCI_CONFIG_EXTENDED];
	struct pci_func func;
	struct pci_dev dev;
	struct pci_device device;
	struct pci_mapping m;
	dev_MMIO_region regs;
	io_PORTS_region ports;          /* with PCI_MAP_PORTS */
	unsigned long accesses, writes; /* of the last call */
};

/* 00:01.0 in D0 and decoding. Byte n reads 10 + n of the first BAR, 20 + n, 30 + n of the next. */
struct map_fixture *map_fixture(void);
void map_end(struct map_fixture *f);

/* Let the platform know the size of the BAR with that base. */
void map_record(struct map_fixture *f, uint64_t base, uint64_t size);

/* Open the function; from here on accesses are counted, and before is what it had. */
void map_open(struct map_fixture *f);

/* map_open(), and pci_map_bar() to regs, or to ports. */
enum pci_status map_bar(struct map_fixture *f, unsigned index, unsigned flags);

/* Whether configuration space is as before. */
bool map_is_untouched(const struct map_fixture *f);

#endif
