/* entry.S - where firmware starts the image: relocate it, call C, return as firmware expects. */
/* SPDX-License-Identifier: BSD-2-Clause */

/* EFI_STATUS efi_start(EFI_HANDLE image [x0], EFI_SYSTEM_TABLE *st [x1]), which is C's ABI too. */

#define R_AARCH64_RELATIVE 1027
#define RELA_SIZE	   24
#define EFI_LOAD_ERROR	   0x8000000000000001

	.section .text.efi_start, "ax", %progbits
	.globl	efi_start
	.hidden	efi_start, efi_entry, efi_image, efi_rela, efi_rela_end
	.type	efi_start, %function
efi_start:
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp

	/* adrp holds because firmware loads the image at a page. Only data is relocated: no caches. */
	adrp	x2, efi_image
	add	x2, x2, :lo12:efi_image
	adrp	x3, efi_rela
	add	x3, x3, :lo12:efi_rela
	adrp	x4, efi_rela_end
	add	x4, x4, :lo12:efi_rela_end
relocate:
	cmp	x3, x4
	b.hs	relocated
	ldp	x5, x6, [x3]		/* offset, type */
	cmp	x6, #R_AARCH64_RELATIVE
	b.ne	refuse
	ldr	x6, [x3, #16]		/* addend */
	add	x6, x6, x2
	str	x6, [x2, x5]
	add	x3, x3, #RELA_SIZE
	b	relocate

relocated:
	bl	efi_entry
	b	leave
refuse:
	ldr	x0, =EFI_LOAD_ERROR
leave:
	ldp	x29, x30, [sp], #16
	ret
	.ltorg
	.size	efi_start, . - efi_start

	/*
	 * One base relocation block that relocates nothing, since the code above does the work:
	 * without a .reloc section firmware takes the image as fixed at address 0.
	 */
	.section .reloc, "a", %progbits
	.balign	4
	.long	0			/* page */
	.long	12			/* size of this block */
	.short	0, 0			/* IMAGE_REL_BASED_ABSOLUTE: padding */

	.section .note.GNU-stack, "", %progbits
