# SPDX-License-Identifier: MIT
"""A test of this machine's that makes its points in Python."""

from . import tap


class Points:
    def __init__(self, name):
        self.name, self.lines, self.number = name, [], 0

    def ok(self, good, text, why=""):
        self.number += 1
        self.lines.append(f"{'ok' if good else 'not ok'} {self.number} - {text}{f': {why}' if why and not good else ''}")
        return bool(good)

    def skip(self, text, why):
        self.number += 1
        self.lines.append(f"ok {self.number} - {text} # skip {why}")

    def result(self):
        return tap.judge(self.name, [*self.lines, f"1..{self.number}"], 0)
