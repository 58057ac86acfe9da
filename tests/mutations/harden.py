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
             "arch/x86/lib/usercopy.c", '"3:	" ASM_CLAC\n			 "	.pushsection .text.fixup, \\"ax\\"\\n"\n			 "4:',
             '"3:\\n"\n			 "	.pushsection .text.fixup, \\"ax\\"\\n"\n			 "4:', ATTACKS + "read-after-fault-x86_64"),
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

MUTATIONS = CPU + PAGES + STACKS
