# SPDX-License-Identifier: MIT
"""The doors: which there are, how far through one the CPU is, and the conditions of the fast way out."""

import gdb

from .command import step
from .kernel import Gone

KINDS = {
    "i386": {"int80": "entry_INT80_32", "sysenter": "entry_SYSENTER_32"},
    "x86_64": {"int80": "entry_INT80_compat", "sysenter": "entry_SYSENTER_compat", "syscall": "entry_SYSCALL_compat"},
}
INSTRUCTION = {"int80": b"\xcd\x80", "sysenter": b"\x0f\x34", "syscall": b"\x0f\x05"}
LEAVES = ("iret", "sysexit", "sysret")  # how their mnemonics begin
USER = {"i386": (0x73, 0x7b), "x86_64": (0x23, 0x2b)}
LIMIT = 400  # instructions: more than any door has


class Doors:
    def __init__(self, kernel, symbols):
        self.kernel, self.symbols = kernel, symbols
        self.kinds = KINDS[kernel.arch]

    def kind_at(self, pc):
        """The kind whose door pc is in, or None."""
        name = gdb.execute(f"info symbol {pc:#x}", to_string=True).split(" ")[0]
        return next((kind for kind, door in self.kinds.items() if door == name), None)

    def user_instruction(self, pc):
        """The kind of entry that the program is about to make at pc, or None."""
        try:
            code = self.kernel.read(pc, 2)
        except Gone:
            return None
        return next((kind for kind in self.kinds if INSTRUCTION[kind] == code), None)

    def in_vdso(self, kind):
        """Where this process's vDSO enters by kind: an address, or None if it does not. It need not be in memory yet."""
        vdso = self.symbols.vdso
        if not vdso:
            return None
        if kind == "int80":
            return vdso.symbol("int80_landing_pad") - 2
        chosen = self.kernel.number(self.kernel.address("vsyscall_insn"), 4)  # arch/x86/kernel/vdso.c
        return vdso.symbol("vsyscall_insn") if kind == tuple(INSTRUCTION)[chosen] else None

    @staticmethod
    def instruction():
        """The mnemonic at the program counter."""
        frame = gdb.newest_frame()
        return frame.architecture().disassemble(frame.pc(), count=1)[0]["asm"]

    def step_until(self, reached):
        """stepi until reached() is true; the number of instructions, or None where it never is."""
        for count in range(LIMIT):
            if reached():
                return count
            step()
        return None

    def top(self):
        return self.kernel.cpu("sp0")

    def frame(self):
        return self.top() - self.kernel.pt_size

    def saved(self):
        """True if the whole struct pt_regs is written: the stack pointer is at or below it."""
        return self.frame() - self.kernel.thread_size < self.kernel.register("sp") <= self.frame()

    def fast_exit_conditions(self, frame, pad):
        """(what, holds, value) for each condition of fast_exit_ok (arch/x86/entry/fast_exit.h)."""
        pt = lambda name: self.kernel.pt(frame, name)
        code, data = USER[self.kernel.arch]
        yield "ip is the landing pad", pt("ip") == pad, f"ip {pt('ip'):#x}, landing pad {pad:#x}"
        yield "cs is the flat user code segment", pt("cs") & 0xffff == code, f"cs {pt('cs') & 0xffff:#x}"
        yield "ss is the flat user data segment", pt("ss") & 0xffff == data, f"ss {pt('ss') & 0xffff:#x}"
        for bit, name in ((16, "RF"), (8, "TF"), (17, "VM")):
            yield f"{name} is clear", not pt("flags") >> bit & 1, f"flags {pt('flags'):#x}"
