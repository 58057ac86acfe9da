# SPDX-License-Identifier: MIT
"""Numbers in words: flags, selectors, error numbers, system calls with typed arguments."""

import errno
import os
import re

FLAGS = ((0, "CF"), (2, "PF"), (4, "AF"), (6, "ZF"), (7, "SF"), (8, "TF"), (9, "IF"), (10, "DF"), (11, "OF"),
         (14, "NT"), (16, "RF"), (17, "VM"), (18, "AC"), (21, "ID"))
SELECTORS = {  # asm/segment.h
    "i386": {0x60: "kernel code", 0x68: "kernel data", 0x73: "user code", 0x7b: "user data", 0xd0: "espfix stack",
             0xd8: "per-CPU data", 0x33: "TLS 1", 0x3b: "TLS 2", 0x43: "TLS 3"},
    "x86_64": {0x10: "kernel code", 0x18: "kernel data", 0x23: "user code, 32-bit", 0x2b: "user data",
               0x33: "user code, 64-bit", 0x63: "TLS 1", 0x6b: "TLS 2", 0x73: "TLS 3"},
}
ARGUMENTS = ("bx", "cx", "dx", "si", "di", "bp")
LINE = re.compile(r"^SYSCALL[0-6]\((.*)\)$")


def flags(value):
    names = [name for bit, name in FLAGS if value >> bit & 1]
    iopl = value >> 12 & 3
    return " ".join(names + ([f"IOPL={iopl}"] if iopl else []))


def selector(arch, value):
    value &= 0xffff
    if value < 4:
        return "null"
    if value in SELECTORS[arch]:
        return SELECTORS[arch][value]
    return f"{'LDT' if value & 4 else 'GDT'} entry {value >> 3}, RPL {value & 3}"


def result(value):
    """A system call's result as the program sees it: 32 bits, -4095..-1 is an error."""
    signed = value & 0xffffffff
    if signed >= 0xfffff001:
        number = (1 << 32) - signed
        return f"-{errno.errorcode.get(number, number)}"
    return f"{signed}" if signed < 65536 else f"{signed:#x}"


class Call:
    """One line of syscall_32.tbl."""

    def __init__(self, words):
        self.number, self.name, self.returns = int(words[0]), words[1], words[2]
        self.arguments = list(zip(words[3::2], words[4::2]))

    def prototype(self):
        inside = ", ".join(f"{kind.replace(' __user', '')} {name}".replace("* ", "*") for kind, name in self.arguments)
        return f"{self.returns} {self.name}({inside or 'void'})"

    def text(self, values, string):
        """The call with its arguments' values; string(address) reads a program's string."""
        shown = []
        for (kind, name), value in zip(self.arguments, values):
            value &= 0xffffffff
            if "*" in kind:
                text = f"{value:#x}" if value else "NULL"
                if "char" in kind and "const" in kind and value:
                    text += f' "{string(value)}"'
            elif kind in ("int", "s32") and value >> 31:
                text = str(value - (1 << 32))
            else:
                text = str(value) if value < 65536 else f"{value:#x}"
            shown.append(f"{name}={text}")
        return f"{self.name}({', '.join(shown)})"


class Calls:
    """The table, by number."""

    def __init__(self, root):
        self.by_number = {}
        with open(os.path.join(root, "arch/x86/entry/syscall_32.tbl"), encoding="utf-8") as file:
            for line in file:
                match = LINE.match(line.strip())
                if match:
                    call = Call([word.strip() for word in match[1].split(",")])
                    self.by_number[call.number] = call

    def name(self, number):
        return self.by_number[number].name if number in self.by_number else f"call {number}"
