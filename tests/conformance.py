#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make conformance`: programs that nobody here wrote, on this kernel and on Debian's Linux in the same QEMU.

Words: PROGRAM= CELL= ARCH= ACCEL=. A program passes in a cell if it prints what expected.txt asks for and
agrees with Linux; a rule of explained.ini can stand for either. Everything lies under build/conformance.
"""

import concurrent.futures
import difflib
import os
import re
import sys
import time

from conformance import image, outcome, outside
from conformance.cells import LINUX, NOT_ON_LINUX, OURS
from runner import debian, machine, tap
from runner.report import Report

LOGS = "build/conformance/log"
KERNELS = "build/oracle"  # shared with `make oracle`
MEMORY = "512M"
TOTAL = 900  # seconds for one boot
PARALLEL = 2
PROGRAMS = [*image.SCRIPTS, *outside.PROGRAMS]
WHOLE = "boot-to-power-off"
BOOTS = 8  # more attempts than this, after panics, tell nothing new


def run(cell, kernel, initramfs, programs, accel):
    """The outcomes of the programs; those after one that stopped the machine get another boot.

    Linux under TCG now and then stops for no fault of the program: there it has a second chance."""
    began, done, left, boot, again = time.monotonic(), {}, list(programs), 0, set()
    while left and boot < BOOTS:
        words = ["console=ttyS0,115200", "POWEROFF=1", "TESTS=" + ",".join(left)]
        words += ["entry=" + cell.entry] if cell.entry else []
        words += ["quiet", "loglevel=1", "panic=-1"] if not cell.linux else []
        command = machine.base(cell.arch, cell.cpu, MEMORY, accel) + ["-serial", "stdio"]
        log = f"{LOGS}/{cell.name}" + (f".{boot}" if boot else "") + ".log"
        guest = machine.Run(command + machine.kernel(kernel, initramfs, words), log, total=TOTAL)
        stopped = guest.follow()
        results = outcome.console(bytes(guest.output), left, stopped and f"{stopped} (console: {log})", machine.plain)
        reached = [result for result in results if not result.unreached]
        for result in reached or results:
            if result.why and not cell.linux and result.name not in again:
                again.add(result.name)
                print(f"[ref]  {cell.name:22} {result.name}: {result.why}; once more", flush=True)
            else:
                done[result.name] = result
        left = [name for name in left if name not in done]
        left.sort(key=lambda name: name in again)
        boot += 1
    for name in left:
        done[name] = outcome.Outcome(name, why=f"it was not run: {BOOTS} boots ended before its turn", unreached=True)
    return done, time.monotonic() - began


def judge_selftest(cell, ours, theirs, wanted, rules):
    """Returns (result, the table's cell, reason if a rule was needed)."""
    result = tap.Result(ours.name, lines=ours.lines)
    result.why = outcome.ended(ours)
    linux = theirs.counts() if theirs else "-"
    changed = outcome.changed_lines(ours.verdicts(), theirs.verdicts()) if theirs else []
    agree = ours.counts() == wanted and linux in (wanted, "-") and not changed
    if ours.name == "nx_stack" and ours.status and not result.why:
        result.why = f"exit status {ours.status}"
    reason = None
    if not result.why and not agree:
        reason = rules.reason(ours.name, cell.name, ours.counts(), linux, changed)
        if not reason:
            result.why = f"ok/skip/fail {ours.counts()}, expected {wanted}, Linux {linux}"
            result.lines = ["differing lines, + ours, - Linux:"] + changed if changed else result.lines
    result.verdict = tap.FAIL if result.why else tap.PASS
    result.passed = not result.why
    mark = "!" if result.why else "~" if reason else "="
    return result, ours.counts() + mark + ("" if mark == "=" else linux), reason


def judge_script(cell, ours, theirs, rules):
    result = tap.Result(ours.name, lines=ours.lines)
    result.why = outcome.ended(ours) or outcome.ended(theirs) and f"on Linux: {outcome.ended(theirs)}"
    reason, same = None, ours.output == theirs.output and ours.status == theirs.status
    lines = len(ours.lines) - 1
    if not result.why and not same:
        changed = outcome.changed_lines(ours.lines, theirs.lines)
        reason = rules.reason(ours.name, cell.name, "script", "script", changed)
        if not reason:
            result.why = f"{len(changed)} lines differ from Linux's; status {ours.status}, Linux's {theirs.status}"
            result.lines = in_context(ours.lines, theirs.lines)
            log = f"{LOGS}/{cell.name}.{ours.name}.diff"
            with open(log, "w") as file:
                file.write("\n".join(result.lines) + "\n")
            result.why += f" (all: {log})"
    if not result.why and (theirs.status or not re.search(rb"^done", theirs.output, re.MULTILINE)):
        result.why = f"the script does not reach its end on Linux (status {theirs.status})"
    result.verdict = tap.FAIL if result.why else tap.PASS
    result.passed = not result.why
    mark = "!" if result.why else "~" if reason else "="
    return result, f"{lines} lines{mark}", reason


def in_context(ours, theirs):
    """The differing lines, each block below the command that printed it."""
    found, command, said = [], "", None
    for line in difflib.ndiff(theirs, ours):
        if re.match(r"..(\[\d+\] |== )", line):
            command = line[2:]
        if line[0] in "+-":
            if command and said != command:
                found.append(command)
            said = command
            found.append(line)
    return ["differing lines, + ours, - Linux:"] + found


def chosen(given):
    """The cells and programs that the words ask for."""
    names = given.get("CELL", "").replace(",", " ").split()
    for name in names:
        if name not in [cell.name for cell in OURS]:
            sys.exit(f"CELL='{name}' is unknown; valid are: {' '.join(cell.name for cell in OURS)}")
    programs = given.get("PROGRAM", "").replace(",", " ").split()
    for name in programs:
        if name not in PROGRAMS:
            sys.exit(f"PROGRAM='{name}' is unknown; valid are: {' '.join(PROGRAMS)}")
    cells = [cell for cell in OURS if (not names or cell.name in names)
             and given.get("ARCH") in (None, "", cell.arch)]
    if not cells:
        sys.exit(f"no chosen cell has ARCH={given.get('ARCH')}")
    return cells, [name for name in PROGRAMS if not programs or name in programs]


def print_table(cells, programs, texts):
    width = max(len(name) for name in programs + ["program"])
    columns = [max([len(texts.get((cell.name, name), "")) for name in programs] + [len(cell.entry), len(cell.cpu) + 7])
               for cell in cells]
    print("\nok/skip/fail of this kernel; = agrees with the expected and with Linux, ~Linux's: explained, !Linux's: fails")
    for words in ([f"{cell.arch} {cell.cpu.split(',')[0]}" for cell in cells], [cell.entry for cell in cells]):
        print(f"{'':{width}}  " + "  ".join(f"{word:{column}}" for word, column in zip(words, columns)).rstrip())
    for name in programs:
        row = [texts.get((cell.name, name), "") for cell in cells]
        print(f"{name:{width}}  " + "  ".join(f"{text:{column}}" for text, column in zip(row, columns)).rstrip())
    print()


def linux_line(cell, outcomes, seconds):
    bad = [name for name, one in outcomes.items() if outcome.ended(one)]
    print(f"[ref]  {cell.name:22} {len(outcomes) - len(bad)} of {len(outcomes)} programs ended {seconds:6.1f} s"
          + (f"  not: {' '.join(bad)}" if bad else ""), flush=True)


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    cells, programs = chosen(given)
    accel = given.get("ACCEL") or "tcg"
    debian.check()
    os.makedirs(LOGS, exist_ok=True)
    for cell in cells:
        kernel = machine.image(cell.arch, debug=False)
        if not os.path.exists(kernel):
            sys.exit(f"no {kernel}: make kernels")
    references = [one for one in LINUX if one.name in {cell.linux for cell in cells}]
    try:
        selftests, versions = outside.fetch(PARALLEL)
        vmlinuz = {arch: debian.kernel(arch, KERNELS) for arch in dict.fromkeys(one.arch for one in references)}
    except debian.Unavailable as error:
        sys.exit(f"conformance: {error}")
    print("Debian's: " + ", ".join(versions[:4] + [os.path.basename(path) for path in vmlinuz.values()]), flush=True)
    initramfs = image.write("build/conformance/initramfs.cpio", selftests)

    linux, ours, texts, reasons = {}, {}, {}, {}
    wanted, rules = outcome.expected(), outcome.Rules()
    report = Report(len(cells), lambda cell, name: f"make conformance CELL={cell} PROGRAM={name}")

    def judge(cell):
        """Prints what the cell showed, once its reference is known too."""
        results = []
        for name in programs:
            one, other = ours[cell.name][0][name], linux[cell.linux].get(name)
            if name in image.SCRIPTS:
                result, text, reason = judge_script(cell, one, other, rules)
            else:
                result, text, reason = judge_selftest(cell, one, other, wanted[name][cell.arch], rules)
            texts[cell.name, name] = text
            if reason:
                reasons.setdefault((name, reason), []).append(cell.name)
            results.append(result)
        report.cell(cell.name, results, ours[cell.name][1])

    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        running = {}
        for one in references:
            names = [name for name in programs if (one.name, name) not in NOT_ON_LINUX]
            running[pool.submit(run, one, vmlinuz[one.arch], initramfs, names, accel)] = one
        for cell in cells:
            running[pool.submit(run, cell, machine.image(cell.arch, debug=False), initramfs, programs, accel)] = cell
        for future in concurrent.futures.as_completed(running):
            cell = running[future]
            if not cell.linux:
                linux[cell.name] = future.result()[0]
                linux_line(cell, *future.result())
            else:
                ours[cell.name] = future.result()
            ready = [one for one in cells if one.name in ours and one.linux in linux
                     and one.name not in {name for name, _program in texts}]
            for one in ready:
                judge(one)
    print_table(cells, programs, texts)
    for (one, name), why in NOT_ON_LINUX.items():
        if name in programs and one in linux:
            print(f"not run in {one}: {name}: {why}")
    for (name, reason), where in sorted(reasons.items()):
        print(f"explained: {name} [{' '.join(where)}]: {reason}")
    sys.exit(0 if report.close() else 1)


main()
