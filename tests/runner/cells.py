# SPDX-License-Identifier: MIT
"""The test matrix: which machine boots which kernel, how, and what runs on it."""

from dataclasses import dataclass

from . import machine

# First words of the tests that concern the kernel's doors: these run in every cell. Everything runs where a cell says so.
DOORS = ("entry", "exec", "exit", "single", "unwind", "vdso")
# Of those in which a stricter CPU finds more: these beside the doors' where a cell says "strict".
TRAPS = ("faults", "fpu", "ptrace", "segments", "signal", "sigreturn", "tls")
STORM, BOCHS_STORM = ("nmistorm=8192",), ("nmistorm=2048",)
# Time by the guest's instructions: NMIs come as often on a busy machine, and also within TCG's blocks of them.
COUNTED = (*machine.counted(shift=5), "-rtc", "clock=vm")
STORM_RATE = 1000  # NMIs a second that must have come on the average
# What only the debug build can tell: how a boot loader's machine looks once the kernel has taken it over.
STATE = "entry_state"


def runs(cell, name):
    """True if this test belongs to this cell."""
    if cell.tests in (STATE, "aslr"):
        return name == cell.tests
    word = name.split("_")[0]
    more = {"strict": TRAPS, "small": ("recovery",)}.get(cell.tests, ())
    return cell.tests == "all" or word in DOORS + more


# How a cell of the debug build boots: these need no release kernel.
DEBUG_BOOTS = ("kernel", "bochs")


@dataclass(frozen=True)
class Cell:
    name: str
    arch: str
    cpu: str
    tests: str = "doors"  # or: strict, small, all, one test
    entry: str = ""       # forced by entry=; "" leaves the choice to the kernel
    # QEMU's -kernel with the debug build; bios, uefi-x64, uefi-ia32: the ISO; bochs: an ISO of the debug
    # build in Bochs, cpu is one of its models then.
    boot: str = "kernel"
    debug: bool = False   # of bios and uefi: an ISO of the debug build
    memory: str = "128M"
    words: tuple = ()     # more of the kernel's command line
    options: tuple = ()   # more of QEMU's


# QEMU's TCG obeys each entry instruction on each vendor's model; the kernel chooses as the real CPU
# would have it. IRET and LRET of a program fault under SMAP by a bug of QEMU 7.2: epyc-nosmap.
CELLS = (
    #    name                      arch      CPU model        tests
    Cell("i386-haswell",           "i386",   "Haswell",       "all"),
    Cell("i386-haswell-int80",     "i386",   "Haswell",       entry="int80"),
    Cell("i386-epyc",              "i386",   "EPYC"),
    Cell("i386-nosep",             "i386",   "Haswell,-sep"),
    Cell("i386-pentium3",          "i386",   "pentium3,-apic"),
    Cell("i386-16m",               "i386",   "Haswell",       "small", memory="16M"),
    Cell("x86_64-haswell",         "x86_64", "Haswell",       "all"),
    Cell("x86_64-haswell-int80",   "x86_64", "Haswell",       entry="int80"),
    # Refused, since no Intel CPU has it in 32-bit code: int80 is used.
    Cell("x86_64-haswell-syscall", "x86_64", "Haswell",       entry="syscall"),
    Cell("x86_64-epyc",            "x86_64", "EPYC",          "all"),
    Cell("x86_64-epyc-int80",      "x86_64", "EPYC",          entry="int80"),
    Cell("x86_64-epyc-nosmap",     "x86_64", "EPYC,-smap"),
    Cell("x86_64-nosep",           "x86_64", "Haswell,-sep"),
    Cell("x86_64-max",             "x86_64", "max"),
    Cell("x86_64-32m",             "x86_64", "Haswell",       "small", memory="32M"),
    Cell("iso-bios",               "x86_64", "Haswell",       "all", boot="bios"),
    Cell("iso-bios-nolm",          "i386",   "Haswell,-lm",   boot="bios"),
    Cell("iso-uefi-x64",           "x86_64", "EPYC",          boot="uefi-x64", memory="256M"),
    Cell("iso-uefi-ia32",          "i386",   "Haswell,-lm",   boot="uefi-ia32", memory="256M"),
    # Thousands of NMIs a second (tests/kernel/nmi_storm.c), and no test may notice.
    Cell("i386-storm",             "i386",   "Haswell",       "strict", words=STORM, options=COUNTED),
    Cell("x86_64-storm",           "x86_64", "Haswell",       "strict", words=STORM, options=COUNTED),
    Cell("x86_64-epyc-storm",      "x86_64", "EPYC,-smap",    "strict", words=STORM, options=COUNTED),
    Cell("i386-norandmaps",        "i386",   "Haswell",       "aslr", words=("norandmaps",)),
    Cell("x86_64-norandmaps",      "x86_64", "Haswell",       "aslr", words=("norandmaps",)),
    Cell("state-bios-32",          "i386",   "max",           STATE, boot="bios", debug=True),
    Cell("state-bios-64",          "x86_64", "max",           STATE, boot="bios", debug=True),
    Cell("state-uefi-x64-32",      "i386",   "max",           STATE, boot="uefi-x64", debug=True, memory="256M"),
    Cell("state-uefi-x64-64",      "x86_64", "max",           STATE, boot="uefi-x64", debug=True, memory="256M"),
    Cell("state-uefi-ia32",        "i386",   "Haswell,-lm",   STATE, boot="uefi-ia32", debug=True, memory="256M"),
    # Checks segment limits, null selectors and the vendor's instructions; has RF and every #DB of the manuals.
    Cell("bochs-i386-haswell",     "i386",   "corei7_haswell_4770", "strict", boot="bochs"),
    Cell("bochs-i386-ryzen",       "i386",   "ryzen",         "strict", boot="bochs"),
    Cell("bochs-i386-pentium3",    "i386",   "p3_katmai",     "strict", boot="bochs"),
    Cell("bochs-x86_64-haswell",   "x86_64", "corei7_haswell_4770", "strict", boot="bochs"),
    Cell("bochs-x86_64-ryzen",     "x86_64", "ryzen",         "strict", boot="bochs"),
    Cell("bochs-i386-storm",       "i386",   "corei7_haswell_4770", boot="bochs", words=BOCHS_STORM),
    Cell("bochs-x86_64-storm",     "x86_64", "ryzen",         boot="bochs", words=BOCHS_STORM),
)


def custom(arch, cpu, entry):
    """The cell of `make test CPU=...`: one that is in no table."""
    name = "-".join(filter(None, (arch, cpu, entry)))
    return Cell(name, arch, cpu, "all", entry)
