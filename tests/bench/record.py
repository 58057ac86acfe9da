# SPDX-License-Identifier: MIT
"""One boot of a cell: its console's lines become figures."""

import os
import re

from runner import machine
from . import cells

HOME = "build/bench"
INITRAMFS = f"{HOME}/initramfs.cpio"
TOTAL, SILENCE = 1200, 900  # seconds; Linux alone boots for a minute or more under icount
LINE = re.compile(r"^# bench (\S+) (?:(\d+) (\d+)|failed (.*))$")
FACT = re.compile(r"^# fact (\S+)\s+(.*)$")
ENTRY = re.compile(r"^# entry (\S+)$")


def command(cell, image, rows):
    words = [*(cells.LINUX_WORDS if cell.linux else cells.OUR_WORDS), *cell.words]
    if rows:
        words.append("BENCH_ROWS=" + ",".join(rows))
    return (machine.base(cell.arch, cell.cpu, cells.MEMORY) + machine.counted(shift=0) + machine.REPEATABLE + ["-serial", "stdio"]
            + machine.kernel(image, INITRAMFS, words))


def parse(text, wanted, stopped):
    """({entry: {row: [ticks, units] or why not}}, facts); a row that never came is named with the reason."""
    entries, facts, done = {}, {}, False
    for line in text.split("\n"):
        line = line.strip()
        if match := ENTRY.match(line):
            current = entries.setdefault(match[1], {})
        elif match := LINE.match(line):
            current[match[1]] = match[4] if match[4] else [int(match[2]), int(match[3])]
        elif match := FACT.match(line):
            facts.setdefault(match[1], []).append(match[2].strip())
        done = done or line == "# bench-done"
    why = stopped or ("not reached" if done else "the machine ended before it")
    for figures in entries.values():
        for row in wanted:
            figures.setdefault(row, why)
    return entries, facts


def boot(cell, image, rows):
    """({column: {row: figure}}, facts, complaint or "")."""
    log = f"{HOME}/{cell.name}.log"
    os.makedirs(HOME, exist_ok=True)
    guest = machine.Run(command(cell, image, rows), log, TOTAL, SILENCE)
    stopped = guest.follow()
    wanted = rows or list(cells.ROWS)
    entries, facts = parse(machine.plain(bytes(guest.output)), wanted, stopped)
    columns = {}
    for entry, column in cell.columns:
        columns[column] = entries.get(entry) or {row: stopped or f"did not enter by {entry}" for row in wanted}
    bad = sorted({f"{row}: {figure}" for column in columns.values() for row, figure in column.items()
                  if isinstance(figure, str)})
    return columns, facts, "; ".join(bad)
