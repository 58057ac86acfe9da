# SPDX-License-Identifier: MIT
"""The trace as text: phases, their instructions, and what each changed. Colours only for a terminal."""

import os
import shutil
import sys

import phases

COLOURS = {"program": "34", "vdso": "36", "door": "33", "c": "35", "handler": "2"}
WIDE = 130  # columns
# CF PF AF ZF SF OF are left out: every other instruction changes them.
FLAGS = ((8, "TF"), (9, "IF"), (10, "DF"), (14, "NT"), (16, "RF"), (17, "VM"), (18, "AC"), (21, "ID"))


class Style:
    """Colours, and on a narrow terminal no column for the source."""

    def __init__(self, stream):
        self.sources = not stream.isatty() or shutil.get_terminal_size().columns >= WIDE
        self.on = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") != "dumb"

    def __call__(self, code, text):
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def source(self, code):
        return self("2", f"{source(code)[:22]:22} ") if self.sources else ""


def flags_changed(old, new):
    names = [f"{'+' if new >> bit & 1 else '-'}{name}" for bit, name in FLAGS if (old ^ new) >> bit & 1]
    if (old ^ new) >> 12 & 3:
        names.append(f"IOPL={new >> 12 & 3}")
    return names


class Effects:
    """What each instruction changed, in words; to be asked in order."""

    def __init__(self, trace):
        self.trace, self.word = trace, trace["word"]
        self.frame = int(trace["frame"], 16)
        self.registers = dict(trace["start"]["registers"])
        self.quiet = {"rip", "eip"}

    def of(self, step):
        asm, found = self.trace["code"][step["pc"]]["asm"], []
        for name, value in step["set"].items():
            old, self.registers[name] = self.registers[name], value
            if name == "eflags":
                found += flags_changed(int(old, 16), int(value, 16))
            elif name not in self.quiet and not (name in ("esp", "rsp") and asm.startswith(("push", "pop", "call", "ret"))):
                found.append(f"{name}={value}")
        return found + [self.place(int(at, 16), value) for at, value in step["wrote"].items()]

    def place(self, at, value):
        index, rest = divmod(at - self.frame, self.word)
        if 0 <= index < len(self.trace["fields"]) and not rest:
            return f"frame.{self.trace['fields'][index]}={value}"
        return f"[stack]={value}"


def source(code):
    return f"{os.path.basename(code['file'])}:{code['line']}" if code["file"] else ""


def phase_line(style, number, key, count, lanes):
    where = ", ".join(phases.LANE_NAMES[lane] for lane in lanes)
    words = f"{number:2} {phases.title(key)}"
    return style("1", words) + style("2", f"  {count} instruction{'s' * (count != 1)} · {where} · {key}")


def step_line(style, index, step, code, effects):
    colour = COLOURS[step["lane"]]
    place = code["symbol"]
    return (f"{index:5} {style(colour, '│')} {step['cpl']} {style(colour, f'{place[:30]:30}')} {style.source(code)}"
            f"{code['asm'].split(' <')[0][:32]:32} {style('1', ' '.join(effects))}").rstrip()


def folded(style, trace, first, steps):
    """The call's own work, a line for each stay in a function."""
    name, code = phases.symbol(trace, steps[0]), trace["code"][steps[0]["pc"]]
    return (f"{first:5} {style(COLOURS['handler'], '│')} {steps[0]['cpl']} {name[:30]:30} {style.source(code)}"
            + style("2", f"{len(steps)} instruction{'s' * (len(steps) != 1)}")).rstrip()


def listing(trace, whole=False, stream=sys.stdout):
    """Yields the lines."""
    style, effects = Style(stream), Effects(trace)
    steps = trace["steps"]
    yield style("1", phases.heading(trace)) + f": {len(steps)} instructions, {phases.in_stub(trace)} of them from the first of " \
        "__kernel_vsyscall through its ret"
    yield style("2", f"{trace['cpu']} · kernel by {trace['compiler']} · columns: number, privilege level, place, " + ("source, " if style.sources else "") + "instruction, what it changed")
    for number, (key, first, count) in enumerate(phases.runs(trace, lambda step: step["phase"]), 1):
        part = steps[first:first + count]
        yield ""
        yield phase_line(style, number, key, count, dict.fromkeys(step["lane"] for step in part))
        at = first
        while at < first + count:
            end = at + 1
            if key == "handled" and not whole:
                while end < first + count and phases.symbol(trace, steps[end]) == phases.symbol(trace, steps[at]):
                    end += 1
                for step in steps[at:end]:
                    effects.of(step)
                yield folded(style, trace, at, steps[at:end])
            else:
                yield step_line(style, at, steps[at], trace["code"][steps[at]["pc"]], effects.of(steps[at]))
            at = end


def table(traces, stream=sys.stdout):
    """Yields the counts of all, side by side."""
    style = Style(stream)
    every = [phases.counts(trace) for trace in traces]
    names = [f"{trace['arch']} {trace['entry']}" for trace in traces]
    yield style("1", f"{'instructions':34}" + "".join(f"{name:>17}" for name in names))
    for key in phases.ORDER:
        if any(key in one for one in every):
            yield f"{phases.title(key):34}" + "".join(f"{one.get(key, 0) or '-':>17}" for one in every)
    yield style("1", f"{'__kernel_vsyscall through its ret':34}" + "".join(f"{phases.in_stub(trace):>17}" for trace in traces))
    yield f"{'leaves by':34}" + "".join(f"{phases.leave(trace):>17}" for trace in traces)
