# SPDX-License-Identifier: MIT
"""The base of all commands: its docstring is the help, its mistakes are one readable line."""

import os
import sys

import gdb

from .cfi import Unreadable

OFF = ("Remote connection closed", "The program is not being run", "The program no longer exists",
       "Remote communication error", "Connection reset")


class Command(gdb.Command):
    """Subclasses set `name` and write run(words); usage is the docstring's first line."""

    name = ""
    needs_machine = True
    completes = gdb.COMPLETE_NONE

    def __init__(self, session):
        self.session = session
        self.kernel = session.kernel
        super().__init__(self.name, gdb.COMMAND_USER, self.completes)

    def usage(self):
        return gdb.GdbError("usage: " + self.__doc__.strip().split("\n")[0])

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        try:
            if self.needs_machine and not self.kernel.alive():
                raise gdb.GdbError(f"{self.name}: no machine is connected (`target remote :1234`, or `make debug`)")
            self.run(gdb.string_to_argv(argument))
        except gdb.GdbError:
            raise
        except Unreadable as error:
            raise gdb.GdbError(f"{self.name}: {error}") from None
        except gdb.error as error:
            raise gdb.GdbError(f"{self.name}: {self.explain(str(error))}") from None

    def run(self, words):
        raise NotImplementedError

    def here(self):
        """Shows where the machine stands now, as after any stop."""
        self.session.stops.here()

    @staticmethod
    def explain(text):
        return "the machine has ended" if text.startswith(OFF) else text


class Quiet:
    """What gdb prints at a stop goes nowhere. (gdb.execute's to_string does not catch it in gdb 13.)"""

    depth = 0

    def __enter__(self):
        Quiet.depth += 1
        gdb.flush()
        sys.stdout.flush()
        self.saved = os.dup(1)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)

    def __exit__(self, *_):
        gdb.flush()
        sys.stdout.flush()
        os.dup2(self.saved, 1)
        os.close(self.saved)
        Quiet.depth -= 1


def resume(how="continue"):
    """Runs the machine and says nothing about the stop; True if it is still there."""
    try:
        with Quiet():
            gdb.execute(how, to_string=True)
    except gdb.error as error:
        if str(error).startswith(OFF):
            return False
        raise
    return gdb.selected_inferior().pid != 0


def step():
    """One instruction, without a word."""
    resume("stepi")


class Point(gdb.Breakpoint):
    """A breakpoint of our own: not listed, at an address, with a condition in Python."""

    def __init__(self, address, condition=None):
        super().__init__(f"*{address:#x}", gdb.BP_BREAKPOINT, internal=True)
        self.silent = True
        self.when = condition

    def stop(self):
        return self.when is None or self.when()
