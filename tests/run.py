#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the host tests and the matrix of tests/runner/cells.py; words: ARCH= ENTRY= CPU= ACCEL= TEST= CELL=."""

import concurrent.futures
import glob
import os
import re
import shlex
import subprocess
import sys
import time

from runner import attacks, bochs, gdb, host, image, interactive, machine, nullcall, provocations, refusals, tap, trace
from runner.cells import CELLS, STORM_RATE, Cell, custom, runs
from runner.report import Report

LOGS = "build/test"
INITRAMFS = "build/initramfs.cpio"
BOOT = "boot-to-power-off"  # the machine itself as a unit: it booted, summed up and powered off
HOST = "host"
PARALLEL = 2
# Machines of their own, one for each test.
GROUPS = {group.CELL: group for group in (
    refusals,
    provocations,
    attacks,
    image,
    interactive,
    gdb,
    trace,
    nullcall,
)}


def guest_tests():
    return sorted(os.path.basename(path)[:-2] for path in glob.glob("tests/user/*.c"))


def chosen_cells(given):
    """The cells that the words ask for; ends the program with one line if there is none."""
    arch, entry, name = given.get("ARCH"), given.get("ENTRY"), given.get("CELL")
    if given.get("CPU"):
        arches = [arch] if arch else ["i386", "x86_64"]
        for one in arches:
            machine.check_cpu(one, given["CPU"])
        return [custom(one, given["CPU"], entry or "") for one in arches]
    cells = [cell for cell in CELLS
             if (not arch or cell.arch == arch) and (not entry or cell.entry == entry)]
    if name:
        wanted = name.replace(",", " ").split()
        valid = [HOST, *GROUPS] + [cell.name for cell in cells]
        unknown = [one for one in wanted if one not in valid]
        if unknown:
            sys.exit(f"CELL='{unknown[0]}' is unknown; valid are: {' '.join(valid)}")
        cells = [cell for cell in cells if cell.name in wanted]
    elif not cells:
        sys.exit(f"no cell of the matrix has ARCH={arch or 'any'} ENTRY={entry}; add CPU=model for one")
    return cells


def chosen_tests(given):
    """The names in TEST=, or None for each cell's own choice."""
    wanted = given.get("TEST", "").replace(",", " ").split()
    valid = host.names() + [name for group in GROUPS.values() for name in group.names()] + guest_tests()
    for one in wanted:
        if one not in valid:
            sys.exit(f"TEST='{one}' is unknown; valid are: {' '.join(valid)}")
    return wanted or None


def command(cell: Cell, words, given):
    start = machine.base("x86_64" if cell.boot != "kernel" else cell.arch, cell.cpu, cell.memory,
                         given.get("ACCEL") or "tcg") + list(cell.options)
    if cell.boot == "kernel":
        return start + ["-serial", "stdio"] + machine.kernel(machine.image(cell.arch), INITRAMFS, words)
    image = f"{LOGS}/{cell.name}.iso"
    choice = ["-d", image, cell.arch] if cell.debug else [image, ""]
    subprocess.run(["sh", "tools/mkiso.sh", *choice, *words], check=True)
    return start + ["-serial", "stdio"] + machine.iso(image, cell.boot, f"{LOGS}/{cell.name}.vars")


def start(cell: Cell, words, given):
    """Switches the cell's machine on."""
    log = f"{LOGS}/{cell.name}.log"
    if cell.boot != "bochs":
        return machine.Run(command(cell, words, given), log)
    image = f"{LOGS}/{cell.name}.iso"
    subprocess.run(["sh", "tools/mkiso.sh", "-d", image, cell.arch, *words], check=True)
    return bochs.Run(image, cell.cpu, cell.memory, log)


def missing(cell):
    """Why this machine cannot run the cell, or an empty string."""
    if cell.boot == "bochs":
        return bochs.missing()
    if cell.boot.startswith("uefi") and not machine.firmware(cell.boot):
        return "no firmware for it on this machine (ovmf-ia32)"
    return ""


def run_cell(cell, tests, given):
    """Boots the cell's machine once with these tests; returns (results, seconds, a note for the report)."""
    began = time.monotonic()
    everything = tests == guest_tests()
    words = ["console=ttyS0", "TESTS=" + ("all" if everything else ",".join(tests)), "POWEROFF=1", *cell.words]
    if cell.entry:
        words.append("entry=" + cell.entry)
    try:
        run = start(cell, words, given)
        stopped = run.follow()
        text = machine.plain(bytes(run.output))
    except (OSError, subprocess.CalledProcessError) as error:
        stopped, text = str(error), ""
    results, summary = tap.console(text, tests, stopped)
    whole = tap.Result(BOOT, lines=text.split("\n"))
    storm, calm = storm_of(cell, text)
    if stopped:
        whole.why = f"{stopped} (console: {LOGS}/{cell.name}.log)"
    elif not summary:
        whole.why = f"no summary (console: {LOGS}/{cell.name}.log)"
    elif calm:
        whole.why = calm
    else:
        whole.verdict, whole.passed = tap.PASS, 1
    return results + [whole], time.monotonic() - began, storm


def storm_of(cell, text):
    """What the kernel says of its storm of NMIs (tests/kernel/nmi_storm.c), and why that is not enough; '' each."""
    if not any(word.startswith("nmistorm=") for word in cell.words):
        return "", ""
    said = re.search(r"nmistorm: (\d+ NMIs in \d+ ms, (\d+) per second)", text)
    if not said:
        return "", "the kernel told of no NMIs"
    calm = int(said[2]) < STORM_RATE
    return said[1], f"{said[1]}; at least {STORM_RATE} must come" if calm else ""


def run_group(group, names, given):
    began = time.monotonic()
    results = [group.run(name, INITRAMFS, LOGS, given.get("ACCEL") or "tcg") for name in names]
    note = group.note(results) if hasattr(group, "note") else ""
    return results, time.monotonic() - began, note


def repeat(given):
    """Returns the function that writes the one command by which a failure comes again."""
    fixed = [f"{key}={shlex.quote(given[key])}" for key in ("ARCH", "ENTRY", "CPU", "ACCEL") if given.get(key)]

    def line(cell, test):
        words = fixed + ([] if given.get("CPU") and cell not in (HOST, *GROUPS) else [f"CELL={cell}"])
        return " ".join(["make test", *words] + ([f"TEST={test}"] if test != BOOT else []))
    return line


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    os.makedirs(LOGS, exist_ok=True)
    machine.catch_signals()
    if given.get("ACCEL"):
        machine.check_accel("x86_64", given["ACCEL"])
    cells, only = chosen_cells(given), chosen_tests(given)

    names = given.get("CELL", "").replace(",", " ").split()
    plain = not any(given.get(key) for key in ("ARCH", "ENTRY", "CPU"))
    def chosen(cell, every):
        if cell in names or (plain and not names):
            return [name for name in every if only is None or name in only]
        return []
    host_names = chosen(HOST, host.names())
    groups = {cell: chosen(cell, group.names()) for cell, group in GROUPS.items()}
    jobs = []
    for cell in cells:
        tests = [name for name in guest_tests() if runs(cell, name)]
        if only is not None:
            # Named together, cell and test run, also where the cell would not have had it.
            tests = [name for name in (guest_tests() if names else tests) if name in only]
        if tests:
            jobs.append((cell, tests, missing(cell)))

    report = Report(len(jobs) + bool(host_names) + sum(map(bool, groups.values())), repeat(given))
    if host_names:
        began = time.monotonic()
        report.cell(HOST, [host.run(name) for name in host_names], time.monotonic() - began)
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        running = {}
        for cell, group_names in groups.items():
            if group_names:
                running[pool.submit(run_group, GROUPS[cell], group_names, given)] = cell
        for cell, tests, why in jobs:
            if why:
                skipped = [tap.Result(name, tap.SKIP, skips=[why]) for name in tests]
                report.cell(cell.name, skipped, 0.0, why)
            else:
                running[pool.submit(run_cell, cell, tests, given)] = cell.name
        for future in concurrent.futures.as_completed(running):
            report.cell(running[future], *future.result())
    sys.exit(0 if report.close() else 1)


main()
