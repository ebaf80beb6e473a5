/* file_path.h - where a program's file is and what it is called, from its device path. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_FILE_PATH_H
#define LIB_FILE_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Write the directory of a file path (UEFI 2.10, 10.3.5.4: nodes of names, in any alignment), not
 * terminated but with a backslash at its end, and return its length; 0 for a path that names no
 * directory, is none of a file, is malformed, or does not fit into max units. A path has no size:
 * it is read to its first other node, such as its end, but not beyond about 64 KiB.
 */
size_t file_path_directory(const void *path, uint16_t *ret, size_t max);

/*
 * The bytes of a device path before its end (UEFI 2.10, 10.3.1). A node that is shorter than its
 * own header, or a path longer than about 64 KiB, ends it as well.
 */
size_t device_path_length(const void *path);

/*
 * Whether a word, UTF-8, is what a user calls the file of such a path: the last of its names, in
 * letters of either case, with or without .efi, behind any folders. Never for a path of more than
 * 256 units, or one that is malformed.
 */
bool file_path_is_of(const void *path, const char *word);

#ifdef __cplusplus
}
#endif
#endif
