#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make fuzz`: the entry fuzzer (tests/user/entry_fuzz.c) on our kernels, beside Debian's Linux in the same QEMU.

Words: CELL= ARCH= SEED= START= COUNT= TIME= CLASS= DROP= BUILD=debug|release ORACLE=no. docs/fuzzing.md explains.
"""

import concurrent.futures
import os
import re
import shlex
import sys
import time

from runner import bochs, debian, fuzzing, machine
from runner.fuzzing import CELLS

LOGS = fuzzing.LOGS
ORACLE_HOME = "build/oracle"
PARALLEL = 2
SHOWN = 2  # differing states that are looked into


def number(given, name, default):
    text = given.get(name) or str(default)
    if not text.isdigit():
        sys.exit(f"{name}='{text}': a number is expected")
    return int(text)


def chosen_cells(given):
    cells = [cell for cell in CELLS if given.get("ARCH") in (None, "", cell.arch)]
    wanted = given.get("CELL", "").replace(",", " ").split()
    unknown = [name for name in wanted if name not in [cell.name for cell in cells]]
    if unknown:
        sys.exit(f"CELL='{unknown[0]}' is unknown; valid are: {' '.join(cell.name for cell in cells)}")
    if wanted:
        return [cell for cell in cells if cell.name in wanted]
    return [cell for cell in cells if cell.oracle]


def linux_kernels(cells, given):
    """Debian's kernels by architecture; empty, with the reason said, where they cannot be had."""
    if given.get("ORACLE") == "no":
        return {}
    debian.check()
    try:
        return {arch: debian.kernel(arch, ORACLE_HOME) for arch in dict.fromkeys(cell.arch for cell in cells)}
    except debian.Unavailable as error:
        print(f"fuzz: without Linux beside it: {error}", flush=True)
        return {}


class Job:
    """One cell: our run, Linux's, and what becomes of differences."""

    def __init__(self, cell, given, vmlinuz):
        self.cell, self.given = cell, given
        self.vmlinuz = vmlinuz if cell.oracle else None
        self.debug = given.get("BUILD") != "release"
        self.seed = number(given, "SEED", 1)
        self.lines = []

    def say(self, text):
        self.lines.append(text)

    def words(self, **more):
        words = {"seed": self.seed, "entry": self.cell.entry, "class": self.given.get("CLASS") or "any"}
        if self.given.get("DROP"):
            words["drop"] = self.given["DROP"]
        words.update(more)
        return ",".join(f"{key}={value}" for key, value in words.items())

    def ours(self, progress=None, **more):
        return fuzzing.run(self.cell, self.words(**more), self.debug, progress=progress)

    def linux(self, **more):
        return fuzzing.run(self.cell, self.words(**more), vmlinuz=self.vmlinuz)

    def repeat(self, index, drop=""):
        words = ["make fuzz", f"CELL={self.cell.name}", f"SEED={self.seed}", f"START={index}", "COUNT=1"]
        words += [f"{key}={shlex.quote(self.given[key])}" for key in ("CLASS", "BUILD") if self.given.get(key)]
        if drop:
            words.append(f"DROP={drop}")
        return " ".join(words)

    def show(self, index, drop, linux):
        """The state and both outcomes."""
        more = {"start": index, "count": 1, "show": 1, "announce": 1}
        if drop:
            more["drop"] = drop
        self.say(f"    repeat: {self.repeat(index, drop)}")
        for name, result in [("ours", self.ours(**more))] + ([("linux", self.linux(**more))] if linux else []):
            for line in result.lines:
                if re.match(r"# (state|outcome|whole|stop|step|FAILED)", line):
                    self.say(f"    {name:5} {line[2:]}")
            if result.stopped:
                self.say(f"    {name:5} {result.stopped}")

    def minimise(self, index, differs):
        """The fields that can be neutral while the trouble stays; differs(drop) tries a set of them."""
        dropped = []
        for name in self.ours(start=index, count=1, announce=1).fields:
            if differs("+".join(dropped + [name])):
                dropped.append(name)
        return "+".join(dropped)

    def minimise_difference(self, index):
        """In two boots each way: first each field alone, then all that made no difference."""
        mine, theirs = self.ours(start=index, count=1, reduce=1), self.linux(start=index, count=1, reduce=1)
        other = {name: value for name, value, _ in theirs.reduced}
        loose = [name for name, value, _ in mine.reduced if name in other and other[name] != value]

        def still(names):
            more = {"start": index, "count": 1, "block": 1, "drop": "+".join(names)}
            return names and self.ours(**more).digests != self.linux(**more).digests
        while loose and not still(loose):
            loose.pop()
        return "+".join(loose)

    def judge_stop(self, result, start):
        """A kernel that stopped: by which state?"""
        last = max(result.digests, default=None)
        start = start if last is None else last + fuzzing.BLOCK
        self.say(f"  FAILED {self.cell.name}: {result.stopped} after entry {start} (console: {result.log})")
        again = self.ours(start=start, count=2 * fuzzing.BLOCK, announce=1)
        if not again.stopped or again.last is None:
            self.say(f"    it does not happen when run from {start} on alone; the console's last lines:")
            for line in [line for line in result.lines if line.strip()][-8:]:
                self.say(f"    | {line}")
            return
        index = again.last

        def stops(drop):
            return bool(self.ours(start=index, count=1, drop=drop).stopped)
        alone = self.ours(start=index, count=1).stopped
        drop = self.minimise(index, stops) if alone else ""
        self.say(f"    entry {index}" + ("" if alone else ", together with those before it"))
        self.show(index, drop, False)
        for line in [line for line in again.lines if line.strip() and not line.startswith("#")][-8:]:
            self.say(f"    | {line}")

    def judge_rules(self, result):
        for index, why in result.failures[:SHOWN]:
            self.say(f"  FAILED {self.cell.name}: entry {index}: {why}")

            def fails(drop, index=index):
                return bool(self.ours(start=index, count=1, drop=drop).failures)
            self.show(index, self.minimise(index, fails) if fails("") else "", self.vmlinuz)

    def judge_difference(self, mine, theirs):
        """True if every block's digest is Linux's. The program begins anew with each block: run alone it differs too."""
        blocks = [start for start in mine.digests if mine.digests[start] != theirs.digests.get(start)]
        found = 0
        for start in blocks:
            more = {"start": start, "count": fuzzing.BLOCK, "block": 1}
            one, other = self.ours(**more).digests, self.linux(**more).digests
            differing = [index for index in one if one[index] != other.get(index)]
            if not differing:
                self.judge_block(start, mine.digests[start], theirs.digests.get(start))
            for index in differing:
                found += 1
                if found > SHOWN:
                    continue
                self.say(f"  FAILED {self.cell.name}: entry {index} ends differently on Linux")
                self.show(index, self.minimise_difference(index), True)
            if found > SHOWN:
                break
        if blocks:
            self.say(f"  {len(blocks)} of {len(mine.digests)} blocks differ; {found} entries found")
        return not blocks

    def judge_block(self, start, mine, theirs):
        """No entry of it differs alone. Run again as a whole: whose outcome was another?"""
        more = {"start": start, "count": fuzzing.BLOCK, "block": fuzzing.BLOCK}
        one, other = self.ours(**more).digests.get(start), self.linux(**more).digests.get(start)
        again = "differs again" if one != other else "does not differ again"
        self.say(f"  FAILED {self.cell.name}: block {start} differs as a whole, but no entry of it alone; it {again}: "
                 f"ours {mine}, now {one}; Linux {theirs}, now {other}")

    def run(self):
        """Returns (count, good)."""
        start, count, seconds = number(self.given, "START", 0), number(self.given, "COUNT", 100000), 0
        if self.given.get("TIME"):
            seconds = max(1, number(self.given, "TIME", 0) // self.given["share"])
            count = 1 << 31
        began = [time.monotonic()]

        def progress(index):
            if time.monotonic() - began[0] > 15:
                began[0] = time.monotonic()
                print(f"  {self.cell.name}: entry {index}", flush=True)
        more = {"start": start, "count": count, "block": fuzzing.BLOCK}
        if seconds:
            more["seconds"] = seconds
        mine = self.ours(progress, **more)
        good = not mine.stopped and not mine.failures and mine.count
        if mine.stopped:
            self.judge_stop(mine, start)
        self.judge_rules(mine)
        text = f"{mine.count} entries, {mine.rate} a second, {mine.deaths} deaths"
        if self.vmlinuz and mine.count and not mine.stopped:
            theirs = self.linux(start=start, count=mine.count, block=fuzzing.BLOCK if mine.count > 1 else 1)
            if mine.count == 1:
                mine = self.ours(start=start, count=1, block=1)
            if theirs.stopped:
                self.say(f"  FAILED {self.cell.name}: Linux: {theirs.stopped} (console: {theirs.log})")
            good = not theirs.stopped and self.judge_difference(mine, theirs) and good
            text += f"; as Linux ({theirs.rate} a second)" if good else ""
        print(f"{self.cell.name:26} {text}" + ("" if good else "  FAILED"), flush=True)
        for line in self.lines:
            print(line, flush=True)
        return mine.count, bool(good)


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    os.makedirs(LOGS, exist_ok=True)
    machine.catch_signals()
    cells = chosen_cells(given)
    given["share"] = max([1] + [sum(c.arch == arch for c in cells) for arch in ("i386", "x86_64")])
    kernels = linux_kernels(cells, given)
    began = time.monotonic()
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        jobs = []
        for cell in cells:
            why = bochs.missing() if cell.bochs else ""
            if why:
                print(f"{cell.name:26} skipped: {why}")
                continue
            jobs.append(pool.submit(Job(cell, given, kernels.get(cell.arch)).run))
        for job in concurrent.futures.as_completed(jobs):
            outcomes.append(job.result())
    total, failed = sum(count for count, _ in outcomes), sum(not good for _, good in outcomes)
    print(f"fuzz: {total} entries in {len(outcomes)} cells, {time.monotonic() - began:.0f} s; "
          f"{len(outcomes) - failed} passed, {failed} failed")
    sys.exit(0 if outcomes and not failed else 1)


main()
