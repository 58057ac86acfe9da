# SPDX-License-Identifier: MIT
"""The page: page.html with its style, script and data inside, so that it works from the disk and asks no network."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.append(os.path.dirname(HERE))

from vestibule.decode import Calls  # noqa: E402

import phases  # noqa: E402

AROUND = 8  # lines of a source file before and after each line that the path touches


def compact(trace):
    """A trace as page.js takes it: indexes instead of repeated words."""
    order = {pc: index for index, pc in enumerate(trace["code"])}
    runs = phases.runs(trace, lambda step: step["phase"])
    return {
        **{key: trace[key] for key in ("arch", "entry", "call", "cpu", "compiler", "word", "fields", "frame", "landing_pad", "registers", "start")},
        "leave": phases.leave(trace), "stub": phases.in_stub(trace),
        "code": [[code[key] for key in ("symbol", "asm", "bytes", "file", "line", "inlined")] for code in trace["code"].values()],
        "steps": [[order[step["pc"]], phases.LANES.index(step["lane"]), step["cpl"], step["set"], step["wrote"]] for step in trace["steps"]],
        "phases": [{"key": key, "first": first, "count": count, **words(trace, key, first, first + count == len(trace["steps"]))}
                   for key, first, count in runs],
    }


def words(trace, key, first, last):
    """Title and text of a phase; a signal makes a second pass, which enters and leaves in its own way."""
    if key == "returned" and not last:
        return {"title": phases.HANDLER[0], "text": phases.HANDLER[1]}
    steps = trace["steps"]
    entered = next((step for step in reversed(steps[:first + 1]) if step["phase"] == "hardware frame"), None)
    left = next(step for step in steps[first:] + steps[::-1] if step["phase"] == "landed")
    asm = lambda step: trace["code"][step["pc"]]["asm"]
    entry = "int80" if entered and asm(entered).startswith("int") else trace["entry"]
    return {"title": phases.title(key), "text": phases.text(key, trace["arch"], entry, asm(left))}


def sources(traces):
    """{file: {line: text}} around every line that a path touches."""
    touched = {}
    for trace in traces:
        for code in trace["code"].values():
            if code["file"]:
                touched.setdefault(code["file"], set()).add(code["line"])
    found = {}
    for path, lines in touched.items():
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                text = file.read().split("\n")
            wanted = {near for line in lines for near in range(line - AROUND, line + AROUND + 1) if 0 < near <= len(text)}
            found[path] = {line: text[line - 1] for line in sorted(wanted)}
    return found


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def write(traces, target):
    """Writes the page of these traces; returns its path."""
    data = {"traces": [compact(trace) for trace in traces], "sources": sources(traces),
            "lanes": [phases.LANE_NAMES[lane] for lane in phases.LANES], "order": phases.ORDER,
            "calls": {call.number: [call.name, [name for _, name in call.arguments]] for call in Calls(ROOT).by_number.values()},
            "titles": {key: phases.title(key) for key in phases.ORDER}, "enters": phases.ENTERS}
    text = read("page.html")
    for mark, part in (("{{style}}", read("page.css")), ("{{script}}", read("page.js")), ("{{call}}", traces[0]["call"]),
                       ("{{data}}", json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"))):
        text = text.replace(mark, part)
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)
    return target
