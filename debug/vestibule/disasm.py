# SPDX-License-Identifier: MIT
"""x86_64: addresses below 4 GiB hold a program's 32-bit code, which gdb would decode as 64-bit code."""

import gdb
from gdb.disassembler import Disassembler, DisassemblerResult, register_disassembler

from .kernel import USER_LIMIT


def architecture_32():
    """gdb's i386, which only exists as an object while it is the chosen one."""
    gdb.execute("set architecture i386", to_string=True)
    narrow = gdb.selected_inferior().architecture()
    gdb.execute("set architecture auto", to_string=True)
    return narrow


class Narrow(Disassembler):
    def __init__(self, narrow):
        super().__init__("vestibule")
        self.narrow = narrow

    def __call__(self, info):
        if not 0 <= info.address < USER_LIMIT:  # the kernel's come as negative numbers
            return None
        line = self.narrow.disassemble(info.address, count=1)[0]
        return DisassemblerResult(length=line["length"], string=line["asm"])


def install():
    register_disassembler(Narrow(architecture_32()), "i386:x86-64")
