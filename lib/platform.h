/* platform.h - what an application needs of the machine it runs on. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_PLATFORM_H
#define LIB_PLATFORM_H

#include "lib/pci.h"
#include "lib/sink.h"

#ifdef __cplusplus
extern "C" {
#endif

struct platform;

/* A BAR as the platform's own resource list has it, so that nobody need write to measure it. */
struct pci_bar_record {
	uint64_t base; /* bus address, as the BAR register holds it */
	uint64_t size; /* bytes */
};
enum { PCI_BAR_RECORDS = 6 };

/*
 * Bus addresses that a root bridge passes on, and what the processor has to put in their place: on
 * PCs the same, on others perhaps not (UEFI 2.10, 14.2).
 */
struct pci_root_window {
	bool io;             /* ports, as the bus sees it */
	uint64_t base, size; /* bus addresses */
	uint64_t cpu;        /* the processor's address of base; of ports, firmware's */
};
enum { PCI_ROOT_WINDOWS_MAX = 16 }; /* that any platform lists for one bus */

/* What the platform's memory map says of a range of addresses. */
enum platform_memory {
	MEMORY_NOT_LISTED, /* nothing, or the platform has no map */
	MEMORY_RESERVED,
	MEMORY_MMIO,
	MEMORY_RAM,
	MEMORY_MIXED,   /* one thing here and another there */
	MEMORY_UNKNOWN, /* the map could not be read */
};

/* Ways to configuration space; lib/machine.h has their names. */
enum platform_access {
	ACCESS_ANY,            /* the best that there is */
	ACCESS_ECAM,           /* found in the ACPI tables, and no platform's own */
	ACCESS_ROOT_BRIDGE_IO, /* firmware's EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL */
	ACCESS_PCI_IO,         /* its EFI_PCI_IO_PROTOCOL, for the functions that it knows */
	ACCESS_CF8,            /* the ports CF8 and CFC */
	ACCESS_END,
};

/*
 * What a platform can do. p is the platform that has these operations. What is not said to be NULL
 * sometimes is always there.
 */
struct platform_ops {
	/* Zeroed memory that lives until the application ends, or NULL: see out_of_memory. */
	void *(*alloc)(struct platform *p, size_t size);

	/*
	 * The next five are NULL on a platform without hardware, such as a host's.
	 *
	 * Physical address of the RSDP of ACPI revision 1 or 2 (and later), or 0.
	 */
	uint64_t (*rsdp)(struct platform *p, unsigned revision);

	/* Physical memory (tables, not registers) for reading, or NULL where it is not mapped. */
	const void *(*memory)(struct platform *p, uint64_t phys, size_t size);

	/*
	 * Registers at a physical address, untouched: PCI_ERANGE beyond what the processor can
	 * address, PCI_EUNMAPPED where an access would fault.
	 */
	enum pci_status (*map)(struct platform *p, uint64_t phys, size_t size,
	                       struct io_region *ret);

	/* What the memory map says of size bytes at phys. */
	enum platform_memory (*memory_kind)(struct platform *p, uint64_t phys, uint64_t size);

	/*
	 * The buses below each root bridge that the platform knows: up to max entries, and in
	 * *ret_count how many there are. None is PCI_ENOTFOUND.
	 */
	enum pci_status (*root_buses)(struct platform *p, struct pci_bus_range *ret, size_t max,
	                              size_t *ret_count);

	/*
	 * What the root bridge above addr's bus passes on; returns how many windows, 0 where
	 * nothing is known. May be NULL: then nothing is.
	 */
	size_t (*root_windows)(struct platform *p, struct pci_addr addr,
	                       struct pci_root_window ret[PCI_ROOT_WINDOWS_MAX]);

	/*
	 * I/O ports as registers, those that addr's bus has at base: only the platform knows how
	 * the processor reaches them. PCI_ERANGE above ffff on x86, PCI_EUNMAPPED where the root
	 * bridge passes none on. NULL where there are none.
	 */
	enum pci_status (*ports)(struct platform *p, struct pci_addr addr, uint64_t base,
	                         size_t size, struct io_region *ret);

	/* Wait for that many microseconds at least. NULL where nothing is waited for. */
	void (*stall)(struct platform *p, uint64_t us);

	/*
	 * Configuration space by one way other than ECAM: PCI_ENOTFOUND where there is no such way
	 * here, PCI_ENOSPC without memory. It lives as long as what alloc() gives. NULL where there
	 * is none at all.
	 */
	enum pci_status (*access)(struct platform *p, enum platform_access which,
	                          const struct pci_access **ret);

	/*
	 * Hand all bytes of a file to feed, in pieces. PCI_ENOTFOUND when there is none of that
	 * name, PCI_EIO when it cannot be read to its end, PCI_ESTOPPED when the user asked to stop
	 * before that.
	 */
	enum pci_status (*read_file)(struct platform *p, const char *name,
	                             void (*feed)(void *ctx, const char *bytes, size_t n),
	                             void *ctx);

	/*
	 * The same of a file that comes with the application (pci.ids), from where this platform
	 * keeps such files. May be NULL.
	 */
	enum pci_status (*read_data)(struct platform *p, const char *name,
	                             void (*feed)(void *ctx, const char *bytes, size_t n),
	                             void *ctx);

	/*
	 * Make a file, in the place of one of that name, that takes text until close_output():
	 * PCI_EINVAL for a directory, PCI_ENOTFOUND where there is no folder for it, PCI_EREADONLY,
	 * PCI_ENOSPC, PCI_EIO. close_output() says whether all text was written. What was not is on
	 * the platform's own out. One at a time. NULL where there are no files.
	 */
	enum pci_status (*open_output)(struct platform *p, const char *name, struct sink **ret);
	enum pci_status (*close_output)(struct platform *p);

	/* Break the screen's output into pages until the application ends. PCI_ENOTFOUND: nobody
	 * here does that. May be NULL. */
	enum pci_status (*page_break)(struct platform *p);

	/* Whether the user has asked to stop; once true it stays so. Cheap: asked at every line.
	 * May be NULL. */
	bool (*is_interrupted)(struct platform *p);

	/* Show how far something has come, as lib/progress.h has it: the line, but seldom. NULL:
	 * nobody can see it. */
	void (*progress)(struct platform *p, const char *line);

	/* The platform's records of a function's BARs in any order; returns how many. NULL: none.
	 */
	size_t (*bar_records)(struct platform *p, struct pci_addr addr,
	                      struct pci_bar_record ret[PCI_BAR_RECORDS]);

	/*
	 * From on to off nothing interrupts what runs: no timer, no driver, no output. May be
	 * nested. NULL where nothing could.
	 */
	void (*critical)(struct platform *p, bool on);

	/* Whether text or pictures reach the user through this function. NULL: through none. */
	bool (*drives_console)(struct platform *p, struct pci_addr addr);
};

/* The machine as an application has it, from app_main() to its end. */
struct platform {
	const struct platform_ops *ops;
	struct sink *out; /* the application's text; replaced while a report has it */
	bool is_fragile;  /* a read of what is not there may fault: look only where firmware does */
	bool out_of_memory;  /* something was refused: what is shown may lack it */
	unsigned columns;    /* that a line of out can have, 0 for any number */
	bool wants_progress; /* it does not get between what a program is to read */
	int argc;            /* arguments without the program's name, UTF-8 */
	const char *const *argv;
};

/* Whether the user has asked to stop, where there is a way to ask. */
static inline bool platform_is_interrupted(struct platform *p)
{
	return p->ops->is_interrupted && p->ops->is_interrupted(p);
}

static inline bool platform_drives_console(struct platform *p, struct pci_addr addr)
{
	return p->ops->drives_console && p->ops->drives_console(p, addr);
}

/* What an application ends with: an EFI status without its top bit, %lasterror% of the shell. */
enum app_status {
	APP_OK = 0,
	APP_USAGE = 2,       /* EFI_INVALID_PARAMETER */
	APP_UNSUPPORTED = 3, /* configuration space cannot be reached here */
	APP_DEVICE = 7,      /* EFI_DEVICE_ERROR: something failed or was lost underway */
	APP_NOMEM = 9,       /* EFI_OUT_OF_RESOURCES */
	APP_NOTFOUND = 0xe,  /* EFI_NOT_FOUND: nothing of what was asked for */
	APP_ABORTED = 0x15,  /* EFI_ABORTED: the user stopped it */
};

/*
 * The application, which each program defines once; its value is what the program ends with. C
 * linkage in C++, too.
 */
enum app_status app_main(struct platform *p);

#ifdef __cplusplus
}
#endif
#endif
