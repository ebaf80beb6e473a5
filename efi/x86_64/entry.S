/* entry.S - where firmware starts the image: relocate it, call C, return as firmware expects. */
/* SPDX-License-Identifier: BSD-2-Clause */

/* EFI_STATUS efi_start(EFI_HANDLE image [rcx], EFI_SYSTEM_TABLE *st [rdx]), Microsoft's ABI. */

#define R_X86_64_RELATIVE 8
#define RELA_SIZE	  24
#define RELA_OFFSET	  0
#define RELA_TYPE	  8
#define RELA_ADDEND	  16
#define EFI_LOAD_ERROR	  0x8000000000000001

	.section .text.efi_start, "ax", @progbits
	.globl	efi_start
	.hidden	efi_start, efi_entry, efi_image, efi_rela, efi_rela_end
	.type	efi_start, @function
efi_start:
	/*
	 * Firmware keeps values in rdi and rsi, which C may change under the System V ABI; rbx, rbp
	 * and r12-r15 are preserved under both. So are xmm6-xmm15, because nothing here touches an
	 * xmm register: all C is compiled with -mgeneral-regs-only.
	 */
	pushq	%rdi
	pushq	%rsi
	subq	$8, %rsp		/* 16-byte alignment at the call */

	/* The registers free to change are rax, rcx, rdx, r8-r11; rcx and rdx are arguments. */
	leaq	efi_image(%rip), %rax
	leaq	efi_rela(%rip), %r8
	leaq	efi_rela_end(%rip), %r9
relocate:
	cmpq	%r9, %r8
	jae	relocated
	cmpq	$R_X86_64_RELATIVE, RELA_TYPE(%r8)
	jne	refuse
	movq	RELA_OFFSET(%r8), %r10
	movq	RELA_ADDEND(%r8), %r11
	addq	%rax, %r11
	movq	%r11, (%rax, %r10)
	addq	$RELA_SIZE, %r8
	jmp	relocate

relocated:
	cld
	movq	%rcx, %rdi
	movq	%rdx, %rsi
	call	efi_entry
	jmp	leave
refuse:
	movabsq	$EFI_LOAD_ERROR, %rax
leave:
	addq	$8, %rsp
	popq	%rsi
	popq	%rdi
	ret
	.size	efi_start, . - efi_start

	/*
	 * One base relocation block that relocates nothing, since the code above does the work:
	 * without a .reloc section firmware takes the image as fixed at address 0.
	 */
	.section .reloc, "a", @progbits
	.balign	4
	.long	0			/* page */
	.long	12			/* size of this block */
	.short	0, 0			/* IMAGE_REL_BASED_ABSOLUTE: padding */

	.section .note.GNU-stack, "", @progbits
