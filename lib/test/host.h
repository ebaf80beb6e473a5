/* host.h - a machine made of bytes, for tests. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_TEST_HOST_H
#define LIB_TEST_HOST_H

#include "lib/ecam.h"
#include "lib/io_fault.h"
#include "lib/io_image.h"
#include "lib/platform.h"
#include "lib/test/cfg.h"

/* Where things are in the machine that host_acpi() makes. */
enum { HOST_RSDP = 0x1000, HOST_XSDT = 0x2000, HOST_MCFG = 0x3000 };
#define HOST_ECAM UINT64_C(0x80000000)

struct host_block;
enum { HOST_ROOTS = 4, HOST_RECORDS = 4, HOST_WINDOWS = 4 };

/*
 * The platform's operations are in ops, so that a test can replace one. All configuration space is
 * one image at HOST_ECAM, a megabyte for each bus, all ones where no function is; it is reached
 * through fault, which counts every access and can take the whole machine away.
 */
struct host {
	struct platform platform; /* first: a platform is its host */
	struct platform_ops ops;
	struct sink sink;
	char *text; /* what was written to platform.out, never NULL */
	size_t length;

	struct io_image image;
	uint8_t *writable; /* of host_writable(), which makes it */
	struct io_fault fault;
	struct io_region ecam; /* fault over image */

	uint64_t rsdp[3]; /* by revision */
	struct pci_bus_range roots[HOST_ROOTS];
	size_t root_count;
	struct host_record {
		struct pci_addr addr;
		struct pci_bar_record bar;
	} records[HOST_RECORDS];
	size_t record_count;
	struct host_window_of {
		struct pci_bus_range buses;
		struct pci_root_window window;
	} windows[HOST_WINDOWS];
	size_t window_count;
	uint64_t clock_us; /* what stall() waited for */

	enum platform_memory memory_kind; /* what the memory map says of everything */

	/* Whether it is between critical on and off, how often it was, and writes seen there. */
	bool is_critical, has_console;
	unsigned criticals, critical_depth;
	unsigned long critical_writes;
	struct pci_addr console; /* what drives the console, with has_console */

	struct host_block *blocks, *ports, *allocated;
	unsigned allocs, alloc_fails_at; /* counted from 1; 0 never */

	/* Machines whose ECAM is what another method than ECAM shows; NULL: there is none. */
	struct host *methods[ACCESS_END];
	bool no_memory_for_methods;

	/* What host_access() makes. */
	struct ecam_window window;
	struct pci_bus_range buses;
	struct ecam access;
};

/* A machine with an ECAM of this many buses and nothing in it. No tables. */
struct host *host_new(unsigned buses);
void host_free(struct host *h);

/* What an application that has ended had allocated; and count its allocations from 0. */
void host_free_run(struct host *h);

/* Zeroed memory at a physical address; registers too, since map() finds it. */
uint8_t *host_memory(struct host *h, uint64_t phys, size_t size);

/* The same for ports. */
uint8_t *host_ports(struct host *h, uint64_t base, size_t size);

/* Make the sum of size bytes 0 by the one at index. */
void host_checksum(uint8_t *bytes, size_t size, size_t index);

/* ACPI structures with right checksums; each returns its bytes. */
uint8_t *host_rsdp(struct host *h, uint64_t phys, unsigned revision, uint32_t rsdt, uint64_t xsdt);
uint8_t *host_table(struct host *h, uint64_t phys, const char *signature, size_t size);
uint8_t *host_xsdt(struct host *h, uint64_t phys, const uint64_t *tables, size_t count);
uint8_t *host_rsdt(struct host *h, uint64_t phys, const uint32_t *tables, size_t count);
uint8_t *host_mcfg(struct host *h, uint64_t phys, const struct ecam_window *w, size_t count);

/* RSDP of revision 2, XSDT and an MCFG with the one window over all of the ECAM. */
void host_acpi(struct host *h);

/* The ECAM as an access method, without tables. */
const struct pci_access *host_access(struct host *h);

/* A window of segment with buses start to end whose first bus is bus image_bus of the ECAM. */
struct ecam_window host_window(uint16_t segment, uint8_t start, uint8_t end, unsigned image_bus);
struct ecam_mapper host_mapper(struct host *h);

/* The 4096 bytes of a function's configuration space. */
uint8_t *host_page(struct host *h, unsigned bus, unsigned dev, unsigned fn);

/* Let the bits of mask be written in the dword at off of a function's 4096 bytes. */
void host_writable(struct host *h, const uint8_t *cfg, unsigned off, uint32_t mask);

/* A function with nothing but an ID (device << 16 | vendor), class and header type. */
uint8_t *host_function(struct host *h, unsigned bus, unsigned dev, unsigned fn, uint32_t id,
                       uint32_t class_code, uint8_t header_type);
uint8_t *host_bridge(struct host *h, unsigned bus, unsigned dev, unsigned fn, uint8_t secondary,
                     uint8_t subordinate);

#endif
