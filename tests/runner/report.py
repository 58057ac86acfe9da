# SPDX-License-Identifier: MIT
"""What `make test` prints: a line per cell, each failure with the command that repeats it, the sum."""

import shutil

from . import tap

TAIL = 12  # lines of a failed test's output


class Report:
    def __init__(self, cells, repeat):
        self.cells = cells  # how many will come
        self.repeat = repeat
        self.done = 0
        self.counts = {tap.PASS: 0, tap.FAIL: 0, tap.SKIP: 0}
        self.skips = {}  # (test, reason, whole test?) -> cells
        self.width = shutil.get_terminal_size((100, 24)).columns

    def cell(self, name, results, seconds, note=""):
        self.done += 1
        here = {verdict: sum(r.verdict == verdict for r in results) for verdict in self.counts}
        for verdict, count in here.items():
            self.counts[verdict] += count
        print(f"[{self.done:2}/{self.cells}] {name:22} {here[tap.PASS]:4} passed {here[tap.FAIL]:3} failed "
              f"{here[tap.SKIP]:3} skipped {seconds:6.1f} s  {note}".rstrip(), flush=True)
        for result in results:
            for reason in result.skips:
                whole = result.verdict == tap.SKIP
                self.skips.setdefault((result.name, reason, whole), []).append(name)
            if result.verdict == tap.FAIL:
                self.failure(name, result)

    def failure(self, cell, result):
        print(f"  FAILED {result.name} in {cell}: {result.why}")
        for line in result.lines[-TAIL:]:
            print(f"    | {line}"[: max(self.width, 60)])
        print(f"    repeat: {self.repeat(cell, result.name)}", flush=True)

    def close(self):
        """Prints the skips and the sum; true means that something passed and nothing failed."""
        for whole, title in ((True, "Skipped tests:"), (False, "Skipped points of passed tests:")):
            chosen = sorted(key for key in self.skips if key[2] == whole)
            if chosen:
                print(title)
            for key in chosen:
                where = sorted(set(self.skips[key]))
                print(f"  {key[0]}: {key[1]} [{' '.join(where)}]")
        line = f"{self.counts[tap.PASS]} passed, {self.counts[tap.FAIL]} failed"
        if self.counts[tap.SKIP]:
            line += f", {self.counts[tap.SKIP]} skipped"
        print(line, flush=True)
        return self.counts[tap.PASS] > 0 and self.counts[tap.FAIL] == 0
