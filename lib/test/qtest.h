/* qtest.h - QEMU's device models without a firmware: regions of them, and a platform. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_QTEST_H
#define LIB_TEST_QTEST_H

#include <sys/types.h>

#include "lib/ecam.h"
#include "lib/pci_driver.h"

enum {
	QTEST_ANSWER_MAX = 256,
	QTEST_RECORDS = 16,
	QTEST_BUSES = 8,
	QTEST_DMA_PAGES = 2048,
	QTEST_LOANS = 4
};

struct qtest_block;

/* Memory of the test's that a device uses: a copy of it, in the machine's. */
struct qtest_loan {
	void *host;
	size_t size;
	enum pci_dma_direction direction;
};

/* The operations are in ops, so that a test can replace one. The rest is private. */
struct qtest {
	struct platform platform; /* first: a platform is its qtest */
	struct platform_ops ops;

	struct ecam ecam;
	struct ecam_window window;
	struct pci_bus_range buses;
	pid_t pid;
	int to, from;
	unsigned long commands;
	size_t have; /* of what came after the last answer */
	char buf[QTEST_ANSWER_MAX];

	struct qtest_block *allocated;
	struct qtest_record {
		struct pci_addr addr;
		struct pci_bar_record bar;
	} records[QTEST_RECORDS];
	size_t record_count;
	uint64_t next_memory[QTEST_BUSES], next_port[QTEST_BUSES]; /* addresses to assign */
	bool dma_used[QTEST_DMA_PAGES];
	struct qtest_loan loans[QTEST_LOANS];
};

/*
 * A q35 whose processor halts, with QEMU's further arguments, NULL-terminated; its ECAM of 256
 * buses is switched on, and its clock runs. NULL where there is no QEMU. What fails later ends the
 * program, within 10 seconds; QEMU ends with it. $QEMU names another one.
 */
struct qtest *qtest_start(const char *const *args);
void qtest_stop(struct qtest *q);

/* Physical memory, by one access of 1, 2, 4 or 8 bytes. */
uint64_t qtest_read(struct qtest *q, uint64_t phys, unsigned width);
void qtest_write(struct qtest *q, uint64_t phys, unsigned width, uint64_t val);

/* Registers at a physical address; ports; and all configuration space, of segment 0. */
void qtest_map(struct qtest *q, uint64_t phys, size_t size, struct io_region *ret);
void qtest_ports(struct qtest *q, uint16_t port, size_t size, struct io_region *ret);
const struct pci_access *qtest_access(struct qtest *q);

/* Send one line; return the value of its answer, 0 if it has none. */
__attribute__((format(printf, 2, 3))) uint64_t qtest_command(struct qtest *q, const char *format,
                                                             ...);

/* Commands sent so far. */
unsigned long qtest_commands(const struct qtest *q);

/*
 * The machine as a platform for the library and for drivers: alloc (until qtest_stop()), map,
 * ports, stall, bar_records. Its text goes nowhere. stall() waits, since devices need the time.
 */
struct platform *qtest_platform(struct qtest *q);

/*
 * Memory of the machine for its devices, from a fixed range of 8 MiB. What map() lends is a copy,
 * up to date for the device from map() on, for the caller after unmap().
 */
const struct pci_dma_ops *qtest_dma_ops(struct qtest *q);

/*
 * What a firmware does before drivers run. A bridge, by its address: the bus below it, 1 to 7, with
 * windows of 32 MiB and of 4096 ports, and all decoding on. A function: its BARs are measured, get
 * addresses and are in bar_records; its own decoding stays off.
 */
void qtest_assign_bus(struct qtest *q, struct pci_addr bridge, uint8_t bus);
void qtest_assign_bars(struct qtest *q, struct pci_addr addr);

/* A function opened as a driver finds it. Not moved afterwards. */
struct qtest_device {
	struct pci_func func;
	struct pci_dev dev;
	struct pci_device device;
};
void qtest_open(struct qtest *q, struct pci_addr addr, struct qtest_device *ret);

/* Of qtest_start() and qtest_stop(). */
void qtest_platform_init(struct qtest *q);
void qtest_platform_end(struct qtest *q);

#endif
