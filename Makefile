# Makefile - the only one. `make help` lists the targets.
# SPDX-License-Identifier: BSD-2-Clause
B      := build
CC     := gcc
PYTHON := /usr/bin/python3
ARCHS  := x86_64 aarch64
WERROR := -Werror

APPS    := $(notdir $(wildcard apps/*))
DRIVERS := edu
# For tests alone: these are not installed.
TESTAPPS := faulty replay scarce selftest taketest
HOSTAPPS := $(filter gpus lspci mmio,$(APPS))
TOOLS   := $(patsubst lib/test/tool/%.c,%,$(wildcard lib/test/tool/*.c))
TESTS   := $(patsubst lib/test/%.c,%,$(wildcard lib/test/test_*.c))
FUZZ    := $(filter-out fuzz machine options,$(patsubst lib/test/fuzz/%.c,%,$(wildcard lib/test/fuzz/*.c))) \
	   $(HOSTAPPS:%=options-%) machine-gpus machine-lspci
LIB     := $(wildcard lib/*.c lib/arch/*/*.c)
HOSTLIB := $(LIB) $(filter-out lib/test/test_%,$(wildcard lib/test/*.c))
# A program for firmware is linked with all of lib and efi, and with one kind of entry: efi/app.c of
# applications or efi/driver.c of drivers, with entry.S and sbat.c.
KINDS   := $(patsubst efi/%.c,%,$(wildcard efi/app.c efi/driver.c))
EFI      = $(wildcard lib/*.c lib/arch/$1/*.c efi/$1/*.c) \
	   $(filter-out $(KINDS:%=efi/%.c) efi/sbat.c,$(wildcard efi/*.c))
HEADERS := $(wildcard lib/*.h lib/arch/*.h lib/arch/*/*.h)
OTHERS  := $(wildcard efi/*.h apps/*/*.h)
TABLES  := $(wildcard lib/regs/*.def lib/regs/*/*.def)
SOURCES := $(shell find lib efi apps ovmf-tests -name '*.[ch]')

VERSION := 0.1$(patsubst %,+%,$(shell git describe --always --dirty 2>/dev/null))
WARN    := -Wall -Wextra -Wconversion -Wshadow -Wundef -Wvla -Wwrite-strings -Wcast-align \
	   -Wstrict-prototypes -Wmissing-prototypes -Wno-missing-field-initializers $(WERROR)
# Of lib's functions, in bytes: firmware promises 128 KiB of stack, and bare metal may have less.
FRAME   := -Wframe-larger-than=4096
CFLAGS  := -std=gnu11 -I. -MMD -MP $(WARN)
HOST    := $(CFLAGS) -O2 -g
ASAN    := $(CFLAGS) -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
COVERAGE := $(filter-out -W%,$(CFLAGS)) -O0 -g --coverage
FUZZER  := $(CFLAGS) -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_SECONDS := 60
JOBS    := $(shell nproc)

# Debian's package of an architecture has only that one's headers: see .ci/efi-headers.
EFIINC_aarch64 := .cache/efi-arm64/efi
include efi/firmware.mk

# The sanitizers keep their report although cmocka catches signals; the verdict is the exit status.
export ASAN_OPTIONS := handle_segv=2:handle_abort=2:handle_sigbus=2:handle_sigill=2:handle_sigfpe=2

objects = $(patsubst %,$B/$1/obj/%.o,$(basename $2))

all: $(foreach a,$(ARCHS),$(APPS:%=$B/$a/%.efi)) $(HOSTAPPS:%=$B/host/%) \
     $(foreach t,$(HOSTAPPS) $(TOOLS) $(TESTS),$B/asan/$t)

# Applications: build/<arch>/<app>.efi is what firmware runs, .so has the symbols. Those of DRIVERS
# are drivers: firmware keeps what their entry leaves behind, and the shell's load takes no others.
define arch
$(foreach k,$(KINDS),$(eval $B/$1/pcikit-$k.o: $(call objects,$1,efi/$1/entry.S efi/$k.c efi/sbat.c)))
$(foreach a,$(APPS),$(eval $B/$1/$a.efi: $(call objects,$1,$(wildcard apps/$a/*.c))))
$B/$1/libpcikit.a: $(call objects,$1,$(call EFI,$1))
	@echo "  AR      $$@"
	@rm -f $$@
	$Q$(TOOLS_$1)ar rcs $$@ $$^
$B/$1/pcikit-%.o:
	@echo "  LD      $$@"
	$Q$(TOOLS_$1)ld -r $$^ -o $$@
$(patsubst %,$B/$1/%.efi,$(filter-out $(DRIVERS),$(APPS))): $B/$1/pcikit-app.o $B/$1/libpcikit.a efi/link.lds
	$$(call EFI_LINK,$1,app)
$(DRIVERS:%=$B/$1/%.efi): $B/$1/pcikit-driver.o $B/$1/libpcikit.a efi/link.lds
	$$(call EFI_LINK,$1,driver)
$B/$1/obj/%.o: %.c efi/firmware.mk | $B/version $(EFIINC_$1)/efi.h
	@echo "  CC      $$< ($1)"
	@mkdir -p $$(@D)
	$Q$(EFI_CC) -I. $(WARN) $$(if $$(filter lib/%,$$<),$(FRAME)) $$(OWN) -c $$< -o $$@
$B/$1/obj/%.o: %.S
	@echo "  AS      $$< ($1)"
	@mkdir -p $$(@D)
	$Q$(CC_$1) -I. -MMD -MP -c $$< -o $$@
endef
$(foreach a,$(ARCHS),$(eval $(call arch,$a)))
.cache/efi-%/efi/efi.h:
	$Q.ci/efi-headers $* .cache/efi-$*

# What every program is linked with, or calls without a word of it in its source.
$(foreach a,$(ARCHS),$(patsubst %,$B/$a/obj/efi/%.o,mem $(KINDS))): OWN = -fno-lto

# The same programs by clang for Windows' ABI, where long has 32 bits, and by lld-link: PE from the
# compiler on, so that firmware calls C at once and relocates by .reloc. For tests, which boot them.
# With MS extensions gnu-efi's headers define __attribute__ away, and packed with it. Enumerations
# are int there, which is all that -Wsign-conversion would say.
WINDOWS_FLAGS = $(filter-out -fpic -mcmodel=tiny,$(call EFI_FLAGS,$1)) \
		$(WARN) -Wno-sign-conversion -fno-ms-extensions -mno-stack-arg-probe
define windows
$(foreach k,$(KINDS),$(eval WINDOWS_$k := $(call objects,windows/$1,$(call EFI,$1) efi/$k.c efi/sbat.c)))
$(foreach a,$(APPS),$(eval $B/windows/$1/$a.efi: $(call objects,windows/$1,$(wildcard apps/$a/*.c))))
$(patsubst %,$B/windows/$1/%.efi,$(filter-out $(DRIVERS),$(APPS))): $(WINDOWS_app)
	$$(call WINDOWS_LINK,efi_application)
$(DRIVERS:%=$B/windows/$1/%.efi): $(WINDOWS_driver)
	$$(call WINDOWS_LINK,efi_boot_service_driver)
$B/windows/$1/obj/%.o: %.c efi/firmware.mk | $B/version $(EFIINC_$1)/efi.h
	@echo "  CC      $$< ($1, windows)"
	@mkdir -p $$(@D)
	$Qclang --target=$1-unknown-windows $(EFI_STD_C) $(call WINDOWS_FLAGS,$1) -I. $$(OWN) \
		-c $$< -o $$@
endef
define WINDOWS_LINK
@echo "  LLDLINK $@"
$Qlld-link -subsystem:$1 -entry:efi_entry -nodefaultlib -opt:ref -Brepro -out:$@ $(filter %.o,$^)
endef
$(foreach a,$(ARCHS),$(eval $(call windows,$a)))
windows: $(foreach a,$(ARCHS),$(APPS:%=$B/windows/$a/%.efi))
llp64: $(call objects,windows/x86_64,$(wildcard lib/*.c lib/arch/x86_64/*.c))

# Host programs: host for people and measurements, asan for tests. A test whose name begins with an
# application's has the application's own sources, but for main.c, which is firmware's.
define host
$B/$1/obj/%.o: %.c | $B/version
	@echo "  HOSTCC  $$< ($1)"
	@mkdir -p $$(@D)
	$Q$(CC) $2 $$(OWN) -c $$< -o $$@
$(foreach t,$(TESTS),$(eval $B/$1/$t: $(call objects,$1,lib/test/$t.c $(HOSTLIB) \
	$(filter-out %/main.c,$(wildcard apps/$(firstword $(subst _, ,$(t:test_%=%)))/*.c)))))
$(foreach a,$(HOSTAPPS),$(eval $B/$1/$a: $(call objects,$1,lib/test/platform/posix.c $(LIB) \
	$(wildcard apps/$a/*.c))))
$(foreach t,$(TOOLS),$(eval $B/$1/$t: $(call objects,$1,lib/test/tool/$t.c \
	lib/test/platform/posix.c $(LIB))))
$(foreach a,$(TESTS) $(TOOLS) $(HOSTAPPS),$B/$1/$a):
	@echo "  HOSTLD  $$@"
	$Q$(CC) $2 $$^ -lcmocka -o $$@
$B/$1/libpcikit.a: $(call objects,$1,$(LIB))
	@echo "  AR      $$@"
	@rm -f $$@
	$Qar rcs $$@ $$^
endef
$(eval $(call host,host,$(HOST)))
$(eval $(call host,asan,$(ASAN)))
$(eval $(call host,coverage,$(COVERAGE)))

# Fuzz targets, lib/test/fuzz/<target>.c (of <target>-<application> with that), with clang whatever CC is: libFuzzer is clang's. What a
# run finds new goes to build/fuzz/corpus, an input that fails to build/fuzz/<target>-crash-*.
$B/fuzz/obj/%.o: %.c | $B/version
	@echo "  FUZZCC  $<"
	@mkdir -p $(@D)
	$Qclang $(FUZZER) $(OWN) -c $< -o $@
source = $(firstword $(subst -, ,$(notdir $1)))
$(foreach f,$(FUZZ),$(eval $B/fuzz/$f: $(call objects,fuzz,$(LIB) lib/test/fuzz/fuzz.c lib/test/cfg.c lib/test/host.c \
	lib/test/fuzz/$(call source,$f).c $(wildcard apps/$(lastword $(subst -, ,$f))/*.c))))
$(FUZZ:%=$B/fuzz/%):
	@echo "  FUZZLD  $@"
	$Qclang -fsanitize=fuzzer,address,undefined $^ -o $@
fuzz_run = $1 -timeout=10 -rss_limit_mb=1024 -verbosity=1 -artifact_prefix=$1- \
	   $(patsubst %,-dict=%,$(wildcard lib/test/fuzz/$(call source,$1).dict))
fuzz: $(FUZZ:%=fuzz-%)
$(FUZZ:%=fuzz-%): fuzz-%: $B/fuzz/%
	@echo "  FUZZ    $*, $(FUZZ_SECONDS) s"
	@mkdir -p $B/fuzz/corpus/$*
	$Q$(call fuzz_run,$<) -max_total_time=$(FUZZ_SECONDS) $B/fuzz/corpus/$* \
		lib/test/fuzz/corpus/$(call source,$*) >$<.log 2>&1 || { tail -n 40 $<.log; exit 1; }
	@sed -nE 's/^#([0-9]+)\s+DONE +cov: ([0-9]+) ft: ([0-9]+).*/  FUZZ    $*: \1 runs, coverage \2 edges, \3 features/p' $<.log
$(FUZZ:%=seeds-%): seeds-%: $B/fuzz/%
	@echo "  SEEDS   $*"
	$Q$(call fuzz_run,$<) -runs=0 lib/test/fuzz/corpus/$(call source,$*) >$<-seeds.log 2>&1 || \
		{ tail -n 40 $<-seeds.log; exit 1; }

# What compilers do not see. An object says that clang-tidy (.clang-tidy) found nothing in a file, nor
# did gcc -fanalyzer, which made it, in one of lib. clang's analyser gives a function up after a
# fifth of its usual number of nodes, which takes half of the time.
LINTED     := $(wildcard lib/*.c lib/arch/*/*.c efi/*.c efi/*/*.c apps/*/*.c)
LINT_ARCH  := x86_64
LINT_FLAGS  = $(EFI_STD_C) $(call EFI_FLAGS,$(LINT_ARCH)) -I.
LINT_NODES := $(addprefix -Xclang ,-analyzer-config max-nodes=40000)
# cppcheck takes all files at once, and macros of registers as functions that it does not know: what
# they expand to takes it minutes, and their types, ((union U *)0)->, are accesses to it. uninitvar:
# used only where the status says that it is set. The others: tables that a file expands itself.
CPPCHECK   := --quiet --std=c11 --platform=unix64 --enable=warning,performance,portability \
	      --error-exitcode=1 -I. -D__x86_64__ -DLIB_REGS_H -DLIB_IO_REGION_H \
	      --suppress=uninitvar:lib/io_region.c --suppress=uninitvar:lib/pci_size.c \
	      --suppress=nullPointer:lib/cf8.c --suppress='*:lib/regs/*'
lint: $(call objects,lint,$(LINTED)) $B/lint/cppcheck.ok
$B/lint/obj/%.o: %.c .clang-tidy | $B/version $(EFIINC_$(LINT_ARCH))/efi.h
	@echo "  LINT    $<"
	@mkdir -p $(@D)
	$Qclang-tidy --quiet $< -- $(filter-out -MMD -MP,$(LINT_FLAGS)) $(OWN) $(LINT_NODES) \
		>$(@:.o=.log) 2>&1 || { cat $(@:.o=.log); exit 1; }
	$Qgcc $(LINT_FLAGS) $(WARN) $(if $(filter lib/%,$<),-fanalyzer) $(OWN) -c $< -o $@
$B/lint/cppcheck.ok: $(LINTED) $(HEADERS) $(OTHERS) $(MAKEFILE_LIST)
	@echo "  LINT    cppcheck"
	@mkdir -p $(@D)
	$Qcppcheck $(CPPCHECK) $(LINTED)
	$Qtouch $@

# The version is in few objects of each build, made again when it changes.
FIRMWARE  := $(ARCHS) $(ARCHS:%=windows/%) lint
BUILDS    := $(FIRMWARE) host asan coverage fuzz
SBAT_O    := $(FIRMWARE:%=$B/%/obj/efi/sbat.o)
VERSION_O := $(patsubst %,$B/%/obj/lib/version.o,$(BUILDS)) $(SBAT_O)
$(VERSION_O): $B/version
$(VERSION_O): OWN = -DPCIKIT_VERSION='"$(VERSION)"'
$(SBAT_O): OWN += -fno-lto
$B/version: FORCE
	@mkdir -p $B
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' > $@

# The strings of the register tables: of lib/regs/all.def for lib/desc.c, of gpu.def for desc_gpu.c.
DESC_all := desc
DESC_gpu := desc_gpu
define desc
$(patsubst %,$B/%/obj/lib/$(DESC_$1).o,$(BUILDS)): $B/strings-$1.h
$(patsubst %,$B/%/obj/lib/$(DESC_$1).o,$(BUILDS)): OWN = -DPCIKIT_STRINGS='"$B/strings-$1.h"'
endef
$(foreach d,all gpu,$(eval $(call desc,$d)))
$B/strings-%.i: lib/regs/strings.in lib/reg_strings.h lib/reg_pass.h $(TABLES)
	@mkdir -p $B
	$Q$(CC) -std=gnu11 -I. -DREG_LIST='"lib/regs/$*.def"' -E -P -x c $< -o $@
$B/strings-%.h: lib/regs/pool $B/strings-%.i
	@echo "  STRINGS $@"
	$Q$(PYTHON) $^ $@

check: layers headers llp64 format compile-cases unit command-line $(FUZZ:%=seeds-%)
unit: $(TESTS:%=run-%)
$(TESTS:%=run-%): run-%: $B/asan/%
	@echo "  TEST    $*"
	$Qtimeout 120 $< > $B/asan/$*.log 2>&1 </dev/null || { cat $B/asan/$*.log; exit 1; }
command-line: $(patsubst %,$B/asan/%,$(HOSTAPPS) $(TOOLS) libpcikit.a obj/lib/test/host.o obj/lib/test/cfg.o)
	@echo "  TEST    lib/test/*.py"
	$Q$(PYTHON) -m pytest -q -p no:cacheprovider lib/test >$B/asan/cli.log 2>&1 || { cat $B/asan/cli.log; exit 1; }
layers:
	@echo "  LAYERS"
	$Q! grep -rnE '^ *# *include +["<]efi' lib --include=*.[ch] --include=*.def
	$Q! grep -rnE '^ *# *include +["<]apps' lib --include=*.[ch] --include=*.def --exclude-dir=test
	$Q! grep -rnE '^ *# *include +"(apps|lib/test)/' efi
	$Q! grep -rnE '^ *# *include +"lib/test/' $(LIB) $(wildcard lib/*.h) apps
	$Q! grep -rnE '^ *# *include +["<](lib|efi|apps)/' ovmf-tests --exclude-dir=outside
	$Q! grep -rnE '\<(assert|abort) *\(|<assert\.h>' lib efi apps --include=*.[ch] --exclude-dir=test
	$Qawk '{ gsub(/\/\*.*|^[ \t]*\* .*|"[^"]*"|long long/, "") } /(^|[^a-z_])long([^a-z_]|$$)/ { \
		print FILENAME ":" FNR ": long has 32 bits or 64"; e = 1 } END { exit e }' \
		$(filter-out lib/fmt.c,$(LIB)) $(HEADERS) $(TABLES)
# Each header alone: those of lib as C11 and C++17, the others as the firmware's C. reg_block.h is
# made to be included by another, and so are its like.
headers: $(patsubst %,$B/headers/%.ok,$(filter-out lib/reg_%.h,$(HEADERS))) $(OTHERS:%=$B/headers/%.efi-ok)
$B/headers/%.ok: % $(HEADERS) $(TABLES)
	@echo "  HEADER  $<"
	@mkdir -p $(@D)
	$Qfor cc in gcc clang; do echo '#include "$<"' | \
		$$cc -std=gnu11 -I. $(WARN) -Wpedantic -x c -fsyntax-only - || exit 1; done
	$Qfor cc in g++ clang++; do echo '#include "$<"' | \
		$$cc -std=gnu++17 -I. -Wall -Wextra -Wpedantic -Werror -x c++ -fsyntax-only - || exit 1; done
	$Qtouch $@
$B/headers/%.efi-ok: % $(HEADERS) $(OTHERS) $(TABLES)
	@echo "  HEADER  $<"
	@mkdir -p $(@D)
	$Qecho '#include "$<"' | $(filter-out -MMD -MP,$(call EFI_CC,$(firstword $(ARCHS)))) -I. $(WARN) -x c -fsyntax-only -
	$Qtouch $@
format:
	@echo "  FORMAT"
	$Qclang-format --dry-run --Werror $(SOURCES)
compile-cases:
	@echo "  COMPILE lib/test/compile"
	$Q$(PYTHON) lib/test/compile/run

# What the unit tests reach of lib/*.c, by gcc's count without optimisation: nothing is left out, and
# a branch is each way that a condition can go. The command line's tests (dumps, JSON) add to it
# what is not counted here. Files below the limits of all are named; lib.txt has the lines.
LEAST_LINES    := 95
LEAST_BRANCHES := 85
GCOVR           = gcovr --root . --filter 'lib/[^/]*\.c$$' --object-directory $B/coverage $B/coverage/obj/lib
coverage: $(TESTS:%=$B/coverage/%)
	@echo "  TEST    coverage"
	$Qfind $B/coverage -name '*.gcda' -delete
	$Qprintf '%s\n' $^ | xargs -P $(JOBS) -I @ sh -c \
		'timeout 120 @ >@.log 2>&1 </dev/null || { cat @.log; exit 255; }'
	$Q$(GCOVR) --csv $B/coverage/lib.csv
	$Qawk -F, 'NR > 1 && ($$2 && $$4 < $(LEAST_LINES) / 100 || $$5 && $$7 < $(LEAST_BRANCHES) / 100) { \
		printf "%-24s lines %3d %%, branches %3d %%\n", $$1, $$4 * 100, $$7 * 100 }' $B/coverage/lib.csv
	$Q$(GCOVR) --print-summary --fail-under-line $(LEAST_LINES) --fail-under-branch $(LEAST_BRANCHES) \
		-o $B/coverage/lib.txt

# What they boot is in build/, or in the folder that BUILD names.
# One more at a time than there are processors, for firmware waits now and then.
BOOT_TESTS := $(PYTHON) -m pytest -q -p no:cacheprovider -n $$(($(JOBS) + 1)) --dist loadfile ovmf-tests
test: no-boot
	$Q$(BOOT_TESTS)
test-all: no-boot
	$Q$(BOOT_TESTS) --all
	$QBUILD=$B/clang CC=clang $(BOOT_TESTS) --all
no-boot: deps
	$Q$(MAKE) --no-print-directory -j$(JOBS) all check lint windows
	$Q$(MAKE) --no-print-directory image
	$Q$(MAKE) --no-print-directory -j$(JOBS) coverage
	$Q$(MAKE) --no-print-directory -j$(JOBS) CC=clang B=$B/clang all unit image
	$Q$(MAKE) --no-print-directory -j$(JOBS) fuzz FUZZ_SECONDS=5
run: deps
	$Q$(MAKE) --no-print-directory $B/x86_64/gpus.efi
	$Qovmf-tests/boot gpus -- -device pcie-root-port,id=rp1,slot=1 -device bochs-display,bus=rp1 \
		-device pcie-root-port,id=rp2,slot=2 -device virtio-gpu-pci,bus=rp2,aer=on,ats=on

bench: deps
	$Q$(MAKE) --no-print-directory $B/host/lspci $B/x86_64/lspci.efi
	$Q$(PYTHON) lib/test/bench/bench.py

PACKAGES := gcc g++ binutils clang lld libclang-rt-dev clang-format clang-tidy cppcheck gcovr \
	    gnu-efi libcmocka-dev pkgconf qemu-system-x86 ovmf mtools python3 python3-pytest \
	    python3-pytest-xdist python3-pefile fdisk pciutils pci.ids sbsigntool openssl \
	    gcc-aarch64-linux-gnu qemu-system-arm qemu-efi-aarch64
deps:
	$Q.ci/deps $(PACKAGES)
	$Q.ci/efi-headers arm64 .cache/efi-arm64

# For others to build with: efi/pcikit.mk says how. What is installed may be moved.
PREFIX    := /usr/local
DEST       = $(DESTDIR)$(PREFIX)
FOR_USERS := $(foreach a,$(ARCHS),$(patsubst %,$B/$a/%.efi,$(filter-out $(TESTAPPS),$(APPS))))
INSTALLED := $(foreach a,$(ARCHS),$B/$a/libpcikit.a $(KINDS:%=$B/$a/pcikit-%.o)) $(FOR_USERS) \
	     $B/host/libpcikit.a
# $(call put,<mode>,<files>,<without this>,<folder>)
put        = @for f in $(patsubst $3%,%,$2); do \
	     install -D -m $1 $3$$f "$(DEST)/$4/$$f" || exit 1; done
install: $(INSTALLED)
	@echo "  INSTALL $(DEST)"
	$(call put,644,$(HEADERS) $(TABLES) $(wildcard efi/*.h),,include/pcikit)
	$(call put,644,$(INSTALLED),$B/,lib/pcikit)
	$(call put,644,efi/firmware.mk efi/pcikit.mk efi/link.lds,efi/,lib/pcikit)
	$(call put,755,efi/check-relocations efi/finish-image,efi/,lib/pcikit)
	$(call put,644,LICENSE README.md lib/README lib/regs/README,,share/doc/pcikit)
	@mkdir -p "$(DEST)/lib/pkgconfig" "$(DEST)/share/doc/pcikit/example"
	$Qsed 's/@VERSION@/$(VERSION)/; s/@ARCHS@/$(ARCHS)/' efi/pcikit.pc >"$(DEST)/lib/pkgconfig/pcikit.pc"
	$Qfor f in hello.c hello.def hello_cxx.cc Makefile; do \
		sed 's,apps/hello/,,' apps/.template/$$f >"$(DEST)/share/doc/pcikit/example/$$f" || exit 1; done
uninstall:
	rm -rf $(patsubst %,"$(DEST)/%/pcikit",include lib share/doc) "$(DEST)/lib/pkgconfig/pcikit.pc"
# A stick to boot from, made of what is for users, or of what make sign made: IMAGE_FROM=$(SIGNED).
IMAGE_FROM := $B
STICK      := $B/stick
PCI_IDS    := /usr/share/misc/pci.ids
BOOTNAME_x86_64  := BOOTX64.EFI
BOOTNAME_aarch64 := BOOTAA64.EFI
define stick
$Qcp $(patsubst $B/%,$(IMAGE_FROM)/%,$(filter $B/$1/%,$(FOR_USERS))) $(STICK)/$1
$Qcp $(STICK)/$1/starter.efi $(STICK)/EFI/BOOT/$(BOOTNAME_$1)
$Qfor a in $(filter-out $(DRIVERS) $(TESTAPPS),$(APPS)); do \
	OBJCOPY=$(TOOLS_$1)objcopy apps/starter/man-page $$a $B/$1/obj/apps/$$a/*.o >$(STICK)/$1/$$a.man || exit 1; done

endef
define crlf
$Qsed 's/$$/\r/' $1 >$(STICK)/$2

endef
image: $(FOR_USERS)
	@echo "  IMAGE   $B/pcikit.img"
	@rm -rf $(STICK)
	@mkdir -p $(STICK)/EFI/BOOT $(STICK)/doc $(ARCHS:%=$(STICK)/%)
	$(foreach a,$(ARCHS),$(call stick,$a))
	$Qcp $(PCI_IDS) $(STICK)/pci.ids
	$(call crlf,apps/starter/stick.txt,README.TXT)
	$(call crlf,LICENSE,LICENSE.TXT)
	$(foreach a,$(filter-out $(TESTAPPS),$(APPS)),$(call crlf,apps/$a/README,doc/$a.txt))
	$Qapps/starter/make-image $(STICK) $B/pcikit.img
# With a key of one's own, for Secure Boot: README.md says how firmware learns of it.
SIGNED  := $B/signed
sign: $(FOR_USERS)
	$(if $(and $(KEY),$(CERT)),,$(error usage: make sign KEY=key.pem CERT=certificate.pem))
	@mkdir -p $(ARCHS:%="$(SIGNED)"/%)
	$Qfor f in $(FOR_USERS:$B/%=%); do echo "  SIGN    $$f"; \
		sbsign --key "$(KEY)" --cert "$(CERT)" --output "$(SIGNED)/$$f" $B/$$f \
			>$B/sign.log 2>&1 || { cat $B/sign.log; exit 1; }; done
new-app:
	@apps/.template/new-app "$$NAME"
clean:
	rm -rf $B
help:
	@echo "make          all artefacts: $B/<arch>/*.efi, $B/host, $B/asan"
	@echo "make run      boot QEMU + OVMF with two GPUs and print what gpus.efi finds"
	@echo "make test     every test"
	@echo "make test-all those, every case on Arm, too, and all that boots again as clang built it"
	@echo "make check    those that need no boot: layers, headers, format, host tests"
	@echo "make lint     clang-tidy, cppcheck and gcc -fanalyzer"
	@echo "make coverage lines and branches of lib that the unit tests reach, and their limits"
	@echo "make fuzz     each fuzz target for FUZZ_SECONDS=60"
	@echo "make bench    measure: dumps beside lspci, accesses, code; minutes, and 1 GB for files"
	@echo "make deps     install what is missing (Debian packages); run and test do it first"
	@echo "make install  headers, libraries and applications into PREFIX=/usr/local, below DESTDIR"
	@echo "make image    $B/pcikit.img, a stick to boot from; $(STICK) has its files, for a TFTP server"
	@echo "make sign     applications for Secure Boot, into $(SIGNED): KEY=key.pem CERT=certificate.pem"
	@echo "make new-app  a new application, apps/NAME, that works: NAME=mydevice"
	@echo "make clean    remove $B; the headers in .cache stay"
	@echo "V=1 shows commands, CC=clang builds with clang, ACCEL=kvm boots with KVM,"
	@echo "ARCHS=x86_64 builds for that architecture only,"
	@echo "WERROR= lets warnings pass"

FORCE:
.PHONY: all windows llp64 check unit command-line layers headers format lint compile-cases coverage \
	fuzz test test-all no-boot run bench deps install uninstall sign image new-app clean help FORCE
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
