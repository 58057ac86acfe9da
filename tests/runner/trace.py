# SPDX-License-Identifier: MIT
"""`make trace`: recordings against stepi and against QEMU's own count, the page in a browser, docs/, and bad input."""

import errno
import functools
import io
import os
import re
import sys
from unittest import mock

from . import bad_input, gdb, machine, tap, trace_page
from .points import Points

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "debug", "trace"))

import capture  # noqa: E402
import docs  # noqa: E402
import listing  # noqa: E402
import phases  # noqa: E402

CELL = "trace"
CALL = "getppid"  # what nullcall counts
OTHERS, PAGE, DOCS, INPUT = "trace-other-calls", "trace-page", "trace-docs", "bad-input"
PATHS = {f"trace-{arch}-{entry}": (arch, entry) for arch, entry in capture.ALL}


def names():
    return [*PATHS, OTHERS, PAGE, DOCS, INPUT]


def run(name, initramfs, logs, accel):
    if name == INPUT:
        return bad_input.run(name, logs)
    why = gdb.missing()
    if why:
        return tap.Result(name, why=why)
    try:
        if name in PATHS:
            return path(name, *PATHS[name], initramfs, logs, accel)
        if name == OTHERS:
            return other_calls(name, accel)
        return trace_page.run(name, all_writes(accel), logs) if name == PAGE else documents(name, all_writes(accel))
    except capture.Failed as error:
        return tap.Result(name, why=str(error))


@functools.cache
def all_writes(accel):
    """What docs/ and the page show, recorded once for both."""
    return capture.record_all("gdb", capture.ALL, docs.CALL, accel=accel)


def path(name, arch, entry, initramfs, logs, accel):
    """One recording: its phases, as long as QEMU counts, and the same as stepi."""
    trace = capture.record("gdb", arch, entry, CALL, accel=accel)
    points = Points(name)
    shape(points, trace)
    text(points, trace)
    counted = count(name, arch, entry, initramfs, logs, accel)
    points.ok(phases.in_stub(trace) == counted, "as many instructions as QEMU's -icount has them",
              f"recorded {phases.in_stub(trace)}, counted {counted}")
    cpu = capture.AMD if entry == "syscall" else "Haswell"
    stepped = gdb.run_test(gdb.Test(name, "trace", arch, cpu, entry, f"/bin/traced {CALL}"), initramfs, logs, accel,
                           VESTIBULE_TRACE=capture.file_of(arch, entry, CALL))
    points.ok(stepped.verdict == tap.PASS, "stepi goes the same way", stepped.why)
    points.lines += ["# " + line for line in stepped.lines]
    return points.result()


def shape(points, trace):
    """What must hold of any null call's path."""
    fast = trace["entry"] != "int80"
    order = [key for key, _, _ in phases.runs(trace, lambda step: step["phase"])]
    points.ok(order == list(phases.ORDER), "the phases come in their order, each once", str(order))
    wanted = "iret" if not fast else "sysexit" if trace["arch"] == "i386" else "sysret"
    points.ok(phases.leave(trace).startswith(wanted), f"it leaves by {wanted}", phases.leave(trace))
    levels = [level for level, _, _ in phases.runs(trace, lambda step: step["cpl"])]
    points.ok(levels == [3, 0, 3], "privilege goes from 3 to 0 and back, once", str(levels))
    written = {at for step in trace["steps"] if step["phase"] in ("hardware frame", "registers saved") for at in step["wrote"]}
    frame = [int(trace["frame"], 16) + index * trace["word"] for index in range(len(trace["fields"]))]
    points.ok(all(hex(at) in written for at in frame), "the hardware and the door write every word of struct pt_regs")
    hardware = sum(len(step["wrote"]) for step in trace["steps"] if step["phase"] == "hardware frame")
    points.ok(hardware == (0 if fast else 5), "the hardware itself pushed what it should", str(hardware))


class Stream(io.StringIO):
    """A terminal, or something else."""

    def __init__(self, terminal):
        super().__init__()
        self.isatty = lambda: terminal


def text(points, trace):
    """The listing: all instructions of the way in and out, in colours where these are wanted."""
    plain = "\n".join(listing.listing(trace, stream=Stream(False)))
    listed = len(re.findall(r"^ *\d+ │ [03] ", plain, re.MULTILINE))
    whole = "\n".join(listing.listing(trace, whole=True, stream=Stream(False)))
    every = len(re.findall(r"^ *\d+ │ [03] ", whole, re.MULTILINE))
    points.ok(every == len(trace["steps"]) and listed < every, "the listing has every instruction; the call's own only with FULL=1",
              f"{listed}, {every} of {len(trace['steps'])}")
    with mock.patch.dict(os.environ, {"TERM": "xterm"}):
        os.environ.pop("NO_COLOR", None)
        coloured = "\n".join(listing.listing(trace, stream=Stream(True)))
        os.environ["NO_COLOR"] = "1"
        asked_not_to = "\n".join(listing.listing(trace, stream=Stream(True)))
    points.ok("\x1b[" in coloured and "\x1b" not in plain + asked_not_to, "colours are for terminals, and not where NO_COLOR is set")


def count(name, arch, entry, initramfs, logs, accel):
    """Instructions of the null call by QEMU's counting clock: user/nullcall.c."""
    cpu = capture.AMD if entry == "syscall" else machine.DEFAULT_CPU
    command = [*machine.base(arch, cpu, "64M", accel), *machine.counted(shift=0), "-serial", "stdio",
               *machine.kernel(machine.image(arch, debug=False), initramfs, ["console=ttyS0", f"entry={entry}", "RUN=nullcall", "POWEROFF=1"])]
    guest = machine.Run(command, f"{logs}/{name}.nullcall")
    guest.follow()
    found = re.search(rf"nullcall: {entry} getppid (\d+)", machine.plain(bytes(guest.output)))
    return int(found[1]) if found else None


def documents(name, traces):
    """docs/ is what its generator makes of its data, and the data is what was just recorded."""
    points = Points(name)
    for target, same in docs.compare():
        points.ok(same, f"{target} is what its generator makes", "run make trace-docs")
    recorded, now = docs.compiler_of_data(), traces[0]["compiler"]
    if recorded == now:
        different = docs.differences(traces)
        points.ok(not different, "the recorded paths are today's", "run make trace-docs; " + "; ".join(different[:4]))
    else:
        points.skip("the recorded paths are today's", f"recorded with {recorded}, this kernel is by {now}")
    return points.result()


def last(trace, register):
    """A register's value where the call has returned."""
    return next(int(step["set"][register], 16) for step in reversed(trace["steps"]) if register in step["set"])


def other_calls(name, accel):
    """Paths that are not straight: a page fault inside, a signal on the way out, no such call."""
    points, once = Points(name), list(phases.ORDER)
    record = lambda call: capture.record("gdb", "i386", "sysenter", call, accel=accel)
    order = lambda trace: [key for key, _, _ in phases.runs(trace, lambda step: step["phase"])]
    fault, unknown, kill = record("fault"), record("unknown"), record("kill")
    inside = {phases.symbol(fault, step) for step in fault["steps"] if step["phase"] == "handled"}
    points.ok(order(fault) == once and {"sys_write", "trap_common", "leave_iret_kernel"} <= inside,
              "a page fault belongs to the call in which it comes", str(order(fault)))
    points.ok(last(fault, "eax") == 2 ** 32 - errno.EFAULT, "which is -EFAULT then", hex(last(fault, "eax")))
    points.ok(last(unknown, "eax") == 2 ** 32 - errno.ENOSYS, "a number of no call is -ENOSYS", hex(last(unknown, "eax")))
    points.ok(order(kill) == once + once[1:], "a signal makes a second pass, by sigreturn", str(order(kill)))
    second = [kill["code"][step["pc"]]["asm"] for step in kill["steps"] if step["phase"] in ("hardware frame", "landed")]
    points.ok(second == ["sysenter", "iret", "int $0x80", "iret"], "both leave by iret, since the frame is not the call's any more", str(second))
    return points.result()
