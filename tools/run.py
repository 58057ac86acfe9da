#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make run`: boots the ISO in QEMU; words: ARCH= ENTRY= CPU= ACCEL=.

On a terminal QEMU gets it (Ctrl-A X leaves). Otherwise this shows the console, types `poweroff` at the
shell's prompt, and its exit status is 0 if the guest's summary says that all is well.
"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))

from runner import machine, tap  # noqa: E402

ISO = "build/vestibule.iso"
CHOSEN = "build/chosen.iso"  # the same with the menu's choice made
LOG = "build/run.log"
TOTAL = 300  # seconds
PROMPT = re.compile(r"(?:^|\n)[^\n]{0,60}[#$] $")
BOOTING = "Booting `Vestibule"


class Console:
    """Shows what the kernel and its programs print, and answers the shell's prompt."""

    def __init__(self):
        self.text = ""
        self.shown = 0
        self.summary = None
        self.answered = False
        self.run = None

    def feed(self):
        self.text = machine.plain(bytes(self.run.output))
        if not self.shown:
            start = self.text.find("\n", self.text.find(BOOTING))
            if BOOTING not in self.text or start < 0:
                return
            self.shown = start + 1
        sys.stdout.write(self.text[self.shown :])
        sys.stdout.flush()
        self.shown = len(self.text)
        for line in self.text.split("\n"):
            match = tap.SUMMARY.match(line)
            if match:
                self.summary = match
        if self.summary and not self.answered and PROMPT.search(self.text):
            self.answered = True
            self.run.send("poweroff\n")


def disc(given):
    """The ISO, or one that boots what ARCH= and ENTRY= ask for."""
    if not given.get("ARCH") and not given.get("ENTRY"):
        return ISO
    choice = "-".join(filter(None, (given.get("ARCH") or "x86_64", given.get("ENTRY"))))
    subprocess.run(["sh", "tools/mkiso.sh", CHOSEN, choice, "TESTS=all"], check=True)
    return CHOSEN


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    arch = "x86_64"  # the machine: it also runs the i386 kernel
    accel = given.get("ACCEL") or "tcg"
    # Under KVM another vendor's model would choose an instruction that the real CPU lacks.
    cpu = given.get("CPU") or (machine.DEFAULT_CPU if accel == "tcg" else "host")
    if given.get("CPU"):
        machine.check_cpu(arch, cpu)
    if given.get("ACCEL"):
        machine.check_accel(arch, accel)
    command = machine.base(arch, cpu, accel=accel) + machine.iso(disc(given))

    if sys.stdin.isatty():
        os.execvp(command[0], command + ["-serial", "mon:stdio"])

    console = Console()
    console.run = machine.Run(command + ["-serial", "stdio"], LOG, total=TOTAL)
    stopped = console.run.follow(console.feed)
    if not console.text.endswith("\n"):
        print()
    if stopped:
        sys.exit(f"run: {stopped} (console: {LOG})")
    if not console.summary:
        sys.exit(f"run: the tests gave no summary (console: {LOG})")
    passed, failed = int(console.summary[1]), int(console.summary[2])
    sys.exit(0 if failed == 0 and passed > 0 else 1)


main()
