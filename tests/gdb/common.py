# SPDX-License-Identifier: MIT
"""What the tests in gdb share: TAP, the machine, and a backtrace as names. Each runs in a gdb of its own (tests/runner/gdb.py)."""

import os
import sys
import traceback

import gdb


class Tap:
    def __init__(self):
        self.points = self.bad = 0

    def ok(self, good, text, why=""):
        self.points += 1
        self.bad += not good
        self.line(f"{'ok' if good else 'not ok'} {self.points} - {text}{'' if good or not why else ': ' + why}")
        return good

    @staticmethod
    def line(text):
        gdb.flush()
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def diag(self, text):
        for line in text.rstrip("\n").split("\n"):
            self.line("# " + line)


tap = Tap()


def connect():
    """The machine of this test, paused at its reset; returns the session of debug/vestibule."""
    if not hasattr(gdb, "vestibule"):
        raise gdb.GdbError("kernel-gdb.py was not loaded by itself")
    gdb.execute("set remotetimeout 60", to_string=True)  # a loaded machine starts QEMU slowly
    gdb.execute("target remote | exec " + os.environ["VESTIBULE_MACHINE"], to_string=True)
    return gdb.vestibule


def backtrace(how="bt"):
    return gdb.execute(how, to_string=True)


def named(trace):
    """The function names of a backtrace."""
    names = []
    for line in trace.split("\n"):
        if line.startswith("#"):
            words = line.split()
            names.append(words[3] if len(words) > 3 and words[2] == "in" else words[1])
    return names


def main(run):
    """Runs the test and ends gdb; an exception is a failed point."""
    try:
        run(connect())
    except Exception as error:  # the report must tell whatever happened
        tap.ok(False, "the test ran to its end", f"{type(error).__name__}: {error}")
        tap.diag(traceback.format_exc())
    tap.line(f"1..{tap.points}")
    try:
        gdb.execute("kill", to_string=True)
    except gdb.error:
        pass  # it has ended by itself
    gdb.execute(f"quit {1 if tap.bad else 0}")
