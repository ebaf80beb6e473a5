# pcikit.mk - build programs for firmware with an installed pcikit. A Makefile of two lines does:
#
#   include $(shell pkg-config --variable=mk pcikit)
#   hello.efi: hello.o more.o
#
# ARCH=aarch64 builds for that architecture. CC, CXX, CFLAGS, CXXFLAGS and V=1 are as usual.
# `hello.efi: EFI_KIND = driver` makes a driver of one program.
# SPDX-License-Identifier: BSD-2-Clause
PCIKIT   := $(dir $(lastword $(MAKEFILE_LIST)))
include $(PCIKIT)firmware.mk
ARCH     ?= x86_64
EFI_KIND ?= app
ifeq ($(wildcard $(PCIKIT)$(ARCH)/libpcikit.a),)
$(error pcikit is installed for $(notdir $(wildcard $(PCIKIT)*64*)), not for ARCH=$(ARCH))
endif

PCIKIT_CC  = $(EFI_CC) -I$(PCIKIT)../../include/pcikit -I. $(CFLAGS)
PCIKIT_CXX = $(EFI_CXX) -I$(PCIKIT)../../include/pcikit -I. $(CXXFLAGS)

# What was made by other commands, such as those of another ARCH, is made again.
PCIKIT_COMMANDS := $(call PCIKIT_CC,$(ARCH)) $(call PCIKIT_CXX,$(ARCH))
ifneq ($(PCIKIT_COMMANDS),$(file <.pcikit))
.PHONY: .pcikit
endif
.pcikit:
	@echo '$(subst ','\'',$(PCIKIT_COMMANDS))' >$@

%.o: %.c .pcikit
	@echo "  CC      $<"
	$Q$(call PCIKIT_CC,$(ARCH)) -c $< -o $@
%.o: %.cc .pcikit
	@echo "  CXX     $<"
	$Q$(call PCIKIT_CXX,$(ARCH)) -c $< -o $@
%.o: %.cpp .pcikit
	@echo "  CXX     $<"
	$Q$(call PCIKIT_CXX,$(ARCH)) -c $< -o $@
%.efi: .pcikit $(PCIKIT)$(ARCH)/libpcikit.a
	$(call EFI_LINK,$(ARCH),$(EFI_KIND),$(PCIKIT)$(ARCH)/pcikit-$(EFI_KIND).o)

# The first target of the Makefile that includes this is what is made, not the first one of these.
PCIKIT_GOAL := $(.DEFAULT_GOAL)
-include $(wildcard *.d */*.d)
.DEFAULT_GOAL := $(PCIKIT_GOAL)
