# SPDX-License-Identifier: MIT
"""Where the outside programs run: this kernel by each of its entries, and the Linux beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    name: str
    arch: str
    cpu: str
    linux: str = ""  # the Linux machine that it is compared with; "": this is one
    entry: str = ""


# A program's IRET or LRET under SMAP meets a bug of QEMU 7.2: hence -smap. Linux chooses its entry itself.
LINUX = (
    Cell("linux-i386-haswell", "i386", "Haswell"),
    Cell("linux-x86_64-haswell", "x86_64", "Haswell"),
    Cell("linux-x86_64-epyc", "x86_64", "EPYC,-smap"),
)
OURS = (
    Cell("i386-haswell-int80", "i386", "Haswell", "linux-i386-haswell", "int80"),
    Cell("i386-haswell-sysenter", "i386", "Haswell", "linux-i386-haswell", "sysenter"),
    Cell("x86_64-haswell-int80", "x86_64", "Haswell", "linux-x86_64-haswell", "int80"),
    Cell("x86_64-haswell-sysenter", "x86_64", "Haswell", "linux-x86_64-haswell", "sysenter"),
    Cell("x86_64-epyc-int80", "x86_64", "EPYC,-smap", "linux-x86_64-epyc", "int80"),
    Cell("x86_64-epyc-syscall", "x86_64", "EPYC,-smap", "linux-x86_64-epyc", "syscall"),
)

# What would stop the Linux machine. The program runs on this kernel all the same.
NOT_ON_LINUX = {
    ("linux-x86_64-haswell", "syscall_arg_fault"):
        "TCG obeys SYSCALL in 32-bit code on Intel models too, where Linux does not set CSTAR: it panics",
}
