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
 * Linux's writel() has dmb oshst, which leaves out the emptied buffer. The relaxed accesses have
 * neither.
 */
#define MMIO_BEFORE "dmb osh\n\t"
#define MMIO_AFTER  "\n\tdsb oshld"
#define MMIO_DEFINE(bits, suffix, reg, order, before, after, clobbers)                             \
	static inline __attribute__((always_inline))                                               \
	uint##bits##_t mmio_read##bits##order(const volatile void *p)                              \
	{                                                                                          \
		uint##bits##_t v;                                                                  \
		__asm__ volatile(before "ldr" suffix " %" reg "0, [%1]" after                      \
		                 : "=r"(v)                                                         \
		                 : "r"(p)clobbers);                                                \
		return v;                                                                          \
	}                                                                                          \
	static inline __attribute__((always_inline)) void mmio_write##bits##order(                 \
		volatile void *p, uint##bits##_t v)                                                \
	{                                                                                          \
		__asm__ volatile(before "str" suffix " %" reg "1, [%0]"                            \
		                 :                                                                 \
		                 : "r"(p), "r"(v)clobbers);                                        \
	}
MMIO_DEFINE(8, "b", "w", , MMIO_BEFORE, MMIO_AFTER, : "memory")
MMIO_DEFINE(16, "h", "w", , MMIO_BEFORE, MMIO_AFTER, : "memory")
MMIO_DEFINE(32, "", "w", , MMIO_BEFORE, MMIO_AFTER, : "memory")
MMIO_DEFINE(64, "", "x", , MMIO_BEFORE, MMIO_AFTER, : "memory")
MMIO_DEFINE(8, "b", "w", _relaxed, "", "", )
MMIO_DEFINE(16, "h", "w", _relaxed, "", "", )
MMIO_DEFINE(32, "", "w", _relaxed, "", "", )
MMIO_DEFINE(64, "", "x", _relaxed, "", "", )
#undef MMIO_DEFINE
#undef MMIO_BEFORE
#undef MMIO_AFTER

/* As lib/arch/mmio.h promises. */
static inline __attribute__((always_inline)) void mmio_fence_out(void)
{
	__asm__ volatile("dmb osh" ::: "memory");
}

static inline __attribute__((always_inline)) void mmio_fence_in(void)
{
	__asm__ volatile("dsb oshld" ::: "memory");
}

#endif
