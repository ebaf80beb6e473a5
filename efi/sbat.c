/* sbat.c - what Secure Boot's revocation knows the program by: its component and generation. */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Of each line: component, generation, vendor, package, version, address. shim reads it before it
 * starts a program, and refuses generations that are revoked. A generation ends with a fault that
 * breaks Secure Boot.
 */
extern const char efi_sbat[];
__attribute__((section(".sbat"), used)) const char efi_sbat[] =
	"sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n"
	"pcikit,1,pcikit,pcikit," PCIKIT_VERSION ",pcikit\n";
