# SPDX-License-Identifier: MIT
"""What the entry fuzzer finds by itself: defences of entry.py taken out again, with it as the only test."""

import dataclasses

import entry
from mutation import Mutation

CELLS = {"i386": "CELL=i386-haswell", "intel": "CELL=x86_64-haswell", "amd": "CELL=x86_64-epyc"}
FOUND = {
    "i386": ("int80-keeps-df-32", "trap-keeps-df-32", "sysenter-flags-32", "sysenter-if-32", "sysexit-keeps-fs",
             "sysexit-keeps-gs", "fast-exit-ignores-ip-in-guest", "iret-fault-kills",
             "espfix-skipped-32", "espfix-trap-32", "sigreturn-any-flag", "sigreturn-iopl", "sigreturn-cs-rpl",
             "sigreturn-ss-rpl", "ptrace-any-flag", "stack-argument-unchecked", "null-slot",
             "db-in-door-kills"),
    "intel": ("fast-exit-ignores-tf", "sysenter-flags-64", "sysenter-sp-64-bits", "gs-fault-on-users-base", "iret-fault-on-users-base",
              "espfix-skipped-64", "stack-argument-unread"),
    "amd": ("fmask-without-nt", "fmask-without-ac", "r8-lost", "number-unchecked", "stack-argument-no-efault",
            "syscall-sp-64-bits"),
}


def by_fuzzer():
    known = {mutation.name: mutation for mutation in entry.MUTATIONS}
    for cell, names in FOUND.items():
        for name in names:
            yield dataclasses.replace(known[name], name="fuzz-" + name, run=CELLS[cell] + " TEST=entry_fuzz")


TRAPS = "arch/x86/kernel/traps.c"
MUTATIONS = tuple(by_fuzzer()) + (
    Mutation("vm86-frame-32", "a trap in a virtual-8086 mode that cannot be is the program's",
             TRAPS, "if (unlikely(regs->flags & X86_EFLAGS_VM))\n\t\tregs = ", "if (false)\n\t\tregs = ",
             "CELL=i386-haswell TEST=entry_vm86"),
    Mutation("vm86-gs-64", "a trap there swaps GS, whatever its CS",
             "arch/x86/entry/entry_64.S", "jnz\t.Ltrap_swapgs\n\tlea", "nop\n\tlea",
             "CELL=x86_64-haswell TEST=entry_vm86"),
    Mutation("vm86-ist-64", "a #DB there does not return to ring 0",
             TRAPS, "if (unlikely(regs->flags & X86_EFLAGS_VM))\n\t\tleave_vm86", "if (false)\n\t\tleave_vm86",
             "CELL=x86_64-haswell TEST=entry_vm86"),
    Mutation("vm86-fmask", "SYSCALL clears VM",
             "arch/x86/kernel/cpu.c", "X86_EFLAGS_OF | X86_EFLAGS_VM |", "X86_EFLAGS_OF |",
             "CELL=x86_64-haswell TEST=entry_vm86"),
)
