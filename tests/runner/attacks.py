# SPDX-License-Identifier: MIT
"""The debug kernel attacks itself (tests/kernel/attacks.c): on both widths it must stop with the right line."""

from . import provocations

CELL = "attacks"
CPU = "EPYC"  # with SMEP and SMAP
OVERFLOW = "kernel stack overflow at"
# The name, and what the panic's line says.
LINES = {
    "run-user-page": "jump into user memory at",
    "read-user-page": "user memory access that SMAP forbids at",
    "write-user-page": "user memory access that SMAP forbids at",
    "read-after-fault": "user memory access that SMAP forbids at",
    "read-null": "null pointer at",
    "call-null": "jump into user memory at",
    "write-text": "write to read-only memory at",
    "write-doors": "write to read-only memory at",
    "write-call-table": "write to read-only memory at",
    "write-idt": "write to read-only memory at",
    "write-text-alias": "write to read-only memory at",
    "write-call-table-alias": "write to read-only memory at",
    "run-data": "execution of data at",
    "run-bss": "execution of data at",
    "run-rodata": "execution of data at",
    "run-heap": "execution of data at",
    "run-stack": "execution of data at",
    "run-text-alias": "execution of data at",
    "overflow-stack": OVERFLOW,
    "write-below-stack": OVERFLOW,
    "write-above-stack": OVERFLOW,
    "smash-stack": "kernel stack smashed in the function that returns to",
}
ONE_MAP = ("run-text-alias", "write-text-alias", "write-call-table-alias")  # i386's kernel runs in its direct map


def names():
    return [f"{name}-{arch}" for arch in ("i386", "x86_64") for name in LINES if arch == "x86_64" or name not in ONE_MAP]


def run(name, _initramfs, logs, accel):
    what, _dash, arch = name.rpartition("-")
    return provocations.provoke(name, what, arch, CPU, LINES[what], logs, accel)
