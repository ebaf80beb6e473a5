/* mmio.h - the mmio.h of the architecture that is compiled for. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_ARCH_MMIO_H
#define LIB_ARCH_MMIO_H

#if defined(__x86_64__)
#include "lib/arch/x86_64/mmio.h"
#elif defined(__aarch64__)
#include "lib/arch/aarch64/mmio.h"
#else
#error "no lib/arch/<arch>/mmio.h for this architecture"
#endif

/* Load or store of width bytes, a constant 1, 2, 4 or 8: folds to one instruction at every -O. */
#define mmio_read(p, width)                                                                        \
	((width) == 1   ? mmio_read8(p)                                                            \
	 : (width) == 2 ? mmio_read16(p)                                                           \
	 : (width) == 4 ? mmio_read32(p)                                                           \
	                : mmio_read64(p))
#define mmio_write(p, width, v)                                                                    \
	((width) == 1   ? mmio_write8(p, (uint8_t)(v))                                             \
	 : (width) == 2 ? mmio_write16(p, (uint16_t)(v))                                           \
	 : (width) == 4 ? mmio_write32(p, (uint32_t)(v))                                           \
	                : mmio_write64(p, (uint64_t)(v)))

/*
 * The same without order: a device's own registers are accessed as the program says, and nothing
 * else is promised, neither about memory nor about other devices. mmio_fence_out() stands before
 * an access that tells a device of what was written before (to memory, or by relaxed stores);
 * mmio_fence_in() behind a relaxed load that says that memory may be read now.
 */
#define mmio_read_relaxed(p, width)                                                                \
	((width) == 1   ? mmio_read8_relaxed(p)                                                    \
	 : (width) == 2 ? mmio_read16_relaxed(p)                                                   \
	 : (width) == 4 ? mmio_read32_relaxed(p)                                                   \
	                : mmio_read64_relaxed(p))
#define mmio_write_relaxed(p, width, v)                                                            \
	((width) == 1   ? mmio_write8_relaxed(p, (uint8_t)(v))                                     \
	 : (width) == 2 ? mmio_write16_relaxed(p, (uint16_t)(v))                                   \
	 : (width) == 4 ? mmio_write32_relaxed(p, (uint32_t)(v))                                   \
	                : mmio_write64_relaxed(p, (uint64_t)(v)))

#endif
