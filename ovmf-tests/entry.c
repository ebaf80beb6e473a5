/* entry.c - call efi/x86_64/entry.S on the host as firmware does, and say what it did. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { RELATIVE = 8, GLOB_DAT = 6, RELOCATIONS = 2 };

/* What the link script gives entry.S in an image. */
struct {
	uint64_t offset, type, addend;
} efi_rela[RELOCATIONS];
extern const char efi_rela_end[];
uint64_t efi_image[4];
__asm__("efi_rela_end = efi_rela + 48\n.globl efi_rela_end");

/* Firmware's side of Microsoft's ABI: what it passes, and keeps over a call. */
struct registers {
	uint64_t rcx, rdx, rbx, rbp, rsi, rdi, r12, r13, r14, r15, rax;
};

/* Calls with these registers, with the direction flag set, and stores what comes back. */
void call_efi_start(struct registers *r);
__asm__(".text\n"
        "call_efi_start:\n"
        "	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; push %rdi\n"
        "	mov %rdi, %rax\n"
        "	mov (%rax), %rcx; mov 8(%rax), %rdx; mov 16(%rax), %rbx; mov 24(%rax), %rbp\n"
        "	mov 32(%rax), %rsi; mov 40(%rax), %rdi; mov 48(%rax), %r12; mov 56(%rax), %r13\n"
        "	mov 64(%rax), %r14; mov 72(%rax), %r15\n"
        "	sub $32, %rsp; std; call efi_start; cld; add $32, %rsp\n"
        "	pop %rcx\n"
        "	mov %rbx, 16(%rcx); mov %rbp, 24(%rcx); mov %rsi, 32(%rcx); mov %rdi, 40(%rcx)\n"
        "	mov %r12, 48(%rcx); mov %r13, 56(%rcx); mov %r14, 64(%rcx); mov %r15, 72(%rcx)\n"
        "	mov %rax, 80(%rcx)\n"
        "	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
        "	ret\n");

/* In C's place: looks at what arrives, and changes what C may under its own ABI. */
uint64_t efi_entry(uint64_t image, uint64_t st);
uint64_t efi_entry(uint64_t image, uint64_t st)
{
	uint64_t flags;

	__asm__ volatile("pushf; pop %0" : "=r"(flags));
	printf("arguments %llx %llx, stack %s, direction %s\n", (unsigned long long)image,
	       (unsigned long long)st,
	       (uintptr_t)__builtin_frame_address(0) % 16 ? "odd" : "aligned",
	       flags & 0x400 ? "down" : "up");
	__asm__ volatile(
		"xor %%edi, %%edi; xor %%esi, %%esi; xor %%r8d, %%r8d; xor %%r11d, %%r11d" ::
			: "rdi", "rsi", "r8", "r11", "memory");
	return 0x1234;
}

static void run(uint64_t second_type)
{
	struct registers r = {0x11, 0x22, 3, 4, 5, 6, 12, 13, 14, 15, 0};
	uint64_t base = (uintptr_t)efi_image;
	bool kept;

	efi_rela[0].offset = 8;
	efi_rela[0].type = RELATIVE;
	efi_rela[0].addend = 0x1000;
	efi_rela[1].offset = 24;
	efi_rela[1].type = second_type;
	efi_rela[1].addend = 0x2000;
	for (int i = 0; i < 4; i++)
		efi_image[i] = 0xabcd; /* what is in place counts for nothing */
	call_efi_start(&r);
	kept = r.rbx == 3 && r.rbp == 4 && r.rsi == 5 && r.rdi == 6 && r.r12 == 12 && r.r13 == 13 &&
	       r.r14 == 14 && r.r15 == 15;
	printf("status %llx, registers %s, relocated %d and %d\n", (unsigned long long)r.rax,
	       kept ? "kept" : "lost", efi_image[1] == base + 0x1000,
	       efi_image[3] == base + 0x2000);
}

int main(void)
{
	run(RELATIVE);
	run(GLOB_DAT);
	return 0;
}
