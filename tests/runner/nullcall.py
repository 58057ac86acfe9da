# SPDX-License-Identifier: MIT
"""What a null call costs in guest instructions, held exactly: tests/bench/nullcall.ini has the numbers.

They belong to one compiler: with another the tests are skipped. `make nullcall-record` writes the file anew.
"""

import configparser
import os
import re
from dataclasses import dataclass

from . import machine, tap

CELL = "nullcall"
RECORD = "tests/bench/nullcall.ini"
LIMIT = 60  # seconds for one boot, which takes one where nothing else runs
COUNTS = ("getppid", "unknown")


@dataclass(frozen=True)
class Entry:
    name: str
    arch: str
    cpu: str
    entry: str


ENTRIES = (
    Entry("i386-sysenter", "i386", "Haswell", "sysenter"),
    Entry("i386-int80", "i386", "Haswell", "int80"),
    Entry("x86_64-sysenter", "x86_64", "Haswell", "sysenter"),
    Entry("x86_64-syscall", "x86_64", "EPYC", "syscall"),
    Entry("x86_64-int80", "x86_64", "Haswell", "int80"),
)


def names():
    return [f"nullcall-{entry.name}" for entry in ENTRIES]


def compiler(arch):
    """Who compiled the kernel that is measured: its debug data say so."""
    with open(machine.image(arch, debug=False), "rb") as file:
        data = file.read()
    found = re.search(rb"GNU C\d+ (\d+\.\d+\.\d+)|(clang version \d+\.\d+\.\d+)", data)
    if not found:
        return "an unknown compiler"
    return f"gcc {found[1].decode()}" if found[1] else found[2].decode().replace("version ", "")


def measure(entry, initramfs, logs):
    """({count: instructions}, None) of one boot, or (None, why)."""
    words = ["console=ttyS0", "quiet", f"entry={entry.entry}", "RUN=nullcall", "POWEROFF=1"]
    command = machine.base(entry.arch, entry.cpu) + machine.counted(shift=0) + ["-serial", "stdio"]
    guest = machine.Run(command + machine.kernel(machine.image(entry.arch, debug=False), initramfs, words),
                        f"{logs}/nullcall-{entry.name}.log", total=LIMIT, silence=LIMIT)
    stopped = guest.follow()
    said = re.search(r"^nullcall: (\w+) getppid (\d+) unknown (\d+)$", machine.plain(bytes(guest.output)), re.MULTILINE)
    if stopped or not said:
        return None, f"{stopped or 'no line of nullcall'} (console: {guest.log})"
    if said[1] != entry.entry:
        return None, f"expected the entry {entry.entry}, found {said[1]} (console: {guest.log})"
    return dict(zip(COUNTS, (int(said[2]), int(said[3])))), None


def recorded():
    numbers = configparser.ConfigParser()
    numbers.read(RECORD)
    return numbers


def run(name, initramfs, logs, _accel):
    """Measures one entry, always by TCG: an accelerator counts nothing."""
    entry = next(one for one in ENTRIES if f"nullcall-{one.name}" == name)
    result = tap.Result(name)
    numbers = recorded()
    here, theirs = compiler(entry.arch), numbers.get("compiler", entry.arch, fallback="none")
    if here != theirs:
        result.verdict = tap.SKIP
        result.skips = [f"the numbers in {RECORD} belong to {theirs}, this kernel is by {here}"]
        return result
    counts, why = measure(entry, initramfs, logs)
    if why:
        result.why = why
        return result
    wanted = {count: numbers.get(entry.name, count, fallback="none") for count in COUNTS}
    changed = [count for count in COUNTS if wanted[count] != str(counts[count])]
    if changed:
        result.why = "instructions of " + "; ".join(f"{count}: expected {wanted[count]}, found {counts[count]}" for count in changed)
        result.lines = [f"see each: make trace ARCH={entry.arch} ENTRY={entry.entry} CALL={changed[0]}",
                        "a change that is meant is recorded by: make nullcall-record"]
        return result
    result.verdict, result.passed = tap.PASS, 1
    return result


def record(initramfs, logs):
    """Writes the numbers of this tree; returns why that failed, or None."""
    os.makedirs(logs, exist_ok=True)
    lines = ["# Guest instructions of a null call, from the first of __kernel_vsyscall through its ret, in the release",
             "# kernels. `make test` holds them (tests/runner/nullcall.py), `make nullcall-record` writes this file.", "",
             "[compiler]"]
    lines += [f"{arch} = {compiler(arch)}" for arch in ("i386", "x86_64")]
    for entry in ENTRIES:
        counts, why = measure(entry, initramfs, logs)
        if why:
            return f"{entry.name}: {why}"
        lines += ["", f"[{entry.name}]"] + [f"{count} = {found}" for count, found in counts.items()]
    with open(RECORD, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return None
