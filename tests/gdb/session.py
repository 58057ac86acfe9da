# SPDX-License-Identifier: MIT
"""The commands, symbols that follow execve, breakpoints of programs across context switches, and backtraces from what interrupts."""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import backtrace, main, named, tap  # noqa: E402
from vestibule.command import Point, Quiet, resume  # noqa: E402
from vestibule.kernel import PT_ORDER  # noqa: E402

PHASES = ("hardware frame", "registers saved", "flags fixed", "dispatched", "handled", "exit check", "registers restored", "landed")


def said(command):
    """What a command prints, or the one line with which it refuses."""
    try:
        return gdb.execute(command, to_string=True)
    except gdb.error as error:
        return "error: " + str(error)


def refusals(session):
    """Bad input: one line that says what is valid."""
    cases = {
        "entry sideways": "'sideways' is unknown; valid are: int80",
        "entry-step now": "usage: entry-step [COUNT]",
        "pt-regs one": "usage: pt-regs [PID]",
        "exit-check 99999": "no task 99999",
        "user-bt": "usage: user-bt PID",
        "program": "usage: program NAME",
        "program nosuch": "neither in /bin nor in /tests",
        "syscalls nosuchcall": "no name contains 'nosuchcall'",
    }
    if session.kernel.arch == "i386":
        cases["entry syscall"] = "exists on x86_64 only; valid here are: int80 sysenter"
    for command, line in cases.items():
        answer = said(command)
        tap.ok(answer.startswith("error: ") and line in answer and answer.count("\n") == 0, f"`{command}` is refused in a line", answer)


def walk(session):
    """entry, then entry-step through all phases."""
    kernel = session.kernel
    said("program hello")
    tap.ok(kernel.program(kernel.task(kernel.current(), "mm")) == "/bin/hello" and named(backtrace())[:1] == ["main"],
           "program hello stands at its main()", backtrace())
    mm = kernel.task(kernel.current(), "mm")
    tap.ok(session.symbols.vdso.bias == kernel.get("mm_struct", mm, "vdso"), "the vDSO's symbols are where this process has it")
    said("entry")
    answer = said("msrs")
    tap.ok("needs kernel mode" in answer, "msrs in user mode is refused in a line", answer)
    answer = said("pt-regs")
    tap.ok("the program runs" in answer, "pt-regs in user mode is refused in a line", answer)
    for phase in PHASES:
        answer = said("entry-step")
        good = f"[{phase}]" in answer and "main" in named(backtrace())
        if not tap.ok(good, f"entry-step: {phase}", answer + backtrace()):
            return
        if phase == "flags fixed":
            answer = said("pt-regs")
            tap.ok("user code" in answer and "system call 122: uname(" in answer and " IF" in answer, "pt-regs is decoded", answer)
        elif phase == "dispatched":
            commands_inside(session)
        elif phase == "exit check":
            conditions(kernel)
    answer = said("entry-step")
    tap.ok("not at an entry instruction" in answer, "entry-step elsewhere in the program is refused", answer)


def conditions(kernel):
    """exit-check: all of them hold, then each one alone does not."""
    answer = said("exit-check")
    tap.ok(answer.count("  yes  ") == 6 and "leaves by SYS" in answer, "exit-check holds in all six points", answer)
    frame = kernel.frame_of(kernel.current())
    for line, slot, bits in (("ip is the landing pad", "ip", 2), ("cs is the flat user code segment", "cs", 4),
                             ("ss is the flat user data segment", "ss", 4), ("RF is clear", "flags", 1 << 16),
                             ("TF is clear", "flags", 1 << 8), ("VM is clear", "flags", 1 << 17)):
        at, value = frame + PT_ORDER[kernel.arch].index(slot) * kernel.word, kernel.pt(frame, slot)
        for changed in (value ^ bits, value):
            gdb.selected_inferior().write_memory(at, changed.to_bytes(kernel.word, "little"))
            if changed != value:
                answer = said("exit-check")
        tap.ok(answer.count("  NO   ") == 1 and f"NO   {line}" in answer and "leaves by IRET;" in answer,
               f"exit-check where not: {line}", answer)


def helps(session):
    """`help NAME` of each command: its usage, and what it does in at least a sentence."""
    for command in session.commands:
        answer = said("help " + command.name)
        tap.ok(answer.startswith(command.name) and len(answer.split("\n\n", 1)[-1].split()) > 7, f"help {command.name}", answer)


def commands_inside(session):
    kernel = session.kernel
    answer = said("msrs")
    wanted = "entry_SYSENTER_32" if kernel.arch == "i386" else "entry_SYSCALL_compat"
    tap.ok(wanted in answer and named(backtrace())[0] == "thunk_uname", "msrs names the doors and changes nothing", answer + backtrace())
    answer = said("tasks")
    tap.ok("/init" in answer and "on CPU" in answer and "/bin/hello" in answer, "tasks lists init and the program", answer)
    before = kernel.register("sp"), kernel.register("ip"), backtrace()
    trace = said("user-bt 1")
    names = named(trace)
    tap.ok(names[0] == "switch_to" and "main" in names and "__kernel_vsyscall" in names and "user/init.c" in trace,
           "user-bt 1 goes from switch_to to init's main()", trace)
    tap.ok((kernel.register("sp"), kernel.register("ip"), backtrace()) == before, "user-bt leaves the machine as it was")
    answer = said("syscalls getpid")
    tap.ok("thunk_getpid" in answer and "int getpid(void)" in answer, "syscalls shows slot and prototype", answer)


def finishes(session):
    """`finish` out of the handler, C, the door, the vDSO, into libc; and a breakpoint of the program after other programs ran."""
    kernel = session.kernel
    gdb.execute("break write", to_string=True)
    point = gdb.breakpoints()[-1]
    tap.ok(point.condition == '$_program("hello")', "a breakpoint in a program is bound to it", str(point.condition))
    hits = set()
    for _ in range(6):  # hello writes some lines each time it runs; the shell and its other children have a write() too
        resume()
        task = kernel.current()
        hits.add((kernel.program(kernel.task(task, "mm")), named(backtrace())[0], kernel.task(task, "pid")))
        if len(hits) > 1:
            break
    tap.ok(len(hits) == 2 and all(hit[:2] == ("/bin/hello", "write") for hit in hits),
           "it stops in both hellos and in nobody else, across fork, execve and exit", str(hits))
    point.delete()
    task = kernel.current()
    inside = Point(kernel.address("sys_write"), lambda: kernel.current() == task)
    resume()
    inside.delete()
    answer = said("pt-regs")
    tap.ok("system call 4: write(fd=1, buf=0x" in answer, "pt-regs shows the arguments by their types", answer)
    way = []
    for _ in range(10):
        with Quiet():
            gdb.execute("finish", to_string=True)
        way.append(session.describe(kernel.register("ip")).split("+")[0])
        if way[-1] == "write" or way[-1] == "__write_out":
            break
    door = [name for name in way if name.startswith("entry_")]
    tap.ok(len(door) == 1 and "__kernel_vsyscall" in way and way[-1] in ("write", "__write_out"),
           "finish goes from sys_write by C, door and vDSO into libc", " ".join(way))


def in_handler(session):
    """bt in a program's own signal handler: over the vDSO's trampoline into what it interrupted."""
    kernel = session.kernel
    point = Point(kernel.address("setup_frame"),
                  lambda: kernel.program(kernel.task(kernel.current(), "mm")) == "/tests/signal_model" and "main" in named(backtrace()))
    there = resume()
    point.delete()
    task = kernel.current()
    handler = kernel.get("k_sigaction", kernel.register("dx" if kernel.wide else "cx"), "handler") if there else 0
    point = Point(handler, lambda: kernel.current() == task)
    resume()
    point.delete()
    trace = backtrace()
    names = named(trace)
    trampoline = [name for name in names if name in ("__kernel_sigreturn", "__kernel_rt_sigreturn", "<signal")]
    tap.ok(kernel.register("ip") == handler and trampoline and "main" in names[2:], "bt from inside a signal handler names main", trace)


def interruptions(session):
    """Backtraces from what programs do not ask for."""
    kernel = session.kernel
    base = "di" if kernel.wide else "ax"
    user = lambda frame: kernel.pt(frame, "cs") & 3 == 3
    frames = {
        "do_page_fault": ("a page fault", lambda: user(kernel.register(base)) and in_main()),
        "scheduler_tick": ("a timer interrupt in user code", lambda: kernel.register(base) & 1 and in_main()),
        "start_forked_task": ("ret_from_fork", lambda: kernel.register("si" if kernel.wide else "dx") == 0),
        "sys_rt_sigreturn": ("a signal handler's sigreturn", lambda: in_main()),
    }

    def in_main():
        return kernel.task(kernel.current(), "mm") and "main" in named(backtrace("bt -no-filters"))

    for function, (what, condition) in frames.items():
        address = kernel.address(function)
        if not address:
            tap.ok(False, f"bt from {what}", f"the kernel has no {function}")
            continue
        point = Point(address, condition)
        there = resume()
        point.delete()
        trace = backtrace() if there else "the machine ended first"
        names = named(trace)
        good = there and "main" in names and "corrupt" not in trace
        if function == "sys_rt_sigreturn":
            # The vDSO's trampoline, and the program below it where the signal came.
            good = good and ("__kernel_rt_sigreturn" in names or "<signal" in names)
        tap.ok(good, f"bt from {what} names main", trace)


def execve(session):
    """At exit the symbols are those of whoever exits."""
    kernel = session.kernel
    seen = {}
    point = Point(kernel.address("do_group_exit"))
    while not {"hello", "uname"} <= set(seen) and resume():
        seen[kernel.program(kernel.task(kernel.current(), "mm")).rsplit("/", 1)[-1]] = (session.symbols.program.path, backtrace())
    point.delete()
    for program in ("hello", "uname"):
        path, trace = seen.get(program, ("", "it never exited"))
        tap.ok(path.endswith("/bin/" + program) and named(trace)[-1] == "_start", f"the symbols follow execve: {program}", trace)


def test(session):
    with Quiet():
        gdb.execute("tbreak start_kernel", to_string=True)
    resume()
    helps(session)
    refusals(session)
    walk(session)
    finishes(session)
    execve(session)
    interruptions(session)
    in_handler(session)


main(test)
