/* listing.h - what applications that list functions share: options, frame of the output, loop. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_LISTING_H
#define LIB_LISTING_H

#include "lib/json.h"
#include "lib/machine.h"
#include "lib/options.h"
#include "lib/pci_match.h"
#include "lib/report.h"

#ifdef __cplusplus
extern "C" {
#endif

/* -v -s -F -b -o -h --json --all-buses --via --cross-check --help --version */
struct listing_options {
	unsigned verbose; /* how many -v */
	bool json, all_buses, cross_check, help, version;
	enum platform_access via;
	const char *dump;
	struct report_options report;
	bool selected; /* match holds: -s */
	struct pci_match match;
};

enum {
	LISTING_JSON = OPTION_WORDS,
	LISTING_ALL_BUSES,
	LISTING_VIA,
	LISTING_CROSS_CHECK,
	LISTING_VERSION,
	LISTING_WORDS_END
};
#define LISTING_LETTERS "vs:F:bo:h"
#define LISTING_WORDS                                                                              \
	{"json", LISTING_JSON}, {"all-buses", LISTING_ALL_BUSES}, {"via", LISTING_VIA, true},      \
		{"cross-check", LISTING_CROSS_CHECK}, {"help", 'h'},                               \
	{                                                                                          \
		"version", LISTING_VERSION                                                         \
	}

/* What the usage text says of those that are the same everywhere, and its end. */
#define LISTING_USAGE                                                                              \
	"  -F FILE      the functions of a dump instead: of lspci -x, -xxx or -xxxx,\n"            \
	"               the UEFI shell's pci, or xxd or hexdump -C behind an address\n"            \
	"  --all-buses  scan every bus that no bridge covers, whatever\n"                          \
	"               firmware says about root bridges\n"                                        \
	"  --via WAY    to configuration space: ecam, rootbridge, pciio, cf8\n"                    \
	"  --cross-check  list nothing, but what the other ways read differently\n"                \
	"  -b           page by page, by the UEFI shell (not pciutils' lspci -b)\n"                \
	"  -o FILE      output into FILE, made anew; what it does not take is shown\n"             \
	"  -h, --help   this text\n"                                                               \
	"  --version    the version\n"                                                             \
	"Ctrl-C ends the output; without a shell ESC does, too.\n"                                 \
	"Status: 0 found, 2 usage, 3 configuration space cannot be reached,\n"                     \
	"7 a device was lost while it was read, ways differ, or FILE not written,\n"               \
	"E nothing found, 15 interrupted.\n"

/* Take one that options_next() returned; false after a line about what is wrong. */
PCI_MUST_CHECK bool listing_option(const struct options *o, int code, struct listing_options *ret);

/* Zeroed memory for an application of that name, or NULL after a line that there is none. */
void *listing_alloc(struct platform *p, const char *app, size_t size);

/* An application's listing; part of its own storage, zeroed. Set up to func. */
struct listing {
	struct platform *platform;
	const char *app;   /* what its error lines start with */
	const char *usage; /* the text of -h */
	const struct listing_options *options;
	const struct desc_table *tables; /* machine.tables */
	bool quiet;                      /* say only what is wrong: no windows, no dump, no gaps */
	const char *none;                /* said where no function is wanted */
	/* Once the functions are known; what is not APP_OK is the end. What it says by
	 * machine_say() is among the notes. May be NULL. */
	enum app_status (*prepare)(struct listing *l);
	/* NULL: those that options select, or all. */
	bool (*wants)(const struct listing *l, const struct pci_func *f);
	/* Text or JSON; PCI_ESTOPPED where the user ended it underway. */
	enum pci_status (*show)(struct listing *l, const struct pci_func *f);
	/* After the functions that are wanted, if there are any, with a picture of all. May be
	 * NULL. */
	void (*show_end)(struct listing *l);
	/* Last of all: what st becomes; of JSON, members of the document besides. May be NULL. */
	enum app_status (*conclude)(struct listing *l, enum app_status st);

	struct report report;
	struct machine machine;
	bool segments; /* a function is in another segment than 0 */
	bool is_json;  /* json is underway */
	struct json json;
	struct sink *text; /* what is written here is the output, or nothing with is_json; json so,
	                      too: show() need not ask which it is */
	struct fmt_buffer nowhere;
};

/*
 * Print the usage or the version if that was asked for, and no more. Else open the machine or the
 * dump, find its functions and show those that are wanted: the text of
 * show(), or one JSON document with the version, what there is to say, "functions" and the status.
 * A function whose show() fails ends nothing but makes the status APP_DEVICE, unless it is all ones
 * in a dump: that is what the dump tells. With --cross-check no function is shown, but what there
 * is to say of those that are wanted. The user ends it: text with the line that is being printed
 * and a line that says so, JSON with the function.
 */
PCI_MUST_CHECK enum app_status listing_run(struct listing *l);

#ifdef __cplusplus
}
#endif
#endif
