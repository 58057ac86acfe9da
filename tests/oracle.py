#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make oracle`: the guest tests on Debian's own Linux kernels, by the same initramfs in the same QEMU.

The ABI is Linux's, so a test that fails here is a wrong test. Nothing is installed: see runner/debian.py.
"""

import concurrent.futures
import glob
import os
import sys
import time

from runner import debian, machine, tap

HOME = "build/oracle"
INITRAMFS = "build/initramfs.cpio"
# (name, kernel, CPU). TCG obeys SYSCALL on Intel models too, and Linux does not set it up there; programs'
# IRET and LRET under SMAP meet a bug of QEMU 7.2: hence -smap.
MACHINES = (
    ("linux-i386-haswell", "i386", "Haswell"),
    ("linux-i386-nosep", "i386", "Haswell,-sep"),
    ("linux-x86_64-haswell", "x86_64", "Haswell"),
    ("linux-x86_64-epyc", "x86_64", "EPYC,-smap"),
)
# mitigations=off: page-table isolation loses arithmetic flags at SYSENTER. noreplace-smp: on one CPU Linux patches
# LOCK to a DS prefix, which hangs it once a program has loaded a DS with a base (TCG obeys DS in 64-bit code).
WORDS = ["console=ttyS0", "quiet", "panic=-1", "mitigations=off", "noreplace-smp", "POWEROFF=1"]
PARALLEL = 2


def run(name, arch, cpu, vmlinuz, tests):
    """Boots as often as it takes: after a test that stops the machine, the rest get another boot."""
    began = time.monotonic()
    done, left = {}, list(tests)
    while left:
        words = WORDS + ["TESTS=" + ",".join(left)]
        command = machine.base(arch, cpu, "512M") + ["-serial", "stdio"] + machine.kernel(vmlinuz, INITRAMFS, words)
        guest = machine.Run(command, f"{HOME}/{name}.log")
        stopped = guest.follow()
        results, _summary = tap.console(machine.plain(bytes(guest.output)), left, stopped)
        reached = [result for result in results if not result.unreached]
        for result in reached or results:
            done[result.name] = result
        left = [test for test in left if test not in done]
    return [done[test] for test in tests], time.monotonic() - began


def table(names, tests, outcomes):
    """Per test what each machine said; only the rows in which something did not plainly pass."""
    width = max([len(test) for test in tests] + [4])
    print(f"{'test':{width}}  " + "  ".join(names))
    for test in tests:
        row = [outcomes[name][test] for name in names]
        if all(result.verdict == tap.PASS and not result.skips for result in row):
            continue
        cells = [result.verdict + (f" ({len(result.skips)} skips)" if result.skips and result.passed else "")
                 for result in row]
        print(f"{test:{width}}  " + "  ".join(f"{cell:{len(name)}}" for cell, name in zip(cells, names)))
        for name, result in zip(names, row):
            if result.why:
                print(f"    {name}: {result.why}")
                for line in result.lines[-12:]:
                    print(f"      | {line}")
        for reason in sorted({reason for result in row for reason in result.skips}):
            where = [name for name, result in zip(names, row) if reason in result.skips]
            print(f"    skipped: {reason} [{' '.join(where)}]")


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    every = sorted(os.path.basename(path)[:-2] for path in glob.glob("tests/user/*.c"))
    wanted = given.get("TEST", "").replace(",", " ").split()
    for one in wanted:
        if one not in every:
            sys.exit(f"TEST='{one}' is unknown; valid are: {' '.join(every)}")
    tests = wanted or every
    machines = [row for row in MACHINES
                if given.get("ARCH") in (None, "", row[1]) and given.get("CELL") in (None, "", row[0])]
    if not machines:
        sys.exit(f"CELL='{given.get('CELL')}' is unknown; valid are: {' '.join(row[0] for row in MACHINES)}")
    debian.check()
    try:
        kernels = {arch: debian.kernel(arch, HOME) for arch in dict.fromkeys(row[1] for row in machines)}
    except debian.Unavailable as error:
        sys.exit(f"oracle: {error}")

    outcomes = {}
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        running = {pool.submit(run, *row, kernels[row[1]], tests): row[0] for row in machines}
        for future in concurrent.futures.as_completed(running):
            results, seconds = future.result()
            name = running[future]
            outcomes[name] = {result.name: result for result in results}
            passed = sum(result.verdict == tap.PASS for result in results)
            print(f"{name:22} {passed} of {len(results)} passed, {seconds:.1f} s", flush=True)
    names = [row[0] for row in machines]
    table(names, tests, outcomes)
    counts = {verdict: sum(result.verdict == verdict for name in names for result in outcomes[name].values())
              for verdict in (tap.PASS, tap.FAIL, tap.SKIP)}
    print(f"{counts[tap.PASS]} passed, {counts[tap.FAIL]} failed"
          + (f", {counts[tap.SKIP]} skipped" if counts[tap.SKIP] else ""))
    sys.exit(0 if counts[tap.PASS] and not counts[tap.FAIL] else 1)


main()
