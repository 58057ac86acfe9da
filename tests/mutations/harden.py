# SPDX-License-Identifier: MIT
"""What docs/security.md promises: defences that stand between a bug, or a hostile program, and the kernel."""

from mutation import Mutation

KERNEL, MM, ASM = "arch/x86/kernel/", "arch/x86/mm/", "arch/x86/include/asm/"
ATTACKS = "CELL=attacks TEST="
STATE_32, STATE_64 = "CELL=i386-haswell TEST=entry_state", "CELL=x86_64-max TEST=entry_state"

CPU = (
    Mutation("smep-off", "CR4.SMEP", KERNEL + "cpu.c", "f->smep ? CR4_SMEP : 0", "0", ATTACKS + "run-user-page-x86_64"),
    Mutation("smap-off", "CR4.SMAP", KERNEL + "cpu.c", "f->smap ? CR4_SMAP : 0", "0", ATTACKS + "read-user-page-i386"),
    Mutation("umip-off", "CR4.UMIP", KERNEL + "cpu.c", "f->umip ? CR4_UMIP : 0", "0", STATE_64),
    Mutation("cr4-left", "what a boot loader left on in CR4 goes off",
             KERNEL + "cpu.c", "cr4 &= 1ul << 5; /* PAE */", "cr4 |= 1ul << 3; /* DE */", STATE_32),
    Mutation("copy-without-clac", "user copies close user memory again",
             "arch/x86/lib/usercopy.c", '"2:	rep movsb\\n"\n\t\t\t "3:	" ASM_CLAC', '"2:	rep movsb\\n"\n\t\t\t "3:\\n"',
             ATTACKS + "read-after-fault-x86_64"),
    Mutation("clamp-by-branch", "the table's index is clamped without a branch",
             "arch/x86/entry/common.c", "cmovae %2, %k0", "nop", "CELL=image TEST=i386-debug"),
    Mutation("stac-elsewhere", "only user copies open user memory",
             KERNEL + "signal.c", "	memset(&frame, 0, sizeof(frame));",
             "	memset(&frame, 0, sizeof(frame));\n	__asm__ volatile(ASM_STAC);", "CELL=image TEST=x86_64-debug"),
)

PAGES = (
    Mutation("text-writable", "the kernel's text is read-only",
             MM + "init.c", "(alias ? PTE_W : PTE_W | pte_nx)", "(alias ? PTE_W : pte_nx)", ATTACKS + "write-text-i386"),
    Mutation("text-alias-writable", "so is the direct map's view of it",
             MM + "init.c", "(alias ? PTE_W : PTE_W | pte_nx)", "(alias ? 0 : PTE_W | pte_nx)",
             ATTACKS + "write-text-alias-x86_64"),
    Mutation("text-alias-runs", "no text runs at the direct map's address",
             MM + "init.c", "(alias ? PTE_W : PTE_W | pte_nx)", "(PTE_W | pte_nx)", ATTACKS + "run-text-alias-x86_64"),
    Mutation("rodata-writable", "the system call table is read-only",
             MM + "init.c", "return kernel_page_bits & ~PTE_W;", "return kernel_page_bits;",
             ATTACKS + "write-call-table-x86_64"),
    Mutation("data-runs", "the kernel's data does not run",
             MM + "init.c", "PTE_A | PTE_D | pte_nx |", "PTE_A | PTE_D |", ATTACKS + "run-heap-i386"),
    Mutation("idt-writable", "the IDT is read-only",
             KERNEL + "idt.c", "idt[256] __ro_after_boot", "idt[256]", ATTACKS + "write-idt-i386"),
    Mutation("write-protect-off", "CR0.WP: read-only holds for the kernel too",
             MM + "init.c", '"r"(cr0 | X86_CR0_WP)', '"r"(cr0 & ~X86_CR0_WP)', ATTACKS + "write-text-x86_64"),
)

STACKS = (
    Mutation("guard-mapped", "an unmapped guard lies below each kernel stack",
             MM + "kstack.c", "(void *)(slot_base(slot) + GUARD_SIZE)", "(void *)slot_base(slot)",
             ATTACKS + "write-above-stack-i386"),
    Mutation("guard-unnamed", "an overflow is called one",
             MM + "kstack.c", "% SLOT_SIZE < GUARD_SIZE", "% SLOT_SIZE > SLOT_SIZE", ATTACKS + "overflow-stack-x86_64"),
    Mutation("no-stack-protector", "the compiler's stack protector",
             "Makefile", "-fstack-protector-strong", "-fno-stack-protector", ATTACKS + "smash-stack-i386"),
    Mutation("canary-constant", "each task has a canary of its own",
             KERNEL + "stack_protector.c", "return canary & ~0xfful;", "return 0;", ATTACKS + "smash-stack-x86_64"),
    Mutation("canary-not-switched", "the canary is the running task's",
             KERNEL + "process.c", "this_cpu->stack_canary = next->thread.stack_canary;", "", STATE_32),
    Mutation("boot-stack-guard", "an unmapped guard lies below the boot stack",
             MM + "init.c", "if (phys != virt_to_phys(boot_stack) - PAGE_SIZE)", "if (phys)", STATE_64),
)

LEAKS = (
    Mutation("stat-padding", "stat64's padding is zero",
             "kernel/fs/stat.c", "struct stat64 st = { .st_dev = inode->sb->dev };",
             "struct stat64 st; st.st_dev = inode->sb->dev;", "CELL=i386-haswell TEST=leaks"),
    Mutation("sysinfo-padding", "sysinfo's padding is zero",
             "kernel/sys.c", "struct sysinfo info = { .mem_unit = 1 };", "struct sysinfo info; info.mem_unit = 1;",
             "CELL=x86_64-haswell TEST=leaks"),
    Mutation("frame-unzeroed", "a signal frame's unused words are zero",
             KERNEL + "signal.c", "memset(&frame, 0, sizeof(frame));", "", "CELL=i386-haswell TEST=leaks"),
    Mutation("rusage-unzeroed", "what rusage does not count is zero",
             "kernel/rusage.c", "memset(usage, 0, sizeof(*usage));", "", "CELL=i386-haswell TEST=leaks"),
    Mutation("fpu-kept-at-exec", "a fresh program finds a fresh FPU",
             KERNEL + "process.c", "	fpu_restore(&fpu_initial);", "",
             "CELL=i386-haswell TEST=exec_state"),
    Mutation("file-tail", "the rest of a file's last page is zero", "kernel/fs/ramfs.c", "GFP_USER | GFP_ZERO", "GFP_USER",
             "CELL=x86_64-haswell TEST=leaks"),
    Mutation("fresh-page", "a fresh anonymous page is zero", "kernel/mm/memory.c", "user_page(vma->mm, GFP_ZERO)", "user_page(vma->mm, 0)",
             "CELL=i386-haswell TEST=leaks"),
)

ASLR = (
    Mutation("stack-fixed", "the stack's address is random",
             "kernel/exec_args.c", "random_below(RANDOM_STACK_PAGES)", "0", "CELL=i386-haswell TEST=aslr"),
    Mutation("mmap-fixed", "mmap's and the vDSO's addresses are random",
             "kernel/exec_args.c", "(img->randomize ? random_below(256) * PAGE_SIZE : 0);", "0;", "CELL=x86_64-haswell TEST=aslr"),
    Mutation("norandmaps-ignored", "norandmaps fixes them",
             "kernel/random.c", '"norandmaps"', '"norandmap"',
             "CELL=i386-norandmaps TEST=aslr"),
)

MUTATIONS = CPU + PAGES + STACKS + LEAKS + ASLR
