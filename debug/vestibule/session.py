# SPDX-License-Identifier: MIT
"""What one gdb holds about one kernel; made once, by the script beside the kernel's file."""

import os
import sys

import gdb

NEEDS = (12, 1)  # gdb.disassembler came with 12, PendingFrame.level with 11
PRELOAD = ("boot_cpu", "all_tasks", "mm_switch", "_entry_text_start", "_entry_text_end", "trap_stubs", "vsyscall_insn")


class Session:
    def __init__(self, path):
        from . import disasm, frames, kernel, symbols, unwind
        from .commands import COMMANDS
        self.path = os.path.abspath(path)
        self.build = os.path.dirname(os.path.dirname(self.path))
        for text in ("set confirm off", "set print frame-arguments scalars", "set disassemble-next-line off"):
            gdb.execute(text, to_string=True)
        self.kernel = kernel.Kernel(self.path)
        for name in PRELOAD:
            self.kernel.address(name)
        self.symbols = symbols.Symbols(self.kernel, self.build)
        self.binder = symbols.Binder(self.kernel, self.symbols)
        self.unwinders = []
        if self.kernel.wide:
            gdb.execute("set print frame-arguments none", to_string=True)
            disasm.install()
            user = unwind.UserUnwinder(self)
            gdb.events.stop.connect(user.forget)
            gdb.events.cont.connect(user.forget)
            self.unwinders = [user, unwind.DoorUnwinder(self)]
        else:
            self.unwinders = [unwind.EspfixUnwinder(self)]
        for one in self.unwinders:
            gdb.unwinder.register_unwinder(None, one, replace=True)
        self.filter = frames.Filter(self)
        gdb.frame_filters[self.filter.name] = self.filter
        self.stops = frames.Stops(self)
        self.function = symbols.InProgram(self.kernel)
        self.commands = [command(self) for command in COMMANDS]

    def stopped(self):
        """At each stop, before anything is shown by us."""
        self.symbols.start()

    def describe(self, pc):
        """symbol or symbol+offset, of kernel, vDSO or program."""
        text = gdb.execute(f"info symbol {pc:#x}", to_string=True)
        if text.startswith("No symbol"):
            return f"{pc:#x}"
        return text.split(" in section ")[0].replace(" + ", "+")


def start(path):
    """Called by kernel-gdb.py when gdb has read the kernel."""
    version = tuple(int(part) for part in gdb.VERSION.split("-")[0].split(".")[:2] if part.isdigit())
    if version < NEEDS:
        gdb.write(f"vestibule: this is gdb {gdb.VERSION}; its Python serves from {NEEDS[0]}.{NEEDS[1]} on\n", gdb.STDERR)
        return
    if getattr(gdb, "vestibule", None):
        if gdb.vestibule.path != os.path.abspath(path):
            gdb.write("vestibule: one gdb debugs one kernel; start another gdb for this one\n", gdb.STDERR)
        return
    gdb.vestibule = Session(path)
