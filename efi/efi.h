/* efi.h - the UEFI platform: state that the entry point hands down, and its parts. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef EFI_EFI_H
#define EFI_EFI_H

#include <efi.h>
#include <efiprot.h>
#include <efishell.h>

/* Words that mean nothing in declarations, and fields in lib/regs. */
#undef IN
#undef OUT

#include "lib/cpu.h"
#include "lib/dhcp.h"
#include "lib/file_sink.h"
#include "lib/memory_map.h"
#include "lib/platform.h"
#include "lib/utf.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EFI_CONSOLE_UNITS = 256 };

/* Text on its way to the shell's standard output or to ConOut. */
struct efi_console {
	struct sink sink;
	EFI_SYSTEM_TABLE *st;
	EFI_SHELL_PROTOCOL *shell; /* with std_out, or NULL */
	SHELL_FILE_HANDLE std_out; /* without shell: of an older one */
	struct utf8 decoder;
	bool closed;    /* the reader has had enough, or there is no console */
	bool spoke;     /* text came, since efi_progress() last looked */
	unsigned shown; /* columns of the line of efi_console_show() */
	size_t used;
	CHAR16 text[EFI_CONSOLE_UNITS + 1];
};

/* An open file: the shell's handles are its own. */
struct efi_file {
	EFI_SHELL_PROTOCOL *shell; /* NULL: a handle of the boot volume's */
	void *handle;
};

/* A file that takes the application's output. */
struct efi_output {
	struct file_sink sink; /* the rest goes to the console */
	struct efi_file file;
	bool is_open;
};

/* A file in memory: the pool's. */
struct efi_bytes {
	void *bytes;
	size_t size;
};

/* A function that firmware's PCI bus driver knows. */
struct efi_pci_function {
	struct pci_addr addr;
	EFI_HANDLE handle;
	EFI_PCI_IO_PROTOCOL *io;
};

/* Everything about this run; one on the entry's stack, never moved. */
struct efi {
	struct platform platform;
	EFI_HANDLE image;
	EFI_SYSTEM_TABLE *st;
	EFI_BOOT_SERVICES *bs;
	const EFI_SHELL_PARAMETERS_PROTOCOL *from_shell; /* NULL: started by no shell */
	EFI_SHELL_PROTOCOL *shell;                       /* as found by efi_shell() */
	struct efi_console console;
	struct efi_output output;
	bool page_break;          /* we asked the shell to break pages */
	bool had_page_break;      /* and it did so before */
	bool interrupted;         /* the user asked to stop */
	struct efi_block *blocks; /* what efi_alloc() gave out */
	bool server_known;        /* pxe and boot are set: see efi_boot_server() */
	struct _EFI_PXE_BASE_CODE_PROTOCOL *pxe;
	struct dhcp_boot boot;
	struct cpu_paging paging;
	struct efi_pci_function *functions;
	size_t function_count;
	bool functions_known;
	EFI_EVENT tick;     /* once a second, or NULL */
	EFI_TPL tpl;        /* to go back to, while criticals is not 0 */
	unsigned criticals; /* how often critical() is on */
};

/* The UEFI platform behind p, which is one of efi_init()'s: for programs that call firmware. */
static inline struct efi *efi_of(struct platform *p)
{
	return (struct efi *)(void *)((char *)p - offsetof(struct efi, platform));
}

/*
 * Called by the architecture's entry code, with the C calling convention: app.c has the one of an
 * application, which calls app_main().
 */
EFI_STATUS efi_entry(EFI_HANDLE image, EFI_SYSTEM_TABLE *st);

/* Make *efi, which is not moved afterwards, a platform; and give back all that it took. */
void efi_init(struct efi *efi, EFI_HANDLE image, EFI_SYSTEM_TABLE *st);
void efi_end(struct efi *efi);

/* Return the interface of that GUID on handle, or NULL. It need not be closed. */
void *efi_protocol(struct efi *efi, EFI_HANDLE handle, EFI_GUID guid);

/*
 * Return all handles with that protocol in *ret_count, to be given to FreePool; NULL if there are
 * none.
 */
EFI_HANDLE *efi_handles(struct efi *efi, EFI_GUID guid, UINTN *ret_count);

/* Memory of the pool, to be given to FreePool(); NULL when there is none, which platform keeps. */
void *efi_pool(struct efi *efi, size_t size);

/* Zeroed memory until efi_free_all(), aligned for any integer; NULL when there is none. */
void *efi_alloc(struct efi *efi, size_t size);
void efi_free_all(struct efi *efi);

/* Make console write to st's ConOut of the moment, until shell and std_out are set. */
void efi_console_init(struct efi_console *console, EFI_SYSTEM_TABLE *st);

/* Write what is collected; without it text waits for a line's end or for more. */
void efi_console_flush(struct efi_console *console);

/*
 * Show a line, ASCII, without its end and of at most 79 columns, until other text comes; an empty
 * one takes it away. The cursor stays at its start: text has to be at one, too.
 */
void efi_console_show(struct efi_console *console, const char *line);

/* Whether console is one, rather than what the shell has in its place; false where in doubt. */
bool efi_is_screen(const struct efi_console *console);

/* Take away what efi_progress() showed, and write what is collected. */
void efi_progress_end(struct efi *efi);

/*
 * Set platform.argc and argv, from the shell's parameters or from LoadOptions; from_shell; and the
 * console's standard output.
 * PCI_ENOSPC when memory is out.
 */
PCI_MUST_CHECK enum pci_status efi_args_init(struct efi *efi);

/*
 * Text and paths (with / for \) as firmware takes them, in memory of efi_alloc(), and their size
 * with the end; or NULL.
 */
CHAR16 *efi_to_ucs2(struct efi *efi, const char *text, size_t *ret_bytes);
CHAR16 *efi_path(struct efi *efi, const char *name, size_t *ret_bytes);

/* What firmware says of an image, or NULL. */
static inline EFI_LOADED_IMAGE *efi_loaded(struct efi *efi, EFI_HANDLE image)
{
	return (EFI_LOADED_IMAGE *)efi_protocol(efi, image,
	                                        (EFI_GUID)EFI_LOADED_IMAGE_PROTOCOL_GUID);
}

/*
 * The volume that this image came from, or the network's device; and a file of the volume for
 * reading; NULL for none.
 */
EFI_HANDLE efi_boot_volume(struct efi *efi);
EFI_FILE_HANDLE efi_open_boot_file(struct efi *efi, CHAR16 *path);

/* What the server said that this was booted from by PXE and IPv4; NULL where it was not. */
const struct dhcp_boot *efi_boot_server(struct efi *efi);

/* A whole file of that server: its bytes are given to FreePool(). EFI_NOT_FOUND for none. */
EFI_STATUS efi_fetch(struct efi *efi, const char *path, struct efi_bytes *ret);

/*
 * Where a file that comes with the application may be, on its volume or that server: place is
 * EFI_BESIDE first, EFI_IN_ROOT last. NULL where there is no such place, or no memory.
 */
enum { EFI_BESIDE, EFI_IN_ROOT, EFI_DATA_PLACES };
const char *efi_data_path(struct efi *efi, const char *name, unsigned place);

/* Whether it is in one of them; of that server's, whether the server tells its size. */
bool efi_has_data(struct efi *efi, const char *name);
bool efi_can_fetch(struct efi *efi, const char *path);

/*
 * Load a program from such a place, and start it with these arguments, as LoadOptions has them: its
 * own status, or firmware's why it was not started. What was loaded is started or given to
 * UnloadImage().
 */
EFI_STATUS efi_load_app(struct efi *efi, const char *name, EFI_HANDLE *ret);
EFI_STATUS efi_start_app(struct efi *efi, EFI_HANDLE image, const char *arguments);

/* The protocol of the shell that started this, or NULL. */
EFI_SHELL_PROTOCOL *efi_shell(struct efi *efi);

/* Open by the shell's path, or, without a shell, on the boot volume. The others as the file's. */
EFI_STATUS efi_open_file(struct efi *efi, const char *name, UINT64 mode, struct efi_file *ret);
EFI_STATUS efi_write_file(const struct efi_file *f, UINTN *n, const void *bytes);
EFI_STATUS efi_delete_file(const struct efi_file *f);
EFI_STATUS efi_close_file(const struct efi_file *f);

/* What firmware says of a file, in the library's words; PCI_EIO for what it has none for. */
enum pci_status efi_file_status(EFI_STATUS status);

/* Feed all of an open file, as platform_ops.read_file says, and close it. */
enum pci_status efi_read_opened(struct efi *efi, const struct efi_file *f,
                                void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx);

/*
 * Take the keys that were typed until now: before the line that asks for one, so that none of
 * before is the answer, and none is lost that is typed as soon as the line is seen.
 */
void efi_drop_keys(struct efi *efi);

/*
 * Wait until a key is typed, which is taken, or for that many seconds. PCI_ESTOPPED when the user
 * has asked to stop, PCI_EIO when firmware does not let us wait.
 */
PCI_MUST_CHECK enum pci_status efi_wait_key(struct efi *efi, unsigned seconds);

/* Give back what the shell's manners changed: page breaks off, no file left open. */
void efi_shell_end(struct efi *efi);

/* The protocols' code for accesses of that many bytes. */
static inline EFI_PCI_IO_PROTOCOL_WIDTH efi_width(unsigned width)
{
	return width == 1   ? EfiPciIoWidthUint8
	       : width == 2 ? EfiPciIoWidthUint16
	                    : EfiPciIoWidthUint32;
}

/* Where a function is, as firmware counts; false for what cannot be. */
bool efi_pci_locate(EFI_PCI_IO_PROTOCOL *io, struct pci_addr *ret);

/*
 * Make *ret the configuration space of a function through its own protocol, as far as firmware
 * reaches: 4096 bytes, or 256 where it refuses more. Nothing of the function is touched.
 */
void efi_pci_io_region(EFI_PCI_IO_PROTOCOL *io, struct io_region *ret);
/*
 * Firmware's memory map as it is now, until it is freed: false when firmware gives none. key is of
 * that very map: any allocation makes another.
 */
struct efi_memory_map {
	char *bytes; /* descriptors, step bytes from one to the next */
	UINTN size, step, key;
};
PCI_MUST_CHECK bool efi_read_memory_map(struct efi *efi, struct efi_memory_map *ret);
void efi_free_memory_map(struct efi *efi, struct efi_memory_map *map);
size_t efi_memory_ranges(const struct efi_memory_map *map);
struct memory_range efi_memory_range(const struct efi_memory_map *map, size_t i);

/* What efi_exit() leaves. */
struct efi_exited {
	size_t count;   /* of the memory map's ranges */
	unsigned tries; /* of ExitBootServices() */
};

/*
 * Leave firmware: ExitBootServices(), again with a new key where a handler changed the memory map
 * meanwhile. From then on the machine is the caller's, all but the ranges of the map that are not
 * MEMORY_RAM and what firmware left for its runtime services; efi and its platform are of no use,
 * and a call of them faults. Interrupts are as firmware left them, and their handlers firmware's.
 * ret_map holds max ranges: PCI_ENOSPC if that is too few, or without memory, when nothing has been
 * left; PCI_EIO when firmware will not let go: it may be half gone, and nothing of it can be used.
 */
PCI_MUST_CHECK enum pci_status efi_exit(struct efi *efi, struct memory_range *ret_map, size_t max,
                                        struct efi_exited *ret);

/* Operations of struct platform_ops. */
enum pci_status efi_open_output(struct platform *p, const char *name, struct sink **ret);
enum pci_status efi_close_output(struct platform *p);
enum pci_status efi_page_break(struct platform *p);
bool efi_is_interrupted(struct platform *p);
void efi_progress(struct platform *p, const char *line);
uint64_t efi_rsdp(struct platform *p, unsigned revision);
const void *efi_memory(struct platform *p, uint64_t phys, size_t size);
enum pci_status efi_map(struct platform *p, uint64_t phys, size_t size, struct io_region *ret);
enum pci_status efi_root_buses(struct platform *p, struct pci_bus_range *ret, size_t max,
                               size_t *ret_count);
size_t efi_root_windows(struct platform *p, struct pci_addr addr,
                        struct pci_root_window ret[PCI_ROOT_WINDOWS_MAX]);
enum pci_status efi_root_bridge_ports(struct efi *efi, struct pci_addr addr, uint64_t base,
                                      size_t size, struct io_region *ret);
enum pci_status efi_read_file(struct platform *p, const char *name,
                              void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx);
enum pci_status efi_read_data(struct platform *p, const char *name,
                              void (*feed)(void *ctx, const char *bytes, size_t n), void *ctx);
enum platform_memory efi_memory_kind(struct platform *p, uint64_t phys, uint64_t size);
size_t efi_bar_records(struct platform *p, struct pci_addr addr,
                       struct pci_bar_record ret[PCI_BAR_RECORDS]);
bool efi_drives_console(struct platform *p, struct pci_addr addr);

/* What platform_ops.access gives for each method; the last is the architecture's. */
enum pci_status efi_root_bridge_access(struct platform *p, const struct pci_access **ret);
enum pci_status efi_pci_io_access(struct platform *p, const struct pci_access **ret);
enum pci_status efi_cf8_access(struct platform *p, const struct pci_access **ret);

/*
 * A function that firmware's PCI bus driver knows, or NULL. Valid until efi_forget_functions(), for
 * when handles come and go.
 */
const struct efi_pci_function *efi_find_function(struct efi *efi, struct pci_addr addr);
void efi_forget_functions(struct efi *efi);

/* The architecture's: platform_ops.ports. */
enum pci_status efi_ports(struct platform *p, struct pci_addr addr, uint64_t base, size_t size,
                          struct io_region *ret);

#ifdef __cplusplus
}
#endif
#endif
