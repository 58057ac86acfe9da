# SPDX-License-Identifier: MIT
"""The entry fuzzer's cells, and one boot of it on ours or on Linux, read back."""

import re
import subprocess
from dataclasses import dataclass, field

from . import bochs, machine

LOGS = "build/fuzz"
INITRAMFS = "build/initramfs.cpio"
BLOCK = 1000  # states for each digest
TOTAL = 4 * 3600  # seconds: COUNT= says how long a run is
SILENCE = 120
# As tests/oracle.py has them, with the reasons.
LINUX_WORDS = ["quiet", "panic=-1", "mitigations=off", "noreplace-smp"]


@dataclass(frozen=True)
class Cell:
    name: str
    arch: str
    cpu: str
    entry: str
    oracle: bool = True  # Linux runs beside it
    bochs: bool = False


# EPYC without SMAP: with it IRET and LRET of a program fault, by a bug of QEMU 7.2, so none are drawn there.
CELLS = (
    Cell("i386-haswell-int80", "i386", "Haswell", "int80"),
    Cell("i386-haswell-sysenter", "i386", "Haswell", "sysenter"),
    Cell("i386-epyc-int80", "i386", "EPYC,-smap", "int80"),
    Cell("i386-epyc-sysenter", "i386", "EPYC,-smap", "sysenter"),
    Cell("i386-nosep-int80", "i386", "Haswell,-sep", "int80"),
    Cell("x86_64-haswell-int80", "x86_64", "Haswell", "int80"),
    Cell("x86_64-haswell-sysenter", "x86_64", "Haswell", "sysenter"),
    Cell("x86_64-epyc-int80", "x86_64", "EPYC,-smap", "int80"),
    Cell("x86_64-epyc-syscall", "x86_64", "EPYC,-smap", "syscall"),
    Cell("x86_64-smap-syscall", "x86_64", "EPYC", "syscall"),
    Cell("x86_64-nosep-int80", "x86_64", "Haswell,-sep", "int80"),
    Cell("bochs-i386-haswell-int80", "i386", "corei7_haswell_4770", "int80", False, True),
    Cell("bochs-i386-haswell-sysenter", "i386", "corei7_haswell_4770", "sysenter", False, True),
    Cell("bochs-i386-ryzen-int80", "i386", "ryzen", "int80", False, True),
    Cell("bochs-i386-ryzen-sysenter", "i386", "ryzen", "sysenter", False, True),
    Cell("bochs-x86_64-haswell-int80", "x86_64", "corei7_haswell_4770", "int80", False, True),
    Cell("bochs-x86_64-haswell-sysenter", "x86_64", "corei7_haswell_4770", "sysenter", False, True),
    Cell("bochs-x86_64-ryzen-int80", "x86_64", "ryzen", "int80", False, True),
    Cell("bochs-x86_64-ryzen-syscall", "x86_64", "ryzen", "syscall", False, True),
)


@dataclass
class Result:
    log: str
    lines: list
    stopped: str
    digests: dict = field(default_factory=dict)  # first index of a block -> its digest
    failures: list = field(default_factory=list)  # (index, the rule that broke)
    reduced: list = field(default_factory=list)  # (field, digest, "kept" or "failed")
    last: int = None  # the index that was announced last
    fields: list = field(default_factory=list)  # of the last state shown: those that are not neutral
    count: int = 0
    rate: int = 0
    deaths: int = 0

    def __post_init__(self):
        for line in self.lines:
            if match := re.match(r"# digest (\d+) ([0-9a-f]{8})$", line):
                self.digests[int(match[1])] = match[2]
            elif match := re.match(r"# FAILED seed=\d+ start=(\d+) count=1: (.*)", line):
                self.failures.append((int(match[1]), match[2]))
            elif match := re.match(r"# reduced (\w+) ([0-9a-f]{8}) (\w+)$", line):
                self.reduced.append(match.groups())
            elif line.startswith("# state "):
                self.fields = [word.split("=")[0] for word in line.split()[4:]]
            elif match := re.match(r"# run (\d+)$", line):
                self.last = int(match[1])
            elif match := re.match(r"# fuzz: (\d+) entries .* (\d+) a second; (\d+) deaths", line):
                self.count, self.rate, self.deaths = map(int, match.groups())


def start(cell, words, image, log):
    """Switches the machine on."""
    if cell.bochs:
        subprocess.run(["sh", "tools/mkiso.sh", "-d", log + ".iso", cell.arch, *words], check=True)
        return bochs.Run(log + ".iso", cell.cpu, "128M", log)
    memory = "512M" if "vmlinuz" in image else "128M"
    command = machine.base(cell.arch, cell.cpu, memory) + ["-serial", "stdio"]
    return machine.Run(command + machine.kernel(image, INITRAMFS, words), log)


def run(cell, options, debug=True, vmlinuz=None, progress=None):
    """One boot with FUZZ=options to its end; vmlinuz: Linux's kernel instead of ours."""
    log = f"{LOGS}/{cell.name}{'-linux' if vmlinuz else ''}.log"
    words = ["console=ttyS0", "POWEROFF=1", "RUN=/tests/entry_fuzz", f"FUZZ={options}"]
    words += LINUX_WORDS if vmlinuz else [f"entry={cell.entry}"]
    guest = start(cell, words, vmlinuz or machine.image(cell.arch, debug), log)
    guest.total, guest.silence = TOTAL, SILENCE

    def feed():
        if progress and (found := re.findall(rb"# digest (\d+) \w{8}", guest.output[-200:])):
            progress(int(found[-1]))
    stopped = guest.follow(feed)
    lines = machine.plain(bytes(guest.output)).split("\n")
    if not stopped and not any(line.startswith("# run status") for line in lines):
        stopped = "the machine ended before the fuzzer did"
    return Result(log, lines, stopped)
