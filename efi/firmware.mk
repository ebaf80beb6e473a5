# firmware.mk - how a program for firmware is compiled and linked: by the Makefile of pcikit, and
# by those of others through pcikit.mk. Included, it knows its own folder.
# SPDX-License-Identifier: BSD-2-Clause
Q       := $(if $(V),,@)
EFI_DIR := $(dir $(lastword $(MAKEFILE_LIST)))

# Of gnu-efi, for what includes efi/efi.h; the rest needs no header but the compiler's own.
EFIINC_x86_64  ?= /usr/include/efi
EFIINC_aarch64 ?= /usr/include/efi
TOOLS_aarch64  ?= aarch64-linux-gnu-
CC_x86_64       = $(CC)
CXX_x86_64      = $(CXX)
CC_aarch64      = $(call EFI_CROSS,$(CC),gcc)
CXX_aarch64     = $(call EFI_CROSS,$(CXX),g++)
EFI_CROSS       = $(if $(findstring clang,$1),$1 --target=aarch64-linux-gnu,$(TOOLS_aarch64)$2)

# -mstrict-align: ACPI tables may lie in Device memory. C++ has no runtime library here, and nobody
# calls constructors of global objects: the link script has no place for .init_array.
ABI_x86_64     := -mno-red-zone -fcf-protection=none -DGNU_EFI_USE_MS_ABI
ABI_aarch64    := -mstrict-align -mcmodel=tiny -fomit-frame-pointer
EFI_STD_C      := -std=gnu11
EFI_STD_CXX    := -std=gnu++17 -fno-exceptions -fno-rtti -fno-threadsafe-statics
EFI_FLAGS       = $(ABI_$1) -MMD -MP -Os -g -ffreestanding -fpic -fshort-wchar \
		  -mgeneral-regs-only -fno-stack-protector -fno-asynchronous-unwind-tables \
		  -fvisibility=hidden -ffunction-sections -fdata-sections \
		  -isystem $(EFIINC_$1) -isystem $(EFIINC_$1)/$1
# gcc optimises once more when it links, which takes 7 KB out of gpus.efi. An object holds its code
# as well, for what is linked without: by clang, or with other flags. What gcc's -Os still does for
# speed, by values that it keeps in registers around loops and calls, is 2 KB.
EFI_LTO         = $(if $(findstring clang,$1),,-flto -ffat-lto-objects -flto-partition=one \
		  -fno-move-loop-invariants -fno-shrink-wrap -fno-expensive-optimizations)
# $(call EFI_CC,<arch>) compiles C, $(call EFI_CXX,<arch>) C++.
EFI_CC          = $(CC_$1) $(EFI_STD_C) $(EFI_FLAGS) $(call EFI_LTO,$(CC))
EFI_CXX         = $(CXX_$1) $(EFI_STD_CXX) $(EFI_FLAGS) $(call EFI_LTO,$(CXX))

# $(call EFI_LINK,<arch>,<kind>,<object>) makes $@ of the objects and archives that it depends on and
# that object, and beside it the .so with the symbols. Kind: app, or driver, which stays loaded.
EFI_LD         := -Bsymbolic -z defs -z text -z norelro -z noexecstack \
		  -z max-page-size=4096 --gc-sections --orphan-handling=error --build-id=none \
		  -T $(EFI_DIR)link.lds
EFI_LD_C        = $(if $(findstring clang,$(CC)),$(TOOLS_$1)ld $(EFI_LD), \
		  $(filter-out -MMD -MP,$(EFI_CC)) $(addprefix -Xlinker ,$(EFI_LD))) -nostdlib -shared
EFI_SECTIONS   := $(patsubst %,-j %,.text .rodata .data .rela .sbat .reloc)
EFI_FORMAT_app    := efi-app
EFI_FORMAT_driver := efi-bsdrv
define EFI_LINK
@echo "  EFI     $@"
$Q$(EFI_LD_C) $3 $(filter %.o,$^) $(filter %.a,$^) -o $(@:.efi=.so)
$Q$(EFI_DIR)check-relocations $(@:.efi=.so) || { rm $(@:.efi=.so); exit 1; }
$Q$(TOOLS_$1)objcopy -S -O $(EFI_FORMAT_$2)-$1 $(EFI_SECTIONS) $(@:.efi=.so) $@
$Q$(EFI_DIR)finish-image $@ || { rm $@; exit 1; }
endef
