/* mmio.h - one load and one store per width, x86_64. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_X86_64_MMIO_H
#define LIB_ARCH_X86_64_MMIO_H

#include <stdint.h>

/*
 * One mov through the a register, in asm: a compiler may fold a volatile access into another
 * instruction (clang 14 makes `orl $1,(%rdi)` of `*p |= 1`), hypervisors decode few forms, and
 * AMD Fam10h configuration MMIO answers only to al, ax and eax.
 *
 * The processor keeps the order of accesses to uncached memory (Intel SDM 3, 9.2), so that of the
 * relaxed ones differs only in what the compiler may move across them.
 */
#define MMIO_DEFINE(bits, mov, order, clobbers)                                                    \
	static inline __attribute__((always_inline))                                               \
	uint##bits##_t mmio_read##bits##order(const volatile void *p)                              \
	{                                                                                          \
		uint##bits##_t v;                                                                  \
		__asm__ volatile(mov " %1, %0"                                                     \
		                 : "=a"(v)                                                         \
		                 : "m"(*(const volatile uint##bits##_t *)p)clobbers);              \
		return v;                                                                          \
	}                                                                                          \
	static inline __attribute__((always_inline)) void mmio_write##bits##order(                 \
		volatile void *p, uint##bits##_t v)                                                \
	{                                                                                          \
		__asm__ volatile(mov " %1, %0"                                                     \
		                 : "=m"(*(volatile uint##bits##_t *)p)                             \
		                 : "a"(v)clobbers);                                                \
	}
MMIO_DEFINE(8, "movb", , : "memory")
MMIO_DEFINE(16, "movw", , : "memory")
MMIO_DEFINE(32, "movl", , : "memory")
MMIO_DEFINE(64, "movq", , : "memory")
MMIO_DEFINE(8, "movb", _relaxed, )
MMIO_DEFINE(16, "movw", _relaxed, )
MMIO_DEFINE(32, "movl", _relaxed, )
MMIO_DEFINE(64, "movq", _relaxed, )
#undef MMIO_DEFINE

/*
 * As lib/arch/mmio.h promises. A frame buffer may be write-combining, which is ordered only by
 * these; and a load from there against a store before it only by an mfence (SDM 3, 9.2.5, 12.3.1).
 */
static inline __attribute__((always_inline)) void mmio_fence_out(void)
{
	__asm__ volatile("mfence" ::: "memory");
}

static inline __attribute__((always_inline)) void mmio_fence_in(void)
{
	__asm__ volatile("lfence" ::: "memory");
}

#endif
