#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make sysfuzz`: boots the debug kernels with tests/user/sysfuzz.c; words: ARCH= CPU= MEMORY= SEED= TIME= BATCHES= FAIL=.

TIME= is in seconds, and timer and calls meet otherwise in each run. With BATCHES= the guest's clock counts
instructions: the same words give the same run again. Both kernels at once where no ARCH is given. What a kernel prints beside the fuzzer's own lines is a failure,
but for the out-of-memory line on a machine with little memory.
"""

import concurrent.futures
import os
import re
import shlex
import subprocess
import sys

from runner import machine

LOGS = "build/sysfuzz"
INITRAMFS = "build/initramfs.cpio"
ARCHES = ("i386", "x86_64")
BATCH = 3  # seconds at most for one of BATCHES=
BOOT = 60  # seconds for the boot, the warm-up and the sum, on a loaded machine
EXPECTED = re.compile(r"#|ok |not ok |TAP version|1\.\.\d|\s*$|Out of memory: killed process|reboot: Power down")
ADDRESS = re.compile(r"\b(?:0x)?([c-f][0-9a-f]{7}|ffffffff8[0-9a-f]{7})\b")


def number(given, name, default):
    text = given.get(name) or str(default)
    if not text.isdigit() or (name in ("TIME", "BATCHES") and text == "0"):
        sys.exit(f"{name}='{text}': a positive number is expected")
    return int(text)


def where(arch, line):
    """The functions of the kernel addresses in a panic's lines."""
    addresses = ADDRESS.findall(line)
    if not addresses:
        return []
    elf = machine.image(arch).removesuffix(".elf32")
    done = subprocess.run(["addr2line", "-fse", elf, *addresses], capture_output=True, text=True)
    words = done.stdout.split("\n")
    return [f"{address} {name} {place}" for address, name, place in zip(addresses, words[::2], words[1::2])]


def run(arch, given):
    """One machine to its end; returns what was wrong."""
    seed, seconds = number(given, "SEED", 1), number(given, "TIME", 60)
    batches = given.get("BATCHES") and number(given, "BATCHES", 0)
    cpu, memory = given.get("CPU") or "Haswell", given.get("MEMORY") or "128M"
    how_long = f"+{batches}" if batches else seconds
    words = ["console=ttyS0", "POWEROFF=1", f'"RUN=/tests/sysfuzz {how_long} {seed}"']
    words += ["norandmaps"] if batches else []
    words += [f"fail-alloc={number(given, 'FAIL', 0)}"] if given.get("FAIL") else []
    command = machine.base(arch, cpu, memory, given.get("ACCEL") or "tcg") + ["-serial", "stdio"]
    command += machine.counted(shift=1) + machine.REPEATABLE if batches else []
    guest = machine.Run(command + machine.kernel(machine.image(arch), INITRAMFS, words), f"{LOGS}/{arch}.log",
                        total=(batches * BATCH if batches else seconds) + BOOT, silence=BOOT)
    told = []

    def progress():
        """Each complete line once."""
        for line in machine.plain(bytes(guest.output)).split("\n")[len(told):-1]:
            told.append(line)
            if line.startswith(("#", "ok", "not ok")) or not EXPECTED.match(line):
                print(f"{arch:7} {line}", flush=True)

    stopped = guest.follow(feed=progress)
    lines = machine.plain(bytes(guest.output)).split("\n")
    body = [line for line in lines[lines.index("TAP version 13"):]] if "TAP version 13" in lines else lines
    wrong = [stopped] if stopped else []
    wrong += [line for line in body if line.startswith("not ok") or not EXPECTED.match(line)]
    if "# run status 0" not in lines:
        wrong.append("the fuzzer did not end with status 0")
    for line in body if stopped else []:
        wrong += where(arch, line)
    return wrong


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    arches = [given["ARCH"]] if given.get("ARCH") else ARCHES
    for arch in arches:
        if given.get("CPU"):
            machine.check_cpu(arch, given["CPU"])
    number(given, "SEED", 1), number(given, "TIME", 60), number(given, "BATCHES", 1)
    if given.get("TIME") and given.get("BATCHES"):
        sys.exit("TIME= and BATCHES=: give one of them")
    os.makedirs(LOGS, exist_ok=True)
    machine.catch_signals()
    with concurrent.futures.ThreadPoolExecutor(len(arches)) as pool:
        outcome = dict(zip(arches, pool.map(lambda arch: run(arch, given), arches)))
    for arch, wrong in outcome.items():
        for line in wrong:
            print(f"{arch}: {line}")
        if wrong:
            words = [f"{key}={shlex.quote(value)}" for key, value in given.items() if key != "ARCH" and value]
            print(f"repeat: make sysfuzz ARCH={arch} {' '.join(words)}   (console: {LOGS}/{arch}.log)")
    print(f"sysfuzz: {sum(not wrong for wrong in outcome.values())} passed, {sum(map(bool, outcome.values()))} failed")
    sys.exit(any(outcome.values()))


main()
