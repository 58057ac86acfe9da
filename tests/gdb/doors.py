# SPDX-License-Identifier: MIT
"""At every instruction of every door `bt` names main, and the program's frame has its registers.

On i386 the Python unwinders are off: the kernel's CFI must do alone. Only where SS is not flat (espfix), and gdb takes ESP
for an address all the same, they help.
"""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import backtrace, main, named, tap  # noqa: E402
from walk import ESPFIX_SS, Walk  # noqa: E402

SHOWN = 5  # failures told in full
SPOILT, SPOIL_WORD = 256, 0xdbdbdbdb  # bytes: more than struct pt_regs


class Backtraces(Walk):
    def __init__(self, session):
        super().__init__(session)
        self.bad, self.espfix = {}, 0
        self.ip_changed = False

    def visit(self, pc):
        on_espfix = not self.kernel.wide and self.cpu.get("ss") == ESPFIX_SS
        if not self.kernel.wide:
            self.unwinders(on_espfix)
            self.espfix += on_espfix
        ip = self.kernel.number(self.top - 5 * self.word)
        if ip != SPOIL_WORD:
            self.ip_changed = ip == self.moved  # by C
        if not self.kernel.wide:
            self.spoil_below()
        trace = backtrace("bt -no-filters")
        good = "main" in named(trace) and "corrupt" not in trace
        wrong = self.wrong_registers(self.code[pc].label) if good else ""
        if not good or wrong:
            self.bad.setdefault(pc, trace + wrong)

    def spoil_below(self):
        """i386: an NMI may have overwritten what lies below the stack pointer: no description may lead there."""
        sp = self.flat_sp()
        if self.top - self.kernel.thread_size + SPOILT < sp <= self.top:
            gdb.selected_inferior().write_memory(sp - SPOILT, SPOIL_WORD.to_bytes(4, "little") * (SPOILT // 4))

    def wrong_registers(self, label):
        """What the program's frame says of its registers, where that is not what they are."""
        ips = [self.pad]
        if self.ip_changed:
            ips = [self.moved]
        elif label.startswith("entry_SYSCALL"):
            ips.append(self.moved)  # what the hardware left in rcx
        frame = gdb.newest_frame()
        while frame.pc() >= self.kernel.user_limit:
            frame = frame.older()
        for name, values in [*self.truth.items(), (self.ip, ips)]:
            value = int(frame.read_register(name)) & 0xffffffff
            if value not in values:
                return f"{name} is {value:#x} in the program's frame, not {values[0]:#x}"
        return ""

    def unwinders(self, on):
        for one in self.session.unwinders:
            if one.enabled != on:
                one.enabled = on
                gdb.execute("maint flush register-cache", to_string=True)
                gdb.invalidate_cached_frames()


def test(session):
    walk = Backtraces(session)
    walk.run()
    for pc, trace in list(walk.bad.items())[:SHOWN]:
        tap.diag(f"{pc:#x} {session.describe(pc)} ({walk.code[pc].text}):\n{trace}")
    tap.ok(not walk.bad, f"bt names main at every instruction ({len(walk.bad)} do not)", walk.places(walk.bad))
    tap.ok(not walk.left(), f"{len(walk.seen)} instructions checked, {len(walk.code)} in the doors by objdump", walk.left())
    if walk.espfix:
        tap.diag(f"{walk.espfix} of the checks were on the espfix segment, with the Python unwinder")


main(test)
