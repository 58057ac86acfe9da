# SPDX-License-Identifier: MIT
"""Running to a program, and to the instruction by which it enters the kernel."""

import os

import gdb

from ..command import Command, Point, resume, step
from ..doors import Doors
from ..kernel import Gone

ENDED = "the machine ended before that"
SWITCHES = 10000


class Program(Command):
    """program NAME

Run until the guest executes the program NAME (of /bin, /tests or BIN=) and stands at its main()."""

    name = "program"

    def run(self, words):
        if len(words) != 1:
            raise self.usage()
        wanted = os.path.basename(words[0])
        if not self.session.symbols.known(wanted):
            raise gdb.GdbError(f"program: '{wanted}' is neither in /bin nor in /tests nor in BIN=")
        point = Point(self.kernel.address("start_thread"), lambda: self.executes(wanted))
        try:
            if not resume():
                raise gdb.GdbError(f"program {wanted}: {ENDED}; the guest never executed it")
        finally:
            point.delete()
        if not self.executes(wanted):
            return self.here()  # a breakpoint of the user's
        self.session.symbols.follow()
        image = self.session.symbols.program
        if not image or image.symbol("main") is None:
            raise gdb.GdbError(f"program {wanted}: no symbol main for it here; stopped in its execve")
        task = self.kernel.current()
        point = Point(image.symbol("main"), lambda: self.kernel.current() == task)
        try:
            if not resume():
                raise gdb.GdbError(f"program {wanted}: {ENDED}; its main() was not reached")
        finally:
            point.delete()
        return self.here()

    def executes(self, wanted):
        task = self.kernel.current()
        mm = self.kernel.task(task, "mm") if task else 0
        return os.path.basename(self.kernel.program(mm)) == wanted


class Entry(Command):
    """entry [int80|sysenter|syscall] [PROGRAM]

Run to the next entry into the kernel, of that kind or of any, by that program or by any. It stops at the
program's instruction, about to be executed, where that is in the vDSO; where a program has an instruction
of its own, at the first instruction of the kernel's door."""

    name = "entry"

    def __init__(self, session):
        super().__init__(session)
        self.doors = Doors(self.kernel, session.symbols)

    def run(self, words):
        kinds = list(self.doors.kinds)
        if words and words[0] in ("int80", "sysenter", "syscall"):
            if words[0] not in kinds:
                raise gdb.GdbError(f"entry: {words[0]} exists on x86_64 only; valid here are: {' '.join(kinds)}")
            kinds = [words.pop(0)]
        if len(words) > 1:
            raise self.usage()
        if words and not self.session.symbols.known(words[0]):
            raise gdb.GdbError(f"entry: '{words[0]}' is unknown; valid are: {' '.join(self.doors.kinds)}, or a program of the guest's")
        self.wanted = os.path.basename(words[0]) if words else None
        if not self.kernel.in_kernel() and self.kernel.current():
            step()  # off the instruction that it may be at
        self.leave_door()
        pc = self.search(kinds)
        if pc is None:
            raise gdb.GdbError(f"entry: {ENDED}")
        self.here()
        kind = self.doors.kind_at(pc)
        if kind:
            gdb.write(f"a {kind} of the program's own, not of the vDSO: this is the door's first instruction\n")

    def leave_door(self):
        """Not to stop again in the entry that the machine is just making."""
        if self.kernel.in_kernel() and self.kernel.in_doors(gdb.newest_frame().pc()):
            self.doors.step_until(lambda: not self.kernel.in_doors(gdb.newest_frame().pc()))

    def search(self, kinds):
        """Continues to one of these entries; the address where it stands, None if the machine ended."""
        for _ in range(SWITCHES):
            places = [place for place in map(self.doors.in_vdso, kinds) if place]
            base = self.session.symbols.vdso.bias if self.session.symbols.vdso else 0
            points = [Point(place, self.by_wanted) for place in places]
            points += [Point(self.kernel.address(self.doors.kinds[kind]), self.by_wanted) for kind in kinds]
            points.append(Point(self.kernel.address("mm_switch"), lambda: self.other_vdso(base)))
            points.append(Point(self.kernel.address("start_thread")))
            try:
                if not resume():
                    return None
                pc = gdb.newest_frame().pc()
            finally:
                for point in points:
                    point.delete()
            if pc == self.kernel.address("mm_switch"):
                self.session.symbols.load(self.next_mm())
            elif pc == self.kernel.address("start_thread"):
                self.session.symbols.follow()  # an execve has mapped its vDSO
            else:
                return pc
        return None

    def next_mm(self):
        return self.kernel.register("di" if self.kernel.wide else "ax")

    def other_vdso(self, base):
        try:
            mm = self.next_mm()
            return bool(mm) and self.kernel.get("mm_struct", mm, "vdso") != base
        except Gone:
            return False

    def by_wanted(self):
        if not self.wanted:
            return True
        task = self.kernel.current()
        mm = self.kernel.task(task, "mm") if task else 0
        return os.path.basename(self.kernel.program(mm)) == self.wanted
