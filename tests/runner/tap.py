# SPDX-License-Identifier: MIT
"""The Test Anything Protocol, and init's lines around each test's output (user/init.c)."""

import re
from dataclasses import dataclass, field

POINT = re.compile(r"^(not )?ok\b *(\d+)?(?: *- *)?(.*?)(?:\s*# *skip\S*\s*(.*))?$", re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(\d+)(?:\s*# *skip\S*\s*(.*))?$", re.IGNORECASE)
BEGIN = re.compile(r"^# test (\S+)$")
END = re.compile(r"^# result (\S+) status (\d+)$")
SUMMARY = re.compile(r"^# summary: (\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")

STATUS_TIMEOUT = 124  # both as in user/init.c
STATUS_SKIPPED = 77

PASS, FAIL, SKIP = "passed", "failed", "skipped"


@dataclass
class Result:
    """One test in one cell."""
    name: str
    verdict: str = FAIL
    why: str = ""
    unreached: bool = False  # the machine stopped before its turn
    passed: int = 0
    skips: list = field(default_factory=list)  # reasons of single points
    lines: list = field(default_factory=list)  # its output, for the report of a failure


def judge(name, lines, status):
    """A test passes if it says so point by point, keeps to its plan and exits with 0."""
    result = Result(name, lines=lines)
    bad, plan, points, plan_skip = [], None, 0, None
    for line in lines:
        match = PLAN.match(line)
        if match:
            plan, plan_skip = int(match[1]), match[2]
            continue
        match = POINT.match(line)
        if not match:
            continue
        points += 1
        if match[4] is not None:
            result.skips.append(match[4].strip() or "no reason given")
        elif match[1]:
            bad.append(line)
        else:
            result.passed += 1
    if plan == 0 and plan_skip is not None:
        result.skips.append(plan_skip.strip() or "no reason given")
    if bad:
        result.why = "; ".join(bad)
    elif status == STATUS_TIMEOUT:
        result.why = "timed out"
    elif status == STATUS_SKIPPED and not result.passed:
        result.skips = result.skips or ["it says that it does not apply (status 77)"]
        result.verdict = SKIP
    elif status > 128:
        result.why = f"killed by signal {status - 128}"
    elif status:
        result.why = f"exit status {status}"
    elif plan is None:
        result.why = "no plan (1..N): it stopped early" if points else "it printed no test point"
    elif plan != points:
        result.why = f"planned {plan} points, printed {points}"
    elif not result.passed and not result.skips:
        result.why = "it printed no test point"
    else:
        result.verdict = PASS if result.passed else SKIP
    return result


def console(text, expected, stopped):
    """Results of the expected tests from a machine's console; `stopped` is why it was, or None."""
    found = {}
    name, lines, summary = None, [], False
    for line in text.split("\n"):
        begin, end = BEGIN.match(line), END.match(line)
        if begin:
            name, lines = begin[1], []
        elif end and end[1] == name:
            found[name] = judge(name, lines, int(end[2]))
            name = None
        elif SUMMARY.match(line):
            summary = True
        elif name:
            lines.append(line)
    results = [found[test] if test in found else missing(test, name, lines, stopped) for test in expected]
    return results, summary


def missing(test, running, lines, stopped):
    why = stopped or "the machine ended early"
    if test == running:
        return Result(test, why=f"it did not end: {why}", lines=lines)
    return Result(test, unreached=True, why=f"it was not run: {why}" + (f" in {running}" if running else ""))
