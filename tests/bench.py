#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make bench`: what each operation costs on our kernels and on Debian's, in guest instructions.

Words: ROW=name,... CELL=name,...; the results lie under build/bench.
"""

import concurrent.futures
import glob
import json
import os
import shutil
import subprocess
import sys
import time

from bench import cells, footprint, plot, record, report
from runner import debian, machine

ISO = "build/vestibule.iso"
ORACLE = "build/oracle"  # where make oracle keeps its kernels
PARALLEL = 2


def chosen(word, name, valid):
    """The names that the word asks for; ends the program with one line if one is unknown."""
    wanted = word.replace(",", " ").split()
    for one in wanted:
        if one not in valid:
            sys.exit(f"{name}='{one}' is unknown; valid are: {' '.join(valid)}")
    return wanted


def linux_kernels(arches):
    """({arch: vmlinuz}, {arch: why not})."""
    found, missing = {}, {}
    for arch in arches:
        if not shutil.which("apt-get") and not glob.glob(f"{ORACLE}/{arch}/boot/vmlinuz-*"):
            missing[arch] = "no apt-get here, from which Debian's kernel comes"
            continue
        try:
            found[arch] = debian.kernel(arch, ORACLE)
        except (debian.Unavailable, OSError, subprocess.CalledProcessError) as error:
            missing[arch] = str(error)
    return found, missing


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0]


def image(cell, linux):
    if cell.linux:
        return linux.get(cell.arch)
    return machine.image(cell.arch, debug=False)


def measure(used, linux, missing, rows):
    """Boots the cells, tells of each as it ends; returns what the JSON holds of them."""
    columns, facts, bad = {}, {}, 0
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        running = {}
        for cell in sorted(used, key=lambda one: not one.linux):
            if image(cell, linux):
                running[pool.submit(record.boot, cell, image(cell, linux), rows)] = (cell, time.monotonic())
            else:
                print(f"{cell.name:24} skipped: {missing[cell.arch]}", flush=True)
        for future in concurrent.futures.as_completed(running):
            cell, began = running[future]
            found, facts[cell.name], complaint = future.result()
            columns.update(found)
            bad += bool(complaint) and not cell.linux
            print(f"{cell.name:24} {complaint or 'done'} ({time.monotonic() - began:.0f} s after the start)", flush=True)
    order = [name for pair in cells.PAIRS for name in pair]
    return {name: columns[name] for name in dict.fromkeys(order) if name in columns}, facts, bad


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    rows = chosen(given.get("ROW", ""), "ROW", list(cells.ROWS))
    names = chosen(given.get("CELL", ""), "CELL", [cell.name for cell in cells.CELLS])
    used = [cell for cell in cells.CELLS if not names or cell.name in names]
    machine.catch_signals()
    linux, missing = linux_kernels(dict.fromkeys(cell.arch for cell in used if cell.linux))
    columns, facts, bad = measure(used, linux, missing, rows)
    compiler = given.get("COMPILER", "gcc").split()
    data = {
        "partial": bool(rows or names or missing),
        "compiler": first_line(*compiler, "--version"),
        "qemu": first_line("qemu-system-x86_64", "--version"),
        "linux": sorted({os.path.basename(path) for path in linux.values()}),
        "skipped": missing,
        "iso": os.path.getsize(ISO) if os.path.exists(ISO) else None,
        "columns": columns,
        "footprint": {cell.name: footprint.of_cell(cell, facts[cell.name], image(cell, linux))
                      for cell in used if cell.name in facts and not cell.name.endswith("int80")},
    }
    for name, text in (("bench.json", json.dumps(data, indent=1) + "\n"), ("bench.csv", report.csv(data)),
                       ("bench.svg", plot.svg(data)), ("bench.txt", report.terminal(data) + "\n")):
        with open(f"{record.HOME}/{name}", "w") as file:
            file.write(text)
    print(report.terminal(data))
    sys.exit(1 if bad else 0)


main()
