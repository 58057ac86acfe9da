# SPDX-License-Identifier: MIT
"""What a recorded path and its page claim, and the trap that MOV SS holds back (docs/entry-paths.md)."""

from mutation import Mutation

TRAPS, IDT = "arch/x86/kernel/traps.c", "arch/x86/kernel/idt.c"
RECORD, PHASES, PAGE = "debug/trace/record.py", "debug/trace/phases.py", "debug/trace/page.js"
SYSENTER = "CELL=trace TEST=trace-x86_64-sysenter"
BROWSER = "CELL=trace TEST=trace-page"

MUTATIONS = (
    Mutation("mov-ss-trap-in-door", "a data breakpoint's trap that comes inside a door is no kernel bug",
             TRAPS, "debug_trap_kernel(regs, dr6);", 'die("a breakpoint in the kernel", regs, dr6);',
             "CELL=bochs-i386-haswell TEST=entry_mov_ss"),
    Mutation("db-without-own-stack", "x86_64: #DB has a stack of its own, since it may come on the program's",
             IDT, "set_gate(X86_TRAP_DB, entry_DB, IST_DB);", "set_gate(X86_TRAP_DB, entry_DB, 0);",
             "CELL=bochs-x86_64-ryzen TEST=entry_mov_ss"),
    Mutation("trace-loses-instruction", "every instruction is recorded",
             RECORD, "            self.at(pc)\n            step()\n", "            self.at(pc)\n            step()\n            len(steps) == 9 and step()\n",
             SYSENTER),
    Mutation("trace-phase-early", "the phase of saving ends when the frame is whole",
             PHASES, "registers[self.sp] <= self.frame", "registers[self.sp] <= self.frame + 8", SYSENTER),
    Mutation("page-keeps-registers", "the page shows the registers as they were recorded",
             PAGE, "registers = { ...registers, ...set };", "registers = { ...registers };", BROWSER),
    Mutation("page-frame-always-whole", "the page shows as much of the frame as the stack pointer says",
             PAGE, "const valid = inside && at >= sp;", "const valid = inside;", BROWSER),
    Mutation("page-asks-the-network", "the page asks the network for nothing",
             "debug/trace/page.html", '<link rel="icon" href="data:,">', '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">', BROWSER),
    Mutation("page-too-wide", "the page fits a telephone",
             "debug/trace/page.css", "grid-auto-columns: 74%; overflow-x: auto; }", "grid-auto-columns: 74%; }", BROWSER),
    Mutation("docs-picture-stale", "docs/ shows what the generator makes",
             "debug/trace/diagram.py", "WIDTH = 920", "WIDTH = 921", "CELL=trace TEST=trace-docs"),
    Mutation("docs-path-stale", "docs/ shows today's path",
             "arch/x86/entry/entry_64_compat.S", "\tPUSH_VALUE $__USER_DS\t\t\t/* ss */\n\tmov\t%ecx, %ecx", "\tnop\n\tPUSH_VALUE $__USER_DS\t\t\t/* ss */\n\tmov\t%ecx, %ecx",
             "CELL=trace TEST=trace-docs"),
    Mutation("no-gdb-unnoticed", "a missing gdb is one line",
             "debug/launch.py", 'sys.exit("no gdb here: install the package gdb")', 'gdb = "gdb"', "CELL=trace TEST=bad-input"),
    Mutation("port-in-use-unnoticed", "a port in use is one line",
             "debug/launch.py", "except OSError:", "except ZeroDivisionError:", "CELL=trace TEST=bad-input"),
)
