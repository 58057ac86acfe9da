# SPDX-License-Identifier: MIT
"""The path of a system call, a phase at a time."""

import gdb

from ..command import Command, Point, resume, step
from ..doors import LEAVES, Doors
from ..kernel import Gone
from .regs import ExitCheck


class EntryStep(Command):
    """entry-step [COUNT]

Go on by one phase (or COUNT) of the present system call's path: into the door (hardware frame), registers saved, flags fixed and C
about to be called, dispatched to the call's thunk, handled, exit checked (with the verdict), registers restored, landed in user
mode. Begin with `entry`; `entry-step 7` then stands on the instruction that leaves the kernel."""

    name = "entry-step"

    def __init__(self, session):
        super().__init__(session)
        self.doors = Doors(self.kernel, session.symbols)

    def run(self, words):
        if len(words) > 1 or words and not words[0].isdigit():
            raise self.usage()
        for _ in range(int(words[0]) if words else 1):
            if not self.phase():
                break

    def phase(self):
        """True if the path goes on."""
        if not self.kernel.in_kernel():
            return self.enter()
        pc = gdb.newest_frame().pc()
        if self.kernel.in_doors(pc):
            return self.in_door(pc)
        return self.in_c()

    def say(self, phase, text):
        gdb.write(f"[{phase}] {text}\n")
        self.here()
        return phase != "landed"

    # ---- user mode ----

    def enter(self):
        kind = self.doors.user_instruction(gdb.newest_frame().pc())
        if not kind:
            raise gdb.GdbError("entry-step: not at an entry instruction; `entry` goes to the next one")
        step()
        depth = (self.doors.top() - self.kernel.register("sp")) // self.kernel.word
        pushed = f"the CPU pushed {depth} words: ss sp flags cs ip" if kind == "int80" else "the CPU pushed nothing"
        return self.say("hardware frame", pushed)

    # ---- assembly ----

    def in_door(self, pc):
        leaving = self.doors.instruction().startswith(LEAVES)
        if leaving:
            step()
            if self.kernel.register("ip") == pc:
                step()  # QEMU's stub sometimes stops again before it has executed anything
            return self.say("landed", "back in user mode" if not self.kernel.in_kernel() else "the way out faulted")
        if not self.doors.kind_at(pc) or self.returned(pc):
            return self.restore()
        if not self.doors.saved():
            count = self.doors.step_until(self.doors.saved)
            return self.say("registers saved", f"{count} instructions; `pt-regs` shows the frame")
        if not self.doors.instruction().startswith("call"):
            count = self.doors.step_until(lambda: self.doors.instruction().startswith("call"))
            return self.say("flags fixed", f"{count} instructions; C is about to be called")
        return self.dispatch()

    def calls_c(self, pc):
        """The address behind the call instruction of the door at pc: where C comes back to."""
        door = self.kernel.address(self.doors.kinds[self.doors.kind_at(pc)])
        for line in gdb.newest_frame().architecture().disassemble(door, count=120):
            if line["asm"].startswith("call"):
                return line["addr"] + line["length"]
        raise gdb.GdbError("entry-step: this door calls nothing")

    def returned(self, pc):
        return pc >= self.calls_c(pc)

    def restore(self):
        count = self.doors.step_until(lambda: self.doors.instruction().startswith(LEAVES) or not self.kernel.in_kernel())
        return self.say("registers restored", f"{count} instructions; about to leave by {self.doors.instruction().split()[0]}")

    # ---- C ----

    def dispatch(self):
        number = self.kernel.pt(self.doors.frame(), "orig_ax") & 0xffffffff
        limit = self.kernel.number(self.kernel.address("nr_syscalls"), 4)
        slot = self.kernel.address("ia32_sys_call_table") + min(number, limit) * self.kernel.word
        thunk = self.kernel.number(slot)
        back = self.calls_c(gdb.newest_frame().pc())
        if self.run_on({thunk, back}) == back:
            return self.verdict()
        return self.say("dispatched", f"number {number}: {self.session.describe(thunk)}")

    def in_c(self):
        """In the thunk or below it: to where the thunk returns. Else: to the door. (An inlined frame has its caller's pc.)"""
        frame, below = gdb.newest_frame(), False
        while frame and not self.is_dispatcher(frame):
            below = below or frame.type() != gdb.INLINE_FRAME
            frame = frame.older()
        if not frame:
            raise gdb.GdbError("entry-step: this is no system call's path (a trap or interrupt?); `bt` shows what it is")
        if below:
            self.run_on({frame.pc()})
            return self.say("handled", "the result is about to go into ax of the frame")
        door = self.older_door(frame)
        self.run_on({door})
        return self.verdict()

    @staticmethod
    def is_dispatcher(frame):
        """True for do_fast_syscall_32 and do_int80_syscall_32, which the doors call."""
        return frame.type() == gdb.NORMAL_FRAME and frame.name() in ("do_fast_syscall_32", "do_int80_syscall_32")

    def older_door(self, frame):
        while frame and not self.kernel.in_doors(frame.pc()):
            frame = frame.older()
        if not frame:
            raise gdb.GdbError("entry-step: no door below this frame")
        return frame.pc()

    def run_on(self, addresses):
        task = self.kernel.current()
        points = [Point(address, lambda: self.kernel.current() == task) for address in addresses]
        try:
            if not resume():
                raise gdb.GdbError("entry-step: the machine ended")
            pc = gdb.newest_frame().pc()
        finally:
            for point in points:
                point.delete()
        if pc not in addresses:
            self.here()
            raise gdb.GdbError("entry-step: another breakpoint came first")
        return pc

    def verdict(self):
        kind = self.doors.kind_at(gdb.newest_frame().pc())
        if kind == "int80":
            text = "int $0x80 always leaves by IRET"
        else:
            fast = self.kernel.register("ax") & 0xff
            text = f"do_fast_syscall_32 says {'true' if fast else 'false'}"
            ExitCheck.show(self, self.kernel.current())
        return self.say("exit check", text)
