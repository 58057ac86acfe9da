# SPDX-License-Identifier: MIT
#
# Vestibule. `make` alone prints the commands. Everything that is built lies under build/.
#
# One run of make builds one kernel, ARCH and DEBUG say which; what both kernels share (the vDSO, the
# programs, the initramfs) is built once. Sources are found by wildcard: a new file needs no line here.

ARCH ?= x86_64
ifeq ($(filter $(ARCH),i386 x86_64),)
$(error ARCH='$(ARCH)' is unknown; valid are: i386 x86_64)
endif
ifneq ($(filter-out int80 sysenter syscall,$(ENTRY)),)
$(error ENTRY='$(ENTRY)' is unknown; valid are: int80 sysenter syscall)
endif
ifeq ($(ARCH)-$(ENTRY),i386-syscall)
$(error ENTRY=syscall exists on x86_64 only; valid on i386 are: int80 sysenter)
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

# ---- toolchains ------------------------------------------------------------------------------------
# 32-bit code (kernel, vDSO, libc, programs) needs a compiler that also has a 32-bit libgcc:
# i686-linux-gnu-gcc or a multilib gcc. Debian allows only one of the two on a machine.

CROSS_COMPILE_I386 ?= $(shell command -v i686-linux-gnu-gcc >/dev/null 2>&1 && echo i686-linux-gnu-)
CROSS_COMPILE_X86_64 ?= $(if $(filter x86_64 i%86,$(shell uname -m)),,x86_64-linux-gnu-)
PYTHON ?= python3
HOSTCC ?= $(if $(LLVM),clang,gcc)

ifdef LLVM
CLANG_QUIET := -Wno-unused-command-line-argument -Wno-unknown-warning-option
CC_i386 := clang --target=i686-linux-gnu $(CLANG_QUIET)
CC_x86_64 := clang --target=x86_64-linux-gnu $(CLANG_QUIET)
LD := ld.lld
AR := llvm-ar
NM := llvm-nm
OBJCOPY := llvm-objcopy
USERLD := -fuse-ld=lld
# For asm-offsets, whose asm statements are no instructions.
ASM_AS_TEXT := -fno-integrated-as
else
CC_i386 := $(CROSS_COMPILE_I386)gcc -m32
CC_x86_64 := $(CROSS_COMPILE_X86_64)gcc -m64
# The x86 binutils know both widths.
LD := $(CROSS_COMPILE_X86_64)ld
AR := $(CROSS_COMPILE_X86_64)ar
NM := $(CROSS_COMPILE_X86_64)nm
OBJCOPY := $(CROSS_COMPILE_X86_64)objcopy
endif
CC := $(CC_$(ARCH))
gcc_include = $(shell $(1) -print-file-name=include 2>/dev/null)

# ---- flags -----------------------------------------------------------------------------------------

B := build/$(ARCH)$(if $(DEBUG),-debug)
KINCLUDES := -I$(B)/include -Iarch/x86/include -Iinclude -Ibuild/include
WARN := -Wall -Wextra -Werror -Wno-unused-parameter

KFLAGS_i386 := -march=i686 -mregparm=3 -mpreferred-stack-boundary=2
KFLAGS_x86_64 := -mno-red-zone -mcmodel=kernel -mpreferred-stack-boundary=3
KLDFLAGS_i386 := -m elf_i386
KLDFLAGS_x86_64 := -m elf_x86_64
ifdef LLVM
KFLAGS_i386 := -march=i686 -mregparm=3 -mstack-alignment=4
KFLAGS_x86_64 := -mno-red-zone -mcmodel=kernel -mstack-alignment=8
endif

# The canary is that of the running task, in struct cpu (arch/x86/kernel/stack_protector.c checks the offset).
CANARY_REG_i386 := fs
CANARY_OFFSET_i386 := 24580
CANARY_REG_x86_64 := gs
CANARY_OFFSET_x86_64 := 28680
STACK_PROTECTOR := -fstack-protector-strong -mstack-protector-guard=tls \
	-mstack-protector-guard-reg=$(CANARY_REG_$(ARCH)) -mstack-protector-guard-offset=$(CANARY_OFFSET_$(ARCH)) \
	-DSTACK_CANARY_OFFSET=$(CANARY_OFFSET_$(ARCH))

# Without -fno-omit-frame-pointer: the unwind tables in .debug_frame say all that a debugger needs.
KCFLAGS = -std=gnu11 -O2 -g $(WARN) -Woverride-init -ffreestanding -nostdinc \
	-isystem $(call gcc_include,$(CC)) -mgeneral-regs-only -fcf-protection=none $(STACK_PROTECTOR) \
	-fno-strict-aliasing -fno-pie -fno-pic -fno-asynchronous-unwind-tables -fno-common \
	$(KFLAGS_$(ARCH)) -D__KERNEL__ $(if $(DEBUG),-DCONFIG_DEBUG $(KUBSAN)) $(KINCLUDES)
# The debug build stops at undefined behaviour (arch/x86/kernel/ubsan.c), with exceptions. null: what this_cpu points at
# lies at 0 of its segment, and page zero, which nobody can map, catches the rest. object-size, alignment: a
# list_for_each_entry ends at the address of an entry around the list's head, which is none. On i386 also
# pointer-overflow: the address of a structure that a program gave may wrap; the copy checks where it then lies.
KUBSAN_i386 := ,pointer-overflow
KUBSAN := -fsanitize=undefined -fno-sanitize-recover=undefined \
	-fno-sanitize=null,object-size,alignment$(KUBSAN_$(ARCH))
KLDFLAGS = $(KLDFLAGS_$(ARCH)) -nostdlib -static -z max-page-size=0x1000 -z noexecstack --build-id=none

VDSO_FLAGS = -std=gnu11 -O2 -g $(WARN) -ffreestanding -nostdinc -isystem $(call gcc_include,$(CC_i386)) \
	-march=i686 -mno-sse -fPIC -fcf-protection=none -fno-stack-protector -fasynchronous-unwind-tables \
	-fno-common -Iarch/x86/include -Iinclude -Ibuild/include

UFLAGS = -std=gnu11 -O2 -g $(WARN) -ffreestanding -nostdinc -isystem $(call gcc_include,$(CC_i386)) \
	-march=i686 -mno-sse -fno-pie -fno-pic -fcf-protection=none -fno-stack-protector \
	-fasynchronous-unwind-tables -fno-common \
	-Ilibc/include -Iarch/x86/include/uapi -Ibuild/include
ULDFLAGS := -static -nostdlib -no-pie -Wl,--eh-frame-hdr -Wl,-z,noexecstack -Wl,--build-id=none $(USERLD)

HOSTFLAGS = -std=gnu11 -O1 -g $(WARN) -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined -DHOST_TEST -Iarch/x86/include -Iinclude \
	-Ibuild/include -Itests/host

# Extra flags of one program: a comment `build: FLAGS` within its first five lines.
own_flags = $$(sed -n '1,5s,^.*build: *\([^*]*\).*,\1,p' $<)

# A change of compiler or flags rebuilds: the file that depends on nothing else changes only when they do.
define note_change
	@mkdir -p $(@D)
	@echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@
endef

# ---- generated headers, shared ---------------------------------------------------------------------

TABLE := arch/x86/entry/syscall_32.tbl
UNISTD := build/include/asm/unistd_32.h
SYSCALL_TABLE := build/include/asm/syscall_table.h
ERRNO_NAMES := build/include/asm/errno_names.h
UAPI_GENERATED := $(UNISTD) $(SYSCALL_TABLE) $(ERRNO_NAMES)
VDSO_OFFSETS := build/include/generated/vdso-offsets.h

$(UNISTD): $(TABLE) Makefile
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q){ echo '/* SPDX-License-Identifier: MIT */'; echo '/* Generated from $(TABLE). */'; \
	  echo '#ifndef _ASM_UNISTD_32_H'; echo '#define _ASM_UNISTD_32_H'; \
	  sed -n 's/^SYSCALL[0-6]( *\([0-9][0-9]*\), *\([a-z0-9_]*\).*/#define __NR_\2 \1/p' $<; \
	  echo '#endif'; } > $@

# The table as it is, for programs: <sys/syscall_table.h>.
$(SYSCALL_TABLE): $(TABLE)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

$(ERRNO_NAMES): arch/x86/include/uapi/asm/errno.h
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q){ echo '/* SPDX-License-Identifier: MIT */'; echo '/* Generated from $<. */'; \
	  sed -n 's/^#define \(E[A-Z0-9_]*\)[[:blank:]]*[0-9][0-9]*$$/ERRNO(\1)/p' $<; } > $@

# ---- vDSO ------------------------------------------------------------------------------------------

VDSO := build/vdso/vdso32.so
VDSO_OBJS := $(patsubst vdso/%,build/vdso/%.o,$(filter-out %.lds.S,$(wildcard vdso/*.c vdso/*.S)))

build/vdso/flags: FORCE
	$(call note_change,$(CC_i386) $(VDSO_FLAGS) $(LD))

build/vdso/%.S.o: vdso/%.S build/vdso/flags | $(UNISTD)
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_i386) $(VDSO_FLAGS) -MMD -MP -c $< -o $@

build/vdso/%.c.o: vdso/%.c build/vdso/flags | $(UNISTD)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_i386) $(VDSO_FLAGS) -MMD -MP -c $< -o $@

build/vdso/vdso32.lds: vdso/vdso32.lds.S build/vdso/flags
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_i386) -E -P -x assembler-with-cpp -Ui386 -Ulinux -Uunix $(VDSO_FLAGS) -MMD -MP -MT $@ \
	  -MF $@.d $< -o $@

$(VDSO).dbg: $(VDSO_OBJS) build/vdso/vdso32.lds
	$(call say,LD,$@)
	$(Q)$(LD) -m elf_i386 -shared --hash-style=both --eh-frame-hdr -soname linux-gate.so.1 -Bsymbolic \
	  --build-id=none -z noexecstack -z max-page-size=4096 --no-undefined -T build/vdso/vdso32.lds \
	  $(VDSO_OBJS) -o $@

# What the kernel maps: only what a program may read, no .symtab and no debug data.
$(VDSO): $(VDSO).dbg
	$(Q)$(OBJCOPY) -S $< $@

# Every symbol, also the local ones, as its offset from the image's start.
$(VDSO_OFFSETS): $(VDSO).dbg
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q){ echo '/* SPDX-License-Identifier: MIT */'; echo '/* Generated from $(VDSO). */'; \
	  $(NM) $< | sed -n 's/^0*\([0-9a-f][0-9a-f]*\) [a-zA-Z] \([A-Za-z_][A-Za-z0-9_]*\)$$/#define vdso_sym_\2 0x\1/p' \
	  | sort; } > $@

# ---- kernel ----------------------------------------------------------------------------------------

KALL := $(wildcard arch/x86/boot/*.[cS] arch/x86/entry/*.[cS] arch/x86/kernel/*.[cS] arch/x86/mm/*.[cS] \
	arch/x86/lib/*.[cS] kernel/*.c kernel/*/*.c $(if $(DEBUG),tests/kernel/*.c))
# A suffix names the one width that a file is for. The table is that of the 32-bit ABI, on both.
BOTH := arch/x86/entry/syscall_32.c
not_i386 := %_64.c %_64.S %_64_compat.S
not_x86_64 := %_32.c %_32.S
KSRC := $(filter-out $(not_$(ARCH)) arch/x86/kernel/asm-offsets.c $(BOTH),$(KALL)) $(wildcard $(BOTH))
KOBJS := $(patsubst %,$(B)/obj/%.o,$(KSRC))
ASM_OFFSETS := $(B)/include/asm/asm-offsets.h
GENERATED := $(UNISTD) $(VDSO_OFFSETS) $(ASM_OFFSETS)
KERNEL := $(B)/kernel
# QEMU's -kernel takes no ELF64.
KERNEL_QEMU := $(KERNEL)$(if $(filter x86_64,$(ARCH)),.elf32)

$(B)/flags: FORCE
	$(call note_change,$(CC) $(KCFLAGS) $(LD) $(KLDFLAGS))

$(ASM_OFFSETS): arch/x86/kernel/asm-offsets.c $(B)/flags | $(UNISTD) $(VDSO_OFFSETS)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(KCFLAGS) -g0 $(ASM_AS_TEXT) -MMD -MP -MT $@ -MF $(B)/asm-offsets.d -S $< -o $(B)/asm-offsets.s
	$(Q){ echo '/* SPDX-License-Identifier: MIT */'; echo '/* Generated from $<. */'; \
	  sed -n 's/.*->\([A-Za-z_][A-Za-z0-9_]*\) [$$]\{0,1\}\(-\{0,1\}[0-9][0-9]*\).*/#define \1 \2/p' \
	  $(B)/asm-offsets.s; } > $@

$(B)/obj/%.c.o: %.c $(B)/flags | $(GENERATED)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(KCFLAGS) -MMD -MP -c $< -o $@

$(B)/obj/%.S.o: %.S $(B)/flags | $(GENERATED)
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(KCFLAGS) '-DVDSO_SO="$(VDSO)"' -MMD -MP -c $< -o $@

$(B)/obj/arch/x86/kernel/vdso_image.S.o: $(VDSO)

$(B)/linker.lds: linker.ld $(B)/flags | $(GENERATED)
	$(Q)$(CC) -E -P -x assembler-with-cpp -Ui386 -Ulinux -Uunix $(KCFLAGS) -D__LINKER__ -MMD -MP -MT $@ \
	  -MF $(B)/linker.lds.d $< -o $@

$(KERNEL): $(KOBJS) $(B)/linker.lds
	$(call say,LD,$@)
	$(Q)$(LD) $(KLDFLAGS) -T $(B)/linker.lds -Map=$(B)/kernel.map $(KOBJS) -o $@

$(KERNEL).elf32: $(KERNEL)
	$(Q)$(OBJCOPY) -O elf32-i386 $< $@

$(B)/kernel.stripped: $(KERNEL)
	$(Q)$(OBJCOPY) -S $< $@

.PHONY: kernel
kernel: $(KERNEL) $(KERNEL_QEMU) $(B)/kernel.stripped

# ---- libc, programs, guest tests ----------------------------------------------------------------------

LIBC_SRC := $(wildcard libc/src/*.[cS] libc/src/*/*.[cS] libc/arch/i386/*.[cS])
CRT_SRC := $(filter libc/arch/i386/crt%,$(LIBC_SRC))
CRT_OBJS := $(patsubst %,build/user/obj/%.o,$(CRT_SRC))
LIBC_OBJS := $(patsubst %,build/user/obj/%.o,$(filter-out $(CRT_SRC),$(LIBC_SRC)))
LIBC := build/user/libc.a

USER_BINS := $(patsubst user/%.c,build/user/bin/%,$(wildcard user/*.c))
GUEST_TESTS := $(patsubst tests/user/%.c,build/user/tests/%,$(wildcard tests/user/*.c))
PROGRAMS := $(USER_BINS) $(GUEST_TESTS)
STRIPPED := $(patsubst build/user/%,build/user/stripped/%,$(PROGRAMS))

build/user/flags: FORCE
	$(call note_change,$(CC_i386) $(UFLAGS) $(ULDFLAGS))

build/user/obj/libc/%.o: libc/% build/user/flags | $(UAPI_GENERATED)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_i386) $(UFLAGS) -Ilibc/src -Ilibc/arch/i386 -MMD -MP -c $< -o $@

build/user/obj/%.o: % build/user/flags | $(UAPI_GENERATED)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_i386) $(UFLAGS) $(own_flags) -MMD -MP -c $< -o $@

# Made anew each time, so that the object of a deleted file leaves it.
$(LIBC): $(LIBC_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcD $@ $(LIBC_OBJS)

# A program is NAME.c and, where they are there, NAME.S beside it and the files of a folder NAME/.
.SECONDEXPANSION:
program_src = $(wildcard $(1)/$(2).c $(1)/$(2).S $(1)/$(2)/*.[cS])
program_objs = $(patsubst %,build/user/obj/%.o,$(call program_src,$(1),$(2)))
define link_program
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC_i386) $(ULDFLAGS) $(CRT_OBJS) $(filter build/user/obj/user/% build/user/obj/tests/%,$^) \
	  -Wl,--start-group $(LIBC) -lgcc_eh -lgcc -Wl,--end-group -o $@
endef

$(USER_BINS): build/user/bin/%: $$(call program_objs,user,$$*) $(CRT_OBJS) $(LIBC)
	$(link_program)

$(GUEST_TESTS): build/user/tests/%: $$(call program_objs,tests/user,$$*) $(CRT_OBJS) $(LIBC)
	$(link_program)

build/user/stripped/%: build/user/%
	$(Q)mkdir -p $(@D)
	$(Q)$(OBJCOPY) -S $< $@

.PHONY: libc user
libc: $(LIBC) $(CRT_OBJS)
user: $(PROGRAMS) $(STRIPPED)

# ---- initramfs and ISO -----------------------------------------------------------------------------

INITRAMFS := build/initramfs.cpio

# BIN is not a file that make could watch, so this always runs; it writes only what differs.
$(INITRAMFS): $(STRIPPED) tools/initramfs.py FORCE
	$(Q)$(PYTHON) -B tools/initramfs.py -o $@ --programs $(STRIPPED) --bin $(BIN)

.PHONY: initramfs kernels iso-built
initramfs: $(INITRAMFS)

kernels: $(UNISTD) $(VDSO) $(VDSO_OFFSETS)
	$(Q)$(MAKE) ARCH=i386 ENTRY= DEBUG= kernel
	$(Q)$(MAKE) ARCH=x86_64 ENTRY= DEBUG= kernel

kernels-debug: kernels
	$(Q)$(MAKE) ARCH=i386 ENTRY= DEBUG=1 kernel
	$(Q)$(MAKE) ARCH=x86_64 ENTRY= DEBUG=1 kernel

ISO := build/vestibule.iso
iso-built: kernels $(INITRAMFS)
	$(call say,ISO,$(ISO))
	$(Q)sh tools/mkiso.sh $(ISO)

# ---- host tests: each tests/host/NAME.c is one program that prints TAP --------------------------------

HOST_TESTS := $(patsubst tests/host/%.c,build/host/%,$(wildcard tests/host/*.c))

build/host/%: tests/host/%.c Makefile | $(UNISTD) $(VDSO_OFFSETS)
	$(call say,HOSTCC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOSTFLAGS) $(own_flags) -MMD -MP -MF $@.d $< -o $@

.PHONY: host-tests
host-tests: $(HOST_TESTS)

# ---- commands --------------------------------------------------------------------------------------

# The command line's own words, handed to the scripts. ARCH only where the user said one.
given = $(if $(filter command% environment%,$(origin $(1))),$(1)='$($(1))')
GIVEN := $(foreach v,ARCH ENTRY CPU ACCEL TEST CELL BIN MUTATION AREA,$(call given,$(v)))

.PHONY: help run test oracle mutate lint iso clean run-built test-built oracle-built FORCE
help:
	@sed -n 's/^#? \{0,1\}//p' Makefile

#? make run          install what is missing, build, boot the ISO in QEMU on this terminal, run the
#?                   bundled tests, then a shell (Ctrl-A X leaves QEMU)
#? make test         every test, without a terminal; TEST=name and CELL=name narrow it down
#? make oracle       the same guest tests on Debian's Linux kernels, and the differences
#? make conformance  programs of others - Linux's selftests, busybox, bash, coreutils - beside Debian's Linux;
#?                   PROGRAM=name and CELL=name narrow it down
#? make nullcall-record   writes the null call's instruction counts that make test holds: for a change that is meant
#? make debug        QEMU and gdb on this terminal, stopped where PROG (default: hello) enters the kernel by ENTRY
#? make debug-server, make debug-client   the same on two terminals; PORT=1234
#? make trace        one system call recorded, instruction by instruction, by every entry (or ENTRY, ARCH): counts or a
#?                   listing, and a page for the browser in build/trace
#? make trace-docs   the same for what docs/entry-paths.md shows
#? make mutate       takes each defence out, one by one, and shows that a test fails; MUTATION=name AREA=name
#? make sysfuzz      every system call with good and hostile arguments, on both debug kernels;
#?                   TIME=60 SEED=1 MEMORY=128M; FAIL=50: of its kmallocs one in so many finds no memory;
#?                   BATCHES=300 in TIME's place: the same calls at the same instructions in each run
#? make fuzz         hostile states through every entry, beside Linux: CELL= COUNT= SEED= TIME=; docs/fuzzing.md
#? make bench        what each operation costs beside Debian's Linux, in guest instructions; ROW=name CELL=name;
#?                   make bench-docs writes the figures into README.md and docs/
#? make lint         style and layering checks
#? make iso          build/vestibule.iso
#? make clean        remove build/
#?
#? Variables:
#?   ARCH=i386|x86_64               the kernel (default: x86_64)
#?   ENTRY=int80|sysenter|syscall   force the instruction by which programs enter the kernel
#?   CPU=model                      QEMU's CPU model, as -cpu takes it
#?   PROG="name args"               the program to debug, of /bin or /tests or BIN
#?   CALL=name                      the call to trace (default: write); FULL=1 lists also what the call itself does
#?   BIN="prog ..."                 static 32-bit programs of yours, put into /bin and run
#?   ACCEL=tcg|kvm                  QEMU's accelerator (default: tcg)
#?   CROSS_COMPILE_I386= CROSS_COMPILE_X86_64=   other toolchains; LLVM=1: clang and lld
#?   DEBUG=1                        with checks and counters; V=1: show each command

# Unless the user said -j.
JOBS = $(if $(filter -j% --jobs%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))

# The compiler may be missing when this file is read: what needs it is in a second make.
run:
	@sh tools/deps.sh run
	@$(MAKE) $(JOBS) run-built
run-built: iso-built
	@$(PYTHON) -B tools/run.py $(GIVEN)

test:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) test-built
test-built: kernels-debug iso-built host-tests
	@$(PYTHON) -B tests/run.py $(GIVEN)

.PHONY: nullcall-record nullcall-recorded
nullcall-record:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) nullcall-recorded
nullcall-recorded: kernels initramfs
	@$(PYTHON) -B tests/nullcall.py

oracle:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) oracle-built
oracle-built: initramfs
	@$(PYTHON) -B tests/oracle.py $(GIVEN)

mutate:
	@sh tools/deps.sh test
	@$(PYTHON) -B tests/mutate.py $(GIVEN)

iso:
	@sh tools/deps.sh build
	@$(MAKE) $(JOBS) iso-built

lint:
	@$(PYTHON) -B tools/lint.py

-include tests/conformance/conformance.mk
include debug/debug.mk debug/trace.mk
include tests/fuzz.mk
include tests/sysfuzz.mk
include tests/bench/bench.mk

clean:
	rm -rf build

-include $(wildcard $(KOBJS:.o=.d) $(VDSO_OBJS:.o=.d) $(CRT_OBJS:.o=.d) $(LIBC_OBJS:.o=.d) \
	$(patsubst %,build/user/obj/%.d,$(wildcard user/*.c user/*/*.c tests/user/*.c tests/user/*/*.c)) \
	$(HOST_TESTS:=.d) \
	$(B)/asm-offsets.d $(B)/linker.lds.d build/vdso/vdso32.lds.d)
