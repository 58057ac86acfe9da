# SPDX-License-Identifier: MIT
"""stepi from the program's call of the vDSO to its return, for one entry: where it leads, and `bt` names main all the way.

Each instruction is met by an NMI, too, of which the program must notice nothing.
"""

import os
import re
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import backtrace, main, named, tap  # noqa: E402
from cpu import NMI, Cpu  # noqa: E402
from vestibule.command import Point, resume, step  # noqa: E402

NR_getpid = 20
MOST = 2000
LEAVES = {"int80": "iret", "i386": "sysexit", "x86_64": "sysret"}


def door(arch, entry):
    if arch == "i386":
        return {"int80": "entry_INT80_32", "sysenter": "entry_SYSENTER_32"}[entry]
    return f"entry_{entry.upper()}_compat"


def expected(arch, entry):
    """The symbols on the way, without sys_getpid: the compiler may jump to it, call it or inline it."""
    c = "do_int80_syscall_32" if entry == "int80" else "do_fast_syscall_32"
    way = ["__kernel_vsyscall", door(arch, entry), c, "thunk_getpid", c, door(arch, entry)]
    if entry == "int80":
        way += ["leave_iret"] if arch == "i386" else ["leave_iret_user", "leave_iret_kernel"]
    elif arch == "x86_64":
        way.append("leave_sysretl")
    return way + ["__kernel_vsyscall"]


def without_repeats(names):
    return [name for index, name in enumerate(names) if not index or names[index - 1] != name]


KEPT = ("bx", "si", "di", "bp")


def struck(cpu):
    """What an NMI here changes, or ''."""
    pc, before = cpu.pc, {name: cpu.get(name) for name in cpu.names}
    cpu.nmi()
    why = cpu.arrived(NMI, pc) or cpu.returned(pc, before["rsp" if cpu.wide else "esp"])
    return why or " ".join(name for name in before if cpu.get(name) != before[name])


def test(session):
    kernel, entry = session.kernel, os.environ["VESTIBULE_ENTRY"]
    gdb.execute("program hello", to_string=True)
    stub = session.symbols.vdso.symbol("__kernel_vsyscall")
    task = kernel.current()
    point = Point(stub, lambda: kernel.current() == task and kernel.register("ax") == NR_getpid)
    resume()
    point.delete()
    back = kernel.number(kernel.register("sp"), 4)
    cpu = Cpu(kernel)
    kept = {name: kernel.register(name) for name in KEPT}
    symbols, texts, lost, wrong, count = [], [], [], [], 0
    while kernel.register("ip") != back and count < MOST:
        pc = kernel.register("ip")
        name = session.describe(pc).split("+")[0]
        if not symbols or symbols[-1] != name:
            symbols.append(name)
            texts.append([])
        texts[-1].append(gdb.execute("x/i $pc", to_string=True).split(":", 1)[1].strip())
        trace = backtrace()
        if "main" not in named(trace) or "corrupt" in trace:
            lost.append((pc, trace))
        why = struck(cpu)
        if why:
            wrong.append(f"{session.describe(pc)}: {why}")
        step()
        count += 1
    tap.diag(f"{count} instructions: " + " ".join(symbols))
    tap.ok(kernel.register("ip") == back, "stepi leads back to the program's next instruction")
    tap.ok(not lost, f"bt names main at all {count} instructions", " ".join(session.describe(pc) for pc, _ in lost[:5]))
    counted = kernel.number(kernel.address("nmi_count"), 4)
    tap.ok(not wrong and counted == count, f"and an NMI at each changes nothing; the kernel counted {counted}", "; ".join(wrong[:5]))
    for _, trace in lost[:2]:
        tap.diag(trace)
    way = without_repeats([name for name in symbols if name != "sys_getpid"])
    wanted = expected(kernel.arch, entry)
    tap.ok(way == wanted, "the symbols on the way are those of this entry", f"{' '.join(way)}; wanted {' '.join(wanted)}")
    instruction = {"int80": "int ", "sysenter": "sysenter", "syscall": "syscall"}[entry]
    tap.ok(texts[0][-1].startswith(instruction), f"the last 32-bit instruction decodes as {instruction}", texts[0][-1])
    leave = LEAVES["int80" if entry == "int80" else kernel.arch]
    tap.ok(texts[-2][-1].startswith(leave), f"the kernel's last instruction is {leave}", texts[-2][-1])
    tap.ok([re.sub(r"\s+", " ", text) for text in texts[-1]] == ["pop %ecx", "pop %edx", "ret"],
           "the landing pad decodes as 32-bit code", str(texts[-1]))
    value = kernel.register("ax")
    changed = [name for name in KEPT if kernel.register(name) != kept[name]]
    tap.ok(not changed, "the call changed none of the program's registers that it has to keep", " ".join(changed))
    tap.ok(value == kernel.task(task, "pid"), "the call returned the process's number", str(value))
    name = session.describe(back).split("+")[0]
    tap.ok(name in ("getpid", "main"), "it returned into libc", name)


main(test)
