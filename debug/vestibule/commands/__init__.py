# SPDX-License-Identifier: MIT
"""The gdb commands; each is one class."""

from .entry import Entry, Program
from .regs import ExitCheck, PtRegs
from .step import EntryStep
from .system import Msrs, Syscalls
from .tasks import Tasks, UserBt

COMMANDS = (Entry, EntryStep, PtRegs, ExitCheck, Program, Tasks, UserBt, Syscalls, Msrs)
