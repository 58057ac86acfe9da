# SPDX-License-Identifier: MIT
"""The machines of `make bench`, which columns they fill, and which are set beside each other."""

from dataclasses import dataclass

MEMORY = "512M"  # the largest row has 100 MiB resident, twice
# Without what TCG lacks. Without ERMS, where Linux clears a page by 4096 iterations of REP STOSB, each of which
# counts as an instruction, though not on silicon.
HASWELL = "Haswell,-pcid,-x2apic,-tsc-deadline,-hle,-invpcid,-rtm,-erms"
EPYC = "EPYC"
# As for the oracle (tests/oracle.py); norandmaps for repetition, and no huge pages: the row is about a fault.
LINUX_WORDS = ("console=ttyS0", "quiet", "panic=-1", "mitigations=off", "noreplace-smp", "norandmaps",
               "transparent_hugepage=never", "rdinit=/bin/bench")
OUR_WORDS = ("console=ttyS0", "quiet", "norandmaps", "init=/bin/bench")


@dataclass(frozen=True)
class Cell:
    name: str
    arch: str
    cpu: str
    linux: bool = False
    words: tuple = ()
    columns: tuple = ()  # (entry, column's name): what the one boot measures


CELLS = (
    Cell("i386-haswell", "i386", HASWELL, columns=(("sysenter", "i386-sysenter"),)),
    Cell("i386-haswell-int80", "i386", HASWELL, words=("entry=int80",), columns=(("int80", "i386-int80"),)),
    Cell("i386-epyc", "i386", EPYC, columns=(("sysenter", "i386-sysenter-epyc"),)),
    Cell("x86_64-haswell", "x86_64", HASWELL, columns=(("sysenter", "x86_64-sysenter"),)),
    Cell("x86_64-haswell-int80", "x86_64", HASWELL, words=("entry=int80",), columns=(("int80", "x86_64-int80"),)),
    Cell("x86_64-epyc", "x86_64", EPYC, columns=(("syscall", "x86_64-syscall"),)),
    Cell("x86_64-epyc-int80", "x86_64", EPYC, words=("entry=int80",), columns=(("int80", "x86_64-int80-epyc"),)),
    # Never SYSCALL on Linux with an Intel model: it does not set it up there, TCG obeys it and Linux dies.
    Cell("linux-i386-haswell", "i386", HASWELL, True, ("BENCH_INT80=1",),
         (("sysenter", "linux-i386-sysenter"), ("int80", "linux-i386-int80"))),
    Cell("linux-x86_64-haswell", "x86_64", HASWELL, True, ("BENCH_INT80=1",),
         (("sysenter", "linux-x86_64-sysenter"), ("int80", "linux-x86_64-int80"))),
    Cell("linux-x86_64-epyc", "x86_64", EPYC + ",-smap", True, (), (("syscall", "linux-x86_64-syscall"),)),
)

# Our column, Linux's beside it.
PAIRS = (
    ("i386-sysenter", "linux-i386-sysenter"),
    ("i386-int80", "linux-i386-int80"),
    ("i386-sysenter-epyc", "linux-i386-sysenter"),
    ("x86_64-sysenter", "linux-x86_64-sysenter"),
    ("x86_64-syscall", "linux-x86_64-syscall"),
    ("x86_64-int80", "linux-x86_64-int80"),
    ("x86_64-int80-epyc", "linux-x86_64-int80"),
)

# Rows in the order of user/bench.c, and what each is called in tables.
ROWS = {
    "unknown": "unknown number", "getppid": "getppid",
    "read-zero": "read, 1 byte of /dev/zero", "write-zero": "write, 1 byte to /dev/zero",
    "read-null": "read, 1 byte of /dev/null", "write-null": "write, 1 byte to /dev/null",
    "clock-vdso": "clock_gettime by vDSO", "signal": "signal to self and return",
    "fault-least": "page fault, first touch, the least", "fault-run": "page fault, a page of 1024",
    "mmap-1": "mmap + munmap beside 1 mapping", "mmap-10": "... 10", "mmap-100": "... 100", "mmap-1000": "... 1000",
    "pipe": "pipe round trip", "futex": "futex round trip",
    "yield-sleeping-1": "sched_yield of two, 1 asleep", "yield-sleeping-10": "... 10",
    "yield-sleeping-100": "... 100", "yield-sleeping-1000": "... 1000",
    "yield-runnable-1": "sched_yield, 1 more runnable", "yield-runnable-10": "... 10",
    "yield-runnable-100": "... 100", "yield-runnable-1000": "... 1000",
    "fork-1": "fork + exit + wait beside 1 task", "fork-10": "... 10", "fork-100": "... 100", "fork-1000": "... 1000",
    "fork-1mib": "fork + exit + wait, 1 MiB resident", "fork-10mib": "... 10 MiB", "fork-100mib": "... 100 MiB",
    "exec": "fork + exec + exit + wait", "ptrace": "ptrace, a stop at a system call",
    "open-close-1": "open + close, path of 1", "open-close-4": "... 4", "open-close-16": "... 16",
    "stat-1": "stat, path of 1", "stat-4": "... 4", "stat-16": "... 16",
}


def title(row):
    """The row's whole name: "..." stands for that of the row above."""
    name = ROWS[row]
    if not name.startswith("..."):
        return name
    names = list(ROWS)
    index = names.index(row)
    while ROWS[names[index]].startswith("..."):
        index -= 1
    words = ROWS[names[index]].split(" ")
    position = max(i for i, word in enumerate(words) if word.isdigit())
    size = name[4:].split()[0]
    if size != "1" and words[-1] in ("mapping", "task"):
        words[-1] += "s"
    return " ".join(words[:position] + [size] + words[position + 1:])
