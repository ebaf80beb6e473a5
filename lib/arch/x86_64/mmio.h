/* mmio.h - one load and one store per width, x86_64. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_X86_64_MMIO_H
#define LIB_ARCH_X86_64_MMIO_H

#include <stdint.h>

/*
 * One mov through the a register, in asm: a compiler may fold a volatile access into another
 * instruction (clang 14 makes `orl $1,(%rdi)` of `*p |= 1`), hypervisors decode few forms, and
 * AMD Fam10h configuration MMIO answers only to al, ax and eax.
 */
#define MMIO_DEFINE(bits, mov)                                                                     \
	static inline __attribute__((always_inline))                                               \
	uint##bits##_t mmio_read##bits(const volatile void *p)                                     \
	{                                                                                          \
		uint##bits##_t v;                                                                  \
		__asm__ volatile(mov " %1, %0"                                                     \
		                 : "=a"(v)                                                         \
		                 : "m"(*(const volatile uint##bits##_t *)p)                        \
		                 : "memory");                                                      \
		return v;                                                                          \
	}                                                                                          \
	static inline __attribute__((always_inline)) void mmio_write##bits(volatile void *p,       \
	                                                                   uint##bits##_t v)       \
	{                                                                                          \
		__asm__ volatile(mov " %1, %0"                                                     \
		                 : "=m"(*(volatile uint##bits##_t *)p)                             \
		                 : "a"(v)                                                          \
		                 : "memory");                                                      \
	}
MMIO_DEFINE(8, "movb")
MMIO_DEFINE(16, "movw")
MMIO_DEFINE(32, "movl")
MMIO_DEFINE(64, "movq")
#undef MMIO_DEFINE

#endif
