/* status.h - what every fallible function of the library returns. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_STATUS_H
#define LIB_STATUS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One line per status: name and the words a user reads. The order is no interface. */
#define PCI_STATUS_LIST(X)                                                                         \
	X(PCI_OK, "success")                                                                       \
	X(PCI_ERANGE, "outside the region")                                                        \
	X(PCI_EALIGN, "misaligned")                                                                \
	X(PCI_EWIDTH, "access width not available here")                                           \
	X(PCI_EGONE, "the device is gone")                                                         \
	X(PCI_ERETRY, "the device asks to retry (RRS)")                                            \
	X(PCI_EREADONLY, "read-only")                                                              \
	X(PCI_ENOREAD, "not read: reading it has side effects")                                    \
	X(PCI_EIO, "access failed")                                                                \
	X(PCI_EUNMAPPED, "address not mapped")                                                     \
	X(PCI_ENOTFOUND, "not found")                                                              \
	X(PCI_ECORRUPT, "corrupt data")                                                            \
	X(PCI_ENOSPC, "no space left")                                                             \
	X(PCI_EINVAL, "invalid value")                                                             \
	X(PCI_EBUSY, "in use")                                                                     \
	X(PCI_EUNASSIGNED, "no address assigned")                                                  \
	X(PCI_ENOSIZE, "size not known")                                                           \
	X(PCI_ESHORT, "shorter than its registers")                                                \
	X(PCI_EPORTS, "I/O ports, not memory")                                                     \
	X(PCI_EMEMORY, "memory, not I/O ports")                                                    \
	X(PCI_EDECODE, "decoding is off")                                                          \
	X(PCI_ERAM, "the address is that of RAM")                                                  \
	X(PCI_EPOWER, "not in power state D0")                                                     \
	X(PCI_ETIMEDOUT, "timed out")                                                              \
	X(PCI_ESTOPPED, "stopped by the user")

enum pci_status {
#define PCI_STATUS_ENUM(name, text) name,
	PCI_STATUS_LIST(PCI_STATUS_ENUM)
#undef PCI_STATUS_ENUM
};

/* Whether an access failed: another matter than what is not there, or wrong in what was read. */
static inline bool pci_is_lost(enum pci_status st)
{
	return st == PCI_EGONE || st == PCI_ERETRY || st == PCI_EIO;
}

/* Return the words for st, never NULL. */
const char *pci_strstatus(enum pci_status st);

/* Of functions whose status is the point of calling them: the compiler warns who drops it. */
#define PCI_MUST_CHECK __attribute__((warn_unused_result))

#ifdef __cplusplus
}
#endif
#endif
