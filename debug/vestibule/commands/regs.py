# SPDX-License-Identifier: MIT
"""The frame of an entry, decoded."""

import gdb

from ..command import Command
from ..decode import ARGUMENTS, Calls, flags, result, selector
from ..doors import Doors

ROOT_OF_TABLE = __file__.rsplit("/debug/", 1)[0]
SEGMENTS = ("cs", "ss", "ds", "es", "fs", "gs")


class PtRegs(Command):
    """pt-regs [PID]

Show struct pt_regs, the frame of the running task's (or of task PID's) entry into the kernel: selectors, flags and the system
call in words. In a door, what is not pushed yet is left out."""

    name = "pt-regs"

    def __init__(self, session):
        super().__init__(session)
        self.doors = Doors(self.kernel, session.symbols)
        self.calls = Calls(ROOT_OF_TABLE)

    def run(self, words):
        if len(words) > 1 or words and not words[0].isdigit():
            raise self.usage()
        task = self.kernel.find(int(words[0])) if words else self.kernel.current()
        if not task:
            raise gdb.GdbError("pt-regs: the kernel has no task yet")
        if not self.kernel.task(task, "mm"):
            raise gdb.GdbError(f"pt-regs: {self.kernel.comm(task)} is a kernel thread: it came by no door")
        running = task == self.kernel.current()
        if running and not self.kernel.in_kernel():
            raise gdb.GdbError("pt-regs: the program runs, so its frame is empty (`info registers` shows it; `entry` goes to a door)")
        frame = self.kernel.frame_of(task)
        lowest = max(frame, self.kernel.register("sp")) if running and self.kernel.in_doors(gdb.newest_frame().pc()) else frame
        if not frame <= lowest <= frame + self.kernel.pt_size:
            lowest = frame + self.kernel.pt_size  # not on this stack yet
        self.show(task, frame, lowest)

    def show(self, task, frame, lowest):
        from ..kernel import PT_ORDER
        kernel = self.kernel
        order = PT_ORDER[kernel.arch]
        there = {name: kernel.pt(frame, name) for index, name in enumerate(order) if frame + index * kernel.word >= lowest}
        gdb.write(f"{kernel.comm(task)}, pid {kernel.task(task, 'pid')}, struct pt_regs at {frame:#x}"
                  f"{'' if len(there) == len(order) else f': {len(there)} of {len(order)} words pushed'}\n")
        for name in order:
            if name in there:
                note = self.note(name, there[name])
                width = kernel.word * 2
                gdb.write(f"  {name:8} {there[name]:#0{width + 2}x}{'  ' + note if note else ''}\n")
        if "orig_ax" in there:
            gdb.write(f"  {self.call(there)}\n")

    def note(self, name, value):
        if name in SEGMENTS:
            return selector(self.kernel.arch, value)
        if name == "flags":
            return flags(value)
        if name == "ip":
            return self.session.describe(value) if value else "not known yet: do_fast_syscall_32 writes it"
        return ""

    def call(self, there):
        number = there["orig_ax"] & 0xffffffff
        if number == 0xffffffff:
            return "no system call (orig_ax -1)"
        call = self.calls.by_number.get(number)
        if not call:
            return f"system call {number}, which is in no table: -ENOSYS"
        if any(name not in there for name in ARGUMENTS[:len(call.arguments)]):
            return f"system call {number}: {call.name}"
        text = call.text([there[name] for name in ARGUMENTS], lambda at: self.kernel.string(at, 40))
        done = f" = {result(there['ax'])}" if "ax" in there and there["ax"] & 0xffffffff != (1 << 32) - 38 else ""
        return f"system call {number}: {text}{done}"


class ExitCheck(Command):
    """exit-check [PID]

Show each condition of fast_exit_ok (arch/x86/entry/fast_exit.h) for the frame of the running task (or of task PID) as it is now:
whether a fast entry would leave by SYSEXIT/SYSRETL."""

    name = "exit-check"

    def __init__(self, session):
        super().__init__(session)
        self.doors = Doors(self.kernel, session.symbols)

    def run(self, words):
        if len(words) > 1 or words and not words[0].isdigit():
            raise self.usage()
        task = self.kernel.find(int(words[0])) if words else self.kernel.current()
        if not task or not self.kernel.task(task, "mm"):
            raise gdb.GdbError("exit-check: that task has no program, so it leaves by no door")
        if task == self.kernel.current() and not self.kernel.in_kernel():
            raise gdb.GdbError("exit-check: the program runs; there is a frame only while it is in the kernel")
        self.show(task)

    def show(self, task):
        frame, pad = self.kernel.frame_of(task), self.kernel.landing_pad(task)
        verdict = True
        for what, holds, value in self.doors.fast_exit_conditions(frame, pad):
            gdb.write(f"  {'yes' if holds else 'NO '}  {what:34} {value}\n")
            verdict = verdict and holds
        fast = "SYSRETL" if self.kernel.wide else "SYSEXIT"
        gdb.write(f"  a fast entry with this frame leaves by {fast if verdict else 'IRET'}; int $0x80 always by IRET\n")
