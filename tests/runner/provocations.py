# SPDX-License-Identifier: MIT
"""The debug kernel makes a mistake on purpose (tests/kernel/provoke.c), and its own checks must name it and stop."""

import re

from . import machine, tap

CELL = "provocations"
LIMIT = 20  # seconds until the line must be there
ON_BOTH = ("shift", "overrun", "write-after-free-page")  # what they go through depends on the width
# The name, and what the panic's line says.
LINES = {
    "shift": r"undefined behaviour at tests/kernel/provoke\.c:\d+: shift",
    "add": r"undefined behaviour at .*: signed addition",
    "divide": r"undefined behaviour at .*: division by zero",
    "element": r"undefined behaviour at .*: index outside",
    "boolean": r"undefined behaviour at .*: a bool",
    "overrun": r"heap: object \w+ of 24 bytes was overrun",
    "overrun-block": r"heap: block \w+ of 4096 bytes was overrun",
    "underrun": r"heap: (object \w+ of 32 bytes was overrun, or|freed object \w+ of 32 bytes was written at 31)",
    "write-after-free": r"heap: freed object \w+ of 32 bytes was written at 8: 00",
    "write-after-free-swept": r"heap: freed object \w+ of 32 bytes was written at 8: 00",
    "free-twice": r"heap: object \w+ of 32 bytes is free already",
    "free-middle": r"kfree: \w+ is not an object",
    "free-static": r"(heap: \w+ cannot have come|kfree: \w+ did not come) from kmalloc",
    "write-after-free-page": r"heap: free page \w+ was written at \w+: \w+00",
    "free-page-twice": r"heap: freed pages \w+ of order 0 have .* 0 references|kernel/mm/page_alloc.c:\d+: page->flags",
    "free-shared-page": r"heap: freed pages \w+ of order 0 have order 0 and 2 references",
}


def names():
    return [f"{name}-i386" for name in LINES] + [f"{name}-x86_64" for name in ON_BOTH]


def run(name, _initramfs, logs, accel):
    what, _dash, arch = name.rpartition("-")
    return provoke(name, what, arch, "Haswell", LINES[what], logs, accel)


def provoke(name, what, arch, cpu, line, logs, accel):
    """Boots the debug kernel with provoke=`what`; the result says whether its panic's line was `line`."""
    command = machine.base(arch, cpu, "32M", accel) + ["-serial", "stdio", "-kernel", machine.image(arch)]
    command += ["-append", f"console=ttyS0 provoke={what}"]
    guest = machine.Run(command, f"{logs}/{name}.log", total=LIMIT, silence=LIMIT)
    guest.follow(enough=lambda: b"stopped" in guest.output or b"vestibule:" in guest.output)
    text = machine.plain(bytes(guest.output))
    said = re.search(r"^(?:Kernel panic|vestibule): (.*)$", text, re.MULTILINE)
    result = tap.Result(name, lines=text.split("\n"))
    if said and re.fullmatch(f"(?:{line}).*", said[1]):
        result.verdict, result.passed = tap.PASS, 1
    else:
        result.why = f"expected '{line}', found '{said[1] if said else 'no panic'}' (console: {guest.log})"
    return result
