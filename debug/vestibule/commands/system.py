# SPDX-License-Identifier: MIT
"""The system call table and the model-specific registers."""

import gdb

from ..command import Command, step
from ..decode import Calls
from .regs import ROOT_OF_TABLE

MSRS = (  # number, name, which kernel has programmed it
    (0x174, "SYSENTER_CS", "both"), (0x175, "SYSENTER_ESP", "both"), (0x176, "SYSENTER_EIP", "both"),
    (0xc0000080, "EFER", "both"), (0xc0000081, "STAR", "x86_64"), (0xc0000082, "LSTAR", "x86_64"),
    (0xc0000083, "CSTAR", "x86_64"), (0xc0000084, "SYSCALL_MASK", "x86_64"), (0xc0000100, "FS_BASE", "x86_64"),
    (0xc0000101, "GS_BASE", "x86_64"), (0xc0000102, "KERNEL_GS_BASE", "x86_64"),
)
RDMSR = b"\x0f\x32"


class Syscalls(Command):
    """syscalls [WORD]

List the system calls whose name contains WORD: number, prototype, and what the kernel's table holds in that slot."""

    name = "syscalls"
    needs_machine = False

    def run(self, words):
        if len(words) > 1:
            raise self.usage()
        calls = Calls(ROOT_OF_TABLE)
        found = [call for call in calls.by_number.values() if not words or words[0] in call.name]
        if not found:
            raise gdb.GdbError(f"syscalls: no name contains '{words[0]}'")
        table, word = self.kernel.address("ia32_sys_call_table"), self.kernel.word
        for call in sorted(found, key=lambda one: one.number):
            slot = self.kernel.number(table + call.number * word)
            gdb.write(f"  {call.number:4} {self.session.describe(slot):24} {call.prototype()}\n")


class Msrs(Command):
    """msrs

Show the MSRs by which the fast entries are set up. The CPU is asked by an RDMSR of the kernel's, so it must be in kernel mode."""

    name = "msrs"

    def run(self, words):
        if words:
            raise self.usage()
        if not self.kernel.in_kernel():
            raise gdb.GdbError("msrs: RDMSR needs kernel mode; `entry` and `stepi` lead there")
        start, end = self.kernel.address("_text"), self.kernel.address("_etext")
        place = gdb.selected_inferior().search_memory(start, end - start, RDMSR)
        if place is None:
            raise gdb.GdbError("msrs: this kernel has no RDMSR instruction")
        for number, name, where in MSRS:
            if where in ("both", self.kernel.arch):
                value = self.ask(place, number)
                text = "not on this CPU" if value is None else f"{value:#018x}  {self.note(name, value)}"
                gdb.write(f"  {number:#010x} {name:15} {text}\n")

    def note(self, name, value):
        if name.endswith(("EIP", "LSTAR", "CSTAR")) and value:
            return self.session.describe(value)
        if name == "EFER":
            return " ".join(text for bit, text in ((0, "SCE"), (8, "LME"), (10, "LMA"), (11, "NXE")) if value >> bit & 1)
        return ""

    def ask(self, place, number):
        """RDMSR executed alone, with every register put back; None if the CPU refuses."""
        prefix = self.kernel.prefix
        names = [prefix + name for name in ("ax", "cx", "dx", "sp", "ip")] + ["eflags"]
        before = {name: int(gdb.newest_frame().read_register(name)) for name in names}
        try:
            gdb.execute(f"set ${prefix}cx = {number:#x}", to_string=True)
            gdb.execute(f"set ${prefix}ip = {place:#x}", to_string=True)
            step()
            if self.kernel.register("ip") != place + len(RDMSR):
                return None
            return (self.kernel.register("dx") & 0xffffffff) << 32 | self.kernel.register("ax") & 0xffffffff
        finally:
            for name, value in before.items():
                gdb.execute(f"set ${name} = {value & (1 << 64) - 1:#x}", to_string=True)
