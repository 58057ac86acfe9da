# SPDX-License-Identifier: MIT
"""How the doors look in backtraces and at stops.

Their frames are signal frames (asm/cfi.h), because they interrupt: gdb then takes the program's ip as it is, and not as a return
address. It also calls such a frame "<signal handler called>". Here it gets its own name back, and its source line.
"""

import itertools
import linecache
import os
import sys

import gdb
from gdb.FrameDecorator import FrameDecorator

from .command import Quiet


class Door(FrameDecorator):
    """A frame in .entry.text under its name."""

    def __init__(self, base, pc, name):
        super().__init__(base)
        self.sal, self.name = gdb.find_pc_line(pc), name

    def function(self):
        return self.name

    def filename(self):
        return self.sal.symtab.filename if self.sal.symtab else None

    def line(self):
        return self.sal.line if self.sal.symtab else None

    def frame_args(self):
        return None

    def frame_locals(self):
        return None


class Filter:
    """Names the doors in `bt`; `bt -no-filters` is gdb's own."""

    name = "vestibule-doors"
    priority = 100
    enabled = True

    def __init__(self, session):
        self.kernel = session.kernel
        self.describe = session.describe

    def filter(self, frames):
        """A kernel thread's, and a program's, end where there is no caller: without a line for that."""
        return map(self.named, itertools.takewhile(lambda one: one.inferior_frame().pc() != 0, frames))

    def named(self, decorated):
        frame = decorated.inferior_frame()
        if frame.type() != gdb.SIGTRAMP_FRAME or not self.kernel.in_doors(frame.pc()):
            return decorated
        return Door(decorated, frame.pc(), self.describe(frame.pc()).split("+")[0])


class Stops:
    """After each stop: the line of the door, where gdb prints none, the instruction, and what the guest's console printed."""

    def __init__(self, session):
        self.session = session
        self.kernel = session.kernel
        self.console = os.environ.get("VESTIBULE_CONSOLE")
        self.shown = 0
        gdb.events.stop.connect(self.stopped)
        gdb.events.exited.connect(lambda event: self.say_console())
        if self.console:
            gdb.events.gdb_exiting.connect(self.leaving)

    def stopped(self, event):
        try:
            self.session.stopped()
            if Quiet.depth:
                return
            self.say_console()
            if self.in_door() and not isinstance(event, gdb.BreakpointEvent) and self.over_terminal():
                gdb.write("\x1b[1A\x1b[2K")  # over gdb's "<signal handler called>"
            self.place()
        except gdb.error:
            pass  # there is no frame to show

    @staticmethod
    def leaving(_event):
        """The machine of `make debug` is gdb's own: it does not run on by itself."""
        try:
            gdb.execute("kill", to_string=True)
        except gdb.error:
            pass  # it has ended, or is just ending

    def here(self):
        """As after a stop, for commands that ran the machine quietly."""
        self.say_console()
        gdb.newest_frame().select()
        if not self.in_door():
            gdb.execute("frame")
        self.place()

    def in_door(self):
        frame = gdb.newest_frame()
        return frame.type() == gdb.SIGTRAMP_FRAME and self.kernel.in_doors(frame.pc())

    def place(self):
        """The source line if gdb has not shown it, the instruction if it is not a line's first."""
        pc = gdb.newest_frame().pc()
        sal = gdb.find_pc_line(pc)
        if self.in_door():
            where = f" at {sal.symtab.filename}:{sal.line}" if sal.symtab else ""
            gdb.write(f"{self.session.describe(pc)} (){where}\n")
            if sal.symtab:
                gdb.write(f"{sal.line}\t{linecache.getline(sal.symtab.fullname(), sal.line).rstrip()}\n")
        if not sal.symtab or sal.pc != pc or sal.symtab.filename.endswith(".S"):
            gdb.execute("x/i $pc")

    @staticmethod
    def over_terminal():
        """True if the line before is gdb's and can be written over."""
        plain = "There are no auto-display" in gdb.execute("info display", to_string=True)
        return sys.__stdout__.isatty() and os.environ.get("TERM", "dumb") != "dumb" and plain

    def say_console(self):
        """What the guest printed since, where its console goes to a file."""
        if not self.console or not os.path.exists(self.console):
            return
        with open(self.console, "rb") as file:
            file.seek(self.shown)
            data = file.read()
        self.shown += len(data)
        for line in data.decode("utf-8", "replace").replace("\r", "").split("\n"):
            if line:
                gdb.write(f"  console| {line}\n")
