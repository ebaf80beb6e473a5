/* io_region.h - a bounded window of registers, and how to reach them. */
/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_IO_REGION_H
#define LIB_IO_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/arch/mmio.h"
#include "lib/status.h"

#ifdef __cplusplus
extern "C" {
#define IO_ASSERT(cond, text) static_assert(cond, text)
#else
#define IO_ASSERT(cond, text) _Static_assert(cond, text)
#endif

struct io_region;
struct pci_presence;

/*
 * A backend. It is called with an offset that is in range and aligned and a width that the region
 * has, and returns the bytes in the low end of *ret; what is above them, and all of it on failure,
 * does not matter. write is NULL where nothing can be written, which is PCI_EREADONLY.
 */
struct io_ops {
	enum pci_status (*read)(const struct io_region *io, size_t off, unsigned width,
	                        uint64_t *ret);
	enum pci_status (*write)(const struct io_region *io, size_t off, unsigned width,
	                         uint64_t val);
};

/* Widths of access that a region has, as a mask of bytes. */
enum { IO_8 = 1, IO_16 = 2, IO_32 = 4, IO_64 = 8, IO_CONFIG = 7, IO_MMIO = 15 };

/*
 * A small value, passed by pointer and never owned: copy it freely. Offsets and sizes are bytes.
 * Backends find their own byte as base + off, so that a sub-region needs nothing of its own.
 */
struct io_region {
	volatile uint8_t *map;         /* where byte 0 is mapped, or NULL: use ops */
	const struct io_ops *ops;      /* unused where map is set */
	void *ctx;                     /* of ops */
	size_t base;                   /* of byte 0, in ctx's own space */
	size_t size;                   /* bytes reachable from here */
	struct pci_presence *presence; /* tells all ones from gone (lib/presence.h), or NULL */
	uint8_t widths;                /* IO_8 | IO_16 | ... */
	uint8_t dwords;                /* IO_DWORD_READS | IO_DWORD_WRITES */
	bool recorded;                 /* what a device once answered: none is lost any more */
};

/*
 * A bus that carries only 32-bit reads, or writes, of configuration space: narrower ones are made
 * of the whole dword. Such a write puts back the rest of the dword as it was read, and may so clear
 * write-1-to-clear bits beside the register; there is no other way there.
 */
enum { IO_DWORD_READS = 1, IO_DWORD_WRITES = 2 };

/*
 * Fallible access, for any offset known at run time. Refused before the device is touched:
 * PCI_EWIDTH, PCI_ERANGE, PCI_EALIGN (of the address, not only the offset), PCI_EREADONLY.
 * PCI_EGONE and PCI_ERETRY come from the region's presence, which is asked only when a read
 * returns all ones; a loss once seen refuses every later access until pci_presence_recheck().
 * A read that fails stores all ones. Cost: one access, plus one read of the Vendor ID on all ones.
 */
PCI_MUST_CHECK enum pci_status io_try_read(const struct io_region *io, size_t off, unsigned width,
                                           uint64_t *ret);
PCI_MUST_CHECK enum pci_status io_try_write(const struct io_region *io, size_t off, unsigned width,
                                            uint64_t val);
PCI_MUST_CHECK enum pci_status io_try_read8(const struct io_region *io, size_t off, uint8_t *ret);
PCI_MUST_CHECK enum pci_status io_try_read16(const struct io_region *io, size_t off, uint16_t *ret);
PCI_MUST_CHECK enum pci_status io_try_read32(const struct io_region *io, size_t off, uint32_t *ret);
PCI_MUST_CHECK enum pci_status io_try_read64(const struct io_region *io, size_t off, uint64_t *ret);

/*
 * Two reads of 32 bits, low half first: a register of 64 bits where there is no such access. All
 * ones where one of them failed.
 */
PCI_MUST_CHECK enum pci_status io_try_pair(const struct io_region *io, size_t off, uint64_t *ret);

PCI_MUST_CHECK enum pci_status io_try_write8(const struct io_region *io, size_t off, uint8_t val);
PCI_MUST_CHECK enum pci_status io_try_write16(const struct io_region *io, size_t off, uint16_t val);
PCI_MUST_CHECK enum pci_status io_try_write32(const struct io_region *io, size_t off, uint32_t val);
PCI_MUST_CHECK enum pci_status io_try_write64(const struct io_region *io, size_t off, uint64_t val);

/* Make *ret the size bytes of parent from off on; PCI_ERANGE when they are not all inside. */
PCI_MUST_CHECK enum pci_status io_sub(const struct io_region *parent, size_t off, size_t size,
                                      struct io_region *ret);

/* How far byte 0 is from a multiple of 8, for a wrapper, which keeps the alignment of what it
 * wraps. */
static inline size_t io_skew(const struct io_region *io)
{
	return (io->map ? (uintptr_t)io->map : io->base) & 7;
}

/*
 * Typed regions. L is a union that lib/reg_block.h made of a .def file. The other members are
 * never used: they tell the compiler the layout, and whether the region is surely mapped. In a
 * hosted build nothing is surely mapped, so that a driver's source also runs over images.
 */
#define IO_REGION(L)                                                                               \
	union {                                                                                    \
		struct io_region io;                                                               \
		L *layout;                                                                         \
		char (*is_mapped)[1];                                                              \
	}
#if __STDC_HOSTED__
#define MMIO_REGION(L) IO_REGION(L)
#else
#define MMIO_REGION(L)                                                                             \
	union {                                                                                    \
		struct io_region io;                                                               \
		L *layout;                                                                         \
		char (*is_mapped)[2];                                                              \
	}
#endif

/*
 * io_typed(src, dst): make the typed region *dst of the first bytes of the plain region *src,
 * after comparing size, widths and alignment with dst's layout once: PCI_ERANGE, PCI_EWIDTH,
 * PCI_EALIGN, and PCI_EUNMAPPED where dst must be mapped and src is not.
 */
#define io_typed(src, dst)                                                                         \
	io_make_typed(src, sizeof((dst)->layout->bytes__), io_widths(dst), io_is_mapped(dst),      \
	              &(dst)->io)
PCI_MUST_CHECK enum pci_status io_make_typed(const struct io_region *src, size_t size,
                                             uint8_t widths, bool mapped, struct io_region *ret);

/*
 * A relative block, which the table of r's layout has placed at N (PLACE, PLACES of
 * lib/regs/README), as a typed region of its own: for code that serves each of several. r and dst
 * are pointers to typed regions; N may lie deeper, such as ENGINE[1].CHANNEL.
 *
 *   io_block(r, N, dst)      make *dst the block N, or of an array N[constant]. Cannot fail.
 *   io_entry(r, N, i, dst)   make *dst entry i of the array N; PCI_ERANGE where it has none
 *
 * r, i and dst are evaluated once. Where only the name varies, a nested one will do for all access
 * below: io_read(r, N.REG), io_update(r, N[2].REG, FIELD, v).
 */
#define io_block(r, N, dst)                                                                        \
	(__extension__({                                                                           \
		IO_CHECK_BLOCK(r, N, dst);                                                         \
		io_make_block(&(r)->io, io_at(r, N), sizeof((dst)->layout->bytes__), &(dst)->io);  \
	}))
#define io_entry(r, N, i, dst)                                                                     \
	(__extension__({                                                                           \
		IO_CHECK_BLOCK(r, N[0], dst);                                                      \
		io_make_entry(&(r)->io, io_at(r, N),                                               \
		              sizeof((r)->layout->N) / sizeof((r)->layout->N[0]),                  \
		              sizeof((r)->layout->N[0]), (size_t)(i),                              \
		              sizeof((dst)->layout->bytes__), &(dst)->io);                         \
	}))
void io_make_block(const struct io_region *parent, size_t off, size_t size, struct io_region *ret);
PCI_MUST_CHECK static inline enum pci_status io_make_entry(const struct io_region *parent,
                                                           size_t off, size_t count, size_t stride,
                                                           size_t index, size_t size,
                                                           struct io_region *ret)
{
	if (index >= count)
		return PCI_ERANGE;
	io_make_block(parent, off + index * stride, size, ret);
	return PCI_OK;
}

/*
 * Infallible access to a typed region: the compiler has proved the address, or the build fails.
 * A device that is gone reads all ones, as on the bus; code that cares uses io_try_reg().
 *
 *   io_read(r, REG)              value of a register
 *   io_field(r, REG, FIELD)      one field of it, shifted down
 *   io_write(r, REG, v)          the whole register
 *   io_update(r, REG, FIELD, v)  read, replace the field, write; neighbouring write-1-to-clear
 *                                bits are written as 0. Not atomic.
 *   io_clear(r, REG, FIELD)      clear one write-1-to-clear field and no other
 *   io_read8/16/32/64(r, off)    by constant offset; io_write8/16/32/64(r, off, v)
 *   io_read_relaxed(r, REG), io_write_relaxed(r, REG, v)
 *                                without order: for many registers of one device in a row. See
 *                                mmio_fence_in() and mmio_fence_out() of lib/arch/mmio.h
 *   io_try_reg(r, REG, &v)       fallible, by name: value and status
 *
 * r (a pointer to a typed region) and v are evaluated once.
 */
#define io_read(r, R)                                                                              \
	(__extension__({                                                                           \
		IO_CHECK_INSIDE(r, R);                                                             \
		(io_reg_t(r, R)) io_load(r, io_at(r, R), sizeof(io_reg_t(r, R)), mmio_read);       \
	}))
#define io_read_relaxed(r, R)                                                                      \
	(__extension__({                                                                           \
		IO_CHECK_INSIDE(r, R);                                                             \
		(io_reg_t(r, R))                                                                   \
			io_load(r, io_at(r, R), sizeof(io_reg_t(r, R)), mmio_read_relaxed);        \
	}))
#define io_field(r, R, F)                                                                          \
	((io_reg_t(r, R))(((uint64_t)io_read(r, R) & io_mask(r, R, F)) >> io_lo(r, R, F)))
#define io_write(r, R, v)         IO_WRITE_REG(r, R, v, io_store_as)
#define io_write_relaxed(r, R, v) IO_WRITE_REG(r, R, v, io_store_relaxed)
#define io_update(r, R, F, v)                                                                      \
	(__extension__({                                                                           \
		IO_CHECK_INSIDE(r, R);                                                             \
		IO_CHECK_WRITABLE(r, R);                                                           \
		IO_ASSERT((io_mask(r, R, F) & io_w1c(r, R)) == 0,                                  \
		          #R "." #F " is write-1-to-clear: use io_clear");                         \
		IO_ASSERT(IO_CONST_FITS(v, io_mask(r, R, F) >> io_lo(r, R, F)),                    \
		          "value does not fit field " #R "." #F);                                  \
		io_modify(&(r)->io, io_is_mapped(r), io_at(r, R), sizeof(io_reg_t(r, R)),          \
		          ~(io_w1c(r, R) | io_mask(r, R, F)),                                      \
		          (uint64_t)(v) << io_lo(r, R, F) & io_mask(r, R, F));                     \
	}))
#define io_clear(r, R, F)                                                                          \
	(__extension__({                                                                           \
		IO_CHECK_INSIDE(r, R);                                                             \
		IO_ASSERT((io_mask(r, R, F) & ~io_w1c(r, R)) == 0,                                 \
		          #R "." #F " is not write-1-to-clear: use io_update");                    \
		io_modify(&(r)->io, io_is_mapped(r), io_at(r, R), sizeof(io_reg_t(r, R)),          \
		          ~io_w1c(r, R), io_mask(r, R, F));                                        \
	}))
#define io_try_reg(r, R, ret)                                                                      \
	(__extension__({                                                                           \
		IO_CHECK_INSIDE(r, R);                                                             \
		IO_ASSERT(sizeof(*(ret)) == sizeof(io_reg_t(r, R)),                                \
		          "the value's type has not the width of " #R);                            \
		io_try_read_into(&(r)->io, io_at(r, R), sizeof(io_reg_t(r, R)), ret);              \
	}))

#define io_read8(r, off)      IO_READ_AT(r, off, uint8_t)
#define io_read16(r, off)     IO_READ_AT(r, off, uint16_t)
#define io_read32(r, off)     IO_READ_AT(r, off, uint32_t)
#define io_read64(r, off)     IO_READ_AT(r, off, uint64_t)
#define io_write8(r, off, v)  IO_WRITE_AT(r, off, uint8_t, v)
#define io_write16(r, off, v) IO_WRITE_AT(r, off, uint16_t, v)
#define io_write32(r, off, v) IO_WRITE_AT(r, off, uint32_t, v)
#define io_write64(r, off, v) IO_WRITE_AT(r, off, uint64_t, v)

/*
 * The same by the name of a register where there is no typed region: T is the structure of one
 * register, such as pci_EXP_FLAGS, B its block, such as pci_EXP.
 *
 *   reg_field(T, FIELD, v)       one field of a value already read
 *   reg_at(B, REG)               its offset in the block
 *   reg_id(B)                    the ID of the capability
 *   reg_try_read(io, B, REG, &v) fallible read from a plain region that starts at the block
 */
#define reg_at(B, R)   (__builtin_offsetof(union B, R) + IO_INDEXED(union B, R.v__))
#define reg_id(B)      ((uint16_t)(sizeof(*((union B *)0)->id__) - 1))
#define reg_mask(T, F) IO_FIELD_MASK(((struct T *)0)->F)
#define reg_t(T)       __typeof__(((struct T *)0)->v__)
#define reg_field(T, F, v)                                                                         \
	((reg_t(T))(((uint64_t)(v)&reg_mask(T, F)) >> IO_FIELD_LO(((struct T *)0)->F)))
#define reg_try_read(io, B, R, ret)                                                                \
	(__extension__({                                                                           \
		IO_ASSERT(sizeof(*(ret)) == sizeof(((union B *)0)->R.v__),                         \
		          "the value's type has not the width of " #R);                            \
		io_try_read_into(io, reg_at(B, R), sizeof(*(ret)), ret);                           \
	}))

/* What a layout says of a register and a field; see lib/reg_block.h for the encoding. */
#define io_reg_t(r, R)   __typeof__((r)->layout->R.v__)
#define io_at(r, R)      __builtin_offsetof(__typeof__(*(r)->layout), R)
#define io_lo(r, R, F)   IO_FIELD_LO((r)->layout->R.F)
#define io_mask(r, R, F) IO_FIELD_MASK((r)->layout->R.F)
#define io_w1c(r, R)                                                                               \
	((uint64_t)(sizeof(*(r)->layout->R.w1c_lo__) - 1) |                                        \
	 (uint64_t)(sizeof(*(r)->layout->R.w1c_hi__) - 1) << 16)
#define io_is_writable(r, R) (sizeof(*(r)->layout->R.writable__) > 1)
#define io_widths(r)         ((uint8_t)(sizeof(*(r)->layout->widths__) - 1))
#define io_is_mapped(r)      (sizeof(*(r)->is_mapped) == 2)

#define IO_FIELD_LO(f)   (sizeof(**(f)) - 1)
#define IO_FIELD_HI(f)   (sizeof(*(f)) / sizeof(**(f)) - 1)
#define IO_FIELD_MASK(f) (UINT64_MAX >> (63 - IO_FIELD_HI(f) + IO_FIELD_LO(f)) << IO_FIELD_LO(f))

/*
 * 0, and an error where an index in the name M of a member of T is beyond its array: offsetof()
 * takes any, but an initializer does not. C++ has none of that kind; there an index is only proved
 * to stay inside the region.
 */
#ifdef __cplusplus
#define IO_INDEXED(T, M)   0
#define IO_SAME_TYPE(a, b) (sizeof((__typeof__(a) *)0 == (__typeof__(b) *)0) != 0)
#else
#define IO_INDEXED(T, M)   (0 * sizeof((T){.M = 0}))
#define IO_SAME_TYPE(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#endif

#define IO_CHECK_INSIDE(r, R)                                                                      \
	IO_ASSERT(io_at(r, R) + sizeof(io_reg_t(r, R)) <=                                          \
	                  sizeof((r)->layout->bytes__) +                                           \
	                          IO_INDEXED(__typeof__(*(r)->layout), R.v__),                     \
	          #R " lies outside this region");                                                 \
	IO_ASSERT(sizeof(io_reg_t(r, R)) & io_widths(r),                                           \
	          #R " is wider than an access here: io_try_pair reads its halves")
#define IO_CHECK_BLOCK(r, N, dst)                                                                  \
	IO_ASSERT(IO_SAME_TYPE((r)->layout->N, *(dst)->layout),                                    \
	          #dst " is of another block than " #N);                                           \
	IO_ASSERT(io_is_mapped(r) >= io_is_mapped(dst),                                            \
	          #dst " must be mapped, " #r " may not be");                                      \
	IO_ASSERT(io_at(r, N) + sizeof((dst)->layout->bytes__) <=                                  \
	                  sizeof((r)->layout->bytes__) +                                           \
	                          IO_INDEXED(__typeof__(*(r)->layout), N.bytes__[0]),              \
	          #N " lies outside this region")
#define IO_CHECK_WRITABLE(r, R) IO_ASSERT(io_is_writable(r, R), #R " is read-only")
#define IO_CHECK_AT(r, off, T)                                                                     \
	IO_ASSERT(sizeof(T) & io_widths(r), "this region has no access of that width");            \
	IO_ASSERT((off) % sizeof(T) == 0, "misaligned offset");                                    \
	IO_ASSERT(sizeof(T) <= sizeof((r)->layout->bytes__) &&                                     \
	                  (uint64_t)(off) <= sizeof((r)->layout->bytes__) - sizeof(T),             \
	          "offset lies outside this region")
#define IO_WRITE_REG(r, R, v, store)                                                               \
	(__extension__({                                                                           \
		IO_CHECK_INSIDE(r, R);                                                             \
		IO_CHECK_WRITABLE(r, R);                                                           \
		IO_ASSERT(IO_CONST_FITS(v, (io_reg_t(r, R))UINT64_MAX),                            \
		          "value does not fit register " #R);                                      \
		store(&(r)->io, io_is_mapped(r), io_at(r, R), sizeof(io_reg_t(r, R)),              \
		      (uint64_t)(v));                                                              \
	}))
#define IO_READ_AT(r, off, T)                                                                      \
	(__extension__({                                                                           \
		IO_CHECK_AT(r, off, T);                                                            \
		(T) io_load(r, (size_t)(off), sizeof(T), mmio_read);                               \
	}))
#define IO_WRITE_AT(r, off, T, v)                                                                  \
	(__extension__({                                                                           \
		IO_CHECK_AT(r, off, T);                                                            \
		IO_ASSERT(IO_CONST_FITS(v, (T)UINT64_MAX), "value does not fit the width");        \
		io_store_as(&(r)->io, io_is_mapped(r), (size_t)(off), sizeof(T), (uint64_t)(v));   \
	}))

/*
 * Whether v, if it is an integer constant expression, has no bit beyond the mask max. Not
 * __builtin_constant_p: clang 14 then refuses `const unsigned k = 3`. C++ has no such test for an
 * operand that may be variable; there the value is cut to the field at run time.
 */
#ifdef __cplusplus
#define IO_CONST_FITS(v, max) true
#else
#define IO_IS_CONST(v) (sizeof(int) == sizeof(*(8 ? (void *)((intptr_t)(v)*0) : (int *)8)))
#define IO_CONST_FITS(v, max)                                                                      \
	__builtin_choose_expr(IO_IS_CONST(v), ((uint64_t)(v) & ~(uint64_t)(max)) == 0, 1)
#endif

/* One load or store: an instruction where the type says mapped, else a call. */
#define io_load(r, off, width, read)                                                               \
	(io_is_mapped(r) ? read((r)->io.map + (off), width) : io_read_any(&(r)->io, off, width))

/* What io_try_read() refuses; and access without that, with a status: for what is made of many. */
PCI_MUST_CHECK enum pci_status io_check(const struct io_region *io, size_t off, unsigned width);
PCI_MUST_CHECK enum pci_status io_load_any(const struct io_region *io, size_t off, unsigned width,
                                           uint64_t *ret);
enum pci_status io_store_any(const struct io_region *io, size_t off, unsigned width, uint64_t val);

/* Access without checks, all ones on failure; for the macros above. */
uint64_t io_read_any(const struct io_region *io, size_t off, unsigned width);
void io_write_any(const struct io_region *io, size_t off, unsigned width, uint64_t val);

static inline __attribute__((always_inline)) void
io_store_as(const struct io_region *io, bool mapped, size_t off, unsigned width, uint64_t val)
{
	if (mapped)
		mmio_write(io->map + off, width, val);
	else
		io_write_any(io, off, width, val);
}

static inline __attribute__((always_inline)) void
io_store_relaxed(const struct io_region *io, bool mapped, size_t off, unsigned width, uint64_t val)
{
	if (mapped)
		mmio_write_relaxed(io->map + off, width, val);
	else
		io_write_any(io, off, width, val);
}

static inline __attribute__((always_inline)) void io_modify(const struct io_region *io, bool mapped,
                                                            size_t off, unsigned width,
                                                            uint64_t keep, uint64_t set)
{
	uint64_t v = mapped ? mmio_read(io->map + off, width) : io_read_any(io, off, width);

	io_store_as(io, mapped, off, width, (v & keep) | set);
}

/* io_try_read() into a value of exactly width bytes. */
PCI_MUST_CHECK enum pci_status io_try_read_into(const struct io_region *io, size_t off,
                                                unsigned width, void *ret);

#ifdef __cplusplus
}
#endif
#endif
