# SPDX-License-Identifier: MIT
"""What a program said: read from a machine's console, counted, compared.

Exit statuses of the selftests say little, so their lines are counted: [OK] and ok, [SKIP] and # SKIP (the
latter is an ok line too), [FAIL] and not ok. Scripts are compared byte for byte.
"""

import configparser
import difflib
import fnmatch
import re
from dataclasses import dataclass, field

HERE = "tests/conformance"
OK = re.compile(r"^(\[OK\]|ok\b|\[PASS\])")
SKIP = re.compile(r"^\[SKIP\]|^ok\b.*# SKIP")
FAIL = re.compile(r"^(\[FAIL\]|\[ERROR\]|not ok\b|FAIL\b)")
VERDICT = re.compile(r"^(\[(OK|FAIL|SKIP|PASS|RUN|DONE|ERROR)\]|ok\b|not ok\b|PASS|FAIL)|Got SIG")
ADDRESS = re.compile(r"\b(0x)*[0-9a-f]{7,16}\b")
PID = re.compile(r"NR = (?!20,)\d+,")  # unwind_vdso: eax behind getpid(), whose number is 20
BEGIN = re.compile(rb"^# test (\S+)\r?\n", re.MULTILINE)
LIMIT_STATUS = 124  # from here on: timed out, not executable, killed


@dataclass
class Outcome:
    name: str
    status: int = -1      # -1: it did not end
    output: bytes = b""
    why: str = ""         # why it did not end or did not begin
    unreached: bool = False
    lines: list = field(default_factory=list)

    def counts(self):
        """ok/skip/fail, as the tables write it."""
        return "/".join(str(sum(bool(one.search(line)) for line in self.lines)) for one in (OK, SKIP, FAIL))

    def verdicts(self):
        """Its lines that say something, without the addresses and pids, which differ from run to run."""
        return [PID.sub("NR = PID,", ADDRESS.sub("ADDRESS", line.strip()))
                for line in self.lines if VERDICT.search(line)]


def console(data, names, stopped, plain):
    """The outcomes of the named programs from a console's bytes; stopped is why the machine was, or None."""
    found, last = {}, None
    starts = [match for match in BEGIN.finditer(data) if match[1].decode("ascii", "replace") in names]
    for index, start in enumerate(starts):
        name = start[1].decode()
        until = starts[index + 1].start() if index + 1 < len(starts) else len(data)
        piece = data[start.end():until]
        end = re.search(rb"^# result %s status (\d+)\r?$" % re.escape(start[1]), piece, re.MULTILINE)
        body = piece[:end.start()] if end else piece
        found[name] = Outcome(name, int(end[1]) if end else -1, body, lines=plain(body).split("\n"))
        if not end:
            found[name].why = f"it did not end: {stopped or 'the machine ended early'}"
        last = name
    for name in names:
        if name not in found:
            found[name] = Outcome(name, why=f"it was not run: {stopped or 'the machine ended early'}"
                                  + (f" in {last}" if last else ""), unreached=True)
    return [found[name] for name in names]


def expected():
    """{program: {arch: counts}} from the table."""
    table = {}
    with open(f"{HERE}/expected.txt") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                table[words[0]] = {"i386": words[1], "x86_64": words[2]}
    return table


class Rules:
    """The explained disagreements (explained.ini)."""

    def __init__(self):
        self.parser = configparser.ConfigParser(interpolation=None)
        self.parser.optionxform = str
        self.parser.read(f"{HERE}/explained.ini")

    def reason(self, program, cell, ours, theirs, changed):
        """Why these counts and differing lines are right, or None if no rule covers all of them."""
        for title in self.parser.sections():
            rule = self.parser[title]
            name, cells = title.split()
            if name != program or not fnmatch.fnmatch(cell, cells):
                continue
            if not fnmatch.fnmatch(ours, rule["ours"]) or not fnmatch.fnmatch(theirs, rule["linux"]):
                continue
            if all(re.fullmatch(rule.get("lines", ".*"), line) for line in changed):
                return " ".join(rule["why"].split())
        return None


def changed_lines(ours, theirs):
    """The lines that only one of them has, ours marked with +."""
    return [line for line in difflib.ndiff(theirs, ours) if line[0] in "+-"]


def ended(outcome):
    """Why the program's end is a failure by itself, or an empty string."""
    if outcome.why:
        return outcome.why
    if outcome.status == LIMIT_STATUS:
        return "timed out"
    return f"killed by signal {outcome.status - 128}" if outcome.status > 128 else ""
