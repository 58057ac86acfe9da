# SPDX-License-Identifier: MIT
"""The trace that debug/trace/record.py made (VESTIBULE_TRACE) is the path that stepi goes: instruction by instruction, by its own way
to the call and with gdb's own words for each place."""

import json
import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import main, tap  # noqa: E402
from vestibule.command import Point, resume, step  # noqa: E402

MOST = 5000


def place(pc):
    return gdb.execute(f"info symbol {pc:#x}", to_string=True).split(" in section ")[0].replace(" + ", "+")


def without_repeats(names):
    """stepi may come back before the instruction was executed."""
    return [name for index, name in enumerate(names) if not index or names[index - 1] != name]


def stepped(session, function):
    """The places from the call of the vDSO in the function's second run, to where it returns."""
    kernel, vdso = session.kernel, session.symbols.vdso
    task = kernel.current()
    point = Point(session.symbols.program.symbol(function), lambda: kernel.current() == task)
    resume()
    resume()
    point.delete()
    pc, before = kernel.register("ip"), None
    while not vdso.has(pc):
        before = pc
        step()
        pc = kernel.register("ip")
    back, names = kernel.number(kernel.register("sp"), 4), [place(before)]
    while pc != back and len(names) < MOST:
        names.append(place(pc))
        step()
        pc = kernel.register("ip")
    return names


def test(session):
    with open(os.environ["VESTIBULE_TRACE"], encoding="utf-8") as file:
        trace = json.load(file)
    gdb.execute("program traced", to_string=True)
    mine = without_repeats(stepped(session, "traced_" + trace["call"]))
    recorded = without_repeats([trace["code"][one["pc"]]["symbol"] for one in trace["steps"]])
    tap.ok(len(mine) == len(recorded), f"stepi and the recorded trace have {len(mine)} instructions", f"recorded {len(recorded)}")
    wrong = next((index for index, pair in enumerate(zip(mine, recorded)) if pair[0] != pair[1]), None)
    tap.ok(wrong is None, "each is at the same place", wrong is not None and f"number {wrong}: {mine[wrong]}, recorded {recorded[wrong]}")
    symbols = [name.split("+")[0] for name in mine]
    tap.diag(" ".join(without_repeats(symbols)))


main(test)
