/* mmio.h - one load and one store per width, aarch64. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_AARCH64_MMIO_H
#define LIB_ARCH_AARCH64_MMIO_H

#include <stdint.h>

/*
 * One ldr or str of one register through a base register, in asm: hypervisors decode no pair and
 * no writeback (Arm ARM, ESR_ELx.ISV), and compilers are free to make either.
 *
 * Device memory is ordered only within one peripheral, and not against normal memory (Arm ARM,
 * B2.3). Drivers rely on what x86 does, so barriers say it:
 *   - dmb osh before each access: a buffer that was filled or emptied before a doorbell, and an
 *     earlier access to another device, such as a Command register before its BAR;
 *   - dsb oshld after a load: a buffer read after the status that announces it, and, other than
 *     with a dmb, time measured or waited after the load has its value.
 * Linux's writel() has dmb oshst, which leaves out the emptied buffer.
 */
#define MMIO_DEFINE(bits, suffix, reg)                                                             \
	static inline __attribute__((always_inline))                                               \
	uint##bits##_t mmio_read##bits(const volatile void *p)                                     \
	{                                                                                          \
		uint##bits##_t v;                                                                  \
		__asm__ volatile("dmb osh\n\tldr" suffix " %" reg "0, [%1]\n\tdsb oshld"           \
		                 : "=r"(v)                                                         \
		                 : "r"(p)                                                          \
		                 : "memory");                                                      \
		return v;                                                                          \
	}                                                                                          \
	static inline __attribute__((always_inline)) void mmio_write##bits(volatile void *p,       \
	                                                                   uint##bits##_t v)       \
	{                                                                                          \
		__asm__ volatile("dmb osh\n\tstr" suffix " %" reg "1, [%0]"                        \
		                 :                                                                 \
		                 : "r"(p), "r"(v)                                                  \
		                 : "memory");                                                      \
	}
MMIO_DEFINE(8, "b", "w")
MMIO_DEFINE(16, "h", "w")
MMIO_DEFINE(32, "", "w")
MMIO_DEFINE(64, "", "x")
#undef MMIO_DEFINE

#endif
