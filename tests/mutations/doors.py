# SPDX-License-Identifier: MIT
"""An NMI and a #DB may land at every instruction of every door (tests/gdb/interrupts.py), and nothing is lost."""

from mutation import Mutation

KERNEL = "arch/x86/kernel/"
DOOR_32, DOOR_64, CFI = "arch/x86/entry/entry_32.S", "arch/x86/entry/entry_64.S", "arch/x86/include/asm/cfi.h"
I386, X86_64 = "CELL=gdb TEST=gdb-interrupts-i386", "CELL=gdb TEST=gdb-interrupts-x86_64"

MUTATIONS = (
    Mutation("ist-never-swaps-gs", "a door with a stack of its own finds out whose GS base it has",
             DOOR_64, "js\t1f", "jmp\t1f", X86_64),
    Mutation("ist-always-swaps-back", "it gives the GS base back as it found it",
             DOOR_64, "test\t%ebx, %ebx\n\tjz", "test\t%ebx, %ebx\n\tjc", X86_64),
    Mutation("nmi-without-ist", "NMI has a stack of its own: rsp may be the program's",
             KERNEL + "idt.c", "entry_NMI, IST_NMI", "entry_NMI, 0", X86_64),
    Mutation("nmi-on-the-stack-of-db", "NMI and #DB do not share one",
             KERNEL + "idt.c", "entry_NMI, IST_NMI", "entry_NMI, IST_DB", X86_64),
    Mutation("db-without-ist", "#DB has a stack of its own",
             KERNEL + "idt.c", "entry_DB, IST_DB", "entry_DB, 0", X86_64),
    Mutation("espfix-in-two-steps", "SS and ESP change by one instruction",
             CFI, "lss\t(%esp), %esp", "mov\t4(%esp), %ss; mov (%esp), %esp", I386),
    Mutation("trap-on-espfix", "a trap on the espfix segment goes to the flat one for C",
             DOOR_32, "je\t.Ltrap_on_espfix", "jc\t.Ltrap_on_espfix", I386),
    Mutation("db-at-iret", "a #DB at IRET is not IRET's refusal of the frame",
             KERNEL + "traps.c", "else if (vector == X86_TRAP_DB)", "else if (vector == X86_TRAP_DB && !at_iret(regs))", I386),
    Mutation("steps-in-doors-32", "a single step is dropped everywhere in the doors",
             KERNEL + "traps.c", "regs->ip < (unsigned long)_entry_text_end", "regs->ip < (unsigned long)iret_insn", I386),
    Mutation("nmi-makes-no-exit", "an NMI from a program does no exit work, and one from the kernel least of all",
             KERNEL + "traps.c", "\t\tdo_nmi();\n\t\treturn regs;", "\t\tdo_nmi();\n\t\texit_to_user_mode(regs);\n\t\treturn regs;", "CELL=i386-storm TEST=single_step"),
    Mutation("breakpoint-lost-in-kernel", "a breakpoint hit by the kernel's own read of the stack holds on",
             KERNEL + "traps.c", "\twrite_dr7(dr7);\n", "\twrite_dr7(dr7 & 0);\n", "CELL=i386-haswell TEST=entry_watch"),
    Mutation("kernel-hit-is-the-programs", "that hit is no trap of the program's",
             KERNEL + "debugreg.c", "\tcurrent->thread.debugreg[6] |= hit_breakpoints(dr6);\n",
             "\tcurrent->thread.debugreg[6] |= hit_breakpoints(dr6);\n"
             "\tforce_sig_fault(SIGTRAP, TRAP_HWBKPT, regs->ip, 0, TRAP_NR_DB);\n", "CELL=x86_64-haswell TEST=entry_watch"),
    Mutation("kernel-exit-reloads-gs", "the way back into the kernel leaves what the door had not yet saved",
             DOOR_32, "mov\t%eax, %esp\t\t\t/* the frame to leave by */\n\tjmp\tleave_iret",
             "mov\t%eax, %esp\n\tmovl\t$0, PT_fs(%esp)\n\tjmp\tleave_iret", I386),
)
