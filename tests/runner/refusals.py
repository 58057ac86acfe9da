# SPDX-License-Identifier: MIT
"""Machines and images on which the kernel cannot run: it must say why in one line, and stop."""

import re
import time
from dataclasses import dataclass

from . import machine, tap

CELL = "refusals"
LIMIT = 15  # seconds until the line must be there
STILL = 0.7  # seconds for which the machine must then stay: a reset would end QEMU


@dataclass(frozen=True)
class Refusal:
    name: str
    line: str  # regular expression
    arch: str = "i386"
    cpu: str = "Haswell"
    memory: str = "64M"
    words: str = ""
    initramfs: str = "whole"  # or: none, cut, garbage, empty, no-init, bad-init


REFUSALS = (
    Refusal("no-long-mode", "no long mode", arch="x86_64", cpu="Haswell,-lm"),
    Refusal("no-pae", "no PAE", cpu="Haswell,-pae"),
    Refusal("no-fxsr", "lacks .*FXSR", cpu="Haswell,-fxsr"),
    Refusal("no-tsc", "lacks .*TSC", cpu="Haswell,-tsc"),
    Refusal("little-memory-32", "more memory", memory="3M"),
    Refusal("little-memory-64", "more memory", arch="x86_64", memory="3M"),
    Refusal("initramfs-missing", "no init found", initramfs="none"),
    Refusal("initramfs-cut", "initramfs .* corrupt", initramfs="cut"),
    Refusal("initramfs-garbage", "initramfs .* corrupt", initramfs="garbage"),
    Refusal("initramfs-empty", "no init found", initramfs="empty"),
    Refusal("init-missing", "no init found", arch="x86_64", initramfs="no-init"),
    Refusal("init-corrupt", "no init found", arch="x86_64", initramfs="bad-init"),
    Refusal("init-elsewhere", "init=/nowhere", words="init=/nowhere"),
)
TRAILER = b"TRAILER!!!"


def names():
    return [refusal.name for refusal in REFUSALS]


def image(kind, whole, target):
    """Writes the initramfs that a refusal asks for; returns its path or None."""
    if kind == "none":
        return None
    with open(whole, "rb") as file:
        data = file.read()
    if kind == "cut":
        data = data[: len(data) // 2 + 1]
    elif kind == "garbage":
        data = bytes((position * 37 + 11) % 256 for position in range(4096))
    elif kind == "empty":
        data = data[data.rindex(b"070701", 0, data.rindex(TRAILER)) :]
    elif kind == "no-init":
        # The archive's name field of /init: the same length, another name.
        data = data.replace(b"init\0", b"tini\0", 1)
    elif kind == "bad-init":
        data = data.replace(b"\x7fELF\x01", b"\x7fELF\x07")
    with open(target, "wb") as file:
        file.write(data)
    return target


def run(name, whole, logs, accel):
    """Boots one; returns its result."""
    refusal = next(one for one in REFUSALS if one.name == name)
    path = image(refusal.initramfs, whole, f"{logs}/{name}.cpio")
    command = machine.base(refusal.arch, refusal.cpu, refusal.memory, accel)
    command += ["-serial", "stdio", "-kernel", machine.image(refusal.arch), "-append", ("POWEROFF=1 TESTS=none " + refusal.words).strip()]
    command += ["-initrd", path] if path else []
    guest = machine.Run(command, f"{logs}/{name}.log", total=LIMIT, silence=LIMIT)
    found = []

    def enough():
        """True once the line has been there for a while."""
        if not found and re.search(rf"^vestibule: .*{refusal.line}.*\n", machine.plain(bytes(guest.output)), re.MULTILINE):
            found.append(time.monotonic())
        return bool(found) and time.monotonic() - found[0] > STILL

    stopped = guest.follow(enough=enough)
    text = machine.plain(bytes(guest.output))
    result = tap.Result(name, lines=text.split("\n"))
    if not found:
        result.why = f"no line with '{refusal.line}' ({stopped or 'the machine ended'}; console: {guest.log})"
    elif not guest.halted:
        result.why = f"the machine did not stop after its message but ended (console: {guest.log})"
    elif re.search(r"double fault|general protection|page fault|Oops", text, re.IGNORECASE):
        result.why = f"a fault came with the message (console: {guest.log})"
    else:
        result.verdict, result.passed = tap.PASS, 1
    return result
