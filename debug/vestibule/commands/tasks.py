# SPDX-License-Identifier: MIT
"""Tasks, and the backtrace of one that does not run."""

import gdb

from ..command import Command
from ..kernel import GENERAL


class Tasks(Command):
    """tasks

List all tasks: pid, parent, state, where a sleeping one waits, and the program."""

    name = "tasks"

    def run(self, words):
        if words:
            raise self.usage()
        kernel = self.kernel
        running = kernel.current()
        if not running:
            raise gdb.GdbError("tasks: the kernel has none yet")
        gdb.write(f"  {'PID':>5} {'PPID':>5} {'STATE':9} {'COMM':16} TASK               PROGRAM\n")
        for task in kernel.tasks():
            parent = kernel.task(task, "real_parent")
            ppid = kernel.task(parent, "tgid") if parent else 0
            state = "on CPU" if task == running else kernel.state(task)
            mm = kernel.task(task, "mm")
            program = kernel.program(mm) if mm else "(kernel thread)" if state not in ("zombie", "dead") else ""
            gdb.write(f"{'*' if task == running else ' '} {kernel.task(task, 'pid'):5} {ppid:5} {state:9} "
                      f"{kernel.comm(task):16} {task:#018x} {program}\n")


class Borrowed:
    """The CPU's registers, put back at the end: with them gdb sees another task's stack."""

    NAMES = {"i386": ("ebx", "esi", "edi", "ebp", "esp", "eip", "cr3"),
             "x86_64": ("rbx", "rbp", "r12", "r13", "r14", "r15", "rsp", "rip", "cr3")}

    def __init__(self, session):
        self.session = session
        self.names = self.NAMES[session.kernel.arch]

    def __enter__(self):
        frame = gdb.newest_frame()
        frame.select()
        self.values = {name: frame.read_register(name) for name in self.names}
        for value in self.values.values():
            value.fetch_lazy()
        return self

    def __exit__(self, *_):
        for name in self.names:
            self.put(name, self.values[name])
        gdb.execute("maint flush register-cache", to_string=True)
        self.session.symbols.follow()

    def set(self, name, number):
        kind = self.values[name].type
        self.put(name, gdb.Value(number.to_bytes(kind.sizeof, "little"), kind))

    @staticmethod
    def put(name, value):
        """In the register's own type: gdb casts no number to that of cr3."""
        gdb.set_convenience_variable("_borrowed", value)
        gdb.execute(f"set ${name} = $_borrowed", to_string=True)


class UserBt(Command):
    """user-bt PID

Backtrace of a task that is not running, from where it sleeps in the kernel to its program's main()."""

    name = "user-bt"

    def run(self, words):
        if len(words) != 1 or not words[0].isdigit():
            raise self.usage()
        task = self.kernel.find(int(words[0]))
        if task == self.kernel.current():
            return gdb.execute("bt")
        if self.kernel.state(task) in ("zombie", "dead"):
            raise gdb.GdbError(f"user-bt: task {words[0]} is a {self.kernel.state(task)}: it has no stack to show")
        mm = self.kernel.task(task, "mm")
        with Borrowed(self.session) as cpu:
            if mm:
                cpu.set("cr3", self.kernel.get("mm_struct", mm, "pgd"))
            cpu.set(f"{self.kernel.prefix}sp", self.kernel.task(task, "thread.sp"))
            cpu.set(f"{self.kernel.prefix}ip", self.saved_at())
            gdb.execute("maint flush register-cache", to_string=True)
            if mm:
                self.session.symbols.load(mm)
            gdb.execute("bt")
        return None

    def saved_at(self):
        """In switch_to, where the stack is as a task leaves it: the instruction that loads the next one's."""
        start = self.kernel.address("switch_to")
        lines = gdb.newest_frame().architecture().disassemble(start, count=16)
        stack = f"%{self.kernel.prefix}sp"
        return next(line["addr"] for line in lines if line["asm"].startswith("mov") and line["asm"].endswith("," + stack))
